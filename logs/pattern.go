package logs

import (
	"slices"

	"github.com/candor-reports/candor/timeline"
)

// pattern is a family of lines that differ only in what varies.
type pattern struct {
	series
	key     uint64
	group   uint64 // of its lines, for the miner
	id      string // the same on every run
	level   timeline.Level
	serious bool  // what signals are looked for in: warnings and worse, and words of trouble
	seen    int64 // the earliest record, in the window or not
	text    string
	subject string
	samples []sample // the earliest records in the window, at most maxSamples
}

// maxSamples is how many lines of a pattern are kept to be shown.
const maxSamples = 3

type sample struct {
	mark
	line string
}

// match counts a record under its pattern.
func (h *harvest) match(line []byte, m mark, inside bool) {
	r := h.rec
	st := &h.state
	serious := r.level >= timeline.Warning || r.trouble
	if inside && serious {
		h.serious++
	}
	message, logger := r.headline()
	p := h.pattern(r.keyOf(), m.ns, serious)
	if p == nil {
		if st.class = isOutside; inside {
			st.class = isQuiet
			h.quiet++
			h.other++
		} else {
			h.outside++
		}
		return
	}
	p.seen = min(p.seen, m.ns)
	before := len(p.bins)
	i := p.slot(h.slotTime(m.ns))
	b := &p.bins[i]
	b.n++
	st.class, st.pattern, st.bin = isPattern, p, i
	if inside {
		if b.hits == 0 || m.compare(b.first) < 0 {
			b.first = m
		}
		b.last = max(b.last, m.ns)
		if b.hits == 0 {
			b.last = m.ns
		}
		b.hits++
		b.lines++
		h.kept++
		if n := len(p.samples); n < maxSamples || m.compare(p.samples[n-1].mark) < 0 {
			p.sample(r, line, message, logger, m)
		}
	} else {
		st.class = isOutside
		h.outside++
	}
	if h.bins += len(p.bins) - before; h.bins > maxBins {
		h.widen()
		st.bin = p.slot(h.slotTime(m.ns))
	}
}

// failedRequests is the id of the pattern of all requests that failed.
const failedRequests = "p5xx"

// keyOf is the key of the record's pattern. Requests that failed are one
// family, since a share of them is what matters.
func (r *record) keyOf() uint64 {
	if r.status >= 500 {
		return hashBytes(hashSeed, []byte(failedRequests))
	}
	return hashWord(r.key, uint64(r.level))
}

// pattern returns the pattern of a key, or nil where there are too many. What
// is serious has room of its own, so that no flood of other lines takes it.
func (h *harvest) pattern(key uint64, ns int64, serious bool) *pattern {
	if p := h.patterns[key]; p != nil {
		p.serious = p.serious || serious
		return p
	}
	n := &h.families[0]
	if serious {
		n = &h.families[1]
	}
	if *n >= h.s.o.Limits.Patterns {
		return nil
	}
	*n++
	p := &pattern{key: key, group: h.rec.key, level: h.rec.level, serious: serious, seen: ns}
	if h.rec.status >= 500 {
		p.id = failedRequests
	}
	h.patterns[key] = p
	h.order = append(h.order, key)
	return p
}

// sample keeps a line to be shown. The earliest one gives the pattern's text.
func (p *pattern) sample(r *record, line, message, logger []byte, m mark) {
	s := sample{m, oneLine(line, textLimit)}
	i, _ := slices.BinarySearchFunc(p.samples, s, func(a, b sample) int { return a.compare(b.mark) })
	p.samples = slices.Insert(p.samples, i, s)
	if len(p.samples) > maxSamples {
		p.samples = p.samples[:maxSamples]
	}
	if i == 0 {
		p.text, p.subject = r.told(message), r.about(logger)
	}
}

// told is the message as one line, with the error that was told apart from it.
func (r *record) told(message []byte) string {
	if len(r.cause) == 0 || len(message) == 0 {
		return oneLine(message, textLimit)
	}
	both := append(append(append([]byte(nil), message...), ": "...), firstLine(r.cause)...)
	return oneLine(both, textLimit)
}

func firstLine(b []byte) []byte {
	for i, c := range b {
		if c == '\n' {
			return b[:i]
		}
	}
	return b
}

// about is what the record is about: a service or program, a logger, or else
// the host.
func (r *record) about(logger []byte) string {
	switch {
	case len(r.subject) > 0:
		return oneLine(r.subject, fieldLimit)
	case len(logger) > 0:
		return oneLine(logger, fieldLimit)
	}
	return oneLine(r.host, fieldLimit)
}

// merge adds the counts of the same pattern in another file.
func (p *pattern) merge(o *pattern) {
	p.bins = append(p.bins, o.bins...)
	p.sort()
	p.seen = min(p.seen, o.seen)
	p.serious = p.serious || o.serious
	if len(o.samples) > 0 && (len(p.samples) == 0 || o.samples[0].compare(p.samples[0].mark) < 0) {
		p.text, p.subject = o.text, o.subject
	}
	p.samples = append(p.samples, o.samples...)
	slices.SortFunc(p.samples, func(a, b sample) int { return a.compare(b.mark) })
	p.samples = p.samples[:min(len(p.samples), maxSamples)]
}
