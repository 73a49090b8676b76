package templates

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// chapters are the headings of the parts that a story is told in.
var chapters = map[timeline.Milestone]string{
	"":                  "Before impact",
	timeline.Started:    "From the beginning of impact",
	timeline.Detected:   "From the first notice",
	timeline.Identified: "From the cause to the end of impact",
	timeline.Mitigated:  "Afterwards",
}

func chapter(m timeline.Milestone) string { return chapters[m] }

// told writes what an entry says for a table cell: the words of a machine as
// code, those of people as text, and how often and until when it came.
func (l *Language) told(e timeline.Entry) Markdown {
	var b strings.Builder
	if machine(e) {
		b.WriteString(string(Code(e.Text)))
	} else {
		b.WriteString(string(Text(timeline.Foreign(l.sentence(string(e.Text))))))
	}
	until := lasting(e)
	switch n := e.Times(); {
	case e.Kind == timeline.Commit:
	case n > 1:
		b.WriteString(" (" + l.often(e, n))
		if until != "" {
			b.WriteString(", until " + until)
		}
		b.WriteString(l.beside(e) + ")")
	case until != "" && e.Kind == timeline.Alert:
		b.WriteString(" (until " + until + ")")
	}
	return Markdown(b.String())
}

// worthTelling is the most in a minute below which it says little.
const worthTelling = 5

// often tells how many times something was seen. Of a burst in a machine's words
// the most in a minute is told as well, where it is twice the mean or more.
func (l *Language) often(e timeline.Entry, n int) string {
	text := l.count(n) + " times"
	if w := e.Waves(); w > 1 {
		text += " in " + l.count(w) + " waves"
	}
	minutes := math.Max(1, e.Until.Earliest.Sub(e.Time.Earliest).Minutes())
	if peak := e.Peak(); e.Kind == timeline.Burst && machine(e) && peak >= worthTelling && peak < n && float64(peak)*minutes >= 2*float64(n) {
		text += ", up to " + l.count(peak) + " in a minute"
	}
	return text
}

// beside names what began together with a signal. To customers it is not named:
// nobody has looked at it.
func (l *Language) beside(e timeline.Entry) string {
	text, times, more := e.With()
	if text == "" || e.Public || !machine(e) {
		return ""
	}
	out := "; with " + string(Code(text))
	if times > 1 {
		out += " (" + l.count(times) + " times)"
	}
	if more > 0 {
		out += " and " + l.count(more) + " more"
	}
	return out
}

// machine reports whether an entry's text was written by a program or is a
// name out of one. A person's rewording is a person's text.
func machine(e timeline.Entry) bool {
	if e.Text != e.Events[0].Text {
		return false
	}
	switch e.Kind {
	case timeline.Pattern, timeline.Burst, timeline.Silence, timeline.Recovery, timeline.Alert, timeline.Commit, timeline.Release, timeline.Revert:
		return true
	}
	return false
}

// lasting is the end of an entry that lasted, as short as its beginning
// allows.
func lasting(e timeline.Entry) string {
	if e.Until.IsZero() || !e.Until.Exact() || e.Until.Earliest.Equal(e.Time.Earliest) {
		return ""
	}
	if e.Until.Earliest.Format(time.DateOnly) == e.Time.Earliest.Format(time.DateOnly) {
		return e.Until.Earliest.Format("15:04")
	}
	return e.Until.Earliest.Format("2006-01-02 15:04")
}

// origin names the source of an entry and the place in it.
func origin(e timeline.Entry) Markdown {
	p := e.Events[0].Source
	if p.Source == timeline.RecordSource {
		return Text(timeline.RecordSource)
	}
	return Code(timeline.Foreign(p.String()))
}

func link(url string) Markdown {
	if url == "" {
		return ""
	}
	return " (<" + Markdown(safeURL(url)) + ">)"
}

func first(n int, list []incident.Suspect) []incident.Suspect { return list[:min(n, len(list))] }

func more(n int, list []incident.Suspect) int { return max(len(list)-n, 0) }

// latent tells how long the first step that brought the fault in had been
// there before impact, by each clock that is known. Of a merge and the commits
// that landed with it, the one written first is meant: a merge is written when
// it lands.
func (l *Language) latent(rep *incident.Report, steps []incident.Step) string {
	brought := slices.DeleteFunc(slices.Clone(steps), func(s incident.Step) bool { return s.Role != "brought it in" })
	if len(brought) == 0 {
		return ""
	}
	authored, landed, released := rep.Before(slices.MinFunc(brought, func(a, b incident.Step) int {
		return cmp.Or(a.Landed.Compare(b.Landed), a.Authored.Compare(b.Authored))
	}))
	var parts []string
	for _, p := range []struct {
		span  timeline.Span
		since string
	}{{authored, "after the first of these changes was written"}, {landed, "after it landed"}, {released, "after it was released"}} {
		if !p.span.Unknown {
			parts = append(parts, p.span.String()+" "+p.since)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Impact began " + l.list(parts) + "."
}
