package render

import (
	"fmt"

	"github.com/candor-reports/candor/internal/strict"
)

// Engine reads a draft's Markdown. Every page that any of them makes passes the
// same walls.
type Engine struct {
	Name string
	Doc  string // who needs it, in one sentence

	html converter
}

// converter renders a draft as HTML. With the wall down, everything passes as
// it is: that is for tests.
type converter func(name string, source []byte, wall bool) ([]byte, error)

// Engines lists the Markdown engines, the usual one first.
func Engines() []Engine {
	return []Engine{
		{"goldmark", "CommonMark, with tables, strikethrough, task lists and footnotes.", markdownToHTML},
		{"gomarkdown", "For houses whose site is rendered by gomarkdown: what their readers will see.", secondHTML},
	}
}

// With returns the output as an engine makes it. It is the output itself where
// no Markdown is rendered. The error for an unknown name suggests the nearest.
func (o Output) With(engine string) (Output, error) {
	var names []string
	for _, e := range Engines() {
		if names = append(names, e.Name); e.Name != engine {
			continue
		}
		m := o.making
		m.convert = e.html
		return o.by(m), nil
	}
	return o, fmt.Errorf("engine %q does not exist\n  hint: %s", engine, strict.Suggest(engine, names))
}
