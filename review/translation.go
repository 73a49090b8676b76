package review

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/candor-reports/candor/incident"
)

// TranslationRule is what Translation checks. It reads the texts of the record
// and of a translation, so it runs beside the rules that read documents.
var TranslationRule = Rule{
	ID:    "translation",
	Doc:   "a translation is older than its source text, or tells another figure, time or address: readers of one language would be told something else than those of another",
	Level: Error,
}

// TranslationFinding is a finding about the translation of one text.
type TranslationFinding struct {
	Finding
	Of string
}

// Marks is how a language writes figures and dates.
type Marks struct {
	Months  []string
	Numbers []string // one, two, three, …
	Group   string   // between thousands: comma, dot, space or none
	Decimal string   // comma or point
	Units   []Unit   // of time
}

// Unit is what a language calls a unit.
type Unit struct {
	Name  string // "minute", the same in each language
	Words []string
}

// Translation checks the translated texts of a record: against being older than
// their source, and for the figures, times and addresses that they tell. The
// findings have no file.
func Translation(inc *incident.Incident, tr *incident.Translation, from, to Marks) []TranslationFinding {
	var found []TranslationFinding
	add := func(of, message, hint string) {
		found = append(found, TranslationFinding{Of: of, Finding: Finding{
			Rule: TranslationRule.ID, Level: TranslationRule.Level, Line: tr.Line(of), Message: message, Hint: hint,
		}})
	}
	_, stale := tr.Lacks(inc)
	for _, t := range stale {
		add(t.Of, fmt.Sprintf("%s: translation older than its source text", t.Of),
			"bring text: in line with source:, and take the line was: out; candor translate "+tr.Language+" shows what the source is now")
	}
	reads, writes := newScript(from), newScript(to)
	for _, t := range tr.Pairs(inc) {
		if slices.ContainsFunc(stale, func(s incident.Translated) bool { return s.Of == t.Of }) {
			continue
		}
		lost, more := differences(reads.figures(t.Source), writes.figures(t.Text))
		for _, f := range lost {
			add(t.Of, fmt.Sprintf("%s: %s of the source text is not in the translation", t.Of, f), "write the same figures, times and addresses in both")
		}
		for _, f := range more {
			add(t.Of, fmt.Sprintf("%s: %s of the translation is not in the source text", t.Of, f), "write the same figures, times and addresses in both")
		}
	}
	return found
}

// figure is a number, a time of day or an address in a form that languages
// share. One that is spelled out, such as "five", may stand against a digit or
// against nothing, and one without a unit that is known against any unit.
type figure struct {
	value   string
	unit    string
	spelled bool
}

func (f figure) String() string {
	if n, ok := strings.CutPrefix(f.value, "month "); ok {
		return "the month " + n
	}
	if f.unit == "" || f.unit == "%" || f.value == "1" {
		return strings.TrimSpace(f.value + " " + f.unit)
	}
	return f.value + " " + f.unit + "s"
}

// fits reports whether two figures can be the same one.
func (f figure) fits(other figure) bool {
	return f.value == other.value && (f.unit == other.unit || f.unit == "" || other.unit == "")
}

// differences lists what only one of two texts has. A number that is written
// as a word counts where each of them has one that the other has not.
func differences(source, text []figure) (lost, more []figure) {
	rest := slices.Clone(text)
	take := func(f figure) bool {
		i := slices.Index(rest, f)
		if i < 0 {
			i = slices.IndexFunc(rest, f.fits)
		}
		if i >= 0 {
			rest = slices.Delete(rest, i, i+1)
		}
		return i >= 0
	}
	for _, f := range slices.SortedStableFunc(slices.Values(source), surestFirst) {
		if !take(f) {
			lost = append(lost, f)
		}
	}
	if !slices.ContainsFunc(lost, figure.word) || !slices.ContainsFunc(rest, figure.word) {
		lost, rest = slices.DeleteFunc(lost, figure.spelledOut), slices.DeleteFunc(rest, figure.spelledOut)
	}
	return slices.DeleteFunc(lost, figure.article), slices.DeleteFunc(rest, figure.article)
}

func (f figure) spelledOut() bool { return f.spelled }

// article reports whether the word for the number may be no number: "one" is
// an article in many languages, and the name of a month alone no date.
func (f figure) article() bool {
	return f.spelled && (f.value == "1" || strings.HasPrefix(f.value, "month "))
}

func (f figure) word() bool { return f.spelled && !f.article() }

// surestFirst orders figures by how much of them is known: those with a unit,
// then digits, then words.
func surestFirst(a, b figure) int {
	rank := func(f figure) int {
		switch {
		case f.spelled:
			return 2
		case f.unit == "":
			return 1
		}
		return 0
	}
	return rank(a) - rank(b)
}

var (
	address = regexp.MustCompile(`https?://[^\s<>()"、。]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	clock   = regexp.MustCompile(`\b([01]?\d|2[0-4])(?::| ?h ?|時)([0-5]\d)(?:分)?`)
	number  = regexp.MustCompile(`\d+(?:[.,]\d+|[\x{a0}\x{202f}' ]\d{3})*`)
	lengths = regexp.MustCompile(`^ ?(?:min|m\b)`)
)

// script reads the figures of a language.
type script struct {
	Marks
	names                 []*regexp.Regexp // of months
	group, whole, decimal *regexp.Regexp   // group is nil where none is written
}

func newScript(m Marks) script {
	s := script{Marks: m}
	for _, name := range m.Months {
		if strings.ContainsAny(name, "0123456789") {
			s.names = append(s.names, regexp.MustCompile(`(^|\D)(`+regexp.QuoteMeta(name)+`)()`))
		} else {
			s.names = append(s.names, regexp.MustCompile(`(^|[^\pL\d])(`+regexp.QuoteMeta(name)+`)($|\PL|\p{Han})`))
		}
	}
	group, decimal := map[string]string{"comma": ",", "dot": `\.`, "space": "[\u00a0\u202f' ]"}[m.Group], `\.`
	if m.Decimal == "comma" {
		decimal = ","
	}
	if group != "" {
		s.group, s.whole = regexp.MustCompile(group), regexp.MustCompile(`^\d{1,3}(?:`+group+`\d{3})+(?:`+decimal+`\d+)?$`)
	}
	s.decimal = regexp.MustCompile(`^\d+` + decimal + `\d+$`)
	return s
}

// figures finds what a text of the language tells in figures.
func (m script) figures(text string) []figure {
	text = narrow(text)
	var out []figure
	text = address.ReplaceAllStringFunc(text, func(a string) string {
		out = append(out, figure{value: strings.TrimRight(a, ".,;:")})
		return " "
	})
	text = m.months(text, &out)
	text = m.times(text, &out)
	for _, loc := range number.FindAllStringIndex(text, -1) {
		read := m.number(text[loc[0]:loc[1]])
		read[len(read)-1].unit = m.unit(text[loc[1]:])
		out = append(out, read...)
	}
	return append(out, m.spelled(text)...)
}

// narrow writes wide digits and signs as the narrow ones.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}

// months takes out the names of months. One that stands beside no figure, such
// as "the accounts of March", may be left out in the other language.
func (m script) months(text string, out *[]figure) string {
	for i, name := range slices.Backward(m.names) {
		for {
			loc := name.FindStringSubmatchIndex(text)
			if loc == nil {
				break
			}
			beside := before.MatchString(text[:loc[4]]) || behind.MatchString(text[loc[5]:])
			*out = append(*out, figure{value: "month " + strconv.Itoa(i+1), spelled: !beside})
			text = text[:loc[4]] + " \u2007 " + text[loc[5]:]
		}
	}
	return text
}

// before and behind are what makes the name of a month part of a date.
var (
	before = regexp.MustCompile(`(?:\d(?:er|\.|º|st|nd|rd|th)?(?: de)? ?|年)$`)
	behind = regexp.MustCompile(`^(?: de)? ?\d`)
)

// times takes out times of day.
func (m script) times(text string, out *[]figure) string {
	var b strings.Builder
	last := 0
	for _, loc := range clock.FindAllStringSubmatchIndex(text, -1) {
		if lengths.MatchString(text[loc[1]:]) {
			continue
		}
		h, _ := strconv.Atoi(text[loc[2]:loc[3]])
		*out = append(*out, figure{value: fmt.Sprintf("%02d:%s", h, text[loc[4]:loc[5]])})
		b.WriteString(text[last:loc[0]] + " ")
		last = loc[1]
	}
	return b.String() + text[last:]
}

// number reads a figure with the language's marks; what those do not fit, such
// as a version, stays as it is written.
func (m script) number(s string) []figure {
	if m.whole != nil && m.whole.MatchString(s) {
		s = m.group.ReplaceAllString(s, "")
	} else if strings.ContainsAny(s, "\u00a0\u202f' ") {
		var out []figure
		for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("\u00a0\u202f' ", r) }) {
			out = append(out, m.number(part)...)
		}
		return out
	}
	if m.decimal.MatchString(s) {
		s = strings.Replace(s, ",", ".", 1)
	}
	return []figure{{value: s}}
}

var spelledWord = regexp.MustCompile(`\pL+`)

// spelled finds the numbers that are written as words.
func (m script) spelled(text string) []figure {
	var out []figure
	text = strings.ToLower(text)
	for _, loc := range spelledWord.FindAllStringIndex(text, -1) {
		if i := slices.Index(m.Numbers, text[loc[0]:loc[1]]); i >= 0 {
			out = append(out, figure{value: strconv.Itoa(i + 1), unit: m.unit(text[loc[1]:]), spelled: true})
		}
	}
	return out
}

// signs are units that languages write alike.
var signs = []Unit{{"%", []string{"%"}}, {"millisecond", []string{"ms"}}, {"second", []string{"s"}}, {"minute", []string{"min"}}, {"hour", []string{"h"}}}

// unit is the unit that a text begins with; "" where none is known.
func (m script) unit(text string) string {
	text = strings.TrimLeft(text, " \u00a0\u202f")
	name, longest := "", 0
	for _, u := range slices.Concat(m.Units, signs) {
		for _, w := range u.Words {
			next, _ := utf8.DecodeRuneInString(strings.TrimPrefix(text, w))
			last, _ := utf8.DecodeLastRuneInString(w)
			whole := !unicode.IsLetter(next) || unicode.Is(unicode.Han, last)
			if len(w) > longest && whole && strings.HasPrefix(text, w) {
				name, longest = u.Name, len(w)
			}
		}
	}
	return name
}
