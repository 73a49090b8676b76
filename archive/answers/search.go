package answers

import (
	"cmp"
	"fmt"
	"iter"
	"math"
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
		{"file", "a file that these commits touched", func(e archive.Entry) []string { return e.House.Paths }},
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
	Incident string  `json:"incident"`
	Title    string  `json:"title"`
	Date     string  `json:"date"` // when it began, UTC
	Score    float64 `json:"score"`
	Where    string  `json:"where"` // the field or the document of the excerpt
	Excerpt  string  `json:"excerpt"`
}

// weightOf is what a word counts for where it stands; in a document 1.
var weightOf = map[string]float64{"title": 12, "factor": 6, "trigger": 6, "service": 5, "component": 5, "id": 4, "action": 2}

// Found is what a search came to.
type Found struct {
	Hits []Hit // the best first, no more than were asked for
	All  int   // how many there are
	Of   int   // incidents that were looked at
}

// Search finds the incidents that hold all that a question asks for, the best
// first, and of equals the latest; most of them, or all for 0. For the public it
// sees what was published and nothing else.
//
// A word counts by how often it stands in an incident, for how long its texts
// are, and by how few incidents have it: Robertson and Zaragoza, The
// Probabilistic Relevance Framework: BM25 and Beyond (2009). So a word that
// stands everywhere decides nothing, in any language.
func Search(list iter.Seq2[*archive.Texts, error], q Query, public bool, most int) (Found, error) {
	fields := Fields()
	out := Found{Hits: []Hit{}}
	with := make([]int, len(q.has))
	length := 0
	var met []candidate
	for in, err := range list {
		if err != nil {
			return Found{}, err
		}
		if public {
			if in.Public == nil {
				continue
			}
			in = outside(in)
		}
		out.Of++
		c, ok := match(in, fields, q)
		for i, n := range c.counts {
			if n > 0 {
				with[i]++
			}
		}
		length += c.length
		if ok {
			met = append(met, c)
		}
	}
	out.All = len(met)
	for i := range met {
		met[i].score(q, with, out.Of, float64(length)/float64(max(1, out.Of)))
	}
	slices.SortStableFunc(met, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.hit.Score, a.hit.Score), strings.Compare(b.hit.Date, a.hit.Date), strings.Compare(a.hit.Incident, b.hit.Incident))
	})
	if most > 0 {
		met = met[:min(most, len(met))]
	}
	for _, c := range met {
		if err := c.quote(); err != nil {
			return Found{}, err
		}
		out.Hits = append(out.Hits, c.hit)
	}
	return out, nil
}

// candidate is an incident that may be an answer.
type candidate struct {
	hit    Hit
	counts []float64 // of each term, with the weight of where it stands
	length int       // of its texts, in bytes
	term   string    // of the excerpt
	text   archive.Text
	field  string // what the excerpt is of, where it is of no text
}

// outside is an incident made of its public part alone.
func outside(in *archive.Texts) *archive.Texts {
	p := in.Public
	out := &archive.Texts{Entry: archive.Entry{ID: p.ID, Began: p.Published, House: archive.House{
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

func match(in *archive.Texts, fields []Field, q Query) (candidate, bool) {
	c := candidate{hit: Hit{Incident: in.ID, Title: in.House.Title, Date: in.Began.UTC().Format(time.DateOnly)}, counts: make([]float64, len(q.has))}
	for _, doc := range in.Texts {
		c.length += len(doc.Lower)
	}
	ok := true
	for i, t := range q.has {
		p := find(in, fields, t)
		c.counts[i] = p.count
		ok = ok && p.count > 0
		if p.count > 0 && (c.hit.Where == "" || c.hit.Where == "title") {
			c.hit.Where, c.term, c.field, c.text = p.where, t.text, p.field, p.text
		}
	}
	if !ok {
		return c, false
	}
	return c, !slices.ContainsFunc(q.not, func(t term) bool { return find(in, fields, t).count > 0 })
}

// score weighs the counts against those of the other incidents.
func (c *candidate) score(q Query, with []int, of int, length float64) {
	// A title counts 12 for a word, so the counts that are many begin higher
	// than where each place counts one.
	const many, byLength = 8.0, 0.75
	norm := many * (1 - byLength + byLength*float64(c.length)/max(1, length))
	for i, n := range c.counts {
		if q.has[i].field == "date" {
			continue // of a time there is no more or less
		}
		rare := math.Log(1 + (float64(of-with[i])+0.5)/(float64(with[i])+0.5))
		c.hit.Score += rare * n * (many + 1) / (n + norm)
	}
	c.hit.Score = math.Round(100*c.hit.Score) / 100
}

// quote reads the excerpt.
func (c *candidate) quote() error {
	text := c.field
	if text == "" && c.text.Document != "" {
		var err error
		if text, err = c.text.Markdown(); err != nil {
			return err
		}
		text = strings.Join(strings.Fields(text), " ")
	}
	c.hit.Excerpt = around(text, c.term)
	return nil
}

// passage is where a term stands first, and how much it counts in all.
type passage struct {
	count float64
	where string
	field string
	text  archive.Text
}

func find(in *archive.Texts, fields []Field, t term) passage {
	var p passage
	if t.field == "date" {
		if began := in.Began.UTC(); !began.Before(t.from) && began.Before(t.until) {
			p = passage{count: 1, where: "date", field: began.Format(time.DateOnly)}
		}
		return p
	}
	found := func(weight float64, at, text string) {
		if strings.ContainsAny(text, "\n\t") {
			text = strings.Join(strings.Fields(text), " ") // so that a phrase is found across lines
		}
		n := strings.Count(strings.ToLower(text), t.text)
		if n > 0 && p.count == 0 {
			p.where, p.field = at, text
		}
		p.count += weight * float64(n)
	}
	for _, f := range fields {
		if f.of == nil || t.field != "" && t.field != f.Name {
			continue
		}
		for _, value := range f.of(in.Entry) {
			found(max(1, weightOf[f.Name]), f.Name, value)
		}
	}
	if t.field != "" {
		return p
	}
	found(4, "summary", in.House.Summary)
	for _, doc := range in.Texts {
		n := strings.Count(doc.Lower, t.text)
		if n > 0 && p.count == 0 {
			p.where, p.text = doc.Document, doc.Unread()
		}
		p.count += float64(n)
	}
	return p
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
	if lower == "" || text == "" {
		return text
	}
	i := max(0, indexFold(text, lower))
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
