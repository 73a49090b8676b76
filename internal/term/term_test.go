package term_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/candor-reports/candor/internal/term"
)

// payloads reads a set of hostile inputs, which is kept beside the project.
func payloads(t *testing.T, name string) []string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "security", name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("the shared set %s is not here", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var row struct{ Payload, Hex string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		raw, err := hex.DecodeString(row.Hex)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row.Payload+string(raw))
	}
	return out
}

func checkHarmless(t *testing.T, in, got string) {
	t.Helper()
	if !utf8.ValidString(got) {
		t.Errorf("%q comes out as %q, not UTF-8", in, got)
	}
	for _, r := range got {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 ||
			r == 0x200b || r == 0x200e || r == 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r >= 0xe0000 && r <= 0xe0fff {
			t.Errorf("%q comes out as %q with %U", in, got, r)
		}
	}
}

func TestHostileSets(t *testing.T) {
	for _, name := range []string{"terminal/escapes.jsonl", "trojan/unicode-own.jsonl", "trojan/trojan-source-lines.jsonl", "naughty/blns.jsonl"} {
		t.Run(name, func(t *testing.T) {
			for _, p := range payloads(t, name) {
				checkHarmless(t, p, term.Clean(p))
				for _, step := range []int{1, 3, len(p) + 1} {
					var out bytes.Buffer
					w := term.New(&out, term.Options{})
					for rest := []byte(p); len(rest) > 0; rest = rest[min(step, len(rest)):] {
						if _, err := w.Write(rest[:min(step, len(rest))]); err != nil {
							t.Fatal(err)
						}
					}
					if err := w.Flush(); err != nil {
						t.Fatal(err)
					}
					checkHarmless(t, p, out.String())
				}
			}
		})
	}
}

func TestClean(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"ok\ttext\n", "ok\ttext\n"},
		{"\x1b]0;title\x07", "<U+001B>]0;title<U+0007>"},
		{"\x9b31m", `\x9B31m`},
		{"evil\rgood", "evil<U+000D>good"},
	} {
		if got := term.Clean(tt.in); got != tt.want {
			t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestWriterJoinsSplitCharacters(t *testing.T) {
	var out bytes.Buffer
	w := term.New(&out, term.Options{})
	for _, part := range []string{"a\xe6", "\x9d", "\xb1京\xc3", "x\xe2\x80", "\xae", "\xf0\x9f"} {
		if n, err := w.Write([]byte(part)); n != len(part) || err != nil {
			t.Fatalf("Write(%q) = %d, %v", part, n, err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), `a東京\xC3x<U+202E>\xF0\x9F`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestStyles(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(key string) string {
			for _, p := range pairs {
				if k, v, _ := strings.Cut(p, "="); k == key {
					return v
				}
			}
			return ""
		}
	}
	const plain, styled = "error: a<U+001B>[0m\nb", "\x1b[1;31merror:\x1b[0m \x1b[2ma<U+001B>[0m\x1b[0m\n\x1b[2mb\x1b[0m"
	for _, tt := range []struct {
		name string
		o    term.Options
		want string
	}{
		{"not a terminal", term.Options{Getenv: env("TERM=xterm")}, plain},
		{"forced", term.Options{Getenv: env("CLICOLOR_FORCE=1")}, styled},
		{"not forced", term.Options{Getenv: env("CLICOLOR_FORCE=0")}, plain},
		{"NO_COLOR wins", term.Options{Getenv: env("CLICOLOR_FORCE=1", "NO_COLOR=1")}, plain},
		{"flag wins", term.Options{NoColor: true, Getenv: env("CLICOLOR_FORCE=1")}, plain},
	} {
		var out bytes.Buffer
		w := term.New(&out, tt.o)
		if err := w.Print((term.Bold | term.Red).Of("error:"), term.Plain.Of(" "), term.Dim.Of("a\x1b[0m\nb")); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
		if w.Terminal() || w.Width() != term.DefaultWidth {
			t.Errorf("%s: a buffer is a terminal of %d columns", tt.name, w.Width())
		}
	}
	if w := term.New(&bytes.Buffer{}, term.Options{Getenv: env("COLUMNS=132")}); w.Width() != 132 {
		t.Errorf("Width() = %d with COLUMNS=132", w.Width())
	}
}

func TestWidth(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int
	}{
		{"", 0}, {"abc", 3}, {"naïve", 5}, {"cafe\u0301", 4}, {"東京", 4}, {"ｶﾞ", 2}, {"한국", 4}, {"ＡＢ", 4},
		{"🔥", 2}, {"⚠", 1}, {"⚠\ufe0f", 2}, {"1\ufe0f\u20e3", 2}, {"👩\u200d💻x", 3}, {"👍🏽", 2}, {"🇩🇪🇫🇷", 4}, {"🇩", 1}, {"✅ ok", 5}, {"…—", 2},
	} {
		if got := term.Width(tt.in); got != tt.want {
			t.Errorf("Width(%q) = %d, want %d", tt.in, got, tt.want)
		}
	}
}

func TestTruncate(t *testing.T) {
	for _, tt := range []struct {
		in    string
		width int
		want  string
	}{
		{"short", 5, "short"}, {"longer", 5, "long…"}, {"東京都", 5, "東京…"}, {"東京都", 4, "東…"}, {"x", 0, ""}, {"xy", 1, "…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"}, {"👩\u200d💻👩\u200d💻", 3, "👩\u200d💻…"}, {"", 3, ""},
	} {
		got := term.Truncate(tt.in, tt.width)
		if got != tt.want {
			t.Errorf("Truncate(%q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
		}
		if term.Width(got) > tt.width {
			t.Errorf("Truncate(%q, %d) is %d wide", tt.in, tt.width, term.Width(got))
		}
	}
	if got, want := term.Pad("東", 4)+"|", "東  |"; got != want {
		t.Errorf("Pad = %q, want %q", got, want)
	}
}
