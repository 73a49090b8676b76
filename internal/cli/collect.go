package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/logs"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

const strictHelp = "end with code 4 where a source was not read whole or held lines that were not understood"

func (a *app) collectCmd() *cobra.Command {
	var strict bool
	c := &cobra.Command{
		Use:   "collect",
		Short: "Read the sources of the record into events.jsonl",
		Long: `Read every source that incident.yaml names, take secrets out of what they say, and
keep the events in events.jsonl. Lines that are not understood are counted and shown.`,
		Example: `  candor collect -C examples/esx-2008
  zcat app.log.gz | candor collect       where a source has the path "-"`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			f, err := a.folder()
			if err != nil {
				return err
			}
			defer f.Close()
			inc, err := f.Record()
			if err != nil {
				return err
			}
			c, err := a.collect(cmd.Context(), f, inc)
			if err != nil {
				return err
			}
			a.next("candor timeline" + a.at())
			return notWhole(strict, c)
		},
	}
	c.Flags().BoolVar(&strict, "strict", false, strictHelp)
	return c
}

// collect runs the stage and says how each reading went.
func (a *app) collect(ctx context.Context, f *flow.Folder, inc *incident.Incident) (*flow.Collection, error) {
	defer sparing(0)() // events take far more than what is read
	stop := func() {}
	c, err := f.Collect(ctx, inc, a.Stdin, a.Now(), source.Watch{
		Begin: func(name string) {
			stop()
			stop = func() {}
			if a.err.Terminal() {
				a.say("reading   %s", name)
			}
		},
		Files: func(files []logs.File) []logs.File {
			stop()
			files, stop = a.progress(files)
			return files
		},
	})
	stop()
	if err != nil {
		return nil, err
	}
	if len(c.Readings) == 0 {
		a.say("collect   the record names no sources; add them under sources: in %s", incident.File)
	}
	readings := map[string]int{}
	for _, r := range c.Readings {
		readings[r.Source]++
	}
	for _, r := range c.Readings {
		a.sayReading(r, readings[r.Source] > 1)
		a.sayRefused(r, c.Refused)
	}
	for _, rule := range slices.Sorted(maps.Keys(c.Redacted)) {
		a.say("redacted  %s: %d", rule, c.Redacted[rule])
	}
	return c, nil
}

// sayReading tells of one reading, and its kind where its source was read as
// several.
func (a *app) sayReading(r timeline.Reading, shared bool) {
	if a.quiet {
		return
	}
	t := r.Tally
	parts := []string{fmt.Sprintf("%s %s read", commas(t.Read), t.Unit)}
	for _, p := range []struct {
		n    int
		what string
	}{{t.Refused, "not understood"}, {t.Outside, "outside the window"}, {t.Quiet, "with nothing to tell"}, {t.Told, "told"}} {
		if p.n > 0 {
			parts = append(parts, commas(p.n)+" "+p.what)
		}
	}
	kind := ""
	if shared {
		kind = " (" + r.Kind + ")"
	}
	_ = a.err.Print(term.Plain.Of("collect   "), term.Bold.Of(r.Source), term.Plain.Of(kind+": "+strings.Join(parts, ", ")+"\n"))
	for _, note := range r.Notes {
		_ = a.err.Print(term.Dim.Of("          " + term.Line(note) + "\n"))
	}
	for _, gap := range r.Gaps {
		_ = a.err.Print(term.Yellow.Of("          not seen: "), term.Plain.Of(term.Line(gap)+"\n"))
	}
}

// fewToldRefused is how many lines that were not understood are told of each
// reading: enough to see why.
const fewToldRefused = 3

// sayRefused tells why lines or records of a reading were not understood.
func (a *app) sayRefused(r timeline.Reading, refused []*timeline.LineError) {
	if a.quiet || r.Tally.Refused == 0 {
		return
	}
	told := 0
	for _, l := range refused {
		p := l.Position
		if p.Source != r.Source || !slices.Contains(r.Where, p.File) || told == fewToldRefused {
			continue
		}
		told++
		p.Source = ""
		_ = a.err.Print(term.Yellow.Of("          not understood: "), term.Plain.Of(term.Line(strings.TrimSpace(p.String())+": "+l.Err.Error())+"\n"))
	}
}

// notWhole is the error of --strict.
func notWhole(strict bool, c *flow.Collection) error {
	if !strict {
		return nil
	}
	for _, r := range c.Readings {
		if r.Tally.Refused > 0 || len(r.Gaps) > 0 {
			return &codeError{ExitNotWhole, errors.New("a source was not read whole, and --strict was given")}
		}
	}
	return nil
}
