package logs

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// FuzzStampText holds that a time is read the same whether or not the one before
// it is remembered, and never beyond the end of the line.
func FuzzStampText(f *testing.F) {
	for _, format := range Formats() {
		for _, s := range format.Samples {
			f.Add(s.Line, s.Line)
		}
	}
	f.Add("20240304-4:2:1:5|x", "20240304-4:2:1:57|x")
	f.Add("04-Mar-2024 14:02:11 Europe/Berlin] x", "04-Mar-2024 14:02:11 UTC] x")
	f.Fuzz(func(t *testing.T, one, other string) {
		var last lastStamp
		for _, text := range []string{one, other, one} {
			s, alone := stamp{last: &last}, stamp{}
			start, end := findStamp([]byte(text), &s)
			from, to := findStamp([]byte(text), &alone)
			if s.last = nil; start != from || end != to || end > 0 && s != alone {
				t.Fatalf("%q: %d–%d %+v, alone %d–%d %+v", text, start, end, s, from, to, alone)
			}
			if end > len(text) || start > end {
				t.Fatalf("%q: %d–%d", text, start, end)
			}
			s.whole([]byte(text))
		}
	})
}

// FuzzAppendWhole holds that an object that is cut anywhere is made an object
// again.
func FuzzAppendWhole(f *testing.F) {
	f.Add(`{"level":"error","n":[1,{"a":"b\"\u00e9,"},-2.5e3],"o":{"p":{},"q":null},"t":true}`, 30)
	f.Fuzz(func(t *testing.T, text string, cut int) {
		text = strings.TrimSpace(text)
		if !json.Valid([]byte(text)) || !strings.HasPrefix(text, "{") || strings.Count(text, "{")+strings.Count(text, "[") > maxDepth {
			return
		}
		part := text[:1+int(floorMod(int64(cut), int64(len(text))))]
		if got := appendWhole(nil, []byte(part)); !json.Valid(got) {
			t.Errorf("%s: %s", part, got)
		}
	})
}

// FuzzColours holds that taking colours out is done at once, and leaves all else.
func FuzzColours(f *testing.F) {
	f.Add("\x1b[2m2024\x1b[0m \x1b[38;5;12mERROR\x1b[K x\x1b]0;y\a")
	f.Fuzz(func(t *testing.T, text string) {
		got := appendUncoloured(nil, []byte(text))
		if strings.IndexByte(text, escape) < 0 && string(got) != text {
			t.Errorf("%q: %q", text, got)
		}
		if len(got) > len(text) || bytes.Count(got, []byte(" ")) != strings.Count(text, " ") {
			t.Errorf("%q: %q", text, got)
		}
	})
}

// FuzzLines holds that each line of a file is listed, in order, whatever format
// it is in.
func FuzzLines(f *testing.F) {
	for _, format := range Formats() {
		for _, s := range format.Samples {
			f.Add(s.Line + "\n\tat x\n\n" + s.Line)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, "\r\x00") || !json.Valid([]byte(`"`+strings.Map(printable, text)+`"`)) || looksBinary([]byte(text)) {
			return
		}
		lines := strings.Count(strings.TrimSuffix(text, "\n"), "\n") + 1
		if text == "" {
			lines = 0
		}
		at := 0
		for l, err := range Lines(t.Context(), memory("a.log", text), Options{}) {
			if err != nil {
				return // what looks packed, say
			}
			if l.No != at && l.No != at+1 || l.Of > l.No {
				t.Fatalf("%q: line %d after %d, of %d", text, l.No, at, l.Of)
			}
			at = l.No
		}
		if at != lines {
			t.Fatalf("%q: %d lines, want %d", text, at, lines)
		}
	})
}

func printable(c rune) rune {
	if c < ' ' || c == '"' || c == '\\' {
		return ' '
	}
	return c
}
