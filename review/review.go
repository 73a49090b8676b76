package review

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/markdown"
	"github.com/candor-reports/candor/review/reading"
)

// Level says what a finding stops.
type Level string

// The levels. An error stops publication; a warning is for a person to weigh.
const (
	Error   Level = "error"
	Warning Level = "warning"
	Info    Level = "info" // worth a look; shown, and counted nowhere
)

// Rule is one thing that is checked.
type Rule struct {
	ID        string            // a word, or N and P with a number for notices and postmortems
	Name      string            // of a rule whose ID is a number: "stock-inconvenience"
	Doc       string            // what is wrong; completes "Found where …"
	Why       string            // what it does to the reader, in one line
	Source    string            // what the rule rests on: a study, a guide, a measurement
	Level     Level             // of its findings, where they do not say otherwise
	Levels    map[Profile]Level // where a profile has another
	Profiles  []Profile         // of the documents it runs on; none is all
	Languages []string          // of the documents it runs on; none is all
	Examples  []Example         // of the first of its profiles and languages
	Needs     string            // what it needs besides the document: "a repository"
	Off       bool              // until it is asked for by ID: too often wrong
	Run       func(*Pass)
}

// Example is a document and how often the rule finds something in it.
type Example struct {
	Markdown string
	Findings int
}

// rules are the rules by ID, from each family's list.
var rules = sorted(
	[]Rule{clashRule, evidenceRule, leakRule, portableRule, todoRule},
	noticeRules, blameRules,
	dataRules,
)

// Rules lists the rules, by ID.
func Rules() []Rule { return slices.Clone(rules) }

func sorted(families ...[]Rule) []Rule {
	all := slices.Concat(families...)
	slices.SortFunc(all, func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// level is the rule's level in a profile.
func (r Rule) level(p Profile) Level {
	if l, ok := r.Levels[p]; ok {
		return l
	}
	return r.Level
}

// runsOn reports whether the rule is one for such documents.
func (r Rule) runsOn(doc Document) bool {
	return (!r.Off || slices.Contains(doc.Also, r.ID)) &&
		(len(r.Profiles) == 0 || slices.Contains(r.Profiles, doc.Profile)) &&
		(len(r.Languages) == 0 || slices.Contains(r.Languages, doc.Language))
}

// Finding is one thing that is wrong.
type Finding struct {
	Rule    string `json:"rule"`
	Level   Level  `json:"level"`
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`   // 1-based; 0 concerns the whole file
	Column  int    `json:"column,omitempty"` // 1-based, in characters
	Words   string `json:"words,omitempty"`  // the words that are meant
	Message string `json:"message"`
	Why     string `json:"why,omitempty"`
	Source  string `json:"source,omitempty"`
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
			length := min(max(utf8.RuneCountInString(f.Words), 1), max(utf8.RuneCountInString(quote)-caret, 1))
			fmt.Fprintf(&b, "\n    | %s%s", strings.Repeat(" ", caret), strings.Repeat("^", length))
		}
	}
	if f.Why != "" {
		b.WriteString("\n  why: " + f.Why)
		if f.Source != "" {
			b.WriteString(" (" + f.Source + ")")
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
	File       string
	Draft      *incident.Draft
	Profile    Profile   // what it is for; empty is told by ProfileOf
	Language   string    // "pt-BR"; empty is told by its name, its front matter or its words
	Foreign    bool      // somebody else wrote it: there is no record of its incident
	Repository string    // the folder of the repository it is held against
	Landings   []Landing // what landed in it around the time of the document
	Tagged     []Tag     // its releases
	People     []string  // authors of what landed in it around that time
	Unknown    []string  // commits that the document cites and it does not have
	Also       []string  // rules to run that are off
	Several    bool      // it tells several incidents, of which the record is one
	Beside     []*Text   // other documents of the incident

	Differences []Difference // to what another Markdown engine shows
}

// Pass is one rule's run over one document.
type Pass struct {
	Report   *incident.Report
	Document Document // with its profile and language
	Tree     ast.Node // the document's syntax tree
	Prose    *Prose
	Reading  *reading.Document // what it states of times, durations and changes
	rule     Rule
	lines    [][]byte
	found    []Finding

	// What several rules ask for is gathered once.
	items           []action
	broken          []broken
	listed, ordered bool
	wrong           []int // offsets of times that a rule found to be impossible: no figure follows from them
}

// at adds a finding at a byte offset of the document.
func (p *Pass) at(offset int, message, hint string) *Finding {
	line := bytes.Count(p.Document.Draft.Markdown[:offset], []byte("\n"))
	start := bytes.LastIndexByte(p.Document.Draft.Markdown[:offset], '\n') + 1
	p.found = append(p.found, Finding{
		Rule: p.rule.ID, Level: p.rule.level(p.Document.Profile), File: p.Document.File, Why: p.rule.Why, Source: p.rule.Source,
		Line: line + 1, Column: len([]rune(string(p.Document.Draft.Markdown[start:offset]))) + 1,
		Message: message, Hint: hint, Quote: string(p.lines[line]),
	})
	return &p.found[len(p.found)-1]
}

// Check runs every rule over a document. The findings come in the order of the
// document. A document that cannot be read as Markdown is a finding itself. A
// report is nil where there is no record of the incident.
func Check(rep *incident.Report, doc Document) []Finding {
	if rep == nil {
		rep = unrecorded()
	}
	p, err := passOf(rep, doc)
	if err != nil {
		return []Finding{{Rule: "limits", Level: Error, File: doc.File, Message: strings.TrimPrefix(err.Error(), doc.File+": ")}}
	}
	for _, rule := range rules {
		if rule.runsOn(p.Document) {
			p.rule = rule
			rule.Run(p)
		}
	}
	found := waived(p.found, doc, rep.Waivers)
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Rule, b.Rule))
	})
	return found
}

// passOf reads a document. The error says which limit it goes over.
func passOf(rep *incident.Report, doc Document) (*Pass, error) {
	tree, err := markdown.Parse(doc.File, doc.Draft.Markdown)
	if err != nil {
		return nil, err
	}
	return newPass(rep, doc, tree), nil
}

func newPass(rep *incident.Report, doc Document, tree ast.Node) *Pass {
	prose := proseOf(tree, doc.Draft.Markdown)
	if doc.Profile == "" {
		doc.Profile = ProfileOf(doc.Draft)
	}
	if doc.Language == "" {
		doc.Language = languageOf(doc.Draft, prose)
	}
	stated := reading.Read(doc.File, doc.Draft.Markdown)
	return &Pass{Report: rep, Document: doc, Tree: tree, Prose: prose, Reading: stated, lines: bytes.Split(doc.Draft.Markdown, []byte("\n"))}
}

// Errors counts the findings that stop publication.
func Errors(found []Finding) int { return count(found, Error) }

// Warnings counts the findings that are for a person to weigh.
func Warnings(found []Finding) int { return count(found, Warning) }

func count(found []Finding, level Level) int {
	n := 0
	for _, f := range found {
		if f.Level == level {
			n++
		}
	}
	return n
}
