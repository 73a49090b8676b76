package templates

import (
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/timeline"
)

// Language is how one language writes what documents compute: dates, lengths,
// and the sentences around them. In its patterns a name in braces stands for a
// value. Each is a file language.yaml in the folder of the language's notices.
type Language struct {
	Code        string   `yaml:"-"` // "pt-BR"
	Name        string   `yaml:"name"`
	Plural      string   `yaml:"plural"`
	Months      []string `yaml:"months"`
	Date        string   `yaml:"date"`
	FirstDay    string   `yaml:"first_day"` // the day of a month's first, where it is written otherwise
	MonthOfYear string   `yaml:"month_of_year"`
	Group       string   `yaml:"group"`      // between thousands: one of groups
	GroupFrom   int      `yaml:"group_from"` // the fewest digits that are grouped; 0 is 4
	Decimal     string   `yaml:"decimal"`    // before decimals: comma or point
	Numbers     []string `yaml:"numbers"`    // the words for one to twelve
	Hour        string   `yaml:"hour"`       // padded: 09:30; plain: 9:30
	Mend        []Mend   `yaml:"mend"`
	List        struct {
		Comma string `yaml:"comma"`
		Last  string `yaml:"last"`
	} `yaml:"list"`
	Stop      string `yaml:"stop"` // of a sentence
	Join      string `yaml:"join"` // between the parts of a length
	ShareUnit bool   `yaml:"share_unit"`
	Units     struct {
		Millisecond Forms `yaml:"millisecond"`
		Second      Forms `yaml:"second"`
		Minute      Forms `yaml:"minute"`
		Hour        Forms `yaml:"hour"`
		Day         Forms `yaml:"day"`
	} `yaml:"units"`
	On     pointForms `yaml:"on"`     // a time as a phrase of a sentence
	Moment pointForms `yaml:"moment"` // a time to count from
	About  string     `yaml:"about"`
	During struct {
		Same  string `yaml:"same"` // on one day: the day stands once
		Days  string `yaml:"days"` // from one day to another
		Until string `yaml:"until"`
		Open  string `yaml:"open"`
	} `yaml:"during"`
	Lasting struct {
		Exact   string `yaml:"exact"`
		Local   string `yaml:"local"`
		Most    string `yaml:"most"`
		Between string `yaml:"between"`
	} `yaml:"lasting"`
	Span struct {
		Exact   string `yaml:"exact"`
		Most    string `yaml:"most"`
		Between string `yaml:"between"`
	} `yaml:"span"`
	After struct {
		Exact   string `yaml:"exact"`
		Most    string `yaml:"most"`
		Between string `yaml:"between"`
	} `yaml:"after"`
	Correction struct {
		Head    string `yaml:"head"`
		Was     string `yaml:"was"`
		Now     string `yaml:"now"`
		Added   string `yaml:"added"`
		Removed string `yaml:"removed"`
	} `yaml:"correction"`
	Either    string `yaml:"either"`
	NotKnown  string `yaml:"not_known"`
	Floating  string `yaml:"floating"`
	Zone      string `yaml:"zone"`
	Zones     string `yaml:"zones"` // between times in readers' zones
	NextDay   string `yaml:"next_day"`
	DayBefore string `yaml:"day_before"`
	Data      struct {
		None      string `yaml:"none"`
		Possible  string `yaml:"possible"`
		Confirmed string `yaml:"confirmed"`
		Unknown   string `yaml:"unknown"`
	} `yaml:"data"`
	Milestones struct {
		Introduced   string `yaml:"introduced"`
		Shipped      string `yaml:"shipped"`
		Started      string `yaml:"started"`
		Detected     string `yaml:"detected"`
		Acknowledged string `yaml:"acknowledged"`
		Declared     string `yaml:"declared"`
		Told         string `yaml:"told"`
		Identified   string `yaml:"identified"`
		Mitigated    string `yaml:"mitigated"`
		Resolved     string `yaml:"resolved"`
		ToldResolved string `yaml:"told_resolved"`
	} `yaml:"milestones"`
	Phases struct {
		Investigating string `yaml:"investigating"`
		Identified    string `yaml:"identified"`
		Monitoring    string `yaml:"monitoring"`
		Resolved      string `yaml:"resolved"`
		Reopened      string `yaml:"reopened"`
		Scheduled     string `yaml:"scheduled"`
		InProgress    string `yaml:"in_progress"`
		Verifying     string `yaml:"verifying"`
		Completed     string `yaml:"completed"`
	} `yaml:"phases"`
	Cities []City `yaml:"cities"`
}

// groups are the marks between thousands.
var groups = map[string]string{"comma": ",", "dot": ".", "space": "\u202f", "none": ""}

// Forms is a counted word in its plural forms.
type Forms struct {
	One   string `yaml:"one"`
	Other string `yaml:"other"`
}

// Words are the forms without their numbers.
func (f Forms) Words() []string {
	return []string{strings.TrimSpace(fill(f.One, "n", "")), strings.TrimSpace(fill(f.Other, "n", ""))}
}

// pointForms are the patterns for the forms a time can have.
type pointForms struct {
	Instant string `yaml:"instant"`
	Around  string `yaml:"around"`
	Between string `yaml:"between"` // two times of one day
	Days    string `yaml:"days"`    // times of two days
	Day     string `yaml:"day"`
	Local   string `yaml:"local"`
	Unknown string `yaml:"unknown"`
}

// Mend is what patterns make of a time and people write otherwise, such as an
// article before one o'clock.
type Mend struct {
	Made  string `yaml:"made"`
	Write string `yaml:"write"`
}

// City is a city that a time zone is called after, where the language spells
// it otherwise.
type City struct {
	Zone string `yaml:"zone"`
	Name string `yaml:"name"`
}

// Languages lists the languages that notices are written in, by code.
func Languages() []*Language {
	dirs, err := fs.ReadDir(files, "notice")
	if err != nil {
		panic(err) // the files are part of the program
	}
	var all []*Language
	for _, d := range dirs {
		l, err := readLanguage(d.Name())
		if err != nil {
			panic(err) // a test reads them
		}
		all = append(all, l)
	}
	return all
}

// english is the language that reports and examples are written in.
func english() *Language {
	l, err := readLanguage(Original)
	if err != nil {
		panic(err) // a test reads it
	}
	return l
}

func readLanguage(code string) (*Language, error) {
	file := path.Join("notice", code, "language.yaml")
	data, err := fs.ReadFile(files, file)
	if err != nil {
		return nil, err
	}
	l := &Language{Code: code}
	if err := strict.Decode(file, data, l, strict.Options{}).Err(); err != nil {
		return nil, err
	}
	if n := len(l.Months); n != 12 {
		return nil, fmt.Errorf("%s: %d months", file, n)
	}
	return l, nil
}

// fill puts values into a pattern, each in place of its name. What a value
// holds is not looked through again.
func fill(pattern string, values ...string) string {
	pairs := make([]string, len(values))
	for i := 0; i+1 < len(values); i += 2 {
		pairs[i], pairs[i+1] = "{"+values[i]+"}", values[i+1]
	}
	return strings.NewReplacer(pairs...).Replace(pattern)
}

// mend puts right what a pattern made of a time.
func (l *Language) mend(s string) string {
	pairs := make([]string, 0, 2*len(l.Mend))
	for _, m := range l.Mend {
		pairs = append(pairs, m.Made, m.Write)
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// form picks the plural form for a number.
func (l *Language) form(n int, f Forms) string {
	one := n == 1 && l.Plural != "none" || n == 0 && l.Plural == "one-zero"
	if one {
		return fill(f.One, "n", strconv.Itoa(n))
	}
	return fill(f.Other, "n", l.count(n))
}

// count writes a number with its thousands set apart.
func (l *Language) count(n int) string {
	s := strconv.Itoa(n)
	if len(strings.TrimPrefix(s, "-")) < l.GroupFrom {
		return s
	}
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + groups[l.Group] + s[i:]
	}
	return s
}

func (l *Language) list(items []string) string {
	if len(items) == 0 {
		return ""
	}
	out := items[0]
	for i, item := range items[1:] {
		pattern := l.List.Comma
		if i == len(items)-2 {
			pattern = l.List.Last
		}
		out = fill(pattern, "a", out, "b", item)
	}
	return out
}

// sentence makes a statement a sentence: capital first, full stop last.
func (l *Language) sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	// A first word such as "iSCSI", "vmware-vpxd" or "api:" keeps its own spelling.
	if first, _, _ := strings.Cut(s, " "); strings.ToLower(first) == first && !strings.ContainsAny(first, "-_./:0123456789") {
		r, n := utf8.DecodeRuneInString(s)
		s = string(unicode.ToUpper(r)) + s[n:]
	}
	for _, end := range []string{".", "!", "?", ".”", "。", "！", "？"} {
		if strings.HasSuffix(s, end) {
			return s
		}
	}
	return s + l.Stop
}

func (l *Language) dataloss(d incident.DataLoss) string {
	switch d {
	case incident.DataNone:
		return l.Data.None
	case incident.DataPossible:
		return l.Data.Possible
	case incident.DataConfirmed:
		return l.Data.Confirmed
	}
	return l.Data.Unknown
}

// label is the name of a milestone for readers.
func (l *Language) label(m timeline.Milestone) string {
	ms := l.Milestones
	return map[timeline.Milestone]string{
		timeline.Introduced: ms.Introduced, timeline.Shipped: ms.Shipped, timeline.Started: ms.Started, timeline.Detected: ms.Detected,
		timeline.Acknowledged: ms.Acknowledged, timeline.Declared: ms.Declared, timeline.Told: ms.Told, timeline.Identified: ms.Identified,
		timeline.Mitigated: ms.Mitigated, timeline.Resolved: ms.Resolved, timeline.ToldResolved: ms.ToldResolved,
	}[m]
}

// phase is the name of a phase for readers. The statuses of an incident are
// called as its phases are.
func (l *Language) phase(of any) string {
	p := incident.Phase(fmt.Sprint(of))
	ps := l.Phases
	return map[incident.Phase]string{
		incident.Investigating: ps.Investigating, incident.Identified: ps.Identified, incident.Monitoring: ps.Monitoring,
		incident.Resolved: ps.Resolved, incident.Reopened: ps.Reopened, incident.Scheduled: ps.Scheduled,
		incident.InProgress: ps.InProgress, incident.Verifying: ps.Verifying, incident.Completed: ps.Completed,
	}[p]
}
