package templates

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"text/template"
	"time"

	"github.com/candor-reports/candor/clocks"
	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// Func is a function that templates can call.
type Func struct {
	Name     string
	Doc      string
	Func     any
	Examples []Example
}

// Example is a call of a function and the Markdown it prints.
type Example struct {
	Template string
	Data     any
	Want     string
}

// Funcs lists the functions of templates that need no report, by name, as they
// are in English.
func Funcs() []Func { return english().funcs() }

// funcs are the functions of templates in a language.
func (l *Language) funcs() []Func {
	at := func(s string) timeline.Time {
		t, err := timeline.ParseTime(s, time.UTC)
		if err != nil {
			panic(err)
		}
		return t
	}
	burst := timeline.Event{
		Time: at("2026-03-04T14:02Z"), Until: at("2026-03-04T14:09Z"), Kind: timeline.Burst, Text: "upstream timed out", Lines: 3,
		Source: timeline.Position{Source: "api-log", File: "api.log", Line: 17},
	}
	entry := timeline.Entry{Time: burst.Time, Until: burst.Until, Kind: burst.Kind, Text: burst.Text, Events: []timeline.Event{burst}}
	return []Func{
		{"after", "how long after impact began, as a phrase; empty where it is not known", l.after, []Example{
			{`{{ after . }}`, timeline.Span{Min: 5 * time.Minute, Max: 5 * time.Minute, Precision: time.Minute}, "5 minutes after it began"},
			{`{{ after . }}`, timeline.Span{Unknown: true}, ""},
		}},
		{"chapter", "the heading of a chapter that begins with a milestone", chapter, []Example{
			{`{{ chapter . }}`, timeline.Detected, "From the first notice"},
		}},
		{"clock", "a time in digits, with its zone", func(t timeline.Time) string { return t.Clock() }, []Example{
			{`{{ clock . }}`, at("2026-03-04T14:02Z"), "2026-03-04 14:02 UTC"},
			{`{{ clock . }}`, timeline.Time{}, "not known"},
		}},
		{"code", "text as a code span", func(v any) Markdown { return Code(foreign(v)) }, []Example{
			{`{{ code . }}`, timeline.Foreign("rm *"), "`rm *`"},
		}},
		{"count", "a number with its thousands set apart", l.count, []Example{
			{`{{ count . }}`, 1234567, "1,234,567"},
		}},
		{"dataloss", "what is known about loss of data, as a sentence", l.dataloss, []Example{
			{`{{ dataloss . }}`, incident.DataNone, "No data was lost."},
		}},
		{"day", "a time as its day, in UTC", l.day, []Example{
			{`{{ day . }}`, at("2026-03-04T14:02Z"), "4 March 2026"},
		}},
		{"days", "on which days something was, without times; the second may be unknown", l.days, []Example{
			{`{{ days . . }}`, at("2026-03-04T14:02Z"), "on 4 March 2026"},
			{`{{ days . . }}`, at("2026-03-04T22:00Z/2026-03-05T02:00Z"), "on 4 March 2026 or 5 March 2026"},
		}},
		{"during", "from when to when something was; the second may be unknown", l.during, []Example{
			{`{{ during . . }}`, at("2026-03-04T14:02Z"), "from 14:02 to 14:02 UTC on 4 March 2026"},
			{`{{ during . . }}`, at("2008-08-12T00:00 local"), "from 00:00 local time on 12 August 2008 until 00:00 local time on 12 August 2008"},
		}},
		{"fence", "text as a code block", func(v any) Markdown { return Fence("", foreign(v)) }, []Example{
			{`{{ fence . }}`, timeline.Foreign("a\nb"), "```\na\nb\n```"},
		}},
		{"first", "the first changes of a ranked list", first, []Example{
			{`{{ len (first 1 .) }}`, []incident.Suspect{{}, {}}, "1"},
		}},
		{"floating", "what a floating time means: when it came first, and when last; empty for other times", l.floating, []Example{
			{`{{ floating . }}`, at("2008-08-12T00:00 local"), "Depending on the time zone, 00:00 local time came between 10:00 UTC on 11 August 2008 and 12:00 UTC on 12 August 2008."},
			{`{{ floating . }}`, at("2008-08-12T00:00Z"), ""},
		}},
		{"howlong", "how long something lasted, as a phrase; empty where it is not known", l.howlong, []Example{
			{`{{ howlong . . }}`, at("2026-03-04T14:02Z/14:09Z"), "for at most 7 minutes"},
		}},
		{"label", "the name of a milestone for readers", l.label, []Example{
			{`{{ label . }}`, timeline.Started, "Impact began"},
		}},
		{"latent", "how long the fault was there before impact, by when it was written, landed and released; empty where none is known", l.latent, []Example{
			{`{{ latent .Report .Steps }}`, struct {
				Report *incident.Report
				Steps  []incident.Step
			}{sampleReport(at("2026-03-04T14:00Z")), []incident.Step{{Role: "brought it in", Landed: at("2026-03-02T14:00Z")}}},
				"Impact began 48 h after it landed."},
		}},
		{"link", "a web address as a link, behind a space; empty for none", link, []Example{
			{`{{ link . }}`, "https://example.com/1", " (<https://example.com/1>)"},
			{`{{ link . }}`, "", ""},
		}},
		{"list", "joins a list for reading: a, b and c", l.list, []Example{
			{`{{ list . }}`, []string{"a", "b", "c"}, "a, b and c"},
		}},
		{"midsentence", "a statement without its full stop, to stand inside a sentence", midsentence, []Example{
			{`{{ midsentence . }}`, "They failed.", "They failed"},
		}},
		{"moment", "a time as a point to count from", l.moment, []Example{
			{`{{ moment . }}`, at("2026-03-04T14:02Z"), "14:02 UTC on 4 March 2026"},
			{`{{ moment . }}`, at("2026-03-04T14:02Z ±5m"), "about 14:02 UTC on 4 March 2026"},
			{`{{ moment . }}`, at("2026-03-04T12:00Z/14:00Z"), "some time between 12:00 and 14:00 UTC on 4 March 2026"},
			{`{{ moment . }}`, at("2008-08-12T00:00 local"), "00:00 local time on 12 August 2008"},
		}},
		{"month", "the month of a time, in UTC", l.month, []Example{
			{`{{ month . }}`, at("2026-03-04T14:02Z"), "March 2026"},
		}},
		{"more", "how many changes a ranked list has beyond a number", more, []Example{
			{`{{ more 1 . }}`, []incident.Suspect{{}, {}, {}}, "2"},
		}},
		{"on", "a time as a phrase of a sentence", l.on, []Example{
			{`{{ on . }}`, at("2026-03-04T14:02Z"), "at 14:02 UTC on 4 March 2026"},
			{`{{ on . }}`, at("2026-03-04T14:02Z/14:09Z"), "between 14:02 and 14:09 UTC on 4 March 2026"},
			{`{{ on . }}`, at("2026-03-04"), "on 4 March 2026"},
			{`{{ on . }}`, at("2008-08-12T00:00 local"), "at 00:00 local time on 12 August 2008"},
		}},
		{"origin", "where an entry can be read again", origin, []Example{
			{`{{ origin . }}`, entry, "`api-log api.log:17`"},
		}},
		{"paragraphs", "text with its paragraphs kept", paragraphs, []Example{
			{`{{ paragraphs . }}`, "One.\n\nTwo.", "One.\n\nTwo."},
		}},
		{"phase", "the name of a phase of notices for readers", l.phase, []Example{
			{`{{ phase . }}`, incident.Reopened, "Reopened"},
		}},
		{"sentence", "a statement as a sentence: capital first, full stop last", l.sentence, []Example{
			{`{{ sentence . }}`, "orders failed", "Orders failed."},
		}},
		{"span", "a length of time for a line of figures", l.span, []Example{
			{`{{ span . }}`, timeline.Span{Min: 4 * time.Minute, Max: 9 * time.Minute, Precision: time.Minute}, "between 4 and 9 minutes"},
			{`{{ span . }}`, timeline.Span{Unknown: true}, "not known"},
		}},
		{"todo", "a fact that is not known: who can tell, and what is missing", todo, []Example{
			{`{{ todo "support lead" "how many customers" }}`, nil, "TODO(support lead): how many customers"},
		}},
		{"told", "what an entry says, with how often it came", l.told, []Example{
			{`{{ told . }}`, entry, "`upstream timed out` (3 times, until 14:09)"},
		}},
	}
}

// sampleReport is the report of an incident of which the beginning is known.
func sampleReport(started timeline.Time) *incident.Report {
	tl := &timeline.Timeline{Marked: map[timeline.Milestone]timeline.Mark{timeline.Started: {Milestone: timeline.Started, Time: started}}}
	return &incident.Report{Incident: &incident.Incident{}, Timeline: tl}
}

// escapeFunc, or inside of a line escapeInsideFunc, ends every pipeline that
// prints; see escapeTree.
const (
	escapeFunc       = "escaped"
	escapeInsideFunc = "escapedInside"
)

var ownRegimes = sync.OnceValue(clocks.Own)

// filingCost is what it costs to compute a regime's clocks and read their facts.
const filingCost = 256 << 10

// funcMap gives the functions to a template, those that cite evidence bound to
// one execution, and each counted by its meter.
func funcMap(l *Language, c *citations, m *meter) template.FuncMap {
	fm := m.builtins()
	fm[escapeInsideFunc] = escapedInside
	fm[escapeFunc], fm["cite"], fm["footnotes"] = escaped, c.cite, c.footnotes
	fm["here"] = func(t timeline.Time) Markdown { return l.here(c.report.Zones, t) }
	fm["window"] = func(from, to timeline.Time) string { return l.window(c.report.Zones, from, to) }
	fm["filing"] = func(draft string) (clocks.Clock, error) {
		m.charge(filingCost)
		return ownRegimes().Filing(c.report, draft)
	}
	for _, f := range l.funcs() {
		fm[f.Name] = f.Func
	}
	for name, fn := range fm {
		fm[name] = m.wrap(fn)
	}
	fm[stepFunc], fm[enterFunc], fm[leaveFunc] = m.step, m.enter, m.leave
	return fm
}

// escaped makes Markdown of whatever a pipeline gives. In what people wrote
// into the record, addresses become links; in what sources said, nothing does.
func escaped(v any) (Markdown, error) {
	switch v := v.(type) {
	case Markdown:
		return v, nil
	case string:
		return prose(v), nil
	}
	if !printable(v) {
		return "", fmt.Errorf("a value of type %T has no text of its own: name one of its fields, or go through it with range", v)
	}
	return Text(foreign(v)), nil
}

// escapedInside is escaped for what stands inside of a line, where "31. October"
// begins no list.
func escapedInside(v any) (Markdown, error) {
	md, err := escaped(v)
	if _, ok := v.(Markdown); ok || err != nil {
		return md, err
	}
	n := len(md) - len(strings.TrimLeft(string(md), "0123456789"))
	if n > 0 && n+1 < len(md) && md[n] == '\\' && (md[n+1] == '.' || md[n+1] == ')') {
		md = md[:n] + md[n+1:]
	}
	return md, nil
}

func foreign(v any) timeline.Foreign {
	switch v := v.(type) {
	case nil:
		return ""
	case timeline.Foreign:
		return v
	case string:
		return timeline.Foreign(v)
	}
	return timeline.Foreign(fmt.Sprint(v))
}

func todo(role, what string) Markdown {
	return "TODO(" + Text(timeline.Foreign(role)) + "): " + Text(timeline.Foreign(what))
}

func midsentence(s string) string {
	s = strings.TrimSpace(s)
	return strings.TrimSuffix(strings.TrimSuffix(s, "."), "。")
}

// paragraphs escapes each paragraph of a longer text for itself. Lines within
// a paragraph are joined: where they break is the record's business.
func paragraphs(s string) Markdown {
	var out []string
	for p := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			out = append(out, string(prose(p)))
		}
	}
	return Markdown(strings.Join(out, "\n\n"))
}

// citations number the evidence that a document cites, and write it out at the
// document's end. A footnote's label is made of what it cites, so that it does
// not change when another claim is added.
type citations struct {
	report *incident.Report
	notes  []footnote
}

type footnote struct {
	label string
	text  Markdown
}

// cite gives the footnote marks of a claim's evidence.
func (c *citations) cite(claim incident.Claim) Markdown {
	events, links := c.report.Evidence(claim)
	var marks strings.Builder
	for _, e := range events {
		marks.WriteString(c.mark(string(e.ID), eventNote(e)))
	}
	for _, l := range links {
		marks.WriteString(c.mark("l"+shortSum(l), linkNote(l)))
	}
	return Markdown(marks.String())
}

func (c *citations) mark(label string, text Markdown) string {
	if !slices.ContainsFunc(c.notes, func(n footnote) bool { return n.label == label }) {
		c.notes = append(c.notes, footnote{label, text})
	}
	return "[^" + label + "]"
}

// footnotes writes out what has been cited so far.
func (c *citations) footnotes() Markdown {
	var b strings.Builder
	for _, n := range c.notes {
		fmt.Fprintf(&b, "[^%s]: %s\n", n.label, n.text)
	}
	return Markdown(b.String())
}

func eventNote(e timeline.Event) Markdown {
	note := Code(timeline.Foreign(e.Source.String())) + ", " + Text(timeline.Foreign(e.Time.Clock()))
	if e.Time.Basis.Assumed() {
		note += " (" + Text(timeline.Foreign(e.Time.Basis.String())) + ")"
	}
	return note + ": " + Code(e.Text)
}

func linkNote(url string) Markdown { return "<" + Markdown(safeURL(url)) + ">" }
