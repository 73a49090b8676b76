package templates

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode/utf8"

	"github.com/candor-reports/candor/internal/strict"
)

// part is a file that a template is made of: one of named blocks, or the
// template's own. What a later part defines takes the place of an earlier
// block of that name.
type part struct{ file, text string }

// parts are the files of one template, in order.
type parts []part

// compile parses the parts, checks what they name, and puts the escaper and
// the meter into their trees.
func (ps parts) compile(funcs template.FuncMap) (*template.Template, error) {
	root := template.New("").Funcs(funcs).Option("missingkey=error")
	for _, p := range ps {
		if _, err := root.New(p.file).Parse(p.text); err != nil {
			return nil, ps.explain(err)
		}
	}
	known := checker{parts: ps, root: root, closed: closedMethods(), funcs: funcs}
	for _, t := range sorted(root) {
		if err := known.check(t.Tree); err != nil {
			return nil, err
		}
	}
	for _, t := range root.Templates() {
		if t.Tree == nil || t.Tree.Root == nil {
			continue
		}
		escapeTree(t.Tree)
		meterTree(t.Tree)
	}
	return root, nil
}

func sorted(root *template.Template) []*template.Template {
	all := root.Templates()
	slices.SortFunc(all, func(a, b *template.Template) int { return cmp.Compare(a.Name(), b.Name()) })
	return all
}

// at places a message in a part, at a byte of a line; column 0 is the whole
// line. near, where the line holds it, is what the message is about.
func (ps parts) at(file string, line, column int, near, message, hint string) error {
	e := &strict.Error{File: file, Line: line, Column: 1, Message: message, Hint: hint}
	for _, p := range ps {
		lines := strings.SplitAfter(p.text, "\n")
		if p.file != file || line < 1 || line > len(lines) {
			continue
		}
		text := strings.TrimRight(lines[line-1], "\r\n")
		column = min(max(column, 0), len(text))
		if i := strings.Index(text[column:], near); near != "" && i >= 0 {
			column += i
		} else if i := strings.LastIndex(text[:column], near); near != "" && i >= 0 {
			column = i
		}
		e.Column = utf8.RuneCountInString(text[:column]) + 1
		if len(text) <= longestExcerpt {
			e.Excerpt = text
		}
	}
	return e
}

// longestExcerpt is the longest line that a message quotes, in bytes.
const longestExcerpt = 400

// placed is how the library says where something is.
var (
	placed    = regexp.MustCompile(`(?s)^template: (.*?):(\d+)(?::(\d+))?: (.*)$`)
	executing = regexp.MustCompile(`(?s)^executing ".*?" at <.*?>: (.*)$`)
	noField   = regexp.MustCompile(`^can't evaluate field (\w+) in type (\S+)`)
	noFunc    = regexp.MustCompile(`^function "(.*)" not defined`)
)

// explain says an error of the library in the words of those who write
// templates: where it is, what is missing there, and what they may have meant.
func (ps parts) explain(err error) error {
	m := placed.FindStringSubmatch(err.Error())
	if m == nil {
		return fmt.Errorf("%s: %w", ps[len(ps)-1].file, err)
	}
	file, message := m[1], m[4]
	line, _ := strconv.Atoi(m[2])
	column, _ := strconv.Atoi(m[3])
	if x := executing.FindStringSubmatch(message); x != nil {
		message = x[1]
	}
	var limit *limitError
	if errors.As(err, &limit) {
		return ps.at(file, line, column, "", limit.text, limit.hint)
	}
	if x := noField.FindStringSubmatch(message); x != nil {
		whose, names := fieldsOf(x[2])
		return ps.at(file, line, column, "."+x[1], fmt.Sprintf("%s has no .%s", whose, x[1]), suggestField(x[1], names))
	}
	if x := noFunc.FindStringSubmatch(message); x != nil {
		return ps.at(file, line, column, x[1], fmt.Sprintf("there is no function %q", x[1]), strict.Suggest(x[1], functionNames()))
	}
	return ps.at(file, line, column, "", message, "")
}

func suggestField(name string, names []string) string {
	if near := strict.Nearest(name, names); near != "" {
		return "did you mean ." + near + "?"
	}
	if len(names) == 0 {
		return "docs/templates.md lists what templates see"
	}
	return "it has ." + strings.Join(names, ", .")
}

// checker refuses what a template may not name, before it runs.
type checker struct {
	parts  parts
	root   *template.Template
	closed map[string]bool
	funcs  template.FuncMap
	tree   *parse.Tree
	err    error
}

func (c *checker) check(tree *parse.Tree) error {
	if tree == nil || tree.Root == nil {
		return nil
	}
	c.tree = tree
	walkNodes(tree.Root, c.node)
	return c.err
}

func (c *checker) node(n parse.Node) {
	switch n := n.(type) {
	case *parse.IdentifierNode:
		if slices.Contains(hidden, n.Ident) {
			c.refuse(n, n.Ident, fmt.Sprintf("there is no function %q", n.Ident), strict.Suggest(n.Ident, functionNames()))
		}
	case *parse.FieldNode:
		c.names(n, n.Ident)
	case *parse.VariableNode:
		c.names(n, n.Ident[1:])
	case *parse.ChainNode:
		c.names(n, n.Field)
	case *parse.TemplateNode:
		if t := c.root.Lookup(n.Name); t == nil || t.Tree == nil {
			var there []string
			for _, t := range sorted(c.root) {
				if !strings.HasSuffix(t.Name(), ending) && t.Name() != "" {
					there = append(there, t.Name())
				}
			}
			hint := strict.Suggest(n.Name, there)
			if len(there) == 0 {
				hint = "write it with {{ define }}"
			}
			c.refuse(n, n.Name, fmt.Sprintf("there is no block %q", n.Name), hint)
		}
	}
}

func (c *checker) names(n parse.Node, names []string) {
	for _, name := range names {
		if c.closed[name] {
			c.refuse(n, "."+name, fmt.Sprintf(".%s is not for templates", name), "docs/templates.md lists what templates see")
		}
	}
}

func (c *checker) refuse(n parse.Node, near, message, hint string) {
	if c.err != nil {
		return
	}
	where, _ := c.tree.ErrorContext(n)
	file, line, column := splitPlace(where)
	c.err = c.parts.at(file, line, column, near, message, hint)
}

func splitPlace(where string) (file string, line, column int) {
	rest, col, _ := cutLast(where, ":")
	file, row, _ := cutLast(rest, ":")
	line, _ = strconv.Atoi(row)
	column, _ = strconv.Atoi(col)
	return file, line, column
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// walkNodes visits a node and all below it.
func walkNodes(n parse.Node, visit func(parse.Node)) {
	visit(n)
	switch n := n.(type) {
	case *parse.ListNode:
		for _, m := range n.Nodes {
			walkNodes(m, visit)
		}
	case *parse.ActionNode:
		walkNodes(n.Pipe, visit)
	case *parse.PipeNode:
		for _, cmd := range n.Cmds {
			walkNodes(cmd, visit)
		}
	case *parse.CommandNode:
		for _, arg := range n.Args {
			walkNodes(arg, visit)
		}
	case *parse.ChainNode:
		walkNodes(n.Node, visit)
	case *parse.IfNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.RangeNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.WithNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			walkNodes(n.Pipe, visit)
		}
	}
}

func walkBranch(n *parse.BranchNode, visit func(parse.Node)) {
	walkNodes(n.Pipe, visit)
	for _, list := range []*parse.ListNode{n.List, n.ElseList} {
		if list != nil {
			walkNodes(list, visit)
		}
	}
}
