package cli

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// TestHelp holds that every command says what it does, shows an example that
// begins with its own name, and describes each flag.
func TestHelp(t *testing.T) {
	a := &app{System: System{Stdin: strings.NewReader(""), Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}, Now: time.Now}}
	a.open()
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		if c.Short == "" || c.Example == "" {
			t.Errorf("%s: short %q, example %q", c.CommandPath(), c.Short, c.Example)
		}
		if !strings.Contains(c.Example, c.CommandPath()) {
			t.Errorf("%s: the example does not show it: %s", c.CommandPath(), c.Example)
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(a.root())
}

func TestExitCodes(t *testing.T) {
	tests := []struct {
		args string
		code int
	}{
		{"", ExitDone},
		{"--help", ExitDone},
		{"--version", ExitDone},
		{"formats", ExitDone},
		{"rules --json", ExitDone},
		{"nothing", ExitUsage},
		{"report --nothing", ExitUsage},
		{"formats extra", ExitUsage},
		{"report does-not-exist", ExitFailed},
	}
	for _, tt := range tests {
		var out, errs bytes.Buffer
		got := Run(context.Background(), strings.Fields(tt.args), System{
			Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: time.Now, Getenv: func(string) string { return "" }, Version: "test",
		})
		if got != tt.code {
			t.Errorf("candor %s: code %d, want %d\n%s%s", tt.args, got, tt.code, &out, &errs)
		}
		if (got == ExitDone) != (out.Len() > 0) || (got == ExitDone) == strings.Contains(errs.String(), "candor: ") {
			t.Errorf("candor %s: stdout %q, stderr %q", tt.args, &out, &errs)
		}
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var errs bytes.Buffer
	got := Run(ctx, []string{"collect", "-C", "../../examples/esx-2008"}, System{
		Stdin: strings.NewReader(""), Stdout: &bytes.Buffer{}, Stderr: &errs, Now: time.Now,
	})
	if got != ExitInterrupted || !strings.Contains(errs.String(), "interrupted") {
		t.Errorf("code %d, %s; want %d", got, &errs, ExitInterrupted)
	}
}

func TestSafeJSON(t *testing.T) {
	in := "{\"a\":\"\u202e\u0085\x7f ü 🎉 \U000e0041\"}"
	want := "{\"a\":\"\\u202e\\u0085\\u007f ü 🎉 \\udb40\\udc41\"}"
	if got := string(safeJSON([]byte(in))); got != want {
		t.Errorf("%q becomes %q, want %q", in, got, want)
	}
}
