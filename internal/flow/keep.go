package flow

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

// told are the kinds of event of which each is somebody's or something's own
// statement; the others are found in lines and commits, often by the thousand.
var told = []timeline.Kind{timeline.Status, timeline.Note, timeline.Action, timeline.Alert, timeline.Deploy, timeline.Revert, timeline.Release}

// keep leaves the n events that matter most: statements before findings, the
// more serious before the less, the earlier before the later. What goes is
// counted as quiet in its source's tally, and told there as not seen.
func (c *Collection) keep(n int) {
	if len(c.Events) <= n {
		return
	}
	order := make([]int, len(c.Events))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := c.Events[i], c.Events[j]
		return cmp.Or(btoi(slices.Contains(told, b.Kind))-btoi(slices.Contains(told, a.Kind)), int(b.Level)-int(a.Level), i-j)
	})
	gone := order[n:]
	slices.Sort(gone)
	counts, of := map[int]int{}, readingOf(c.Readings)
	kept := c.Events[:0]
	for i, e := range c.Events {
		if len(gone) == 0 || gone[0] != i {
			kept = append(kept, e)
			continue
		}
		gone = gone[1:]
		counts[of(e)]++
		c.quiet(e, of(e))
	}
	c.Events = slices.Clip(kept)
	for i := range c.Readings {
		if n := counts[i]; n > 0 {
			tellCut(&c.Readings[i], n)
		}
	}
}

const cutGap = " of its events, the least serious, are more than can be worked with at once: narrow the window"

// tellCut adds to what a reading says was cut.
func tellCut(r *timeline.Reading, n int) {
	for i, gap := range r.Gaps {
		if before, ok := strings.CutSuffix(gap, cutGap); ok {
			already, _ := strconv.Atoi(before)
			r.Gaps[i] = strconv.Itoa(already+n) + cutGap
			return
		}
	}
	r.Gaps = append(r.Gaps, strconv.Itoa(n)+cutGap)
}

// quiet counts the lines of an event that goes as lines with nothing to tell in
// its reading.
func (c *Collection) quiet(e timeline.Event, i int) {
	if i < 0 {
		return
	}
	t := &c.Readings[i].Tally
	lines := min(e.Lines, t.Told)
	t.Told -= lines
	t.Quiet += lines
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
