package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

// Mapping is a YAML mapping that other programs wrote. Its values are strings,
// []any and *Mapping; null is nil.
type Mapping struct {
	Line   int
	Keys   []string
	Values []any
}

// maxNesting bounds how deep values may lie in each other.
const maxNesting = 100

// Each reads the documents of a YAML stream that a program wrote and gives the
// value of each. Scalars stay the text they are. Aliases are refused: exports
// do not use them, and a few of them can stand for more than any memory holds.
// The caller bounds the data.
func Each(data []byte, f func(v any)) error {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var root yaml.Node
		switch err := dec.Decode(&root); {
		case err == io.EOF:
			return nil
		case err != nil:
			return fmt.Errorf("not valid YAML: %w", err)
		}
		v, err := plainValue(&root, 0)
		if err != nil {
			return err
		}
		if v != nil {
			f(v)
		}
	}
}

func plainValue(n *yaml.Node, depth int) (any, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("line %d: values lie more than %d levels deep", n.Line, maxNesting)
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return plainValue(n.Content[0], depth)
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return nil, nil
		}
		return n.Value, nil
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, c := range n.Content {
			v, err := plainValue(c, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		return plainMapping(n, depth)
	}
	return nil, fmt.Errorf("line %d: an alias stands here, which is not read", n.Line)
}

func plainMapping(n *yaml.Node, depth int) (*Mapping, error) {
	m := &Mapping{Line: n.Line}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("line %d: a name was expected", key.Line)
		}
		if seen[key.Value] {
			return nil, errors.New("line " + fmt.Sprint(key.Line) + ": the name " + key.Value + " stands twice")
		}
		seen[key.Value] = true
		v, err := plainValue(n.Content[i+1], depth+1)
		if err != nil {
			return nil, err
		}
		m.Keys, m.Values = append(m.Keys, key.Value), append(m.Values, v)
	}
	return m, nil
}
