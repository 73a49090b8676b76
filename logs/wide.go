package logs

import (
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// wideReader turns UTF-16 into UTF-8. A lone surrogate becomes U+FFFD.
type wideReader struct {
	r         io.Reader
	low, high int // the places of the two bytes of a unit
	in        [8 << 10]byte
	left      int // bytes of in that are not decoded yet
	out       []byte
	err       error
}

func (w *wideReader) Read(p []byte) (int, error) {
	for len(w.out) == 0 {
		if w.err != nil {
			return 0, w.err
		}
		w.fill()
	}
	n := copy(p, w.out)
	w.out = w.out[n:]
	return n, nil
}

func (w *wideReader) fill() {
	n, err := w.r.Read(w.in[w.left:])
	w.err = err
	n += w.left
	buf := w.in[:n]
	out := make([]byte, 0, n*2)
	i := 0
	for i+1 < n {
		r := rune(buf[i+w.low]) | rune(buf[i+w.high])<<8
		size := 2
		if utf16.IsSurrogate(r) {
			if i+3 >= n && err == nil {
				break
			}
			second := rune(0)
			if i+3 < n {
				second = rune(buf[i+2+w.low]) | rune(buf[i+2+w.high])<<8
			}
			if r = utf16.DecodeRune(r, second); r != utf8.RuneError {
				size = 4
			}
		}
		out = utf8.AppendRune(out, r)
		i += size
	}
	w.left = copy(w.in[:], buf[i:])
	if err != nil && w.left > 0 {
		out = utf8.AppendRune(out, utf8.RuneError)
		w.left = 0
	}
	w.out = out
}
