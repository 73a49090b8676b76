package render

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/visible"
	"github.com/candor-reports/candor/timeline"
)

// account is what the forms that consist of single facts know of a document
// and its incident. Its texts are visible and on one line each.
type account struct {
	*incident.Report
	draft *incident.Draft

	language string
	words    words
	title    string
	phase    incident.Phase // what was told last, or what this document tells
	notice   incident.Notice
	number   int       // of the notice this document is, from 0; −1 where it is none
	at       time.Time // of the document; zero where nobody knows
}

// accountOf gathers what is known. Only the report of a record has facts to
// tell.
func accountOf(rep *incident.Report, d *incident.Draft) (account, error) {
	if rep == nil || rep.Incident == nil || rep.ID == "" {
		return account{}, errors.New("there is no record of an incident to tell facts from\n  hint: candor new starts one")
	}
	a := account{Report: rep, draft: d, language: languageOf(rep, d), number: -1}
	a.words = wordsOf(a.language)
	a.title = cmp.Or(visible.Line(rep.Title), "Incident")
	a.phase = phaseOf(rep)
	for i, n := range rep.Notices {
		if strings.HasPrefix(d.Name, n.ID+"-") || rep.Telling.ID == n.ID && n.ID != "" {
			a.number, a.notice, a.phase = i, n, n.Phase
		}
	}
	if a.number >= 0 {
		a.at = a.notice.At.Earliest
	} else {
		a.at = lastKnown(rep)
		if n := len(rep.Notices); n > 0 {
			a.notice = rep.Notices[n-1]
		}
	}
	return a, nil
}

// phaseOf is the phase that was told last, or else the status of the record.
func phaseOf(rep *incident.Report) incident.Phase {
	if p := rep.Phase(); p != "" {
		return p
	}
	return incident.Phase(rep.Status)
}

// lastKnown is the latest time of what happened by the record, other than
// approvals: to approve a document must not change it.
func lastKnown(rep *incident.Report) time.Time {
	inc := *rep.Incident
	inc.Approvals = nil
	last := inc.AsOf()
	if rep.Timeline == nil {
		return last
	}
	for _, m := range rep.Timeline.Marked {
		if m.Time.Earliest.After(last) {
			last = m.Time.Earliest
		}
	}
	return last
}

// over reports whether the incident is told to be over.
func (a account) over() bool {
	return a.phase == incident.Resolved || a.phase == incident.Completed || a.phase == incident.Monitoring && !a.ended().IsZero()
}

func (a account) started() timeline.Time { return a.mark(timeline.Started) }

func (a account) ended() timeline.Time {
	if t := a.mark(timeline.Mitigated); !t.IsZero() {
		return t
	}
	return a.mark(timeline.Resolved)
}

func (a account) mark(name timeline.Milestone) timeline.Time {
	m, _ := mark(a.Report, name)
	return m.Time
}

// next is when those affected hear again: as this notice says, or the last
// one, or once it is over as the record says.
func (a account) next() timeline.Time {
	if !a.notice.Next.IsZero() && (a.number >= 0 || !closed(a.notice.Phase)) {
		return a.notice.Next
	}
	return a.NextUpdate
}

func closed(p incident.Phase) bool { return p == incident.Resolved || p == incident.Completed }

// state is the phase in the language of the document.
func (a account) state() string { return a.words.phases[a.phase] }

// impactOf says what the incident does to people, or did: a sentence without
// its end.
func (a account) impactOf(who, couldNot string) string {
	form := a.words.now
	if a.over() {
		form = a.words.over
	}
	couldNot = strings.TrimRight(couldNot, ".。")
	// German begins nouns with a capital wherever they stand.
	if r, n := utf8.DecodeRuneInString(couldNot); a.language != "de" && n < len(couldNot) {
		if next, _ := utf8.DecodeRuneInString(couldNot[n:]); !unicode.IsUpper(next) {
			couldNot = string(unicode.ToLower(r)) + couldNot[n:]
		}
	}
	return upper(fill(form, "%w", strings.TrimRight(who, ".。"), "%c", couldNot))
}

func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// clockOf is a time as people of every language read it: an interval as its
// bounds.
func clockOf(t timeline.Time) string {
	if t.Form != timeline.Interval {
		return t.Clock()
	}
	from, to := timeline.At(t.Earliest, t.Precision), timeline.At(t.Latest, t.Precision)
	return strings.TrimSuffix(from.Clock(), " UTC") + "–" + clockAfter(to, from)
}

// clockAfter is clockOf without the date where that is the day of another time
// named before.
func clockAfter(t, before timeline.Time) string {
	s := clockOf(t)
	day, rest, ok := strings.Cut(s, " ")
	if ok && t.Form == timeline.Instant && before.Form == timeline.Instant && strings.HasPrefix(before.Clock(), day+" ") {
		return rest
	}
	return s
}

// stretch writes the time from one to another: "2026-03-04 14:02–14:49 UTC".
func stretch(from, to timeline.Time) string {
	switch {
	case from.IsZero():
		return ""
	case to.IsZero():
		return clockOf(from)
	}
	a, b := clockOf(from), clockAfter(to, from)
	if b != clockOf(to) && from.Form == timeline.Instant && strings.HasSuffix(a, " UTC") && strings.HasSuffix(b, " UTC") {
		return strings.TrimSuffix(a, " UTC") + "–" + b
	}
	return a + " – " + b
}

// host is the name of the site on which documents are read, or else of the
// mailbox they come from; empty where neither is stated.
func (a account) host() string {
	if u, err := url.Parse(a.Publish.Site); err == nil && u.Hostname() != "" {
		return strings.ToLower(u.Hostname())
	}
	if m, err := incident.ParseMailbox(a.Publish.From); err == nil {
		return m.Host()
	}
	return ""
}

// page is where readers find a document; empty where the record states no
// site. What is for the house alone has no page.
func (a account) page(document string) string {
	if a.draft.Audience != incident.Public {
		return ""
	}
	return strings.NewReplacer("{id}", url.PathEscape(a.ID), "{document}", url.PathEscape(document)).Replace(a.Publish.Site)
}

// home is the site itself: its address up to what names a document.
func (a account) home() string {
	home, _, _ := strings.Cut(a.Publish.Site, "{")
	return home
}

// publisher is whose documents these are.
func (a account) publisher() string { return visible.Line(cmp.Or(a.Organisation, a.Service)) }

// missing is the error of a form that needs a fact which the record does not
// have.
func missing(form, fact, where string) error {
	return fmt.Errorf("%s: %s is not known\n  hint: write it into the record: %s", form, fact, where)
}

// keywords name the incident for those who sort messages.
func (a account) keywords() []string {
	all := []string{visible.Line(a.Service), string(a.phase)}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}
