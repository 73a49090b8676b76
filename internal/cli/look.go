package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/logs"
	"github.com/candor-reports/candor/timeline"
)

// look is what candor logs prints.
type look struct {
	Reading timeline.Reading `json:"reading"`
	logs.Summary
	Events []timeline.Event `json:"events"` // what is new and what burst
}

// manyFiles is how many files are listed one by one.
const manyFiles = 20

func (a *app) printLook(l look, o logsOptions) {
	a.printFiles(l)
	a.printRate(l.Rate, l.Width)
	a.printSignals(l.Events, o.top)
	a.printPatterns(l, o.top)
}

func (a *app) title(text string) {
	_ = a.out.Print(term.Bold.Of(text), term.Plain.Of("\n"))
}

// printFiles tells file by file what was read, what was assumed, and what
// became of all lines.
func (a *app) printFiles(l look) {
	a.title("Read")
	width := 0
	shown := l.Files[:min(len(l.Files), manyFiles)]
	for _, f := range shown {
		width = max(width, term.Width(term.Line(f.Name)))
	}
	for _, f := range shown {
		parts := []string{commas(f.Lines) + " lines"}
		if f.Format != "" {
			parts = append(parts, "as "+f.Format, f.From.Clock()+" to "+f.To.Clock())
		}
		for _, p := range []struct {
			n    int
			what string
		}{{f.Refused, "not understood"}, {f.Assumed.Zone, "with the zone assumed"}, {f.Assumed.Year, "with the year assumed"}} {
			if p.n > 0 {
				parts = append(parts, commas(p.n)+" "+p.what)
			}
		}
		_ = a.out.Print(term.Plain.Of("  "+term.Pad(term.Line(f.Name), width)+"  "), term.Plain.Of(strings.Join(parts, ", ")+"\n"))
	}
	if n := len(l.Files) - len(shown); n > 0 {
		_ = a.out.Print(term.Dim.Of(fmt.Sprintf("  and %s more files\n", commas(n))))
	}
	t := l.Reading.Tally
	_ = a.out.Print(term.Plain.Of(fmt.Sprintf("  %s lines = %s not understood + %s outside the window + %s with nothing to tell + %s told\n",
		commas(t.Read), commas(t.Refused), commas(t.Outside), commas(t.Quiet), commas(t.Told))))
	for _, note := range l.Reading.Notes {
		_ = a.out.Print(term.Dim.Of("  " + term.Line(note) + "\n"))
	}
	for _, gap := range l.Reading.Gaps {
		_ = a.out.Print(term.Yellow.Of("  not seen: "), term.Plain.Of(term.Line(gap)+"\n"))
	}
}

// printSignals lists what is new and what burst.
func (a *app) printSignals(events []timeline.Event, top int) {
	a.title("\nNew, or more than usual")
	if len(events) == 0 {
		_ = a.out.Print(term.Dim.Of("  nothing\n"))
	}
	for i, e := range events {
		if i == 2*top {
			_ = a.out.Print(term.Dim.Of(fmt.Sprintf("  and %s more; --json has all\n", commas(len(events)-i))))
			break
		}
		what := string(e.Kind)
		if e.Labels["new"] != "" {
			what = "new"
		}
		head := "  " + e.Time.Clock() + "  " + term.Pad(what, 8) + term.Pad("×"+e.Labels["count"], 8)
		_ = a.out.Print(term.Plain.Of(head), levelStyle(e.Level).Of(a.cut(subjectAnd(e.Subject, e.Text), head)), term.Plain.Of("\n"))
	}
}

// printPatterns lists the families with the most lines.
func (a *app) printPatterns(l look, top int) {
	a.title("\nPatterns")
	for i, p := range l.Patterns {
		if i == top {
			_ = a.out.Print(term.Dim.Of(fmt.Sprintf("  and %s more; --json has all, --top shows more\n", commas(len(l.Patterns)-i))))
			break
		}
		head := fmt.Sprintf("  %12s %5.1f %%  %s  %s ", commas(p.Lines), 100*p.Share, p.ID, term.Pad(p.Level.String(), 7))
		_ = a.out.Print(term.Plain.Of(head), levelStyle(p.Level).Of(a.cut(term.Line(string(p.Text)), head)), term.Plain.Of("\n"))
	}
}

func subjectAnd(subject, text timeline.Foreign) string {
	if subject == "" {
		return term.Line(string(text))
	}
	return term.Line(string(subject) + ": " + string(text))
}

// cut shortens text to what a terminal has left beside head; elsewhere it is
// whole.
func (a *app) cut(text, head string) string {
	if !a.out.Terminal() {
		return text
	}
	return term.Truncate(text, max(a.out.Width()-term.Width(head)-1, 20))
}

// commas writes a number with its thousands apart.
func commas(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// bars are the eighths of a bar.
var bars = []rune(" ▏▎▍▌▋▊▉█")

// maxRows is how many rows a histogram has at most.
const maxRows = 24

// printRate draws how many records came when: a row for each stretch of time,
// as wide as there is room for.
func (a *app) printRate(rate []logs.Rate, width int) {
	if len(rate) == 0 {
		return
	}
	rows, step := histogram(rate, time.Duration(width)*time.Second)
	most, serious := 0, 0
	for _, r := range rows {
		most = max(most, r.Records)
		serious += r.Serious
	}
	a.title(fmt.Sprintf("\nRecords in each %s", strings.TrimSuffix(strings.TrimSuffix(step.String(), "0s"), "0m")))
	layout := "2006-01-02 15:04"
	if step < time.Minute {
		layout += ":05"
	}
	room := max(a.out.Width()-len(layout)-len(commas(most))-8, 10)
	for _, r := range rows {
		full := r.Records * room * 8 / most
		loud := (r.Serious*room*8/most + 7) / 8
		bar := []rune(strings.Repeat("█", full/8))
		if full%8 > 0 || full == 0 && r.Records > 0 {
			bar = append(bar, bars[max(full%8, 1)])
		}
		loud = min(loud, len(bar))
		_ = a.out.Print(term.Dim.Of("  "+r.From.Format(layout)+" "), term.Plain.Of(fmt.Sprintf("%*s ", len(commas(most)), commas(r.Records))),
			term.Red.Of(string(bar[:loud])), term.Blue.Of(string(bar[loud:])), term.Plain.Of("\n"))
	}
	if serious > 0 {
		_ = a.out.Print(term.Dim.Of(fmt.Sprintf("  %s of them warnings and worse\n", commas(serious))))
	}
}

// steps are the stretches a row of a histogram may span.
var steps = []time.Duration{
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour,
}

// histogram sums the rate in as many rows as fit, none of them left out.
func histogram(rate []logs.Rate, width time.Duration) ([]logs.Rate, time.Duration) {
	first, last := rate[0].From, rate[len(rate)-1].From
	step := width
	for _, s := range steps {
		if step = max(s, width); s >= width && s%width == 0 && last.Sub(first.Truncate(s)) < s*maxRows {
			break
		}
	}
	for last.Sub(first.Truncate(step)) >= step*maxRows {
		step *= 2
	}
	from := first.Truncate(step)
	rows := make([]logs.Rate, last.Sub(from)/step+1)
	for i := range rows {
		rows[i].From = from.Add(time.Duration(i) * step)
	}
	for _, r := range rate {
		row := &rows[r.From.Sub(from)/step]
		row.Records += r.Records
		row.Serious += r.Serious
	}
	return rows, step
}
