package logs

import (
	"maps"
	"math"
	"slices"
)

// miner counts the groups of a source, which are lines with equal masked
// texts, and joins them into patterns.
//
// It keeps at most its limit of groups, and which ones depends only on the
// lines, not on their order or on how they were shared out, and the count of a
// group that is kept is exact. Up to half the limit every group is kept. Beyond
// it two sieves choose: one by how a message begins, one by how it ends. A flood
// of groups that differ in one word, wherever it stands, fills one of them at
// most, so that a message with another beginning and end is not swept away.
type miner struct {
	groups map[uint64]*group
	sieves [2]sieve
	other  int // lines of groups that are not kept, nor anything that begins like them
	buf    []byte
	drops  int // groups that were kept once
}

// group is the lines of one masked text.
type group struct {
	lines  int
	masked string
	shapes [2]uint64 // in each sieve
	kept   uint8     // a bit for each sieve that keeps it
}

// sieve keeps, of the groups of each shape, those of the smallest keys, as many
// as the limit leaves for every shape.
type sieve struct {
	limit  int
	keys   int // that it keeps
	most   int // of one shape
	shapes map[uint64]*shape
	floor  uint64 // shapes beyond it are not kept
}

// shape is the groups that look alike in one respect.
type shape struct {
	keys []uint64
	max  uint64 // groups of greater keys are not kept
	rest int    // lines of groups that no sieve keeps
}

func newMiner(limit int) *miner {
	m := &miner{groups: map[uint64]*group{}}
	for i := range m.sieves {
		half := max(limit/2, 1)
		m.sieves[i] = sieve{limit: half, most: half, shapes: map[uint64]*shape{}, floor: math.MaxUint64}
	}
	return m
}

// add counts lines of one group. The key is maskOf the message, which may be
// any of the group's. The group is nil where it is not kept.
func (m *miner) add(key uint64, message []byte, lines int) *group {
	g := m.groups[key]
	if g != nil {
		g.lines += lines
		return g
	}
	m.buf = appendMask(m.buf[:0], message)
	g = &group{lines: lines, shapes: shapesOf(m.buf)}
	if m.put(key, g, m.buf); g.kept == 0 {
		return nil
	}
	return g
}

// put keeps a new group where a sieve does.
func (m *miner) put(key uint64, g *group, masked []byte) {
	g.kept = 0
	for i := range m.sieves {
		if m.sieves[i].take(key, g.shapes[i]) {
			g.kept |= 1 << i
		}
	}
	if g.kept == 0 {
		m.lose(g)
		return
	}
	g.masked = string(masked)
	m.groups[key] = g
	for i := range m.sieves {
		s := &m.sieves[i]
		if h := s.shapes[g.shapes[i]]; h != nil && len(h.keys) > 2*s.most {
			m.prune(i, h)
		}
		if s.keys > s.limit+s.limit/4 {
			m.bound(i)
		}
	}
}

// take reports whether the sieve keeps a new key, as far as is known by now.
func (s *sieve) take(key, id uint64) bool {
	if id > s.floor {
		return false
	}
	h := s.shapes[id]
	if h == nil {
		h = &shape{max: math.MaxUint64}
		s.shapes[id] = h
	}
	if key > h.max {
		return false
	}
	h.keys = append(h.keys, key)
	s.keys++
	return true
}

// lose counts the lines of a group that is not kept: with what begins like it,
// or else with no pattern.
func (m *miner) lose(g *group) {
	if h := m.sieves[0].shapes[g.shapes[0]]; h != nil {
		h.rest += g.lines
		return
	}
	m.other += g.lines
}

// drop takes a key out of a sieve, which has forgotten it already.
func (m *miner) drop(i int, key uint64) {
	m.sieves[i].keys--
	g := m.groups[key]
	if g.kept &^= 1 << i; g.kept == 0 {
		m.lose(g)
		delete(m.groups, key)
		m.drops++
	}
}

// prune keeps the smallest keys of a shape.
func (m *miner) prune(i int, h *shape) {
	most := m.sieves[i].most
	if len(h.keys) <= most {
		return
	}
	slices.Sort(h.keys)
	gone := h.keys[most:]
	h.keys, h.max = slices.Clone(h.keys[:most]), h.keys[most-1]
	for _, k := range gone {
		m.drop(i, k)
	}
}

// bound brings a sieve within its limit. Every step would also be taken if more
// lines were known, so that the last state is the same in any order.
func (m *miner) bound(i int) {
	s := &m.sieves[i]
	for {
		total := 0
		for _, h := range s.shapes {
			total += min(s.most, len(h.keys))
		}
		if total <= s.limit || s.most == 1 {
			break
		}
		s.most = max(s.most/2, 1)
	}
	for _, h := range s.shapes {
		m.prune(i, h)
	}
	if len(s.shapes) > s.limit {
		s.floor = slices.Sorted(maps.Keys(s.shapes))[s.limit-1]
		m.sink(i)
	}
}

// sink drops the shapes beyond the floor.
func (m *miner) sink(i int) {
	s := &m.sieves[i]
	for id, h := range s.shapes {
		if id <= s.floor {
			continue
		}
		delete(s.shapes, id)
		m.other += h.rest
		for _, k := range h.keys {
			m.drop(i, k)
		}
	}
}

// merge adds what another miner of the same limit counted, which is used no
// more.
func (m *miner) merge(o *miner) {
	m.other += o.other
	for i := range m.sieves {
		s, t := &m.sieves[i], &o.sieves[i]
		if s.most = min(s.most, t.most); t.floor < s.floor {
			s.floor = t.floor
			m.sink(i)
		}
		for id, u := range t.shapes {
			if id > s.floor {
				m.other += u.rest
				continue
			}
			h := s.shapes[id]
			if h == nil {
				h = &shape{max: math.MaxUint64}
				s.shapes[id] = h
			}
			h.rest += u.rest
			if u.max < h.max {
				m.lower(i, h, u.max)
			}
		}
	}
	for k, g := range o.groups {
		if h := m.groups[k]; h != nil {
			h.lines += g.lines
			continue
		}
		m.put(k, g, []byte(g.masked))
	}
}

// lower drops the keys of a shape beyond a lower bound.
func (m *miner) lower(i int, h *shape, top uint64) {
	h.max = top
	var gone []uint64
	h.keys = slices.DeleteFunc(h.keys, func(k uint64) bool {
		if k > top {
			gone = append(gone, k)
		}
		return k > top
	})
	for _, k := range gone {
		m.drop(i, k)
	}
}

// shapesOf digests how a masked text looks: its length in tokens with its first
// word, and with its last.
func shapesOf(masked []byte) [2]uint64 {
	n, first, last := uint64(0), uint64(0), uint64(0)
	for text := range maskedTokens(masked) {
		n++
		if text[0] != starByte && maskClass[text[0]]&maskMark == 0 {
			last = hashText(hashSeed, text, 0, len(text))
			if first == 0 {
				first = last
			}
		}
	}
	return [2]uint64{hashWord(first, n), hashWord(last, n)}
}

// maskedTokens gives the tokens of a masked text, each with whether it is glued
// to the one before.
func maskedTokens(masked []byte) func(func([]byte, bool) bool) {
	return func(yield func([]byte, bool) bool) {
		for len(masked) > 0 {
			end := 1
			for end < len(masked) && masked[end] != ' ' && masked[end] != glueByte {
				end++
			}
			if !yield(masked[1:end], masked[0] == glueByte) {
				return
			}
			masked = masked[end:]
		}
	}
}
