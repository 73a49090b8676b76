package templates

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"text/template/parse"

	"github.com/candor-reports/candor/incident"
)

// MaxOutput is the largest document a template may write, in bytes.
const MaxOutput = 16 << 20

// errTooLarge ends a template that writes without end.
var errTooLarge error = &limitError{fmt.Sprintf("the document is larger than %d bytes", MaxOutput), "look for a loop over too much"}

// Execute writes the document of a template from a report. The same report
// gives the same bytes.
func (t Template) Execute(rep *incident.Report) (*incident.Draft, error) {
	out, err := t.run(&citations{report: rep}, rep)
	if err != nil {
		return nil, fmt.Errorf("template %s: %w", t.Name, err)
	}
	return &incident.Draft{Name: t.Draft(), Template: t.Name, Title: rep.Title, Audience: t.Audience, Language: t.Language, Markdown: out}, nil
}

// run executes a template over data.
func (t Template) run(c *citations, data any) ([]byte, error) {
	tmpl, err := t.parts.compile(funcMap(t.lang, c, newMeter(c.report)))
	if err != nil {
		return nil, err
	}
	w := &limited{}
	if err := tmpl.ExecuteTemplate(w, t.File, data); err != nil {
		return nil, t.parts.explain(err)
	}
	return tidy(w.buf.Bytes()), nil
}

// limited is a buffer that refuses to grow past MaxOutput.
type limited struct{ buf bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if l.buf.Len()+len(p) > MaxOutput {
		return 0, errTooLarge
	}
	return l.buf.Write(p)
}

// tidy takes out what template actions leave behind: spaces at line ends and
// runs of empty lines outside of fences.
func tidy(b []byte) []byte {
	var out []string
	blank, fence := true, ""
	for line := range strings.Lines(string(b)) {
		line = strings.TrimRight(line, "\n")
		if fence == "" {
			line = strings.TrimRight(line, " \t")
		}
		if line == "" && blank && fence == "" {
			continue
		}
		fence = nextFence(fence, line)
		blank = line == "" && fence == ""
		out = append(out, line)
	}
	return []byte(strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n")
}

// nextFence returns the marker of the code fence that is open after a line.
func nextFence(open, line string) string {
	t := strings.TrimLeft(line, " ")
	n := len(t) - len(strings.TrimLeft(t, "`"))
	switch {
	case open == "" && n >= 3:
		return t[:n]
	case open != "" && n >= len(open) && strings.TrimSpace(t[n:]) == "":
		return ""
	}
	return open
}

// escapeTree ends every pipeline that prints with the escaper, so that a
// template cannot print a value as Markdown by leaving something out.
func escapeTree(tree *parse.Tree) {
	if tree != nil && tree.Root != nil {
		escapeList(tree, tree.Root, false)
	}
}

// escapeList escapes what a list of nodes prints. inside says whether the line
// on which it begins has words already, so that no list item can begin.
func escapeList(tree *parse.Tree, list *parse.ListNode, inside bool) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			inside = insideLine(string(n.Text))
			continue
		case *parse.ActionNode:
			if len(n.Pipe.Decl) > 0 {
				continue
			}
			escapePipe(tree, n.Pipe, inside)
		case *parse.IfNode:
			escapeBranch(tree, &n.BranchNode, inside)
		case *parse.RangeNode:
			escapeBranch(tree, &n.BranchNode, false)
		case *parse.WithNode:
			escapeBranch(tree, &n.BranchNode, inside)
		}
		inside = false
	}
}

func escapeBranch(tree *parse.Tree, n *parse.BranchNode, inside bool) {
	escapeList(tree, n.List, inside)
	escapeList(tree, n.ElseList, inside)
}

// begun is what no line has before the number of a list item.
var begun = regexp.MustCompile(`\pL\pL+,? |[|,]`)

// insideLine reports whether what follows a text of a template stands inside of
// a line whatever came before the text.
func insideLine(text string) bool {
	return begun.MatchString(text[strings.LastIndexByte(text, '\n')+1:])
}

func escapePipe(tree *parse.Tree, pipe *parse.PipeNode, inside bool) {
	name := escapeFunc
	if inside {
		name = escapeInsideFunc
	}
	ident := parse.NewIdentifier(name).SetTree(tree).SetPos(pipe.Pos)
	pipe.Cmds = append(pipe.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: pipe.Pos, Args: []parse.Node{ident}})
}
