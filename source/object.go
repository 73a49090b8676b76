package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// object is one JSON object, row of a table or YAML mapping of an export. A
// value of its fields is nil, a bool, a json.Number, a string, a []any or an
// *object. A nil object has no fields.
type object struct {
	line   int // where it begins, 1-based
	fields map[string]any
	page   *object // what stood around the list that held it; may be nil
}

// parseObject reads one JSON value that has to be an object. A name that stands
// twice is refused: which of the two was meant, nobody can say.
func parseObject(p piece) (*object, error) {
	d := &parser{dec: json.NewDecoder(bytes.NewReader(p.text)), text: p.text, line: p.line}
	d.dec.UseNumber()
	v, err := d.value(0)
	if err == nil {
		// More reports false before a bracket that closes nothing.
		if _, end := d.dec.Token(); end != io.EOF {
			err = errors.New("something follows the value")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("is not JSON: %w", err)
	}
	o, ok := v.(*object)
	if !ok {
		return nil, errors.New("is not an object")
	}
	return o, nil
}

type parser struct {
	dec  *json.Decoder
	text []byte
	seen int // bytes of which the lines were counted
	line int
}

func (d *parser) at() int {
	to := int(d.dec.InputOffset())
	d.line += bytes.Count(d.text[d.seen:to], []byte{'\n'})
	d.seen = to
	return d.line
}

func (d *parser) value(depth int) (any, error) {
	tok, err := d.dec.Token()
	if err != nil {
		return nil, err
	}
	switch tok {
	case json.Delim('{'):
		return d.object(depth + 1)
	case json.Delim('['):
		return d.list(depth + 1)
	}
	return tok, nil
}

func (d *parser) object(depth int) (*object, error) {
	if depth > maxDepth {
		return nil, errTooDeep
	}
	o := &object{line: d.at(), fields: map[string]any{}}
	for d.dec.More() {
		name, err := d.dec.Token()
		if err != nil {
			return nil, err
		}
		key, _ := name.(string)
		if _, twice := o.fields[key]; twice {
			return nil, fmt.Errorf("the name %q stands twice in one object", clip(key, 60))
		}
		if o.fields[key], err = d.value(depth); err != nil {
			return nil, err
		}
	}
	_, err := d.dec.Token()
	return o, err
}

func (d *parser) list(depth int) ([]any, error) {
	if depth > maxDepth {
		return nil, errTooDeep
	}
	list := []any{}
	for d.dec.More() {
		v, err := d.value(depth)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.dec.Token()
	return list, err
}

// at is the value at a path of names with dots between them. A name that has
// dots of its own is found as well.
func (o *object) at(path string) any {
	if o == nil {
		return nil
	}
	if v, ok := o.fields[path]; ok {
		return v
	}
	for i := 0; i < len(path); i++ {
		if path[i] != '.' {
			continue
		}
		if inner, ok := o.fields[path[:i]].(*object); ok {
			if v := inner.at(path[i+1:]); v != nil {
				return v
			}
		}
	}
	return nil
}

// has reports whether there is a value at a path, null being none.
func (o *object) has(path string) bool { return o.at(path) != nil }

// text is the first of some paths that holds text, a number or a truth value,
// as text; "" where none does.
func (o *object) text(paths ...string) string {
	for _, p := range paths {
		if s := scalar(o.at(p)); s != "" {
			return s
		}
	}
	return ""
}

func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// child is the object at a path, or nil.
func (o *object) child(path string) *object {
	inner, _ := o.at(path).(*object)
	return inner
}

// children are the objects of the list at a path; an object that stands there
// alone is a list of one.
func (o *object) children(path string) []*object {
	switch v := o.at(path).(type) {
	case *object:
		return []*object{v}
	case []any:
		var out []*object
		for _, item := range v {
			if inner, ok := item.(*object); ok {
				out = append(out, inner)
			}
		}
		return out
	}
	return nil
}

// texts are the scalars of the list at a path.
func (o *object) texts(path string) []string {
	var out []string
	list, _ := o.at(path).([]any)
	for _, v := range list {
		if s := scalar(v); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// number is the number at a path, also where it is written as text.
func (o *object) number(path string) (float64, bool) {
	f, err := strconv.ParseFloat(o.text(path), 64)
	return f, err == nil
}

// names are the names of the fields, sorted.
func (o *object) names() []string {
	if o == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(o.fields))
}

// clip cuts text to a number of bytes at a whole character.
func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	cut := limit
	for cut > 0 && s[cut]&0xc0 == 0x80 {
		cut--
	}
	return s[:cut] + "…"
}
