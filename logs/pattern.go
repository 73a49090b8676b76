package logs

import (
	"math"
	"slices"

	"github.com/candor-reports/candor/timeline"
)

// pattern is a family of lines that differ only in what varies.
type pattern struct {
	latest  [3]*openBin // the bins counted in last
	settled int64       // what comes later, in nanoseconds since 1970, is no sample
	seen    int64       // the earliest record, in the window or not
	opened  int32       // bins that are not in the series yet
	owner   int32       // where the pattern stands among those that have some
	grain   grain
	series
	key     uint64
	group   uint64 // of its lines, for the miner
	id      string // the same on every run
	level   timeline.Level
	serious bool // what signals are looked for in: warnings and worse, and words of trouble
	text    string
	subject string
	samples []sample // the earliest records in the window, at most maxSamples
}

// maxSamples is how many lines of a pattern are kept to be shown.
const maxSamples = 3

type sample struct {
	mark
	line  string
	cause string // the error that the lines after it name
}

// match counts a record under its pattern.
func (h *harvest) match(line []byte, m mark, inside bool) {
	r := h.rec
	st := &h.state
	serious := r.level >= timeline.Warning || r.trouble
	if inside && serious {
		h.serious++
	}
	p := h.grouped(m.ns, serious)
	h.met.pattern, h.met.serious = p, serious
	if serious {
		h.total.bins[h.totalAt].hits++
	}
	if r.status > 0 {
		h.answer(line, m, inside, r.keyOf(serious))
	}
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
	if inside && p.shows(m) {
		message, logger := r.headline()
		p.sample(r, line, message, logger, m)
	}
	h.tally(p, m, inside)
}

// tally counts a record in the series of its pattern.
func (h *harvest) tally(p *pattern, m mark, inside bool) {
	st := &h.state
	p.seen = min(p.seen, m.ns)
	b := p.latest[0]
	if b == nil || !b.spans(m.ns, p.width) {
		b = h.counted(p, m.ns)
	}
	b.n++
	st.class, st.pattern, st.bin = isPattern, p, b
	if !inside {
		st.class = isOutside
		h.outside++
		return
	}
	b.hit(m)
	h.kept++
}

// grouped counts the record in its group and returns its pattern, or nil where
// there are too many.
func (h *harvest) grouped(ns int64, serious bool) *pattern {
	r := h.rec
	k := r.liked()
	if k == nil {
		k = r.like(hashWord(hashSeed, uint64(btoi(r.head > 0))))
	}
	drops := h.pruned + h.groups.drops
	if k != nil && k.kept && k.drops == drops && k.group != nil {
		k.group.lines++
		h.met.group = k.group
		r.key = k.key
		if key := r.keyOf(serious); k.pattern.key != key {
			if k.pattern = h.pattern(key, ns, serious); k.pattern == nil {
				k.kept = false
			}
		}
		return k.pattern
	}
	message, _ := r.headline()
	r.key = maskOf(message)
	g := h.groups.add(r.key, message, 1)
	h.met.group = g
	p := h.pattern(r.keyOf(serious), ns, serious)
	if k != nil && g != nil && p != nil {
		k.kept, k.key, k.group, k.pattern, k.drops = true, r.key, g, p, h.pruned+h.groups.drops
	}
	return p
}

// failedRequests is the id of the pattern of all requests that failed.
const failedRequests = "p5xx"

// keyOf is the key of the record's pattern. Requests that failed are one
// family, since a share of them is what matters.
func (r *record) keyOf(serious bool) uint64 {
	if r.status >= 500 {
		return hashBytes(hashSeed, []byte(failedRequests))
	}
	kind := uint64(r.level) << 1
	if serious {
		kind++
	}
	return hashWord(r.key, kind)
}

// family is the patterns that share a limit. Those of the smallest keys are
// kept, so that it depends neither on the order of lines nor on how they were
// shared out which ones these are.
type family struct {
	n   int
	top uint64 // greater keys are not kept; 0 for no bound
}

func (h *harvest) family(serious bool) *family {
	if serious {
		return &h.families[1]
	}
	return &h.families[0]
}

// pattern returns the pattern of a key, or nil where there are too many. What
// is serious has room of its own, so that no flood of other lines takes it.
func (h *harvest) pattern(key uint64, ns int64, serious bool) *pattern {
	if p := h.patterns[key]; p != nil {
		return p
	}
	f := h.family(serious)
	if f.top != 0 && key > f.top {
		return nil
	}
	p := &pattern{key: key, group: h.rec.key, level: h.rec.level, serious: serious, seen: ns, settled: math.MaxInt64}
	if h.rec.status >= 500 {
		p.id = failedRequests
	}
	if !serious {
		p.grain = rough
	}
	p.width = p.grain.width()
	h.patterns[key] = p
	h.order = append(h.order, key)
	if f.n++; f.n > h.s.slack() {
		if h.prune(serious); h.patterns[key] == nil {
			return nil
		}
	}
	return p
}

// slack is how many patterns of a family there may be before they are brought
// within their limit: to do that for each would be dear, and to wait for long
// takes memory in every worker.
func (s *source) slack() int { return s.o.Limits.Patterns + s.o.Limits.Patterns/4 }

// bound brings the patterns within their limits.
func (h *harvest) bound() {
	for _, serious := range []bool{false, true} {
		h.prune(serious)
	}
}

// prune keeps the patterns of the smallest keys.
func (h *harvest) prune(serious bool) {
	f, limit := h.family(serious), h.s.o.Limits.Patterns
	if f.n <= limit {
		return
	}
	h.flush()
	var keys []uint64
	for _, k := range h.order {
		if h.patterns[k].serious == serious {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	f.n, f.top = limit, keys[limit-1]
	h.pruned++
	h.order = slices.DeleteFunc(h.order, func(k uint64) bool {
		p := h.patterns[k]
		if p.serious != serious || k <= f.top {
			return false
		}
		h.other += int(stretch(p.bins).hits)
		h.rooms[p.grain].held -= h.rooms[p.grain].weighs(p)
		delete(h.patterns, k)
		return true
	})
}

// shows reports whether a record is among the earliest, which are kept.
func (p *pattern) shows(m mark) bool {
	return m.ns <= p.settled && (len(p.samples) < maxSamples || m.compare(p.samples[maxSamples-1].mark) < 0)
}

// sample keeps a line to be shown. The earliest one gives the pattern's text.
func (p *pattern) sample(r *record, line, message, logger []byte, m mark) {
	s := sample{mark: m, line: oneLine(line, textLimit)}
	if p.samples == nil {
		p.samples = make([]sample, 0, maxSamples+1)
	}
	i, _ := slices.BinarySearchFunc(p.samples, s, func(a, b sample) int { return a.compare(b.mark) })
	p.samples = slices.Insert(p.samples, i, s)
	if len(p.samples) > maxSamples {
		p.samples = p.samples[:maxSamples]
	}
	if len(p.samples) == maxSamples {
		p.settled = p.samples[maxSamples-1].ns
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

// goOn makes the pattern begin anew after another took what it counted. What is
// later than the samples of that one need not be looked at.
func (p *pattern) goOn(q *pattern) {
	p.bins, p.tidy, p.samples = nil, 0, nil
	if len(q.samples) == maxSamples {
		p.settled = min(p.settled, q.samples[maxSamples-1].ns)
	}
}

// merge adds the counts of the same pattern in another file.
func (p *pattern) merge(o *pattern) {
	p.series.add(&o.series)
	p.seen = min(p.seen, o.seen)
	p.serious = p.serious || o.serious
	if len(o.samples) > 0 && (len(p.samples) == 0 || o.samples[0].compare(p.samples[0].mark) < 0) {
		p.text, p.subject = o.text, o.subject
	}
	p.samples = append(p.samples, o.samples...)
	slices.SortFunc(p.samples, func(a, b sample) int { return a.compare(b.mark) })
	p.samples = p.samples[:min(len(p.samples), maxSamples)]
}
