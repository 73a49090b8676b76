package templates

import (
	"testing"

	"github.com/candor-reports/candor/timeline"
)

// What people write stays pleasant to read in the source; these pin it.
var textSamples = []struct{ in, want string }{
	{"", ""},
	{"Fix timeout in api/v2 (see the notes) - 3.5.0", "Fix timeout in api/v2 (see the notes) - 3.5.0"},
	{"Fix timeout in api/v2 (see README.md) - 3.5.0", `Fix timeout in api/v2 (see README\.md) - 3.5.0`},
	{"max_open_files too low: 1,024 -> 65,536!", "max_open_files too low: 1,024 -> 65,536!"},
	{"R&D said: it's 5 * 3, not \"15\"", "R&D said: it's 5 * 3, not \"15\""},
	{`C:\Users\app\log`, `C:\Users\app\log`},
	{`\\server\share`, `\\\server\share`},
	{"checkout #4711 failed (HTTP 502)", "checkout #4711 failed (HTTP 502)"},
	{"-5 replicas; +44 20 numbers", "-5 replicas; +44 20 numbers"},
	{"--verbose is on", "--verbose is on"},
	{"14:02 restarted", "14:02 restarted"},
	{"3.5.0 released", "3.5.0 released"},
	{"p99 < 200 ms, a <= b, x <- y", "p99 < 200 ms, a <= b, x <- y"},
	{"api-v2_test (50%) - 3 * 4 #1 a_b <x>", `api-v2_test (50%) - 3 * 4 #1 a_b \<x>`},
	{"naïve Größe, 東京のサーバー", "naïve Größe, 東京のサーバー"},
	{"{\"level\":\"error\",\"n\":5}", "{\"level\":\"error\",\"n\":5}"},

	{"# not a heading", `\# not a heading`},
	{"- not an item", `\- not an item`},
	{"+ not an item", `\+ not an item`},
	{"* not an item", `\* not an item`},
	{"1. not an item", `1\. not an item`},
	{"2026) not an item", `2026\) not an item`},
	{"> not quoted", `\> not quoted`},
	{"---", `\---`},
	{"===", "&#61;=="},
	{": not a definition", `\: not a definition`},
	{"    not code", "not code"},
	{"a\nb\r\n\r\nc\td", "a b c d"},
	{"[ERROR] disk full", `\[ERROR\] disk full`},
	{"[x] done", `\[x\] done`},
	{"*bold* _thin_ ~~gone~~ `code`", "\\*bold\\* \\_thin\\_ \\~\\~gone\\~\\~ \\`code\\`"},
	{"a|b", `a\|b`},
	{"C# and F#", `C# and F\#`},
	{"<script>alert(1)</script>", `\<script>alert(1)\</script>`},
	{"&lt;b&gt; &amp", `\&lt;b\&gt; \&amp`},
	{"![x](y)", `!\[x\]\(y)`},
	{"costs $5 or $6", `costs \$5 or \$6`},
	{"https://example.com/a.b", `https\://example\.com/a.b`},
	{"ftp://localhost/x", `ftp\:/&#47;localhost/x`},
	{"www.example.internal", `www\.example.internal`},
	{"mailto:ann@example.org", `mailto\:ann&#64;example\.org`},
	{"ask @ann at 5", "ask @ann at 5"},
	{"ends with \\", `ends with \\`},
	{"[WARN]: slow", `\[WARN\]\: slow`},
	{"title {#id}", "title &#123;#id}"},
	{"\x1b[31mred", `\<U+001B>\[31mred`},
	{"by \u202eadmin", `by \<U+202E>admin`},
	{"bad \xff byte", `bad \xFF byte`},
}

func TestText(t *testing.T) {
	for _, tt := range textSamples {
		if got := Text(timeline.Foreign(tt.in)); string(got) != tt.want {
			t.Errorf("Text(%q) = %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestCode(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{" \n ", ""},
		{"rm -rf *", "`rm -rf *`"},
		{"a\nb\tc", "`a b c`"},
		{"`", "`` ` ``"},
		{"a``b", "```a``b```"},
		{"`a", "`` `a ``"},
		{"a  b", "`a  b`"},
		{"cat x | wc", "`cat x` \\| `wc`"},
		{"fix {#x", "`fix` &#123;`#x`"},
		{"||", `\|\|`},
		{`C:\`, "`C:\\`"},
		{"\x1b[0m", "`<U+001B>[0m`"},
	} {
		if got := Code(timeline.Foreign(tt.in)); string(got) != tt.want {
			t.Errorf("Code(%q) = %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestFence(t *testing.T) {
	for _, tt := range []struct{ lang, in, want string }{
		{"", "", "```\n\n```"},
		{"json", "{}\n", "```json\n{}\n```"},
		{"json onload=x", "{}", "```\n{}\n```"},
		{"text", "a\r\nb", "```text\na\nb\n```"},
		{"text", "```\nx\n````", "`````text\n```\nx\n````\n`````"},
		{"text", "\tx\x1b", "```text\n\tx<U+001B>\n```"},
	} {
		if got := Fence(tt.lang, timeline.Foreign(tt.in)); string(got) != tt.want {
			t.Errorf("Fence(%q, %q) = %q, want %q", tt.lang, tt.in, got, tt.want)
		}
	}
}
