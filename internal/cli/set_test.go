package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestNoticeAsks holds that a person at a terminal is asked for what a notice
// needs and nobody stated, and that the answers are kept.
func TestNoticeAsks(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "incident.yaml")
	if err := os.WriteFile(file, []byte("id: x\ntitle: Log-in failed\nimpact:\n  # who: customers who …\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 4, 14, 12, 0, 0, time.UTC)
	run := func(answers string, args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		code := Run(context.Background(), append(args, "-C", dir), System{
			Stdin: strings.NewReader(answers), Stdout: &out, Stderr: &errs, Terminal: true,
			Now: func() time.Time { return now }, Getenv: func(string) string { return "" }, Version: "test",
		})
		return code, out.String(), errs.String()
	}
	code, out, errs := run("customers who sign in\nsign in\n", "notice", "investigating", "--next", "20m")
	if code != ExitDone || !strings.Contains(out, "customers who sign in cannot sign in") {
		t.Fatalf("code %d\n%s%s", code, out, errs)
	}
	now = now.Add(20 * time.Minute)
	code, out, errs = run("\n", "notice", "monitoring")
	if strings.Contains(errs, "Who is affected?") || !strings.Contains(errs, "When did it begin for them?") || code != ExitFindings {
		t.Errorf("code %d\n%s%s", code, out, errs)
	}
	record, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(record), "\n  who: customers who sign in\n  could_not: sign in\n") {
		t.Errorf("%v\n%s", err, record)
	}
}
