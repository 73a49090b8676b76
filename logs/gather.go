package logs

import (
	"bytes"
	"io"
)

// recordLimit is how many bytes of a record of several lines are looked
// through for its end. What is longer is no such record.
const recordLimit = 256 << 10

// gatherer brings records of more than one line onto one line each, and adds
// empty lines so that a record begins on the line it began on in the file.
type gatherer struct {
	src   io.Reader
	step  func(g *gatherer, c byte)
	lines func(g *gatherer, in []byte) // takes a piece of the source in its stead; nil for none

	in      []byte
	out     []byte
	sent    int
	err     error
	lineIn  int  // lines of the source that have ended
	lineOut int  // lines that were written
	last    byte // of the source
	raw     *rawLines
	open    bool // within a record
	size    int  // bytes of the record so far
}

func (g *gatherer) Read(p []byte) (int, error) {
	for g.sent == len(g.out) {
		if g.err != nil {
			return 0, g.err
		}
		g.out, g.sent = g.out[:0], 0
		if g.in == nil {
			g.in = make([]byte, gatheredAtOnce(g.src))
		}
		n, err := g.src.Read(g.in)
		g.take(g.in[:n])
		if n > 0 {
			g.last = g.in[n-1]
			g.raw.add(g.in[:n])
		}
		if g.err = err; err != nil {
			if g.last != '\n' {
				g.take([]byte{'\n'})
			}
			if g.open {
				g.end()
			}
			g.pad()
		}
	}
	n := copy(p, g.out[g.sent:])
	g.sent += n
	return n, nil
}

// take takes a piece of the source.
func (g *gatherer) take(in []byte) {
	if g.lines != nil {
		g.lines(g, in)
		return
	}
	for _, c := range in {
		g.step(g, c)
		if c == '\n' {
			g.lineIn++
		}
	}
}

// gatheredAtOnce is how much of a source is asked for at a time. The beginnings
// of small files, which formats are chosen from, are many.
func gatheredAtOnce(src io.Reader) int {
	if text, ok := src.(*bytes.Reader); ok {
		return min(text.Len()+1, 32<<10)
	}
	return 32 << 10
}

// begin starts a record on the line of the file it stands on.
func (g *gatherer) begin() {
	g.pad()
	g.raw.begin(g.lineIn + 1)
	g.open, g.size = true, 0
}

// pad writes an empty line for each line of the source that no record began on.
func (g *gatherer) pad() {
	for g.lineOut < g.lineIn {
		g.out = append(g.out, '\n')
		g.lineOut++
	}
}

// put adds a byte to the record; the ends of lines become blanks.
func (g *gatherer) put(c byte) {
	if c == '\n' || c == '\r' {
		c = ' '
	}
	g.out = append(g.out, c)
	g.size++
}

func (g *gatherer) end() {
	g.out = append(g.out, '\n')
	g.lineOut++
	g.open = false
}

// text adds the text of a line to the record.
func (g *gatherer) text(line []byte) {
	from := len(g.out)
	g.out = append(g.out, line...)
	g.size += len(line)
	for i, c := range g.out[from:] {
		if c == '\n' || c == '\r' {
			g.out[from+i] = ' '
		}
	}
}

// gatherBlocks joins the lines of records that begin with a line that starts
// tells by it and the line before, with a blank between them.
func gatherBlocks(starts func(line, before []byte) bool) func(io.Reader) io.Reader {
	return func(r io.Reader) io.Reader {
		var line, before []byte
		return &gatherer{src: r, lines: func(g *gatherer, in []byte) {
			for len(in) > 0 {
				n := bytes.IndexByte(in, '\n') + 1
				if n == 0 {
					n = len(in)
				}
				n = min(n, recordLimit-len(line))
				ended := in[n-1] == '\n'
				line, in = append(line, in[:n]...), in[n:]
				if !ended && len(line) < recordLimit {
					return
				}
				text := bytes.TrimRight(line, "\r\n")
				if starts(text, before) || g.size+len(text) > recordLimit || !g.open {
					if g.open {
						g.end()
					}
					g.begin()
				} else {
					g.put(' ')
				}
				g.text(text)
				before, line = append(before[:0], text...), line[:0]
				if ended {
					g.lineIn++
				}
			}
		}}
	}
}
