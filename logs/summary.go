package logs

import (
	"cmp"
	"slices"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Summary is what a first look at a log shows beside its events.
type Summary struct {
	Files    []FileSummary    `json:"files"`
	Patterns []PatternSummary `json:"patterns"` // the most records first
	Rate     []Rate           `json:"rate"`     // in time order, stretches without a record left out
	Width    int              `json:"width"`    // seconds that each stretch of the rate spans
	Beyond   int              `json:"beyond"`   // lines of patterns beyond the limit, which are in none of Patterns
}

// FileSummary says how one file was read. Its lines add up: Lines = Records +
// Follow + Refused.
type FileSummary struct {
	Name    string        `json:"name"`
	Format  string        `json:"format,omitempty"`
	Lines   int           `json:"lines"`
	Records int           `json:"records"`         // lines with a time, or that are an event of their own
	Follow  int           `json:"follow"`          // lines that go on with a record, and empty ones
	Refused int           `json:"refused"`         // lines that were not understood
	Cut     int           `json:"cut,omitempty"`   // lines that were longer than the limit
	From    timeline.Time `json:"from,omitzero"`   // the first and the last time in it
	To      timeline.Time `json:"to,omitzero"`     //
	Assumed Assumed       `json:"assumed"`         // lines by what was assumed of their time
	Gap     string        `json:"gap,omitempty"`   // why it was not read whole
	Order   string        `json:"dates,omitempty"` // how dates of numbers alone were read
}

// Assumed counts lines by what was assumed of their time.
type Assumed struct {
	Zone     int `json:"zone,omitempty"`     // UTC, since nobody declared a zone
	Year     int `json:"year,omitempty"`     // derived, since the line states none
	Nickname int `json:"nickname,omitempty"` // a zone's abbreviation was passed over
	Fold     int `json:"fold,omitempty"`     // in the hour that clocks showed twice
	Gap      int `json:"gap,omitempty"`      // in an hour that clocks left out
	Leap     int `json:"leap,omitempty"`     // in a leap second
}

// PatternSummary is a family of lines.
type PatternSummary struct {
	ID      string            `json:"id"`
	Level   timeline.Level    `json:"level,omitempty"` // the highest of its records
	Serious bool              `json:"serious"`         // signals are looked for in it
	Records int               `json:"records"`         // in the window
	Lines   int               `json:"lines"`           // of those, lines that go on with them included
	Share   float64           `json:"share"`           // of all lines in the window
	First   time.Time         `json:"first"`           // in the window
	Last    time.Time         `json:"last"`
	Subject timeline.Foreign  `json:"subject,omitempty"` // of the first record in the window
	Text    timeline.Foreign  `json:"text"`              // what is constant, with <*> for what varies
	Example timeline.Foreign  `json:"example"`           // the first record in the window
	Source  timeline.Position `json:"source"`            // where it stands
}

// Rate counts the records of a stretch of time.
type Rate struct {
	From    time.Time `json:"from"`
	Records int       `json:"records"`
	Serious int       `json:"serious"`
}

// Summary tells what was read, file by file, pattern by pattern and minute by
// minute. Patterns are those of records within the window; the rate is of all.
func (r *Reader) Summary() Summary { return r.summary }

func (s *source) summary(g *signals) Summary {
	width := g.total.width
	sum := Summary{Width: int(width) * tickSeconds, Beyond: g.beyond, Files: make([]FileSummary, 0, len(s.parts))}
	for _, h := range s.parts {
		sum.Files = append(sum.Files, h.summary())
	}
	sum.Patterns = s.families(g)
	slices.SortFunc(sum.Patterns, func(a, b PatternSummary) int {
		return cmp.Or(b.Records-a.Records, a.First.Compare(b.First), cmp.Compare(a.ID, b.ID))
	})
	for _, b := range g.total.bins {
		sum.Rate = append(sum.Rate, Rate{From: time.Unix(b.at*tickSeconds, 0).UTC(), Records: int(b.n), Serious: int(b.hits)})
	}
	return sum
}

// families joins the records of each pattern, whatever their levels are.
func (s *source) families(g *signals) []PatternSummary {
	text := map[string]string{failedRequests: "<*> 5xx"}
	for _, p := range s.mined.list {
		text[p.ID] = p.Text
	}
	at := map[string]int{}
	var out []PatternSummary
	for _, p := range g.order {
		if len(p.samples) == 0 {
			continue
		}
		f := s.family(p)
		f.Text = timeline.Foreign(cmp.Or(text[p.id], p.text))
		i, known := at[p.id]
		if !known {
			at[p.id] = len(out)
			out = append(out, f)
			continue
		}
		out[i].join(f)
	}
	for i := range out {
		out[i].Share = float64(out[i].Lines) / float64(max(g.inside, 1))
	}
	return out
}

func (s *source) family(p *pattern) PatternSummary {
	all := stretch(p.bins)
	return PatternSummary{
		ID: p.id, Level: p.level, Serious: p.serious, Records: int(all.hits), Lines: int(all.lines),
		First: time.Unix(0, all.first.ns).UTC(), Last: time.Unix(0, all.last.ns).UTC(),
		Subject: timeline.Foreign(p.subject), Example: timeline.Foreign(p.text),
		Source: timeline.Position{Source: s.o.Source, File: s.files[all.first.file()].Name, Line: all.first.line()},
	}
}

// join adds the records of the same pattern at another level.
func (f *PatternSummary) join(o PatternSummary) {
	if o.First.Before(f.First) {
		f.First, f.Subject, f.Example, f.Source = o.First, o.Subject, o.Example, o.Source
	}
	if o.Last.After(f.Last) {
		f.Last = o.Last
	}
	f.Level, f.Serious = max(f.Level, o.Level), f.Serious || o.Serious
	f.Records += o.Records
	f.Lines += o.Lines
}

func (h *facts) summary() FileSummary {
	f := FileSummary{
		Name: h.name, Lines: h.read, Records: h.stamped, Follow: h.read - h.stamped - h.refused, Refused: h.refused, Cut: h.cut, Gap: h.gap,
		Assumed: Assumed{Zone: h.cal.used.zone, Nickname: h.cal.used.nickname, Fold: h.cal.used.fold, Gap: h.cal.used.gap, Leap: h.cal.used.leap},
	}
	if h.stamped > 0 {
		f.Format = h.as
		f.From, f.To = h.cal.time(h.from.instant), h.cal.time(h.to.instant)
	}
	if h.cal.basis != yearDeclared {
		for _, y := range h.cal.used.years {
			f.Assumed.Year += y.lines
		}
	}
	if h.cal.seen.lines > 0 {
		f.Order = h.cal.order.settled(h.cal.seen.short, h.cal.seen.dots).String()
	}
	return f
}
