package render

import (
	"strings"

	"github.com/candor-reports/candor/timeline"
)

// group is the family of a kind, which has a colour of its own; each kind has
// a shape of its own, so that no one needs the colour.
func group(k timeline.Kind) string {
	switch k {
	case timeline.Commit, timeline.Release, timeline.Deploy, timeline.Revert:
		return "change"
	case timeline.Alert, timeline.Pattern, timeline.Burst, timeline.Silence:
		return "signal"
	case timeline.Status:
		return "told"
	}
	return "people"
}

// outlines gives each kind its shape, in tenths of a unit around its place.
// Those that begin with "o" are drawn hollow.
var outlines = map[timeline.Kind]string{
	timeline.Commit:  "oC45",
	timeline.Release: "P-50,-50 20,-50 60,0 20,50 -50,50",
	timeline.Deploy:  "P0,-58 56,44 -56,44",
	timeline.Revert:  "P0,58 56,-44 -56,-44",
	timeline.Alert:   "P0,-62 62,0 0,62 -62,0",
	timeline.Pattern: "P-45,-45 45,-45 45,45 -45,45",
	timeline.Burst:   "P0,-64 16,-22 61,-20 26,8 38,52 0,27 -38,52 -26,8 -61,-20 -16,-22",
	timeline.Silence: "oP-45,-45 45,-45 45,45 -45,45",
	timeline.Message: "P-55,-45 55,-45 55,25 0,25 -25,56 -25,25 -55,25",
	timeline.Status:  "P-30,-52 30,-52 60,0 30,52 -30,52 -60,0",
	timeline.Action:  "C52",
	timeline.Note:    "P-20,-55 20,-55 20,-20 55,-20 55,20 20,20 20,55 -20,55 -20,20 -55,20 -55,-20 -20,-20",
}

func shape(w *svgWriter, k timeline.Kind, x, y px) {
	outline, ok := outlines[k]
	if !ok {
		outline = outlines[timeline.Note]
	}
	class := "tl-fill"
	if rest, hollow := strings.CutPrefix(outline, "o"); hollow {
		class, outline = "tl-hollow", rest
	}
	if rest, circle := strings.CutPrefix(outline, "C"); circle {
		w.empty("circle", "class", class, "cx", x, "cy", y, "r", tenths(rest))
		return
	}
	var points []string
	for point := range strings.FieldsSeq(outline[1:]) {
		px, py, _ := strings.Cut(point, ",")
		points = append(points, (x+tenths(px)).String()+","+(y+tenths(py)).String())
	}
	w.empty("polygon", "class", class, "points", strings.Join(points, " "))
}

func tenths(s string) px {
	n := px(0)
	for _, c := range strings.TrimPrefix(s, "-") {
		n = 10*n + px(c-'0')
	}
	if strings.HasPrefix(s, "-") {
		return -n
	}
	return n
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
