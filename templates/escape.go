package templates

import (
	"strings"
	"unicode/utf8"

	"github.com/candor-reports/candor/internal/visible"
	"github.com/candor-reports/candor/timeline"
)

// Markdown is text that is Markdown already and is printed as it is. Foreign
// text becomes Markdown by Text, Code and Fence alone.
type Markdown string

// Text writes foreign text as Markdown that shows just that text, on one line.
// It may stand anywhere in a paragraph, heading, list item, quotation or table
// cell, at the start of a line too, and becomes no markup there, no link and no
// HTML. What cannot be seen is made visible first, and runs of white space
// become one space.
//
// Only what could be read as Markdown is escaped: by a backslash where CommonMark
// and the engines that differ from it agree, else by a numeric reference.
func Text(s timeline.Foreign) Markdown {
	e := escaper{in: visible.Line(string(s))}
	e.lineStart()
	for e.at < len(e.in) {
		e.next()
	}
	return Markdown(e.out.String())
}

// escaper writes in to out; at is how much of in is done.
type escaper struct {
	in  string
	at  int
	out strings.Builder
}

func (e *escaper) backslash() {
	e.out.WriteByte('\\')
	e.plain()
}

func (e *escaper) plain() {
	e.out.WriteByte(e.in[e.at])
	e.at++
}

// before and after are the characters around position at; 0 at the ends, where
// it is not known what the template puts.
func (e *escaper) before() byte { return e.byteAt(e.at - 1) }
func (e *escaper) after() byte  { return e.byteAt(e.at + 1) }

func (e *escaper) byteAt(i int) byte {
	if i < 0 || i >= len(e.in) {
		return 0
	}
	return e.in[i]
}

// lineStart escapes what has a meaning at the start of a line only. What has
// one everywhere is left to next.
func (e *escaper) lineStart() {
	if e.in == "" {
		return
	}
	first := e.in[0]
	run := len(e.in) - len(strings.TrimLeft(e.in, string(first)))
	switch follows := e.byteAt(run); {
	case first == '#' || first == '>':
		e.backslash()
	case (first == '-' || first == '+') && !alphanumeric(follows):
		e.backslash()
	case first == '=' && strings.Trim(e.in, "= ") == "":
		// A backslash before "=" is shown by some engines.
		e.out.WriteString("&#61;")
		e.at = 1
	case first == ':' && strings.IndexByte(" -:|", e.after()) >= 0:
		e.backslash()
	case digit(first):
		e.orderedItem()
	}
}

// orderedItem takes the number from "1. " and "1) " their meaning.
func (e *escaper) orderedItem() {
	n := len(e.in) - len(strings.TrimLeft(e.in, "0123456789"))
	if mark, then := e.byteAt(n), e.byteAt(n+1); (mark == '.' || mark == ')') && (then == ' ' || then == 0) {
		e.out.WriteString(e.in[:n])
		e.at = n
		e.backslash()
	}
}

// next writes the next character.
func (e *escaper) next() {
	switch c := e.in[e.at]; c {
	case '`', '[', ']', '|', '$':
		e.backslash()
	case '*', '~':
		e.escapeUnless(e.before() == ' ' && e.after() == ' ')
	case '_':
		e.escapeUnless(e.before() == ' ' && e.after() == ' ' || alphanumeric(e.before()) && alphanumeric(e.after()))
	case '\\':
		e.escapeUnless(e.after() == ' ' || alphanumeric(e.after()) || e.after() >= utf8.RuneSelf)
	case '<':
		e.escapeUnless(e.at > 0 && (e.after() == ' ' || e.after() == '=' || e.after() == '-'))
	case '&':
		e.escapeUnless(!e.reference())
	case '#':
		// Some engines take any number signs off the end of a heading.
		e.escapeUnless(strings.Trim(e.in[e.at:], "#") != "")
	case '{':
		// "{#name}" names a heading, even where a backslash stands before it.
		e.referenceIf(e.after() == '#')
	case '.':
		e.escapeUnless(!e.domain())
	case ':':
		// Some engines take "]:" for a definition, whatever stands before it.
		e.escapeUnless(!strings.HasPrefix(e.in[e.at+1:], "//") && !e.follows("mailto") && !e.follows("xmpp") && e.before() != ']')
	case '(':
		// Inside of a link's text some engines read "\]" as "]".
		e.escapeUnless(e.before() != ']')
	case '/':
		e.referenceIf(e.before() == '/' && hasPrefixFold(e.in[e.at+1:], "localhost"))
	case '@':
		e.referenceIf(e.before() > ' ' && e.after() != ' ')
	default:
		e.plain()
	}
}

func (e *escaper) escapeUnless(harmless bool) {
	if harmless {
		e.plain()
	} else {
		e.backslash()
	}
}

func (e *escaper) referenceIf(harmful bool) {
	if !harmful {
		e.plain()
		return
	}
	switch e.in[e.at] {
	case '@':
		e.out.WriteString("&#64;")
	case '/':
		e.out.WriteString("&#47;")
	case '{':
		e.out.WriteString("&#123;")
	}
	e.at++
}

// reference reports whether the ampersand at the current place starts a
// character reference, or would if a semicolon came after the text. Browsers
// know some names without one.
func (e *escaper) reference() bool {
	rest := e.in[e.at+1:]
	n := 0
	for n < len(rest) && letter(rest[n]) {
		n++
	}
	return n > 1 || n == len(rest) || rest[n] == ';' || rest[n] == '#'
}

// domain reports whether the dot at the current place is one that makes some
// engine see a web address: "www.", the first dot after "//", and the dot before
// a top-level domain.
func (e *escaper) domain() bool {
	if e.follows("www") {
		return true
	}
	if e.before() <= ' ' {
		return false
	}
	word := e.in[strings.LastIndexByte(e.in[:e.at], ' ')+1 : e.at]
	if i := strings.LastIndex(word, "//"); i >= 0 && !strings.Contains(word[i:], ".") {
		return true
	}
	rest := e.in[e.at+1:]
	if hasPrefixFold(rest, "xn--") || hasPrefixFold(rest, "рф") {
		return true
	}
	n := 0
	for n < len(rest) && letter(rest[n]) {
		n++
	}
	if n < len(rest) && (digit(rest[n]) || rest[n] >= utf8.RuneSelf) {
		return false
	}
	return topLevel(strings.ToLower(rest[:n]))
}

// follows reports whether the current place comes right after word.
func (e *escaper) follows(word string) bool {
	return e.at >= len(word) && strings.EqualFold(e.in[e.at-len(word):e.at], word)
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func letter(c byte) bool       { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func digit(c byte) bool        { return c >= '0' && c <= '9' }
func alphanumeric(c byte) bool { return letter(c) || digit(c) }

// topLevel reports whether engines that link bare host names take the label for
// a top-level domain: those of countries and a few others.
func topLevel(label string) bool {
	switch label {
	case "biz", "com", "edu", "gov", "net", "org", "pro", "web", "xxx", "aero", "asia", "coop", "info", "museum", "name", "shop":
		return true
	}
	return len(label) == 2 && strings.IndexByte(countries[label[0]-'a'], label[1]) >= 0
}

// countries holds, for each first letter, the second letters of the country
// codes that are top-level domains (IANA root zone).
var countries = [26]string{
	"cdefgilmnoqrstuwxz", "abdefghijmnorstvwyz", "acdfghiklmnoruvwxyz", "ejkmoz", "ceghrstu", "ijkmor",
	"abdefghilmnpqrstuwy", "kmnrtu", "delmnoqrst", "emop", "eghimnprwyz", "abcikrstuvy", "acdeghklmnopqrstuvwxyz",
	"acefgilopruz", "m", "aefghklmnrstwy", "a", "eosuw", "abcdeghijklmnortuvxyz", "cdfghjklmnortvwz", "agksyz",
	"aceginu", "fs", "", "et", "amw",
}

// Code writes foreign text as a code span on one line. It may stand in a table
// cell and in a heading: what no code span can hold in all of these places
// stands between two spans. Blank text gives nothing.
func Code(s timeline.Foreign) Markdown {
	rest := strings.TrimSpace(visible.Text(oneLine.Replace(string(s))))
	var b strings.Builder
	for {
		n, between := uncodable(rest)
		code := strings.Trim(rest[:n], " ")
		before, after, _ := strings.Cut(rest[:n], code)
		b.WriteString(before + span(code) + after + between)
		if between == "" {
			return Markdown(b.String())
		}
		rest = rest[n+1:]
	}
}

// uncodable finds the first character of text that code spans cannot hold, and
// how it is written between them: "|" ends a cell, and some engines take "{#"
// for a heading's name.
func uncodable(text string) (at int, between string) {
	for i := range len(text) {
		switch {
		case text[i] == '|':
			return i, `\|`
		case strings.HasPrefix(text[i:], "{#"):
			return i, "&#123;"
		}
	}
	return len(text), ""
}

var oneLine = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\t", " ")

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

// Fence writes foreign text, without the blank lines at its end, as a fenced code
// block, which has to stand on lines of its own. A language that is not on the
// list of known ones is left out.
func Fence(lang string, s timeline.Foreign) Markdown {
	text := strings.TrimRight(visible.Lines(string(s)), "\n")
	fence := strings.Repeat("`", max(3, longestRun(text)+1))
	if !languages[lang] {
		lang = ""
	}
	return Markdown(fence + lang + "\n" + text + "\n" + fence)
}

// languages are the names that may follow a fence. What follows it ends up in
// an attribute of the page, so foreign text never does.
var languages = map[string]bool{
	"bash": true, "c": true, "console": true, "cpp": true, "csharp": true, "css": true, "csv": true, "diff": true,
	"dockerfile": true, "go": true, "graphql": true, "hcl": true, "html": true, "http": true, "ini": true, "java": true,
	"javascript": true, "json": true, "kotlin": true, "log": true, "lua": true, "makefile": true, "markdown": true,
	"nginx": true, "perl": true, "php": true, "powershell": true, "promql": true, "properties": true, "protobuf": true,
	"python": true, "ruby": true, "rust": true, "scala": true, "shell": true, "sql": true, "swift": true, "text": true,
	"toml": true, "typescript": true, "xml": true, "yaml": true,
}
