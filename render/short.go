package render

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/visible"
)

// shortForm is a text that may have so many characters, counted in its own way.
type shortForm struct {
	name  string
	write func(string) string // the text in the characters it is sent in
	fits  func(string) bool
}

var (
	shortPost    = shortForm{"text-280", func(s string) string { return s }, func(s string) bool { return weight(s) <= 280 }}
	shortMessage = shortForm{"text-160", plainLetters, fitsMessage}
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

// short writes the state, what it does to people and the next update, and what
// else there is room for. It cuts only who is affected and what they could not
// do, between words, and never in a figure. A fact that the record lacks, or
// that there is no room for, is an error: nothing is invented, and nothing
// that a reader needs is left out.
func (a account) short(f shortForm) (string, error) {
	if a.language != "en" && !knownWords(a.language) {
		return "", fmt.Errorf("%s: there are no sentences in the language %q\n  hint: write this form by hand, or render it in another language", f.name, a.language)
	}
	state, next, err := a.shortFrame(f.name)
	if err != nil {
		return "", err
	}
	whats, err := a.shortImpacts(f.name)
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
			text := with[0] + state + ": " + what + a.words.stop
			if next != "" {
				text += a.gap() + next
			}
			if with[1] != "" {
				text += " " + with[1]
			}
			text = f.write(text)
			if f.fits(text) {
				return text, nil
			}
		}
	}
	return "", fmt.Errorf("%s: state, impact and next update do not fit\n  hint: shorten impact.who and impact.could_not in the record; customers read them everywhere", f.name)
}

// gap is what stands between two sentences.
func (a account) gap() string {
	if a.words.stop == "。" {
		return ""
	}
	return " "
}

// shortFrame is what is never cut: the state, and the next update.
func (a account) shortFrame(form string) (state, next string, err error) {
	state = a.state()
	if state == "" {
		return "", "", missing(form, "the state", "status, or tell it with candor notice")
	}
	t := a.next()
	if t.IsZero() && !a.phase.Maintenance() && !closed(a.phase) {
		return "", "", missing(form, "when the next update comes", "next_update, or candor notice --next")
	}
	if !t.IsZero() && a.phase != incident.Completed {
		next = fill(a.words.next, "%t", clockAfter(t, a.started()))
	}
	return state, next, nil
}

// shortImpacts says what it does to people in ever fewer words.
func (a account) shortImpacts(form string) ([]string, error) {
	if a.phase.Maintenance() {
		return a.shortWork(form)
	}
	who, couldNot := visible.Line(a.Impact.Who), visible.Line(a.Impact.CouldNot)
	switch {
	case who == "":
		return nil, missing(form, "who is affected", "impact.who")
	case couldNot == "":
		return nil, missing(form, "what they could not do", "impact.could_not")
	}
	when := ""
	if from := a.started(); !from.IsZero() {
		form := a.words.since
		t := clockOf(from)
		if a.over() {
			form, t = a.words.during, stretch(from, a.ended())
		}
		when = " (" + fill(form, "%t", t) + ")"
	}
	var out []string
	for _, w := range shorter(who) {
		out = append(out, a.impactOf(w, couldNot)+when)
	}
	whos := shorter(who)
	for _, c := range shorter(couldNot)[1:] {
		out = append(out, a.impactOf(whos[len(whos)-1], c)+when)
	}
	return out, nil
}

// shortWork says when maintenance is, and what readers will notice of it.
func (a account) shortWork(form string) ([]string, error) {
	m := a.Maintenance
	effect := strings.TrimRight(visible.Line(m.Effect), ".。")
	switch {
	case m.From.IsZero() || m.To.IsZero():
		return nil, missing(form, "when the work is done", "maintenance.from and maintenance.to")
	case effect == "":
		return nil, missing(form, "what readers will notice", "maintenance.effect")
	}
	var out []string
	for _, e := range shorter(effect) {
		out = append(out, stretch(m.From, m.To)+a.words.stop+a.gap()+e)
	}
	return out, nil
}

// shorter lists a text and its beginnings, each ending in an ellipsis, from the
// longest on. A beginning ends between two words of which neither has a digit:
// "345 of…" would be another figure.
func shorter(s string) []string {
	out := []string{s}
	all := tokens(s)
	for n := len(all) - 1; n > 0; n-- {
		if figure(all[n-1].text) || figure(all[n].text) {
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
