package review

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/candor-reports/candor/incident"
)

// Languages lists the languages that have rules of wording.
func Languages() []string { return []string{"en", "de", "es", "fr", "ja", "pt-BR"} }

// known is the language of ours that a tag names: "de" for "de-AT", "pt-BR"
// for "pt". A language that has no rules stays as it is.
func known(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	for _, l := range Languages() {
		if own, _, _ := strings.Cut(strings.ToLower(l), "-"); base == own {
			return l
		}
	}
	return tag
}

var (
	markdownName  = regexp.MustCompile(`\.(?:md|qmd|mdx|Rmd|txt|erb|html|markdown)$`)
	nameLanguage  = regexp.MustCompile(`\.([a-z]{2}(?:-[A-Za-z]{2,4})?)$`)
	frontLanguage = regexp.MustCompile(`(?m)^(?:lang|language|locale)\s*[:=]\s*["']?([A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?)\b`)
)

// languageOf tells the language of a document: from the ending of its name
// ("apology-letter.de"), from its front matter, or else from the words it uses
// most.
func languageOf(d *incident.Draft, prose *Prose) string {
	if m := nameLanguage.FindStringSubmatch(markdownName.ReplaceAllString(d.Name, "")); m != nil {
		return known(m[1])
	}
	if end := frontMatter(d.Markdown); end > 0 {
		if m := frontLanguage.FindSubmatch(d.Markdown[:end]); m != nil {
			return known(string(m[1]))
		}
	}
	return prose.language()
}

// small are words that a text of their language cannot do without, and that
// the others do not have.
var small = map[string]string{
	"en":    "the and of was is were to that with this from by are be which had",
	"de":    "der die und das nicht ist wir mit den von zu wurde ein eine für sie auf im",
	"es":    "el los las del y que una por con fue nuestro nuestra hemos para pero está",
	"fr":    "le les des et est une nous dans pour vous qui sur été ce cette avec au du",
	"pt-BR": "o os do da dos das não uma foi em com nós para você que são nosso nossa ao",
	"it":    "il gli della che non è per con sono una ci del alla nel",
	"nl":    "het een van niet wij met voor zijn en aan door onze wordt",
	"pl":    "nie się jest na do że przez oraz dla od",
}

// language is the language whose small words stand in most sentences. English
// is what is assumed where there are none to tell by.
func (p *Prose) language() string {
	kana, letters := 0, 0
	for i := range p.Sentences {
		for _, r := range p.Sentences[i].Lower {
			if r < utf8.RuneSelf {
				if 'a' <= r && r <= 'z' {
					letters++
				}
				continue
			}
			if unicode.IsLetter(r) {
				letters++
				if unicode.In(r, unicode.Hiragana, unicode.Katakana) {
					kana++
				}
			}
		}
	}
	if kana*5 > letters {
		return "ja"
	}
	best, most := "en", 0
	for _, l := range []string{"en", "de", "es", "fr", "it", "nl", "pl", "pt-BR"} {
		n := 0
		for w := range strings.FieldsSeq(small[l]) {
			n += len(p.words[w])
		}
		if n > most {
			best, most = l, n
		}
	}
	if most == 0 && letters > 0 && !p.latin() {
		return "und"
	}
	return best
}

func (p *Prose) latin() bool {
	for i := range p.Sentences {
		if bytes.ContainsFunc([]byte(p.Sentences[i].Lower), func(r rune) bool {
			return unicode.IsLetter(r) && !unicode.In(r, unicode.Latin)
		}) {
			return false
		}
	}
	return true
}
