package answers

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/candor-reports/candor/archive"
)

// Likeness is an incident that has something in common with another.
type Likeness struct {
	Incident string   `json:"incident"`
	Title    string   `json:"title"`
	Score    float64  `json:"score"`  // from 0 to 1: how much of what tells the one apart from all others the two share
	Shared   []string `json:"shared"` // what they share, what weighs most first
}

// trait is something that incidents can have in common, with how much it weighs
// beside its rareness: that the same family of log lines or the same commit was
// there says more than that the same words were used.
type trait struct {
	kind, value string
}

var weights = map[string]float64{"pattern": 4, "commit": 4, "file": 3, "factor": 3, "trigger": 2, "component": 2, "service": 1, "word": 1}

const (
	// sampled is of how many incidents the texts are read to learn which words
	// are ordinary. More would say the same.
	sampled = 400
	// telling is how many words of an incident's own texts are looked for in
	// those of others.
	telling = 24
)

// Similar ranks the incidents that share something with one, by what they share
// and how rare that is in the archive. The texts of the archive tell which words
// are ordinary: a word that half of them have weighs nothing, in whatever
// language, and no list of words is needed for that. Texts is ranged over twice.
func Similar(entries []archive.Entry, texts iter.Seq2[*archive.Texts, error], id string, most int) ([]Likeness, error) {
	at := slices.IndexFunc(entries, func(e archive.Entry) bool { return e.ID == id })
	if at < 0 {
		return nil, fmt.Errorf("the archive has no incident %q\n  hint: candor archive list shows those there are", id)
	}
	mine := traitsOf(entries[at], nil)
	own, err := tellingWords(texts, id)
	if err != nil {
		return nil, err
	}
	for t, w := range own {
		if _, ok := mine[t]; !ok {
			mine[t] = w
		}
	}
	traits := make([]map[trait]string, len(entries))
	place := make(map[string]int, len(entries))
	for i, e := range entries {
		traits[i] = traitsOf(e, mine)
		place[e.ID] = i
	}
	traits[at] = mine
	// A word that one has in its title may stand in the texts of another.
	wanted := map[string]trait{}
	for t := range mine {
		if t.kind == "word" {
			wanted[t.value] = t
		}
	}
	for in, err := range texts {
		if err != nil {
			return nil, err
		}
		i, ok := place[in.ID]
		if !ok || i == at {
			continue
		}
		for _, text := range in.Texts {
			eachWord(text.Lower, func(w string) {
				if t, ok := wanted[stem(w)]; ok {
					traits[i][t] = mine[t]
				}
			})
		}
	}
	rare := rareness(traits, at)
	whole := 0.0
	for t := range traits[at] {
		whole += weights[t.kind] * rare[t]
	}
	out := []Likeness{}
	for i, e := range entries {
		if i == at || whole == 0 {
			continue
		}
		if l := likeness(e, traits[at], traits[i], rare); l.Score > 0 {
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

// rareness is how rare the traits of one incident are among all. A word that
// half of them have or more is ordinary and weighs nothing; of few incidents
// that is not known.
func rareness(traits []map[trait]string, at int) map[trait]float64 {
	rare := map[trait]float64{}
	for t := range traits[at] {
		have := 0
		for _, other := range traits {
			if _, ok := other[t]; ok {
				have++
			}
		}
		rare[t] = math.Log(float64(1+len(traits)) / float64(have))
		if t.kind == "word" && len(traits) >= 4 {
			rare[t] *= max(0, 1-2*float64(have-1)/float64(len(traits)-1))
		}
	}
	return rare
}

// tellingWords are the words that tell the texts of an incident from those of
// others: that stand in them more than once, and in few others.
func tellingWords(texts iter.Seq2[*archive.Texts, error], id string) (map[trait]string, error) {
	of := 0
	have := map[string]int{}
	times, full := map[string]int{}, map[string]string{}
	found := false
	for in, err := range texts {
		if err != nil {
			return nil, err
		}
		if in.ID == id {
			found = true
			for _, text := range in.Texts {
				eachWord(text.Lower, func(w string) {
					s := stem(w)
					times[s]++
					if full[s] == "" {
						full[s] = w
					}
				})
			}
		}
		if of < sampled {
			of++
			met := map[string]bool{}
			for _, text := range in.Texts {
				eachWord(text.Lower, func(w string) { met[stem(w)] = true })
			}
			for s := range met {
				have[s]++
			}
		}
		if found && of >= sampled {
			break
		}
	}
	type word struct {
		stem  string
		score float64
	}
	var list []word
	for s, n := range times {
		share := float64(have[s]) / float64(max(1, of))
		if n > 1 && share < 0.5 && utf8.RuneCountInString(s) >= 2 {
			list = append(list, word{s, (1 + math.Log(float64(n))) * math.Log(float64(1+of)/float64(1+have[s]))})
		}
	}
	slices.SortFunc(list, func(a, b word) int { return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.stem, b.stem)) })
	out := map[trait]string{}
	for _, w := range list[:min(telling, len(list))] {
		out[trait{"word", w.stem}] = full[w.stem]
	}
	return out, nil
}

func likeness(e archive.Entry, a, b map[trait]string, rare map[trait]float64) Likeness {
	l := Likeness{Incident: e.ID, Title: e.House.Title}
	weigh := func(t trait) float64 { return weights[t.kind] * rare[t] }
	var shared []trait
	for t := range a {
		if _, ok := b[t]; ok && weigh(t) > 0 {
			shared = append(shared, t)
		}
	}
	slices.SortFunc(shared, func(a, b trait) int {
		return cmp.Or(cmp.Compare(weigh(b), weigh(a)), strings.Compare(a.kind+a.value, b.kind+b.value))
	})
	var same []string
	for _, t := range shared {
		l.Score += weigh(t)
		if t.kind == "word" {
			same = append(same, a[t])
			continue
		}
		l.Shared = append(l.Shared, t.kind+" "+t.value)
	}
	const mostWords = 6
	switch n := len(same); {
	case n == 1:
		l.Shared = append(l.Shared, "word "+same[0])
	case n > mostWords:
		l.Shared = append(l.Shared, fmt.Sprintf("words %s and %d more", strings.Join(same[:mostWords], ", "), n-mostWords))
	case n > 1:
		l.Shared = append(l.Shared, "words "+strings.Join(same, ", "))
	}
	return l
}

// traitsOf are the traits of an incident, with how each is written; where some
// are given, of those alone.
func traitsOf(e archive.Entry, of map[trait]string) map[trait]string {
	out := map[trait]string{}
	put := func(t trait, text string) {
		if _, ok := of[t]; ok || of == nil {
			if _, ok := out[t]; !ok {
				out[t] = text
			}
		}
	}
	add := func(kind string, values ...string) {
		for _, v := range values {
			if v = strings.Join(strings.Fields(v), " "); v != "" {
				put(trait{kind, v}, v)
			}
		}
	}
	h := e.House
	add("pattern", h.Patterns...)
	add("commit", h.Commits...)
	add("file", h.Paths...)
	add("factor", h.Factors...)
	add("trigger", h.Trigger)
	add("component", h.Components...)
	add("service", h.Service)
	for _, text := range append([]string{e.ID, h.Title, h.Summary, h.Trigger}, h.Factors...) {
		eachWord(strings.ToLower(text), func(w string) {
			if len(w) > 1 {
				put(trait{"word", stem(w)}, w)
			}
		})
	}
	return out
}

// stem is what two forms of a word have in common: its first six letters. That
// is rough, and needs no rules for each language.
func stem(w string) string {
	n := 0
	for i := range w {
		if n == 6 {
			return w[:i]
		}
		n++
	}
	return w
}

// eachWord gives the words of a text in small letters, but numbers: a time or a
// count that two incidents share says nothing. Where words are written without
// spaces between them, each two characters that follow one another are one.
func eachWord(text string, word func(string)) {
	start, letters, close := -1, false, false
	end := func(at int) {
		switch {
		case start < 0:
		case close:
			pairs(text[start:at], word)
		case letters:
			word(text[start:at])
		}
		start, letters, close = -1, false, false
	}
	for i, r := range text {
		switch {
		case r >= 'a' && r <= 'z', r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r)):
			letters = true
			close = close || r >= utf8.RuneSelf && spaceless(r)
		case r >= '0' && r <= '9':
		default:
			end(i)
			continue
		}
		if start < 0 {
			start = i
		}
	}
	end(len(text))
}

func pairs(text string, word func(string)) {
	runes := []rune(text)
	for i := range max(1, len(runes)-1) {
		word(string(runes[i:min(i+2, len(runes))]))
	}
}

func spaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// Repeat is something that came again.
type Repeat struct {
	What      string   `json:"what"` // "pattern p3f2a…", "factor …", "component …"
	Incidents []string `json:"incidents"`
}

// Repeats lists the patterns of log lines, commits, files, contributing factors and
// triggers that more than one incident has, those of most incidents first.
func Repeats(entries []archive.Entry) []Repeat {
	in := map[trait][]string{}
	for _, e := range entries {
		for t := range traitsOf(e, nil) {
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
