package incident

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Translate returns the file of a translation, brought in line with the record:
// every text with its source and its translation, or an empty one. data is the
// file as it is, nil for none. Nothing that a person wrote in it is lost: a
// translation of a text that has changed since keeps its words and says what
// the text was; one of a text that is gone stays at the end; comments stay.
func Translate(inc *Incident, name, language string, data []byte) ([]byte, error) {
	tr := &Translation{Language: language}
	if len(strings.TrimSpace(string(data))) > 0 {
		var err error
		if tr, err = ParseTranslation(name, language, data); err != nil {
			return nil, err
		}
	} else {
		data = []byte(translationHead(language))
	}
	head, chunks := translationChunks(string(data), len(tr.Texts))
	if chunks == nil && len(tr.Texts) > 0 {
		return nil, fmt.Errorf("%s cannot be changed by candor as it is laid out: write texts: as a list with one field per line, each item with of: as its first field", name)
	}
	var out strings.Builder
	out.WriteString(head)
	used := map[int]bool{}
	var want []Translated
	for of, text := range inc.told().all() {
		t, item := tr.place(of, *text)
		want = append(want, t)
		switch {
		case item < 0:
			out.WriteString(newChunk(t))
		default:
			used[item] = true
			out.WriteString(inc.displaced(tr.Texts[item], t))
			out.WriteString(chunkWith(chunks[item], tr.Texts[item], t))
		}
	}
	for i, c := range chunks {
		if !used[i] {
			want = append(want, tr.Texts[i])
			out.WriteString(c)
		}
	}
	// The file is read back and compared before anything is written.
	got, err := ParseTranslation(name, language, []byte(out.String()))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be changed by candor as it is laid out: %w", name, err)
	}
	if len(want) != len(got.Texts) || len(want) > 0 && !reflect.DeepEqual(got.Texts, want) {
		return nil, fmt.Errorf("%s cannot be changed by candor as it is laid out: write texts: as a list with one field per line, each item with of: as its first field", name)
	}
	return []byte(out.String()), nil
}

func translationHead(language string) string {
	return "# Translations of the texts of " + File + "; docs/languages.md says how each\n" +
		"# has to be written. A text with was: is older than its source: bring it in\n" +
		"# line with the source, and take the line was: out.\n" +
		"language: " + language + "\ntexts:\n"
}

// place is what the file has to say of a text, and which of its items that is;
// -1 where it is a new one.
func (tr *Translation) place(of, text string) (Translated, int) {
	t, ok := tr.find(of, text)
	item := tr.index(of)
	if !ok || item < 0 {
		return Translated{Of: of, Source: text, Was: t.Was, Text: t.Text}, -1
	}
	own := tr.Texts[item]
	if own.Source != text && own.Text != "" && t.Source == text {
		// The words moved here from another place; what stood here did so too,
		// or is older than the text.
		return Translated{Of: of, Source: text, Text: t.Text}, item
	}
	if own.Source != text && own.Text != "" && own.Was == "" {
		own.Was = own.Source
	}
	own.Source = text
	return own, item
}

// displaced keeps, as a comment, a translation in whose place another moved and
// whose text the record does not have any more.
func (inc *Incident) displaced(old, t Translated) string {
	if old.Text == "" || old.Text == t.Text {
		return ""
	}
	for _, text := range inc.told().all() {
		if *text == old.Source {
			return ""
		}
	}
	return "  # no longer in the record: " + doubleQuoted(old.Source) + ", translated: " + doubleQuoted(old.Text) + "\n"
}

// translationChunks cuts a file into what stands before its items and the
// items, each with the comments above it.
func translationChunks(text string, n int) (head string, chunks []string) {
	lines, _ := splitLines(text)
	if k := len(lines); k > 0 && !strings.HasSuffix(lines[k-1], "\n") {
		lines[k-1] += "\n"
	}
	var starts []int
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimLeft(line, " "), "- of:") {
			for i > 0 && isComment(lines[i-1]) {
				i--
			}
			starts = append(starts, i)
		}
	}
	if len(starts) != n {
		return "", nil
	}
	if n == 0 {
		return strings.Replace(strings.Join(lines, ""), "texts: []", "texts:", 1), []string{}
	}
	for i, from := range starts {
		to := len(lines)
		if i+1 < n {
			to = starts[i+1]
		}
		chunks = append(chunks, strings.Join(lines[from:to], ""))
	}
	return strings.Join(lines[:starts[0]], ""), chunks
}

func newChunk(t Translated) string {
	out := "  - of: " + quote(t.Of) + "\n    source: " + quote(t.Source) + "\n"
	if t.Was != "" {
		out += "    was: " + quote(t.Was) + "\n"
	}
	return out + "    text: " + doubleQuoted(t.Text) + "\n"
}

// chunkWith is an item with what changed in it; its other lines stay as they
// are.
func chunkWith(chunk string, old, t Translated) string {
	if old == t {
		return chunk
	}
	if old.Source != t.Source {
		chunk = setField(chunk, "source", t.Source)
	}
	if old.Text != t.Text {
		chunk = setField(chunk, "text", t.Text)
	}
	if old.Was != t.Was {
		chunk = setWas(chunk, t.Was)
	}
	return chunk
}

// setWas writes what the source was below the source, or takes it out.
func setWas(chunk, was string) string {
	lines, eol := splitLines(chunk)
	if from, to := fieldLines(lines, "was"); from >= 0 {
		lines = slices.Delete(lines, from, to)
	}
	if from, to := fieldLines(lines, "source"); from >= 0 && was != "" {
		indent := strings.Repeat(" ", strings.Index(lines[from], "source:"))
		lines = slices.Insert(lines, to, indent+"was: "+quote(was)+eol)
	}
	return strings.Join(lines, "")
}

// setField writes a new value in place of a field's; a comment behind the old
// one stays.
func setField(chunk, key, value string) string {
	lines, eol := splitLines(chunk)
	from, to := fieldLines(lines, key)
	if from < 0 {
		return chunk
	}
	lead, _, _ := strings.Cut(lines[from], key+":")
	line := lead + key + ": " + quote(value)
	if value == "" {
		line = lead + key + `: ""`
	}
	last := strings.TrimRight(lines[to-1], "\r\n")
	if i := strings.LastIndex(last, `" #`); i >= 0 {
		line += last[i+1:]
	}
	return strings.Join(slices.Replace(lines, from, to, line+eol), "")
}

// fieldLines is the span of lines that a field of an item takes.
func fieldLines(lines []string, key string) (from, to int) {
	from = slices.IndexFunc(lines, func(l string) bool {
		return strings.HasPrefix(strings.TrimLeft(l, " -"), key+":")
	})
	if from < 0 {
		return -1, -1
	}
	for to = from + 1; to < len(lines); to++ {
		t := strings.TrimLeft(lines[to], " ")
		if slices.ContainsFunc([]string{"of:", "source:", "was:", "text:", "#"}, func(k string) bool { return strings.HasPrefix(t, k) }) {
			break
		}
	}
	return from, to
}
