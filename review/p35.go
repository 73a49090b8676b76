package review

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	extast "github.com/yuin/goldmark/extension/ast"
)

var sumRule = Rule{
	ID: "P35", Name: "sum-mismatch", Level: Error, Source: measured,
	Doc: "figures do not add up: a total is not the sum of what it is made of, a share is not that of its two numbers",
	Why: "one of the figures is wrong, and a reader who checks one will check them all",
	Examples: []Example{
		{"12 of 400 orders (5 %) failed.\n", 1},
		{"It was read-only for 106 minutes (22 + 94 minutes).\n", 1},
		{"| Region | Orders |\n|---|---|\n| EU | 120 |\n| US | 60 |\n| Total | 200 |\n", 1},
		{"12 of 400 orders (3 %) failed.\n", 0},
		{"It was read-only for 106 minutes (22 + 84 minutes).\n", 0},
	},
	Run: func(p *Pass) {
		for i := range p.Prose.Sentences {
			s := &p.Prose.Sentences[i]
			p.shares(s)
			p.additions(s)
		}
		p.totals()
	},
}

const numeral = `\d+(?:[.,\x{a0}\x{202f}' ]\d{3})*(?:[.,]\d+)?(?: ?(?:k|m|bn|million|billion)\b)?`

var (
	shareOf  = re(`(` + numeral + `)(?: [a-z-]+){0,2} (?:out )?of (?:the |all |our |about |some |roughly )*(` + numeral + `)[^\d.;:()%]{0,40}(?:[(,:–—] ?|\bor |\bi\.e\. )(?:about |roughly |approximately |around |~ ?|ca\. )*(\d+(?:[.,]\d+)?) ?(?:%|percent\b|per cent\b)`)
	shareAs  = re(`(\d+(?:[.,]\d+)?) ?(?:%|percent\b|per cent\b)[^\d.;:()%]{0,40}\((` + numeral + `)(?: [a-z-]+){0,2} (?:out )?of (?:the |all |our |about |some |roughly )*(` + numeral + `)`)
	roughly  = re(`\b(?:about|roughly|approximately|around|nearly|almost|some|over|more than|less than|under|up to)\b|~|≈`)
	totalOf  = re(`(` + numeral + `) ([a-z]+)[^\d.;:()+]{0,30}\(((?:` + numeral + `)(?: [a-z]+)?(?: ?\+ ?(?:` + numeral + `)(?: [a-z]+)?)+)\)`)
	equation = re(`((?:` + numeral + `)(?: [a-z]+)?(?: ?\+ ?(?:` + numeral + `)(?: [a-z]+)?)+) ?= ?(` + numeral + `)`)
	oneOf    = re(numeral)
)

// shares checks "12 of 400 orders (3 %)" and "3 % of orders (12 of 400)".
func (p *Pass) shares(s *Sentence) {
	check := func(part, whole, share, from, to int, m []int) {
		text := func(i int) string { return s.Lower[m[2*i]:m[2*i+1]] }
		a, b, pct := read(text(part)), read(text(whole)), read(text(share))
		if pct.last == 0 {
			pct.last = 1
		}
		if strings.HasPrefix(s.Lower[m[1]:], " of ") || a.value <= 0 || b.value <= 0 || a.value > b.value || roughly.MatchString(s.Lower[m[0]:m[1]]) {
			return
		}
		// Rounded or cut, each figure may be off by one of its last digit.
		low, high := 100*(a.value-a.last)/(b.value+b.last)-pct.last, 100*(a.value+a.last)/math.Max(b.value-b.last, 1)+pct.last
		if pct.value >= low && pct.value <= high {
			return
		}
		b2 := &p.Prose.Blocks[s.Block]
		f := p.say(match{s, b2, m[2*from], m[2*to+1]}, fmt.Sprintf("%s of %s is %s %%, not %s %%", text(part), text(whole), trimmed(100*a.value/b.value, pct.last), text(share)), "mend one of the three figures")
		f.Words = s.Text[m[2*from]:m[2*to+1]]
	}
	for _, m := range shareOf.FindAllStringSubmatchIndex(s.Lower) {
		check(1, 2, 3, 3, 3, m)
	}
	for _, m := range shareAs.FindAllStringSubmatchIndex(s.Lower) {
		check(2, 3, 1, 1, 1, m)
	}
}

// additions checks "106 minutes (22 + 84 minutes)" and "22 + 84 = 106".
func (p *Pass) additions(s *Sentence) {
	if !strings.Contains(s.Lower, "+") {
		return
	}
	check := func(total, parts string, from, to int) {
		sum, last := 0.0, 0.0
		for _, part := range oneOf.FindAllStringSubmatchIndex(parts) {
			n := read(parts[part[0]:part[1]])
			sum, last = sum+n.value, last+n.last
		}
		if t := read(total); math.Abs(sum-t.value) > last+t.last {
			p.say(match{s, &p.Prose.Blocks[s.Block], from, to}, fmt.Sprintf("%s is %s, not %s", parts, trimmed(sum, 0), total), "mend one of the figures")
		}
	}
	for _, m := range totalOf.FindAllStringSubmatchIndex(s.Lower) {
		// "22 + 84 minutes" is of minutes, "3 hosts (2 + 1 spare)" of nothing that is told.
		if parts := s.Lower[m[6]:m[7]]; sameUnit(s.Lower[m[4]:m[5]], parts) {
			check(s.Lower[m[2]:m[3]], parts, m[2], m[3])
		}
	}
	for _, m := range equation.FindAllStringSubmatchIndex(s.Lower) {
		check(s.Lower[m[4]:m[5]], s.Lower[m[2]:m[3]], m[4], m[5])
	}
}

// sameUnit reports whether what is added is of the unit of the total, or names
// none.
func sameUnit(unit, parts string) bool {
	for w := range words(parts) {
		if w[0] >= 'a' && w != unit && w != "k" && w != "m" {
			return false
		}
	}
	return true
}

var totalLabel = re(`^\W*(?:grand |sub)?(?:total|sum|gesamt|summe|somme|suma|soma|合計|all regions together)\W*$`)

// totals checks the last row of a table where it is called a total.
func (p *Pass) totals() {
	for n := p.Tree.FirstChild(); n != nil; n = n.NextSibling() {
		table, ok := n.(*extast.Table)
		if !ok || table.ChildCount() < 4 || p.cell(table.LastChild()) == "" || !totalLabel.MatchString(strings.ToLower(p.cell(table.LastChild().FirstChild()))) {
			continue
		}
		for col := 1; col < table.LastChild().ChildCount(); col++ {
			p.column(table, col)
		}
	}
}

func (p *Pass) column(table *extast.Table, col int) {
	total := nth(table.LastChild(), col)
	want, ok := whole(p.cell(total))
	sum := 0.0
	for row := table.FirstChild().NextSibling(); row != nil && row != table.LastChild(); row = row.NextSibling() {
		c := nth(row, col)
		if c == nil {
			return
		}
		v, numeric := whole(p.cell(c))
		ok = ok && numeric
		sum += v
	}
	b := p.blockOf(total)
	if !ok || sum == want || b == nil {
		return
	}
	f := p.words(b, 0, len(b.Text), fmt.Sprintf("the rows above add up to %s, not %s", trimmed(sum, 0), strings.TrimSpace(b.Text)), "mend the total or a row")
	f.Words = strings.TrimSpace(b.Text)
}

// whole reads a cell that is a whole number and nothing else.
func whole(cell string) (float64, bool) {
	cell = strings.TrimSpace(cell)
	m := oneOf.FindStringIndex(cell)
	if m == nil || m[0] != 0 || m[1] != len(cell) {
		return 0, false
	}
	n := read(strings.ToLower(cell))
	return n.value, n.last == 0
}

// amount is a number, and what one of its last digit is worth: nothing of a whole
// number, which is counted.
type amount struct{ value, last float64 }

// read reads a number. Marks before three digits stand between thousands.
func read(s string) amount {
	scale := 1.0
	for _, unit := range []struct {
		word  string
		scale float64
	}{{"billion", 1e9}, {"bn", 1e9}, {"million", 1e6}, {"m", 1e6}, {"k", 1e3}} {
		if rest, ok := strings.CutSuffix(s, unit.word); ok {
			s, scale = strings.TrimSpace(rest), unit.scale
			break
		}
	}
	digits, decimals := "", -1
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] >= '0' && s[i] <= '9':
			digits += s[i : i+1]
			if decimals >= 0 {
				decimals++
			}
		case (s[i] == '.' || s[i] == ',') && (len(s)-i-1 != 3 || strings.HasPrefix(s, "0")):
			decimals = max(decimals, 0)
		}
	}
	v, _ := strconv.ParseFloat(digits, 64)
	last := 1.0
	for range max(decimals, 0) {
		v, last = v/10, last/10
	}
	if last*scale == 1 && scale == 1 {
		last = 0
	}
	return amount{v * scale, last * scale}
}

// trimmed writes a number with as many digits as it was held against.
func trimmed(v, last float64) string {
	decimals := 0
	for ; last > 0 && last < 0.999 && decimals < 3; last *= 10 {
		decimals++
	}
	return strconv.FormatFloat(v, 'f', decimals, 64)
}
