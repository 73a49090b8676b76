package render

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/internal/visible"
	"github.com/candor-reports/candor/timeline"
)

// post is a document as a page of a site: what its front matter says.
type post struct {
	slug, title, description string
	at                       time.Time // when it was told, zero where nobody knows
	tags                     []string
	facts                    []field // of the incident
}

// siteOutput makes the output of one site generator.
func siteOutput(name, doc string, d func(slug string) dialect, fields func(p post) []field, place func(p post) (page, picture string)) Output {
	return Output{
		Name: name, Doc: doc, Ext: "." + name + ".md", Media: "text/markdown; charset=utf-8",
		Place: func(rep *incident.Report, dr *incident.Draft) (page, picture string) { return place(postOf(rep, dr)) },
		Write: func(w io.Writer, rep *incident.Report, dr *incident.Draft) error {
			p := postOf(rep, dr)
			heading, body, err := rewrite(draftName(dr), dr.Markdown, d(p.slug))
			if err != nil {
				return err
			}
			p.title = visible.Line(title(heading, rep, dr))
			_, err = io.WriteString(w, frontMatter(fields(p))+"\n"+body)
			return err
		},
	}
}

func draftName(d *incident.Draft) string { return cmp.Or(d.Name, "draft") }

func hugoOutput() Output {
	return siteOutput("hugo", "A page of a Hugo site: front matter and Markdown in which nothing is a short code.",
		func(string) dialect { return hugo() },
		func(p post) []field {
			return []field{
				{"title", p.title}, {"date", p.at}, {"slug", p.slug}, {"description", p.description},
				{"tags", p.tags}, {"incident", p.facts},
			}
		},
		func(p post) (page, picture string) { return beside("content/posts/" + p.slug) })
}

func jekyllOutput() Output {
	return siteOutput("jekyll", "A post of a Jekyll site: front matter and Markdown for kramdown in which nothing is Liquid.",
		jekyll,
		func(p post) []field {
			return []field{
				{"layout", "post"}, {"title", p.title}, {"date", spacedTime{p.at}}, {"description", p.description},
				{"excerpt", p.description}, {"tags", p.tags}, {"incident", p.facts},
			}
		},
		func(p post) (page, picture string) {
			return "_posts/" + fileDay(p.at) + "-" + p.slug + ".md", "assets/" + p.slug + "/" + pictureName
		})
}

func docusaurusOutput() Output {
	return siteOutput("docusaurus", "A blog post of a Docusaurus site: front matter and MDX in which nothing is code.",
		func(string) dialect { return docusaurus() },
		func(p post) []field {
			return []field{
				{"title", p.title}, {"date", p.at}, {"slug", p.slug}, {"description", p.description},
				{"tags", p.tags}, {"incident", p.facts},
			}
		},
		func(p post) (page, picture string) { return beside("blog/" + fileDay(p.at) + "-" + p.slug) })
}

func astroOutput() Output {
	return siteOutput("astro", "A post of an Astro site: front matter and Markdown that is read the same as MDX.",
		func(string) dialect { return mdx() },
		func(p post) []field {
			return []field{
				{"title", p.title}, {"description", p.description}, {"pubDate", p.at},
				{"tags", p.tags}, {"incident", p.facts},
			}
		},
		func(p post) (page, picture string) { return beside("src/content/blog/" + p.slug) })
}

// beside puts the picture into the folder of its page.
func beside(folder string) (page, picture string) {
	return folder + "/index.md", folder + "/" + pictureName
}

// fileDay is the date of a page in UTC, as file names have it.
func fileDay(t time.Time) string {
	if t.IsZero() {
		return "1970-01-01"
	}
	return t.UTC().Format(time.DateOnly)
}

// postOf gathers what a page's front matter says. A page for the public names
// only milestones that are public.
func postOf(rep *incident.Report, d *incident.Draft) post {
	p := post{slug: slugOf(rep, d), tags: []string{"incident"}}
	if rep == nil || rep.Incident == nil {
		return p
	}
	p.description = visible.Line(rep.Summary.Text)
	p.at = toldAt(rep, d)
	if rep.Service != "" {
		p.tags = append(p.tags, visible.Line(rep.Service))
	}
	internal := d.Audience == incident.Internal
	p.facts = []field{
		{"id", visible.Line(rep.ID)}, {"service", visible.Line(rep.Service)}, {"status", string(rep.Status)},
		{"severity", visible.Line(rep.Severity)}, {"components", componentNames(rep)},
	}
	for _, name := range keyDates {
		if m, ok := mark(rep, name); ok && (internal || m.Public) {
			machine, _ := machineTime(m.Time)
			p.facts = append(p.facts, field{string(name), machine})
		}
	}
	for _, m := range metricsOf(rep, internal) {
		if m.From == timeline.Started && m.To == timeline.Mitigated && m.Span.Exact() {
			p.facts = append(p.facts, field{"duration", isoDuration(m.Span.Min)})
		}
	}
	return p
}

func componentNames(rep *incident.Report) []string {
	var names []string
	for _, c := range rep.Components {
		names = append(names, visible.Line(c.Name))
	}
	return names
}

var notSlug = pattern.New(`[^a-z0-9]+`)

// slugOf names the page: by the incident, and by the document where that is
// not its report.
func slugOf(rep *incident.Report, d *incident.Draft) string {
	name := draftName(d)
	if rep != nil && rep.Incident != nil && rep.ID != "" {
		name = rep.ID + "-" + name
	}
	return cmp.Or(strings.Trim(notSlug.ReplaceAllString(strings.ToLower(name), "-"), "-"), "incident")
}

// toldAt is when a document was told: a notice at its own time, any other when
// the last of the incident was.
func toldAt(rep *incident.Report, d *incident.Draft) time.Time {
	for _, n := range rep.Notices {
		if strings.HasPrefix(d.Name, n.ID+"-") {
			return n.At.Latest.UTC()
		}
	}
	for _, name := range []timeline.Milestone{timeline.ToldResolved, timeline.Resolved, timeline.Mitigated, timeline.Told, timeline.Detected, timeline.Started} {
		if m, ok := mark(rep, name); ok && !m.Time.IsZero() && (m.Public || d.Audience == incident.Internal) {
			return m.Time.Earliest.UTC()
		}
	}
	return time.Time{}
}

// isoDuration writes a length as ISO 8601 has it: "PT1H30M".
func isoDuration(d time.Duration) string {
	if d < time.Second {
		return ""
	}
	var b strings.Builder
	b.WriteString("PT")
	for _, u := range []struct {
		size time.Duration
		name string
	}{{time.Hour, "H"}, {time.Minute, "M"}, {time.Second, "S"}} {
		if n := d / u.size; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, u.name)
			d -= n * u.size
		}
	}
	return b.String()
}
