package render

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/internal/visible"
)

// Feed is what readers follow: entries, each of which tells of an incident or
// of one update of it. Atom, RSS and JSONFeed write it. Texts may be foreign;
// they are written as the text they are.
type Feed struct {
	ID       string // that never changes: a tag: or urn:uuid: URI
	Title    string
	Author   string // the organisation
	Language string // "en", "pt-BR"
	Home     string // the page that the feed belongs to; empty where there is none
	Self     string // where the feed itself is found; empty where nobody knows
	Entries  []Entry
}

// Entry is one entry of a feed.
type Entry struct {
	ID        string // that never changes, also when the entry is updated
	Title     string
	Link      string // the page that tells the same; empty where there is none
	Content   string // HTML; what the wall for feeds does not let pass is left out
	Published time.Time
	Updated   time.Time
	Tags      []string
}

// feedAllowed is the wall for the HTML of feeds. Readers show it among their
// own pages, so it has neither styles nor names, and links lead out.
var feedAllowed = rules{
	atom.P: nil, atom.H2: nil, atom.H3: nil, atom.H4: nil, atom.H5: nil, atom.H6: nil, atom.Ul: nil, atom.Ol: {"start": allowed[atom.Ol]["start"]},
	atom.Li: nil, atom.Blockquote: nil, atom.Pre: nil, atom.Hr: nil, atom.Br: nil, atom.Code: nil, atom.Em: nil, atom.Strong: nil, atom.Del: nil, atom.Sup: nil,
	atom.A: {"href": leadsOut}, atom.Table: nil, atom.Thead: nil, atom.Tbody: nil, atom.Tr: nil, atom.Th: nil, atom.Td: nil,
	atom.Time: {"datetime": any1k},
}

// cleanContent lets HTML pass the wall for feeds.
func cleanContent(content string) (string, error) {
	tree, err := parseHTML([]byte(content))
	if err != nil {
		return "", err
	}
	for _, n := range find(tree, atom.Img, atom.A) {
		if n.DataAtom == atom.A && leadsOut(attr(n, "href")) {
			continue
		}
		if n.DataAtom == atom.Img {
			n.Parent.InsertBefore(textNode(attr(n, "alt")), n)
		}
		if attr(n, "role") == "doc-backlink" || n.DataAtom == atom.Img {
			remove(n)
			continue
		}
		for n.FirstChild != nil {
			c := n.FirstChild
			n.RemoveChild(c)
			n.Parent.InsertBefore(c, n)
		}
		remove(n)
	}
	for n := range tree.Descendants() {
		if n.Type == html.TextNode {
			n.Data = visible.Text(n.Data)
		}
	}
	return strings.TrimSpace(string(inner(rebuildBy(feedAllowed, tree)))), nil
}

// ready returns the feed with its texts visible and on one line, its content
// clean, and its entries from the newest to the oldest, or says what it lacks.
func (f Feed) ready() (Feed, error) {
	if f.ID == "" || f.Author == "" || len(f.Entries) == 0 {
		return f, errors.New("a feed needs an ID, an author and an entry")
	}
	f.Title, f.Author = visible.Line(f.Title), visible.Line(f.Author)
	f.Language = languageTag(f.Language)
	f.Entries = slices.Clone(f.Entries)
	slices.SortStableFunc(f.Entries, func(a, b Entry) int { return b.Updated.Compare(a.Updated) })
	for i := range f.Entries {
		e := &f.Entries[i]
		if e.ID == "" || e.Updated.IsZero() {
			return f, fmt.Errorf("entry %q of the feed has no ID, or no time", e.Title)
		}
		if e.Published.IsZero() || e.Published.After(e.Updated) {
			e.Published = e.Updated
		}
		e.Title, e.Published, e.Updated = visible.Line(e.Title), e.Published.UTC(), e.Updated.UTC()
		var err error
		if e.Content, err = cleanContent(e.Content); err != nil {
			return f, err
		}
	}
	return f, nil
}

// updated is when the newest entry was.
func (f Feed) updated() time.Time { return f.Entries[0].Updated }

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      atomText       `xml:"title"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Content    markup         `xml:"content"`
}

// markup is HTML in XML. It is escaped here so that its lines stay lines: the
// encoder writes each line end as a reference.
type markup struct {
	Type string `xml:"type,attr,omitempty"`
	Text string `xml:",innerxml"`
}

func inXML(html string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(html)
}

type atomFeed struct {
	XMLName   xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang      string      `xml:"xml:lang,attr"`
	ID        string      `xml:"id"`
	Title     atomText    `xml:"title"`
	Updated   string      `xml:"updated"`
	Author    string      `xml:"author>name"`
	Links     []atomLink  `xml:"link"`
	Generator string      `xml:"generator"`
	Entries   []atomEntry `xml:"entry"`
}

// Atom writes the feed as RFC 4287 has it.
func Atom(w io.Writer, feed Feed) error {
	f, err := feed.ready()
	if err != nil {
		return fmt.Errorf("atom: %w", err)
	}
	out := atomFeed{
		Lang: f.Language, ID: f.ID, Title: atomText{"text", f.Title}, Updated: f.updated().Format(time.RFC3339), Author: f.Author,
		Links: atomLinks(f.Home, f.Self), Generator: "candor",
	}
	for _, e := range f.Entries {
		entry := atomEntry{
			ID: e.ID, Title: atomText{"text", e.Title}, Published: e.Published.Format(time.RFC3339), Updated: e.Updated.Format(time.RFC3339),
			Links: atomLinks(e.Link, ""), Content: markup{"html", inXML(e.Content)},
		}
		for _, t := range e.Tags {
			entry.Categories = append(entry.Categories, atomCategory{visible.Line(t)})
		}
		out.Entries = append(out.Entries, entry)
	}
	return writeXML(w, out)
}

func atomLinks(page, self string) []atomLink {
	var links []atomLink
	if page != "" {
		links = append(links, atomLink{"alternate", "text/html", page})
	}
	if self != "" {
		links = append(links, atomLink{"self", "application/atom+xml", self})
	}
	return links
}

type rssItem struct {
	Title       string   `xml:"title"`
	Link        string   `xml:"link,omitempty"`
	GUID        rssGUID  `xml:"guid"`
	PubDate     string   `xml:"pubDate"`
	Categories  []string `xml:"category"`
	Description markup   `xml:"description"`
}

type rssGUID struct {
	Permanent bool   `xml:"isPermaLink,attr"`
	ID        string `xml:",chardata"`
}

type rssFeed struct {
	XMLName       xml.Name  `xml:"rss"`
	Version       string    `xml:"version,attr"`
	AtomSpace     string    `xml:"xmlns:atom,attr,omitempty"`
	Title         string    `xml:"channel>title"`
	Link          string    `xml:"channel>link"`
	Self          *atomLink `xml:"channel>atom:link"`
	Description   string    `xml:"channel>description"`
	Language      string    `xml:"channel>language"`
	LastBuildDate string    `xml:"channel>lastBuildDate"`
	Generator     string    `xml:"channel>generator"`
	Items         []rssItem `xml:"channel>item"`
}

// rssDate is the date of RFC 822 with a year of four digits, as RSS wants it.
const rssDate = "Mon, 02 Jan 2006 15:04:05 GMT"

// RSS writes the feed as RSS 2.0, whose channel must have a page: a feed
// without Home is refused.
func RSS(w io.Writer, feed Feed) error {
	f, err := feed.ready()
	if err == nil && f.Home == "" {
		err = errors.New("the site that the feed belongs to is not known\n  hint: write it into the record or names.yaml: publish: {site: https://status.example.com/}")
	}
	if err != nil {
		return fmt.Errorf("rss: %w", err)
	}
	out := rssFeed{
		Version: "2.0", Title: f.Title, Link: f.Home, Description: f.Title, Language: f.Language,
		LastBuildDate: f.updated().Format(rssDate), Generator: "candor",
	}
	if f.Self != "" {
		out.AtomSpace, out.Self = "http://www.w3.org/2005/Atom", &atomLink{"self", "application/rss+xml", f.Self}
	}
	for _, e := range f.Entries {
		item := rssItem{Title: e.Title, Link: e.Link, GUID: rssGUID{false, e.ID}, PubDate: e.Updated.Format(rssDate), Description: markup{"", inXML(e.Content)}}
		for _, t := range e.Tags {
			item.Categories = append(item.Categories, visible.Line(t))
		}
		out.Items = append(out.Items, item)
	}
	return writeXML(w, out)
}

// writeXML writes a document whose characters XML 1.0 allows: visible.Text has
// named the others.
func writeXML(w io.Writer, v any) error {
	made, err := xml.MarshalIndent(v, "", "  ")
	if err == nil {
		_, err = io.WriteString(w, xml.Header+string(made)+"\n")
	}
	return err
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID        string   `json:"id"`
	URL       string   `json:"url,omitempty"`
	Title     string   `json:"title"`
	Content   string   `json:"content_html"`
	Published string   `json:"date_published"`
	Modified  string   `json:"date_modified"`
	Tags      []string `json:"tags,omitempty"`
}

type jsonFeed struct {
	Version  string       `json:"version"`
	Title    string       `json:"title"`
	Home     string       `json:"home_page_url,omitempty"`
	Self     string       `json:"feed_url,omitempty"`
	Language string       `json:"language"`
	Authors  []jsonAuthor `json:"authors"`
	Items    []jsonItem   `json:"items"`
}

// JSONFeed writes the feed as JSON Feed 1.1.
func JSONFeed(w io.Writer, feed Feed) error {
	f, err := feed.ready()
	if err != nil {
		return fmt.Errorf("jsonfeed: %w", err)
	}
	out := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: f.Title, Home: f.Home, Self: f.Self, Language: f.Language, Authors: []jsonAuthor{{f.Author}},
	}
	for _, e := range f.Entries {
		item := jsonItem{
			ID: e.ID, URL: e.Link, Title: e.Title, Content: e.Content,
			Published: e.Published.Format(time.RFC3339), Modified: e.Updated.Format(time.RFC3339),
		}
		for _, t := range e.Tags {
			item.Tags = append(item.Tags, visible.Line(t))
		}
		out.Items = append(out.Items, item)
	}
	return writeJSON(w, out)
}

// writeJSON writes JSON in which no character can end the script element that
// somebody puts it into: outside of strings JSON has no "<".
func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(bytes.ReplaceAll(b.Bytes(), []byte("<"), []byte(`\u003c`)))
	return err
}

// stableID names something for ever: by the site it is published on, in the
// form of RFC 4151, or where none is stated by a digest in the form of RFC
// 9562. The year is that in which this form was fixed, not that of the
// incident, which is often corrected.
func stableID(site string, path ...string) string {
	name := strings.Join(path, "/")
	if host, under, ok := strings.Cut(strings.TrimPrefix(site, "https://"), "/"); ok || host != "" {
		host, _, _ = strings.Cut(host, ":")
		return "tag:" + strings.ToLower(host) + ",2026:" + cmp.Or(strings.Trim(under, "/"), "incidents") + "/" + name
	}
	sum := sha256.Sum256([]byte("candor\x00" + name))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80 // version 8: a digest of one's own choice
	s := hex.EncodeToString(sum[:16])
	return "urn:uuid:" + s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}
