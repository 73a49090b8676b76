package archive

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
)

// manyObjects is from how many on objects are written into one file, as an
// import of many reports does: to flush each alone would take minutes.
const manyObjects = 500

// packed is where an object lies in a pack.
type packed struct {
	hash   plumbing.Hash
	crc    uint32
	offset int64
}

// writePack puts all objects in place as one pack with its index, in the format
// of gitformat-pack(5), version 2. The index comes last: without it git and
// candor do not see the pack.
func (a *Archive) writePack(b *batch, work string) error {
	dir := filepath.Join(a.place.Common, "objects", "pack")
	if err := os.MkdirAll(dir, a.folderMode()); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(work, "pack"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	list, sum, err := packInto(f, b.objects)
	err = errors.Join(err, f.Chmod(a.objectMode()), f.Sync())
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := a.writeFile(filepath.Join(work, "idx"), packIndex(list, sum), a.objectMode()); err != nil {
		return err
	}
	name := fmt.Sprintf("pack-%x", sum)
	for _, ext := range []string{"pack", "idx"} {
		if err := os.Rename(filepath.Join(work, ext), filepath.Join(dir, name+"."+ext)); err != nil {
			return err
		}
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return syncDir(filepath.Dir(dir))
}

// packInto writes a pack and gives where its objects are, and its name.
func packInto(f io.Writer, objects []object) ([]packed, []byte, error) {
	sum := sha1.New()
	w := &counter{w: io.MultiWriter(f, sum)}
	if len(objects) > math.MaxUint32 {
		return nil, nil, fs.ErrInvalid
	}
	head := binary.BigEndian.AppendUint32([]byte("PACK"), 2)
	if _, err := w.Write(binary.BigEndian.AppendUint32(head, uint32(len(objects)))); err != nil {
		return nil, nil, err
	}
	var list []packed
	var buf bytes.Buffer
	zw := zlib.NewWriter(&buf)
	for _, o := range objects {
		buf.Reset()
		// The kind and the size, seven bits a byte, the lowest first; the first
		// byte has four of them.
		size := len(o.data)
		c := byte(o.kind)<<4 | byte(size&0x0f)
		for size >>= 4; size > 0; size >>= 7 {
			buf.WriteByte(c | 0x80)
			c = byte(size & 0x7f)
		}
		buf.WriteByte(c)
		zw.Reset(&buf)
		_, _ = zw.Write(o.data) // into memory
		_ = zw.Close()
		list = append(list, packed{o.hash, crc32.ChecksumIEEE(buf.Bytes()), w.n})
		if _, err := w.Write(buf.Bytes()); err != nil {
			return nil, nil, err
		}
	}
	name := sum.Sum(nil)
	_, err := f.Write(name)
	return list, name, err
}

// counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// packIndex is the index of a pack.
func packIndex(list []packed, name []byte) []byte {
	slices.SortFunc(list, func(a, b packed) int { return bytes.Compare(a.hash[:], b.hash[:]) })
	out := []byte{0xff, 't', 'O', 'c', 0, 0, 0, 2}
	at := 0
	for first := range 256 {
		for at < len(list) && int(list[at].hash[0]) <= first {
			at++
		}
		out = binary.BigEndian.AppendUint32(out, uint32(at))
	}
	for _, p := range list {
		out = append(out, p.hash[:]...)
	}
	for _, p := range list {
		out = binary.BigEndian.AppendUint32(out, p.crc)
	}
	// Offsets that do not fit into 31 bits stand in a table of their own.
	var far []byte
	for _, p := range list {
		offset := uint32(p.offset)
		if p.offset > math.MaxInt32 {
			offset = 1<<31 | uint32(len(far)/8)
			far = binary.BigEndian.AppendUint64(far, uint64(p.offset))
		}
		out = binary.BigEndian.AppendUint32(out, offset)
	}
	out = append(out, far...)
	out = append(out, name...)
	sum := sha1.Sum(out)
	return append(out, sum[:]...)
}
