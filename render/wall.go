package render

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/internal/markdown"
	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/internal/visible"
)

// allowed lists every element that the HTML of a Markdown engine may keep, with
// the attributes each may have and a test for their values.
var allowed = rules{
	atom.P:  {"class": in("clash-open", "clash-middle", "clash-close")},
	atom.H1: nil, atom.H2: nil, atom.H3: nil, atom.H4: nil, atom.H5: nil, atom.H6: nil,
	atom.Ul: nil, atom.Ol: {"start": pattern.New(`^\d{1,9}$`).MatchString},
	atom.Li:         {"id": noteID},
	atom.Blockquote: nil, atom.Pre: nil, atom.Hr: nil, atom.Br: nil,
	atom.Code: {"class": codeClass},
	atom.Em:   nil, atom.Strong: nil, atom.Del: nil,
	atom.Sup: {"id": noteID},
	atom.A: {"href": allowedLink, "title": any1k, "class": in("footnote-ref", "footnote-backref"),
		"role": in("doc-noteref", "doc-backlink")},
	atom.Img:   {"src": allowedImage, "alt": any1k, "title": any1k},
	atom.Table: nil, atom.Thead: nil, atom.Tbody: nil, atom.Tr: nil,
	atom.Th: {"align": in("left", "center", "right")}, atom.Td: {"align": in("left", "center", "right")},
	atom.Div:  {"class": in("footnotes"), "role": in("doc-endnotes")},
	atom.Span: {"class": in("task")},
}

// emptied lists elements whose content is dropped with them: a browser would
// not read it as text, or would read it differently from how it was parsed.
var emptied = []atom.Atom{
	atom.Script, atom.Style, atom.Iframe, atom.Frame, atom.Frameset, atom.Noscript, atom.Noembed, atom.Noframes,
	atom.Template, atom.Object, atom.Embed, atom.Applet, atom.Plaintext, atom.Xmp, atom.Textarea, atom.Title,
	atom.Select, atom.Svg, atom.Math, atom.Audio, atom.Video, atom.Canvas,
}

func in(values ...string) func(string) bool {
	return func(s string) bool { return slices.Contains(values, s) }
}

func any1k(s string) bool { return len(s) <= 1024 }

var noteID = pattern.New(`^fn(ref)?\d{0,4}:\d{1,5}$`).MatchString

// languages lists the languages that a fence may name.
var languages = []string{
	"bash", "c", "console", "cpp", "css", "csv", "diff", "dockerfile", "go", "hcl", "html", "http", "ini", "java",
	"javascript", "js", "json", "jsonl", "log", "lua", "makefile", "markdown", "md", "nginx", "patch", "php", "promql",
	"properties", "proto", "python", "py", "ruby", "rust", "sh", "shell", "sql", "text", "toml", "ts", "txt",
	"typescript", "xml", "yaml", "yml",
}

func knownLanguage(name string) bool { return slices.Contains(languages, name) }

func codeClass(s string) bool {
	name, ok := strings.CutPrefix(s, "language-")
	return ok && knownLanguage(name) || s == "raw" || s == "refused"
}

// allowedLink reports whether a page may link to href: https, http and mailto,
// a fragment, or a path relative to the page.
func allowedLink(href string) bool {
	if len(href) > markdown.MaxDestination || strings.ContainsFunc(href, func(r rune) bool { return r <= ' ' || r == '\\' }) || visible.Text(href) != href {
		return false
	}
	u, err := url.Parse(href)
	if err != nil || u.User != nil {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Host != "" && u.Opaque == "" && !strings.Contains(u.Host, "%")
	case "mailto":
		return strings.Contains(u.Opaque, "@")
	case "":
		return u.Host == "" && !strings.HasPrefix(href, "//")
	}
	return false
}

// pictureName is the destination by which a draft asks for the timeline
// picture.
const pictureName = "timeline.svg"

var pngData = pattern.New(`^data:image/png;base64,[A-Za-z0-9+/]+={0,2}$`)

func isPNG(dest []byte) bool { return pngData.Match(dest) }

// allowedImage reports whether a page may show an image: the timeline picture,
// which is put in its place later, and a PNG that the page holds itself.
func allowedImage(src string) bool {
	return src == pictureName || isPNG([]byte(src))
}

// parseHTML parses the HTML that a Markdown engine made.
func parseHTML(source []byte) (*html.Node, error) {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(bytes.NewReader(source), body)
	if err != nil {
		return nil, err
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	return body, nil
}

// rebuild is the second wall: it returns a new tree that holds only what is
// allowed. The text of other elements is kept, unless a browser would not
// have shown it as text.
func rebuild(tree *html.Node) *html.Node { return rebuildBy(allowed, tree) }

// rules list the elements that a tree may keep, with their attributes.
type rules map[atom.Atom]map[string]func(string) bool

func rebuildBy(rules rules, tree *html.Node) *html.Node {
	out := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	rebuildInto(rules, out, tree)
	return out
}

func rebuildInto(rules rules, out, from *html.Node) {
	for c := range from.ChildNodes() {
		switch {
		case c.Type == html.TextNode:
			out.AppendChild(&html.Node{Type: html.TextNode, Data: c.Data})
		case c.Type != html.ElementNode || c.Namespace != "" || slices.Contains(emptied, c.DataAtom):
		case c.DataAtom == atom.Img && !allowedImage(attr(c, "src")):
			out.AppendChild(&html.Node{Type: html.TextNode, Data: attr(c, "alt")})
		default:
			attrs, ok := rules[c.DataAtom]
			if !ok || c.DataAtom == atom.A && !allowedLink(attr(c, "href")) {
				rebuildInto(rules, out, c)
				continue
			}
			n := &html.Node{Type: html.ElementNode, Data: c.DataAtom.String(), DataAtom: c.DataAtom}
			for _, a := range c.Attr {
				if test := attrs[a.Key]; a.Namespace == "" && test != nil && test(a.Val) {
					n.Attr = append(n.Attr, html.Attribute{Key: a.Key, Val: a.Val})
				}
			}
			out.AppendChild(n)
			rebuildInto(rules, n, c)
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == key {
			return a.Val
		}
	}
	return ""
}
