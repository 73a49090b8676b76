package render

import (
	"bytes"
	"image"
	"image/png"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/incident"
)

const plainLogo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><rect width="8" height="4"/></svg>`

func folder(files map[string]string) ThemeFolder {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return ThemeFolder{Files: fsys, Name: "theme", Named: true}
}

func themeOf(t *testing.T, stated incident.Theme, folders ...ThemeFolder) *Theme {
	t.Helper()
	theme, err := NewTheme(stated, folders...)
	if err != nil {
		t.Fatal(err)
	}
	return theme
}

func themedPage(t *testing.T, theme *Theme, d *incident.Draft) string {
	t.Helper()
	o, err := Find("html")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := o.Themed(theme).Write(&b, webReport(t), d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestThemeWithoutAny shows that a theme of no files changes no byte of any
// form.
func TestThemeWithoutAny(t *testing.T) {
	rep := webReport(t)
	theme := themeOf(t, incident.Theme{}, folder(nil))
	for _, name := range []string{"html", "svg", "email"} {
		o, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		var plain, themed bytes.Buffer
		if err := o.Write(&plain, rep, webPostmortem(t, rep)); err != nil {
			t.Fatal(err)
		}
		if err := o.Themed(theme).Write(&themed, rep, webPostmortem(t, rep)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(plain.Bytes(), themed.Bytes()) {
			t.Errorf("%s: differs", name)
		}
	}
}

// TestThemeFiles puts files of a house in the place of candor's own: each is
// seen where it counts, the later folder counts, and the policy still fits.
func TestThemeFiles(t *testing.T) {
	page := OwnTheme().text(pageTemplate)
	theme := themeOf(t, incident.Theme{Logo: "logo.svg", Accent: "#ffb000", Band: "#101828"},
		folder(map[string]string{"page.css": "body{color:#111}a{color:var(--accent)}\n", "print.css": "@media print{body{color:#000}}\n"}),
		folder(map[string]string{
			"page.css": "body{color:#222}a{color:var(--accent)}\n", "picture.css": ".tl{opacity:.9}\n", "logo.svg": plainLogo, "LICENSE": "ours",
			"page.html.tmpl": strings.Replace(page, "</main>", "</main>\n<footer>Example & partners</footer>", 1),
		}))
	made := themedPage(t, theme, webPostmortem(t, webReport(t)))
	for _, want := range []string{"body{color:#222}", "@media print{body{color:#000}}", ".tl{opacity:.9}", "<footer>Example & partners</footer>", "--band:#101828;--on-band:#ffffff", `src="data:image/svg&#43;xml;base64,`} {
		if !strings.Contains(strings.ReplaceAll(made, "svg+xml", "svg&#43;xml"), want) {
			t.Errorf("%q is not in the page", want)
		}
	}
	if strings.Contains(made, "#111") {
		t.Error("the earlier folder counts")
	}
	tree, err := html.Parse(strings.NewReader(made))
	if err != nil {
		t.Fatal(err)
	}
	style := find(tree, atom.Style)[0].FirstChild.Data
	if got := attr(find(tree, atom.Meta)[1], "content"); !strings.Contains(got, digest(style)) {
		t.Errorf("the policy %q does not know the style", got)
	}
	if got := attr(find(tree, atom.Img)[0], "alt"); got != webReport(t).Organisation && got != webReport(t).Service {
		t.Errorf("the logo's text is %q", got)
	}
	svg, _ := Find("svg")
	var b bytes.Buffer
	if err := svg.Themed(theme).Write(&b, webReport(t), &incident.Draft{}); err != nil || !strings.Contains(b.String(), ".tl{opacity:.9}") {
		t.Errorf("the picture alone: %v", err)
	}
	own := theme.Own()
	if len(own) != 5 || string(own["logo.svg"]) != plainLogo {
		t.Errorf("the files that are not candor's: %v", own)
	}
}

// TestThemeMail shows what mail has of a theme: its colours, in inline styles.
func TestThemeMail(t *testing.T) {
	theme := themeOf(t, incident.Theme{Accent: "#0000ee", Band: "#101828"})
	tree := element(atom.Div)
	put(tree, styled(atom.A, mailStyles[atom.A]), styled(atom.Table, mailSheet))
	theme.colours.paint(tree)
	if got := string(inner(tree)); !strings.Contains(got, "color:#0000ee;") || !strings.Contains(got, "border-top:6px solid #101828;") || strings.Contains(got, mailAccent) {
		t.Error(got)
	}
	if !strings.Contains(strings.Join([]string{mailStyles[atom.A], mailStyles[atom.Blockquote]}, ""), mailAccent) {
		t.Error("mail has another accent than the one a theme replaces")
	}
}

// TestThemeColours holds that every accent can be read on every ground of a
// page, in the light and in the dark, and is told where it was changed.
func TestThemeColours(t *testing.T) {
	sheet := OwnTheme().text(pageStyle)
	paper, wash := groundsOf(sheet)
	if paper[0].String() != "#ffffff" || paper[1].String() != "#15181d" || wash[0].String() != "#f5f5f2" || wash[1].String() != "#1d2127" {
		t.Fatalf("the grounds are %v and %v", paper, wash)
	}
	for _, accent := range []string{"#fff", "#000", "#ffb000", "#0b5b63", "#777", "#f00", "#0f0", "#00f", "#7f7f80", "#15181d"} {
		c, told, dark := coloursOf(incident.Theme{Accent: accent}, sheet)
		if dark != "" {
			told = append(told, dark)
		}
		changed := 0
		for i := range c.accent {
			for _, ground := range []colour{paper[i], wash[i], c.wash[i]} {
				// As a browser has it, in 256 steps.
				shown, _ := parseColour(c.accent[i].String())
				behind, _ := parseColour(ground.String())
				if got := shown.contrast(behind); got < 4.5 {
					t.Errorf("%s: %s has a contrast of %.2f on %s", accent, shown, got, behind)
				}
			}
			if stated, _ := parseColour(accent); c.accent[i] != stated {
				changed++
			}
		}
		if len(told) != changed {
			t.Errorf("%s: %d shades were changed, and told is %q", accent, changed, told)
		}
	}
	if got, _ := parseColour("#fff"); got.contrast(black) != 21 || got.onTop() != black || black.onTop() != white {
		t.Error("contrast is not that of WCAG")
	}
	_, told, _ := coloursOf(incident.Theme{Accent: "#0b5b63"}, "a{color:blue}")
	if len(told) == 0 || !strings.Contains(told[len(told)-1], "var(--accent)") {
		t.Errorf("an accent that nothing uses: %q", told)
	}
}

// TestThemeMistakes are what people get wrong, and what would make a page load,
// run or send something: each is told with its file and line.
func TestThemeMistakes(t *testing.T) {
	page := OwnTheme().text(pageTemplate)
	with := func(old, now string) map[string]string {
		if !strings.Contains(page, old) {
			t.Fatalf("%q is not in the template", old)
		}
		return map[string]string{"page.html.tmpl": strings.Replace(page, old, now, 1)}
	}
	css := func(text string) map[string]string { return map[string]string{"page.css": "a{}\n" + text} }
	logo := func(text string) map[string]string { return map[string]string{"logo.svg": text} }
	for name, c := range map[string]struct {
		files map[string]string
		logo  string
		want  []string
	}{
		"field":        {with("{{.Title}}", "{{.Titel}}"), "", []string{"theme/page.html.tmpl:12:", "there is no .Titel", "did you mean .Title?"}},
		"inner field":  {with("{{.Formula}}", "{{.Formla}}"), "", []string{"did you mean .Formula?"}},
		"function":     {with("{{.Title}}", "{{date .Title}}"), "", []string{`:12:10: there is no function "date"`}},
		"not closed":   {with("{{.Title}}", "{{.Title"), "", []string{"theme/page.html.tmpl:12:"}},
		"bad context":  {with("{{.Title}}</title>", "{{.Title}}"), "", []string{"theme/page.html.tmpl"}},
		"no policy":    {with(`<meta http-equiv="Content-Security-Policy" content="{{.Policy}}">`, ""), "", []string{"policy", `content="{{.Policy}}"`}},
		"own policy":   {with(`content="{{.Policy}}"`, `content="default-src *"`), "", []string{"policy"}},
		"script":       {with("</main>", "</main><script>track()</script>"), "", []string{"no script but its own"}},
		"far script":   {with("</main>", `</main><script src="https://x.example/t.js"></script>`), "", []string{"no script but its own"}},
		"handler":      {with("<body", `<body onload="x()"`), "", []string{"onload"}},
		"sheet":        {with("<style>", `<link rel="stylesheet" href="https://x.example/a.css"><style>`), "", []string{"theme/page.html.tmpl:", "loads nothing"}},
		"own style":    {with("</main>", "</main><style>a{}</style>"), "", []string{"no style but the theme's"}},
		"inline style": {with("<body", `<body style="margin:0"`), "", []string{"style attribute"}},
		"pixel":        {with("</main>", `</main><img src="https://x.example/p.png" alt="">`), "", []string{"loads nothing"}},
		"near pixel":   {with("</main>", `</main><img src="p.png" alt="">`), "", []string{"loads nothing"}},
		"frame":        {with("</main>", `</main><iframe src="#"></iframe>`), "", []string{"no <iframe>"}},
		"form":         {with("</main>", `</main><form></form>`), "", []string{"no <form>"}},
		"refresh":      {with(`<meta name="referrer"`, `<meta http-equiv="refresh" content="0;url=https://x.example/"><meta name="referrer"`), "", []string{"meta"}},
		"link":         {with("</main>", `</main><a href="javascript:x()">x</a>`), "", []string{"is no link"}},
		"import":       {css(`@import "x.css";`), "", []string{"theme/page.css:2:1: @import"}},
		"address":      {css("b{background:url( 'https://x.example/a.png' )}"), "", []string{"theme/page.css:2:14: a page loads nothing"}},
		"end":          {css("b{}</style><script>"), "", []string{"theme/page.css:2:4: ends the style"}},
		"open":         {css("b{color:red"), "", []string{"theme/page.css:2:2: { is not closed"}},
		"closed":       {css("b{}}"), "", []string{"theme/page.css:2:4: } closes nothing"}},
		"comment":      {css("b{} /* }"), "", []string{"theme/page.css:2:5: a comment does not end"}},
		"name":         {map[string]string{"pages.css": ""}, "", []string{"theme/pages.css: is no file", `did you mean "page.css"?`}},
		"any name":     {map[string]string{"style.css": ""}, "", []string{"theme/style.css: is no file", "page.css"}},
		"scripts":      {map[string]string{"page.js": ""}, "", []string{"theme/page.js: a theme has no scripts"}},
		"large":        {css(strings.Repeat("a{}\n", maxThemeFile/4)), "", []string{"theme/page.css: has more than"}},
		"no logo":      {nil, "logo.svg", []string{"publish.theme.logo: there is no logo.svg"}},
		"logo script":  {logo(`<svg xmlns="http://www.w3.org/2000/svg">` + "\n<script>x()</script></svg>"), "logo.svg", []string{"theme/logo.svg:2:1: holds <script>"}},
		"logo handler": {logo(`<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>`), "logo.svg", []string{"holds onload"}},
		"logo loads":   {logo(`<svg xmlns="http://www.w3.org/2000/svg"><image href="https://x.example/p.png"/></svg>`), "logo.svg", []string{"refers to another file"}},
		"logo entity":  {logo(`<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>`), "logo.svg", []string{"entities"}},
		"logo other":   {logo(`<html/>`), "logo.svg", []string{"begins with html"}},
		"logo text":    {logo("hello"), "logo.svg", []string{"is not an SVG file"}},
		"logo png":     {map[string]string{"logo.png": "hello"}, "logo.png", []string{"theme/logo.png: is not a PNG file"}},
	} {
		_, err := NewTheme(incident.Theme{Logo: c.logo}, folder(c.files))
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q in it", name, err, want)
			}
		}
	}
	// A folder that nobody named may be something else.
	other := folder(map[string]string{"style.css": "", "app.js": ""})
	other.Named = false
	themeOf(t, incident.Theme{}, other)
	// What hides in strings and comments is none of these.
	themeOf(t, incident.Theme{}, folder(css(`b::before{content:"} @import url(x)"} /* url(https://x.example) { */ @font-face{src:url(data:font/woff2;base64,AA==)}`)))
}

func TestThemeLogo(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 20, 10))); err != nil {
		t.Fatal(err)
	}
	theme := themeOf(t, incident.Theme{Logo: "logo.png"}, folder(map[string]string{"logo.png": b.String()}))
	if made := themedPage(t, theme, letter()); !strings.Contains(made, `<img src="data:image/png;base64,`) {
		t.Error("the logo is not in the letter")
	}
	b.Reset()
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, longestSide+1, 1))); err != nil {
		t.Fatal(err)
	}
	if _, err := NewTheme(incident.Theme{Logo: "logo.png"}, folder(map[string]string{"logo.png": b.String()})); err == nil || !strings.Contains(err.Error(), "pixels large") {
		t.Errorf("a large logo: %v", err)
	}
}

// TestThemeFacts keeps the names that messages suggest and those of the types
// together.
func TestThemeFacts(t *testing.T) {
	for _, v := range []any{&Page{}, &Masthead{}, Head{}, Stamp{}, Section{}, Figure{}} {
		typ := reflect.TypeOf(v)
		fields := typ
		if typ.Kind() == reflect.Pointer {
			fields = typ.Elem()
		}
		var names []string
		for i := range fields.NumField() {
			names = append(names, fields.Field(i).Name)
		}
		if strings.Join(names, " ") != strings.Join(pageFacts[typ.String()], " ") {
			t.Errorf("%s has %v", typ, names)
		}
	}
}
