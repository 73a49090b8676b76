package history

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-git/go-git/v5/plumbing"
)

// The longest chain of deltas that is followed. git makes none longer than
// 4095.
const maxChain = 5000

// resolve rebuilds the object of a delta entry. The chain is followed with a
// list, not by recursion, so a hostile one cannot exhaust the stack.
func (p *pack) resolve(s *store, offset int64, kind plumbing.ObjectType, size int64, base deltaBase) (plumbing.ObjectType, []byte, error) {
	type step struct {
		offset int64
		delta  []byte
	}
	var chain []step
	var data []byte
	held := int64(0)
	for data == nil {
		if held += size; size > keepLimit || held > 4*keepLimit || len(chain) == maxChain {
			return 0, nil, errors.New("the object is a chain of deltas larger than candor follows")
		}
		if kind != plumbing.OFSDeltaObject && kind != plumbing.REFDeltaObject {
			whole, err := p.inflated(s, size)
			if err != nil {
				return 0, nil, err
			}
			data = whole
			s.bases.put(baseKey{p, offset}, kind, data)
			break
		}
		delta, err := p.inflated(s, size)
		if err != nil {
			return 0, nil, err
		}
		chain = append(chain, step{offset, delta})
		if kind == plumbing.REFDeltaObject {
			at, ok, err := p.find(base.name)
			if err != nil || !ok {
				return 0, nil, fmt.Errorf("%w: its delta base is missing", errDamaged)
			}
			base.offset = at
		}
		offset = base.offset
		if k, cached, ok := s.bases.get(baseKey{p, offset}); ok {
			kind, data = k, cached
			break
		}
		if kind, size, base, err = p.entry(offset); err != nil {
			return 0, nil, err
		}
	}
	for i := len(chain) - 1; i >= 0; i-- {
		var err error
		if data, err = applyDelta(data, chain[i].delta); err != nil {
			return 0, nil, fmt.Errorf("%w: %w", errDamaged, err)
		}
		s.bases.put(baseKey{p, chain[i].offset}, kind, data)
	}
	return kind, data, nil
}

// inflated reads the compressed data at the window, of exactly size bytes.
func (p *pack) inflated(s *store, size int64) ([]byte, error) {
	zr, err := s.inflate(&p.window)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(zr, data); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return data, nil
}

var errDelta = errors.New("the delta does not fit its base")

// applyDelta builds an object from its base and the copy and insert
// instructions of a delta, gitformat-pack(5).
func applyDelta(base, delta []byte) ([]byte, error) {
	from, delta, ok1 := deltaSize(delta)
	to, delta, ok2 := deltaSize(delta)
	if !ok1 || !ok2 || from != int64(len(base)) || to > keepLimit {
		return nil, errDelta
	}
	out := make([]byte, 0, to)
	for len(delta) > 0 {
		op := delta[0]
		delta = delta[1:]
		if op&0x80 == 0 {
			n := int(op)
			if n == 0 || n > len(delta) || len(out)+n > int(to) {
				return nil, errDelta
			}
			out = append(out, delta[:n]...)
			delta = delta[n:]
			continue
		}
		offset, n, rest, ok := deltaCopy(op, delta)
		if !ok || offset+n > len(base) || len(out)+n > int(to) {
			return nil, errDelta
		}
		out = append(out, base[offset:offset+n]...)
		delta = rest
	}
	if int64(len(out)) != to {
		return nil, errDelta
	}
	return out, nil
}

func deltaSize(b []byte) (int64, []byte, bool) {
	var n int64
	for i, shift := 0, 0; i < len(b) && shift < 56; i, shift = i+1, shift+7 {
		n |= int64(b[i]&0x7f) << shift
		if b[i]&0x80 == 0 {
			return n, b[i+1:], true
		}
	}
	return 0, nil, false
}

// deltaCopy reads the operands of a copy: four optional bytes of offset and
// three of length, zero meaning 64 KiB.
func deltaCopy(op byte, b []byte) (offset, n int, rest []byte, ok bool) {
	for bit := range 7 {
		if op&(1<<bit) == 0 {
			continue
		}
		if len(b) == 0 {
			return 0, 0, nil, false
		}
		if bit < 4 {
			offset |= int(b[0]) << (8 * bit)
		} else {
			n |= int(b[0]) << (8 * (bit - 4))
		}
		b = b[1:]
	}
	if n == 0 {
		n = 1 << 16
	}
	return offset, n, b, true
}

// baseCache keeps recent delta bases: the trees of neighbouring commits share
// most of their chains. When it is full it starts over, which costs less
// than keeping an order.
type baseCache struct {
	entries map[baseKey]cachedBase
	bytes   int
}

type baseKey struct {
	pack   *pack
	offset int64
}

type cachedBase struct {
	kind plumbing.ObjectType
	data []byte
}

const baseCacheSize = 16 << 20

func (c *baseCache) get(k baseKey) (plumbing.ObjectType, []byte, bool) {
	e, ok := c.entries[k]
	return e.kind, e.data, ok
}

func (c *baseCache) put(k baseKey, kind plumbing.ObjectType, data []byte) {
	if len(data) > baseCacheSize/8 {
		return
	}
	if c.entries == nil || c.bytes+len(data) > baseCacheSize {
		c.entries, c.bytes = map[baseKey]cachedBase{}, 0
	}
	c.entries[k] = cachedBase{kind, data}
	c.bytes += len(data)
}
