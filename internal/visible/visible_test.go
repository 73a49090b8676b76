package visible_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/candor-reports/candor/internal/visible"
)

func TestText(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"plain\ttext\nof two lines", "plain\ttext\nof two lines"},
		{"Überfall, naïve, 東京, пример, עברית", "Überfall, naïve, 東京, пример, עברית"},
		{"a\x00b\x1b[31m\x7f", "a<U+0000>b<U+001B>[31m<U+007F>"},
		{"evil\rgood", "evil<U+000D>good"},
		{"\u009b31m", "<U+009B>31m"},
		{"ok \xff\xc0\xaf end", `ok \xFF\xC0\xAF end`},
		{"cut \xe2\x8a", `cut \xE2\x8A`},
		{"resolved by \u202eadmin", "resolved by <U+202E>admin"},
		{"pass\u200bword\ufeff\u00ad", "pass<U+200B>word<U+FEFF><U+00AD>"},
		{"tag\U000e0041", "tag<U+E0041>"},
		{"a\ufe00\ufe0f", "a<U+FE00><U+FE0F>"},
		{"a\u2028b\u2029", "a<U+2028>b<U+2029>"},
		{"café, cafe\u0301", "café, cafe\u0301"},
		{"z" + strings.Repeat("\u0300", 6), "z" + strings.Repeat("\u0300", 4) + "<U+0300><U+0300>"},
		{"\u0301start\n\u0301", "<U+0301>start\n<U+0301>"},
		{"⚠\ufe0f 1\ufe0f\u20e3 👩\u200d💻 ❤\ufe0f\u200d🔥", "⚠\ufe0f 1\ufe0f\u20e3 👩\u200d💻 ❤\ufe0f\u200d🔥"},
		{"می\u200cخواهم", "می\u200cخواهم"},
		{"pass\u200dword\u200d", "pass<U+200D>word<U+200D>"},
		{"\ufffd stays", "\ufffd stays"},
		{"\u3164\u2800", "<U+3164><U+2800>"},
	} {
		if got := visible.Text(tt.in); got != tt.want {
			t.Errorf("Text(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestLine(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"  one\r\ntwo\rthree\n\n\tfour  ", "one two three four"},
		{"a\u00a0b\u3000", "a b"},
		{"\x0bx", "<U+000B>x"},
		{" \n ", ""},
	} {
		if got := visible.Line(tt.in); got != tt.want {
			t.Errorf("Line(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	if got, want := visible.Lines("a\r\nb\rc"), "a\nb\nc"; got != want {
		t.Errorf("Lines = %q, want %q", got, want)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a\x1b[0m", "\u202e\u0301\u0301", "\xe2\x8a", "👩\u200d💻", "⚠\ufe0f\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := visible.Text(s)
		if !utf8.ValidString(got) {
			t.Errorf("Text(%q) = %q is not UTF-8", s, got)
		}
		if again := visible.Text(got); again != got {
			t.Errorf("Text(%q) = %q, and Text of that is %q", s, got, again)
		}
		for _, r := range got {
			if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e {
				t.Errorf("Text(%q) holds %U", s, r)
			}
		}
	})
}
