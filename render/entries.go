package render

import (
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/visible"
	"github.com/candor-reports/candor/timeline"
)

// feedOutput writes the feed of one incident: one entry for all of it, or one
// for each update.
func feedOutput(write func(io.Writer, Feed) error, perUpdate bool) func(io.Writer, *incident.Report, *incident.Draft) error {
	return func(w io.Writer, rep *incident.Report, d *incident.Draft) error {
		f, err := FeedOf(rep, d, perUpdate)
		if err != nil {
			return err
		}
		return write(w, f)
	}
}

// FeedOf makes the feed of a document and of the updates told before it: one
// entry that holds all of them, the newest first, or one entry for each. Feeds
// of several incidents are made of the entries of each.
func FeedOf(rep *incident.Report, d *incident.Draft, perUpdate bool) (Feed, error) {
	a, err := accountOf(rep, d)
	if err != nil {
		return Feed{}, err
	}
	switch {
	case a.publisher() == "":
		return Feed{}, missing("feed", "whose incident it is", "organisation")
	case a.at.IsZero():
		return Feed{}, missing("feed", "when anything happened", "milestones, or tell of it with candor notice")
	}
	f := Feed{
		ID: a.feedID("feed"), Title: a.publisher() + ": " + a.title, Author: a.publisher(), Language: a.language, Home: a.home(),
	}
	if perUpdate {
		f.ID = a.feedID("updates")
		f.Entries, err = a.entries()
	} else {
		f.Entries, err = a.entry()
	}
	return f, err
}

// feedID names a part of the incident for ever. The language is part of it: a
// translation is another entry.
func (a account) feedID(part ...string) string {
	path := append([]string{a.ID}, part...)
	if a.language != incident.Original(a.Incident) {
		path = append(path, a.language)
	}
	return stableID(a.home(), path...)
}

// entry is the one entry of the incident.
func (a account) entry() ([]Entry, error) {
	own, err := a.ownContent()
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString(own)
	updates, err := a.updates()
	if err != nil {
		return nil, err
	}
	e := Entry{ID: a.feedID(), Title: a.title, Link: a.page(a.draft.Name), Published: a.at, Updated: a.at, Tags: a.keywords()}
	for i, u := range slices.Backward(updates) {
		if own != "" || i < len(updates)-1 {
			b.WriteString("<hr>")
		}
		b.WriteString("<h3>" + html.EscapeString(a.words.phases[a.draft.Updates[i].Phase]) + "</h3>" + "<p>" + timeElement(a.draft.Updates[i].At) + "</p>" + u.Content)
	}
	if len(updates) > 0 {
		e.Published = updates[0].Published
	}
	e.Content = b.String()
	return []Entry{e}, nil
}

// entries are one entry for each update, and one for the document where it is
// none of them.
func (a account) entries() ([]Entry, error) {
	updates, err := a.updates()
	if err != nil {
		return nil, err
	}
	own, err := a.ownContent()
	if !a.isUpdate() {
		updates = append(updates, Entry{
			ID: a.feedID(a.draft.Name), Title: a.title, Link: a.page(a.draft.Name), Content: own, Published: a.at, Updated: a.at, Tags: a.keywords(),
		})
	}
	return updates, err
}

// ownContent is the text of the document; empty where it is one of the updates.
func (a account) ownContent() (string, error) {
	if a.isUpdate() {
		return "", nil
	}
	return feedContent(a.draft.Name, a.draft.Markdown)
}

func (a account) isUpdate() bool {
	return slices.ContainsFunc(a.draft.Updates, func(u incident.Update) bool { return u.Document == a.draft.Name })
}

// updates are the entries of the notices, in the order in which they were told.
func (a account) updates() ([]Entry, error) {
	var out []Entry
	for _, u := range a.draft.Updates {
		content, err := feedContent(u.Document, u.Markdown)
		if err != nil {
			return nil, err
		}
		title := a.words.phases[u.Phase]
		if !u.Next.IsZero() && content == "" {
			content = "<p>" + html.EscapeString(a.words.nextUpdate) + " " + timeElement(u.Next) + "</p>"
		}
		out = append(out, Entry{
			ID: a.feedID(u.ID), Title: title + ": " + a.title, Link: a.page(u.Document), Content: content,
			Published: u.At.Earliest, Updated: u.At.Earliest, Tags: []string{string(u.Phase)},
		})
	}
	return out, nil
}

// feedContent renders a text without its heading.
func feedContent(name string, markdown []byte) (string, error) {
	body, err := bodyOf(name, markdown, walls{markdown: true, tree: true})
	if err != nil {
		return "", err
	}
	takeTitle(body)
	if textOf(body) == "" {
		return "", nil
	}
	number(body)
	return string(inner(body)), nil
}

// timeElement writes a time for people and machines: its form with the year
// and the zone, since readers of feeds show it anywhere and at any time.
func timeElement(t timeline.Time) string {
	text := html.EscapeString(visible.Line(t.Clock()))
	machine, ok := machineTime(t)
	if !ok {
		return text
	}
	n := element(atom.Time, "datetime", machine)
	n.AppendChild(textNode(t.Clock()))
	return string(outer(n))
}
