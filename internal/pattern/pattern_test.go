package pattern_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/candor-reports/candor/internal/pattern"
)

var expressions = []string{
	`\b(?:failed|forgot|overlooked)\b`, `(?i)\btime[- ]to[- ](?:detect|repair)\w*`, `apologi[sz]e`, `^\W*(?:tbd|todo)`, `\d+ ?min`, `[#!]?\d`, `a|`, `x*`,
	`(?i)ask|(?i)skip`, `(?i)straße|über`, `(?:no|not) (?:yet )?known`, `(foo){2,}`, `(foo)?bar`, `[a-z]+ed\b`, `.`, `$`, `(?i)K`, `時|分`, `\x{fffc}`,
}

// asGood holds a pattern against package regexp.
func asGood(t *testing.T, expr, text string) {
	t.Helper()
	p, re := pattern.New(expr), regexp.MustCompile(expr)
	if got, want := p.FindAllStringSubmatchIndex(text), re.FindAllStringSubmatchIndex(text, -1); !reflect.DeepEqual(got, want) {
		t.Errorf("%q in %q: all %v, want %v", expr, text, got, want)
	}
	if got, want := p.FindAllSubmatchIndex([]byte(text)), re.FindAllSubmatchIndex([]byte(text), -1); !reflect.DeepEqual(got, want) {
		t.Errorf("%q in %q: all %v, want %v", expr, text, got, want)
	}
	if got, want := p.FindStringSubmatch(text), re.FindStringSubmatch(text); !reflect.DeepEqual(got, want) {
		t.Errorf("%q in %q: groups %v, want %v", expr, text, got, want)
	}
	if got, want := p.FindStringIndex(text), re.FindStringIndex(text); !reflect.DeepEqual(got, want) {
		t.Errorf("%q in %q: first %v, want %v", expr, text, got, want)
	}
	if got, want := p.FindString(text), re.FindString(text); got != want {
		t.Errorf("%q in %q: first %q, want %q", expr, text, got, want)
	}
	if got, want := p.FindAllString(text), re.FindAllString(text, -1); !reflect.DeepEqual(got, want) {
		t.Errorf("%q in %q: all %q, want %q", expr, text, got, want)
	}
	if got, want := p.FindAllStringIndex(text), re.FindAllStringIndex(text, -1); !reflect.DeepEqual(got, want) {
		t.Errorf("%q in %q: all at %v, want %v", expr, text, got, want)
	}
	if got, want := p.FindAllStringSubmatch(text), re.FindAllStringSubmatch(text, -1); !reflect.DeepEqual(got, want) {
		t.Errorf("%q in %q: all groups %q, want %q", expr, text, got, want)
	}
	if got, want := p.ReplaceAllString(text, "<$1>"), re.ReplaceAllString(text, "<$1>"); got != want {
		t.Errorf("%q in %q: replaced %q, want %q", expr, text, got, want)
	}
	if got, want := p.ReplaceAllStringFunc(text, strings.ToUpper), re.ReplaceAllStringFunc(text, strings.ToUpper); got != want {
		t.Errorf("%q in %q: replaced %q, want %q", expr, text, got, want)
	}
	if p.MatchString(text) != re.MatchString(text) || p.Match([]byte(text)) != re.MatchString(text) {
		t.Errorf("%q in %q: matched %v, want %v", expr, text, p.MatchString(text), re.MatchString(text))
	}
}

func TestAsRegexp(t *testing.T) {
	texts := []string{
		"", "a", "The pods failed to start.", "FORGOT it", "Time to Detect: 4 min", "we apologise", "we apologize, and apologise", "TODO", "  tbd.", "#12", "é",
		"a\u017fk", "\u017fkip", "as\u212a", "STRASSE Straße ÜBER über", "not yet known", "foofoofoobar", "foobar", "bar", "needed", "\u212a", "12時30分", "\ufffc", "\xff",
	}
	for _, expr := range expressions {
		for _, text := range texts {
			asGood(t, expr, text)
			asGood(t, expr, strings.ToUpper(text))
		}
	}
}

func TestNames(t *testing.T) {
	p := pattern.New(`(?P<hour>\d+):`)
	if got := p.SubexpNames(); !reflect.DeepEqual(got, []string{"", "hour"}) || p.SubexpIndex("hour") != 1 || p.String() != `(?P<hour>\d+):` {
		t.Errorf("names %q of %s", got, p)
	}
}

func FuzzAsRegexp(f *testing.F) {
	for _, expr := range expressions {
		f.Add(expr, "The pods failed to start 12 min after a K.")
	}
	f.Fuzz(func(t *testing.T, expr, text string) {
		if _, err := regexp.Compile(expr); err != nil || len(expr) > 200 {
			t.Skip()
		}
		asGood(t, expr, text)
	})
}
