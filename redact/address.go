package redact

import "strings"

func addressRules() []Rule {
	return []Rule{{
		Name: "url-password", Doc: "passwords and tokens in the user part of an address", At: ":", Find: userinfo,
		Samples: []Sample{
			{"dial mysql://root:" + "Winter#1962@10.1.4.22:3306/x", "dial mysql://root:[redacted: url-password]@10.1.4.22:3306/x"},
			{"clone https://" + filler("abc0189XYZ", 30) + "@git.example/x", "clone https://[redacted: url-password]@git.example/x"},
			{"see https://ann@host.example/x and ssh://git@host.example", "see https://ann@host.example/x and ssh://git@host.example"},
			{"https://host.example:8080/@ann", "https://host.example:8080/@ann"},
		},
	}, {
		Name: "signed-url", Doc: "the signature of an address that lets in whoever has it", At: "=", Find: signature,
		Samples: []Sample{
			{
				"GET https://b.example/x?X-Amz-Expires=60&X-Amz-Signature=" + filler("0a1b2c3d4e5f", 64) + " 200",
				"GET https://b.example/x?X-Amz-Expires=60&X-Amz-Signature=[redacted: signed-url] 200",
			},
			{"https://b.example/x?sv=2020&sig=" + "aB3%2Fq9ZkTtR1w8%3D&se=1", "https://b.example/x?sv=2020&sig=[redacted: signed-url]&se=1"},
			{"https://us.example/j/123?pwd=" + "abc", "https://us.example/j/123?pwd=[redacted: signed-url]"},
			{"https://x.example/?page=2&sort=name", "https://x.example/?page=2&sort=name"},
		},
	}}
}

// longestUser is how far the "@" after a user part is looked for.
const longestUser = 512

// userinfo finds the password in scheme://user:password@host. A password may
// hold "#" and "?", whatever RFC 3986 says: logs print them undecoded.
func userinfo(s string, i int) (int, int) {
	if !strings.HasPrefix(s[i:], "://") || i == 0 || !wordy[s[i-1]] {
		return 0, 0
	}
	from := i + 3
	end := from
	for end < len(s) && end-from < longestUser && s[end] > ' ' && strings.IndexByte("/\"'<>`", s[end]) < 0 {
		end++
	}
	at := strings.LastIndexByte(s[from:end], '@')
	if at < 0 {
		return 0, 0
	}
	user, secret, colon := strings.Cut(s[from:from+at], ":")
	switch {
	case colon && secret != "" && !placeholder(secret):
		return from + len(user) + 1, from + at
	case !colon && len(user) >= 20 && digits.has(user) && tokenChars.all(user):
		return from, from + at
	}
	return 0, 0
}

var signatures = map[string]bool{
	"x-amz-signature": true, "x-amz-security-token": true, "x-amz-credential": true, "x-goog-signature": true, "x-goog-credential": true,
	"signature": true, "sig": true, "hmac": true, "pwd": true, "se_sig": true, "policy": true, "key-pair-id": true, "code": true, "state": true,
}

// signature finds what a parameter of a query gives away.
func signature(s string, i int) (int, int) {
	start := i
	for start > 0 && i-start < 32 && nameChars[s[start-1]] {
		start--
	}
	if start == 0 || s[start-1] != '?' && s[start-1] != '&' && s[start-1] != ';' {
		return 0, 0
	}
	name := strings.ToLower(s[start:i])
	if !signatures[name] {
		return 0, 0
	}
	to := i + 1
	for to < len(s) && to-i < longestValue && !valueEnds(s[to], 0) && s[to] != '#' {
		to++
	}
	least := 16
	if name == "pwd" {
		least = 3
	}
	if to-i-1 < least || placeholder(s[i+1:to]) {
		return 0, 0
	}
	return i + 1, to
}
