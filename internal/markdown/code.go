package markdown

import "strings"

// Code writes one line of text as code spans. What no code span can hold where
// it stands is found by breaks, which gives its place, how many bytes it has and
// how it is written between two spans; breaks gives len(text) where there is
// nothing of that kind.
func Code(text string, breaks func(text string) (at, size int, between string)) string {
	var b strings.Builder
	for {
		at, size, between := breaks(text)
		code := strings.Trim(text[:at], " ")
		before, after, _ := strings.Cut(text[:at], code)
		b.WriteString(before + span(code) + after + between)
		if at == len(text) {
			return b.String()
		}
		text = text[at+size:]
	}
}

// span fences text, which has no spaces at its ends, with more backticks than it
// has in a row, and keeps its own apart from them.
func span(text string) string {
	if text == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(text)+1)
	if text[0] == '`' || text[len(text)-1] == '`' {
		text = " " + text + " "
	}
	return fence + text + fence
}

// Fence writes lines of text, which end without a line feed, as a fenced code
// block. What follows the fence is written as it is.
func Fence(lang, text string) string {
	fence := strings.Repeat("`", max(3, longestRun(text)+1))
	return fence + lang + "\n" + text + "\n" + fence
}

// longestRun is the length of the longest run of backticks.
func longestRun(text string) int {
	longest, run := 0, 0
	for i := range len(text) {
		run++
		if text[i] != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}
