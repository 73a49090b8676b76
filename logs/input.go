package logs

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Limits bound what reading may cost. A zero field takes the default.
type Limits struct {
	Line     int   // bytes of a line that are read, 64 KiB; the rest is cut and counted
	Ratio    int   // how many times its size a file may decompress to, 200
	Output   int64 // bytes a compressed file may decompress to, 1 GiB
	Patterns int   // families of lines kept apart, of the serious ones and of the others: 32,768 each
	Events   int   // events told by one source, 50,000
	Errors   int   // lines not understood that are told for each file, 5
}

func (l Limits) filled() Limits {
	for _, f := range []struct {
		v   *int
		def int
	}{{&l.Line, 64 << 10}, {&l.Ratio, 200}, {&l.Patterns, 1 << 15}, {&l.Events, 50_000}, {&l.Errors, 5}} {
		if *f.v <= 0 {
			*f.v = f.def
		}
	}
	if l.Output <= 0 {
		l.Output = 1 << 30
	}
	return l
}

// ratioFree is how much may be decompressed before the ratio is looked at:
// small files of equal lines compress better than any limit.
const ratioFree = 1 << 20

// zstdWindow bounds the memory a zstd frame may ask for.
const zstdWindow = 32 << 20

// input is one file opened for reading: decompressed, decoded to UTF-8 where a
// byte-order mark says so, and within the limits.
type input struct {
	io.Reader
	close      []func() error
	compressed bool
	raw        *countReader
}

// open opens a file and looks through what it is wrapped in.
func open(f File, l Limits) (*input, error) {
	rc, err := f.Open()
	if err != nil {
		return nil, err
	}
	in := &input{close: []func() error{rc.Close}, raw: &countReader{r: rc}}
	src := io.Reader(in.raw)
	if f.Size > 0 {
		// A log that grows while it is read ends where it did when it was
		// listed, so that the same run gives the same result.
		src = io.LimitReader(src, f.Size)
	}
	ahead := 64 << 10
	if f.Size >= 0 {
		ahead = int(min(f.Size+1, 64<<10)) // there may be many small files
	}
	br := bufio.NewReaderSize(src, ahead)
	head, err := br.Peek(4)
	if err != nil && err != io.EOF && len(head) == 0 {
		in.Close()
		return nil, err
	}
	var r io.Reader = br
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(br)
		if err != nil {
			in.Close()
			return nil, fmt.Errorf("begins like gzip but is not: %w", err)
		}
		in.compressed, r = true, z
		in.close = append(in.close, z.Close)
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(br, zstd.WithDecoderMaxWindow(zstdWindow), zstd.WithDecoderConcurrency(1))
		if err != nil {
			in.Close()
			return nil, fmt.Errorf("begins like zstd but is not: %w", err)
		}
		in.compressed, r = true, z
		in.close = append(in.close, func() error { z.Close(); return nil })
	case len(head) == 4 && bytes.HasPrefix(head, []byte("BZh")) && head[3] >= '1' && head[3] <= '9':
		in.compressed, r = true, bzip2.NewReader(br)
	}
	if in.compressed {
		r = &guard{r: r, raw: in.raw, limits: l}
	}
	in.Reader = r
	return in, nil
}

// Close closes everything that was opened, the innermost first.
func (in *input) Close() {
	for i := len(in.close) - 1; i >= 0; i-- {
		in.close[i]()
	}
}

type countReader struct {
	r io.Reader
	n int64
}

func (c *countReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// guard ends a decompressed stream that grows beyond its limits.
type guard struct {
	r      io.Reader
	raw    *countReader
	limits Limits
	out    int64
}

func (g *guard) Read(p []byte) (int, error) {
	if g.out > ratioFree && g.out/int64(g.limits.Ratio) > g.raw.n {
		return 0, fmt.Errorf("decompresses to more than %d times its size: the rest was not read; if it is no bomb, decompress it first", g.limits.Ratio)
	}
	if g.out >= g.limits.Output {
		return 0, fmt.Errorf("decompresses to more than %d MiB: the rest was not read; decompress it first, or split it", g.limits.Output>>20)
	}
	n, err := g.r.Read(p[:min(int64(len(p)), g.limits.Output-g.out)])
	g.out += int64(n)
	switch {
	case errors.Is(err, zstd.ErrWindowSizeExceeded):
		err = fmt.Errorf("takes more than %d MiB of memory to decompress: decompress it first, with zstd -d --long=31", zstdWindow>>20)
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New("the compressed file is cut short: what came before the cut was read")
	case err != nil && err != io.EOF:
		err = fmt.Errorf("the compressed file is damaged: what came before the damage was read: %w", err)
	}
	return n, err
}

// decoded looks at the first bytes of a stream for a byte-order mark, or what
// only UTF-16 looks like, and returns a reader of UTF-8.
func decoded(head []byte, r io.Reader) io.Reader {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return &wideReader{r: r, low: 0, high: 1}
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return &wideReader{r: r, low: 1, high: 0}
	case len(head) >= 4 && head[1] == 0 && head[3] == 0 && written(head[0]) && written(head[2]):
		return &wideReader{r: r, low: 0, high: 1}
	case len(head) >= 4 && head[0] == 0 && head[2] == 0 && written(head[1]) && written(head[3]):
		return &wideReader{r: r, low: 1, high: 0}
	}
	return r
}

// written reports whether a byte is one that the first characters of a log are
// written in: two of them with a zero beside each are UTF-16.
func written(c byte) bool { return c >= ' ' && c < 0x7f || c == '\t' || c == '\n' || c == '\r' }

// packed says what is to be done with the beginning of an archive, or of a
// file that was compressed twice or in a way that is not read.
func packed(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return "is a zip archive: give its name the ending .zip, or unpack it, to have its members read"
	case len(head) > 262 && string(head[257:262]) == "ustar":
		return "is a tar archive: give its name the ending .tar, or .tar.gz where it is compressed, or unpack it, to have its members read"
	case bytes.HasPrefix(head, []byte("\xfd7zXZ\x00")), bytes.HasPrefix(head, []byte("7z\xbc\xaf\x27\x1c")), bytes.HasPrefix(head, []byte("\x04\x22\x4d\x18")), bytes.HasPrefix(head, []byte("Rar!\x1a\x07")), bytes.HasPrefix(head, []byte("\x1f\x9d\x90")):
		return "is compressed in a way that is not read: decompress it first; gzip, zstd and bzip2 are read"
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b, 8}), bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return "is compressed twice: decompress it first"
	case bytes.HasPrefix(head, []byte("ElfFile\x00")):
		return "is an event log of Windows in its binary form: export it first, with wevtutil qe FILE /lf:true /f:xml"
	case bytes.HasPrefix(head, []byte("LPKSHHRH")):
		return "is a journal of systemd in its binary form: export it first, with journalctl --file FILE -o export"
	}
	return ""
}

// zeroRun is how many zeros in a row are a part of a file that was not written,
// and say nothing of what the rest of it is.
const zeroRun = 256

// looksBinary reports whether the head of a file holds more bytes that no log
// holds than a damaged log would.
func looksBinary(head []byte) bool {
	odd, unwritten := 0, 0
	for i := 0; i < len(head); {
		c := head[i]
		if c == 0 {
			if n := len(head[i:]) - len(bytes.TrimLeft(head[i:], "\x00")); n >= zeroRun {
				i, unwritten = i+n, unwritten+n
				continue
			}
		}
		if c < utf8.RuneSelf {
			if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != 0x1b && c != '\f' && c != '\b' {
				odd++
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(head[i:])
		if r == utf8.RuneError && n == 1 && len(head)-i >= utf8.UTFMax {
			odd++
		}
		i += n
	}
	return odd*10 > len(head)-unwritten && odd > 8
}
