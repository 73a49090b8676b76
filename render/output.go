package render

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
)

// Output is a form in which a draft can be published.
type Output struct {
	Name  string
	Doc   string // what it gives, in one sentence
	Ext   string // the file name's extension, with its dot
	Media string // the media type of what it writes

	// Write writes the draft in this form. It writes nothing unless the whole
	// of it could be made.
	Write func(w io.Writer, rep *incident.Report, d *incident.Draft) error
}

// Outputs lists the outputs, sorted by name.
func Outputs() []Output {
	return []Output{
		{
			Name:  "html",
			Doc:   "One page that holds everything it needs: no script, no request to anywhere.",
			Ext:   ".html",
			Media: "text/html; charset=utf-8",
			Write: writeHTML,
		},
		{
			Name:  "markdown",
			Doc:   "The draft as it is, ending in one newline.",
			Ext:   ".md",
			Media: "text/markdown; charset=utf-8",
			Write: writeMarkdown,
		},
		{
			Name:  "svg",
			Doc:   "The timeline as a picture of its own, which a Markdown file can show.",
			Ext:   ".svg",
			Media: "image/svg+xml",
			Write: writeSVG,
		},
	}
}

// Find returns the output of that name. The error for an unknown name lists
// the known ones and suggests the nearest.
func Find(name string) (Output, error) {
	var names []string
	best, distance := "", 4
	for _, o := range Outputs() {
		if o.Name == name {
			return o, nil
		}
		names = append(names, o.Name)
		for _, alias := range []string{o.Name, strings.TrimPrefix(o.Ext, ".")} {
			if n := editDistance(strings.ToLower(name), alias); n < distance {
				best, distance = o.Name, n
			}
		}
	}
	hint := ""
	if best != "" {
		hint = fmt.Sprintf("did you mean %s? ", best)
	}
	return Output{}, fmt.Errorf("output %q: not known\n%soutputs: %s", name, hint, strings.Join(names, ", "))
}

// editDistance is the number of letters to insert, delete or replace to make b
// of a.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func writeMarkdown(w io.Writer, _ *incident.Report, d *incident.Draft) error {
	text := slices.Concat(bytes.TrimRight(d.Markdown, "\r\n"), []byte("\n"))
	_, err := w.Write(text)
	return err
}

func writeSVG(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	p := Picture{}
	if d != nil {
		p.Audience = d.Audience
	}
	if rep == nil {
		return SVG(w, nil, p)
	}
	if rep.Incident != nil {
		p.Title = rep.Incident.Title
	}
	return SVG(w, rep.Timeline, p)
}
