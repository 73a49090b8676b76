package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/review"
	"github.com/candor-reports/candor/templates"
	"github.com/candor-reports/candor/timeline"
)

type noticeOptions struct {
	doing, next, at, channel string
	languages                []string
	dry                      bool
	facts                    givenFacts
}

func (a *app) noticeCmd() *cobra.Command {
	var o noticeOptions
	c := &cobra.Command{
		Use:   "notice PHASE",
		Short: "Write the next update for those affected, and keep what it promises",
		Long: `Write the next status update from the record: what it does to people, what is being
done, when the next update comes. The text goes to standard output and to drafts/; the
record keeps when it was told and what was promised. On a terminal, a fact that the text
needs and the record lacks is asked for. Phases of an incident:
investigating, identified, monitoring, resolved, reopened; of maintenance: scheduled,
in-progress, verifying, completed.`,
		Example: `  candor notice investigating --next 20m
  candor notice investigating --who "customers who pay by card" --could-not "place an order" --next 20m
  candor notice identified --doing "We are going back to the version before." --next 30m
  candor notice resolved --at 2026-03-04T15:24Z`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(errors.New("notice: name one phase, such as: candor notice investigating"))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.runNotice(incident.Phase(args[0]), o) },
	}
	c.Flags().StringVar(&o.doing, "doing", "", "what is being done, as a `sentence` that readers see")
	c.Flags().StringVar(&o.next, "next", "", "when the next update comes: a `time`, or a length such as 20m from now")
	c.Flags().StringVar(&o.at, "at", "", "the `time` at which this is told; now if not given")
	c.Flags().StringVar(&o.channel, "channel", "", "`where` it is told, such as status page")
	o.facts.flags(c)
	c.Flags().StringSliceVar(&o.languages, "lang", nil, "write it in these `languages`; without it in those of the record")
	c.Flags().BoolVar(&o.dry, "dry-run", false, "print the text, and keep nothing")
	return c
}

func (a *app) runNotice(phase incident.Phase, o noticeOptions) error {
	if err := phase.Check(); err != nil {
		return usage(err)
	}
	f, err := a.folder()
	if err != nil {
		return err
	}
	defer f.Close()
	inc, err := f.Record()
	if err != nil {
		return err
	}
	// What cannot follow is refused before anything is asked or kept.
	if _, err := a.nextNotice(inc, phase, o); err != nil {
		return err
	}
	if inc, err = a.stateFirst(f, inc, phase, o); err != nil {
		return err
	}
	n, err := a.nextNotice(inc, phase, o)
	if err != nil {
		return err
	}
	return a.tell(f, inc, n, o)
}

// recordNotice adds a notice to the record, and brings its status in line.
func recordNotice(name string, data []byte, n incident.Notice) ([]byte, error) {
	data, err := incident.AddNotice(name, data, n)
	if err != nil {
		return nil, err
	}
	status := incident.Status(n.Phase)
	if n.Phase == incident.Reopened {
		status = incident.Status(incident.Investigating)
	}
	if !slices.Contains(incident.Statuses, status) {
		return data, nil
	}
	return incident.SetStatus(name, data, status)
}

// nextNotice makes the notice that comes next, and holds it against what was
// told before.
func (a *app) nextNotice(inc *incident.Incident, phase incident.Phase, o noticeOptions) (incident.Notice, error) {
	if last := inc.Phase(); !slices.Contains(last.Next(), phase) {
		return incident.Notice{}, usage(fmt.Errorf("notice: %s cannot follow %s\n  hint: %s", phase, orNothing(last), mayFollow(last)))
	}
	n := incident.Notice{Phase: phase, Doing: flow.Clean(inc, strings.TrimSpace(o.doing)), Channel: o.channel, At: timeline.At(a.Now(), time.Minute)}
	var taken []string
	for _, old := range inc.Notices {
		taken = append(taken, old.ID)
	}
	n.ID = incident.NextID("n", taken)
	n.File = "drafts/" + n.ID + "-" + string(phase) + ".md"
	var err error
	if o.at != "" {
		if n.At, err = timeline.ParseTime(o.at, inc.Timezone.Location); err != nil {
			return n, usage(fmt.Errorf("--at: %w", err))
		}
	}
	if k := len(inc.Notices); k > 0 && n.At.Before(inc.Notices[k-1].At) {
		return n, usage(fmt.Errorf("--at: %s is before the last notice, %s at %s", n.At.Clock(), inc.Notices[k-1].ID, inc.Notices[k-1].At.Clock()))
	}
	if n.Next, err = nextUpdate(o.next, n.At, inc.Timezone.Location); err != nil {
		return n, err
	}
	return n, nil
}

// nextUpdate reads when the next update comes: a time, or a length from this
// one.
func nextUpdate(text string, from timeline.Time, loc *time.Location) (timeline.Time, error) {
	if text == "" {
		return timeline.Time{}, nil
	}
	if d, err := time.ParseDuration(text); err == nil {
		if d <= 0 {
			return timeline.Time{}, usage(fmt.Errorf("--next: %s is not ahead", text))
		}
		return timeline.At(from.Latest.Add(d).Truncate(time.Minute), time.Minute), nil
	}
	if t, err := time.Parse(clockOfDay, strings.TrimSuffix(text, "Z")); err == nil {
		return sameDay(from, t, text, loc)
	}
	next, err := timeline.ParseTime(text, loc)
	if err != nil {
		return next, usage(fmt.Errorf("--next: %w\n  hint: write a length such as 20m, or a time such as 2026-03-04T14:30Z", err))
	}
	if !from.Before(next) {
		return next, usage(fmt.Errorf("--next: %s is not after this notice, %s", next.Clock(), from.Clock()))
	}
	return next, nil
}

const clockOfDay = "15:04"

// sameDay is the next time after from at which clocks show t: those of UTC
// where the text says Z, else those of the record's zone.
func sameDay(from timeline.Time, t time.Time, text string, loc *time.Location) (timeline.Time, error) {
	switch {
	case strings.HasSuffix(text, "Z"):
		loc = time.UTC
	case loc == nil:
		return timeline.Time{}, usage(fmt.Errorf("--next: %q has no time zone: add Z, or set timezone: in incident.yaml", text))
	}
	base := from.Latest.In(loc)
	next := time.Date(base.Year(), base.Month(), base.Day(), t.Hour(), t.Minute(), 0, 0, loc)
	if !next.After(from.Latest) {
		next = time.Date(base.Year(), base.Month(), base.Day()+1, t.Hour(), t.Minute(), 0, 0, loc)
	}
	return timeline.At(next, time.Minute), nil
}

func orNothing(p incident.Phase) string {
	if p == "" {
		return "nothing"
	}
	return string(p)
}

func mayFollow(p incident.Phase) string {
	next := p.Next()
	if len(next) == 0 {
		return "nothing follows it; open another incident"
	}
	names := make([]string, len(next))
	for i, n := range next {
		names[i] = string(n)
	}
	return "may follow: " + strings.Join(names, ", ")
}

// tell prints the text of a notice in each language and checks it. A notice
// with an error in it is not kept: the next run would count it as told.
func (a *app) tell(f *flow.Folder, inc *incident.Incident, n incident.Notice, o noticeOptions) error {
	inc.Notices = append(inc.Notices, n)
	rep, err := f.Known(inc, defaultMax)
	if err != nil {
		return err
	}
	rep.Telling = n
	chosen, err := noticeTemplates(f, rep, n.Phase, o.languages)
	if err != nil {
		return err
	}
	errs := 0
	for i, t := range chosen {
		d, err := f.Notice(t, rep, false)
		if err != nil {
			return err
		}
		if i > 0 {
			_ = a.out.Print(term.Plain.Of("\n"))
		}
		_ = a.out.Print(term.Plain.Of(string(d.Draft.Markdown)))
		found := f.Review(rep, d, f.Beside(rep)...)
		a.printFindings(a.err, found, review.Finding.Short)
		errs += review.Errors(found)
	}
	if errs > 0 {
		return &codeError{ExitFindings, fmt.Errorf("notice: %s; the notice was not kept\n  hint: state what is missing, such as: candor set impact.who \"customers who …\", and write the notice again", plural(errs, "error"))}
	}
	if n.Next.IsZero() && openPhase(n.Phase) {
		a.say("          readers are not told when they hear again; add --next, such as --next 20m")
	}
	if o.dry {
		return nil
	}
	return a.keepNotice(f, rep, n, chosen)
}

// openPhase reports whether readers expect another update after a phase.
func openPhase(p incident.Phase) bool {
	return p != incident.Resolved && p != incident.Completed && p != incident.Scheduled
}

func noticeTemplates(f *flow.Folder, rep *incident.Report, phase incident.Phase, languages []string) ([]templates.Template, error) {
	if len(languages) == 0 {
		languages = rep.Languages
	}
	if len(languages) == 0 {
		languages = []string{templates.Original}
	}
	set, err := f.Templates("")
	if err != nil {
		return nil, err
	}
	var chosen []templates.Template
	for _, lang := range languages {
		t, err := set.Find(string(phase), lang)
		if err != nil {
			return nil, usage(err)
		}
		chosen = append(chosen, t)
	}
	return chosen, nil
}

// keepNotice writes the drafts of a notice, and then that it was told.
func (a *app) keepNotice(f *flow.Folder, rep *incident.Report, n incident.Notice, chosen []templates.Template) error {
	for _, t := range chosen {
		d, err := f.Notice(t, rep, true)
		if err != nil {
			return err
		}
		a.say("notice    %s: %s", d.File, d.State)
	}
	if err := f.Change(func(name string, data []byte) ([]byte, error) { return recordNotice(name, data, n) }); err != nil {
		return err
	}
	a.next("publish the text; then, when there is news: candor notice PHASE" + a.at())
	return nil
}
