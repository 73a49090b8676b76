package review

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/markdown"
)

// Level says what a finding stops.
type Level string

// The levels. An error stops publication; a warning is for a person to weigh.
const (
	Error   Level = "error"
	Warning Level = "warning"
)

// Rule is one thing that is checked.
type Rule struct {
	ID       string
	Doc      string // what is wrong, and why it matters to the reader
	Level    Level  // of its findings, where they do not say otherwise
	Examples []Example
	Run      func(*Pass)
}

// Example is a document and how often the rule finds something in it.
type Example struct {
	Markdown string
	Findings int
}

// Rules lists the rules, by ID.
func Rules() []Rule { return []Rule{clashRule, evidenceRule, todoRule} }

// Finding is one thing that is wrong.
type Finding struct {
	Rule    string `json:"rule"`
	Level   Level  `json:"level"`
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`   // 1-based; 0 concerns the whole file
	Column  int    `json:"column,omitempty"` // 1-based, in characters
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Quote   string `json:"quote,omitempty"`  // the line
	Role    string `json:"role,omitempty"`   // for a missing fact: who can tell it
	Fact    string `json:"fact,omitempty"`   // for a missing fact: what is missing
	Reason  string `json:"reason,omitempty"` // why it is waived
}

// Short writes the finding on one line: position, level, message and rule.
func (f Finding) Short() string {
	place := f.File
	if f.Line > 0 {
		place += fmt.Sprintf(":%d", f.Line)
	}
	if f.Column > 0 {
		place += fmt.Sprintf(":%d", f.Column)
	}
	return fmt.Sprintf("%s: %s: %s (%s)", place, f.Level, f.Message, f.Rule)
}

// String writes the finding for people: position, level and rule, message,
// the quoted line with a caret, and what to do.
func (f Finding) String() string {
	var b strings.Builder
	b.WriteString(f.Short())
	if f.Quote != "" {
		quote, caret := excerpt(f.Quote, f.Column)
		fmt.Fprintf(&b, "\n    | %s", quote)
		if f.Column > 0 {
			fmt.Fprintf(&b, "\n    | %s^", strings.Repeat(" ", caret))
		}
	}
	if f.Hint != "" {
		b.WriteString("\n  hint: " + f.Hint)
	}
	return b.String()
}

// excerpt cuts a long line to the part around a column, and gives the place of
// the column in it.
func excerpt(line string, column int) (string, int) {
	const before, most = 40, 100
	r := []rune(strings.ReplaceAll(line, "\t", " "))
	at, lead := max(column-1, 0), ""
	if at > before+1 && len(r) > most {
		r, at, lead = r[at-before:], before+1, "…"
	}
	if len(r) > most {
		r = append(slices.Clone(r[:most]), '…')
	}
	return lead + string(r), at
}

// Ask is what one role can tell.
type Ask struct {
	Role  string
	Facts []string
}

// Asks gathers the missing facts of all findings by role, each fact once, in
// the order in which documents ask for them.
func Asks(found []Finding) []Ask {
	var asks []Ask
	for _, f := range found {
		if f.Fact == "" {
			continue
		}
		i := slices.IndexFunc(asks, func(a Ask) bool { return a.Role == f.Role })
		if i < 0 {
			asks, i = append(asks, Ask{Role: f.Role}), len(asks)
		}
		if !slices.Contains(asks[i].Facts, f.Fact) {
			asks[i].Facts = append(asks[i].Facts, f.Fact)
		}
	}
	return asks
}

// Document is what is checked: a draft and the file it is kept in.
type Document struct {
	File  string
	Draft *incident.Draft
}

// Pass is one rule's run over one document.
type Pass struct {
	Report   *incident.Report
	Document Document
	Tree     ast.Node // the document's syntax tree
	rule     Rule
	lines    [][]byte
	found    []Finding
}

// at adds a finding at a byte offset of the document.
func (p *Pass) at(offset int, message, hint string) *Finding {
	line := bytes.Count(p.Document.Draft.Markdown[:offset], []byte("\n"))
	start := bytes.LastIndexByte(p.Document.Draft.Markdown[:offset], '\n') + 1
	p.found = append(p.found, Finding{
		Rule: p.rule.ID, Level: p.rule.Level, File: p.Document.File,
		Line: line + 1, Column: len([]rune(string(p.Document.Draft.Markdown[start:offset]))) + 1,
		Message: message, Hint: hint, Quote: string(p.lines[line]),
	})
	return &p.found[len(p.found)-1]
}

// Check runs every rule over a document. The findings come in the order of the
// document. A document that cannot be read as Markdown is a finding itself.
func Check(rep *incident.Report, doc Document) []Finding {
	tree, err := markdown.Parse(doc.File, doc.Draft.Markdown)
	if err != nil {
		return []Finding{{Rule: "limits", Level: Error, File: doc.File, Message: strings.TrimPrefix(err.Error(), doc.File+": ")}}
	}
	var found []Finding
	for _, rule := range Rules() {
		p := &Pass{Report: rep, Document: doc, Tree: tree, rule: rule, lines: bytes.Split(doc.Draft.Markdown, []byte("\n"))}
		rule.Run(p)
		found = append(found, p.found...)
	}
	found = waived(found, doc, rep.Waivers)
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Rule, b.Rule))
	})
	return found
}

// Errors counts the findings that stop publication.
func Errors(found []Finding) int {
	n := 0
	for _, f := range found {
		if f.Level == Error {
			n++
		}
	}
	return n
}
