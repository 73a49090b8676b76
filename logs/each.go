package logs

import (
	"cmp"
	"slices"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

// event makes an event of a record that stands for itself: each line of a
// source that holds events.
func (h *harvest) event(line []byte, m mark) {
	st := &h.state
	if len(h.events) >= h.s.o.Limits.Events {
		st.class = isQuiet
		h.quiet++
		h.over++
		return
	}
	h.events = append(h.events, h.single(line, m))
	h.told++
	st.class = isEvent
}

// single is the event of one record.
func (h *harvest) single(line []byte, m mark) timeline.Event {
	r := h.rec
	message, logger := r.headline()
	e := timeline.Event{
		Time:    h.cal.time(m.instant),
		Kind:    cmp.Or(h.s.o.Each, timeline.Pattern),
		Level:   r.level,
		Actor:   timeline.Foreign(oneLine(r.actor, fieldLimit)),
		Subject: timeline.Foreign(r.about(logger)),
		Text:    timeline.Foreign(cmp.Or(r.told(message), oneLine(line, textLimit))),
		Source:  timeline.Position{Source: h.s.o.Source, File: h.name, Line: m.line()},
		Lines:   1,
	}
	if r.ended {
		// An alert that still fires has an end in the year 1, which is no time.
		if end, err := h.cal.settle(&r.until); err == nil && end.ns >= m.ns {
			e.Until = h.cal.time(end)
		}
	}
	for _, f := range r.fields {
		if e.Labels == nil {
			e.Labels = map[string]string{}
		}
		e.Labels[f.name] = f.value
	}
	return e
}

// cite is a line that the record cites as evidence.
type cite struct {
	event   timeline.Event
	pattern uint64 // the key of the pattern it belongs to, if any
}

// cite keeps a record that is cited. It is counted with the others first:
// being cited changes nothing of what the log is found to say.
func (h *harvest) cite(line []byte, m mark) {
	c := cite{event: h.single(line, m)}
	if h.state.class == isPattern {
		c.pattern = h.state.pattern.key
	}
	h.cites = append(h.cites, c)
}

// cited adds the events of the lines that the record cites and no event stands
// at yet. The second result counts those whose line stands behind another
// event as well.
func (s *source) cited(g *signals, events []timeline.Event) ([]timeline.Event, int) {
	at := map[timeline.Position]bool{}
	spans := map[string][]timeline.Event{}
	for _, e := range events {
		at[e.Source] = true
		if id := e.Labels["pattern"]; id != "" {
			spans[id] = append(spans[id], e)
		}
	}
	both := 0
	for _, h := range s.parts {
		for _, c := range h.cites {
			if at[c.event.Source] {
				continue
			}
			events = append(events, c.event.Seal())
			if p := g.patterns[c.pattern]; p != nil && slices.ContainsFunc(spans[p.id], func(e timeline.Event) bool { return c.event.Time.Overlaps(e.Time.Earliest, e.End()) }) {
				both++
			}
		}
	}
	return events, both
}

// Place is a line of a file.
type Place struct {
	File string // the file's name, or the end of it after a slash; "" is any
	Line int    // 1-based
}

// citedLines are the lines of a file that o cites; nil for none.
func (o Options) citedLines(name string) map[int]bool {
	var lines map[int]bool
	for _, p := range o.Cited {
		if p.File == "" || p.File == name || strings.HasSuffix(name, "/"+p.File) {
			if lines == nil {
				lines = map[int]bool{}
			}
			lines[p.Line] = true
		}
	}
	return lines
}

// untimed makes an event of a line of a file that tells no times at all.
func (h *harvest) untimed(line []byte, no int) {
	h.state.class = isQuiet
	if len(h.events) >= h.s.o.Limits.Events {
		h.quiet++
		h.over++
		return
	}
	h.rec.message = line
	h.rec.mood()
	h.events = append(h.events, timeline.Event{
		Kind: h.s.o.Each, Level: h.rec.level, Text: timeline.Foreign(oneLine(line, textLimit)),
		Source: timeline.Position{Source: h.s.o.Source, File: h.name, Line: no}, Lines: 1,
	})
	h.told++
	h.state.class = isEvent
}
