package reading

import (
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Place is where something stands: line and column count from 1, the column in
// characters.
type Place struct {
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Text   string `json:"text"` // the words as they stand there
	Offset int    `json:"-"`    // in bytes, from the start of the document
}

// Mention is a time that a document states.
type Mention struct {
	Place
	Time   timeline.Time  `json:"time"`
	Until  *timeline.Time `json:"until,omitempty"` // of a range
	Zone   string         `json:"zone,omitempty"`  // as written with the time, or as stated for it
	Approx bool           `json:"approximate,omitempty"`

	// What the clocks on the wall showed, carried in UTC; a day alone is its
	// midnight.
	Wall      time.Time `json:"-"`
	WallUntil time.Time `json:"-"` // zero where there is no range

	Clock      bool   `json:"-"` // a time of day is stated
	Half       string `json:"-"` // am, pm, or none
	Hour       int    `json:"-"` // as written
	Padded     bool   `json:"-"` // written with a leading zero, as 24-hour clocks are
	DayStated  bool   `json:"-"`
	YearStated bool   `json:"-"`
	Weekday    string `json:"-"` // as stated with it
	NoSuchDay  bool   `json:"-"` // the calendar does not have it
	ZoneStated bool   `json:"-"` // for it, its table, its section or the document
	ZoneOwn    bool   `json:"-"` // with the time itself
	Noon       bool   `json:"-"` // read as after noon, though nothing says so
	zone       Zone
}

// Row is a line of a timeline.
type Row struct {
	Mention
	Says       string             `json:"says"`
	Timeline   int                `json:"timeline"` // which one of the document, from 1
	Depth      int                `json:"-"`
	Milestone  timeline.Milestone `json:"milestone,omitempty"`
	Strong     bool               `json:"-"` // its words can mean nothing else
	References []Reference        `json:"references,omitempty"`
}

// Milestone is a time that the document gives a name.
type Milestone struct {
	Mention
	Name  timeline.Milestone `json:"milestone"`
	Label string             `json:"label"` // the words of the document
}

// Duration is a stated length of time.
type Duration struct {
	Place
	Value     time.Duration `json:"-"`
	Seconds   float64       `json:"seconds"`
	Precision time.Duration `json:"-"` // of its last figure
	Approx    bool          `json:"approximate,omitempty"`
	Bound     bool          `json:"bound,omitempty"` // a limit such as "over an hour", not a length
	Label     string        `json:"label,omitempty"` // of a field that states it
	Metric    Metric        `json:"metric,omitempty"`
	Hours     string        `json:"hours,omitempty"` // where only some hours are counted: the words that say so
	Sentence  string        `json:"-"`
	Pair      []Mention     `json:"-"` // the two times that the same sentence states
}

// Metric is which length of an incident a duration states.
type Metric string

// The metrics that reports state.
const (
	Whole     Metric = "duration"
	ToDetect  Metric = "to-detect"
	ToRespond Metric = "to-acknowledge"
	ToRepair  Metric = "to-mitigate"
	ToResolve Metric = "to-resolve"
)

// ZoneStatement is where a document says in which zone its times are.
type ZoneStatement struct {
	Place
	Zone  Zone `json:"zone"`
	table bool
	line  int
}

// Reference is a change that a document cites.
type Reference struct {
	Place
	Repository string `json:"repository,omitempty"` // owner/name
	Number     string `json:"number,omitempty"`     // of a pull request or issue
	Commit     string `json:"commit,omitempty"`     // as many digits as are given
	Issue      bool   `json:"issue,omitempty"`
}

// Document is what a report states.
type Document struct {
	File       string          `json:"file"`
	Title      string          `json:"title,omitempty"`
	Published  *Mention        `json:"published,omitempty"`
	Zones      []ZoneStatement `json:"zones,omitempty"`
	Milestones []Milestone     `json:"milestones,omitempty"`
	Rows       []Row           `json:"rows,omitempty"`
	Durations  []Duration      `json:"durations,omitempty"`
	References []Reference     `json:"references,omitempty"`
	Mentions   []Mention       `json:"-"` // every time, in order
	Stretches  [][2]Mention    `json:"-"` // that sentences state in words: it began at …, and ended at …

	Updated bool `json:"-"` // Published is when the document was last changed
}

// Times lists the times of a row or milestone table that can be measured
// between: of all rows and milestones, without repetition.
func (d *Document) Times() []Mention {
	var out []Mention
	seen := map[int]bool{}
	add := func(m Mention) {
		if !seen[m.Offset] {
			seen[m.Offset] = true
			out = append(out, m)
		}
	}
	for _, m := range d.Milestones {
		add(m.Mention)
	}
	for _, r := range d.Rows {
		add(r.Mention)
	}
	return out
}

// Read reads a document. The file's name may hold its date.
func Read(file string, source []byte) *Document {
	r := &reader{doc: &Document{File: file}, file: file}
	r.split(string(source))
	r.statements()
	r.begin()
	for i := range r.lines {
		r.read(&r.lines[i])
	}
	r.finish()
	return r.doc
}
