package strict

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// MaxSize is the largest document that is read, in bytes. YAML can say very
// much in very few bytes, so the limit comes before the parser.
const MaxSize = 1 << 20

// A Scalar reads the text of a scalar into a value of the type it is
// registered for.
type Scalar func(text string) (any, error)

// Options extend what Decode understands.
type Options struct {
	// Scalars read scalars into types that are not strings, booleans or
	// integers. A struct type listed here may also be written as a mapping.
	Scalars map[reflect.Type]Scalar
	// Keyed lists the allowed keys of slices that are written as mappings:
	// the first field of an element takes the key. A nil list allows any key.
	Keyed map[reflect.Type][]string
}

// Doc is a decoded document, kept to point at places in it.
type Doc struct {
	file  string
	lines []string
	root  *yaml.Node
	opts  Options
	errs  Errors
}

// Decode reads one YAML document into v, a pointer to a struct whose fields
// have yaml tags. The Doc is never nil; Err gives everything that did not fit.
func Decode(file string, data []byte, v any, o Options) *Doc {
	d := &Doc{file: file, opts: o}
	if len(data) > MaxSize {
		d.fail(1, 1, fmt.Sprintf("the file has %d bytes, more than the %d that are read", len(data), MaxSize), "move long text into notes or drafts")
		return d
	}
	d.lines = strings.Split(breaks.Replace(string(data)), "\n")
	if !d.characters() {
		return d
	}
	var root, second yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(data))
	switch err := dec.Decode(&root); {
	case err == io.EOF:
		d.fail(1, 1, "the file is empty", "")
		return d
	case err != nil:
		d.syntax(err)
		return d
	}
	d.root = root.Content[0]
	switch err := dec.Decode(&second); {
	case err == nil:
		d.failAt(second.Content[0], "a second document begins here, but one is wanted", "remove the line ---")
		return d
	case err != io.EOF:
		d.syntax(err)
		return d
	}
	d.value(d.root, reflect.ValueOf(v).Elem(), "the document")
	return d
}

// Err returns what did not fit, in the order of the document, or nil.
func (d *Doc) Err() error {
	if len(d.errs) == 0 {
		return nil
	}
	slices.SortStableFunc(d.errs, func(a, b *Error) int {
		return cmp.Or(a.Line-b.Line, a.Column-b.Column)
	})
	return d.errs
}

// breaks are the ends of lines as YAML counts them.
var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// characters holds the document against what no YAML may contain. The parser
// would refuse it too, but without the place.
func (d *Doc) characters() bool {
	for i, line := range d.lines {
		for at, r := range line {
			var what string
			switch {
			case r == utf8.RuneError && !strings.HasPrefix(line[at:], string(utf8.RuneError)):
				what = fmt.Sprintf("the byte %#x, which is not UTF-8, stands here", line[at])
			case r < ' ' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0xfffe || r == 0xffff:
				what = fmt.Sprintf("the character U+%04X, which cannot be seen, stands here", r)
			default:
				continue
			}
			d.fail(i+1, 1+utf8.RuneCountInString(line[:at]), what, "remove it, and save the file as text in UTF-8")
			return false
		}
	}
	return true
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

func (d *Doc) syntax(err error) {
	line, msg := 1, err.Error()
	if m := yamlLine.FindStringSubmatch(strings.SplitN(msg, "\n", 2)[0]); m != nil {
		msg = m[2]
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = n
		}
	}
	hint := "check the indentation and the quotes around here"
	if strings.Contains(msg, "unknown escape character") {
		hint = "in double quotes a backslash begins an escape: put the text in single quotes"
	}
	if line <= len(d.lines) && strings.HasPrefix(strings.TrimLeft(d.lines[line-1], " "), "\t") {
		hint = "indent with spaces: YAML allows no tabs"
	}
	d.fail(line, 1, "not valid YAML: "+msg, hint)
}

func (d *Doc) fail(line, column int, message, hint string) {
	e := &Error{File: d.file, Line: line, Column: column, Message: message, Hint: hint}
	if line >= 1 && line <= len(d.lines) {
		e.Excerpt = clip(d.lines[line-1], longestExcerpt)
	}
	d.errs = append(d.errs, e)
}

// How much is quoted of a line, and of a word in a message, in runes.
const (
	longestExcerpt = 160
	longestWord    = 60
)

func clip(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// word is a word of the document as messages quote it.
func word(s string) string { return strconv.Quote(clip(s, longestWord)) }

func (d *Doc) failAt(n *yaml.Node, message, hint string) { d.fail(n.Line, n.Column, message, hint) }

// Fail adds an error at the place a path of field names (string) and indexes
// (int) leads to, or as near to it as the document goes.
func (d *Doc) Fail(path []any, message, hint string) {
	n := d.root
	for _, step := range path {
		next := child(n, step)
		if next == nil {
			break
		}
		n = next
	}
	if n == nil {
		d.fail(1, 1, message, hint)
		return
	}
	d.failAt(n, message, hint)
}

// Line returns the 1-based line at which the value of a path begins, or 0.
func (d *Doc) Line(path ...any) int {
	n := d.root
	for _, step := range path {
		if n = child(n, step); n == nil {
			return 0
		}
	}
	return n.Line
}

func child(n *yaml.Node, step any) *yaml.Node {
	if n == nil {
		return nil
	}
	switch s := step.(type) {
	case string:
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == s {
				return n.Content[i+1]
			}
		}
	case int:
		if n.Kind == yaml.SequenceNode && s < len(n.Content) {
			return n.Content[s]
		}
	}
	return nil
}

// value reads a node into v. What names the value in messages.
func (d *Doc) value(n *yaml.Node, v reflect.Value, what string) {
	switch {
	case n.Kind == yaml.AliasNode:
		d.failAt(n, "an alias (*"+clip(n.Value, longestWord)+") is not allowed here", "write the value out")
		return
	case n.Style&yaml.TaggedStyle != 0:
		// A tag changes what a value means: "!!null text" would lose the text.
		d.failAt(n, "a tag ("+clip(n.Tag, longestWord)+") is not allowed here", "remove the word that begins with !")
		return
	case n.Tag == "!!null":
		return
	}
	if read, ok := d.opts.Scalars[v.Type()]; ok && (n.Kind == yaml.ScalarNode || v.Kind() != reflect.Struct) {
		d.scalar(n, v, what, read)
		return
	}
	if _, ok := d.opts.Keyed[v.Type()]; ok {
		d.keyed(n, v, what)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.structure(n, v, what)
	case reflect.Slice:
		d.slice(n, v, what)
	case reflect.String:
		d.scalar(n, v, what, func(text string) (any, error) { return strings.TrimSpace(text), nil })
	case reflect.Bool:
		d.scalar(n, v, what, readBool)
	case reflect.Int:
		d.scalar(n, v, what, readInt)
	default:
		panic("strict: unsupported type " + v.Type().String())
	}
}

func (d *Doc) scalar(n *yaml.Node, v reflect.Value, what string, read Scalar) {
	if n.Kind != yaml.ScalarNode {
		d.failAt(n, fmt.Sprintf("%s is %s, but one value is wanted", what, kindName(n)), "")
		return
	}
	x, err := read(n.Value)
	if err != nil {
		d.failAt(n, what+": "+err.Error(), "")
		return
	}
	v.Set(reflect.ValueOf(x).Convert(v.Type()))
}

func readBool(text string) (any, error) {
	switch text {
	case "true", "yes":
		return true, nil
	case "false", "no":
		return false, nil
	}
	return nil, fmt.Errorf("%s is neither true nor false", word(text))
}

func readInt(text string) (any, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return nil, fmt.Errorf("%s is not a whole number", word(text))
	}
	return n, nil
}

func (d *Doc) slice(n *yaml.Node, v reflect.Value, what string) {
	if n.Kind != yaml.SequenceNode {
		d.failAt(n, fmt.Sprintf("%s is %s, but a list is wanted", what, kindName(n)), "put each item on a line of its own that begins with \"- \"")
		return
	}
	out := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		d.value(item, out.Index(i), fmt.Sprintf("%s, item %d", what, i+1))
	}
	v.Set(out)
}

func (d *Doc) structure(n *yaml.Node, v reflect.Value, what string) {
	if n.Kind != yaml.MappingNode {
		d.failAt(n, fmt.Sprintf("%s is %s, but fields are wanted", what, kindName(n)), "the fields are: "+strings.Join(fieldNames(v.Type()), ", "))
		return
	}
	d.pairs(n, func(key, value *yaml.Node) {
		i := fieldIndex(v.Type(), key.Value)
		if i < 0 {
			d.unknown(key, "field", what, fieldNames(v.Type()))
			return
		}
		d.value(value, v.Field(i), key.Value)
	})
}

// keyed reads a mapping into a slice: each key names an element.
func (d *Doc) keyed(n *yaml.Node, v reflect.Value, what string) {
	names := d.opts.Keyed[v.Type()]
	if n.Kind != yaml.MappingNode {
		hint := "the fields are: " + strings.Join(names, ", ")
		if names == nil {
			hint = "write name: value, a name on each line"
		}
		d.failAt(n, fmt.Sprintf("%s is %s, but fields are wanted", what, kindName(n)), hint)
		return
	}
	out := reflect.MakeSlice(v.Type(), 0, len(n.Content)/2)
	d.pairs(n, func(key, value *yaml.Node) {
		if names != nil && !slices.Contains(names, key.Value) {
			d.unknown(key, "name", what, names)
			return
		}
		elem := reflect.New(v.Type().Elem()).Elem()
		elem.Field(0).SetString(key.Value)
		d.value(value, elem, key.Value)
		elem.Field(0).SetString(key.Value)
		out = reflect.Append(out, elem)
	})
	v.Set(out)
}

// unknown fails for a key that nothing is read from. The nearest name is looked
// for only where it will be shown: a document may have very many such keys.
func (d *Doc) unknown(key *yaml.Node, kind, what string, names []string) {
	hint := ""
	if len(d.errs) <= mostErrors {
		hint = Suggest(key.Value, names)
	}
	d.failAt(key, fmt.Sprintf("unknown %s %s in %s", kind, word(key.Value), what), hint)
}

func (d *Doc) pairs(n *yaml.Node, f func(key, value *yaml.Node)) {
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode || key.Style&yaml.TaggedStyle != 0 {
			d.failAt(key, "the name of a field has to be a plain word", "write name: value")
			continue
		}
		if first, ok := seen[key.Value]; ok {
			d.failAt(key, fmt.Sprintf("%s stands twice, first in line %d", word(key.Value), first), "keep one of the two")
			continue
		}
		seen[key.Value] = key.Line
		f(key, n.Content[i+1])
	}
}

func fieldIndex(t reflect.Type, name string) int {
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("yaml"); tag == name && tag != "" && tag != "-" {
			return i
		}
	}
	return -1
}

func fieldNames(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("yaml"); tag != "" && tag != "-" {
			names = append(names, tag)
		}
	}
	return names
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a set of fields"
	case yaml.SequenceNode:
		return "a list"
	}
	return "a single value"
}
