package source_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

func sample() *source.Collected {
	at := func(s string) timeline.Time {
		t, err := timeline.ParseTime(s, nil)
		if err != nil {
			panic(err)
		}
		return t
	}
	event := timeline.Event{
		Time: at("2026-03-04T14:02:11.25Z"), Until: at("2026-03-04T14:03Z/14:05Z"), Kind: timeline.Burst, Level: timeline.Error, Actor: "a",
		Text: "it failed <&> \u2028 \x1b]0;x\x07 \u202e", Labels: map[string]string{"b": "2", "a": "1"}, Source: timeline.Position{Source: "api-log", File: "logs/a.log", Line: 17}, Lines: 3,
	}
	return &source.Collected{
		Readings: []timeline.Reading{{Source: "api-log", Kind: "file", Tally: timeline.Tally{Source: "api-log", Unit: "lines", Read: 5, Refused: 1, Quiet: 1, Told: 3}, Gaps: []string{"x: y"}}},
		Refused:  []*timeline.LineError{{Position: timeline.Position{Source: "api-log", Line: 3}, Err: errors.New("no time")}},
		Events:   []timeline.Event{event.Seal(), timeline.Event{Time: at("2008-08-12T00:00 local"), Kind: timeline.Note, Text: "n", Source: timeline.Position{Source: "chat", Ref: "7"}}.Seal()},
	}
}

func written(t interface{ Fatal(...any) }, c *source.Collected) []byte {
	var buf bytes.Buffer
	if err := c.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestCollectedReadsBack(t *testing.T) {
	data := written(t, sample())
	got, err := source.ReadCollected("events.jsonl", data)
	if err != nil {
		t.Fatal(err)
	}
	if want := sample(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if _, err := source.ReadCollected("events.jsonl", bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))); err != nil {
		t.Errorf("the line ends of another system: %v", err)
	}
}

// TestCollectedSaysWhatIsInTheFile holds that text and times that cannot be
// kept whole change when they are written, not when they are read.
func TestCollectedSaysWhatIsInTheFile(t *testing.T) {
	c := sample()
	c.Events[0].Text = "caf\xe9 \ufffd"
	c.Events[0].Time = timeline.At(time.Date(2026, 3, 4, 14, 2, 33, 5, time.UTC), time.Minute)
	first, err := source.ReadCollected("events.jsonl", written(t, c))
	if err != nil {
		t.Fatal(err)
	}
	if got := written(t, first); !bytes.Equal(got, written(t, c)) {
		t.Errorf("written once more it differs:\n%s", got)
	}
}

// TestCollectedRefusesEveryChange changes each byte, takes out each line, and
// cuts the file off everywhere.
func TestCollectedRefusesEveryChange(t *testing.T) {
	data := written(t, sample())
	refused := func(what string, changed []byte) {
		t.Helper()
		if c, err := source.ReadCollected("events.jsonl", changed); err == nil {
			t.Errorf("%s: read as %+v", what, c)
		} else if !strings.HasPrefix(err.Error(), "events.jsonl") || !strings.Contains(err.Error(), "candor collect") {
			t.Errorf("%s: the error does not say where and what to do: %v", what, err)
		}
	}
	for i := range data {
		changed := bytes.Clone(data)
		changed[i] ^= 1
		refused(fmt.Sprintf("byte %d", i), changed)
		refused(fmt.Sprintf("cut at %d", i), data[:i])
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	for i := range lines[:len(lines)-1] {
		without := bytes.Join(append(append([][]byte{}, lines[:i]...), lines[i+1:]...), nil)
		refused(fmt.Sprintf("without line %d", i+1), without)
		refused(fmt.Sprintf("line %d twice", i+1), bytes.Join(append(append([][]byte{}, lines[:i+1]...), lines[i:]...), nil))
	}
	refused("a line more", append(bytes.Clone(data), "{}\n"...))
	refused("twice", append(bytes.Clone(data), data...))
	refused("nothing", nil)
}

// sealed puts the head on lines that somebody made who knows how.
func sealed(body string) []byte {
	return fmt.Appendf(nil, "{\"candor\":\"events/1\",\"sha256\":\"%x\"}\n%s", sha256.Sum256([]byte(body)), body)
}

// TestCollectedRefusesWhatCandorDoesNotWrite holds lines whose digest is right
// against what could be read in two ways, or not at all.
func TestCollectedRefusesWhatCandorDoesNotWrite(t *testing.T) {
	const event = `{"event":{"id":"e0123456789","kind":"note","text":"x","source":{"source":"a"},"lines":1}}`
	if _, err := source.ReadCollected("events.jsonl", sealed(event+"\n")); err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{
		"a field twice":         strings.Replace(event, `"kind":"note"`, `"kind":"note","kind":"alert"`, 1),
		"an event twice":        `{"event":null,` + event[1:],
		"capitals":              strings.Replace(event, `"text"`, `"Text"`, 1),
		"an unknown field":      strings.Replace(event, `"kind"`, `"public":true,"kind"`, 1),
		"an unknown line":       `{"evnt":{}}`,
		"nothing in it":         `{}`,
		"null":                  `null`,
		"an empty line":         "\n" + event,
		"spaces":                " " + event,
		"two in a line":         event + event,
		"two things":            `{"reading":{"source":"a","kind":"file","tally":{"source":"a","unit":"lines","read":0,"refused":0,"outside":0,"quiet":0,"told":0}},` + event[1:],
		"a second head":         `{"candor":"events/1"}`,
		"no id":                 strings.Replace(event, "e0123456789", "", 1),
		"a strange id":          strings.Replace(event, "e0123456789", "../../x", 1),
		"a strange kind":        strings.Replace(event, `"note"`, `"<script>"`, 1),
		"a level that is none":  strings.Replace(event, `"kind"`, `"level":"worst","kind"`, 1),
		"a time that is none":   strings.Replace(event, `"kind"`, `"time":{"at":"soon"},"kind"`, 1),
		"a time beyond all":     strings.Replace(event, `"kind"`, `"time":{"at":"99999-01-01T00:00Z"},"kind"`, 1),
		"other bounds":          strings.Replace(event, `"kind"`, `"time":{"at":"2026-03-04T14:02Z/2026-03-04T14:09Z","earliest":"1999-01-01T00:00:00Z","latest":"2026-03-04T14:09:00Z"},"kind"`, 1),
		"a number of lines":     strings.Replace(event, `"lines":1`, `"lines":1e999`, 1),
		"fewer lines than one":  strings.Replace(event, `"lines":1`, `"lines":-5`, 1),
		"bytes":                 strings.Replace(event, `"x"`, "\"\xff\"", 1),
		"a half of a pair":      strings.Replace(event, `"x"`, `"\ud800"`, 1),
		"a tally that is wrong": `{"reading":{"source":"a","kind":"file","tally":{"source":"a","unit":"lines","read":9,"refused":0,"outside":0,"quiet":0,"told":0}}}`,
		"depth":                 strings.Repeat("[", 200_000),
		"depth in a field":      `{"event":` + strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000) + "}",
		"a long line":           strings.Replace(event, `"x"`, `"`+strings.Repeat("x", 4<<20)+`","x":1`, 1),
	} {
		if c, err := source.ReadCollected("events.jsonl", sealed(body+"\n")); err == nil {
			t.Errorf("%s: read as %+v", name, c)
		} else if len(err.Error()) > 2000 {
			t.Errorf("%s: the error has %d bytes", name, len(err.Error()))
		}
	}
}

// TestTimesReadBack holds that whatever time an event has, the file says the
// same after it was read.
func TestTimesReadBack(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"}
	rapid.Check(t, func(t *rapid.T) {
		loc, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Skip(err)
		}
		when := func(name string) timeline.Time {
			at := time.Unix(rapid.Int64Range(0, 7e9).Draw(t, name), rapid.Int64Range(0, 999_999_999).Draw(t, name+" ns")).In(loc)
			precision := rapid.SampledFrom([]time.Duration{1, time.Millisecond, time.Second, time.Minute, time.Hour}).Draw(t, name+" precision")
			switch rapid.IntRange(0, 3).Draw(t, name+" form") {
			case 0:
				return timeline.Float(at, precision)
			case 1:
				day := timeline.OnDay(at)
				day.Basis.Zone = loc.String()
				return day
			}
			return timeline.At(at, precision)
		}
		e := timeline.Event{Time: when("time"), Kind: timeline.Note, Text: timeline.Foreign(rapid.String().Draw(t, "text")), Source: timeline.Position{Source: "a"}}
		if rapid.Bool().Draw(t, "interval") && e.Time.Form == timeline.Instant {
			e.Time = timeline.Between(e.Time, timeline.At(e.Time.Latest.Add(time.Hour), time.Minute))
		}
		c := &source.Collected{Events: []timeline.Event{e.Seal()}}
		data := written(t, c)
		read, err := source.ReadCollected("events.jsonl", data)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if again := written(t, read); !bytes.Equal(again, data) {
			t.Fatalf("written once more:\n%s\nfirst:\n%s", again, data)
		}
	})
}

// FuzzReadCollected holds that what is accepted is exactly what candor writes:
// written once more, it has the same bytes.
func FuzzReadCollected(f *testing.F) {
	body := written(f, sample())
	f.Add(string(body[bytes.IndexByte(body, '\n')+1:]))
	f.Add(`{"event":{"id":"e0123456789","time":{"at":"2026-03-04"},"kind":"note","text":"x","source":{"source":"a"},"lines":1}}` + "\n")
	f.Add("{}\n")
	f.Fuzz(func(t *testing.T, body string) {
		data := sealed(body)
		c, err := source.ReadCollected("events.jsonl", data)
		if err != nil {
			return
		}
		again := written(t, c)
		sorted := func(b []byte) map[string]int {
			lines := map[string]int{}
			for l := range bytes.Lines(b[bytes.IndexByte(b, '\n')+1:]) {
				lines[strings.TrimRight(string(l), "\r\n")]++
			}
			return lines
		}
		// Only the order of the kinds of line is the file's own.
		if !reflect.DeepEqual(sorted(again), sorted(data)) {
			t.Errorf("%q was read, and is written as %q", data, again)
		}
	})
}
