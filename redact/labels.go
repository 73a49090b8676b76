package redact

import "strings"

func labelRules() []Rule {
	return []Rule{
		{
			Name: "channel", Doc: "names of chat channels: #ops-private", At: "#", Find: channel,
			Samples: append(left("pull request #12, [x](#what-happened), a # b"), Sample{"told in #ops-private today", "told in [redacted: channel] today"}),
		},
		{
			Name: "cloud-id", Doc: "ids of accounts, buckets and machines in a cloud: arn:…, s3://…, i-0a1b2c3d", At: "-", Begins: []string{"ar", "s3", "gs"}, Find: cloudID,
			Samples: append(left("i-th, s3 and gs", "vol-au-vent"), Sample{"arn:aws:iam::123456789012:role/prod assumed", "[redacted: cloud-id] assumed"},
				Sample{"s3://acme-exports/2026 unreadable", "[redacted: cloud-id] unreadable"}, Sample{"i-0a1b2c3d4e5f60718 stopped", "[redacted: cloud-id] stopped"}),
		},
		{
			Name: "codename", Doc: "names of projects: Project Nightjar", Begins: []string{"Pr"}, Find: codename,
			Samples: append(left("Project Manager, Projects Are, the Project failed"), Sample{"Project Nightjar's flag", "[redacted: codename]'s flag"}),
		},
		{
			Name: "embargo", Doc: "that something is under an embargo, and until when", Begins: []string{"em", "Em"}, Find: embargo,
			Samples: append(left("embark, employ"), Sample{"flaw (embargo until 2026-05-01)", "flaw ([redacted: embargo])"}),
		},
		{
			Name: "ticket", Doc: "ids of tickets, such as OPS-123, but for those of public lists and standards: CVE-2024-3094, RFC-3339, UTF-8", At: "-", Find: ticket,
			Samples: append(left("CVE-2024-3094, RFC-3339, UTF-8, ISO-8601, SEV-1, X-1, A-123", "2026-03-04, UTC-05, AES-256, checkout-2026"), Sample{"see OPS-123.", "see [redacted: ticket]."}),
		},
	}
}

func channel(s string, i int) (int, int) {
	n := tokenish.run(s, i+1)
	name := strings.TrimRight(s[i+1:i+1+n], "-_")
	if i > 0 && (wordy[s[i-1]] || strings.IndexByte("(/#&?=.\"'-:", s[i-1]) >= 0) || len(name) < 3 || !smalls[name[0]] || strings.IndexByte(name, '-') < 0 && strings.IndexByte(name, '_') < 0 {
		return 0, 0
	}
	return i, i + 1 + len(name)
}

var (
	machineIDs = words(`i vol sg subnet vpc ami eni snap rtb igw nat eipalloc acl lt pcx vgw tgw fs`)
	idChars    = chars("a-f0-9")
)

func cloudID(s string, i int) (int, int) {
	if s[i] == '-' {
		from := i
		for from > 0 && i-from < 10 && smalls[s[from-1]] {
			from--
		}
		n := idChars.run(s, i+1)
		if from > 0 && (wordy[s[from-1]] || s[from-1] == '-') || !machineIDs[s[from:i]] || n != 8 && n != 17 || !digits.has(s[i+1:i+1+n]) || i+1+n < len(s) && wordy[s[i+1+n]] {
			return 0, 0
		}
		return from, i + 1 + n
	}
	for _, scheme := range []string{"arn:", "s3://", "s3a://", "gs://"} {
		if !strings.HasPrefix(s[i:], scheme) {
			continue
		}
		to := i + len(scheme)
		for to < len(s) && to-i < longestValue && s[to] > ' ' && strings.IndexByte("\"'<>`|,()", s[to]) < 0 {
			to++
		}
		to = i + len(strings.TrimRight(s[i:to], ".:;"))
		if to-i < len(scheme)+3 {
			return 0, 0
		}
		return i, to
	}
	return 0, 0
}

var dateChars = chars("a-zA-Z0-9:-")

var plainProjects = words(`manager management lead leader plan zero team board owner office director the and settings id`)

func codename(s string, i int) (int, int) {
	const word = "Project "
	at := i + len(word)
	if !strings.HasPrefix(s[i:], word) || at >= len(s) || !capitals[s[at]] {
		return 0, 0
	}
	n := alnum.run(s, at)
	if n < 3 || plainProjects[strings.ToLower(s[at:at+n])] {
		return 0, 0
	}
	return i, at + n
}

func embargo(s string, i int) (int, int) {
	const word = "embargo"
	if len(s) < i+len(word) || !strings.EqualFold(s[i:i+len(word)], word) {
		return 0, 0
	}
	to := i + wordy.run(s, i)
	if rest := s[to:]; strings.HasPrefix(rest, " until ") {
		to += len(" until ")
		to += dateChars.run(s, to)
	}
	return i, to
}

// standards are what stands before the hyphen in names of public lists,
// standards, units and zones.
var standards = words(`CVE CWE GHSA RFC BCP ISO IEC IEEE ANSI NIST FIPS PEP JEP KIP KEP UTF UCS SHA MD AES DES RSA HTTP HTTPS TLS SSL TCP UDP UTC GMT
	SEV SLA SLO COVID GPT IPV X HMAC EC ES RS HS PS ED US EU AP UK Q H FY PR P S L T R2 S3 EC2 BST CET CEST EST EDT PST PDT CST CDT MST MDT ASCII CRC XXH BLAKE MP ISBN DIN EN VT
	DDR PCI USB SQL ARM LLVM GCC JDK JSR PHP WIN MAC AS ASN DL VG`)

func ticket(s string, i int) (int, int) {
	from := i
	for from > 0 && i-from < 11 && upper[s[from-1]] {
		from--
	}
	to := i + 1 + digits.run(s, i+1)
	key := s[from:i]
	if len(key) < 2 || len(key) > 10 || !capitals[key[0]] || standards[key] || standards[strings.TrimRight(key, "0123456789")] || to == i+1 || to-i > 8 {
		return 0, 0
	}
	if from > 0 && (wordy[s[from-1]] || strings.IndexByte("-./", s[from-1]) >= 0 || s[from-1] >= 0x80) || to < len(s) && (wordy[s[to]] || s[to] == '-' || s[to] == '.' && to+1 < len(s) && digits[s[to+1]]) {
		return 0, 0
	}
	return from, to
}
