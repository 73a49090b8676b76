package review

import (
	"github.com/yuin/goldmark/ast"

	"github.com/candor-reports/candor/internal/markdown"
)

var clashRule = Rule{
	ID:    "clash",
	Doc:   "a new draft and a person's edit changed the same words, and nobody has chosen between them",
	Level: Error,
	Examples: []Example{
		{"<<<<<<< yours\nIt took an hour.\n=======\nIt took 47 min.\n>>>>>>> candor\n", 1},
		{"We compared <<<<<<< with =======.\n", 0},
	},
	Run: func(p *Pass) {
		_ = ast.Walk(p.Tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if c, ok := n.(*markdown.Clash); ok && entering && c.Side == "open" {
				p.at(c.Start, "two texts stand here for one", "keep yours or candor's, and remove the three marker lines")
			}
			return ast.WalkContinue, nil
		})
	},
}
