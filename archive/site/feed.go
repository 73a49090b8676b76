package site

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/render"
)

// feedLength is how many incidents a feed tells, the last updated first.
const feedLength = 50

// entryOf is an incident in the feeds. Its id was made when it was published
// first, and stays whatever is corrected.
func (w *writer) entryOf(p *archive.Public, t tale) render.Entry {
	var b strings.Builder
	fmt.Fprintf(&b, "<p>%s</p>", html.EscapeString(t.Line))
	for _, d := range p.Documents {
		if c := d.Last().Correction; c != nil {
			fmt.Fprintf(&b, "<p>%s was corrected: %s</p>", html.EscapeString(d.Title), html.EscapeString(c.Text))
		}
	}
	return render.Entry{ID: p.Feed, Title: p.Title, Link: w.o.Base + t.Href, Content: b.String(), Published: p.Published, Updated: p.Updated}
}

// feeds writes them, where it is known under which address the site is found:
// entries have to lead somewhere.
func (w *writer) feeds(told []tale) error {
	if w.o.Base == "" || len(told) == 0 {
		return nil
	}
	entries := make([]render.Entry, 0, len(told))
	for _, t := range told {
		entries = append(entries, t.entry)
	}
	slices.SortStableFunc(entries, func(a, b render.Entry) int { return b.Updated.Compare(a.Updated) })
	feed := render.Feed{
		ID: w.o.Base + "feed", Title: w.o.Title, Author: w.o.Title, Language: "en", Home: w.o.Base + "index.html", Entries: entries[:min(feedLength, len(entries))],
	}
	for name, write := range map[string]func(io.Writer, render.Feed) error{"feed.atom": render.Atom, "feed.json": render.JSONFeed, "feed.rss": render.RSS} {
		var b bytes.Buffer
		feed.Self = w.o.Base + name
		if err := write(&b, feed); err != nil {
			return err
		}
		if err := w.put(name, b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}
