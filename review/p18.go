package review

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

var emptySectionRule = Rule{
	ID: "P18", Name: "required-empty", Level: Warning, Profiles: reports, Languages: english,
	Doc:    "a section is empty or still holds a placeholder; an error in the summary, impact, cause, timeline and action items",
	Why:    "readers take the gap for the truth",
	Source: "measured on published reports",
	Examples: []Example{
		{"## Impact\n\nTBD\n", 1},
		{"## Lessons learned\n\n## Timeline\n\nNothing was logged.\n", 1},
		{"## Impact\n\n12 orders failed.\n", 0},
	},
	Run: func(p *Pass) {
		p.placeholders()
		for n := p.Tree.FirstChild(); n != nil; n = n.NextSibling() {
			// A heading of the first level that opens the document is its title.
			if h, ok := n.(*ast.Heading); ok && (h.Level > 1 || n.PreviousSibling() != nil) && !p.sentence(h) && p.empty(h) {
				p.gap(p.blockOf(h))
			}
		}
	},
}

var (
	placeholder = re(`^\W*(?:tbd|tba|todo|fixme|to be (?:determined|added|written|completed|filled in|confirmed|done)|xxx+|lorem ipsum.*|\.\.\.|…|\?\?\?+|fill (?:this )?in.*|insert .{1,40} here|(?:add|describe|write|list|explain|your) .{1,60} here)\W*$|^\W*(?:tbd|todo|fixme)\b:?|\?\?\?`)
	elided      = re(`^\W*(?:\.\.\.|…)\W*$`) // rows that are left out of a table
	needed      = re(`\b(?:summary|impact|cause|causes|timeline|action items?|what happened|resolution|detection)\b`)
)

func (p *Pass) placeholders() {
	for i := range p.Prose.Blocks {
		b := &p.Prose.Blocks[i]
		lower := lowered(b.Text)
		m := placeholder.FindStringIndex(lower)
		if m == nil || b.Kind == Heading || b.Kind == Cell && elided.MatchString(lower) || strings.Contains(b.Text, "TODO(") || strings.Contains(b.Text, "???") && b.Kind != Cell && !strings.HasSuffix(strings.TrimSpace(b.Text), "???") {
			continue
		}
		f := p.words(b, m[0], max(m[1], m[0]+1), "%q stands where something should be told", "tell it, or say that it is not known and why")
		if len(b.Path) > 0 && needed.MatchString(b.Path[len(b.Path)-1]) {
			f.Level = Error
		}
	}
}

// sentence reports whether a heading is a sentence: a paragraph that a line
// under it, meant as a rule, made a heading.
func (p *Pass) sentence(h *ast.Heading) bool {
	b := p.blockOf(h)
	return b != nil && strings.HasSuffix(strings.TrimSpace(b.Text), ".")
}

// empty reports whether nothing stands between a heading and the next of the
// same or a higher level.
func (p *Pass) empty(h *ast.Heading) bool {
	for n := h.NextSibling(); n != nil; n = n.NextSibling() {
		if next, ok := n.(*ast.Heading); ok {
			return next.Level <= h.Level
		}
		if html, ok := n.(*ast.HTMLBlock); ok && p.comment(html) {
			continue
		}
		return false
	}
	return h.Level > 1
}

func (p *Pass) comment(n *ast.HTMLBlock) bool {
	return n.Lines().Len() > 0 && bytes.HasPrefix(bytes.TrimSpace(n.Lines().Value(p.Document.Draft.Markdown)), []byte("<!--"))
}

func (p *Pass) blockOf(n ast.Node) *Block {
	for i := range p.Prose.Blocks {
		if p.Prose.Blocks[i].Node == n {
			return &p.Prose.Blocks[i]
		}
	}
	return nil
}

func (p *Pass) gap(b *Block) {
	if b == nil {
		return
	}
	f := p.words(b, 0, len(b.Text), "the section %q is empty", "tell it, or leave the heading out")
	if needed.MatchString(strings.ToLower(b.Text)) {
		f.Level = Error
	}
}
