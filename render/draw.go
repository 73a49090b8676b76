package render

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/candor-reports/candor/timeline"
)

const (
	topPad       = px(80)
	impactHeight = px(260)
	axisHeight   = px(560)
	legendRow    = px(220)
)

// write draws everything, from the back to the front.
func (d *drawing) write(w *svgWriter, p Picture) {
	title := oneLine(p.Title, 200)
	if title == "" || title == "Timeline" {
		title = "Timeline"
	} else if !p.Inline {
		title = "Timeline: " + title
	}
	if len(d.axis.pieces) == 0 {
		d.writeEmpty(w, p, title)
		return
	}
	flags := d.flagRows() * flagHeight
	y := topPad + flags
	impactTop := y
	if d.impact.label != "" {
		y += impactHeight
	}
	lanesTop := y
	for i := range d.lanes {
		d.lanes[i].y = y
		y += d.lanes[i].h
	}
	lanesEnd := y
	entries := d.legend()
	legendTop := lanesEnd + axisHeight
	height := legendTop + legendRow*px(legendRows(entries)) + 60
	d.begin(w, p, title, d.width(), height)
	d.writeLanes(w)
	d.writeImpact(w, impactTop, lanesEnd)
	d.writePoles(w, lanesEnd)
	d.writeAxis(w, lanesTop, lanesEnd)
	for i := range d.lanes {
		d.lanes[i].write(w)
	}
	d.writeFlags(w)
	writeLegend(w, entries, legendTop)
	w.end()
	w.line()
}

func (d *drawing) flagRows() px {
	rows := 0
	for _, f := range d.flags {
		rows = max(rows, f.row+1)
	}
	return px(rows)
}

// width is wider than usual where a flag at the right edge needs it.
func (d *drawing) width() px {
	w := pictureWidth
	for _, f := range d.flags {
		w = max(w, f.x+f.w+40)
	}
	return w
}

func (d *drawing) begin(w *svgWriter, p Picture, title string, width, height px) {
	box := "0 0 " + width.String() + " " + height.String()
	if p.Inline {
		w.start("svg", "class", "tl", "viewBox", box, "width", width, "height", height, "role", "img",
			"aria-labelledby", "tl-title tl-desc")
	} else {
		w.b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
		w.start("svg", "xmlns", "http://www.w3.org/2000/svg", "class", "tl", "viewBox", box, "width", width, "height", height,
			"role", "img", "aria-labelledby", "tl-title tl-desc")
	}
	w.element("title", title, "id", "tl-title")
	w.element("desc", d.description(), "id", "tl-desc")
	if !p.Inline {
		w.element("style", cmp.Or(p.Style, OwnTheme().text(pictureStyle)))
		w.empty("rect", "class", "tl-paper", "width", width, "height", height)
	}
	d.writeDefs(w)
	w.line()
}

// writeDefs defines the mask that gives uncertain times their soft ends.
func (d *drawing) writeDefs(w *svgWriter) {
	w.start("defs")
	w.start("linearGradient", "id", "tl-fade")
	for _, stop := range [][2]string{{"0", "0.08"}, {"0.35", "1"}, {"0.65", "1"}, {"1", "0.08"}} {
		w.empty("stop", "offset", stop[0], "stop-color", "#fff", "stop-opacity", stop[1])
	}
	w.end()
	w.start("mask", "id", "tl-soft", "maskContentUnits", "objectBoundingBox")
	w.empty("rect", "width", "1", "height", "1", "fill", "url(#tl-fade)")
	w.end()
	w.start("pattern", "id", "tl-hatch", "width", "6", "height", "6", "patternUnits", "userSpaceOnUse", "patternTransform", "rotate(45)")
	w.empty("line", "class", "tl-hatching", "x1", units(0), "y1", units(0), "x2", units(0), "y2", units(6))
	w.end()
	w.end()
}

func (d *drawing) writeEmpty(w *svgWriter, p Picture, title string) {
	d.begin(w, p, title, pictureWidth, units(80))
	w.element("text", d.description(), "class", "tl-text", "x", units(20), "y", units(44))
	w.end()
	w.line()
}

func (d *drawing) writeLanes(w *svgWriter) {
	for i, l := range d.lanes {
		class := "tl-lane"
		if i%2 == 1 {
			class = "tl-lane tl-odd"
		}
		w.empty("rect", "class", class, "x", units(0), "y", l.y, "width", d.width(), "height", l.h)
		w.start("text", "class", "tl-source", "x", units(10), "y", l.y+lanePad+130)
		w.element("title", l.name)
		w.escape(laneLabel(l.name))
		w.end()
		w.line()
	}
}

func laneLabel(name string) string {
	if s := fit(name, labelSize, plotLeft-200); s != "" {
		return s
	}
	return clip(name, 14)
}

func (d *drawing) writeImpact(w *svgWriter, top, end px) {
	i := d.impact
	if i.label == "" {
		return
	}
	band := func(class string, from, to, y, h px) {
		if to > from {
			w.empty("rect", "class", class, "x", from, "y", y, "width", to-from, "height", h)
		}
	}
	bar := top + 50
	band("tl-tint", i.from, i.to, top+impactHeight-60, end-top-impactHeight+60)
	band("tl-impact tl-half", i.from, min(i.sure, i.to), bar, 150)
	band("tl-impact tl-half", max(i.ended, i.sure), i.to, bar, 150)
	band("tl-impact", i.sure, max(i.ended, i.sure+20), bar, 150)
	x, class := i.to+60, "tl-impact-text"
	if x+textWidth(i.label, labelSize) > d.width() {
		x, class = i.from-60, "tl-impact-text tl-end"
	}
	if x-textWidth(i.label, labelSize) < 0 && x < i.from {
		x, class = i.sure+60, "tl-impact-text tl-in"
	}
	w.element("text", i.label, "class", class, "x", x, "y", bar+120)
	w.line()
}

func (d *drawing) writePoles(w *svgWriter, end px) {
	for _, f := range d.flags {
		y := topPad + px(f.row)*flagHeight
		w.empty("line", "class", "tl-pole", "x1", f.x, "y1", y, "x2", f.x, "y2", end)
	}
	w.line()
}

func (d *drawing) writeFlags(w *svgWriter) {
	for _, f := range d.flags {
		y := topPad + px(f.row)*flagHeight
		w.start("g", "class", "tl-flag")
		w.element("title", f.name+": "+f.mark.Time.Clock()+" "+oneLine(f.mark.Text, 160))
		w.empty("rect", "class", "tl-flag-back", "x", f.x, "y", y, "width", f.w, "height", flagHeight-40)
		if f.to > f.x {
			w.empty("rect", "class", "tl-flag-spread", "x", f.x, "y", y+flagHeight-55, "width", f.to-f.x, "height", units(3))
		}
		w.element("text", f.name, "class", "tl-name", "x", f.x+60, "y", y+120)
		w.element("text", f.when, "class", "tl-when", "x", f.x+60, "y", y+245)
		w.end()
		w.line()
	}
}

// writeAxis draws the time axis with its breaks, each with the length of what
// it leaves out.
func (d *drawing) writeAxis(w *svgWriter, top, y px) {
	day, year, free := "", 0, px(0)
	for i, p := range d.axis.pieces {
		w.empty("line", "class", "tl-axis", "x1", p.x, "y1", y, "x2", p.x+p.w, "y2", y)
		for _, t := range p.ticks() {
			w.empty("line", "class", "tl-tick", "x1", t.x, "y1", y, "x2", t.x, "y2", y+50)
			w.element("text", t.label, "class", "tl-label", "x", t.x, "y", y+180)
			dates := []string{t.day}
			if strings.Contains(t.day, " ") && t.at.Year() != year {
				dates = []string{t.at.Format("2 Jan 2006"), t.day}
			}
			for _, date := range dates {
				half := textWidth(date, labelSize) / 2
				if t.day == day || t.x-half < free {
					continue
				}
				w.element("text", date, "class", "tl-label tl-day", "x", t.x, "y", y+320)
				day, free = t.day, t.x+half+60
				if date != t.day {
					year = t.at.Year()
				}
			}
		}
		if i > 0 {
			d.writeBreak(w, i, top, y)
		}
		w.line()
	}
	w.element("text", "UTC", "class", "tl-source", "x", units(10), "y", y+180)
}

func (d *drawing) writeBreak(w *svgWriter, i int, top, y px) {
	before, p := d.axis.pieces[i-1], d.axis.pieces[i]
	mid := p.x - breakWidth/2
	w.start("g", "class", "tl-break")
	length := timeline.Length(p.from.Sub(before.to), time.Minute)
	w.element("title", length+" left out")
	w.empty("rect", "class", "tl-gap", "x", p.x-breakWidth+30, "y", top, "width", breakWidth-60, "height", y-top)
	w.empty("path", "class", "tl-zigzag", "d", zigzag(mid, y))
	w.element("text", "+"+gapLength(p.from.Sub(before.to)), "class", "tl-label tl-skip", "x", mid, "y", y+460)
	w.end()
}

func zigzag(x, y px) string {
	return strings.Join([]string{
		"M" + (x - breakWidth/2).String(), y.String(), "H" + (x - 80).String(),
		"L" + (x - 50).String(), (y - 70).String(), "L" + (x + 50).String(), (y + 70).String(),
		"L" + (x + 80).String(), y.String(), "H" + (x + breakWidth/2).String(),
	}, " ")
}

// gapLength writes a long gap in one unit.
func gapLength(d time.Duration) string {
	const year = 365 * day
	switch {
	case d >= 2*year:
		return fmt.Sprintf("%d years", (d+year/2)/year)
	case d >= 60*day:
		return fmt.Sprintf("%d months", (d+15*day)/(30*day))
	case d >= 2*day:
		return fmt.Sprintf("%d days", (d+day/2)/day)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d h", d.Round(time.Hour)/time.Hour)
	}
	return timeline.Length(d, time.Minute)
}

func (l lane) write(w *svgWriter) {
	for _, dt := range l.dots {
		y := l.y + lanePad + px(dt.row)*rowHeight + 60
		class := "tl-mark tl-" + group(dt.entry.Kind)
		if dt.entry.Level >= timeline.Error {
			class += " tl-strong"
		}
		w.start("g", "class", class)
		w.element("title", dt.title())
		switch {
		case dt.certain > dt.from:
			w.empty("rect", "class", "tl-spread", "x", dt.from, "y", y-40, "width", dt.certain-dt.from, "height", units(8), "mask", "url(#tl-soft)")
			fallthrough
		case dt.to > dt.certain:
			if dt.to > dt.certain+10 {
				dt.lasting(w, y)
			}
		}
		shape(w, dt.entry.Kind, dt.x, y)
		if dt.label != "" {
			class := "tl-text"
			if dt.more > 0 {
				class = "tl-text tl-more"
			}
			x := dt.labelAt()
			if dt.before {
				x, class = dt.labelBefore(), class+" tl-end"
			}
			w.element("text", dt.label, "class", class, "x", x, "y", y+38)
		}
		w.end()
		w.line()
	}
}

// title is what a reader sees who points at a mark.
func (dt dot) title() string {
	s := dt.entry.Time.Clock()
	if !dt.entry.Until.IsZero() {
		s += " to " + dt.entry.Until.Clock()
	}
	s += " · " + oneLine(string(dt.entry.Kind), 20) + " · " + oneLine(string(dt.entry.Text), 140)
	if dt.more > 0 {
		s += fmt.Sprintf(" · and %d more here", dt.more)
	}
	return s
}
