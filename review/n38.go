package review

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/candor-reports/candor/incident"
)

var divergingRule = Rule{
	ID: "N38", Name: "facts-diverge", Level: Error, Source: "PagerDuty, customer liaison: one voice in every channel",
	Doc: "a sentence of one document of the incident tells other figures than the sentence of another that says the same, or one language tells " +
		"a figure that the other does not",
	Why:   "who reads both believes neither",
	Needs: "another document of the incident",
	Run: func(p *Pass) {
		if len(p.Document.Beside) == 0 {
			return
		}
		mine := textOf(p)
		for _, other := range p.Document.Beside {
			switch {
			case other.File == p.Document.File:
			case other.language == mine.language && !(mine.status && other.status):
				p.sameSentences(mine, other)
			case other.language != mine.language && Stem(other.File) == Stem(p.Document.File):
				p.sameFigures(mine, other)
			}
		}
	},
}

// Text is what a document tells in sentences and figures, to hold others
// against it.
type Text struct {
	File     string
	language string
	status   bool // a status update, which has times of its own and whose figures later ones correct
	says     []saying
}

// saying is a sentence: its longer words, and its figures.
type saying struct {
	at      match
	words   []string
	figures []string
}

// TextOf reads a document that others of the same incident are held against.
func TextOf(doc Document) *Text {
	p, err := passOf(unrecorded(), doc)
	if err != nil {
		return &Text{File: doc.File}
	}
	return textOf(p)
}

func textOf(p *Pass) *Text {
	t := &Text{File: p.Document.File, language: p.Document.Language, status: p.Document.Profile == Status || p.phase() != "" && p.Document.Draft.Audience == incident.Public}
	for i := range p.Prose.Sentences {
		s := &p.Prose.Sentences[i]
		b := &p.Prose.Blocks[s.Block]
		said := saying{at: match{s, b, 0, len(strings.TrimRight(s.Text, " "))}, figures: figuresOf(s.Lower)}
		if len(said.figures) == 0 {
			continue
		}
		for w := range words(s.Lower) {
			if len(w) > 3 && (w[0] < '0' || w[0] > '9') {
				said.words = append(said.words, w)
			}
		}
		t.says = append(t.says, said)
	}
	return t
}

var (
	figureForm = re(`\d+(?:[.,:\x{a0}\x{202f}' ]\d+)*(?: ?(?:%|percent\b|prozent\b|por ciento\b|por cento\b))?`)
	notFigures = regexp.MustCompile(`https?://\S+|[\w.+-]+@[\w.-]+|\+?\d[\d-]{6,}|\b[\w-]+\.\d+(?:\.\d+)+`)
	asNumber   = regexp.MustCompile(`^\d{1,3}(?:[.,\x{a0}\x{202f}' ]\d{3})+$`)
)

// figuresOf are the figures of a sentence, in a form that languages share.
func figuresOf(lower string) []string {
	var out []string
	lower = notFigures.ReplaceAllString(lower, " ")
	for _, m := range figureForm.FindAllStringSubmatchIndex(lower) {
		s := lower[m[0]:m[1]]
		percent := strings.TrimRight(s, "% abcdefghijklmnopqrstuvwxyz\u00a0\u202f") != s
		s = strings.TrimRight(s, "% abcdefghijklmnopqrstuvwxyz\u00a0\u202f")
		if asNumber.MatchString(s) {
			s = strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return r
				}
				return -1
			}, s)
		}
		s = strings.ReplaceAll(s, ",", ".")
		if percent {
			s += " %"
		}
		out = append(out, s)
	}
	return out
}

// fewestWords is how many words two sentences must share to be held against each
// other.
const fewestWords = 4

// sameSentences reports sentences that say in other figures what a sentence of
// the other document says.
func (p *Pass) sameSentences(mine, other *Text) {
	for _, a := range mine.says {
		var near *saying
		same := false
		for i := range other.says {
			if b := &other.says[i]; sameWords(a.words, b.words) && len(a.figures) == len(b.figures) {
				same = same || slices.Equal(a.figures, b.figures)
				near = b
			}
		}
		if near == nil || same || eachAnew.MatchString(a.at.sentence.Lower) {
			continue
		}
		for i, f := range a.figures {
			if f != near.figures[i] {
				p.figure(a, f, fmt.Sprintf("%s is told here, and %s in %s", f, near.figures[i], other.File))
				break
			}
		}
	}
}

// eachAnew is of sentences that each notice has anew.
var eachAnew = re(`\bnext update\b|\bupdated?\b`)

// figure adds a finding at a figure of a sentence.
func (p *Pass) figure(s saying, figure, message string) {
	m := s.at
	for _, at := range figureForm.FindAllStringSubmatchIndex(m.sentence.Lower) {
		if t := figuresOf(m.sentence.Lower[at[0]:at[1]]); len(t) == 1 && t[0] == figure {
			m.from, m.to = at[0], at[1]
			break
		}
	}
	p.say(m, message, "find out which is right, and mend the other")
}

// sameWords reports whether two sentences have four of five words in common.
func sameWords(a, b []string) bool {
	if min(len(a), len(b)) < fewestWords || 5*min(len(a), len(b)) < 4*max(len(a), len(b)) {
		return false
	}
	n := 0
	for _, w := range a {
		if slices.Contains(b, w) {
			n++
		}
	}
	return 5*n >= 4*max(len(a), len(b))
}

// spelledTo is up to where languages write numbers as words as often as not.
const spelledTo = 12

// sameFigures reports figures of one language that the other does not tell.
// Times of day are left alone: each language may tell its readers' own.
func (p *Pass) sameFigures(mine, other *Text) {
	theirs := map[string]bool{}
	for _, s := range other.says {
		for _, f := range s.figures {
			theirs[f] = true
		}
	}
	reported := map[string]bool{}
	for _, s := range mine.says {
		for _, f := range s.figures {
			n, err := strconv.Atoi(f)
			if theirs[f] || reported[f] || strings.Contains(f, ":") || err == nil && n <= spelledTo || !strings.HasSuffix(f, "%") && err != nil {
				continue
			}
			reported[f] = true
			p.figure(s, f, fmt.Sprintf("%s is told here, and %s does not tell it", f, other.File))
		}
	}
}

// Stem is a document's name without its language.
func Stem(file string) string {
	return nameLanguage.ReplaceAllString(markdownName.ReplaceAllString(file, ""), "")
}
