package answers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/internal/strict"
)

// Query is a question to the archive, read from a line of text.
type Query struct {
	has, not []term
}

// term is a word or a phrase, in any field or in one.
type term struct {
	field string
	text  string // in small letters
	from  time.Time
	until time.Time
}

// Field is a field that can be asked for: field:value.
type Field struct {
	Name, Doc string
	of        func(archive.Entry) []string // nil for times
}

// Fields lists the fields, sorted by name.
func Fields() []Field {
	return []Field{
		{"action", "the text of an action item", func(e archive.Entry) []string {
			return texts(e.House.Actions, func(a archive.Action) string { return a.Text })
		}},
		{"commit", "a commit that the record cites or the timeline shows", func(e archive.Entry) []string { return e.House.Commits }},
		{"component", "a component that was affected", func(e archive.Entry) []string { return e.House.Components }},
		{"date", "when it began, UTC: 2026, 2026-03, 2026-03-04, or two of them as 2026-01..2026-03", nil},
		{"document", "the name of a document", func(e archive.Entry) []string {
			return texts(e.House.Documents, func(d archive.Document) string { return d.Name })
		}},
		{"factor", "a contributing factor", func(e archive.Entry) []string { return e.House.Factors }},
		{"id", "the id", func(e archive.Entry) []string { return []string{e.ID} }},
		{"milestone", "a milestone that is known: told, mitigated …", func(e archive.Entry) []string {
			return texts(e.House.Milestones, func(m archive.Milestone) string { return string(m.Name) })
		}},
		{"owner", "who has an action item", func(e archive.Entry) []string {
			return texts(e.House.Actions, func(a archive.Action) string { return a.Owner })
		}},
		{"pattern", "a family of log lines that the timeline shows", func(e archive.Entry) []string { return e.House.Patterns }},
		{"region", "a region that was affected", func(e archive.Entry) []string { return e.House.Regions }},
		{"service", "the service", func(e archive.Entry) []string { return []string{e.House.Service} }},
		{"severity", "the severity", func(e archive.Entry) []string { return []string{e.House.Severity} }},
		{"status", "the status", func(e archive.Entry) []string { return []string{e.House.Status} }},
		{"title", "the title", func(e archive.Entry) []string { return []string{e.House.Title} }},
		{"trigger", "what set it off", func(e archive.Entry) []string { return []string{e.House.Trigger} }},
	}
}

func texts[T any](list []T, text func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = text(x)
	}
	return out
}

// ParseQuery reads a question: words and "phrases", all of which an incident has
// to hold; field:value; and either with a hyphen before it for what it must not
// hold.
func ParseQuery(text string) (Query, error) {
	var q Query
	rest := strings.TrimSpace(text)
	for rest != "" {
		not := strings.HasPrefix(rest, "-") && len(rest) > 1
		if not {
			rest = rest[1:]
		}
		var t term
		var err error
		if t, rest, err = readTerm(rest); err != nil {
			return Query{}, err
		}
		switch {
		case t.text == "" && t.from.IsZero():
		case not:
			q.not = append(q.not, t)
		default:
			q.has = append(q.has, t)
		}
	}
	if len(q.has)+len(q.not) == 0 {
		return Query{}, fmt.Errorf("search: there is nothing to look for\n  hint: candor archive search connection pool severity:SEV-1 date:2026")
	}
	return q, nil
}

func readTerm(s string) (t term, rest string, err error) {
	if name, after, ok := strings.Cut(s, ":"); ok && name != "" && !strings.ContainsAny(name, "\" \t") && after != "" && after[0] != ' ' && after[0] != '/' {
		fields := Fields()
		i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == strings.ToLower(name) })
		if i < 0 {
			names := texts(fields, func(f Field) string { return f.Name })
			return t, "", fmt.Errorf("search: field %q does not exist\n  hint: %s\n  hint: to look for the text itself put it in quotes", name, strict.Suggest(name, names))
		}
		t.field, s = fields[i].Name, after
	}
	if quoted, ok := strings.CutPrefix(s, `"`); ok {
		phrase, after, closed := strings.Cut(quoted, `"`)
		if !closed {
			return t, "", fmt.Errorf("search: a quote is not closed: %q", s)
		}
		t.text, rest = phrase, after
	} else if i := strings.IndexAny(s, " \t\n"); i >= 0 {
		t.text, rest = s[:i], s[i:]
	} else {
		t.text = s
	}
	t.text = strings.Join(strings.Fields(strings.ToLower(t.text)), " ")
	if t.field == "date" {
		t.from, t.until, err = dates(t.text)
	}
	return t, strings.TrimSpace(rest), err
}

// dates reads a year, a month, a day, or two of them with .. between; the end
// is not part of it.
func dates(s string) (from, until time.Time, err error) {
	first, last, both := strings.Cut(s, "..")
	if !both {
		last = first
	}
	if from, _, err = period(first); err != nil {
		return from, until, err
	}
	_, until, err = period(last)
	return from, until, err
}

func period(s string) (from, until time.Time, err error) {
	for _, form := range []struct {
		layout              string
		years, months, days int
	}{{"2006", 1, 0, 0}, {"2006-01", 0, 1, 0}, {time.DateOnly, 0, 0, 1}} {
		if from, err := time.Parse(form.layout, s); err == nil {
			return from, from.AddDate(form.years, form.months, form.days), nil
		}
	}
	return from, until, fmt.Errorf("search: %q is not a date\n  hint: write date:2026, date:2026-03, date:2026-03-04, or date:2026-01..2026-03", s)
}

// Hit is an incident that answers a question.
type Hit struct {
	Incident string `json:"incident"`
	Title    string `json:"title"`
	Date     string `json:"date"` // when it began, UTC
	Score    int    `json:"score"`
	Where    string `json:"where"` // the field or the document of the excerpt
	Excerpt  string `json:"excerpt"`
}

// weightOf is what a word counts for where it stands; in a document 1.
var weightOf = map[string]int{"title": 12, "factor": 6, "trigger": 6, "service": 5, "component": 5, "id": 4, "action": 2}

// Search finds the incidents that hold all that a question asks for, the best
// first, and of equals the latest. For the public it sees what was published
// and nothing else.
func Search(list []archive.Texts, q Query, public bool) []Hit {
	fields := Fields()
	hits := []Hit{}
	for _, in := range list {
		if public && in.Public == nil {
			continue
		}
		if public {
			in = outside(in)
		}
		if h, ok := match(in, fields, q); ok {
			hits = append(hits, h)
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	return hits
}

// outside is an incident made of its public part alone.
func outside(in archive.Texts) archive.Texts {
	p := in.Public
	out := archive.Texts{Entry: archive.Entry{ID: p.ID, Began: p.Published, House: archive.House{
		Title: p.Title, Organisation: p.Organisation, Service: p.Service, Components: p.Components,
	}}}
	if p.Started != nil {
		out.Began = p.Started.Earliest
	}
	for _, d := range p.Documents {
		out.House.Documents = append(out.House.Documents, archive.Document{Name: d.Name, Title: d.Title})
	}
	out.Texts = slices.DeleteFunc(slices.Clone(in.Texts), func(t archive.Text) bool { return !t.Public })
	return out
}

func match(in archive.Texts, fields []Field, q Query) (Hit, bool) {
	h := Hit{Incident: in.ID, Title: in.House.Title, Date: in.Began.UTC().Format(time.DateOnly)}
	for _, t := range q.not {
		if n, _, _ := find(in, fields, t); n > 0 {
			return h, false
		}
	}
	for _, t := range q.has {
		n, where, excerpt := find(in, fields, t)
		if n == 0 {
			return h, false
		}
		h.Score += n
		if h.Excerpt == "" || h.Where == "title" {
			h.Where, h.Excerpt = where, excerpt
		}
	}
	return h, true
}

// find counts a term in an incident, and tells where it stands first.
func find(in archive.Texts, fields []Field, t term) (score int, where, excerpt string) {
	if t.field == "date" {
		if began := in.Began.UTC(); !began.Before(t.from) && began.Before(t.until) {
			return 1, "date", began.Format(time.DateOnly)
		}
		return 0, "", ""
	}
	found := func(n int, at, text string) {
		if n > 0 && excerpt == "" {
			where, excerpt = at, around(text, t.text)
		}
		score += n
	}
	for _, f := range fields {
		if f.of == nil || t.field != "" && t.field != f.Name {
			continue
		}
		for _, value := range f.of(in.Entry) {
			found(max(1, weightOf[f.Name])*strings.Count(strings.ToLower(value), t.text), f.Name, value)
		}
	}
	if t.field != "" {
		return score, where, excerpt
	}
	found(4*strings.Count(strings.ToLower(in.House.Summary), t.text), "summary", in.House.Summary)
	for _, doc := range in.Texts {
		found(min(20, countFold(doc.Markdown, t.text)), doc.Document, doc.Markdown)
	}
	return score, where, excerpt
}

// countFold counts a text in small letters in one of any.
func countFold(s, lower string) int {
	n := 0
	for {
		i := indexFold(s, lower)
		if i < 0 {
			return n
		}
		n++
		s = s[i+len(lower):]
	}
}

// indexFold finds a text in small letters in one of any. ASCII is compared
// without making small letters of the whole text first.
func indexFold(s, lower string) int {
	for i := range len(lower) {
		if lower[i] >= 0x80 {
			return strings.Index(strings.ToLower(s), lower)
		}
	}
	first := lower[0]
	other := first
	if first >= 'a' && first <= 'z' {
		other = first - 'a' + 'A'
	}
	for at := 0; at+len(lower) <= len(s); {
		i := nextOf(s[at:], first, other)
		if i < 0 || at+i+len(lower) > len(s) {
			return -1
		}
		at += i
		if strings.EqualFold(s[at:at+len(lower)], lower) {
			return at
		}
		at++
	}
	return -1
}

func nextOf(s string, a, b byte) int {
	i := strings.IndexByte(s, a)
	if a == b {
		return i
	}
	if i >= 0 {
		s = s[:i]
	}
	if j := strings.IndexByte(s, b); j >= 0 {
		return j
	}
	return i
}

// around is the passage in which a term stands, in one line.
func around(text, lower string) string {
	i := max(0, indexFold(text, lower))
	if i >= len(text) {
		return ""
	}
	from, until := max(0, i-60), min(len(text), i+len(lower)+80)
	if j := strings.IndexByte(text[from:i], ' '); from > 0 && j >= 0 {
		from += j + 1
	}
	if j := strings.LastIndexByte(text[i:until], ' '); until < len(text) && j > len(lower) {
		until = i + j
	}
	out := strings.Join(strings.Fields(strings.ToValidUTF8(text[from:until], "")), " ")
	if from > 0 {
		out = "… " + out
	}
	if until < len(text) {
		out += " …"
	}
	return out
}
