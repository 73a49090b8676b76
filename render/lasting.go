package render

import (
	"math"
	"strconv"

	"github.com/candor-reports/candor/timeline"
)

const areaHeight = px(130)

// lasting draws what lasted: a burst as an area, a silence as a hatched
// stretch, anything else as a bar.
func (dt dot) lasting(w *svgWriter, y px) {
	wide := dt.to - dt.certain
	switch dt.entry.Kind {
	case timeline.Burst:
		// The pale part is as high as the busiest minute, the full part as the
		// average: when the burst was busiest is not known, and is not drawn.
		base := y + 65
		full := max(areaHeight*dt.share()/100, 15)
		w.empty("rect", "class", "tl-peak", "x", dt.certain, "y", base-areaHeight, "width", wide, "height", areaHeight)
		w.empty("rect", "class", "tl-area", "x", dt.certain, "y", base-full, "width", wide, "height", full)
	case timeline.Silence:
		w.empty("rect", "class", "tl-silent", "x", dt.certain, "y", y-50, "width", wide, "height", units(10), "fill", "url(#tl-hatch)")
	default:
		w.empty("rect", "class", "tl-lasting", "x", dt.certain, "y", y-20, "width", wide, "height", units(4), "rx", px(20))
	}
}

// share is a burst's average of lines a minute, in hundredths of its busiest
// minute; 0 where the log does not say both.
func (dt dot) share() px {
	if len(dt.entry.Events) == 0 {
		return 0
	}
	e := dt.entry.Events[0]
	count, err := strconv.ParseFloat(e.Labels["count"], 64)
	if err != nil {
		return 0
	}
	peak, err := strconv.ParseFloat(e.Labels["peak_per_minute"], 64)
	minutes := e.Until.Latest.Sub(e.Time.Earliest).Minutes()
	if err != nil || math.IsNaN(count) || math.IsNaN(peak) || peak <= 0 || minutes <= 0 {
		return 0
	}
	return px(min(max(100*count/(peak*minutes), 0), 100))
}
