package answers

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/timeline"
)

// Plot is a picture of figures, as SVG: the same bytes for the same figures, no
// scripts, nothing asked for from anywhere, light and dark, with a text that
// tells what it shows, and in letters that can be read at the width of a phone.
type Plot struct {
	Name  string // a file's name without its ending
	Title string
	Note  string // what is not shown
	rows  []plotRow
	ticks []time.Duration // of an axis of lengths; none for counts
	most  int             // of counts
}

type plotRow struct {
	name, value string
	figure      Figure
	count       int
}

const (
	plotWidth  = 360
	plotLeft   = 8
	plotRight  = plotWidth - 8
	rowHeight  = 44
	plotHead   = 58
	axisHeight = 28 // of the names of an axis
	mostRows   = 24
	mostTicks  = 6
	titleChars = 44 // of a line at the size of a title
	rowChars   = 54 // of a row's name and value
	noteChars  = 62
)

// SpreadPlot draws how one length is spread in each group: a line from the
// shortest to the longest, a box between the quartiles where there are four
// cases, and the median, as wide as it is uncertain. The axis is logarithmic,
// since lengths go from minutes to weeks. Rows without a case are told beside.
func SpreadPlot(rows []Row, metric, by string) (Plot, bool) {
	p := Plot{Name: slug(metric + " by " + by), Title: strings.ToUpper(metric[:1]) + metric[1:] + ", by " + by}
	without := 0
	for _, r := range rows {
		for _, f := range r.Figures {
			if f.Metric != metric {
				continue
			}
			if f.Cases == 0 {
				without++
				continue
			}
			p.rows = append(p.rows, plotRow{name: r.Group, figure: f, value: bounds(f.Median) + ", " + cases(f.Cases, r.Incidents)})
		}
	}
	p.cut(by)
	if without > 0 {
		p.tell(fmt.Sprintf("%s not shown, since the length is known of no incident", groups(without)))
	}
	if len(p.rows) == 0 {
		return p, false
	}
	p.ticks = ticksOf(p.rows)
	return p, true
}

// CountPlot draws how many incidents each group has.
func CountPlot(rows []Row, by string) (Plot, bool) {
	p := Plot{Name: slug("incidents by " + by), Title: "Incidents, by " + by}
	for _, r := range rows {
		p.rows = append(p.rows, plotRow{name: r.Group, count: r.Incidents, value: plural(r.Incidents, "incident")})
		p.most = max(p.most, r.Incidents)
	}
	if by == "factor" || by == "component" || by == "service" {
		slices.SortStableFunc(p.rows, func(a, b plotRow) int { return b.count - a.count })
	}
	p.cut(by)
	return p, len(p.rows) > 0 && p.most > 0
}

// cut keeps as many rows as fit a page: of times the last, of others those of
// most cases, which Figures has not sorted by.
func (p *Plot) cut(by string) {
	if len(p.rows) <= mostRows {
		return
	}
	left := len(p.rows) - mostRows
	if by == "quarter" || by == "year" {
		p.rows = p.rows[left:]
		p.tell(groups(left) + " before these are not shown")
		return
	}
	least := func() int { // that which shows least
		at := 0
		for i, r := range p.rows {
			if r.figure.Cases+r.count < p.rows[at].figure.Cases+p.rows[at].count {
				at = i
			}
		}
		return at
	}
	for len(p.rows) > mostRows {
		i := least()
		p.rows = append(p.rows[:i:i], p.rows[i+1:]...)
	}
	p.tell(groups(left) + " of fewer cases are not shown")
}

func (p *Plot) tell(note string) {
	if p.Note != "" {
		p.Note += "; "
	}
	p.Note += note
}

func groups(n int) string { return plural(n, "group") }

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func cases(n, of int) string {
	if n == of {
		return plural(n, "case")
	}
	return fmt.Sprintf("%d of %s", n, plural(of, "case"))
}

func bounds(b *Bounds) string {
	return timeline.Span{Min: b.Min, Max: b.Max, Precision: time.Second}.String()
}

// steps are lengths that an axis can name.
var steps = []time.Duration{
	time.Second, 10 * time.Second, time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour,
	7 * 24 * time.Hour, 28 * 24 * time.Hour, 364 * 24 * time.Hour, 3640 * 24 * time.Hour,
}

// ticksOf are the lengths that an axis names for some rows: from the last that
// is not longer than all to the first that is not shorter.
func ticksOf(rows []plotRow) []time.Duration {
	least, most := rows[0].figure.Shortest.Min, rows[0].figure.Longest.Max
	for _, r := range rows {
		least, most = min(least, r.figure.Shortest.Min), max(most, r.figure.Longest.Max)
	}
	from, until := 0, len(steps)-1
	for from < len(steps)-2 && steps[from+1] <= least {
		from++
	}
	for until > from+1 && steps[until-1] >= most {
		until--
	}
	return steps[from : until+1]
}

// x is where a length stands. What lies outside the axis stands at its end.
func (p Plot) x(d time.Duration) float64 {
	at := func(d time.Duration) float64 { return math.Log(d.Seconds()) }
	first, last := p.ticks[0], p.ticks[len(p.ticks)-1]
	d = min(max(d, first), last)
	return plotLeft + (plotRight-plotLeft)*(at(d)-at(first))/(at(last)-at(first))
}

// Text is what the plot shows, in words.
func (p Plot) Text() string {
	parts := make([]string, 0, len(p.rows)+1)
	for _, r := range p.rows {
		text := r.name + ": " + r.value
		if p.ticks != nil {
			text = r.name + ": median " + r.value
			if f := r.figure; f.Lower != nil {
				text += ", quartiles " + bounds(f.Lower) + " and " + bounds(f.Upper)
			}
			if f := r.figure; f.Cases > 1 {
				text += ", from " + bounds(f.Shortest) + " to " + bounds(f.Longest)
			}
		}
		parts = append(parts, text)
	}
	if p.Note != "" {
		parts = append(parts, p.Note)
	}
	return strings.Join(parts, ". ") + "."
}

// plotStyle is for a picture that stands alone; a page brings its own for the
// same classes.
const plotStyle = `text{font:12px system-ui,sans-serif;fill:#1c2430}.t{font-size:14px;font-weight:600}.q{fill:#556070;font-size:11px}.p{fill:#fff}.g{stroke:#d8dde3}.w{stroke:#556070;stroke-width:2}.b{fill:#9cc9d3}.m{fill:#0b4f5e}` +
	`@media (prefers-color-scheme:dark){text{fill:#e6e9ee}.q{fill:#a8b2bf}.p{fill:#14181d}.g{stroke:#343c47}.w{stroke:#a8b2bf}.b{fill:#2f6472}.m{fill:#a5e1ee}}`

// SVG draws the plot as a file of its own.
func (p Plot) SVG() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="%s-t %s-d">`+"\n", plotWidth, p.height(), 3*plotWidth/2, 3*p.height()/2, p.Name, p.Name)
	fmt.Fprintf(&b, "<title id=\"%s-t\">%s</title>\n<desc id=\"%s-d\">%s</desc>\n<style>svg{max-width:100%%;height:auto}%s</style>\n", p.Name, escaped(p.Title), p.Name, escaped(p.Text()), plotStyle)
	fmt.Fprintf(&b, `<rect class="p" width="%d" height="%d"></rect>`+"\n", plotWidth, p.height())
	p.draw(&b)
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

// File is the name of the plot's file.
func (p Plot) File() string { return p.Name + ".svg" }

// Is reports whether a file is an earlier plot of this name.
func (p Plot) Is(file []byte) bool {
	return strings.HasPrefix(string(file), "<svg ") && strings.Contains(string(file[:min(len(file), 400)]), `aria-labelledby="`+p.Name+`-t `)
}

// Inline draws the plot for a page that has the styles of its classes.
func (p Plot) Inline() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="plot" viewBox="0 0 %d %d" role="img" aria-labelledby="%s-t %s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>`+"\n",
		plotWidth, p.height(), p.Name, p.Name, p.Name, escaped(p.Title), p.Name, escaped(p.Text()))
	p.draw(&b)
	b.WriteString("</svg>\n")
	return b.String()
}

func (p Plot) height() int {
	return p.foot() + 14*len(wrapped(p.legend(), noteChars))
}

// foot is where the rows and the axis end.
func (p Plot) foot() int {
	y := plotHead + rowHeight*len(p.rows) - 8
	if p.ticks != nil {
		y += axisHeight
	}
	return y
}

// legend says how to read the plot, and what it leaves out.
func (p Plot) legend() string {
	if p.ticks == nil {
		return p.Note
	}
	text := "Mark: median. Box: between the quartiles, from four cases on. Line: from the shortest to the longest."
	if p.Note != "" {
		text += " " + strings.ToUpper(p.Note[:1]) + p.Note[1:] + "."
	}
	return text
}

func (p Plot) draw(b *strings.Builder) {
	for i, line := range wrapped(p.Title, titleChars) {
		fmt.Fprintf(b, `<text class="t" x="%d" y="%d">%s</text>`+"\n", plotLeft, 20+17*i, escaped(line))
	}
	bottom := plotHead + rowHeight*len(p.rows)
	p.axis(b, bottom)
	for i, r := range p.rows {
		y := plotHead + rowHeight*i
		fmt.Fprintf(b, `<text x="%d" y="%d">%s</text><text x="%d" y="%d" text-anchor="end">%s</text>`, plotLeft, y, escaped(cutTo(r.name, max(8, rowChars-len([]rune(r.value))))), plotRight, y, escaped(r.value))
		if p.ticks == nil {
			fmt.Fprintf(b, `<rect class="m" x="%d" y="%d" width="%s" height="14" rx="2"></rect>`+"\n", plotLeft, y+7, number(float64(plotRight-plotLeft)*float64(r.count)/float64(p.most)))
			continue
		}
		p.spread(b, r.figure, y+7)
	}
	for i, line := range wrapped(p.legend(), noteChars) {
		fmt.Fprintf(b, `<text class="q" x="%d" y="%d">%s</text>`+"\n", plotLeft, p.foot()+4+14*i, escaped(line))
	}
}

// axis draws the lengths that the axis names, as many as there is room for.
func (p Plot) axis(b *strings.Builder, bottom int) {
	every := max(1, (len(p.ticks)+mostTicks-2)/(mostTicks-1))
	for i, d := range p.ticks {
		x := p.x(d)
		fmt.Fprintf(b, `<line class="g" x1="%s" x2="%s" y1="%d" y2="%d"></line>`, number(x), number(x), plotHead-10, bottom-8)
		if i%every != 0 {
			continue
		}
		anchor := "middle"
		switch {
		case i == 0:
			anchor = "start"
		case i == len(p.ticks)-1:
			anchor = "end"
		}
		fmt.Fprintf(b, `<text class="q" x="%s" y="%d" text-anchor="%s">%s</text>`+"\n", number(x), bottom+8, anchor, tickName(d))
	}
}

func tickName(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 3640*day:
		return "10 y"
	case d >= 364*day:
		return "1 y"
	case d >= 28*day:
		return "4 w"
	case d >= 7*day:
		return "1 w"
	case d >= day:
		return "1 d"
	}
	return timeline.Span{Min: d, Max: d, Precision: time.Second}.String()
}

// spread draws one row of a plot of lengths. What is only known within bounds
// is drawn as far as it may reach.
func (p Plot) spread(b *strings.Builder, f Figure, y int) {
	if f.Cases > 1 {
		fmt.Fprintf(b, `<line class="w" x1="%s" x2="%s" y1="%d" y2="%d"></line>`, number(p.x(f.Shortest.Min)), number(p.x(f.Longest.Max)), y+7, y+7)
	}
	if f.Lower != nil {
		from, until := p.x(f.Lower.Min), p.x(f.Upper.Max)
		fmt.Fprintf(b, `<rect class="b" x="%s" y="%d" width="%s" height="14" rx="2"></rect>`, number(from), y, number(max(1, until-from)))
	}
	from, until := p.x(f.Median.Min), p.x(f.Median.Max)
	wide := max(4, until-from)
	from = min(max(from-(wide-(until-from))/2, plotLeft), plotRight-wide)
	fmt.Fprintf(b, `<rect class="m" x="%s" y="%d" width="%s" height="18" rx="1"></rect>`+"\n", number(from), y-2, number(wide))
}

func number(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.1f", x), "0"), ".")
}

func escaped(s string) string {
	// XML 1.0 has no control characters, not even escaped.
	return html.EscapeString(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffe || r == 0xffff {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd")))
}

func cutTo(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// wrapped breaks a text into lines between its words.
func wrapped(s string, most int) []string {
	var lines []string
	for _, word := range strings.Fields(s) {
		if n := len(lines); n > 0 && len([]rune(lines[n-1]))+1+len([]rune(word)) <= most {
			lines[n-1] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return lines
}

// slug is a name that a file and an element can have.
func slug(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '-'
	}, s), "-")
}

// Plots draws the figures of incidents: each length by quarter and by service,
// or by one group alone, and how many incidents there were by quarter, severity
// and contributing factor.
func Plots(entries []archive.Entry, by *Group) []Plot {
	var out []Plot
	groups := Groups()
	for _, g := range groups {
		if by != nil && g.Name != by.Name || by == nil && g.Name != "quarter" && g.Name != "service" {
			continue
		}
		metrics := Metrics(entries)
		rows := Figures(entries, &g, metrics)[1:]
		for _, m := range metrics {
			if p, ok := SpreadPlot(rows, m, g.Name); ok {
				out = append(out, p)
			}
		}
	}
	for _, g := range groups {
		if by != nil && g.Name != by.Name {
			continue
		}
		// Factors are sentences: most stand once, and the plot shows those that
		// came most.
		rows := Figures(entries, &g, nil)[1:]
		if len(rows) == 1 && rows[0].Group == notStated {
			continue
		}
		if p, ok := CountPlot(rows, g.Name); ok {
			out = append(out, p)
		}
	}
	return out
}
