package source

import (
	"slices"
	"strings"
	"unicode"
)

// What a message says about the course of an incident, as the label "said" of
// its event has it. Most messages say none of it.
const (
	saidReport   = "report"   // what is wrong, or for whom
	saidFinding  = "finding"  // why
	saidDecision = "decision" // what is being done about it
	saidRecovery = "recovery" // that it got better
)

// course holds the labels in the order in which an incident comes to them. Of a
// message that says several, the one furthest along tells most.
var course = []string{saidReport, saidFinding, saidDecision, saidRecovery}

// said finds out whether an English message states a fact or a decision that an
// account of an incident needs, and in which of its sentences. A question, a
// condition, a wish, a guess, a memory and what is denied are none: "should we
// roll back?", "if it fails we revert", "maybe it is fixed", "not resolved yet".
// The rules look at words and their order alone, and pass over a statement
// sooner than make one of what was not said.
func said(text string) (label, sentence string) {
	best := -1
	for _, s := range sentences(text) {
		words := wordsOf(s)
		if asks(s, words) {
			continue
		}
		if i := states(words); i > best {
			best, label, sentence = i, course[i], s
		}
	}
	return label, sentence
}

// sentences parts a message. Quoted lines are what was said before, and code
// says nothing.
func sentences(text string) []string {
	var out []string
	code := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.Count(line, "```") == 1 {
			code = !code
			continue
		}
		if !code && !strings.HasPrefix(line, ">") {
			out = append(out, split(line)...)
		}
	}
	return out
}

const ends = ".!?;"

// split parts a line after the marks that end a sentence. A mark inside of a
// word, such as that of a version or a host, ends none.
func split(line string) []string {
	var out []string
	from := 0
	for i := range len(line) {
		if strings.IndexByte(ends, line[i]) >= 0 && (i+1 == len(line) || line[i+1] == ' ') {
			out = append(out, strings.TrimSpace(line[from:i+1]))
			from = i + 1
		}
	}
	return append(out, strings.TrimSpace(line[from:]))
}

var dashes = strings.NewReplacer("’", "'", "—", " , ", "–", " , ", " - ", " , ", "->", " , ", "…", " , ", "...", " , ", "(", " , ", ")", " , ")

// wordsOf lists the words of a sentence in small letters, with a "," where a
// clause ends. Links and the names of emoji say nothing.
func wordsOf(s string) []string {
	var words []string
	for field := range strings.FieldsSeq(dashes.Replace(withoutCode(s))) {
		if strings.Contains(field, "://") || len(field) > 2 && field[0] == ':' && field[len(field)-1] == ':' {
			continue
		}
		word := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '@' })
		if word != "" {
			words = append(words, strings.ToLower(word))
		}
		if strings.ContainsAny(field[len(field)-1:], ",:") {
			words = append(words, ",")
		}
	}
	return words
}

// withoutCode puts a word in the place of what stands in backticks, which
// mostly is a name.
func withoutCode(s string) string {
	parts := strings.Split(s, "`")
	for i := 1; i+1 < len(parts); i += 2 {
		parts[i] = "it"
	}
	return strings.Join(parts, " ")
}

// asks reports whether a sentence is a question, also where its mark is
// missing.
func asks(s string, words []string) bool {
	if strings.HasSuffix(strings.TrimRight(s, `)"'*_~!. `), "?") {
		return true
	}
	for len(words) > 0 && (filler[words[0]] || words[0][0] == '@') {
		words = words[1:]
	}
	return len(words) > 1 && (asking[words[0]] || modal[words[0]] && asked[words[1]])
}

// states is the place in the course of what a sentence states, or -1.
func states(words []string) int {
	best := -1
	for i := range words {
		for _, r := range statements[words[i]] {
			if n := r.match(words[i:]); n > 0 && !r.denied(words, i, i+n) {
				best = max(best, slices.Index(course, r.label))
			}
		}
	}
	return best
}

// denied reports whether the words around a phrase take it back, leave it open
// or speak of another time.
func (r statement) denied(words []string, from, to int) bool {
	clause := from
	for clause > 0 && words[clause-1] != "," {
		clause--
	}
	before := words[clause:from]
	if slices.ContainsFunc(before, func(w string) bool { return unsure[w] || negative[w] || !r.planned && will[w] }) {
		return true
	}
	if from > 0 && (words[from-1] == "to" || from > 1 && words[from-1] == "be" && words[from-2] == "to") {
		return true
	}
	if r.wanted && slices.ContainsFunc(before, func(w string) bool { return among(w, trouble) }) {
		return true
	}
	// A condition reaches over the comma: "if that fails, we roll back".
	for i, w := range words[:clause] {
		if condition[w] && (i == 0 || words[i-1] == "," || filler[words[i-1]]) {
			return true
		}
	}
	if r.own && slices.ContainsFunc(before, func(w string) bool { return !filler[w] && !speaker[w] && w[0] != '@' }) {
		return true
	}
	return r.takenBack(words[to:])
}

// takenBack looks at what follows a phrase.
func (r statement) takenBack(rest []string) bool {
	for i, w := range rest {
		if r.planned && (condition[w] || w == "tomorrow" || w == "later") {
			return true
		}
		if w == "," {
			if !r.planned {
				return false
			}
			continue
		}
		if r.label == saidDecision && i < 3 && about[w] || i == 0 && (w == "yet" || w == "unknown" || w == "unclear") {
			return true
		}
		if w == "yesterday" || i > 0 && (w == "ago" && long[rest[i-1]] || long[w] && (rest[i-1] == "last" || rest[i-1] == "every")) {
			return true
		}
	}
	return false
}
