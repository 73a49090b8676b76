package timeline

import "strconv"

// Times is how often what an entry tells of happened: of signals in logs, how
// many records, each of which may take several lines; of alerts, how often they
// began, however often that was sent; of anything else, how many lines or records
// of the source stand behind it.
func (e Entry) Times() int {
	n := 0
	for _, ev := range e.Events {
		switch {
		case e.Kind == Alert && ev.Text != e.Events[0].Text:
		case e.Kind == Alert && ev.Labels["phase"] != "":
			n++
		case signal[e.Kind] && count(ev, "count") > 0:
			n += count(ev, "count")
		default:
			n += ev.Lines
		}
	}
	return n
}

// signal are the kinds that stand for many records of a log.
var signal = map[Kind]bool{Pattern: true, Burst: true}

// Waves is in how many waves the records of a burst came; 1 where nothing tells.
func (e Entry) Waves() int { return max(1, count(e.Events[0], "waves")) }

// Peak is the most records of a burst that came in one minute; 0 where that is
// not known.
func (e Entry) Peak() int { return count(e.Events[0], "peak_per_minute") }

// With is what began together with a signal, the weightiest of it, how many
// records of that there are, and how many other things began as well.
func (e Entry) With() (text Foreign, times, more int) {
	ev := e.Events[0]
	return Foreign(ev.Labels["with_first"]), count(ev, "with_first_count"), max(0, count(ev, "with")-1)
}

// count is a label that holds a number; 0 where it holds none.
func count(e Event, label string) int {
	n, err := strconv.Atoi(e.Labels[label])
	if err != nil {
		return 0
	}
	return n
}
