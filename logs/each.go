package logs

import (
	"cmp"

	"github.com/candor-reports/candor/timeline"
)

// event makes an event of a record that stands for itself: each line of a
// source that holds events, and each line that is pinned.
func (h *harvest) event(line []byte, m mark) {
	r := h.rec
	st := &h.state
	if len(h.events) >= h.s.o.Limits.Events {
		st.class = isQuiet
		h.quiet++
		h.over++
		return
	}
	message, logger := r.headline()
	e := timeline.Event{
		Time:    h.cal.time(m.instant),
		Kind:    cmp.Or(h.s.o.Each, timeline.Pattern),
		Level:   r.level,
		Actor:   timeline.Foreign(oneLine(r.actor, fieldLimit)),
		Subject: timeline.Foreign(r.about(logger)),
		Text:    timeline.Foreign(cmp.Or(r.told(message), oneLine(line, textLimit))),
		Source:  timeline.Position{Source: h.s.o.Source, File: h.name, Line: m.line},
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
	h.events = append(h.events, e)
	h.told++
	st.class = isEvent
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
