package incident

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/timeline"
)

// Fact is a field of the record that can be stated by itself, in one text.
type Fact struct {
	Name string // as it is asked for: "title", "impact.who", "milestones.started"
	List bool   // a text is one more item
}

// Facts lists the fields that SetFact can state, in the order of the record.
func Facts() []Fact {
	var facts []Fact
	add := func(name string, t reflect.Type) {
		switch {
		case t == reflect.TypeFor[Milestones]():
			for _, m := range timeline.Milestones {
				facts = append(facts, Fact{Name: name + "." + string(m)})
			}
		case t.Kind() == reflect.String, t == reflect.TypeFor[Claim](), t == reflect.TypeFor[Zone](), t == reflect.TypeFor[timeline.Time]():
			facts = append(facts, Fact{Name: name})
		case t == reflect.TypeFor[[]Claim](), t == reflect.TypeFor[[]string](), t == reflect.TypeFor[[]Zone]():
			facts = append(facts, Fact{Name: name, List: true})
		}
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Incident]()) {
		name := f.Tag.Get("yaml")
		// The status follows the notices, and the id the folder.
		if name == "" || name == "id" || name == "status" {
			continue
		}
		add(name, f.Type)
		if f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[Claim]() {
			for _, part := range reflect.VisibleFields(f.Type) {
				if tag := part.Tag.Get("yaml"); tag != "" {
					add(name+"."+tag, part.Type)
				}
			}
		}
	}
	return facts
}

// FindFact returns the fact of a name, or an error that names the nearest.
func FindFact(name string) (Fact, error) {
	facts := Facts()
	names := make([]string, len(facts))
	for i, f := range facts {
		if f.Name == name {
			return f, nil
		}
		names[i] = f.Name
	}
	return Fact{}, fmt.Errorf("%q is not a fact that can be stated in one text\n  hint: %s", name, strict.Suggest(name, names))
}

// SetFact returns the record with a fact stated. What was stated before goes,
// but the items of a list stay and get one more. A statement that has evidence
// beside it, or takes more than a line, is left to a person.
func SetFact(name string, data []byte, fact Fact, text string) ([]byte, error) {
	text = strings.TrimSpace(text)
	if err := writable(fact.Name, text); err != nil {
		return nil, err
	}
	if text == "" {
		return nil, fmt.Errorf("%s: there is no text", fact.Name)
	}
	if _, err := Parse(name, data); err != nil {
		return nil, err
	}
	out, err := stated(string(data), fact, text)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", name, fact.Name, err)
	}
	if _, err := Parse(name, []byte(out)); err != nil {
		return nil, err
	}
	want, err := plainFacts(data)
	if err != nil {
		return nil, err
	}
	got, err := plainFacts([]byte(out))
	if err != nil {
		return nil, err
	}
	put(want, strings.Split(fact.Name, "."), fact.List, text)
	if !reflect.DeepEqual(got, want) {
		return nil, fmt.Errorf("%s cannot be changed by candor as it is laid out; write %s by hand", name, fact.Name)
	}
	return []byte(out), nil
}

// plainFacts reads a record as the names and texts it is made of.
func plainFacts(data []byte) (map[string]any, error) {
	root := map[string]any{}
	err := strict.Each(data, func(v any) {
		if m, ok := plain(v).(map[string]any); ok {
			root = m
		}
	})
	if err != nil {
		return nil, errors.Join(errors.New("the record cannot be changed by candor; change it by hand"), err)
	}
	return root, nil
}

func plain(v any) any {
	switch v := v.(type) {
	case *strict.Mapping:
		m := make(map[string]any, len(v.Keys))
		for i, k := range v.Keys {
			m[k] = plain(v.Values[i])
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = plain(v[i])
		}
		return list
	}
	return v
}

// put states a fact in a record that was read by plainFacts.
func put(m map[string]any, path []string, list bool, text string) {
	if len(path) > 1 {
		part, ok := m[path[0]].(map[string]any)
		if !ok {
			part = map[string]any{}
			m[path[0]] = part
		}
		put(part, path[1:], list, text)
		return
	}
	if !list {
		m[path[0]] = text
		return
	}
	items, _ := m[path[0]].([]any)
	m[path[0]] = append(items, text)
}
