package cli

import (
	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/logs"
	"github.com/candor-reports/candor/render"
	"github.com/candor-reports/candor/review"
	"github.com/candor-reports/candor/source"
)

// row is one thing that a list command shows.
type row struct {
	Name string `json:"name"`
	Doc  string `json:"doc"`
	Note string `json:"note,omitempty"`
}

// listCmds are the commands that show what there is.
func (a *app) listCmds() []*cobra.Command {
	lists := []struct {
		name, short string
		rows        func() []row
	}{
		{"formats", "List the log formats that are read", func() []row {
			return rows(logs.Formats(), func(f logs.Format) row { return row{Name: f.Name, Doc: f.Doc} })
		}},
		{"outputs", "List the forms a document can be rendered in", func() []row {
			return rows(render.Outputs(), func(o render.Output) row { return row{Name: o.Name, Doc: o.Doc, Note: o.Media} })
		}},
		{"rules", "List what review checks", func() []row {
			return rows(review.Rules(), func(r review.Rule) row { return row{Name: r.ID, Doc: r.Doc, Note: string(r.Level)} })
		}},
		{"sources", "List the kinds of source that are read", func() []row {
			return rows(source.Kinds(), func(k source.Kind) row { return row{Name: k.Name, Doc: k.Doc} })
		}},
	}
	var cmds []*cobra.Command
	for _, l := range lists {
		var asJSON bool
		c := &cobra.Command{
			Use:     l.name,
			Short:   l.short,
			Example: "  candor " + l.name + "\n  candor " + l.name + " --json",
			Args:    args(cobra.NoArgs),
			RunE: func(*cobra.Command, []string) error {
				if asJSON {
					return a.printJSON(l.rows())
				}
				a.printRows(l.rows())
				return nil
			},
		}
		c.Flags().BoolVar(&asJSON, "json", false, "print the list as JSON")
		if l.name == "rules" {
			c.AddCommand(a.ruleShowCmd())
		}
		cmds = append(cmds, c)
	}
	return append(cmds, a.templatesCmd(), a.themeCmd())
}

func rows[T any](items []T, f func(T) row) []row {
	out := make([]row, len(items))
	for i, item := range items {
		out[i] = f(item)
	}
	return out
}

func (a *app) printRows(list []row) {
	width := 0
	for _, r := range list {
		width = max(width, len(r.Name))
	}
	for _, r := range list {
		note := ""
		if r.Note != "" {
			note = " (" + r.Note + ")"
		}
		_ = a.out.Print(term.Bold.Of(term.Pad(r.Name, width)), term.Plain.Of("  "+r.Doc), term.Dim.Of(note), term.Plain.Of("\n"))
	}
}
