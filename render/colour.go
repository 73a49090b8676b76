package render

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
)

// colour is one of sRGB, each part from 0 to 1.
type colour [3]float64

var (
	white = colour{1, 1, 1}
	black = colour{}
)

// parseColour reads "#0b5b63" or "#066".
func parseColour(s string) (colour, bool) {
	digits, ok := strings.CutPrefix(s, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if !ok || len(digits) != 6 || err != nil {
		return colour{}, false
	}
	return colour{float64(n>>16) / 255, float64(n>>8&0xff) / 255, float64(n&0xff) / 255}, true
}

func (c colour) String() string {
	part := func(x float64) int { return int(math.Round(x * 255)) }
	return fmt.Sprintf("#%02x%02x%02x", part(c[0]), part(c[1]), part(c[2]))
}

// mix is c with a share of another colour in it.
func (c colour) mix(other colour, share float64) colour {
	for i := range c {
		c[i] += (other[i] - c[i]) * share
	}
	return c
}

// luminance is the relative luminance of WCAG 2.2.
func (c colour) luminance() float64 {
	linear := func(x float64) float64 {
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

// contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func (c colour) contrast(other colour) float64 {
	a, b := c.luminance(), other.luminance()
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// enough is the contrast that text of any size needs (WCAG 2.2, 1.4.3), with
// what rounding to 256 steps may take off.
const enough = 4.55

// washed is how much of the accent is in what is marked with it.
func washed(accent, paper colour) colour { return paper.mix(accent, 0.12) }

// readable is the nearest shade of a colour that can be read as text on all of
// these grounds and on paper that is washed with it.
func (c colour) readable(paper, wash colour) colour {
	towards := black
	if paper.luminance() < 0.18 {
		towards = white
	}
	shade := c
	for share := 0.0; share <= 1; share += 0.02 {
		shade = c.mix(towards, share)
		if min(shade.contrast(paper), shade.contrast(wash), shade.contrast(washed(shade, paper))) >= enough {
			return shade
		}
	}
	return shade
}

// onTop is the colour, black or white, in which text on c can be read best.
func (c colour) onTop() colour {
	if c.contrast(white) >= c.contrast(black) {
		return white
	}
	return black
}

// grounds are the colours that text stands on, in the light and in the dark, as
// a style sheet declares them: --paper and --wash, each first for the light.
var grounds = pattern.New(`--(paper|wash)\s*:\s*(#[0-9A-Fa-f]{3,6})\b`)

func groundsOf(css string) (paper, wash [2]colour) {
	paper, wash = [2]colour{white, {0.082, 0.094, 0.114}}, [2]colour{white, {0.082, 0.094, 0.114}}
	seen := map[string]int{}
	for _, m := range grounds.FindAllStringSubmatch(css) {
		c, ok := parseColour(m[2])
		k := seen[m[1]]
		if !ok || k > 1 {
			continue
		}
		seen[m[1]]++
		if m[1] == "paper" {
			paper[k] = c
			if seen["wash"] <= k {
				wash[k] = c
			}
		} else {
			wash[k] = c
		}
	}
	return paper, wash
}
