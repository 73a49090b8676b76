package incident

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/internal/strict"
)

// ThemeDir is the folder of a house's own theme, where none is named.
const ThemeDir = "theme"

// Theme is how the pages and the mail of a house look.
type Theme struct {
	Folder string `yaml:"folder"` // the folder with files of a theme, in the incident folder or above it; ThemeDir where it is not stated
	Logo   string `yaml:"logo"`   // an SVG or PNG file in that folder
	Accent string `yaml:"accent"` // the colour of links and lines: "#0b5b63"
	Band   string `yaml:"band"`   // the colour of the band at the top
}

// Or returns the theme with what is not stated here taken from another.
func (t Theme) Or(other Theme) Theme {
	return Theme{
		Folder: cmp.Or(t.Folder, other.Folder), Logo: cmp.Or(t.Logo, other.Logo),
		Accent: cmp.Or(t.Accent, other.Accent), Band: cmp.Or(t.Band, other.Band),
	}
}

var hexColour = pattern.New(`^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$`)

func (t Theme) check(doc *strict.Doc) {
	fail := func(field, message, hint string) {
		doc.Fail([]any{"publish", "theme", field}, message, hint)
	}
	for _, c := range [][2]string{{"accent", t.Accent}, {"band", t.Band}} {
		switch {
		case c[1] == "" && doc.Line("publish", "theme", c[0]) > 0:
			fail(c[0], c[0]+" has no value", `YAML takes what follows # for a comment; write the colour in quotes: "#0b5b63"`)
		case c[1] != "" && !hexColour.MatchString(c[1]):
			fail(c[0], fmt.Sprintf("%q is not a colour", c[1]), `write it as "#0b5b63"`)
		}
	}
	if t.Folder != "" && !filepath.IsLocal(t.Folder) {
		fail("folder", fmt.Sprintf("%q leads out of the folder", t.Folder), "name a folder that lies in the incident folder or beside it")
	}
	ending := strings.ToLower(filepath.Ext(t.Logo))
	switch {
	case t.Logo == "":
	case !filepath.IsLocal(t.Logo):
		fail("logo", fmt.Sprintf("%q leads out of the theme's folder", t.Logo), "put the file into the folder "+cmp.Or(t.Folder, ThemeDir)+" and name it as it is called there")
	case ending != ".svg" && ending != ".png":
		fail("logo", fmt.Sprintf("%q is neither an SVG nor a PNG file", t.Logo), "")
	}
}
