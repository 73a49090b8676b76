package redact

import "strings"

// shape is a token that is known by how it begins.
type shape struct {
	prefix string
	set    *charset // what follows
	min    int      // the least number of bytes that follow
	exact  bool     // and the most
}

// shaped returns a rule that takes out tokens of the given shapes.
func shaped(name, doc string, samples []Sample, shapes []shape) Rule {
	var begins []string
	byPair := map[string][]shape{}
	for _, sh := range shapes {
		begins = append(begins, sh.prefix)
		byPair[sh.prefix[:2]] = append(byPair[sh.prefix[:2]], sh)
	}
	return Rule{
		Name: name, Doc: doc, Samples: samples, Begins: begins,
		Find: func(s string, i int) (int, int) {
			for _, sh := range byPair[s[i:i+2]] {
				if !strings.HasPrefix(s[i:], sh.prefix) {
					continue
				}
				from := i + len(sh.prefix)
				to := from + sh.set.run(s, from)
				if n := to - from; (n == sh.min || n > sh.min && !sh.exact) && random(s[from:to]) {
					return i, to
				}
			}
			return 0, 0
		},
	}
}

// random reports whether a token is not just a long name: it has a digit, or
// letters of both cases.
func random(token string) bool {
	return digits.has(token) || capitals.has(token) && smalls.has(token)
}

var (
	capitals = chars("A-Z")
	smalls   = chars("a-z")
)

// filler is text that looks like a token of n bytes and is none.
func filler(alphabet string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteByte(alphabet[(i*7+3)%len(alphabet)])
	}
	return b.String()
}

func keyRules() []Rule {
	letters, lower := filler("abcXYZ0189qrs", 90), filler("0a1b2c3d4e5f", 64)
	sample := func(name string, secrets ...string) []Sample {
		var out []Sample
		for _, secret := range secrets {
			out = append(out, Sample{"sent " + secret + ", refused", "sent [redacted: " + name + "], refused"})
		}
		return append(out, Sample{"nothing of the kind", "nothing of the kind"})
	}
	return []Rule{
		shaped("aws-key", "Amazon Web Services access key ids and Bedrock keys", sample("aws-key", "AKIA"+filler("ABCXYZ234567", 16)), []shape{
			{"AKIA", base32, 16, true}, {"ASIA", base32, 16, true}, {"ABIA", base32, 16, true}, {"ACCA", base32, 16, true}, {"A3T", upper, 17, true},
			{"ABSK", base64ish, 100, false}, {"bedrock-api-key-", base64ish, 20, false},
		}),
		shaped("gcp-key", "Google API keys, client secrets and access tokens", sample("gcp-key", "AIza"+letters[:35]), []shape{
			{"AIza", tokenish, 35, false}, {"GOCSPX-", tokenish, 20, false}, {"ya29.", tokenish, 20, false},
		}),
		shaped("github-token", "GitHub tokens of all kinds; a wrong checksum does not save one, it may be cut or mistyped",
			sample("github-token", "ghp_"+letters[:36], "github_pat_"+letters[:82]), []shape{
				{"ghp_", wordy, 30, false}, {"gho_", wordy, 30, false}, {"ghu_", wordy, 30, false}, {"ghs_", dotted, 30, false},
				{"ghr_", wordy, 30, false}, {"github_pat_", wordy, 22, false},
			}),
		shaped("gitlab-token", "GitLab tokens of all kinds", sample("gitlab-token", "glpat-"+letters[:20]), []shape{
			{"glpat-", dotted, 20, false}, {"gldt-", dotted, 20, false}, {"glrt-", dotted, 20, false}, {"glcbt-", dotted, 20, false},
			{"glptt-", dotted, 20, false}, {"glft-", dotted, 20, false}, {"glimt-", dotted, 20, false}, {"glagent-", dotted, 20, false},
			{"gloas-", dotted, 20, false}, {"glsoat-", dotted, 20, false}, {"glffct-", dotted, 20, false}, {"glrtr-", dotted, 20, false},
			{"GR1348941", dotted, 20, false}, {"_gitlab_session=", dotted, 16, false},
		}),
		shaped("slack-token", "Slack tokens and webhook addresses", sample("slack-token", "xoxb-"+"1234567890-"+letters[:24], "hooks.slack.com/services/T0/B0/"+letters[:24]), []shape{
			{"xoxb-", dotted, 10, false}, {"xoxp-", dotted, 10, false}, {"xoxa-", dotted, 10, false}, {"xoxs-", dotted, 10, false},
			{"xoxo-", dotted, 10, false}, {"xoxr-", dotted, 10, false}, {"xoxe-", dotted, 10, false}, {"xoxe.xox", dotted, 10, false},
			{"xapp-", dotted, 10, false}, {"XOXB-", dotted, 10, false}, {"XOXP-", dotted, 10, false},
			{"XOXE-", dotted, 10, false}, {"XOXE.XOX", dotted, 10, false}, {"XAPP-", dotted, 10, false},
			{"hooks.slack.com/services/", chars("a-zA-Z0-9/+"), 20, false}, {"hooks.slack.com/workflows/", chars("a-zA-Z0-9/+"), 20, false},
			{"hooks.slack.com/triggers/", chars("a-zA-Z0-9/+"), 20, false},
		}),
		shaped("stripe-key", "Stripe keys and webhook secrets", sample("stripe-key", "sk_"+"live_"+letters[:24]), []shape{
			{"sk_live_", alnum, 10, false}, {"sk_test_", alnum, 10, false}, {"sk_prod_", alnum, 10, false}, {"rk_live_", alnum, 10, false},
			{"rk_test_", alnum, 10, false}, {"rk_prod_", alnum, 10, false}, {"whsec_", base64ish, 20, false},
		}),
		shaped("api-key", "keys and tokens of many other services, by their prefix", sample("api-key", "npm_"+letters[:36], "SK"+lower[:32], "hvs."+letters), otherShapes()),
		{
			Name: "azure-secret", Doc: "client secrets of Microsoft Entra", At: "~", Find: azureSecret,
			Samples: sample("azure-secret", "aB9"+"8Q~"+letters[:34]),
		},
		{
			Name: "jwt", Doc: "JSON Web Tokens, plain and in base64", Begins: []string{"ey", "ZXlK"}, Find: jwt,
			Samples: sample("jwt", "eyJ"+letters[:30]+"."+"eyJ"+letters[:40]+"."+letters[:40], "ZXlK"+letters[:80]),
		},
		{
			Name: "password-hash", Doc: "bcrypt, argon2, scrypt and crypt hashes", At: "$", Find: passwordHash,
			Samples: sample("password-hash", "$2b"+"$12$"+letters[:53]),
		},
		{
			Name: "private-key", Doc: "private key blocks of PEM and PGP, with their line ends escaped or not", Begins: []string{"--"}, Find: privateKey,
			Samples: []Sample{
				{"key:\n-----BEGIN RSA " + "PRIVATE KEY-----\n" + letters[:64] + "\n-----END RSA PRIVATE KEY-----\nend", "key:\n[redacted: private-key]\nend"},
				{"-----BEGIN " + "PUBLIC KEY-----", "-----BEGIN " + "PUBLIC KEY-----"},
			},
		},
		{
			Name: "wallet-key", Doc: "private keys of wallets: 64 hexadecimal digits after the word key", Begins: []string{"0x"}, Find: walletKey,
			Samples: []Sample{{"private key 0x" + lower, "private key [redacted: wallet-key]"}, {"commit 0x" + lower, "commit 0x" + lower}},
		},
	}
}

// otherShapes are the prefixes that services document for their tokens.
func otherShapes() []shape {
	out := []shape{
		{"SK", chars("0-9a-f"), 32, true}, {"key-", chars("0-9a-f"), 32, true}, {"dapi", chars("0-9a-f"), 32, false}, {"LTAI", alnum, 17, false},
		{"A3-", chars("A-Z0-9-"), 30, false}, {"AGE-SECRET-KEY-1", upper, 58, true}, {"AKCp", alnum, 60, false}, {"cmVmd", alnum, 50, false},
		{"EAAA", tokenish, 22, false}, {"EAAM", alnum, 15, false}, {"EAAC", alnum, 15, false}, {"eyJrIjoi", base64ish, 40, false},
		{"AQVN", tokenish, 35, false}, {"YC", tokenish, 38, true}, {"t1.", dotted, 60, false}, {"sl.", dotted, 100, false}, {"API-", upper, 26, true},
		{"CLOJARS_", alnum, 60, true}, {"HRKU-AA", tokenish, 40, false}, {"pat.", dotted, 50, false}, {"sat.", dotted, 50, false},
		{"secret_", alnum, 43, true}, {"eyJhbGciOi", tokenish, 100, false},
	}
	for _, prefix := range strings.Fields(`npm_ pypi-AgEIcHlwaS5vcmc rubygems_ SG. hvs. hvb. hvr. dop_v1_ doo_v1_ dor_v1_ sk-
		pplx- hf_ api_org_ glsa_ glc_ dp.pt. dt0c01. EZAK EZTK fo1_ fm1r_ fm1a_ fm2_ lin_api_ shpat_ shpca_ shppa_ shpss_
		sntrys_ sntryu_ sgp_ NRAK- NRII- NRJS- PMAK- pnu_ pul- rdme_ sq0atp- sq0csp- sha256~ pscale_tkn_ pscale_pw_ pscale_oauth_
		ops_eyJ ico- p8e- dnkey- duffel_ FLWSECK FLWPUBK fio-u- tk-us- shippo_live_ shippo_test_ xkeysib- sm_aat_ sm_pat_ sm_sat_
		squ_ sqp_ sqa_ ntn_ dckr_pat_ ATATT3 ATCTT3 pk.eyJ sk.eyJ figd_ phc_ phx_ tskey- nvapi- gsk_ tvly- sbp_ sb_secret_ CFPAT- CCIPAT_`) {
		out = append(out, shape{prefix, chars("a-zA-Z0-9_.=~+/%-"), 20, false})
	}
	return out
}

func azureSecret(s string, i int) (int, int) {
	if i < 5 || s[i-1] != 'Q' || !digits[s[i-2]] {
		return 0, 0
	}
	n := azureChars.run(s, i+1)
	if n < 31 || n > 40 || !azureChars.all(s[i-5:i-2]) {
		return 0, 0
	}
	return i - 5, i + 1 + n
}

var azureChars = chars("a-zA-Z0-9_~.-")

// jwt finds RFC 7519 tokens: each part is base64 of a JSON object.
func jwt(s string, i int) (int, int) {
	if strings.HasPrefix(s[i:], "ZXlK") {
		if n := base64ish.run(s, i); n >= 60 {
			return i, i + n
		}
		return 0, 0
	}
	if !strings.HasPrefix(s[i:], "ey") {
		return 0, 0
	}
	head := i + tokenish.run(s, i)
	if head-i < 17 || head+20 > len(s) || s[head] != '.' {
		return 0, 0
	}
	if next := s[head+1:]; !strings.HasPrefix(next, "ey") && !strings.HasPrefix(next, ".") {
		return 0, 0
	}
	return i, i + dottedSlash.run(s, i)
}

var dottedSlash = chars("a-zA-Z0-9_.=/\\-")

var hashChars = chars("a-zA-Z0-9./$,=+*")

func passwordHash(s string, i int) (int, int) {
	rest := s[i:]
	switch {
	case len(rest) > 7 && rest[1] == '2' && strings.IndexByte("abxy", rest[2]) >= 0 && rest[3] == '$':
		if n := hashChars.run(s, i); n >= 50 {
			return i, i + len(strings.TrimRight(s[i:i+n], ","))
		}
	case strings.HasPrefix(rest, "$argon2"), strings.HasPrefix(rest, "$5$"), strings.HasPrefix(rest, "$6$"), strings.HasPrefix(rest, "$y$"), strings.HasPrefix(rest, "$scrypt$"):
		if n := hashChars.run(s, i); n >= 40 {
			return i, i + n
		}
	}
	return 0, 0
}

// privateKey takes out a block up to its end mark. A block that was cut has
// none: it goes as far as what a block can hold.
func privateKey(s string, i int) (int, int) {
	const begin, end, marks = "-----BEGIN ", "-----END ", "-----"
	if !strings.HasPrefix(s[i:], begin) {
		return 0, 0
	}
	label, _, ok := strings.Cut(s[i+len(begin):min(len(s), i+80)], marks)
	if !ok || !strings.Contains(label, "PRIVATE KEY") {
		return 0, 0
	}
	body := i + len(begin) + len(label) + len(marks)
	if at := strings.Index(s[body:min(len(s), body+largestKey)], end); at >= 0 {
		tail := body + at + len(end)
		if closing := strings.Index(s[tail:min(len(s), tail+80)], marks); closing >= 0 {
			return i, tail + closing + len(marks)
		}
	}
	return i, body + len(strings.TrimRight(s[body:body+keyBody.run(s, body)], "\r\n"))
}

// largestKey is the length up to which the end of a private key is looked for.
const largestKey = 16 << 10

var keyBody = chars("a-zA-Z0-9+/=\\\r\n")

func walletKey(s string, i int) (int, int) {
	if !strings.HasPrefix(s[i:], "0x") || hex.run(s, i+2) != 64 {
		return 0, 0
	}
	if !strings.Contains(strings.ToLower(s[max(0, i-24):i]), "key") {
		return 0, 0
	}
	return i, i + 66
}
