package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
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
const manyFiles = 8

func (a *app) printLook(l look, o logsOptions) {
	a.printFiles(l)
	a.printSignals(l.Events, o.top)
	a.printRate(l.Rate, l.Width)
	a.printPatterns(l, o.top)
}

func (a *app) title(text string) {
	_ = a.out.Print(term.Bold.Of(text), term.Plain.Of("\n"))
}

// printFiles tells of the files what was read and assumed, and what became of
// all lines. Of many files it lists those that were not read whole, and then the
// longest.
func (a *app) printFiles(l look) {
	a.title("Read")
	width := 0
	shown := slices.Clone(l.Files)
	if len(shown) > manyFiles {
		slices.SortStableFunc(shown, func(f, g logs.FileSummary) int { return cmp.Or(cmp.Compare(worry(g), worry(f)), g.Lines-f.Lines) })
		shown = shown[:manyFiles]
	}
	for _, f := range shown {
		width = max(width, term.Width(term.Line(f.Name)))
	}
	for _, f := range shown {
		_ = a.out.Print(term.Plain.Of("  "+term.Pad(term.Line(f.Name), width)+"  "), term.Plain.Of(strings.Join(fileFacts(f, len(l.Files) > 1), ", ")+"\n"))
	}
	if n := len(l.Files) - len(shown); n > 0 {
		_ = a.out.Print(term.Dim.Of(fmt.Sprintf("  and %s more files\n", commas(n))))
	}
	t := l.Reading.Tally
	_ = a.out.Print(term.Plain.Of(fmt.Sprintf("  %s lines = %s not understood + %s outside the window + %s with nothing to tell + %s told\n",
		commas(t.Read), commas(t.Refused), commas(t.Outside), commas(t.Quiet), commas(t.Told))))
	for _, note := range l.Reading.Notes {
		if len(shown) == len(l.Files) && strings.HasPrefix(note, "read as ") {
			continue // each file says so
		}
		_ = a.out.Print(term.Dim.Of("  " + term.Line(note) + "\n"))
	}
	for _, gap := range l.Reading.Gaps {
		_ = a.out.Print(term.Yellow.Of("  not seen: "), term.Plain.Of(term.Line(gap)+"\n"))
	}
}

// worry orders files by how badly they were read: none of it, not all of it, all.
func worry(f logs.FileSummary) int {
	switch {
	case f.Gap != "", f.Lines > 0 && f.Records == 0:
		return 2
	case f.Refused > 0:
		return 1
	}
	return 0
}

// fileFacts tells of one file, among others or alone, what was read.
func fileFacts(f logs.FileSummary, others bool) []string {
	parts := []string{commas(f.Lines) + " lines"}
	if f.Lines == 1 {
		parts[0] = "1 line"
	}
	if f.Format != "" {
		parts = append(parts, "as "+f.Format, clockRange(f.From, f.To))
	}
	if f.Refused > 0 {
		parts = append(parts, commas(f.Refused)+" not understood")
	}
	// Of a file alone the notes say so.
	if f.Assumed.Zone > 0 && others {
		parts = append(parts, "zone assumed")
	}
	if f.Assumed.Year > 0 && others {
		parts = append(parts, "year assumed")
	}
	return parts
}

// clockRange writes two times, without repeating the day and the zone.
func clockRange(from, to timeline.Time) string {
	first, second := from.Clock(), to.Clock()
	if first == second {
		return first
	}
	if i, j := strings.LastIndexByte(first, ' '), strings.LastIndexByte(second, ' '); i > 10 && j > 10 && first[i:] == second[j:] {
		first = first[:i]
		if first[:11] == second[:11] {
			second = second[11:]
		}
	}
	return first + " to " + second
}

// printSignals lists what is new and what burst: the weightiest, in the order
// of time, each with its end.
func (a *app) printSignals(events []timeline.Event, top int) {
	rows := withEnds(events)
	day := ""
	for i, e := range rows {
		d := e.Time.Earliest.UTC().Format(time.DateOnly)
		if i == 0 {
			day = d
		}
		if u := e.Until; d != day || !u.IsZero() && u.Earliest.UTC().Format(time.DateOnly) != day {
			day = ""
			break
		}
	}
	head, layout := "\nNew, or more than usual", "2006-01-02 15:04:05"
	if day != "" {
		head, layout = head+", on "+day, time.TimeOnly
	}
	if len(rows) == 0 {
		a.title(head)
		_ = a.out.Print(term.Dim.Of("  nothing\n"))
		return
	}
	a.title(head + " (UTC)")
	left := len(rows) - top
	if left > 0 {
		slices.SortStableFunc(rows, func(a, b timeline.Event) int { return cmp.Compare(scoreOf(b), scoreOf(a)) })
		rows = rows[:top]
		slices.SortStableFunc(rows, timeline.Event.Compare)
	}
	for _, e := range rows {
		a.printSignal(e, layout)
	}
	if left > 0 {
		_ = a.out.Print(term.Dim.Of(fmt.Sprintf("  and %s more of less weight; --json has all, --top shows more\n", commas(left))))
	}
}

// withEnds leaves out the ends of what is listed with its end.
func withEnds(events []timeline.Event) []timeline.Event {
	listed := map[string]bool{}
	for _, e := range events {
		if e.Kind == timeline.Burst || e.Kind == timeline.Silence {
			listed[e.Labels["pattern"]+" "+e.Time.Earliest.UTC().Format(time.RFC3339Nano)] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(events), func(e timeline.Event) bool {
		return e.Kind == timeline.Recovery && listed[e.Labels["pattern"]+" "+e.Labels["began"]]
	})
}

func scoreOf(e timeline.Event) int {
	n, err := strconv.Atoi(e.Labels["score"])
	if err != nil {
		return 0 // an event of a line that stands for itself
	}
	return n
}

func (a *app) printSignal(e timeline.Event, layout string) {
	what, times := string(e.Kind), ""
	if e.Labels["new"] != "" {
		what = "new"
	}
	if n := e.Labels["count"]; n != "" {
		times = "×" + n
	}
	from, until := e.Time.Earliest.UTC().Format(layout), ""
	switch {
	case e.Labels["ended"] == "false":
		until = "–…"
	case !e.Until.IsZero() && e.Labels["count"] != "1":
		until = "–" + e.Until.Earliest.UTC().Format(layout)
		if len(layout) > len(time.TimeOnly) && from[:11] == until[len("–"):len("–")+11] {
			until = "–" + until[len("–")+11:]
		}
	}
	width := len(layout) + 1 + len(time.TimeOnly)
	head := "  " + term.Pad(from+until, width) + "  " + term.Pad(what, 8) + term.Pad(times, 7)
	text := subjectAnd(e.Subject, e.Text)
	if e.Level != timeline.NoLevel && e.Kind != timeline.Recovery {
		text = e.Level.String() + "  " + text
	}
	_ = a.out.Print(term.Plain.Of(head), levelStyle(e.Level).Of(a.cut(text, head)), term.Plain.Of("\n"))
}

// fewTroubles is how many families of warnings and worse are listed beside
// those with the most lines.
const fewTroubles = 7

// printPatterns lists the families with the most lines, and then those of
// warnings and worse that are not among them.
func (a *app) printPatterns(l look, top int) {
	a.title("\nPatterns")
	for _, p := range l.Patterns[:min(top, len(l.Patterns))] {
		a.printPattern(p)
	}
	if len(l.Patterns) <= top {
		return
	}
	_ = a.out.Print(term.Dim.Of(fmt.Sprintf("  and %s more; --json has all, --top shows more\n", commas(len(l.Patterns)-top))))
	rest := slices.DeleteFunc(slices.Clone(l.Patterns[top:]), func(p logs.PatternSummary) bool { return !p.Serious })
	if len(rest) == 0 {
		return
	}
	a.title("\nOf those, warnings, errors and words of trouble")
	for _, p := range rest[:min(fewTroubles, len(rest))] {
		a.printPattern(p)
	}
	if n := len(rest) - fewTroubles; n > 0 {
		_ = a.out.Print(term.Dim.Of(fmt.Sprintf("  and %s more\n", commas(n))))
	}
}

func (a *app) printPattern(p logs.PatternSummary) {
	head := fmt.Sprintf("  %9s %5.1f %%  %s  %s ", commas(p.Lines), 100*p.Share, term.Pad(p.ID, 11), term.Pad(p.Level.String(), 7))
	_ = a.out.Print(term.Plain.Of(head), levelStyle(p.Level).Of(a.cut(term.Line(string(p.Text)), head)), term.Plain.Of("\n"))
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
const maxRows = 16

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
	each := step.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(each, zero) {
			each = each[:len(each)-2]
		}
	}
	a.title("\nRecords in each " + each)
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
