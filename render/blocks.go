package render

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/pattern"
)

// Section is a heading of the page's contents.
type Section struct{ ID, Text string }

// takeTitle removes the heading with which a draft opens and returns its text.
func takeTitle(body *html.Node) string {
	first := firstElement(body)
	if first == nil || first.DataAtom != atom.H1 {
		return ""
	}
	remove(first)
	return textOf(first)
}

var headings = []atom.Atom{atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6}

// number gives each heading an ID made of its text, closes gaps between the
// levels below the page's title, and lists the sections.
func number(body *html.Node) []Section {
	ids := map[string]int{"content": 1, "contents": 1, "timeline-picture": 1, "page-title": 1}
	var sections []Section
	last := 1
	for _, h := range find(body, headings...) {
		level := min(max(int(h.Data[1]-'0'), 2), last+1)
		last = level
		h.DataAtom = headings[level-1]
		h.Data = h.DataAtom.String()
		text := textOf(h)
		id := unique(ids, slug(text))
		set(h, "id", id)
		if level == 2 {
			sections = append(sections, Section{id, text})
		}
	}
	return sections
}

func slug(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() > 60 {
			break
		}
	}
	if id := strings.Trim(b.String(), "-"); id != "" {
		return id
	}
	return "section"
}

// unique returns the id, with a number after it where it is taken.
func unique(taken map[string]int, id string) string {
	for {
		n := taken[id]
		taken[id] = n + 1
		if n == 0 {
			return id
		}
		numbered := id + "-" + strconv.Itoa(n+1)
		if taken[numbered] == 0 {
			taken[numbered] = 1
			return numbered
		}
	}
}

// dressTables gives tables what a reader needs of them: header cells with a
// scope, a frame that scrolls on a narrow screen, and times a machine can read.
func dressTables(body *html.Node, times map[string]string) {
	for i, t := range find(body, atom.Table) {
		heads := find(t, atom.Th)
		isTimeline := len(heads) > 1 && strings.HasPrefix(strings.ToLower(textOf(heads[0]))+" ", "time ") ||
			len(heads) > 1 && strings.HasPrefix(strings.ToLower(textOf(heads[0])), "when")
		if !slices.ContainsFunc(heads, func(th *html.Node) bool { return th.FirstChild != nil }) {
			nameRows(t)
		}
		for _, th := range heads {
			set(th, "scope", "col")
			align(th)
			if th.FirstChild == nil {
				th.Data, th.DataAtom = "td", atom.Td
				th.Attr = nil
			}
		}
		for _, td := range find(t, atom.Td) {
			align(td)
			stamp(td, times)
			if wholeDay.MatchString(textOf(td)) {
				set(td, "class", "day")
			}
		}
		class := "scroll"
		if isTimeline {
			set(t, "class", "times")
			stack(t, heads)
		}
		wrap(t, element(atom.Div, "class", class, "tabindex", "0", "role", "group", "aria-label", "Table "+strconv.Itoa(i+1)))
	}
}

// wholeDay matches a date alone, which a narrow column must not tear.
var wholeDay = pattern.New(`^\d{4}-\d\d-\d\d$`)

// nameRows makes a list of facts of a table whose header says nothing: the
// first cell of each row names it.
func nameRows(table *html.Node) {
	set(table, "class", "facts-table")
	set(table, "role", "table")
	for _, head := range find(table, atom.Thead) {
		remove(head)
	}
	for _, part := range find(table, atom.Tbody) {
		set(part, "role", "rowgroup")
	}
	for _, tr := range find(table, atom.Tr) {
		set(tr, "role", "row")
		for cell := range tr.ChildNodes() {
			set(cell, "role", "cell")
		}
		if cell := firstElement(tr); cell != nil {
			cell.Data, cell.DataAtom = "th", atom.Th
			set(cell, "scope", "row")
			set(cell, "role", "rowheader")
		}
	}
}

// align turns the attribute, which HTML no longer has, into a class.
func align(cell *html.Node) {
	for i, a := range cell.Attr {
		if a.Key == "align" {
			cell.Attr[i] = html.Attribute{Key: "class", Val: a.Val}
		}
	}
}

// stack lets a timeline fall into one column on a phone and keeps it a table
// for those who hear it: a table that is displayed as blocks loses its roles.
func stack(table *html.Node, heads []*html.Node) {
	labels := make([]string, len(heads))
	for i, th := range heads {
		labels[i] = textOf(th)
	}
	set(table, "role", "table")
	for _, n := range find(table, atom.Thead, atom.Tbody) {
		set(n, "role", "rowgroup")
	}
	for _, tr := range find(table, atom.Tr) {
		set(tr, "role", "row")
		column := 0
		for cell := range tr.ChildNodes() {
			switch cell.DataAtom {
			case atom.Th:
				set(cell, "role", "columnheader")
			case atom.Td:
				set(cell, "role", "cell")
				if column > 0 && column < len(labels) && cell.FirstChild != nil {
					set(cell, "data-label", labels[column])
				}
				column++
			}
		}
	}
}

// stamp makes a cell that holds just a time of the timeline readable to
// machines.
func stamp(td *html.Node, times map[string]string) {
	if td.FirstChild == nil || td.FirstChild != td.LastChild || td.FirstChild.Type != html.TextNode {
		return
	}
	at, ok := times[td.FirstChild.Data]
	if !ok {
		return
	}
	t := element(atom.Time, "datetime", at)
	text := td.FirstChild
	td.RemoveChild(text)
	td.AppendChild(t)
	t.AppendChild(text)
}

// cellTimes maps each time of the timeline, as documents print it, to the same
// time in ISO 8601.
func cellTimes(rep *incident.Report) map[string]string {
	out := map[string]string{}
	if rep == nil || rep.Timeline == nil {
		return out
	}
	for _, e := range rep.Timeline.Entries {
		machine, ok := machineTime(e.Time)
		if !ok {
			continue
		}
		out[e.Time.Clock()] = machine
		if rep.Incident != nil && rep.Timezone.Location != nil {
			out[e.Time.ClockIn(rep.Timezone.Location)] = machine
		}
	}
	return out
}

// placePicture puts the timeline picture where the draft asks for it. The
// first place gets the picture, later ones a link to it: the parts of a picture
// have names that a page can hold once. It reports whether there was a place.
func placePicture(body *html.Node, p picture) bool {
	placed := false
	for _, img := range find(body, atom.Img) {
		if attr(img, "src") != pictureName {
			continue
		}
		var n *html.Node
		switch {
		case p.svg == "":
			n = textNode("No entry of the timeline can be drawn.")
		case placed:
			n = element(atom.A, "href", "#timeline-picture")
			n.AppendChild(textNode("the timeline picture"))
		default:
			placed = true
			putFigure(img, p.figure(attr(img, "alt")))
			continue
		}
		img.Parent.InsertBefore(n, img)
		remove(img)
	}
	return placed
}

// putFigure puts a figure in the place of an image. A paragraph cannot hold a
// figure, so the figure goes after the outermost element that is one, and the
// paragraph goes where nothing else is in it.
func putFigure(img, figure *html.Node) {
	at := img
	for at.Parent.DataAtom != atom.Body && at.Parent.DataAtom != atom.Div && at.Parent.DataAtom != atom.Blockquote && at.Parent.DataAtom != atom.Li {
		at = at.Parent
	}
	at.Parent.InsertBefore(figure, at.NextSibling)
	remove(img)
	if at != img && textOf(at) == "" && len(find(at, atom.Img)) == 0 {
		remove(at)
	}
}

// afterTimelineHeading puts the figure below the heading of the timeline, and
// reports whether there is one.
func afterTimelineHeading(body, figure *html.Node) bool {
	for _, h := range find(body, atom.H2, atom.H3) {
		if strings.Contains(strings.ToLower(textOf(h)), "timeline") {
			h.Parent.InsertBefore(figure, h.NextSibling)
			return true
		}
	}
	return false
}

// dressCode lets a keyboard scroll what is wider than the page.
func dressCode(body *html.Node) {
	for _, pre := range find(body, atom.Pre) {
		set(pre, "tabindex", "0")
		set(pre, "role", "group")
		set(pre, "aria-label", "Quoted text")
	}
}

// dressLinks keeps the address of the page from those it links to, and names
// the arrows that lead back from footnotes.
func dressLinks(body *html.Node) {
	for _, a := range find(body, atom.A) {
		href := attr(a, "href")
		if strings.HasPrefix(href, "http") {
			set(a, "rel", "noopener noreferrer")
		}
		// On paper a link is followed by its address, unless it is its own text.
		if text := textOf(a); text == href || "mailto:"+text == href {
			set(a, "class", "bare")
		}
		if attr(a, "role") == "doc-backlink" {
			set(a, "aria-label", "Back to the text")
		}
	}
}
