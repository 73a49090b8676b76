package logs

import (
	"bytes"
	"maps"
	"math"
	"slices"
)

// miner counts the groups of a source, which are lines with equal masked
// texts, and joins them into patterns.
//
// It keeps at most its limit of groups, and which ones depends only on the
// lines, not on their order or on how they were shared out: groups that look
// alike (equal length and first words) are a shape, each shape keeps the groups
// of the smallest keys, as many as the limit leaves for every shape, and the
// count of a group that is kept is exact. So a flood of one shape costs only
// groups of this shape.
type miner struct {
	limit  int
	groups map[uint64]*group
	shapes map[uint64]*shape
	most   int    // groups kept of a shape
	floor  uint64 // shapes beyond it are not kept
	other  int    // lines of such shapes
	buf    []byte
}

// group is the lines of one masked text.
type group struct {
	lines  int
	masked string
	shape  uint64
}

// shape is the groups that look alike.
type shape struct {
	keys []uint64
	max  uint64 // groups of greater keys are not kept
	rest int    // lines of such groups
}

func newMiner(limit int) *miner {
	return &miner{limit: limit, groups: map[uint64]*group{}, shapes: map[uint64]*shape{}, most: limit, floor: math.MaxUint64}
}

// add counts lines of one group. The key is maskOf the message, which may be
// any of the group's.
func (m *miner) add(key uint64, message []byte, lines int) {
	if g := m.groups[key]; g != nil {
		g.lines += lines
		return
	}
	m.buf = appendMask(m.buf[:0], message)
	m.put(key, &group{lines: lines, shape: shapeOf(m.buf)}, m.buf)
}

// put keeps a new group, if its key and its shape are small enough.
func (m *miner) put(key uint64, g *group, masked []byte) {
	if g.shape > m.floor {
		m.other += g.lines
		return
	}
	s := m.shapes[g.shape]
	if s == nil {
		s = &shape{max: math.MaxUint64}
		m.shapes[g.shape] = s
	}
	if key > s.max {
		s.rest += g.lines
		return
	}
	g.masked = string(masked)
	m.groups[key] = g
	if s.keys = append(s.keys, key); len(s.keys) > 2*m.most {
		m.prune(s)
	}
	if len(m.groups) > 2*m.limit {
		m.bound()
	}
}

// prune keeps the groups of the smallest keys of a shape.
func (m *miner) prune(s *shape) {
	if len(s.keys) <= m.most {
		return
	}
	slices.Sort(s.keys)
	for _, k := range s.keys[m.most:] {
		s.rest += m.groups[k].lines
		delete(m.groups, k)
	}
	s.keys = s.keys[:m.most:m.most]
	s.max = s.keys[m.most-1]
}

// bound brings the groups within the limit. Every step would also be taken if
// more lines were known, so that the last state is the same in any order.
func (m *miner) bound() {
	for {
		total := 0
		for _, s := range m.shapes {
			total += min(m.most, len(s.keys))
		}
		if total <= m.limit || m.most == 1 {
			break
		}
		m.most = max(m.most/2, 1)
	}
	for _, s := range m.shapes {
		m.prune(s)
	}
	if len(m.shapes) <= m.limit {
		return
	}
	m.floor = slices.Sorted(maps.Keys(m.shapes))[m.limit-1]
	for id, s := range m.shapes {
		if id > m.floor {
			m.drop(id, s)
		}
	}
}

// drop counts the lines of a shape without keeping its groups.
func (m *miner) drop(id uint64, s *shape) {
	m.other += s.rest
	for _, k := range s.keys {
		m.other += m.groups[k].lines
		delete(m.groups, k)
	}
	delete(m.shapes, id)
}

// merge adds what another miner of the same limit counted, which is used no
// more.
func (m *miner) merge(o *miner) {
	m.other += o.other
	m.most, m.floor = min(m.most, o.most), min(m.floor, o.floor)
	for id, s := range m.shapes {
		if id > m.floor {
			m.drop(id, s)
		}
	}
	for id, t := range o.shapes {
		if id > m.floor {
			m.other += t.rest
			continue
		}
		s := m.shapes[id]
		if s == nil {
			s = &shape{max: math.MaxUint64}
			m.shapes[id] = s
		}
		s.rest += t.rest
		if t.max < s.max {
			m.lower(s, t.max)
		}
	}
	for k, g := range o.groups {
		if h := m.groups[k]; h != nil {
			h.lines += g.lines
			continue
		}
		m.put(k, g, []byte(g.masked))
	}
	m.bound()
}

// lower counts the groups beyond a key of a shape without keeping them.
func (m *miner) lower(s *shape, top uint64) {
	s.max = top
	s.keys = slices.DeleteFunc(s.keys, func(k uint64) bool {
		if k <= top {
			return false
		}
		s.rest += m.groups[k].lines
		delete(m.groups, k)
		return true
	})
}

// shapeOf is a digest of what a masked text looks like: its length in tokens
// and its first two words.
func shapeOf(masked []byte) uint64 {
	h, n, words := hashSeed, uint64(0), 0
	for text := range maskedTokens(masked) {
		n++
		if words < 2 && text[0] != starByte && maskClass[text[0]]&maskMark == 0 {
			h = hashText(h, text)
			words++
		}
	}
	return hashWord(h, n)
}

// maskedTokens gives the tokens of a masked text, each with whether it is glued
// to the one before.
func maskedTokens(masked []byte) func(func([]byte, bool) bool) {
	return func(yield func([]byte, bool) bool) {
		for len(masked) > 0 {
			end := 1 + bytes.IndexAny(masked[1:], " \x02")
			if end == 0 {
				end = len(masked)
			}
			if !yield(masked[1:end], masked[0] == glueByte) {
				return
			}
			masked = masked[end:]
		}
	}
}
