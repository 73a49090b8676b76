package render

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/visible"
	"github.com/candor-reports/candor/timeline"
)

// Picture says how the timeline is drawn.
type Picture struct {
	// Title names the picture for those who cannot see it.
	Title string
	// Audience is who will see it. Only for Internal does the picture hold more
	// than what is marked public.
	Audience incident.Audience
	// Inline leaves out the style and the namespace: the page that holds the
	// picture has them.
	Inline bool
	// Style is the picture's style sheet; candor's own where it is empty.
	Style string
}

// SVG draws the timeline: a lane for each source, milestones as flags, the
// impact as a band, uncertain times as bars with soft ends, and a time axis in
// UTC that leaves out long empty stretches.
func SVG(w io.Writer, tl *timeline.Timeline, p Picture) error {
	d := newDrawing(tl, p)
	out := &svgWriter{}
	d.write(out, p)
	if _, err := w.Write(out.b.Bytes()); err != nil {
		return fmt.Errorf("timeline picture: %w", err)
	}
	return nil
}

// picture is the drawn timeline of a page.
type picture struct {
	svg     string // empty where nothing can be drawn
	caption string
}

func newPicture(rep *incident.Report, d *incident.Draft) picture {
	if rep == nil || rep.Timeline == nil {
		return picture{}
	}
	p := Picture{Title: "Timeline", Audience: d.Audience, Inline: true}
	drawn := newDrawing(rep.Timeline, p)
	if len(drawn.entries) == 0 && len(drawn.marks) == 0 {
		return picture{}
	}
	out := &svgWriter{}
	drawn.write(out, p)
	return picture{svg: out.b.String(), caption: drawn.caption()}
}

// figure is the picture with its caption, ready for a page.
func (p picture) figure(alt string) *html.Node {
	f := element(atom.Figure, "id", "timeline-picture", "class", "timeline")
	scroll := element(atom.Div, "class", "scroll", "tabindex", "0", "role", "group", "aria-label", "Picture of the timeline")
	scroll.AppendChild(&html.Node{Type: html.RawNode, Data: p.svg})
	f.AppendChild(scroll)
	caption := element(atom.Figcaption)
	text := p.caption
	if alt = strings.TrimSpace(alt); alt != "" {
		text = strings.TrimRight(alt, ".") + ". " + text
	}
	caption.AppendChild(textNode(visible.Text(text)))
	f.AppendChild(caption)
	return f
}

// drawing is everything the picture shows, and where.
type drawing struct {
	entries []timeline.Entry
	marks   []timeline.Mark
	undated int
	axis    axis
	lanes   []lane
	flags   []flagMark
	impact  impact
	dated   bool // clock times need their date
	yeared  bool // and their year
}

func newDrawing(tl *timeline.Timeline, p Picture) *drawing {
	d := &drawing{}
	if tl == nil {
		return d
	}
	open := p.Audience == incident.Internal
	for _, e := range tl.Entries {
		switch {
		case !open && !e.Public:
		case e.Time.IsZero():
			d.undated++
		default:
			d.entries = append(d.entries, e)
		}
	}
	for _, name := range timeline.Milestones {
		if m, ok := tl.Marked[name]; ok && !m.Time.IsZero() && (open || m.Public) {
			d.marks = append(d.marks, m)
		}
	}
	slices.SortStableFunc(d.marks, func(a, b timeline.Mark) int { return a.Time.Compare(b.Time) })
	all := d.instants()
	if len(all) == 0 {
		return d
	}
	first, last := slices.MinFunc(all, time.Time.Compare), slices.MaxFunc(all, time.Time.Compare)
	d.dated = first.Format("2006-01-02") != last.Format("2006-01-02")
	d.yeared = first.Year() != last.Year()
	d.axis = newAxis(all, plotLeft, plotRight-plotLeft)
	d.lanes = d.layLanes()
	d.flags = d.layFlags()
	d.impact = d.layImpact()
	return d
}

// instants lists both ends of everything that is drawn.
func (d *drawing) instants() []time.Time {
	var out []time.Time
	for _, e := range d.entries {
		out = append(out, e.Time.Earliest, latest(e))
	}
	for _, m := range d.marks {
		out = append(out, m.Time.Earliest, m.Time.Latest)
	}
	return out
}

// caption says what the picture leaves out.
func (d *drawing) caption() string {
	s := "Times in UTC; point at a mark to read its entry."
	if len(d.axis.pieces) > 1 {
		s += " The scale changes at each break."
	}
	if d.uncertain() {
		s += " A bar with soft ends is an uncertain time."
	}
	for _, kind := range []struct {
		kind timeline.Kind
		say  string
	}{{timeline.Burst, " A burst is an area: pale up to its busiest minute, full up to its average."}, {timeline.Silence, " A hatched stretch is a silence."}} {
		if d.lasted(kind.kind) {
			s += kind.say
		}
	}
	if d.undated > 0 {
		s += fmt.Sprintf(" Not drawn: %d without a known time.", d.undated)
	}
	return s
}

// lasted reports whether something of that kind has a length.
func (d *drawing) lasted(k timeline.Kind) bool {
	return slices.ContainsFunc(d.entries, func(e timeline.Entry) bool { return e.Kind == k && !e.Until.IsZero() })
}

func (d *drawing) uncertain() bool {
	return slices.ContainsFunc(d.entries, func(e timeline.Entry) bool { return !e.Time.Exact() }) ||
		slices.ContainsFunc(d.marks, func(m timeline.Mark) bool { return !m.Time.Exact() })
}

// description is the picture in words.
func (d *drawing) description() string {
	if len(d.axis.pieces) == 0 {
		return "Nothing in the timeline has a known time."
	}
	from := d.axis.pieces[0].from
	to := d.axis.pieces[len(d.axis.pieces)-1].to
	s := fmt.Sprintf("%s to %s UTC: %d entries from %d sources.",
		from.Format("2006-01-02 15:04"), to.Format("2006-01-02 15:04"), len(d.entries), len(d.lanes))
	for _, m := range d.marks {
		s += " " + milestoneName(m.Milestone) + ": " + m.Time.Clock() + "."
	}
	if d.impact.label != "" {
		s += " " + d.impact.label + "."
	}
	return s
}
