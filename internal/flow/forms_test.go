package flow

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/render"
)

const formsRecord = `id: forms
title: Orders fail
organisation: Example
service: Checkout
status: identified
timezone: UTC
impact: {who: customers, could_not: place an order, data: none, not_affected: [Browsing works.]}
milestones: {started: 2026-03-04T14:02Z}
cause: {plain: A release kept a connection for each customer.}
notices:
  - {id: n1, phase: investigating, at: 2026-03-04T14:12Z, next: 2026-03-04T14:32Z, file: drafts/n1-investigating.md}
  - {id: n2, phase: identified, at: 2026-03-04T14:30Z, next: 2026-03-04T15:00Z, file: drafts/n2-identified.md}
`

// formsFolder is a folder with two notices that were told.
func formsFolder(t *testing.T, first, second string) (*Folder, *incident.Report, []Drafted) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"incident.yaml": formsRecord, "drafts/n1-investigating.md": first, "drafts/n2-identified.md": second} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	inc, err := f.Record()
	if err != nil {
		t.Fatal(err)
	}
	rep, err := f.Known(inc, 0)
	if err != nil {
		t.Fatal(err)
	}
	drafts, err := f.Drafts(rep)
	if err != nil || len(drafts) != 2 {
		t.Fatalf("%d drafts, %v", len(drafts), err)
	}
	return f, rep, drafts
}

const (
	firstWords  = "# Investigating: Orders fail\n\nAffected: Checkout.\n\nSince 14:02 UTC on 4 March 2026, customers cannot place an order. No data was lost.\n\nThis works as usual:\n\n- Browsing works.\n\nWe are looking for the cause.\n\nNext update by 14:32 UTC on 4 March 2026.\n"
	secondWords = "# Identified: Orders fail\n\nAffected: Checkout.\n\nSince 14:02 UTC on 4 March 2026, customers cannot place an order. No data was lost.\n\nThis works as usual:\n\n- Browsing works.\n\nWe have found the cause. A release kept a connection for each customer.\n\nNext update by 15:00 UTC on 4 March 2026.\n"
)

func output(t *testing.T, name string) render.Output {
	t.Helper()
	o, err := render.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestFeedsTellWhatIsReady holds that a feed tells the notices up to its own
// document, and no words of one in which review finds an error.
func TestFeedsTellWhatIsReady(t *testing.T) {
	f, rep, drafts := formsFolder(t, firstWords, secondWords)
	of := func(f *Folder, rep *incident.Report, d Drafted) string {
		made, err := f.Output(rep, d, output(t, "atom-updates"))
		if err != nil {
			t.Fatal(err)
		}
		return string(made)
	}
	if first := of(f, rep, drafts[0]); strings.Count(first, "<entry>") != 1 || !strings.Contains(first, "looking for the cause") {
		t.Errorf("the feed of the first notice is\n%s", first)
	}
	if second := of(f, rep, drafts[1]); strings.Count(second, "<entry>") != 2 || !strings.Contains(second, "looking for the cause") {
		t.Errorf("the feed of the second notice is\n%s", second)
	}
	f, rep, drafts = formsFolder(t, firstWords+"\nTODO(support lead): who else\n", secondWords)
	if second := of(f, rep, drafts[1]); strings.Count(second, "<entry>") != 2 || strings.Contains(second, "TODO") || strings.Contains(second, "looking for the cause") {
		t.Errorf("the feed tells words that are not ready:\n%s", second)
	}
}

// TestEveryFormIsGated holds that no form of a document passes the gate unless
// it is what the draft gives, and that one which is no longer ready leaves
// nothing behind.
func TestEveryFormIsGated(t *testing.T) {
	f, rep, drafts := formsFolder(t, firstWords, secondWords)
	d := drafts[1]
	page := []render.Output{output(t, "html"), output(t, "markdown")}
	forms := []render.Output{output(t, "email"), output(t, "slack"), output(t, "text-160"), output(t, "atom-updates")}
	if _, err := f.Render(rep, d, append(page, forms...), true); err != nil {
		t.Fatal(err)
	}
	if err := f.Ready(rep, d, page); err != nil {
		t.Fatal(err)
	}
	_, files, err := f.Digest(d.Draft.Name)
	if err != nil || len(files) != 6 {
		t.Errorf("the digest is one of %q, %v", files, err)
	}
	for _, o := range forms {
		file := filepath.Join(f.Dir, publicDir, d.Draft.Name+o.Ext)
		kept, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(kept, ' '), 0o600); err != nil {
			t.Fatal(err)
		}
		var no *Refusal
		if err := f.Ready(rep, d, page); !errors.As(err, &no) || !strings.Contains(err.Error(), "--to "+o.Name) {
			t.Errorf("%s was changed: %v", o.Name, err)
		}
		if err := os.WriteFile(file, kept, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Render(rep, d, page[:1], false); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(filepath.Join(f.Dir, publicDir)); len(left) > 0 {
		t.Errorf("%d files of a document that is not ready are still public", len(left))
	}
}
