package render

import (
	"strconv"
	"strings"
)

// Lengths in twips, of which 1,440 are an inch: A4 with margins of 20 mm.
const (
	wordIndent     = 360
	textWidthTwips = 11906 - 2*1134
)

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	officeRel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	wordType  = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	relSpace  = "http://schemas.openxmlformats.org/package/2006/relationships"
)

const contentTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordType + `document.main+xml"/>` +
	`<Override PartName="/word/footnotes.xml" ContentType="` + wordType + `footnotes+xml"/>` +
	`<Override PartName="/word/numbering.xml" ContentType="` + wordType + `numbering+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordType + `styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordType + `settings+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`

const packageRelations = `<Relationships xmlns="` + relSpace + `">` +
	`<Relationship Id="document" Type="` + officeRel + `/officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="core" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

const documentRelations = `<Relationship Id="styles" Type="` + officeRel + `/styles" Target="styles.xml"/>` +
	`<Relationship Id="numbering" Type="` + officeRel + `/numbering" Target="numbering.xml"/>` +
	`<Relationship Id="footnotes" Type="` + officeRel + `/footnotes" Target="footnotes.xml"/>` +
	`<Relationship Id="settings" Type="` + officeRel + `/settings" Target="settings.xml"/>`

const documentHead = `<w:document ` + mainSpace + ` xmlns:r="` + officeRel + `"><w:body>`

const documentTail = `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>`

// footnotesHead begins the footnotes with the two rules that Word wants first.
const footnotesHead = `<w:footnotes ` + mainSpace + ` xmlns:r="` + officeRel + `">` +
	`<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>` +
	`<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>`

const wordSettings = `<w:settings ` + mainSpace + `><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>` +
	`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`

// relations says where the links lead, beside the parts that fixed names.
func relations(links []string, fixed string) string {
	var b strings.Builder
	b.WriteString(`<Relationships xmlns="` + relSpace + `">` + fixed)
	for i, href := range links {
		b.WriteString(`<Relationship Id="link` + strconv.Itoa(i+1) + `" Type="` + officeRel + `/hyperlink" Target="` + escaped(href) + `" TargetMode="External"/>`)
	}
	return b.String() + "</Relationships>"
}

// coreProperties name the title and the language, and neither a person nor a
// time.
func coreProperties(title, language string) string {
	return `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
		`<dc:title>` + escaped(title) + `</dc:title><dc:language>` + escaped(language) + `</dc:language></cp:coreProperties>`
}

// numbering gives each list of the text its own counting.
func (d *wordDocument) numbering() string {
	var b strings.Builder
	b.WriteString(`<w:numbering ` + mainSpace + `>`)
	for id, numbered := range []bool{false, true} {
		b.WriteString(`<w:abstractNum w:abstractNumId="` + strconv.Itoa(id) + `"><w:multiLevelType w:val="multilevel"/>`)
		for level := range 9 {
			format, mark := "bullet", "•"
			if numbered {
				format, mark = "decimal", "%"+strconv.Itoa(level+1)+"."
			}
			b.WriteString(`<w:lvl w:ilvl="` + strconv.Itoa(level) + `"><w:start w:val="1"/><w:numFmt w:val="` + format + `"/><w:lvlText w:val="` + mark +
				`"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="` + strconv.Itoa(wordIndent*(level+1)) + `" w:hanging="` + strconv.Itoa(wordIndent) + `"/></w:pPr></w:lvl>`)
		}
		b.WriteString("</w:abstractNum>")
	}
	for i, numbered := range d.lists {
		kind := "0"
		if numbered {
			kind = "1"
		}
		b.WriteString(`<w:num w:numId="` + strconv.Itoa(i+1) + `"><w:abstractNumId w:val="` + kind + `"/>`)
		for level := range 9 {
			b.WriteString(`<w:lvlOverride w:ilvl="` + strconv.Itoa(level) + `"><w:startOverride w:val="1"/></w:lvlOverride>`)
		}
		b.WriteString("</w:num>")
	}
	return b.String() + "</w:numbering>"
}

// wordStyles are the styles, as the page looks: each can be changed in Word.
func wordStyles(language string) string {
	var b strings.Builder
	b.WriteString(`<w:styles ` + mainSpace + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/>` +
		`<w:sz w:val="22"/><w:lang w:val="` + escaped(language) + `"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`)
	style := func(kind, id, name, based, properties string) {
		b.WriteString(`<w:style w:type="` + kind + `" w:styleId="` + id + `"><w:name w:val="` + name + `"/>`)
		if based != "" {
			b.WriteString(`<w:basedOn w:val="` + based + `"/>`)
		}
		b.WriteString(properties + "</w:style>")
	}
	style("paragraph", "Normal", "Normal", "", "")
	style("paragraph", "BodyText", "Body Text", "Normal", "")
	style("paragraph", "Title", "Title", "Normal", `<w:pPr><w:keepNext/><w:spacing w:after="240"/></w:pPr><w:rPr><w:b/><w:sz w:val="40"/></w:rPr>`)
	for i, size := range []string{"30", "26", "24", "22", "22"} {
		n := strconv.Itoa(i + 1)
		style("paragraph", "Heading"+n, "heading "+n, "Normal", `<w:pPr><w:keepNext/><w:spacing w:before="280" w:after="100"/><w:outlineLvl w:val="`+strconv.Itoa(i)+`"/></w:pPr><w:rPr><w:b/><w:sz w:val="`+size+`"/></w:rPr>`)
	}
	style("paragraph", "ListParagraph", "List Paragraph", "Normal", `<w:pPr><w:spacing w:after="60"/></w:pPr>`)
	style("paragraph", "Quote", "Quote", "Normal", `<w:pPr><w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="808080"/></w:pBdr><w:ind w:left="360"/></w:pPr>`)
	style("paragraph", "Code", "Code", "Normal", `<w:pPr><w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/><w:spacing w:line="240" w:lineRule="auto"/></w:pPr><w:rPr>`+fixedWidth+`</w:rPr>`)
	style("paragraph", "TableText", "Table Text", "Normal", `<w:pPr><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:sz w:val="20"/></w:rPr>`)
	style("paragraph", "TableEnd", "Table End", "Normal", `<w:pPr><w:spacing w:after="0" w:line="120" w:lineRule="exact"/></w:pPr>`)
	style("paragraph", "FootnoteText", "footnote text", "Normal", `<w:pPr><w:spacing w:after="40" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr>`)
	style("character", "FootnoteReference", "footnote reference", "", `<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>`)
	style("character", "Hyperlink", "Hyperlink", "", `<w:rPr><w:color w:val="0B5B6B"/><w:u w:val="single"/></w:rPr>`)
	style("character", "CodeText", "Code Text", "", `<w:rPr>`+fixedWidth+`</w:rPr>`)
	style("table", "Facts", "Facts", "", `<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="808080"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="808080"/>`+
		`<w:insideH w:val="single" w:sz="4" w:space="0" w:color="C8C8C8"/></w:tblBorders><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>`)
	return b.String() + "</w:styles>"
}

const fixedWidth = `<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/><w:sz w:val="19"/>`
