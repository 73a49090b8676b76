// Package pattern matches regular expressions as package regexp does, and many
// times faster where most texts hold no match.
//
// From the expression it reads some words of which every match holds at least
// one, and looks for those first. Where none of them stands in a text, the
// expression is not asked. It is meant for many expressions that are each asked
// of many short texts; one that matches most of the time gains nothing.
package pattern

import (
	"regexp"
	"sync"
)

// Pattern is a regular expression. It is compiled when it is first used, and
// may be used by several goroutines at a time.
type Pattern struct {
	expr  string
	once  sync.Once
	re    *regexp.Regexp
	needs *needs // nil where nothing is known of what a match holds
}

// New returns the pattern of an expression in the syntax of package regexp. Its
// first use panics where the expression is none.
func New(expr string) *Pattern { return &Pattern{expr: expr} }

func (p *Pattern) compiled() *regexp.Regexp {
	p.once.Do(func() {
		p.re = regexp.MustCompile(p.expr)
		p.needs = needsOf(p.expr)
	})
	return p.re
}

// MatchString reports whether the text holds a match.
func (p *Pattern) MatchString(s string) bool {
	re := p.compiled()
	return p.needs.in(s) && re.MatchString(s)
}

// Match reports whether the text holds a match.
func (p *Pattern) Match(b []byte) bool {
	re := p.compiled()
	return p.needs.in(string(b)) && re.Match(b)
}

// FindString returns the first match, or "".
func (p *Pattern) FindString(s string) string {
	if m := p.FindStringIndex(s); m != nil {
		return s[m[0]:m[1]]
	}
	return ""
}

// FindStringIndex returns where the first match begins and ends, or nil.
func (p *Pattern) FindStringIndex(s string) []int {
	if re := p.compiled(); p.needs.in(s) {
		return re.FindStringIndex(s)
	}
	return nil
}

// FindStringSubmatch returns the first match and its groups, or nil.
func (p *Pattern) FindStringSubmatch(s string) []string {
	if re := p.compiled(); p.needs.in(s) {
		return re.FindStringSubmatch(s)
	}
	return nil
}

// FindStringSubmatchIndex returns where the first match and its groups begin
// and end, or nil.
func (p *Pattern) FindStringSubmatchIndex(s string) []int {
	if re := p.compiled(); p.needs.in(s) {
		return re.FindStringSubmatchIndex(s)
	}
	return nil
}

// FindAllStringSubmatchIndex returns where all matches and their groups begin
// and end.
func (p *Pattern) FindAllStringSubmatchIndex(s string) [][]int {
	if re := p.compiled(); p.needs.in(s) {
		return re.FindAllStringSubmatchIndex(s, -1)
	}
	return nil
}

// FindAllSubmatchIndex returns where all matches and their groups begin and
// end.
func (p *Pattern) FindAllSubmatchIndex(b []byte) [][]int {
	if re := p.compiled(); p.needs.in(string(b)) {
		return re.FindAllSubmatchIndex(b, -1)
	}
	return nil
}

// FindAllString returns all matches.
func (p *Pattern) FindAllString(s string) []string {
	if re := p.compiled(); p.needs.in(s) {
		return re.FindAllString(s, -1)
	}
	return nil
}

// FindAllStringIndex returns where all matches begin and end.
func (p *Pattern) FindAllStringIndex(s string) [][]int {
	if re := p.compiled(); p.needs.in(s) {
		return re.FindAllStringIndex(s, -1)
	}
	return nil
}

// FindAllStringSubmatch returns all matches with their groups.
func (p *Pattern) FindAllStringSubmatch(s string) [][]string {
	if re := p.compiled(); p.needs.in(s) {
		return re.FindAllStringSubmatch(s, -1)
	}
	return nil
}

// ReplaceAllString writes the replacement for each match, in which $1 stands for
// a group.
func (p *Pattern) ReplaceAllString(s, by string) string {
	if re := p.compiled(); p.needs.in(s) {
		return re.ReplaceAllString(s, by)
	}
	return s
}

// ReplaceAllStringFunc writes what the function makes of each match.
func (p *Pattern) ReplaceAllStringFunc(s string, by func(match string) string) string {
	if re := p.compiled(); p.needs.in(s) {
		return re.ReplaceAllStringFunc(s, by)
	}
	return s
}

// SubexpIndex returns the number of the group of a name, or -1.
func (p *Pattern) SubexpIndex(name string) int { return p.compiled().SubexpIndex(name) }

// SubexpNames returns the names of the groups.
func (p *Pattern) SubexpNames() []string { return p.compiled().SubexpNames() }

// String returns the expression.
func (p *Pattern) String() string { return p.expr }
