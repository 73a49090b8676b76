package render

import "github.com/candor-reports/candor/timeline"

// group is the family of a kind, which has a colour of its own; each kind has
// a shape of its own, so that no one needs the colour.
func group(k timeline.Kind) string {
	switch k {
	case timeline.Commit, timeline.Release, timeline.Deploy, timeline.Revert:
		return "change"
	case timeline.Alert, timeline.Pattern, timeline.Burst, timeline.Silence, timeline.Recovery:
		return "signal"
	case timeline.Status:
		return "told"
	}
	return "people"
}

// outlines gives each kind its shape, as points around its place. A commit and
// an action are round: see shape.
var outlines = map[timeline.Kind]string{
	timeline.Release:  "-5,-5 2,-5 6,0 2,5 -5,5",
	timeline.Deploy:   "0,-5.8 5.6,4.4 -5.6,4.4",
	timeline.Revert:   "0,5.8 5.6,-4.4 -5.6,-4.4",
	timeline.Alert:    "0,-6.2 6.2,0 0,6.2 -6.2,0",
	timeline.Pattern:  "-4.5,-4.5 4.5,-4.5 4.5,4.5 -4.5,4.5",
	timeline.Burst:    "0,-6.4 1.6,-2.2 6.1,-2 2.6,0.8 3.8,5.2 0,2.7 -3.8,5.2 -2.6,0.8 -6.1,-2 -1.6,-2.2",
	timeline.Silence:  "-4.5,-4.5 4.5,-4.5 4.5,4.5 -4.5,4.5",
	timeline.Recovery: "0,-6.4 1.6,-2.2 6.1,-2 2.6,0.8 3.8,5.2 0,2.7 -3.8,5.2 -2.6,0.8 -6.1,-2 -1.6,-2.2",
	timeline.Message:  "-5.5,-4.5 5.5,-4.5 5.5,2.5 0,2.5 -2.5,5.6 -2.5,2.5 -5.5,2.5",
	timeline.Status:   "-3,-5.2 3,-5.2 6,0 3,5.2 -3,5.2 -6,0",
	timeline.Note:     "-2,-5.5 2,-5.5 2,-2 5.5,-2 5.5,2 2,2 2,5.5 -2,5.5 -2,2 -5.5,2 -5.5,-2 -2,-2",
}

func shape(w *svgWriter, k timeline.Kind, x, y px) {
	class := "tl-fill"
	if k == timeline.Commit || k == timeline.Silence || k == timeline.Recovery {
		class = "tl-hollow"
	}
	switch k {
	case timeline.Commit:
		w.empty("circle", "class", class, "cx", x, "cy", y, "r", px(45))
		return
	case timeline.Action:
		w.empty("circle", "class", class, "cx", x, "cy", y, "r", px(52))
		return
	}
	outline, ok := outlines[k]
	if !ok {
		outline = outlines[timeline.Note]
	}
	w.empty("polygon", "class", class, "transform", "translate("+x.String()+" "+y.String()+")", "points", outline)
}

// legendEntry is one kind of the legend, and where it stands.
type legendEntry struct {
	kind timeline.Kind
	x    px
	row  int
}

// legend lists the kinds that the picture shows.
func (d *drawing) legend() []legendEntry {
	seen := map[timeline.Kind]bool{}
	for _, l := range d.lanes {
		for _, dt := range l.dots {
			seen[dt.entry.Kind] = true
		}
	}
	var out []legendEntry
	x, row := units(10), 0
	for _, k := range timeline.Kinds {
		if !seen[k] {
			continue
		}
		w := textWidth(string(k), labelSize) + 320
		if x+w > pictureWidth {
			x, row = units(10), row+1
		}
		out = append(out, legendEntry{k, x, row})
		x += w
	}
	return out
}

func legendRows(entries []legendEntry) int {
	if len(entries) == 0 {
		return 0
	}
	return entries[len(entries)-1].row + 1
}

func writeLegend(w *svgWriter, entries []legendEntry, top px) {
	for _, e := range entries {
		y := top + legendRow*px(e.row) + 80
		w.start("g", "class", "tl-mark tl-"+group(e.kind))
		shape(w, e.kind, e.x+60, y)
		w.element("text", string(e.kind), "class", "tl-label tl-key", "x", e.x+180, "y", y+38)
		w.end()
		w.line()
	}
}
