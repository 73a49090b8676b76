package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/review"
)

// findRule finds a rule by its ID, however its letters are written.
func findRule(id string) (review.Rule, error) {
	r, err := review.Find(id)
	if err != nil {
		return r, usage(err)
	}
	return r, nil
}

// ruleShowCmd shows one rule whole.
func (a *app) ruleShowCmd() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "show RULE",
		Short:   "Show one rule: what it finds, why, and examples",
		Example: "  candor rules show todo",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(errors.New("rules show: name one rule; candor rules lists them"))
			}
			r, err := findRule(args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return a.printJSON(ruleJSON{ID: r.ID, Level: r.Level, Doc: r.Doc, Examples: r.Examples})
			}
			a.printRule(r)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the rule as JSON")
	return c
}

type ruleJSON struct {
	ID       string           `json:"id"`
	Level    review.Level     `json:"level"`
	Doc      string           `json:"doc"`
	Examples []review.Example `json:"examples"`
}

func (a *app) printRule(r review.Rule) {
	_ = a.out.Print(term.Bold.Of(r.ID), term.Plain.Of(fmt.Sprintf(" (%s)\n%s\n", r.Level, r.Doc)))
	for _, ex := range r.Examples {
		head := "\nfound in:\n"
		if ex.Findings == 0 {
			head = "\nnothing is found in:\n"
		}
		_ = a.out.Print(term.Dim.Of(head))
		for line := range strings.Lines(strings.TrimRight(ex.Markdown, "\n")) {
			_ = a.out.Print(term.Plain.Of("    " + strings.TrimRight(line, "\n") + "\n"))
		}
	}
}
