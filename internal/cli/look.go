package cli

import (
	"cmp"
	"fmt"
	"maps"
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
	Events  []timeline.Event `json:"events"`            // what is new and what burst
	Refused []refusedLine    `json:"refused"`           // the first lines of each file that were not understood
	Exports []exportFile     `json:"exports,omitempty"` // files that are no logs
}

// refusedLine is a line that was not understood.
type refusedLine struct {
	Place timeline.Position `json:"source"`
	Why   string            `json:"why"`
}

// exportFile is a file of a kind of source that is no log.
type exportFile struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
}

// manyFiles is how many files are listed one by one.
const manyFiles = 8

func (a *app) printLook(l look, o logsOptions) {
	a.printFiles(l)
	if l.Reading.Failed {
		return // there is nothing to look at
	}
	a.printSignals(l.Events, o.top)
	a.printRate(l.Rate, l.Width)
	a.printPatterns(l, o.top)
	a.printSeen(l.Events)
}

// printSeen ends what is read on a terminal, of which the first part may have
// gone by, with what stands there.
func (a *app) printSeen(events []timeline.Event) {
	if rows := withEnds(events); a.out.Terminal() && len(rows) > 0 {
		from := rows[0].Time.Earliest.UTC().Format(time.DateTime)
		_ = a.out.Print(term.Bold.Of(fmt.Sprintf("\nAbove: %s new or more than usual, from %s UTC on\n", commas(len(rows)), from)))
	}
}

func (a *app) title(text string) {
	_ = a.out.Print(term.Bold.Of(text), term.Plain.Of("\n"))
}

// wrapped prints a paragraph: on a terminal in lines that fit, those after the
// first indented.
func (a *app) wrapped(style term.Style, text string, indent int) {
	for a.out.Terminal() && term.Width(text) > a.out.Width() {
		line := term.Truncate(text, a.out.Width())
		cut := strings.LastIndexByte(strings.TrimSuffix(line, "…"), ' ')
		if cut <= indent {
			break // one long word
		}
		_ = a.out.Print(style.Of(text[:cut] + "\n"))
		text = strings.Repeat(" ", indent) + text[cut+1:]
	}
	_ = a.out.Print(style.Of(text + "\n"))
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
	width = min(width, max(a.out.Width()/2, 20))
	for _, f := range shown {
		a.wrapped(term.Plain, "  "+term.Pad(term.Line(f.Name), width)+"  "+strings.Join(fileFacts(f, len(l.Files) > 1), ", "), 4)
	}
	if n := len(l.Files) - len(shown); n > 0 {
		_ = a.out.Print(term.Dim.Of(fmt.Sprintf("  and %s more files\n", commas(n))))
	}
	a.printExports(l.Exports, width)
	a.wrapped(term.Plain, "  "+sum(l.Reading.Tally), 4)
	for _, note := range l.Reading.Notes {
		if len(shown) == len(l.Files) && strings.HasPrefix(note, "read as ") {
			continue // each file says so
		}
		a.wrapped(term.Dim, "  "+term.Line(note), 4)
	}
	for _, gap := range l.Reading.Gaps {
		a.wrapped(term.Yellow, "  not seen: "+term.Line(gap), 4)
	}
	a.printRefused(l.Refused)
}

// printExports tells of few files each, and of many how many of each kind there
// are.
func (a *app) printExports(exports []exportFile, width int) {
	if len(exports) <= manyFiles {
		for _, e := range exports {
			a.wrapped(term.Plain, "  "+term.Pad(term.Line(e.Name), width)+"  "+e.Kind+", which candor report reads", 4)
		}
		return
	}
	count := map[string]int{}
	for _, e := range exports {
		count[e.Kind]++
	}
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(count)) {
		parts = append(parts, kind+" "+commas(count[kind]))
	}
	a.wrapped(term.Plain, "  "+commas(len(exports))+" exports, which candor report reads: "+strings.Join(parts, ", "), 4)
}

// sum tells what became of all lines; what became of none is left out.
func sum(t timeline.Tally) string {
	if t.Read == 0 {
		return "no line was read"
	}
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{t.Refused, "not understood"}, {t.Outside, "outside the window"}, {t.Quiet, "with nothing to tell"}, {t.Told, "told of below"}} {
		if p.n > 0 {
			parts = append(parts, commas(p.n)+" "+p.what)
		}
	}
	return commas(t.Read) + " lines = " + strings.Join(parts, " + ")
}

// fewRefused is how many lines that were not understood are shown.
const fewRefused = 5

func (a *app) printRefused(refused []refusedLine) {
	for _, r := range refused[:min(fewRefused, len(refused))] {
		a.wrapped(term.Dim, fmt.Sprintf("  not understood: %s: %s", term.Line(r.Place.String()), term.Line(r.Why)), 4)
	}
	if len(refused) > 0 {
		a.wrapped(term.Dim, "  see each line with what was made of it: candor logs --lines FILE", 4)
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
	switch {
	case f.Lines == 1:
		parts[0] = "1 line"
	case f.Lines == 0 && f.Gap != "":
		return []string{"not read"}
	}
	if f.Format != "" {
		parts = append(parts, "as "+f.Format, clockRange(f.From, f.To))
	}
	if f.Follow > 0 {
		parts = append(parts, commas(f.Follow)+" that go on with others")
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
	if f.Order != "" && others {
		parts = append(parts, "dates "+f.Order)
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
	head := "\nNew, or more than usual"
	if day != "" {
		head += ", on " + day
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
	// On a terminal a day is a heading: what would stand in every line takes none
	// of its room.
	layout, headings := time.DateTime, false
	if day != "" || a.out.Terminal() {
		layout, headings = time.TimeOnly, day == ""
	}
	var widths [4]int
	today := ""
	for _, e := range rows {
		for i, column := range signalColumns(e, layout) {
			widths[i] = max(widths[i], term.Width(column))
		}
	}
	for _, e := range rows {
		if d := e.Time.Earliest.UTC().Format(time.DateOnly); headings && d != today {
			_ = a.out.Print(term.Bold.Of("  " + d + "\n"))
			today = d
		}
		a.printSignal(e, signalColumns(e, layout), widths)
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

// fromTo is when something began and when it was over: the day of its end where
// that is another, and an ellipsis where the log ends first.
func fromTo(e timeline.Event, layout string) string {
	from := e.Time.Earliest.UTC()
	switch until := e.Until.Earliest.UTC(); {
	case e.Labels["ended"] == "false":
		return from.Format(layout) + "–…"
	case e.Until.IsZero() || e.Labels["count"] == "1":
		return from.Format(layout)
	case from.Format(time.DateOnly) != until.Format(time.DateOnly):
		return from.Format(layout) + "–" + until.Format(time.DateTime)
	default:
		return from.Format(layout) + "–" + until.Format(time.TimeOnly)
	}
}

// signalColumns are what is told of a signal before its text: when, what it is,
// how often it came, and its level.
func signalColumns(e timeline.Event, layout string) [4]string {
	columns := [4]string{fromTo(e, layout), string(e.Kind)}
	switch {
	case e.Labels["new"] != "":
		columns[1] = "new"
	case e.Kind == timeline.Pattern:
		columns[1] = "few"
	}
	if n, err := strconv.Atoi(e.Labels["count"]); err == nil {
		columns[2] = "×" + commas(n)
	}
	if e.Level != timeline.NoLevel && e.Kind != timeline.Recovery {
		columns[3] = e.Level.String()
	}
	return columns
}

// printSignal writes a line whose columns are no wider than what stands in
// them, so that the text has the room.
func (a *app) printSignal(e timeline.Event, columns [4]string, widths [4]int) {
	head := "  " + term.Pad(columns[0], widths[0]) + "  " + term.Pad(columns[1], widths[1]) + "  " + term.Pad(columns[2], widths[2]) + "  "
	subject, level := e.Subject, ""
	if a.out.Terminal() {
		subject = timeline.Foreign(lastName(string(subject)))
	}
	if widths[3] > 0 {
		level = term.Pad(columns[3], widths[3]) + " "
	}
	_ = a.out.Print(term.Plain.Of(head), levelStyle(e.Level).Of(a.cut(level+subjectAnd(subject, e.Text), head)), term.Plain.Of("\n"))
}

// lastName is what a dotted name such as a class's ends in; a name of another
// form is itself.
func lastName(name string) string {
	if strings.ContainsAny(name, " /:") {
		return name
	}
	// A class begins with a capital; hosts and addresses do not.
	if last := name[strings.LastIndexByte(name, '.')+1:]; strings.Count(name, ".") > 1 && last != "" && last[0] >= 'A' && last[0] <= 'Z' {
		return last
	}
	return name
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
