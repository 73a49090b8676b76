package logs

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

const hostile = "../../shared/data/security"

// payloads reads the lines of a set of hostile strings.
func payloads(t *testing.T, name string) []struct{ ID, Want, Text string } {
	t.Helper()
	f, err := os.Open(filepath.Join(hostile, name))
	if err != nil {
		t.Skip("the security sets are not here: ", err)
	}
	defer f.Close()
	var out []struct{ ID, Want, Text string }
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		var row struct{ ID, Want, Hex, Payload string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		text := row.Payload
		if row.Hex != "" {
			b, err := hex.DecodeString(row.Hex)
			if err != nil {
				t.Fatal(err)
			}
			text = string(b)
		}
		out = append(out, struct{ ID, Want, Text string }{row.ID, row.Want, text})
	}
	return out
}

// TestHostileLines puts each string of the sets into logs: nothing panics,
// what is told is one line of bounded length, and the counts add up. Without
// -everything it takes every eighth of them.
func TestHostileLines(t *testing.T) {
	for _, set := range []string{
		"json/jsontestsuite.jsonl", "misc/log-strings-own.jsonl", "misc/crlf-patt.jsonl", "trojan/trojan-source-lines.jsonl",
		"trojan/unicode-own.jsonl", "terminal/escapes.jsonl", "naughty/blns.jsonl",
	} {
		for i, p := range payloads(t, set) {
			if !*everything && i%8 != 0 {
				continue
			}
			object, _ := json.Marshal(map[string]string{"time": "2024-03-04T14:02:11Z", "level": "error", "msg": p.Text})
			for _, text := range []string{p.Text, strings.Join([]string{
				"2024-03-04 14:02:11 ERROR " + p.Text, "<11>Mar  4 14:02:11 h a: " + p.Text, string(object),
				"ts=2024-03-04T14:02:11Z level=error msg=" + p.Text, p.Text + " 2024-03-04 14:02:11", p.Text,
			}, "\n")} {
				for _, each := range []timeline.Kind{"", timeline.Note} {
					r := Read(t.Context(), []File{memory("a.log", text)}, Options{Source: "s", Each: each})
					events, _ := collect(t, r)
					for _, e := range events {
						if len(e.Text) > textLimit || strings.ContainsAny(string(e.Text), "\n\r\x00") {
							t.Errorf("%s: text %q", p.ID, e.Text)
						}
					}
				}
			}
		}
	}
}

// TestJSONGrammar holds the scanner to the answers of the JSON test suite,
// each text as the value of a field.
func TestJSONGrammar(t *testing.T) {
	var s jsonScan
	for _, p := range payloads(t, "json/jsontestsuite.jsonl") {
		if strings.ContainsAny(p.Text, "\n") {
			continue
		}
		err := s.object([]byte(`{"a":` + p.Text + `}`))
		switch {
		case p.Want == "accept" && err != nil && !errors.Is(err, errDuplicate):
			t.Errorf("%s: %v", p.ID, err)
		case p.Want == "reject" && err == nil && !json.Valid([]byte(`{"a":`+p.Text+`}`)):
			t.Errorf("%s: accepted", p.ID)
		}
	}
}

func TestJSONRefused(t *testing.T) {
	deep := func(n int) string { return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) }
	var wide strings.Builder
	wide.WriteString(`{"time":"2024-03-04T14:02:11Z"`)
	for i := range 100 {
		wide.WriteString(`,"k` + strings.Repeat("x", i) + `":{"same":1}`)
	}
	for _, c := range []struct {
		line string
		want error
	}{
		{`{"time":"2024-03-04T14:02:11Z","msg":"a"}`, nil},
		{`{"time":"2024-03-04T14:02:11Z","msg":"a","msg":"b"}`, errDuplicate},
		{`{"time":"2024-03-04T14:02:11Z","msg":"a","m\u0073g":"b"}`, errDuplicate},
		{`{"time":"2024-03-04T14:02:11Z","a":{"b":1,"b":2}}`, errDuplicate},
		{`{"time":"2024-03-04T14:02:11Z","a":[{"b":1},{"b":2}],"b":3}`, nil},
		{wide.String() + "}", nil},
		{wide.String() + `,"kxxx":1}`, errDuplicate},
		{wide.String() + `,"k` + strings.Repeat("x", 90) + `":1}`, errDuplicate},
		{`{"time":"2024-03-04T14:02:11Z","a":` + deep(99) + `}`, nil},
		{`{"time":"2024-03-04T14:02:11Z","a":` + deep(100) + `}`, errDepth},
		{`{"time":"2024-03-04T14:02:11Z"`, errJSON},
		{`{"msg":"a"}`, errNoTime},
		{`{"time":12.5,"msg":"a"}`, errNoTime},
	} {
		r := Read(t.Context(), []File{memory("a.log", c.line+"\n")}, Options{Source: "s"})
		_, refused := collect(t, r)
		if c.want == nil && len(refused) > 0 || c.want != nil && (len(refused) != 1 || !errors.Is(refused[0], c.want)) {
			t.Errorf("%.80s: %v, want %v", c.line, refused, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, format := range Formats() {
		for _, s := range format.Samples {
			f.Add(s.Line + "\n\tat x\n" + s.Line)
		}
	}
	f.Add("\xff\xfea\x00")
	f.Add("\x1f\x8b\x08")
	f.Fuzz(func(t *testing.T, text string) {
		for _, each := range []timeline.Kind{"", timeline.Note} {
			since := time.Date(2024, 3, 4, 14, 0, 0, 0, time.UTC)
			r := Read(t.Context(), []File{memory("a.log", text)}, Options{Source: "s", Each: each, Since: since, Limits: Limits{Line: 100}})
			events, _ := collect(t, r)
			lines := 0
			for _, e := range events {
				lines += e.Lines
				if len(e.Text) > textLimit || strings.ContainsAny(string(e.Text), "\n\r\x00") {
					t.Errorf("text %q", e.Text)
				}
				if !e.Time.IsZero() && e.Time.Earliest.Before(since) && e.Time.Exact() {
					t.Errorf("time %v lies before the window", e.Time)
				}
			}
			if told := r.Reading().Tally.Told; lines != told {
				t.Errorf("events stand for %d lines, the tally says %d", lines, told)
			}
		}
	})
}

func FuzzFormats(f *testing.F) {
	for _, format := range Formats() {
		for _, s := range format.Samples {
			f.Add(s.Line)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, format := range Formats() {
			format, ok := format.at([]byte(text))
			if !ok {
				continue
			}
			lines := []byte(text)
			if format.gather != nil {
				gathered, err := io.ReadAll(format.gather(strings.NewReader(text)))
				if err != nil || len(gathered) > 6*len(text)+8 { // a control character takes six
					t.Errorf("%s: gathered %d bytes of %d: %v", format.Name, len(gathered), len(text), err)
				}
				lines = gathered
			}
			var r record
			for line := range bytes.SplitSeq(lines, []byte("\n")) {
				r.reset()
				kept := bytes.Clone(line)
				if v := format.parse(line, &r); v == refused && r.why == nil {
					t.Errorf("%s: refused without a reason", format.Name)
				} else if v == understood {
					r.headline()
				}
				if !bytes.Equal(line, kept) {
					t.Errorf("%s: wrote into the line", format.Name)
				}
			}
		}
	})
}

func FuzzJSON(f *testing.F) {
	f.Add(`{"a":[1,-0.5e+3,"\u00e9\\",{"b":null}],"a":true}`)
	f.Fuzz(func(t *testing.T, line string) {
		var s jsonScan
		err := s.object([]byte(line))
		valid := json.Valid([]byte(line)) && strings.HasPrefix(strings.TrimLeft(line, " \t\r\n"), "{")
		switch {
		case err == nil && !valid:
			t.Errorf("%q is accepted", line)
		case err == errJSON && valid:
			t.Errorf("%q is refused", line)
		}
	})
}

// FuzzStamp writes an instant in several ways and reads it back.
func FuzzStamp(f *testing.F) {
	f.Add(int64(1709560931), int64(250_000_000))
	f.Fuzz(func(t *testing.T, sec, ns int64) {
		sec = firstEpoch/1_000_000_000 + floorMod(sec, (lastEpoch-firstEpoch)/1_000_000_000)
		want := time.Unix(sec, floorMod(ns, 1_000_000_000)).UTC()
		c := calendar{clockOf: clockOf{loc: time.UTC}, order: dayFirst}
		for _, layout := range []string{
			time.RFC3339Nano, "2006-01-02 15:04:05.000000000", "2006/01/02 15:04:05,000000", "20060102 150405.000", "Mon Jan _2 15:04:05.000 2006",
			"02/Jan/2006:15:04:05 -0700", "02.01.2006 15:04:05", "02/01/2006 03:04:05.000 PM", "02 Jan 2006 15:04:05",
		} {
			text := want.Format(layout)
			back, err := time.Parse(layout, text)
			if err != nil {
				t.Fatal(err)
			}
			var s stamp
			if n := s.read([]byte(text), false); n != len(text) {
				t.Fatalf("%q: read %d bytes", text, n)
			}
			got, err := c.settle(&s)
			if err != nil || got.ns != back.UnixNano() {
				t.Errorf("%q: %v, %v", text, time.Unix(0, got.ns).UTC(), err)
			}
		}
	})
}
