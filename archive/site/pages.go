package site

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/archive/answers"
	"github.com/candor-reports/candor/render"
	"github.com/candor-reports/candor/timeline"
)

// tale is what the pages tell of an incident.
type tale struct {
	ID, Title, Line string
	Href            string
	Text            string // the words of its documents, each once, for the search
	service         string
	entry           render.Entry // in the feeds
	began           time.Time
	length          timeline.Span
}

type document struct {
	Title    string
	Versions []version
}

type version struct {
	Name, At, Machine string
	Files             []file
	Correction        string
	Changes           []archive.Change
}

type file struct{ Name, Href string }

// taleOf is what the public part of an incident tells.
func (w *writer) taleOf(in *archive.Texts) tale {
	p := in.Public
	t := tale{ID: p.ID, Title: p.Title, Href: p.ID + "/index.html", service: p.Service, began: p.Published, length: timeline.Span{Unknown: true}}
	if p.Started != nil {
		t.began = p.Started.Earliest
		if p.Ended != nil {
			t.length = p.Ended.Since(*p.Started)
		}
	}
	t.Line = lineOf(p, t)
	t.entry = w.entryOf(p, t)
	var words []string
	for _, text := range in.Texts {
		if text.Public {
			words = append(words, strings.Fields(text.Lower)...)
		}
	}
	t.Text = distinct(words, searchedOf)
	return t
}

// incident writes the page of an incident and its published files, byte for
// byte, unless they are there already.
func (w *writer) incident(in *archive.Texts, t tale) error {
	p := in.Public
	of, err := json.Marshal(p)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%s\n%s\n%t\n%s", pageText, incidentText, css, w.o.Title, w.o.Base != "", of))
	key := hex.EncodeToString(sum[:])
	if w.stays(p.ID, key) {
		return nil
	}
	inc, err := in.Incident()
	if err != nil {
		return err
	}
	files := []string{t.Href}
	var docs []document
	for _, d := range p.Documents {
		doc := document{Title: d.Title}
		if doc.Title == "" {
			doc.Title = d.Name
		}
		for _, v := range slices.Backward(d.Versions) {
			shown, err := w.version(inc, d, v)
			if err != nil {
				return err
			}
			for _, f := range shown.Files {
				files = append(files, path.Join(p.ID, f.Href))
			}
			doc.Versions = append(doc.Versions, shown)
		}
		docs = append(docs, doc)
	}
	w.now.Pages[p.ID] = listedPage{key, files}
	return w.show(t.Href, p.Title, incidentText, "", map[string]any{"Line": t.Line, "Documents": docs})
}

func (w *writer) version(inc *archive.Incident, d archive.Published, v archive.Version) (version, error) {
	shown := version{Name: strconv.Itoa(v.Number), At: v.At.UTC().Format("2006-01-02 15:04"), Machine: v.At.UTC().Format(time.RFC3339)}
	if v.Number == d.Last().Number {
		shown.Name += " (valid)"
	}
	if v.Correction != nil {
		shown.Correction, shown.Changes = v.Correction.Text, v.Correction.Changes
	}
	for _, f := range v.Files {
		data, err := inc.Read(f.Name)
		if err != nil {
			return shown, err
		}
		name := path.Base(f.Name)
		href := path.Join(d.Name, strconv.Itoa(v.Number), name)
		if err := w.put(path.Join(inc.Public.ID, href), data); err != nil {
			return shown, err
		}
		shown.Files = append(shown.Files, file{name, href})
	}
	return shown, nil
}

// lineOf tells when an incident was, for how long, and what it affected.
func lineOf(p *archive.Public, t tale) string {
	parts := []string{"published " + p.Published.UTC().Format("2 January 2006")}
	if p.Started != nil {
		parts = []string{p.Started.Clock()}
		if !p.Started.Exact() {
			parts = []string{p.Started.String()}
		}
	}
	if !t.length.Unknown && !t.length.Negative() {
		parts = append(parts, t.length.String())
	}
	if affected := strings.Join(p.Components, ", "); affected != "" {
		parts = append(parts, affected)
	} else if p.Service != "" {
		parts = append(parts, p.Service)
	}
	return strings.Join(parts, " · ")
}

type year struct {
	Year      int
	Incidents []tale
}

func (w *writer) index(told []tale) error {
	var years []year
	for _, t := range told {
		if n := len(years); n == 0 || years[n-1].Year != t.began.UTC().Year() {
			years = append(years, year{Year: t.began.UTC().Year()})
		}
		last := &years[len(years)-1]
		last.Incidents = append(last.Incidents, t)
	}
	return w.show("index.html", "Incidents", indexText, "", years)
}

// Of all documents together the search page holds about searched bytes, so that
// it opens quickly whatever the archive has; of each incident no more than
// searchedOf, and no less than searchedLeast.
const (
	searched      = 6 << 20
	searchedOf    = 6000
	searchedLeast = 300
	listedAtFirst = 200 // incidents that the search page lists without scripts
)

func (w *writer) search(told []tale) error {
	type found struct {
		Href  string `json:"href"`
		Title string `json:"title"`
		Line  string `json:"line"`
		Text  string `json:"text"`
	}
	share := max(searchedLeast, min(searchedOf, searched/max(1, len(told))))
	data := make([]found, len(told))
	for i, t := range told {
		data[i] = found{t.Href, t.Title, t.Line, distinct(strings.Fields(t.Text), share)}
	}
	return w.show("search.html", "Search", searchText, searchJS, map[string]any{
		"Incidents": told[:min(listedAtFirst, len(told))], "More": len(told) > listedAtFirst, "Data": data, "Script": template.JS(searchJS)})
}

// distinct are the different words among some, as they come, up to a number of
// bytes: the search asks whether a word is there, not how often.
func distinct(words []string, most int) string {
	seen := map[string]bool{}
	var b strings.Builder
	for _, word := range words {
		word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if word == "" || seen[word] {
			continue
		}
		if b.Len()+len(word) > most {
			break
		}
		seen[word] = true
		b.WriteString(word + " ")
	}
	return strings.TrimSpace(b.String())
}

// lengthOf is what the site calls the length of an incident: from its beginning
// to its end, where both were published.
const lengthOf = "duration"

// figures tells how many incidents there were and how long they took, of what
// was published alone.
func (w *writer) figures(told []tale) error {
	entries := make([]archive.Entry, len(told))
	for i, t := range told {
		entries[i] = archive.Entry{ID: t.ID, Began: t.began, House: archive.House{Service: t.service}}
		if !t.length.Unknown && !t.length.Negative() {
			entries[i].House.Metrics = []archive.Metric{{Name: lengthOf, Min: t.length.Min, Max: t.length.Max}}
		}
	}
	var tables []figureTable
	for _, name := range []string{"quarter", "service"} {
		by, err := answers.FindGroup(name)
		if err != nil {
			return err
		}
		rows := answers.Figures(entries, by, []string{lengthOf})[1:]
		table := figureTable{By: name, Rows: make([]figureRow, len(rows))}
		for i, r := range rows {
			table.Rows[i] = rowOf(r)
		}
		if name == "quarter" {
			slices.Reverse(table.Rows) // the last one first
		}
		if p, ok := answers.CountPlot(rows, name); ok {
			table.Pictures = append(table.Pictures, template.HTML(p.Inline()))
		}
		if p, ok := answers.SpreadPlot(rows, lengthOf, name); ok {
			table.Pictures = append(table.Pictures, template.HTML(p.Inline()))
		}
		tables = append(tables, table)
	}
	return w.show("figures.html", "Figures", figuresText, "", tables)
}

type figureTable struct {
	By       string
	Pictures []template.HTML // made by answers.Plot, which escapes all text
	Rows     []figureRow
}

type figureRow struct {
	Group                                   string
	Incidents, Known                        int
	Shortest, Lower, Median, Upper, Longest string
}

func rowOf(r answers.Row) figureRow {
	out := figureRow{Group: r.Group, Incidents: r.Incidents}
	for _, f := range r.Figures {
		out.Known = f.Cases
		for _, cell := range []struct {
			to *string
			of *answers.Bounds
		}{{&out.Shortest, f.Shortest}, {&out.Lower, f.Lower}, {&out.Median, f.Median}, {&out.Upper, f.Upper}, {&out.Longest, f.Longest}} {
			if cell.of != nil {
				*cell.to = timeline.Span{Min: cell.of.Min, Max: cell.of.Max, Precision: time.Second}.String()
			}
		}
	}
	return out
}
