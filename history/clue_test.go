package history

import (
	"fmt"
	"strings"
	"testing"
)

func TestFunctionAt(t *testing.T) {
	tests := []struct {
		name, text string
		line       int
		want       string
	}{
		{"C", "int a(void)\n{\n\tif (x) {\n\t\tgo();\n\t}\nout:\n\treturn 1;\n}\n\nint b(void)\n{\n}\n", 6, "0 8 true"},
		{"C with its head on two lines", "static int\na(int x,\n  int y)\n{\n\tgo();\n}\n", 4, "1 6 true"},
		{"between functions", "int a(void)\n{\n}\n\nint x;\n", 4, "0 0 false"},
		{"Go", "func a() {\n\tfor {\n\t\tgo()\n\t}\n}\n\nfunc b() {\n}\n", 2, "0 5 true"},
		{"Python", "class A:\n    def a(self):\n        if x:\n            go()\n        return 1\n\n    def b(self):\n        pass\n", 4, "1 6 true"},
		{"Java", "class A {\n    int a() {\n        go();\n    }\n}\n", 2, "1 4 true"},
	}
	for _, tt := range tests {
		from, to, ok := functionAt(split([]byte(tt.text)), tt.line)
		if got := fmt.Sprint(from, to, ok); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestCodeLines(t *testing.T) {
	text := "#include <a.h>\n/* one\n * two\n three */\nint x = 1; // why\n}\n\n// no\nreturn;\n# note\n#define N 4\nurl = \"http://a\"\n"
	var got strings.Builder
	for _, c := range codeLines(split([]byte(text))) {
		got.WriteString(map[bool]string{true: "x", false: "."}[c])
	}
	if want := "....x.....xx"; got.String() != want {
		t.Errorf("%s, want %s", got.String(), want)
	}
}

func TestMentionsIn(t *testing.T) {
	tests := []struct{ message, want string }{
		{"Fixes: 0123456789ab (\"x\")", "0123456789ab sure"},
		{"This reverts commit 0123456789ab.", "0123456789ab sure"},
		{"a bug introduced in commit 0123456789ab", "0123456789ab sure"},
		{"Regression from 0123456789ab", "0123456789ab sure"},
		{"was broken by #12", "#12 sure"},
		{"Regression brought by 0123456789abcde (April)", "0123456789abcde sure"},
		{"appears to have been born in 0123456a (precedes 7.49.0)", "0123456a sure, since 7.49.0"},
		{"I believe this regression was added with commit 0123456a, released as 7.20.1", "0123456a sure"},
		{"The flaw was introduced\nin commit 0123456789ab (\"x\")", "0123456789ab sure"},
		{"Commit 0123456789ab (\"x: y\") accidentally broke reading", "0123456789ab sure"},
		{"Since commit 0123456789ab (\"x\"), reading fails", "0123456789ab sure"},
		{"Unused since 0123456789ab.", "0123456789ab"},
		{"supported since commit 0123456789ab", "0123456789ab"},
		{"0123456789ab introduced a helper", "0123456789ab"},
		{"broken since version 2.5", "since 2.5"},
		{"nobody noticed since 2019", ""},
		{"Follow-up to 0123456789ab", "0123456789ab"},
		{"see 0123456789ab", "0123456789ab"},
		{"(cherry picked from commit 0123456789ab)", ""},
		{"closes #12, 1234567 users, deadbeef", ""},
	}
	for _, tt := range tests {
		var got []string
		for _, m := range mentionsIn(tt.message) {
			s := m.hash
			if m.pull != "" {
				s = "#" + m.pull
			}
			if m.version != "" {
				s = "since " + m.version
			}
			if m.sure {
				s += " sure"
			}
			got = append(got, s)
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%q: %q, want %q", tt.message, got, tt.want)
		}
	}
}

func TestKindOf(t *testing.T) {
	for name, want := range map[string]fileKind{
		"lib/url.c": code, "src/a_test.go": test, "tests/x.c": test, "t/t0001.sh": test, "docs/x.c": prose, "README.md": prose,
		"CHANGES": prose, "CMakeLists.txt": code, "a.png": opaque, "go.sum": opaque, "Makefile": code, ".github/workflows/ci.yml": code, "src/test.ts": code,
	} {
		if got := kindOf(name); got != want {
			t.Errorf("%s is %d, want %d", name, got, want)
		}
	}
}

// Every signal has a name of its own.
func TestSignals(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range signals {
		if s.name == "" || seen[s.name] || s.value == nil {
			t.Errorf("signal %q is not whole or there twice", s.name)
		}
		seen[s.name] = true
	}
}
