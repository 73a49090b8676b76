package answers

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/candor-reports/candor/archive"
)

// Likeness is an incident that has something in common with another.
type Likeness struct {
	Incident string   `json:"incident"`
	Title    string   `json:"title"`
	Score    float64  `json:"score"` // from 0 to 1: how much of what tells the two apart from all others they share
	Shared   []string `json:"shared"`
}

// trait is something that incidents can have in common, with how much it weighs
// beside its rareness: that the same family of log lines or the same commit was
// there says more than that the same words were used.
type trait struct {
	kind, value string
}

var weights = map[string]float64{"pattern": 4, "commit": 4, "factor": 3, "trigger": 2, "component": 2, "service": 1, "word": 1}

// Similar ranks the incidents that share something with one, by what they share
// and how rare that is in the archive. The first reasons weigh most.
func Similar(entries []archive.Entry, id string, most int) ([]Likeness, error) {
	at := slices.IndexFunc(entries, func(e archive.Entry) bool { return e.ID == id })
	if at < 0 {
		return nil, fmt.Errorf("the archive has no incident %q\n  hint: candor archive list shows those there are", id)
	}
	traits := make([]map[trait]bool, len(entries))
	have := map[trait]int{}
	for i, e := range entries {
		traits[i] = traitsOf(e)
		for t := range traits[i] {
			have[t]++
		}
	}
	weigh := func(t trait) float64 {
		return weights[t.kind] * math.Log(float64(1+len(entries))/float64(have[t]))
	}
	whole := 0.0
	for t := range traits[at] {
		whole += weigh(t)
	}
	out := []Likeness{}
	for i, e := range entries {
		if i == at || whole == 0 {
			continue
		}
		if l := likeness(e, traits[at], traits[i], weigh); l.Score > 0 {
			l.Score = math.Round(100*l.Score/whole) / 100
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b Likeness) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(b.Incident, a.Incident))
	})
	out = slices.DeleteFunc(out, func(l Likeness) bool { return l.Score < 0.05 })
	return out[:min(most, len(out))], nil
}

func likeness(e archive.Entry, a, b map[trait]bool, weigh func(trait) float64) Likeness {
	l := Likeness{Incident: e.ID, Title: e.House.Title}
	var shared []trait
	for t := range a {
		if b[t] {
			shared = append(shared, t)
		}
	}
	slices.SortFunc(shared, func(a, b trait) int {
		return cmp.Or(cmp.Compare(weigh(b), weigh(a)), strings.Compare(a.kind+a.value, b.kind+b.value))
	})
	for _, t := range shared {
		l.Score += weigh(t)
		l.Shared = append(l.Shared, t.kind+" "+t.value)
	}
	return l
}

func traitsOf(e archive.Entry) map[trait]bool {
	out := map[trait]bool{}
	add := func(kind string, values ...string) {
		for _, v := range values {
			if v = strings.Join(strings.Fields(v), " "); v != "" {
				out[trait{kind, v}] = true
			}
		}
	}
	h := e.House
	add("pattern", h.Patterns...)
	add("commit", h.Commits...)
	add("factor", h.Factors...)
	add("trigger", h.Trigger)
	add("component", h.Components...)
	add("service", h.Service)
	for _, text := range append([]string{h.Title, h.Summary, h.Trigger}, h.Factors...) {
		for _, w := range words(text) {
			if len(w) >= 4 {
				add("word", w)
			}
		}
	}
	return out
}

// words are the words of a text, in small letters.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Repeat is something that came again.
type Repeat struct {
	What      string   `json:"what"` // "pattern p3f2a…", "factor …", "component …"
	Incidents []string `json:"incidents"`
}

// Repeats lists the patterns of log lines, commits, contributing factors and
// triggers that more than one incident has, those of most incidents first.
func Repeats(entries []archive.Entry) []Repeat {
	in := map[trait][]string{}
	for _, e := range entries {
		for t := range traitsOf(e) {
			if t.kind != "word" && t.kind != "service" && t.kind != "component" {
				in[t] = append(in[t], e.ID)
			}
		}
	}
	out := []Repeat{}
	for t, ids := range in {
		if len(ids) > 1 {
			slices.Sort(ids)
			out = append(out, Repeat{t.kind + " " + t.value, ids})
		}
	}
	slices.SortFunc(out, func(a, b Repeat) int {
		return cmp.Or(len(b.Incidents)-len(a.Incidents), strings.Compare(a.What, b.What))
	})
	return out
}
