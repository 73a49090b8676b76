package cli

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/archive/answers"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/timeline"
)

// table is an answer as rows, for people and for spreadsheets.
type table struct {
	head []string
	rows [][]string
}

// print writes the table in columns, or as CSV.
func (a *app) printTable(t table, asCSV bool) error {
	if asCSV {
		w := csv.NewWriter(a.out)
		_ = w.Write(t.head)
		for _, row := range t.rows {
			_ = w.Write(texts(row, harmless))
		}
		w.Flush()
		return w.Error()
	}
	widths := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], term.Width(term.Line(cell)))
		}
	}
	line := func(row []string, style term.Style) error {
		for i, cell := range row {
			text := term.Line(cell)
			if i < len(row)-1 {
				text = term.Pad(text, widths[i]) + "  "
			}
			if err := a.out.Print(style.Of(text)); err != nil {
				return err
			}
		}
		return a.out.Print(term.Plain.Of("\n"))
	}
	if err := line(t.head, term.Bold); err != nil {
		return err
	}
	for _, row := range t.rows {
		if err := line(row, term.Plain); err != nil {
			return err
		}
	}
	return nil
}

func texts[T any](list []T, text func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = text(x)
	}
	return out
}

// harmless keeps a spreadsheet from taking text for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// entries opens the archive and gives its index.
func (a *app) entries(o *archiveOptions) ([]archive.Entry, error) {
	arch, err := a.archive(o, false)
	if err != nil {
		return nil, err
	}
	defer arch.Close()
	return arch.List()
}

func (a *app) archiveSearchCmd(o *archiveOptions) *cobra.Command {
	var public, asCSV bool
	var most int
	var fields strings.Builder
	for _, f := range answers.Fields() {
		fmt.Fprintf(&fields, "  %-10s %s\n", f.Name, f.Doc)
	}
	c := &cobra.Command{
		Use:   "search QUERY…",
		Short: "Find incidents by what their records and documents say",
		Long: `Find the incidents that hold every word of a query, in their records and in their
documents; "several words" in quotes stand together, field:value looks in one field, and
a hyphen before either excludes. The best come first. With --public only what customers
can read is looked at. The fields are

` + fields.String(),
		Example: `  candor archive search connection pool
  candor archive search 'severity:SEV-1 date:2026 "licence expired"'
  candor archive search milestone:told -component:checkout --json`,
		Args: args(cobra.MinimumNArgs(1)),
		RunE: func(_ *cobra.Command, words []string) error {
			q, err := answers.ParseQuery(strings.Join(words, " "))
			if err != nil {
				return usage(err)
			}
			arch, err := a.archive(o, false)
			if err != nil {
				return err
			}
			defer arch.Close()
			found, err := answers.Search(arch.Texts(), q, public, most)
			if err != nil {
				return err
			}
			if o.json {
				return a.printJSON(found.Hits)
			}
			t := table{head: []string{"began", "incident", "title", "where", "text"}}
			for _, h := range found.Hits {
				t.rows = append(t.rows, []string{h.Date, h.Incident, h.Title, h.Where, h.Excerpt})
			}
			a.say("search    %s in %s", plural(found.All, "incident"), plural(found.Of, "incident"))
			return a.printTable(t, asCSV)
		},
	}
	c.Flags().BoolVar(&public, "public", false, "look only at what customers can read")
	c.Flags().IntVar(&most, "max", 20, "how many to show; 0 for all")
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV")
	return c
}

func (a *app) archiveFiguresCmd(o *archiveOptions) *cobra.Command {
	var by, svg string
	var asCSV bool
	names := texts(answers.Groups(), func(g answers.Group) string { return g.Name })
	c := &cobra.Command{
		Use:   "figures",
		Short: "Tell how long incidents took, and how many there were",
		Long: `Tell how the lengths of the incidents are spread: the shortest, the median and the
longest, the quartiles from four cases on, and of how many each is known. There is no
mean. A length that is known within bounds gives a median within bounds.
--svg draws them into a folder: each length by quarter and by service, and how many
incidents there were by quarter, severity, contributing factor and so on.`,
		Example: `  candor archive figures
  candor archive figures --by quarter
  candor archive figures --svg plots
  candor archive figures --by service --csv`,
		Args: args(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			group, err := answers.FindGroup(by)
			if err != nil {
				return usage(fmt.Errorf("--by: %w", err))
			}
			entries, err := a.entries(o)
			if err != nil {
				return err
			}
			if svg != "" {
				return a.writePlots(answers.Plots(entries, group), svg, o.json)
			}
			rows := answers.Figures(entries, group, answers.Metrics(entries))
			if o.json {
				return a.printJSON(rows)
			}
			return a.printTable(figuresTable(rows, asCSV), asCSV)
		},
	}
	c.Flags().StringVar(&by, "by", "", "tell them apart by `"+strings.Join(names, "|")+"`")
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV, with lengths in seconds")
	c.Flags().StringVar(&svg, "svg", "", "draw the figures as SVG into a `folder`")
	return c
}

// writePlots draws plots into a folder, for the owner alone: they are made of
// what the house knows. A file that somebody else made stays.
func (a *app) writePlots(plots []answers.Plot, dir string, asJSON bool) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, p := range plots {
		if old, err := root.ReadFile(p.File()); err == nil && !p.Is(old) {
			return fmt.Errorf("%s: is there already and is no plot of this kind\n  hint: name another folder", filepath.Join(dir, p.File()))
		}
	}
	names := []string{}
	for _, p := range plots {
		part := p.File() + ".part"
		if err := root.WriteFile(part, p.SVG(), 0o600); err != nil {
			return errors.Join(err, root.Remove(part))
		}
		if err := root.Rename(part, p.File()); err != nil {
			return err
		}
		names = append(names, filepath.Join(dir, p.File()))
	}
	a.say("figures   %s drawn", plural(len(plots), "plot"))
	if asJSON {
		return a.printJSON(names)
	}
	for _, name := range names {
		fmt.Fprintln(a.out, name)
	}
	return nil
}

func figuresTable(rows []answers.Row, seconds bool) table {
	t := table{head: []string{"group", "incidents", "length", "known", "shortest", "lower quartile", "median", "upper quartile", "longest"}}
	for _, r := range rows {
		for _, f := range r.Figures {
			row := []string{r.Group, strconv.Itoa(r.Incidents), f.Metric, strconv.Itoa(f.Cases)}
			for _, b := range []*answers.Bounds{f.Shortest, f.Lower, f.Median, f.Upper, f.Longest} {
				row = append(row, bounds(b, seconds))
			}
			t.rows = append(t.rows, row)
		}
		if len(r.Figures) == 0 {
			t.rows = append(t.rows, []string{r.Group, strconv.Itoa(r.Incidents), "", "", "", "", "", "", ""})
		}
	}
	return t
}

func bounds(b *answers.Bounds, seconds bool) string {
	switch {
	case b == nil:
		return ""
	case seconds && b.Min == b.Max:
		return strconv.Itoa(int(b.Min / time.Second))
	case seconds:
		return strconv.Itoa(int(b.Min/time.Second)) + ".." + strconv.Itoa(int(b.Max/time.Second))
	}
	return timeline.Span{Min: b.Min, Max: b.Max, Precision: time.Second}.String()
}

func (a *app) archiveActionsCmd(o *archiveOptions) *cobra.Command {
	var all, asCSV bool
	c := &cobra.Command{
		Use:   "actions",
		Short: "List what is still to be done, and the promises that were broken",
		Long: `List the action items and the promises of all incidents that are not done, the most
pressing first: broken promises, overdue actions, then what is open by its date.
Something due on a day is late when that day is over everywhere.`,
		Example: `  candor archive actions
  candor archive actions --all --csv`,
		Args: args(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			entries, err := a.entries(o)
			if err != nil {
				return err
			}
			tasks := answers.Tasks(entries, a.Now())
			if !all {
				tasks = slices.DeleteFunc(tasks, func(t answers.Task) bool { return t.State == answers.Done || t.State == answers.Late })
			}
			if o.json {
				return a.printJSON(tasks)
			}
			t := table{head: []string{"state", "due", "incident", "owner", "what"}}
			for _, x := range tasks {
				what := x.Text
				if x.Promise {
					what = "promised: " + what
				}
				due := ""
				if !x.Due.IsZero() {
					due = x.Due.String()
				}
				t.rows = append(t.rows, []string{string(x.State), due, x.Incident, x.Owner, what})
			}
			return a.printTable(t, asCSV)
		},
	}
	c.Flags().BoolVar(&all, "all", false, "list also what is done")
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV")
	return c
}

func (a *app) archiveSimilarCmd(o *archiveOptions) *cobra.Command {
	var most, days int
	var asCSV bool
	c := &cobra.Command{
		Use:   "similar [ID]",
		Short: "Find what came before: incidents like one, and what came again",
		Long: `Rank the incidents that share something with one: families of log lines, commits, files
that they touched, contributing factors, components, words, and tell what they share. What
is rare in the archive weighs more; a word that half of its texts have weighs nothing. Without
an id it lists what more than one incident has, and the incidents whose day comes round
within --days.`,
		Example: `  candor archive similar 2026-03-04-checkout
  candor archive similar`,
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, ids []string) error {
			arch, err := a.archive(o, false)
			if err != nil {
				return err
			}
			defer arch.Close()
			entries, err := arch.List()
			if err != nil {
				return err
			}
			if len(ids) == 0 {
				return a.printRepeats(entries, days, o.json, asCSV)
			}
			like, err := answers.Similar(entries, arch.Texts(), ids[0], most)
			if err != nil {
				return err
			}
			if err := patternsTold(arch, ids[0], like); err != nil {
				return err
			}
			if o.json {
				return a.printJSON(like)
			}
			t := table{head: []string{"likeness", "incident", "title", "shared"}}
			for _, l := range like {
				t.rows = append(t.rows, []string{strconv.FormatFloat(l.Score, 'f', 2, 64), l.Incident, l.Title, strings.Join(l.Shared[:min(4, len(l.Shared))], "; ")})
			}
			return a.printTable(t, asCSV)
		},
	}
	c.Flags().IntVar(&most, "max", 10, "how many to show")
	c.Flags().IntVar(&days, "days", 30, "how far ahead days come round")
	c.Flags().BoolVar(&asCSV, "csv", false, "print CSV")
	return c
}

// patternsTold adds to the families of log lines that incidents share what one
// of their lines says, as the evidence has it.
func patternsTold(arch *archive.Archive, id string, like []answers.Likeness) error {
	inc, err := arch.Show(id)
	if err != nil {
		return err
	}
	evidence, err := inc.Evidence()
	if err != nil || evidence == nil {
		return err
	}
	said := map[string]string{}
	for _, e := range evidence.Events {
		if p := e.Labels["pattern"]; p != "" && said[p] == "" {
			said[p] = string(e.Text)
		}
	}
	for i := range like {
		for k, s := range like[i].Shared {
			if p, ok := strings.CutPrefix(s, "pattern "); ok && said[p] != "" {
				like[i].Shared[k] += ": " + said[p]
			}
		}
	}
	return nil
}

func (a *app) printRepeats(entries []archive.Entry, days int, asJSON, asCSV bool) error {
	repeats, round := answers.Repeats(entries), answers.Anniversaries(entries, a.Now(), days)
	if asJSON {
		if round == nil {
			round = []answers.Anniversary{}
		}
		return a.printJSON(map[string]any{"repeats": repeats, "anniversaries": round})
	}
	t := table{head: []string{"what", "incidents"}}
	for _, r := range repeats {
		t.rows = append(t.rows, []string{r.What, strings.Join(r.Incidents, ", ")})
	}
	for _, y := range round {
		t.rows = append(t.rows, []string{fmt.Sprintf("comes round on %s: %s", y.On.Format(time.DateOnly), plural(y.Years, "year")), y.Incident})
	}
	return a.printTable(t, asCSV)
}
