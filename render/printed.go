package render

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/browser"
)

// writePDF prints the page: its print style leaves out what paper does not
// need and writes out where links lead.
func (m making) writePDF(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	var page bytes.Buffer
	if err := m.writeHTML(&page, rep, d); err != nil {
		return err
	}
	pdf, err := browser.PDF(page.Bytes())
	if err != nil {
		return noBrowser("pdf", err, "print the page that candor render --to html writes, from any browser")
	}
	_, err = w.Write(sealPDF(pdf, page.Bytes()))
	return err
}

// writePNG draws the timeline for what shows no SVG, such as mail and chats.
func (m making) writePNG(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	var svg bytes.Buffer
	if err := m.writeSVG(&svg, rep, d); err != nil {
		return err
	}
	width, height, err := sizeOf(svg.Bytes())
	if err != nil {
		return err
	}
	page := "<!doctype html><html lang=en><head><meta charset=utf-8><title>Timeline</title>" +
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
		"<style>html,body{margin:0;background:#fff;color-scheme:only light}svg{display:block}</style></head><body>" + svg.String() + "</body></html>"
	png, err := browser.PNG([]byte(page), width, height)
	if err != nil {
		return noBrowser("png", err, "use the SVG that candor render --to svg writes")
	}
	png, err = sealPNG(png, svg.Bytes())
	if err != nil {
		return err
	}
	_, err = w.Write(png)
	return err
}

func noBrowser(output string, err error, instead string) error {
	if !errors.Is(err, browser.ErrNone) {
		return fmt.Errorf("%s: %w", output, err)
	}
	return fmt.Errorf("%s: %w\n  hint: install chromium, name a browser in %s, or %s", output, err, browser.Variable, instead)
}

// sizeOf reads the size of a picture, in its own units, from its root.
func sizeOf(svg []byte) (width, height int, err error) {
	dec := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := dec.Token()
		if err != nil {
			return 0, 0, fmt.Errorf("timeline picture: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range start.Attr {
			if a.Name.Local != "viewBox" {
				continue
			}
			box := strings.Fields(a.Value)
			if len(box) != 4 {
				continue
			}
			w, werr := strconv.ParseFloat(box[2], 64)
			h, herr := strconv.ParseFloat(box[3], 64)
			if werr == nil && herr == nil {
				return int(math.Ceil(w)), int(math.Ceil(h)), nil
			}
		}
		return 0, 0, errors.New("timeline picture: has no size")
	}
}
