package history

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// why says in sentences what speaks for a suspect, and what against it.
func (b *bench) why(s *suspect) []string {
	out := slices.Clone(s.said)
	say := func(is bool, format string, args ...any) {
		if is {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	what := "lines that the fix took out or changed"
	if b.lines {
		what = "lines asked about"
	}
	all := int(math.Round(b.evidence.all[taken]))
	say(s.hits[taken][0] > 0, "it brought in %s of the %d %s", lineCount(s.hits[taken][0]), all, what)
	say(s.hits[taken][0] == 0 && s.hits[taken][1]+s.hits[taken][2] > 0, "it brought in what stood there before the %s", what)
	say(s.hits[beside][0] > 0, "it brought in code next to where the fix put lines in")
	say(s.hits[beside][0] == 0 && s.hits[beside][1]+s.hits[beside][2] > 0, "it changed the place where the fix put lines in, before others did")
	say(s.hits[naming][0] > 0, "it brought in lines of the same function that use the names the fix handles")
	say(s.hits[heading][0] > 0, "it made the function, or gave it the head it has")
	if names := b.called(s.names); len(names) > 0 {
		say(true, "it brought %s into the %s", strings.Join(names, ", "), map[bool]string{false: "file", true: "other files it changed"}[s.far])
	}
	say(s.began[taken] > 0 && s.hits[taken][0] == 0, "what became the %s began with it", what)
	say(s.began[beside] > 0 && s.hits[beside][0] == 0, "the place where the fix put lines in began with it")
	say(s.began[heading] > 0 && s.hits[heading][0] == 0, "the function began with it")
	say(s.firstNames&s.names != 0, "nothing before it had %s there", strings.Join(b.called(s.firstNames), ", "))
	say(s.spoken != 0, "its message names %s", strings.Join(b.called(s.spoken), ", "))
	say(s.made, "it made the file")
	say(s.recent == 0, "it is the last change of the file before")
	say(s.telling >= 0.3, "its message tells of the same as the fix's")
	say(s.firstTold >= 0.3, "no commit looked at speaks of %s before it", strings.Join(s.firstWords[:min(len(s.firstWords), 3)], ", "))
	say(s.like >= 0.5, "its subject speaks of the same as the fix's")
	say(cosmetic.MatchString(s.subject), "against it: its subject speaks of form, not of what the code does")
	say(reshaped.MatchString(s.subject), "against it: its subject speaks of moving or reshaping code")
	say(len(s.raw.parents) > 1, "against it: it is a merge")
	return out
}

func lineCount(n float64) string {
	if n < 1 {
		return "part"
	}
	return fmt.Sprint(int(math.Round(n)))
}

// called lists up to three of some of the fix's names, the rarest first.
func (b *bench) called(some uint64) []string {
	var out []string
	for i, w := range b.words {
		if some&(1<<i) != 0 && len(out) < 3 {
			out = append(out, w)
		}
	}
	return out
}

// notes says what the answer rests on and what could not be seen.
func (b *bench) notes() []string {
	var out []string
	e := b.evidence
	empty := len(e.files) == 0
	switch {
	case b.cut && len(b.suspects) == 0:
		out = append(out, "start unknown: the history that is here is cut off before the fault")
	case len(b.suspects) == 0 && empty:
		out = append(out, "no culprit in this repository: nothing that the fix changed was there before it")
	case len(b.suspects) == 0:
		out = append(out, "no culprit in this repository: nothing in its history leads to one")
	case b.unknown >= unlikely:
		out = append(out, fmt.Sprintf("start unknown: with a probability of %d %% it is none of the candidates", int(math.Round(100*b.unknown))))
	}
	if b.cut && len(b.suspects) > 0 {
		out = append(out, "the history that is here is cut off; what lies before the cut counts as brought in there")
	}
	if empty {
		if len(b.suspects) > 0 {
			out = append(out, "nothing that the fix changed was there before it, so the answer rests on what messages say")
		}
		return out
	}
	switch e.kind {
	case test:
		out = append(out, "the fix changes tests and no other code")
	case prose:
		out = append(out, "the fix changes documents and no code")
	}
	if e.only && !b.lines {
		out = append(out, "the fix only puts lines in, so the answer rests on the code around them")
	}
	if b.lines {
		out = append(out, "the score says how the candidates compare; it is measured for fixes only")
	}
	return out
}
