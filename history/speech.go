package history

import (
	"bytes"
	"math"
	"regexp"
	"slices"
	"strings"
)

// speech weighs messages by the words that they share with the fix's: the rarer
// a word among the messages, the more it says (Robertson and Zaragoza, The
// Probabilistic Relevance Framework: BM25 and Beyond, 2009).
type speech struct {
	asked []askedWord
	place map[string]int // of a word among those asked for
	all   int            // messages read
}

// askedWord is a word of the fix's message.
type askedWord struct {
	word    string
	times   float64 // how often it stands there, twice at most
	subject bool    // it stands in the first line
	met     int     // messages that have it
}

// heard is what a message has of the fix's words.
type heard struct {
	words []tally // in the order in which they stand there
	long  int     // words in all
}

type tally struct{ word, times int }

const (
	// maxSpeech is how much of a commit's message is compared, in bytes.
	maxSpeech = 4000
	// usualSpeech is how many words a message has.
	usualSpeech = 60
	// fewSpeeches are too few to tell from them that a word is a common one.
	fewSpeeches = 50
)

var (
	trailerLine = regexp.MustCompile(`^[A-Z][A-Za-z]*(?:-[A-Za-z]+)*:\s`)
	paragraphs  = regexp.MustCompile(`\n[ \t\r]*\n`)
)

// newSpeech takes the words of a fix's message. Paragraphs that name commits
// are left out: they are read on their own.
func newSpeech(message, subject string) *speech {
	s := &speech{place: map[string]int{}}
	note := func(text string, subject bool) {
		eachWord([]byte(text), func(w []byte) {
			i, ok := s.place[string(w)]
			if !ok {
				i, s.asked = len(s.asked), append(s.asked, askedWord{word: string(w)})
				s.place[string(w)] = i
			}
			s.asked[i].times = min(2, s.asked[i].times+1)
			s.asked[i].subject = s.asked[i].subject || subject
		})
	}
	note(subject, true)
	for _, p := range paragraphs.Split(message[:min(len(message), maxSpeech)], -1) {
		if namesCommit(p) {
			continue
		}
		for line := range strings.Lines(p) {
			if line = strings.TrimSpace(line); !trailerLine.MatchString(line+" ") || line == subject {
				note(line, false)
			}
		}
	}
	return s
}

func namesCommit(s string) bool {
	return slices.ContainsFunc(anyHash.FindAllString(s), looksHashed)
}

// looksHashed tells the name of a commit from a number and a word.
func looksHashed(s string) bool {
	return strings.ContainsAny(s, "abcdef") && strings.ContainsAny(s, "0123456789")
}

// hear reads a message: its first line counts twice, its trailers not at all.
func (s *speech) hear(message []byte) heard {
	var h heard
	times := 2
	for line := range bytes.Lines(message[:min(len(message), maxSpeech)]) {
		if times == 1 && trailerLine.Match(line) {
			continue
		}
		eachWord(line, func(w []byte) {
			h.long++
			place, ok := s.place[string(w)]
			if !ok {
				return
			}
			i := slices.IndexFunc(h.words, func(t tally) bool { return t.word == place })
			if i < 0 {
				i, h.words = len(h.words), append(h.words, tally{word: place})
			}
			h.words[i].times += times
		})
		times = 1
	}
	return h
}

// count notes a message among all.
func (s *speech) count(h heard) {
	s.all++
	for _, t := range h.words {
		s.asked[t.word].met++
	}
}

// weight is how much it says that a message has a word: nothing for one that a
// tenth of all have.
func (s *speech) weight(word int) float64 {
	n, all := float64(s.asked[word].met), float64(s.all)
	if s.all >= fewSpeeches && 10*n > all {
		return 0
	}
	return math.Log1p((all - n + 0.5) / (n + 0.5))
}

// score gives how much a message tells of what the fix's does, 1 for about all
// of it.
func (s *speech) score(h heard) float64 {
	sum, most := 0.0, 0.0
	for _, t := range h.words {
		n := float64(t.times)
		sum += s.weight(t.word) * s.asked[t.word].times * n * 2.2 / (n + 1.2*(0.4+0.6*float64(h.long)/usualSpeech))
	}
	for i, a := range s.asked {
		most += s.weight(i) * a.times * 1.5
	}
	if most == 0 {
		return 0
	}
	return sum / most
}

// subject gives what the words of the fix's first line weigh together.
func (s *speech) subject() float64 {
	sum := 0.0
	for i, a := range s.asked {
		if a.subject {
			sum += s.weight(i)
		}
	}
	return sum
}

// eachWord calls for every telling word of a text: in lower case, without the s
// of the plural, and the parts of a compound as well.
func eachWord(text []byte, f func(word []byte)) {
	var buf [64]byte
	word := func(b []byte) {
		if len(b) < 3 || len(b) > len(buf) || b[0] >= '0' && b[0] <= '9' {
			return
		}
		w := buf[:len(b)]
		for i, c := range b {
			if c >= 'A' && c <= 'Z' {
				c |= 0x20
			}
			w[i] = c
		}
		if len(w) > 3 && w[len(w)-1] == 's' {
			w = w[:len(w)-1]
		}
		if !plainWords[string(w)] {
			f(w)
		}
	}
	for i := 0; i < len(text); {
		if !isWord(text[i]) {
			i++
			continue
		}
		start := i
		for i < len(text) && isWord(text[i]) {
			i++
		}
		whole := text[start:i]
		word(whole)
		if bytes.IndexByte(whole, '_') > 0 {
			for part := range bytes.SplitSeq(whole, []byte{'_'}) {
				word(part)
			}
		}
	}
}
