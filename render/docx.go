package render

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"time"

	"github.com/candor-reports/candor/incident"
)

// writeDOCX writes the document for word processors: the same text as the
// page, with styles that can be changed, footnotes as footnotes, and no macro,
// no field and no request. It is the Open XML form of ECMA-376.
func writeDOCX(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	name := d.Name
	if name == "" {
		name = "draft"
	}
	body, err := bodyOf(name, d.Markdown, walls{markdown: true, tree: true})
	if err != nil {
		return err
	}
	language := languageTag(languageOf(rep, d))
	heading := title(takeTitle(body), rep, d)
	number(body)
	doc := newWordDocument(body)
	doc.paragraph("Title", "", func() { doc.text(heading, look{}) })
	doc.blocks(body, at{})
	notes := doc.footnotes()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range []struct{ name, data string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRelations},
		{"docProps/core.xml", coreProperties(heading, language)},
		{"word/document.xml", documentHead + doc.out.String() + documentTail},
		{"word/_rels/document.xml.rels", relations(doc.links, documentRelations)},
		{"word/footnotes.xml", notes},
		{"word/_rels/footnotes.xml.rels", relations(doc.noteLinks, "")},
		{"word/numbering.xml", doc.numbering()},
		{"word/styles.xml", wordStyles(language)},
		{"word/settings.xml", wordSettings},
	} {
		// A set time keeps the bytes the same; zip knows none before 1980.
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if _, err := io.WriteString(f, xmlHead+part.data); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	_, err = w.Write(b.Bytes())
	return err
}
