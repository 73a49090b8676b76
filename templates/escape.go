package templates

import (
	"strings"

	"github.com/candor-reports/candor/internal/markdown"
	"github.com/candor-reports/candor/internal/visible"
	"github.com/candor-reports/candor/timeline"
)

// Markdown is text that is Markdown already and is printed as it is. Foreign
// text becomes Markdown by Text, Code and Fence alone.
type Markdown string

// Text writes foreign text as Markdown that shows just that text, on one line.
// It may stand anywhere in a paragraph, heading, list item, quotation or table
// cell, at the start of a line too, and becomes no markup there, no link and no
// HTML. What cannot be seen is made visible first, and runs of white space
// become one space.
//
// Only what could be read as Markdown is escaped: by a backslash where CommonMark
// and the engines that differ from it agree, else by a numeric reference.
func Text(s timeline.Foreign) Markdown {
	return Markdown(markdown.Escape(visible.Line(string(s)), true))
}

// Code writes foreign text as a code span on one line. It may stand in a table
// cell and in a heading: what no code span can hold in all of these places
// stands between two spans. Blank text gives nothing.
func Code(s timeline.Foreign) Markdown {
	return Markdown(markdown.Code(strings.TrimSpace(visible.Text(oneLine.Replace(string(s)))), uncodable))
}

// uncodable finds the first character of text that code spans cannot hold, and
// how it is written between them: "|" ends a cell, and some engines take "{#"
// for a heading's name.
func uncodable(text string) (at, size int, between string) {
	for i := range len(text) {
		switch {
		case text[i] == '|':
			return i, 1, `\|`
		case strings.HasPrefix(text[i:], "{#"):
			return i, 1, "&#123;"
		}
	}
	return len(text), 0, ""
}

var oneLine = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ", "\t", " ")

// Fence writes foreign text, without the blank lines at its end, as a fenced code
// block, which has to stand on lines of its own. A language that is not on the
// list of known ones is left out.
func Fence(lang string, s timeline.Foreign) Markdown {
	text := strings.TrimRight(visible.Lines(string(s)), "\n")
	if !languages[lang] {
		lang = ""
	}
	return Markdown(markdown.Fence(lang, text))
}

// languages are the names that may follow a fence. What follows it ends up in
// an attribute of the page, so foreign text never does.
var languages = map[string]bool{
	"bash": true, "c": true, "console": true, "cpp": true, "csharp": true, "css": true, "csv": true, "diff": true,
	"dockerfile": true, "go": true, "graphql": true, "hcl": true, "html": true, "http": true, "ini": true, "java": true,
	"javascript": true, "json": true, "kotlin": true, "log": true, "lua": true, "makefile": true, "markdown": true,
	"nginx": true, "perl": true, "php": true, "powershell": true, "promql": true, "properties": true, "protobuf": true,
	"python": true, "ruby": true, "rust": true, "scala": true, "shell": true, "sql": true, "swift": true, "text": true,
	"toml": true, "typescript": true, "xml": true, "yaml": true,
}
