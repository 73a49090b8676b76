package markdown

import (
	"strings"
	"unicode/utf8"
)

// Escape writes one line of text as Markdown that shows just that text, in
// CommonMark and in the engines that differ from it: a backslash where they
// agree, else a numeric reference. It escapes only what could be read as
// Markdown. A text that stands within a line, with start false, keeps what has
// a meaning at the start of one only.
func Escape(line string, start bool) string {
	e := escaper{in: line}
	if start {
		e.lineStart()
	}
	for e.at < len(e.in) {
		e.next()
	}
	return e.out.String()
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
