package render

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"image/png"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// logo is a picture that is in every page, as an image in which nothing runs
// and from which nothing is loaded.
type logo struct {
	file   string // in the theme's folder
	data   []byte
	source template.URL
}

// longestSide bounds a logo in pixels: a page shows it some forty high.
const longestSide = 4096

func readLogo(name string, data []byte) (logo, error) {
	media := "image/png"
	if strings.EqualFold(filepath.Ext(name), ".svg") {
		media = "image/svg+xml"
		if err := checkSVG(name, data); err != nil {
			return logo{}, err
		}
	} else {
		c, err := png.DecodeConfig(bytes.NewReader(data))
		switch {
		case err != nil:
			return logo{}, fmt.Errorf("%s: is not a PNG file: %w", name, err)
		case max(c.Width, c.Height) > longestSide:
			return logo{}, fmt.Errorf("%s: is %d × %d pixels large\n  hint: a page shows it 40 high; save it in at most %d", name, c.Width, c.Height, longestSide)
		}
	}
	return logo{data: data, source: template.URL("data:" + media + ";base64," + base64.StdEncoding.EncodeToString(data))}, nil
}

// svgRefused are elements that run or load something. As an image none of them
// does; a reader who saves the logo has it without them as well.
var svgRefused = []string{"script", "foreignObject", "iframe", "audio", "video", "animate", "set", "handler", "listener"}

// checkSVG refuses what is no picture, and what a picture does not need.
func checkSVG(name string, data []byte) error {
	dec := xml.NewDecoder(bytes.NewReader(data))
	root := true
	for {
		before := dec.InputOffset()
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			if root {
				return fmt.Errorf("%s: is not an SVG file", name)
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: is not an SVG file: %w", name, err)
		}
		fail := func(why string) error {
			return atByte(name, string(data), int(before), why, "export it as a plain SVG, or use a PNG")
		}
		switch x := token.(type) {
		case xml.Directive:
			if bytes.Contains(x, []byte("ENTITY")) {
				return fail("declares entities")
			}
		case xml.ProcInst:
			if x.Target != "xml" {
				return fail("asks for a style sheet")
			}
		case xml.StartElement:
			if root && x.Name.Local != "svg" {
				return fail("is not an SVG file: it begins with " + x.Name.Local)
			}
			root = false
			if slices.ContainsFunc(svgRefused, func(s string) bool { return strings.EqualFold(s, x.Name.Local) }) {
				return fail("holds <" + x.Name.Local + ">, which a logo does not need")
			}
			for _, a := range x.Attr {
				key, value := strings.ToLower(a.Name.Local), strings.ToLower(strings.TrimSpace(a.Value))
				if strings.HasPrefix(key, "on") {
					return fail("holds " + a.Name.Local + ", which is a script")
				}
				if key == "href" && x.Name.Local != "a" && !strings.HasPrefix(value, "#") && !strings.HasPrefix(value, "data:image/") {
					return fail("refers to another file")
				}
			}
		}
	}
}
