package render

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/visible"
)

// shortForm is a text that may have so many characters, counted in its own way.
type shortForm struct {
	name   string
	writes []func(string) string // the text in the characters it is sent in, the best first
	fits   func(string) bool
}

var (
	shortPost    = shortForm{"text-280", []func(string) string{func(s string) string { return s }}, func(s string) bool { return weight(s) <= 280 }}
	shortMessage = shortForm{"text-160", []func(string) string{plainLetters, bareLetters}, fitsMessage}
)

func (f shortForm) output(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	a, err := accountOf(rep, d)
	if err != nil {
		return err
	}
	text, err := a.short(f)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text+"\n")
	return err
}

// shortness is what is left out of a text to make it fit: each step keeps less.
type shortness struct {
	timeless bool // it does not say since when, or from when until when
	brief    bool // its sentences are as short as the language has them
	who      float64
	couldNot float64 // the shares of the two texts that have to stay
}

var shortnesses = []shortness{
	{false, false, 0.5, 1}, {false, true, 0.5, 1},
	{true, false, 0.5, 1}, {true, true, 0.5, 1},
	{true, true, 0.3, 0.5}, {true, true, 0, 0.3}, {true, true, 0, 0},
}

// short writes the state, what it does to people and the next update, and what
// else there is room for. It cuts only who is affected and what they could not
// do, between words, and never in a figure. A fact that the record lacks, or
// that there is no room for, is an error: nothing is invented, and nothing
// that a reader needs is left out.
func (a account) short(f shortForm) (string, error) {
	if a.language != "en" && !knownWords(a.language) {
		return "", fmt.Errorf("%s: there are no sentences in the language %q\n  hint: write this form by hand, or render it in another language", f.name, a.language)
	}
	for _, keep := range shortnesses {
		text, err := a.shortAs(f, keep)
		if text != "" || err != nil {
			return text, err
		}
	}
	return "", fmt.Errorf("%s: state, impact and next update do not fit\n  hint: shorten impact.who and impact.could_not in the record; customers read them everywhere", f.name)
}

// shortAs is the longest text that keeps so much and fits; empty where there is
// none.
func (a account) shortAs(f shortForm, keep shortness) (string, error) {
	state, next, err := a.shortFrame(f.name, keep)
	if err != nil {
		return "", err
	}
	whats, err := a.shortImpacts(f.name, keep)
	if err != nil {
		return "", err
	}
	service := ""
	if s := visible.Line(a.Service); s != "" {
		service = strings.TrimRight(s, ".。") + a.words.stop + a.gap()
	}
	page := a.page(a.draft.Name)
	for _, what := range whats {
		for _, with := range [][2]string{{service, page}, {"", page}, {service, ""}, {"", ""}} {
			text := with[0] + state + ": " + what
			if !strings.HasSuffix(what, "…") {
				text += a.words.stop
			}
			if next != "" {
				text += a.gap() + next
			}
			if with[1] != "" {
				text += " " + with[1]
			}
			for _, write := range f.writes {
				if text := write(text); f.fits(text) {
					return text, nil
				}
			}
		}
	}
	return "", nil
}

// gap is what stands between two sentences.
func (a account) gap() string {
	if a.words.stop == "。" {
		return ""
	}
	return " "
}

// shortFrame is what is never cut: the state, and the next update.
func (a account) shortFrame(form string, keep shortness) (state, next string, err error) {
	state = a.state()
	if state == "" {
		return "", "", missing(form, "the state", "status, or tell it with candor notice")
	}
	t := a.next()
	if t.IsZero() && !a.phase.Maintenance() && !closed(a.phase) {
		return "", "", missing(form, "when the next update comes", "next_update, or candor notice --next")
	}
	if !t.IsZero() && a.phase != incident.Completed {
		before := a.started()
		if keep.timeless {
			before = a.notice.At // whoever reads it knows of the day on which it comes
		}
		sentence := a.words.next
		if keep.brief {
			sentence = cmp.Or(a.words.briefNext, sentence)
		}
		next = fill(sentence, "%t", a.local(clockAfter(t, before)))
	}
	return state, next, nil
}

// shortImpacts says what it does to people in ever fewer words.
func (a account) shortImpacts(form string, keep shortness) ([]string, error) {
	if a.phase.Maintenance() {
		return a.shortWork(form, keep)
	}
	who, couldNot := visible.Line(a.Impact.Who), visible.Line(a.Impact.CouldNot)
	switch {
	case who == "":
		return nil, missing(form, "who is affected", "impact.who")
	case couldNot == "":
		return nil, missing(form, "what they could not do", "impact.could_not")
	}
	when := ""
	if from := a.started(); !from.IsZero() && !keep.timeless {
		form := a.words.since
		t := clockOf(from)
		if a.over() {
			form, t = a.words.during, stretch(from, a.ended())
		}
		when = " (" + fill(form, "%t", a.local(t)) + ")"
	}
	if keep.brief {
		a.words.now, a.words.over = cmp.Or(a.words.briefNow, a.words.now), cmp.Or(a.words.briefOver, a.words.over)
	}
	var out []string
	whos := a.shorter(who, keep.who)
	for _, w := range whos {
		out = append(out, a.impactOf(w, couldNot)+when)
	}
	for _, c := range a.shorter(couldNot, keep.couldNot)[1:] {
		out = append(out, a.impactOf(whos[len(whos)-1], c)+when)
	}
	return out, nil
}

// shortWork says when maintenance is, and what readers will notice of it.
func (a account) shortWork(form string, keep shortness) ([]string, error) {
	m := a.Maintenance
	effect := strings.TrimRight(visible.Line(m.Effect), ".。")
	switch {
	case m.From.IsZero() || m.To.IsZero():
		return nil, missing(form, "when the work is done", "maintenance.from and maintenance.to")
	case effect == "":
		return nil, missing(form, "what readers will notice", "maintenance.effect")
	}
	var out []string
	for _, e := range a.shorter(effect, keep.couldNot) {
		out = append(out, a.local(stretch(m.From, m.To))+a.words.stop+a.gap()+e)
	}
	return out, nil
}

// local says the time of every local clock in the language of the document.
func (a account) local(clock string) string {
	return strings.ReplaceAll(clock, "local time", cmp.Or(a.words.local, "local time"))
}

// shorter lists a text and its shorter forms that keep a share of it, from the
// longest on: its beginnings, or its ends where a language has the word that all
// others go with at the end.
func (a account) shorter(s string, share float64) []string {
	all := shorter(s)
	if a.words.headLast {
		all = shorterEnds(s)
	}
	n := 1
	for n < len(all) && float64(columns(all[n])) >= share*float64(columns(s)) {
		n++
	}
	return all[:n]
}

// shorter lists a text and its beginnings, each ending in an ellipsis, from the
// longest on. A beginning ends between two words of which neither has a digit,
// since "345 of…" would be another figure, and not after an article or the like.
func shorter(s string) []string {
	out := []string{s}
	all := tokens(s)
	for n := len(all) - 1; n > 0; n-- {
		if figure(all[n-1].text) || figure(all[n].text) || joins(all[n-1].text) {
			continue
		}
		var b strings.Builder
		for i, t := range all[:n] {
			if i > 0 && t.spaced {
				b.WriteByte(' ')
			}
			b.WriteString(t.text)
		}
		out = append(out, strings.TrimRight(b.String(), " ,;:.、。")+"…")
	}
	return out
}

// joins reports whether a word goes with the one after it, as most of few small
// letters do: articles, prepositions, conjunctions.
func joins(word string) bool {
	letters := []rune(word)
	return len(letters) <= 3 && !slices.ContainsFunc(letters, func(r rune) bool { return !unicode.IsLower(r) })
}

// shorterEnds lists a text and its ends, each after an ellipsis. An end begins
// where a word does: at a letter that is no hiragana, after one that is, or
// after a mark.
func shorterEnds(s string) []string {
	out := []string{s}
	all := tokens(s)
	for n := 1; n < len(all); n++ {
		before, first := all[n-1].text, []rune(all[n].text)[0]
		last := []rune(before)[len([]rune(before))-1]
		polite := before == "お" || before == "ご"
		begins := all[n].spaced || unicode.Is(unicode.Hiragana, last) && !polite || !unicode.IsLetter(last)
		if figure(before) || figure(all[n].text) || unicode.Is(unicode.Hiragana, first) || !begins {
			continue
		}
		var b strings.Builder
		for i, t := range all[n:] {
			if i > 0 && t.spaced {
				b.WriteByte(' ')
			}
			b.WriteString(t.text)
		}
		out = append(out, "…"+b.String())
	}
	return out
}

func figure(word string) bool { return strings.ContainsFunc(word, unicode.IsDigit) }

// weight counts as X does: a character of most alphabets is one, any other is
// two. An address is 23, however long.
func weight(s string) int {
	n := 0
	for i, word := range strings.Split(s, " ") {
		if i > 0 {
			n++
		}
		if strings.HasPrefix(word, "https://") {
			n += 23
			continue
		}
		for _, r := range word {
			switch {
			case r <= 4351, r >= 8192 && r <= 8205, r >= 8208 && r <= 8223, r >= 8242 && r <= 8247:
				n++
			default:
				n += 2
			}
		}
	}
	return n
}

// gsm are the characters of the default alphabet of 3GPP TS 23.038, and
// gsmTwice those of its extension, which take two places.
const (
	gsm = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmTwice = "\f^{}\\[~]|€"
)

// fitsMessage reports whether a text is one short message: 160 places of the
// default alphabet, or 70 of UTF-16 where a character is not in it.
func fitsMessage(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case strings.ContainsRune(gsm, r):
			n++
		case strings.ContainsRune(gsmTwice, r):
			n += 2
		default:
			return utf16Len(s) <= 70
		}
	}
	return n <= 160
}

// plainLetters writes marks of typography as those that every telephone has:
// one of them would more than halve the room.
func plainLetters(s string) string {
	return strings.NewReplacer(
		"…", "...", "–", "-", "—", "-", "−", "-", "‑", "-", "’", "'", "‘", "'", "“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`,
		"\u00a0", " ", "\u202f", " ", "\u2009", " ", "×", "x", "•", "-",
	).Replace(s)
}

// bareLetters writes plainLetters without the accents that telephones lack, as
// people write them there: one of them would more than halve the room.
func bareLetters(s string) string {
	return strings.NewReplacer(
		"á", "a", "â", "a", "ã", "a", "ā", "a", "ą", "a", "ç", "c", "ć", "c", "č", "c", "ê", "e", "ë", "e", "ę", "e", "ě", "e", "í", "i", "î", "i", "ï", "i",
		"ł", "l", "ń", "n", "ó", "o", "ô", "o", "õ", "o", "ő", "o", "ř", "r", "ś", "s", "š", "s", "ú", "u", "û", "u", "ű", "u", "ů", "u", "ý", "y", "ÿ", "y", "ź", "z", "ż", "z", "ž", "z",
		"Á", "A", "À", "A", "Â", "A", "Ã", "A", "Č", "C", "È", "E", "Ê", "E", "Ë", "E", "Í", "I", "Ì", "I", "Î", "I", "Ï", "I", "Ó", "O", "Ò", "O", "Ô", "O", "Õ", "O",
		"Š", "S", "Ú", "U", "Ù", "U", "Û", "U", "Ž", "Z", "œ", "oe", "Œ", "OE",
	).Replace(plainLetters(s))
}
