package review

import "bytes"

var clashRule = Rule{
	ID:    "clash",
	Doc:   "a new draft and a person's edit changed the same words, and nobody has chosen between them",
	Level: Error,
	Examples: []Example{
		{"<<<<<<< yours\nIt took an hour.\n=======\nIt took 47 min.\n>>>>>>> candor\n", 1},
		{"We compared <<<<<<< with =======.\n", 0},
	},
	Run: func(p *Pass) {
		offset := 0
		for _, line := range p.lines {
			if bytes.HasPrefix(line, []byte("<<<<<<< ")) {
				p.at(offset, "two texts stand here for one", "keep yours or candor's, and remove the three marker lines")
			}
			offset += len(line) + 1
		}
	},
}
