package render

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/internal/strict"
)

// at places a message in a text, at a byte of it.
func atByte(file, text string, offset int, message, hint string) error {
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	e := &strict.Error{
		File: file, Line: 1 + strings.Count(text[:offset], "\n"), Column: 1 + utf8.RuneCountInString(text[start:offset]),
		Message: message, Hint: hint,
	}
	if len(line) <= 200 {
		e.Excerpt = line
	}
	return e
}

// cssToken finds what can hide a brace or an address from the others.
var cssToken = pattern.New(`(?is)/\*.*?(?:\*/|$)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|url\(\s*(?:"[^"]*"|'[^']*'|[^)]*)\s*\)|@import\b|</style|[{}]`)

// checkCSS refuses what would end the page's style element, load something, or
// swallow the sheet that comes after it.
func checkCSS(file, text string) error {
	var open []int
	for _, at := range cssToken.FindAllStringIndex(text) {
		token := strings.ToLower(text[at[0]:at[1]])
		fail := func(message, hint string) error { return atByte(file, text, at[0], message, hint) }
		switch {
		case strings.Contains(token, "</style"):
			return fail("ends the style of the page", "take </style out")
		case strings.HasPrefix(token, "/*") && !strings.HasSuffix(token, "*/"):
			return fail("a comment does not end", "")
		case strings.HasPrefix(token, "@import"):
			return fail("@import would load another file, and a page loads nothing", "write its rules here")
		case strings.HasPrefix(token, "url("):
			if at := strings.Trim(strings.TrimSpace(token[4:len(token)-1]), `"'`); !strings.HasPrefix(at, "data:") && !strings.HasPrefix(at, "#") {
				return fail("a page loads nothing from anywhere", `put the file in: url("data:image/png;base64,…") or url("data:font/woff2;base64,…")`)
			}
		case token == "{":
			open = append(open, at[0])
		case token == "}" && len(open) == 0:
			return fail("} closes nothing", "")
		case token == "}":
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return atByte(file, text, open[len(open)-1], "{ is not closed", "")
	}
	return nil
}

// How html/template says where something is.
var (
	templatePlace = pattern.New(`(?s)^(?:html/)?template: ?(.*?):(\d+)(?::(\d+))?: (.*)$`)
	templateWhere = pattern.New(`(?s)^executing ".*?" at <.*?>: (.*)$`)
	templateField = pattern.New(`^can't evaluate field (\w+) in type (\S+)`)
	templateFunc  = pattern.New(`^function "(.*)" not defined`)
)

// explain says an error of a page's template with its place, and what may have
// been meant.
func (f ThemeFile) explain(err error) error {
	m := templatePlace.FindStringSubmatch(err.Error())
	if m == nil {
		return fmt.Errorf("%s: %w", f.From, err)
	}
	message, hint, near := m[4], "", ""
	if x := templateWhere.FindStringSubmatch(message); x != nil {
		message = x[1]
	}
	if x := templateField.FindStringSubmatch(message); x != nil {
		near, message = "."+x[1], fmt.Sprintf("there is no .%s", x[1])
		hint = suggestFact(x[1], x[2])
	}
	if x := templateFunc.FindStringSubmatch(message); x != nil {
		near, message = x[1], fmt.Sprintf("there is no function %q", x[1])
		hint = "a page's template has the functions of Go's html/template"
	}
	line, _ := strconv.Atoi(m[2])
	lines := strings.SplitAfter(f.Text, "\n")
	if line < 1 || line > len(lines) {
		return fmt.Errorf("%s: %s", f.From, message)
	}
	start := len(strings.Join(lines[:line-1], ""))
	if i := strings.Index(lines[line-1], near); i >= 0 {
		start += i
	}
	return atByte(f.From, f.Text, start, message, hint)
}

// pageFacts are what a page's template can name, by the type that has it.
var pageFacts = map[string][]string{
	"*render.Page":     {"Kind", "Lang", "Title", "CSS", "Script", "Policy", "Internal", "Linked", "Masthead", "Head", "Metrics", "Sections", "Lead", "Body"},
	"*render.Masthead": {"Name", "Logo"},
	"render.Head":      {"Organisation", "Service", "Severity", "Status", "Dates"},
	"render.Stamp":     {"Name", "Text", "Machine"},
	"render.Section":   {"ID", "Text"},
	"render.Figure":    {"Name", "Span", "Formula"},
}

func suggestFact(name, of string) string {
	names := pageFacts[of]
	if near := strict.Nearest(name, names); near != "" {
		return "did you mean ." + near + "?"
	}
	if len(names) == 0 {
		return "docs/pages.md lists what a page's template sees"
	}
	return "it has ." + strings.Join(names, ", .")
}

// What a page may not hold, whoever wrote its template.
var (
	pageRefused = []string{"iframe", "frame", "frameset", "object", "embed", "applet", "form", "base", "audio", "video", "source", "track", "portal"}
	pageLoading = []string{"src", "srcset", "background", "poster", "data", "action", "formaction", "srcdoc", "ping", "manifest"}
)

// checkPage refuses a page that would load, run or send something, or that does
// not state its policy before all else.
func (f ThemeFile) checkPage(page []byte, p *Page) error {
	tokens := html.NewTokenizer(bytes.NewReader(page))
	ruled := false
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if !ruled {
				return f.wrong(`<head`, "the page has no policy", policyHint)
			}
			return nil
		case html.StartTagToken, html.SelfClosingTagToken:
			n := tokens.Token()
			if n.DataAtom == atom.Meta && strings.EqualFold(tokenAttr(n, "http-equiv"), "content-security-policy") {
				ruled = ruled || tokenAttr(n, "content") == p.Policy
				continue
			}
			inside := ""
			if n.DataAtom == atom.Script || n.DataAtom == atom.Style {
				if tokens.Next() == html.TextToken {
					inside = string(tokens.Raw())
				}
				if !ruled {
					return f.wrong("<"+n.Data, "the page's policy does not stand before it", policyHint)
				}
			}
			if why, hint := refusedTag(n, inside, p); why != "" {
				return f.wrong("<"+n.Data, why, hint)
			}
		}
	}
}

const policyHint = `write <meta http-equiv="Content-Security-Policy" content="{{.Policy}}"> at the beginning of <head>`

// wrong places what is wrong with a page at what it most likely comes from.
func (f ThemeFile) wrong(near, message, hint string) error {
	return atByte(f.From, f.Text, max(0, strings.Index(strings.ToLower(f.Text), near)), message, hint)
}

func refusedTag(n html.Token, inside string, p *Page) (why, hint string) {
	switch {
	case slices.Contains(pageRefused, n.Data):
		return "a page has no <" + n.Data + ">", "a page holds text, pictures and links; it loads, plays and sends nothing"
	case n.Data == "script" && tokenAttr(n, "type") != "application/ld+json" && (len(n.Attr) > 0 || inside != string(p.Script)):
		return "a page has no script but its own", "take it out, or write <script>{{.Script}}</script>"
	case n.Data == "style" && inside != string(p.CSS):
		return "the page's policy knows no style but the theme's", "write the rules into " + pageStyle + ", and <style>{{.CSS}}</style> here"
	case n.Data == "link" && !strings.EqualFold(tokenAttr(n, "rel"), "canonical") && !strings.HasPrefix(tokenAttr(n, "href"), "data:image/"):
		return "a page loads nothing from anywhere", "write the rules of a style sheet into " + pageStyle
	case n.Data == "meta" && tokenAttr(n, "http-equiv") != "":
		return "a page has no such meta element", "take it out"
	}
	for _, a := range n.Attr {
		loads := slices.Contains(pageLoading, a.Key) || (a.Key == "href" || a.Key == "xlink:href") && (n.Data == "image" || n.Data == "use")
		switch {
		case strings.HasPrefix(a.Key, "on"):
			return "a page has no script but its own, and " + a.Key + " is one", "take it out"
		case a.Key == "style":
			return "the page's policy lets no style attribute through", "write a class here, and its rule into " + pageStyle
		case loads && !strings.HasPrefix(a.Val, "data:image/") && !strings.HasPrefix(a.Val, "#"):
			return "a page loads nothing from anywhere", "put a picture in as data:image/png;base64,…; the logo is {{.Masthead.Logo}}"
		case a.Key == "href" && !leadsOut(a.Val) && !strings.HasPrefix(a.Val, "#") && n.Data == "a":
			return fmt.Sprintf("%q is no link that a page has", a.Val), "a link leads to https, http or mailto, or to a heading"
		}
	}
	return "", ""
}

func tokenAttr(n html.Token, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
