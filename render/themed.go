package render

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"

	"github.com/candor-reports/candor/incident"
)

// colours are those that a house states, in the shades in which text can be
// read; nil where candor's own stand.
type colours struct {
	accent [2]colour // in the light, and in the dark
	wash   [2]colour
	stated bool // whether there is an accent
	band   *colour
}

// coloursOf reads the colours of a house, which must be readable on the grounds
// that the style sheet declares: where one is not, the nearest shade that is
// takes its place, and that is told; apart from the others the one of dark
// pages, since few colours can be read on both.
func coloursOf(stated incident.Theme, sheet string) (c colours, told []string, dark string) {
	if accent, ok := parseColour(stated.Accent); ok {
		paper, wash := groundsOf(sheet)
		c.stated = true
		shade := func(i int, page string) string {
			c.accent[i] = accent.readable(paper[i], wash[i])
			c.wash[i] = washed(c.accent[i], paper[i])
			if c.accent[i] == accent {
				return ""
			}
			return fmt.Sprintf("the accent %s has a contrast of %.1f on a %s page, where text needs 4.5: %s is used there", accent, accent.contrast(paper[i]), page, c.accent[i])
		}
		if light := shade(0, "light"); light != "" {
			told = append(told, light)
		}
		dark = shade(1, "dark")
		if !strings.Contains(sheet, "var(--accent)") {
			told = append(told, "the accent is not to be seen: "+pageStyle+" does not use var(--accent)")
		}
	}
	if band, ok := parseColour(stated.Band); ok {
		c.band = &band
	}
	return c, told, dark
}

// css declares the colours, after the style sheet that uses them.
func (c colours) css() string {
	out := ""
	if c.stated {
		declare := func(i int) string { return fmt.Sprintf(":root{--accent:%s;--accent-wash:%s}", c.accent[i], c.wash[i]) }
		out += declare(0) + "\n@media screen and (prefers-color-scheme:dark){" + declare(1) + "}\n"
	}
	if c.band != nil {
		out += fmt.Sprintf(":root{--band:%s;--on-band:%s}\n", c.band, c.band.onTop())
	}
	return out
}

// mailAccent is the accent of mail without a theme.
const mailAccent = "#0b5b63"

// paint puts the colours into the styles of a mail's elements, of which the wall
// has let only its own pass. Mail has no dark form.
func (c colours) paint(mail *html.Node) {
	for n := range mail.Descendants() {
		style := attr(n, "style")
		if c.stated && strings.Contains(style, mailAccent) {
			set(n, "style", strings.ReplaceAll(style, mailAccent, c.accent[0].String()))
		}
		if c.band != nil && style == mailSheet {
			set(n, "style", style+"border-top:6px solid "+c.band.String()+";")
		}
	}
}
