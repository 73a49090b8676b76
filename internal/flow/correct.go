package flow

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/diff3"
	"github.com/candor-reports/candor/render"
	"github.com/candor-reports/candor/templates"
	"github.com/candor-reports/candor/timeline"
)

// Correct writes into the record what a document tells otherwise than the
// version of it that is in the archive, with the reason that a person gives. A
// correction that was written before and not published yet is replaced. The
// document shows it wherever it is rendered from then on.
func (f *Folder) Correct(rep *incident.Report, d Drafted, old *archive.Incident, text string, at timeline.Time) (incident.Correction, error) {
	name := d.Draft.Name
	c := incident.Correction{Document: name, At: at, Text: text}
	if lastVersion(old, name) == nil {
		return c, fmt.Errorf("document %q: the archive has no published version of it, so there is nothing to correct\n  hint: change the draft, render and approve it: candor render %s", name, name)
	}
	md, err := render.Find("markdown")
	if err != nil {
		return c, err
	}
	without := *rep
	inc := *rep.Incident
	inc.Corrections = nil
	without.Incident = &inc
	now, err := f.Output(&without, d, md)
	if err != nil {
		return c, err
	}
	before, err := publishedText(old, name)
	if err != nil {
		return c, err
	}
	if c.Was, c.Now = changes(before, now); len(c.Was) == 0 {
		return c, fmt.Errorf("document %q: says word for word what was published\n  hint: change the record or %s first, then say what it corrects", name, f.name(d.File))
	}
	return c, f.Change(func(file string, data []byte) ([]byte, error) {
		return incident.SetCorrection(file, data, c, correctionsOf(old, name))
	})
}

// correctionsOf counts the corrections of a document that were published.
func correctionsOf(old *archive.Incident, name string) int {
	n := 0
	for _, d := range old.Public.Documents {
		for _, v := range d.Versions {
			if d.Name == name && v.Correction != nil && v.Correction.Text != "" {
				n++
			}
		}
	}
	return n
}

// publishedText is the text of a document's last version in the archive, without the
// corrections that it shows.
func publishedText(old *archive.Incident, name string) ([]byte, error) {
	v := lastVersion(old, name)
	for _, file := range v.Files {
		if path.Base(file.Name) != name+".md" {
			continue
		}
		data, err := old.Read(file.Name)
		if err == nil && correctionsOf(old, name) > 0 {
			data = templates.WithoutCorrections(data)
		}
		return data, err
	}
	return nil, fmt.Errorf("document %q: was published without its Markdown, so what changed cannot be told\n  hint: render it to markdown as well: candor render %s", name, name)
}

// corrected is what a release tells to be corrected. It has to be what is
// different, all of it and nothing else.
func (f *Folder) corrected(rep *incident.Report, r *archive.Release, old *archive.Incident) (*archive.Correction, error) {
	before, err := publishedText(old, r.Name)
	if err != nil {
		return nil, err
	}
	given := rep.Corrected(r.Name)
	i := slices.IndexFunc(r.Files, func(c archive.Content) bool { return c.Name == r.Name+".md" })
	if i < 0 {
		return nil, &Refusal{r.Name, "it has no Markdown, so what changed cannot be told", "render it to markdown as well: candor render " + r.Name}
	}
	now := r.Files[i].Data
	if len(given) > 0 {
		now = templates.WithoutCorrections(now)
	}
	was, is := changes(before, now)
	published := correctionsOf(old, r.Name)
	do := "candor archive correct " + r.Name + " --text \"why\"; then render, approve and publish it"
	switch {
	case len(was) == 0 && len(given) <= published:
		// The same words in another form.
		return &archive.Correction{At: lastApproval(rep.Incident, r)}, nil
	case len(given) <= published:
		return nil, &Refusal{r.Name, "it was published with other words, and does not tell what it corrects", do}
	}
	c := given[published]
	if !slices.Equal(c.Was, was) || !slices.Equal(c.Now, is) || len(given) > published+1 {
		return nil, &Refusal{r.Name, "what it tells to be corrected is not what is different from the version that was published", do}
	}
	out := &archive.Correction{At: c.At, Text: For(rep, incident.Public).Corrected(r.Name)[published].Text}
	for i := range was {
		out.Changes = append(out.Changes, archive.Change{Was: was[i], Is: is[i]})
	}
	return out, nil
}

func lastApproval(inc *incident.Incident, r *archive.Release) timeline.Time {
	var at timeline.Time
	for _, a := range inc.Approvals {
		if a.Document == r.Name && a.SHA256 == r.SHA256 {
			at = a.At
		}
	}
	return at
}

// changes pairs the passages by which two texts differ, as people read them.
func changes(before, after []byte) (was, now []string) {
	var out, in []string
	flush := func() {
		w, n := narrow(readable(out), readable(in))
		if w != n {
			was, now = append(was, w), append(now, n)
		}
		out, in = nil, nil
	}
	for _, l := range diff3.Lines(before, after) {
		if l[0] == '-' {
			if len(in) > 0 {
				flush()
			}
			out = append(out, l[2:])
		} else {
			in = append(in, l[2:])
		}
	}
	flush()
	return was, now
}

// readable is a passage of Markdown as a line of text: without the marks that
// begin its lines.
func readable(lines []string) string {
	var words []string
	for _, l := range lines {
		l = strings.TrimLeft(l, " \t>#*-+|")
		words = append(words, strings.Fields(strings.NewReplacer("**", "", "`", "", `\`, "").Replace(l))...)
	}
	return strings.Join(words, " ")
}

// narrow takes off the sentences that two passages begin and end with alike.
func narrow(a, b string) (string, string) {
	if a == "" || b == "" {
		return a, b
	}
	x, y := sentences(a), sentences(b)
	for len(x) > 1 && len(y) > 1 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 1 && len(y) > 1 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	return strings.Join(x, " "), strings.Join(y, " ")
}

// sentences cuts a text after each full stop that a capital letter follows, and
// after those of languages that write no space.
func sentences(s string) []string {
	var out []string
	from := 0
	for i := 0; i+2 < len(s); i++ {
		if bytes.IndexByte([]byte(".!?"), s[i]) >= 0 && s[i+1] == ' ' && (s[i+2] < 'a' || s[i+2] > 'z') {
			out = append(out, s[from:i+1])
			from = i + 2
		}
	}
	return append(out, s[from:])
}
