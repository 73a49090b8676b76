package cli

import (
	"fmt"
	"path/filepath"

	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/render"
)

// showPortable prints what another Markdown engine shows differently of each
// document.
func (a *app) showPortable(f *flow.Folder, drafts []flow.Drafted) error {
	n := 0
	for _, d := range drafts {
		found, err := render.Portable(d.Draft.Name, d.Draft.Markdown)
		if err != nil {
			return err
		}
		for _, diff := range found {
			fmt.Fprintf(a.out, "%s:%d: %s\n    goldmark:   %s\n    gomarkdown: %s\n  hint: %s\n", filepath.Join(f.Dir, filepath.FromSlash(d.File)), diff.Line, diff.Why, orNone(diff.Here), orNone(diff.There), diff.Hint)
		}
		n += len(found)
	}
	if n > 0 {
		a.say("portable  %s in %s", plural(n, "difference"), plural(len(drafts), "document"))
		return &codeError{code: ExitFindings}
	}
	a.say("portable  %s: the same in goldmark and gomarkdown", plural(len(drafts), "document"))
	return nil
}

func orNone(shown string) string {
	if shown == "" {
		return "(nothing)"
	}
	return shown
}
