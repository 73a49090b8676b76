package logs

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/candor-reports/candor/timeline"
)

// specimen is a log as one system writes it, with what is to be read from each of
// its lines.
type specimen struct {
	name, file string
	options    Options
	lines      []specimenLine
}

// specimenLine is a line and what it says: the time in RFC 3339, without a zone
// for UTC; "=" for one that goes on with the line before and "!" for one
// without a time. The level "?" is any.
type specimenLine struct{ at, level, text string }

var shapedLevels = map[string]timeline.Level{
	"-": timeline.NoLevel, "D": timeline.Debug, "I": timeline.Info, "W": timeline.Warning, "E": timeline.Error, "F": timeline.Fatal,
}

// specimens reads the logs of testdata/shapes. A log begins with "-- its name --"
// and with lines of what is declared: %year, %zone, %day for times without a
// date, %file for its name.
func specimens(t *testing.T) (out []specimen) {
	t.Helper()
	files, err := filepath.Glob("testdata/shapes/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no shapes: ", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		day := ""
		for no, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
			if name, ok := strings.CutPrefix(line, "-- "); ok {
				name = strings.TrimSuffix(name, " --")
				out, day = append(out, specimen{name: name, file: name + ".log"}), ""
				continue
			}
			sh := &out[len(out)-1]
			if what, value, ok := strings.Cut(line, " "); ok && line[0] == '%' {
				switch what {
				case "%day":
					day = value
				case "%year":
					sh.options.Year, _ = strconv.Atoi(value)
				case "%zone":
					sh.options.Zone = zone(t, value)
				case "%file":
					sh.file = value
				default:
					t.Fatalf("%s:%d: %s is not known", file, no+1, what)
				}
				continue
			}
			want, rest, ok := strings.Cut(line, "|")
			at, level, _ := strings.Cut(want, " ")
			if !ok {
				t.Fatalf("%s:%d: no | after what is wanted", file, no+1)
			}
			if len(at) > 1 && !strings.Contains(at, "T") {
				at = day + "T" + at
			}
			if strings.Contains(at, ".") {
				at = strings.TrimRight(at, "0")
			}
			sh.lines = append(sh.lines, specimenLine{at, level, rest})
		}
	}
	return out
}

// TestShapes reads logs in the shapes of systems of which no samples are among the
// shared data: each line must have its time and its level.
func TestShapes(t *testing.T) {
	lines, wrongTimes, wrongLevels := 0, 0, 0
	for _, sh := range specimens(t) {
		t.Run(sh.name, func(t *testing.T) {
			var text strings.Builder
			for _, l := range sh.lines {
				text.WriteString(l.text + "\n")
			}
			i := 0
			for got, err := range Lines(t.Context(), memory(sh.file, text.String()), sh.options) {
				if err != nil {
					t.Fatal(err)
				}
				if i >= len(sh.lines) {
					t.Fatalf("more lines than there are: %d", got.No)
				}
				want := sh.lines[i]
				i++
				lines++
				if at := got.when(); at != want.at {
					wrongTimes++
					t.Errorf("line %d: time %s, want %s (%s)\n%s", got.No, at, want.at, basisOf(got.Time), want.text)
				}
				if level, told := shapedLevels[want.level]; told && got.Level != level {
					wrongLevels++
					t.Errorf("line %d: level %q, want %q\n%s", got.No, got.Level, level, want.text)
				}
			}
			if i < len(sh.lines) {
				t.Errorf("%d of %d lines", i, len(sh.lines))
			}
		})
	}
	t.Logf("%d lines, %d wrong times, %d wrong levels", lines, wrongTimes, wrongLevels)
}

// when is the time of a line as the shapes have it.
func (l Line) when() string {
	switch {
	case l.Of > 0:
		return "="
	case l.Time.IsZero():
		return "!"
	}
	return l.Time.Earliest.Format("2006-01-02T15:04:05.999999999")
}

// TestOutlinesOfShapes holds that lines recognized by their outline are told as
// if each were read for itself. Without -everything it takes every eighth log.
func TestOutlinesOfShapes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 5))
	for i, sh := range specimens(t) {
		if !*everything && i%8 != 0 {
			continue
		}
		var text strings.Builder
		for _, l := range sh.lines {
			text.WriteString(l.text + "\n")
		}
		for range 40 {
			if l := sh.lines[rnd.IntN(len(sh.lines))]; len(l.text) > 0 {
				text.WriteString(altered(l.text, rnd) + "\n")
			}
		}
		t.Run(sh.name, func(t *testing.T) { sameApart(t, text.String(), Options{Source: "s", Year: sh.options.Year}) })
	}
}
