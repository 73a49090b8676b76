package review

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/candor-reports/candor/internal/pattern"
)

// action is an action item as a document tells it.
type action struct {
	block             *Block // that says what is to be done
	section           string
	text              string // all that is said of it, in lower case
	raw               string
	owner, link, date bool
}

var (
	actionHeading = re(`^(?:\W|\d)*(?:(?:list of |our |open )?(?:action|corrective|preventative|preventive|remediation)\b.*|(?:follow[- ]?ups?|next steps|to[- ]?dos?|remediations?|improvements|process improvements|what we are (?:changing|doing)|still to come|planned (?:work|changes)|future work)\W*)$`)
	ownerWord     = re(`@[\w-]+|\bowners?\b|\bassign(?:ed|ee)\b|\bresponsible\b|\bdri\b|\[[a-z][\w-]+\]|\((?:[a-z][\w-]+(?: [a-z][\w-]+)?)\)\W*$|\b[a-z-]+ (?:team|lead|owner)\b`)
	ticketWord    = re(`(?:^|[\s(\[])#\d+|\b[A-Z][A-Z0-9]{1,9}-\d+\b|\b(?:PR|MR|issue|ticket|pull request) ?#?\d+`)
	dateWord      = re(`\b20\d\d\b|^\W*(?:\[.\] )?\W*(?:high|medium|low|critical)\b|\b(?:january|february|march|april|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b|\bmay \d|\bp[0-4]\b|\b(?:high|medium|low|top|critical) priority\b|\bpriority\b|\bby (?:the )?(?:end|mon|tue|wed|thu|fri|next|q[1-4])|\bq[1-4]\b|\bdue\b|\b(?:done|completed?|fixed|merged|closed)\b|✅|☑|\[x\]`)
	dueHeader     = re(`\b(?:due|date|when|deadline|priority|eta|target|by)\b`)
	doneWord      = re(`\b(?:done|completed?|fixed|merged|closed|resolved|implemented|finished|shipped)\b|✅|☑`)
)

// actions gathers the action items that a document lists under headings that
// call them so.
func (p *Pass) actions() []action {
	if !p.listed {
		p.listed, p.items = true, p.listActions()
	}
	return p.items
}

func (p *Pass) listActions() []action {
	var out []action
	for i := range p.Prose.Blocks {
		b := &p.Prose.Blocks[i]
		section, ok := actionSection(b)
		if !ok || b.Kind != Item && b.Kind != Cell {
			continue
		}
		a := action{block: b, section: section}
		if b.Kind == Item && !nested(b.Node) {
			p.item(&a)
			out = append(out, a)
		}
		if b.Kind == Cell && p.row(&a) {
			out = append(out, a)
		}
	}
	return out
}

func actionSection(b *Block) (string, bool) {
	for _, h := range b.Path {
		if actionHeading.MatchString(h) {
			return h, true
		}
	}
	return "", false
}

// nested reports whether a list item lies in another: it is a detail of it.
func nested(n ast.Node) bool {
	item := n.Parent()
	return item.Parent() != nil && item.Parent().Parent() != nil && item.Parent().Parent().Kind() == ast.KindListItem
}

func (p *Pass) item(a *action) {
	from, to := extent(a.block.Node.Parent())
	a.raw = string(p.Document.Draft.Markdown[from:to])
	a.text = strings.ToLower(a.raw)
	a.owner = ownerWord.MatchString(a.text)
	a.link = strings.Contains(a.raw, "](") || strings.Contains(a.raw, "://") || ticketWord.MatchString(a.raw)
	a.date = dateWord.MatchString(a.text)
	if strings.HasPrefix(strings.TrimSpace(a.text), "[x]") {
		a.date = true
	}
}

// extent is where a node's lines begin and end in the document.
func extent(n ast.Node) (from, to int) {
	from = -1
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Type() == ast.TypeBlock && n.Lines() != nil {
			for i := range n.Lines().Len() {
				if l := n.Lines().At(i); from < 0 {
					from, to = l.Start, l.Stop
				} else {
					from, to = min(from, l.Start), max(to, l.Stop)
				}
			}
		}
		return ast.WalkContinue, nil
	})
	return max(from, 0), to
}

// row reads a table's row, at its first cell that says something.
func (p *Pass) row(a *action) bool {
	row := a.block.Node.Parent()
	table, ok := row.Parent().(*extast.Table)
	if !ok || row == table.FirstChild() {
		return false
	}
	header, cells := table.FirstChild(), []string{}
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		cells = append(cells, p.cell(c))
	}
	first, i := -1, 0
	for c := header.FirstChild(); c != nil && i < len(cells); c, i = c.NextSibling(), i+1 {
		title, filled := strings.ToLower(p.cell(c)), strings.Trim(cells[i], " -–—?") != ""
		if first < 0 && (strings.Contains(title, "action") || strings.Contains(title, "what") || strings.Contains(title, "item") || strings.Contains(title, "description") || strings.Contains(title, "task")) && !strings.Contains(title, "type") {
			first = i
		}
		a.owner = a.owner || filled && (strings.Contains(title, "owner") || strings.Contains(title, "who") || strings.Contains(title, "assign") || strings.Contains(title, "responsible") || strings.Contains(title, "dri"))
		a.date = a.date || filled && dueHeader.MatchString(title)
	}
	a.raw = strings.Join(cells, " | ")
	a.text = strings.ToLower(a.raw)
	a.link = strings.Contains(a.raw, "](") || strings.Contains(a.raw, "://") || ticketWord.MatchString(a.raw)
	a.date = a.date || doneWord.MatchString(a.text)
	return first >= 0 && nth(row, first) == a.block.Node
}

func nth(row ast.Node, i int) ast.Node {
	c := row.FirstChild()
	for ; c != nil && i > 0; i-- {
		c = c.NextSibling()
	}
	return c
}

// cell is the source text of a table's cell.
func (p *Pass) cell(n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(p.Document.Draft.Markdown))
			}
		case *ast.Link:
			if entering {
				b.WriteString("](")
			}
		case *ast.AutoLink:
			if entering {
				b.WriteString("://")
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// actionsLack reports, once a section, the action items that lack something.
func actionsLack(what string, has func(action) bool, hint string) func(*Pass) {
	return func(p *Pass) {
		all, lacking, firsts := map[string]int{}, map[string]int{}, map[string]action{}
		var sections []string
		for _, a := range p.actions() {
			if all[a.section]++; all[a.section] == 1 {
				sections = append(sections, a.section)
			}
			if !has(a) && !doneWord.MatchString(a.text) {
				if lacking[a.section]++; lacking[a.section] == 1 {
					firsts[a.section] = a
				}
			}
		}
		for _, s := range sections {
			if n := lacking[s]; n > 0 {
				b := firsts[s].block
				p.at(b.at(0), fmt.Sprintf("%d of %d action items %s", n, all[s], what), hint)
			}
		}
	}
}

// inActions reports where a pattern stands at the beginning of action items.
func inActions(pattern *pattern.Pattern, message, hint string) func(*Pass) {
	return func(p *Pass) {
		for _, a := range p.actions() {
			lower := lowered(a.block.Text)
			if m := pattern.FindStringIndex(lower); m != nil && !doneWord.MatchString(a.text) {
				p.words(a.block, m[0], m[1], message, hint)
			}
		}
	}
}
