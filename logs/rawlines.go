package logs

import "bytes"

// rawLines are the lines of a source as they stand in the file, while records
// of several lines are gathered from it. A nil one keeps nothing.
type rawLines struct {
	lines  [][]byte // those from number first on
	first  int
	open   []byte // the line that has not ended yet
	begins []int  // the lines on which the records begin that were not handed out yet
}

func (l *rawLines) add(b []byte) {
	if l == nil {
		return
	}
	for len(b) > 0 {
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			l.open = append(l.open, b...)
			return
		}
		l.lines = append(l.lines, bytes.TrimRight(append(l.open, b[:i]...), "\r"))
		l.open, b = nil, b[i+1:]
	}
}

func (l *rawLines) begin(no int) {
	if l != nil {
		l.begins = append(l.begins, no)
	}
}

// next is the number of the line on which the next record begins.
func (l *rawLines) next() int {
	if len(l.begins) == 0 {
		return l.first
	}
	no := l.begins[0]
	l.begins = l.begins[1:]
	return no
}

// upTo hands out the lines before number no, or all that are left if no is 0.
func (l *rawLines) upTo(no int, yield func(no int, line []byte) bool) bool {
	if no == 0 {
		if len(l.open) > 0 {
			l.lines, l.open = append(l.lines, l.open), nil
		}
		no = l.first + len(l.lines)
	}
	for l.first < no && len(l.lines) > 0 {
		if !yield(l.first, l.lines[0]) {
			return false
		}
		l.lines = l.lines[1:]
		l.first++
	}
	return true
}

// skip leaves out the line of number no, which a record began on.
func (l *rawLines) skip(no int) {
	if l.first == no && len(l.lines) > 0 {
		l.lines = l.lines[1:]
		l.first++
	}
}
