package render

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// draw returns a random drawing of a timeline from minutes to years long.
func draw(t *rapid.T) (*timeline.Timeline, *drawing) {
	scale := rapid.SampledFrom([]int{120, 3600, 86400, 4 * 365 * 86400}).Draw(t, "seconds")
	base := time.Date(2023, 5, 6, 7, 8, 9, 0, time.UTC)
	at := func(label string) timeline.Time {
		from := base.Add(time.Duration(rapid.IntRange(0, scale).Draw(t, label)) * time.Second)
		switch rapid.IntRange(0, 5).Draw(t, "form") {
		case 0:
			return timeline.Between(timeline.At(from, 0), timeline.At(from.Add(time.Duration(scale/9)*time.Second), 0))
		case 1:
			return timeline.OnDay(from)
		case 2:
			return timeline.Float(from, time.Minute)
		}
		return timeline.At(from, 0)
	}
	var all []timeline.Event
	for i := range rapid.IntRange(0, 60).Draw(t, "events") {
		all = append(all, timeline.Event{
			Time: at("time"), Kind: rapid.SampledFrom(timeline.Kinds).Draw(t, "kind"), Text: timeline.Foreign(fmt.Sprintf("entry %d with some words", i)),
			Source: timeline.Position{Source: rapid.SampledFrom([]string{"a", "b", "a source with a long name", "record"}).Draw(t, "source")},
		}.Seal())
	}
	var marks []timeline.Mark
	for _, m := range timeline.Milestones {
		if rapid.Bool().Draw(t, string(m)) {
			marks = append(marks, timeline.Mark{Milestone: m, Time: at("milestone")})
		}
	}
	tl, err := timeline.Build(func(yield func(timeline.Event, error) bool) {
		for _, e := range all {
			if !yield(e, nil) {
				return
			}
		}
	}, timeline.Options{Marks: marks})
	if err != nil {
		t.Fatal(err)
	}
	return tl, newDrawing(tl, Picture{Audience: incident.Internal})
}

func TestPictureHoldsTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tl, d := draw(t)
		checkAxis(t, d)
		checkFlags(t, d)
		checkLanes(t, d)
		var b bytes.Buffer
		if err := SVG(&b, tl, Picture{Audience: incident.Internal}); err != nil {
			t.Fatal(err)
		}
		wellFormed(t, b.Bytes())
	})
}

// checkAxis: later is never further left, and no piece leaves the plot.
func checkAxis(t *rapid.T, d *drawing) {
	if len(d.axis.pieces) == 0 {
		return
	}
	at := d.instants()
	slices.SortFunc(at, time.Time.Compare)
	x := plotLeft
	for _, u := range at {
		next := d.axis.pos(u)
		if next < x || next > plotRight {
			t.Fatalf("%v lies at %v, after %v", u, next, x)
		}
		x = next
	}
	if len(d.axis.pieces) > maxBreaks+1 {
		t.Fatalf("%d pieces", len(d.axis.pieces))
	}
	for _, p := range d.axis.pieces {
		end := px(0)
		for _, k := range p.ticks() {
			if left := k.x - textWidth(k.label, labelSize)/2; left < end {
				t.Fatalf("tick %q begins at %v, before %v", k.label, left, end)
			}
			end = k.x + textWidth(k.label, labelSize)/2
		}
	}
}

// checkFlags: no flag covers another, and no pole runs through a flag.
func checkFlags(t *rapid.T, d *drawing) {
	for i, f := range d.flags {
		for _, g := range d.flags[:i] {
			if f.row == g.row && f.x < g.x+g.w && g.x < f.x+f.w {
				t.Fatalf("%s covers %s", f.name, g.name)
			}
			for _, pair := range [][2]flagMark{{f, g}, {g, f}} {
				if upper, lower := pair[0], pair[1]; upper.row < lower.row && upper.x > lower.x && upper.x < lower.x+lower.w {
					t.Fatalf("the pole of %s runs through %s", upper.name, lower.name)
				}
			}
		}
	}
}

// checkLanes: every entry is told by a mark, and marks and labels of a row do
// not cover each other.
func checkLanes(t *rapid.T, d *drawing) {
	told := 0
	for _, l := range d.lanes {
		end := [maxRows]px{}
		for _, dt := range l.dots {
			told += 1 + dt.more
			left, right := dt.x-markSize/2, max(dt.to, dt.x+markSize/2)
			if dt.before {
				left = dt.labelBefore() - textWidth(dt.label, labelSize)
			} else if dt.label != "" {
				right = dt.labelAt() + textWidth(dt.label, labelSize)
			}
			if left < end[dt.row] {
				t.Fatalf("%q begins at %v, before %v", dt.label, left, end[dt.row])
			}
			end[dt.row] = right
		}
	}
	for _, e := range d.entries {
		if stated(e) {
			told++
		}
	}
	if told != len(d.entries) {
		t.Fatalf("%d of %d entries are told", told, len(d.entries))
	}
}

func wellFormed(t interface{ Fatalf(string, ...any) }, svg []byte) {
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
	}
}

func TestHostilePicture(t *testing.T) {
	for _, p := range append(hostile(t, 2), "\x00\u202E\xff]]>", strings.Repeat("w", 5000)) {
		rep := hostileReport(p)
		var b bytes.Buffer
		if err := SVG(&b, rep.Timeline, Picture{Title: p, Audience: incident.Internal}); err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(bytes.NewReader(b.Bytes()))
		for {
			tok, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%q: %v", p, err)
			}
			checkToken(t, p, tok)
		}
	}
}

func checkToken(t *testing.T, p string, tok xml.Token) {
	switch tok := tok.(type) {
	case xml.StartElement:
		if !slices.Contains(strings.Fields("svg title desc style defs linearGradient stop mask pattern rect g line path text circle polygon"), tok.Name.Local) {
			t.Fatalf("%q: element %s", p, tok.Name.Local)
		}
		for _, a := range tok.Attr {
			if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" || a.Name.Local == "style" {
				t.Fatalf("%q: attribute %s", p, a.Name.Local)
			}
		}
	case xml.CharData:
		if len(tok) > 1500 && string(tok) != OwnTheme().text(pictureStyle) {
			t.Fatalf("%.40q: %d bytes of text", p, len(tok))
		}
		if strings.ContainsRune(string(tok), '\u202E') {
			t.Fatalf("%q: a hidden character", p)
		}
	}
}

func TestAxisBreaks(t *testing.T) {
	at := func(lengths ...time.Duration) []time.Time {
		u := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		out := []time.Time{u}
		for _, d := range lengths {
			u = u.Add(d)
			out = append(out, u)
		}
		return out
	}
	m, h := time.Minute, time.Hour
	for name, c := range map[string]struct {
		all    []time.Time
		breaks int
	}{
		"one":                {at(), 0},
		"two far apart":      {at(1000 * day), 0},
		"even":               {at(5*m, 7*m, 4*m, 6*m, 9*m), 0},
		"three":              {at(5*m, 9*m), 0},
		"four years":         {at(1400*day, 5*m, 7*m), 1},
		"years, then days":   {at(1000*day, 17*day, 2*h, 3*h, 5*h, 4*h), 2},
		"months, then hours": {at(43*day, 35*day, 52*day, 11*day, 11*day, 10*day, h, h, 2*h, 3*h, 9*h, h, 4*h, 5*h, 8*h, h, 6*h, h, h, m, m, m, 2*h, 25*day), 7},
		"three clusters":     {at(m, 2*m, 5*m, 3*day, m, 4*m, 2*m, 3*day, 2*m, m), 2},
	} {
		if a := newAxis(c.all, plotLeft, plotRight-plotLeft); len(a.pieces)-1 != c.breaks {
			t.Errorf("%s: %d breaks, want %d", name, len(a.pieces)-1, c.breaks)
		}
	}
}

func ExampleSVG() {
	at := func(minute int) timeline.Time {
		return timeline.At(time.Date(2026, 3, 4, 14, minute, 0, 0, time.UTC), time.Minute)
	}
	tl, err := timeline.Build(func(yield func(timeline.Event, error) bool) {
		_ = yield(timeline.Event{Time: at(2), Kind: timeline.Deploy, Text: "checkout v2026.9.1", Source: timeline.Position{Source: "deploys"}}.Seal(), nil) &&
			yield(timeline.Event{Time: at(9), Kind: timeline.Alert, Text: "too many errors", Source: timeline.Position{Source: "alerts"}}.Seal(), nil)
	}, timeline.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var svg strings.Builder
	if err := SVG(&svg, tl, Picture{Title: "Checkout", Audience: incident.Internal}); err != nil {
		fmt.Println(err)
	}
	_, desc, _ := strings.Cut(svg.String(), `<desc id="tl-desc">`)
	desc, _, _ = strings.Cut(desc, "</desc>")
	fmt.Println(desc)
	// Output: 2026-03-04 14:02 to 2026-03-04 14:09 UTC: 2 entries from 2 sources.
}

// TestCrowdBetweenEmptyWeeks holds that what happened has the width of the
// picture, and not the months before and after it, also where one time is known
// to some days only and so is as long as all the rest.
func TestCrowdBetweenEmptyWeeks(t *testing.T) {
	at := func(day, minute int) time.Time {
		return time.Date(2026, 3, 1, 0, minute, 0, 0, time.UTC).AddDate(0, 0, day)
	}
	row := []time.Time{at(0, 0), at(43, 0), at(140, 0), at(148, 0), at(151, 0), at(190, 0)}
	for i := range 30 {
		row = append(row, at(161, 160*i))
	}
	a := newAxis(row, 0, 8000)
	if width := a.pos(at(161, 160*29)) - a.pos(at(161, 0)); width < 2400 {
		t.Errorf("the crowded time has %d of 8000, in %d pieces", width, len(a.pieces))
	}
	for _, p := range newAxis([]time.Time{at(0, 0), at(0, 39), at(0, 111)}, 0, 8000).pieces[1:] {
		t.Errorf("three times are torn apart at %s", p.from)
	}
}
