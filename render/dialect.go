package render

import (
	"bytes"
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
)

// dialect is how one site generator has to be told what a reader is to see,
// beyond what all of them agree on. Each function may be nil.
type dialect struct {
	text   func(escaped string, start bool) string // text that is escaped for all, at the start of a line or not
	apart  []string                                // what a code span must not hold: its first character stands between two spans
	emoji  bool                                    // ":name:" is a picture, in code too
	cells  bool                                    // a "|" in a code span makes a table anywhere
	block  func(text string) string                // the lines of a code block
	finish func(body string) string
	image  func(name string) string // where the picture of the timeline lies
}

func (d dialect) picture(src string) string {
	if d.image != nil && src == pictureName {
		return d.image(src)
	}
	return src
}

// breaks finds what a code span must not hold.
func (d dialect) breaks(cell bool) func(text string) (at, size int, between string) {
	return func(text string) (int, int, string) {
		for i := range len(text) {
			if text[i] == '|' && (cell || d.cells) {
				return i, 1, `\|`
			}
			if d.emoji && emojiName.MatchString(text[i:]) {
				return i, 1, reference[':']
			}
			for _, a := range d.apart {
				if strings.HasPrefix(text[i:], a) {
					return i, 1, reference[a[0]]
				}
			}
		}
		return len(text), 0, ""
	}
}

// reference writes a character that has no harmless form of its own.
var reference = map[byte]string{'{': "&#123;", '<': "&#60;", 'i': "&#105;", 'e': "&#101;", '`': "&#96;", ':': "&#58;"}

// hugo reads short codes out of a page before its Markdown, in code too. Its
// typographer makes dashes and guillemets of what stands for something else in
// commands.
func hugo() dialect {
	braces := strings.NewReplacer(`\\`, `\\`, "{{", "&#123;&#123;", `\<!--`, "&#60;!--")
	return dialect{
		text: func(s string, _ bool) string {
			return plainSigns(withoutEmoji(braces.Replace(s), reference[':']))
		},
		emoji:  true,
		apart:  []string{"{{", "<!--more"},
		finish: withoutShortcodes,
	}
}

// jekyll runs Liquid over a page before its Markdown, in code too, and gives
// the Markdown to kramdown, which has attributes and options in braces.
func jekyll(slug string) dialect {
	braces := strings.NewReplacer(`\\`, `\\`, "{{", "&#123;&#123;", "{%", "&#123;%", "{:", "&#123;:", `\&`, "&amp;", "\\`", "&#96;", "^", "&#94;")
	return dialect{
		text:  func(s string, _ bool) string { return plainSigns(braces.Replace(s)) },
		apart: []string{"{{", "{%", "``"}, // three backticks at the start of a line are a fence, whatever follows
		cells: true,
		block: strings.NewReplacer("{{", `{{ "{{" }}`, "{%", `{{ "{%" }}`).Replace,
		image: func(name string) string { return "/assets/" + slug + "/" + name },
	}
}

// mdx is read as a program with text in it: braces hold expressions, angle
// brackets components, and a paragraph that begins with import or export is
// code.
func mdx() dialect {
	braces := strings.NewReplacer("{", "&#123;", "}", "&#125;")
	return dialect{
		text: func(s string, start bool) string {
			s = angles(braces.Replace(s))
			if start && (strings.HasPrefix(s, "import") || strings.HasPrefix(s, "export")) {
				s = reference[s[0]] + s[1:]
			}
			return plainSigns(s)
		},
		image: func(name string) string { return "./" + name },
	}
}

// docusaurus is MDX with pictures for ":name:", made of the text after it was
// parsed, and directives.
func docusaurus() dialect {
	d := mdx()
	text := d.text
	d.text = func(s string, start bool) string {
		return withoutEmoji(withoutDirectives(text(s, start)), `{":"}`)
	}
	return d
}

// angles escapes each angle bracket that opens.
func angles(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] == '<' && (i == 0 || s[i-1] != '\\') {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// plainSigns keeps two hyphens and two angle brackets from becoming a dash and
// a guillemet: "--force" is to be copied as it is.
func plainSigns(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; i > 0 && s[i-1] == c && (c == '-' || c == '<' || c == '>') {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// emojiName matches what generators make a picture of.
var emojiName = pattern.New(`^:[\w+-]*[A-Za-z+-][\w+-]*:`)

// withoutEmoji writes the first colon of ":name:" in another way.
func withoutEmoji(s, colon string) string {
	var b []byte
	for i := range len(s) {
		if s[i] == ':' && emojiName.MatchString(s[i:]) {
			b = append(bytes.TrimSuffix(b, []byte(`\`)), colon...)
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}

// withoutDirectives escapes each colon that could begin ":name" or "::name".
func withoutDirectives(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] == ':' && i+1 < len(s) && (s[i+1] == ':' || alphanumeric(s[i+1]|0x20) && s[i+1] > '9') && (i == 0 || s[i-1] != '\\' && s[i-1] != '"') {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// withoutShortcodes takes their meaning from the short codes that are left,
// which stand in code blocks, by the generator's own comments: "{{</*" to "*/>}}"
// are shown as "{{<" to ">}}". Where nothing closes a short code, the comment
// ends in a definition that no reader sees.
func withoutShortcodes(body string) string {
	var b strings.Builder
	if strings.Contains(body, "<!--more-->") {
		// Only the first one divides a page.
		b.WriteString("<!--more-->\n\n")
	}
	for {
		at, close := nextShortcode(body)
		if at < 0 {
			return b.String() + body
		}
		b.WriteString(body[:at+3] + "/*")
		body = body[at+3:]
		end := strings.Index(body, close)
		if end < 0 {
			return b.String() + body + "\n[end-of-code]: # \"*/" + close + "\"\n"
		}
		b.WriteString(body[:end] + "*/" + close)
		body = body[end+len(close):]
	}
}

func nextShortcode(body string) (at int, close string) {
	angle, percent := strings.Index(body, "{{<"), strings.Index(body, "{{%")
	if percent >= 0 && (angle < 0 || percent < angle) {
		return percent, "%}}"
	}
	return angle, ">}}"
}
