package history

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// pack is one pack file with its index, version 2, as gitformat-pack(5) has
// them. Only the index's fan-out table is held in memory.
type pack struct {
	file, index *os.File
	fanout      [256]uint32
	count       int64
	size        int64 // of the pack file
	window      window
	block       []byte // one block of names of the index
}

const (
	idxHeader = 8 + 256*4
	nameSize  = 20
	// blockNames is how many names of the index are read at once. Names are
	// spread evenly, so the right block is nearly always hit at once.
	blockNames = 256
)

func openPack(idx string) (*pack, error) {
	p := &pack{block: make([]byte, blockNames*nameSize)}
	var err error
	if p.index, err = os.Open(idx); err != nil {
		return nil, err
	}
	if p.file, err = os.Open(strings.TrimSuffix(idx, ".idx") + ".pack"); err == nil {
		err = p.readHeaders()
	}
	if err != nil {
		p.index.Close()
		if p.file != nil {
			p.file.Close()
		}
		return nil, err
	}
	p.window = window{file: p.file, size: p.size}
	return p, nil
}

func (p *pack) readHeaders() error {
	head := make([]byte, idxHeader)
	if _, err := p.index.ReadAt(head, 0); err != nil {
		return err
	}
	if !bytes.Equal(head[:8], []byte("\xfftOc\x00\x00\x00\x02")) {
		return errors.New("pack index: not of version 2")
	}
	for i := range p.fanout {
		p.fanout[i] = binary.BigEndian.Uint32(head[8+4*i:])
		if i > 0 && p.fanout[i] < p.fanout[i-1] {
			return errors.New("pack index: the fan-out table falls")
		}
	}
	p.count = int64(p.fanout[255])
	index, err := p.index.Stat()
	if err != nil {
		return err
	}
	if index.Size() < idxHeader+p.count*(nameSize+8) {
		return errors.New("pack index: cut short")
	}
	file, err := p.file.Stat()
	if err != nil {
		return err
	}
	p.size = file.Size()
	return nil
}

// find gives the offset of an object in the pack. It guesses the block from
// the hash, as names are spread evenly between two entries of the fan-out
// table, and halves the range where the guess was wrong.
func (p *pack) find(h oid) (int64, bool, error) {
	lo, hi := int64(0), int64(p.fanout[h[0]])
	if h[0] > 0 {
		lo = int64(p.fanout[h[0]-1])
	}
	share := int64(binary.BigEndian.Uint32(h[1:5]))
	mid := lo + (hi-lo)*share>>32
	for lo < hi {
		start := max(lo, mid-blockNames/2)
		end := min(hi, start+blockNames)
		block := p.block[:(end-start)*nameSize]
		if _, err := p.index.ReadAt(block, idxHeader+start*nameSize); err != nil {
			return 0, false, err
		}
		n := int(end - start)
		switch {
		case bytes.Compare(h[:], block[:nameSize]) < 0:
			hi = start
		case bytes.Compare(h[:], block[(n-1)*nameSize:]) > 0:
			lo = end
		default:
			i, ok := searchNames(block, n, h)
			if !ok {
				return 0, false, nil
			}
			offset, err := p.offset(start + int64(i))
			return offset, err == nil, err
		}
		mid = lo + (hi-lo)/2
	}
	return 0, false, nil
}

func searchNames(block []byte, n int, h oid) (int, bool) {
	lo, hi := 0, n
	for lo < hi {
		mid := (lo + hi) / 2
		switch bytes.Compare(block[mid*nameSize:(mid+1)*nameSize], h[:]) {
		case 0:
			return mid, true
		case -1:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return 0, false
}

func (p *pack) offset(i int64) (int64, error) {
	var b [8]byte
	if _, err := p.index.ReadAt(b[:4], idxHeader+p.count*(nameSize+4)+4*i); err != nil {
		return 0, err
	}
	offset := binary.BigEndian.Uint32(b[:])
	if offset&(1<<31) == 0 {
		return int64(offset), nil
	}
	at := idxHeader + p.count*(nameSize+8) + 8*int64(offset&^(1<<31))
	if _, err := p.index.ReadAt(b[:], at); err != nil {
		return 0, err
	}
	return int64(binary.BigEndian.Uint64(b[:])), nil
}

// object reads the object at an offset and compares it with its name.
func (p *pack) object(s *store, offset int64, h oid) (object, error) {
	kind, size, base, err := p.entry(offset)
	if err != nil {
		return object{}, err
	}
	if kind != plumbing.OFSDeltaObject && kind != plumbing.REFDeltaObject {
		zr, err := s.inflate(&p.window)
		if err != nil {
			return object{}, fmt.Errorf("%w: %w", errDamaged, err)
		}
		return readWhole(zr, kind, size, h)
	}
	kind, data, err := p.resolve(s, offset, kind, size, base)
	if err != nil {
		return object{}, err
	}
	return readWhole(bytes.NewReader(data), kind, int64(len(data)), h)
}

// deltaBase says where the object is that a delta is against.
type deltaBase struct {
	offset int64
	name   oid
}

// entry reads the header of the entry at an offset and leaves the window at
// its compressed data.
func (p *pack) entry(offset int64) (plumbing.ObjectType, int64, deltaBase, error) {
	if offset < 12 || offset >= p.size {
		return 0, 0, deltaBase{}, fmt.Errorf("%w: its offset lies outside the pack", errDamaged)
	}
	p.window.seek(offset)
	kind, size, err := p.entryHeader()
	var base deltaBase
	switch {
	case err != nil:
	case kind == plumbing.OFSDeltaObject:
		var back int64
		if back, err = p.backwards(); err == nil && (back <= 0 || back > offset) {
			err = errors.New("the delta's base lies outside the pack")
		}
		base.offset = offset - back
	case kind == plumbing.REFDeltaObject:
		_, err = io.ReadFull(&p.window, base.name[:])
	}
	if err != nil {
		return 0, 0, base, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return kind, size, base, nil
}

func (p *pack) entryHeader() (plumbing.ObjectType, int64, error) {
	c, err := p.window.ReadByte()
	kind := plumbing.ObjectType(c >> 4 & 7)
	size := int64(c & 15)
	for shift := 4; err == nil && c&0x80 != 0; shift += 7 {
		if shift > 55 {
			return 0, 0, errors.New("the entry's size is too large")
		}
		c, err = p.window.ReadByte()
		size |= int64(c&0x7f) << shift
	}
	if err == nil && !kind.Valid() {
		err = fmt.Errorf("entry of unknown type %d", kind)
	}
	return kind, size, err
}

// backwards reads the distance of an offset delta's base.
func (p *pack) backwards() (int64, error) {
	c, err := p.window.ReadByte()
	n := int64(c & 0x7f)
	for err == nil && c&0x80 != 0 {
		if n > 1<<48 {
			return 0, errors.New("the delta's distance is too large")
		}
		c, err = p.window.ReadByte()
		n = (n+1)<<7 | int64(c&0x7f)
	}
	return n, err
}

// window reads a file through one buffer. Commits that follow each other in
// history lie together in a pack, so most reads need no system call.
type window struct {
	file  *os.File
	size  int64
	buf   []byte
	start int64 // offset of buf in the file
	pos   int64 // offset of the next byte
}

const windowSize = 32 << 10

func (w *window) seek(offset int64) { w.pos = offset }

// fill makes the buffer hold the byte at pos.
func (w *window) fill() error {
	if i := w.pos - w.start; i >= 0 && i < int64(len(w.buf)) {
		return nil
	}
	if w.pos >= w.size {
		return io.ErrUnexpectedEOF
	}
	if w.buf == nil {
		w.buf = make([]byte, windowSize)
	}
	// History is walked from new to old and packed in that order, but a
	// commit's delta base may lie a little before it.
	start := max(0, w.pos-windowSize/8)
	n, err := w.file.ReadAt(w.buf[:windowSize], start)
	if err != nil && err != io.EOF {
		return err
	}
	w.buf, w.start = w.buf[:n], start
	if w.pos-start >= int64(n) {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// ReadByte makes the window a flate.Reader, so that inflating takes no byte
// more than it needs.
func (w *window) ReadByte() (byte, error) {
	if err := w.fill(); err != nil {
		return 0, err
	}
	c := w.buf[w.pos-w.start]
	w.pos++
	return c, nil
}

func (w *window) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	if err := w.fill(); err != nil {
		return 0, err
	}
	n := copy(b, w.buf[w.pos-w.start:])
	w.pos += int64(n)
	return n, nil
}
