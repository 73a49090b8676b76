package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/logs"
)

// export is a kind of source that is read from files of objects: JSON in any
// arrangement (one object, an array, pages of an API, an object a line), tables
// of comma-, semicolon- or tab-separated values with a line of names, and YAML.
// What was understood is strict; fields that nobody reads are passed over.
type export struct {
	Kind
	lists []string // names of the lists in which pages hold objects
	// open gives what reads each object. What it remembers between objects is
	// its own; an error refuses the object.
	open func(t *take) func(o *object) error
}

// kind makes the Kind of an export.
func (x export) kind() Kind {
	return x.reading(func(ctx context.Context, s incident.Source, env *Env, files []logs.File, gaps []string) Stream {
		t := newTake(s, env)
		t.gaps = gaps
		each := x.open(t)
		where := make([]string, len(files))
		for i, f := range files {
			where[i] = f.Name
			x.file(ctx, t, f, func(o *object) { t.object(o, each) })
			if ctx.Err() != nil {
				return failed(s, "records", errors.New("the reading was stopped"))
			}
		}
		return t.stream(where)
	})
}

// reading is the kind of an export whose files are read by a function.
func (x export) reading(files func(ctx context.Context, s incident.Source, env *Env, files []logs.File, gaps []string) Stream) Kind {
	k := x.Kind
	k.lists = x.lists
	k.files = func(ctx context.Context, s incident.Source, env *Env, found []logs.File, gaps []string) Stream {
		return files(ctx, s, env, env.Watch.begin(found), gaps)
	}
	k.Read = func(ctx context.Context, s incident.Source, env *Env) Stream {
		found, gaps, err := unpacked(find(s.Path, env))
		if err != nil {
			return failed(s, "records", err)
		}
		return k.files(ctx, s, env, found, gaps)
	}
	return k
}

// file reads the objects of one file. What could not be read of it becomes a
// gap.
func (x export) file(ctx context.Context, t *take, f logs.File, each func(o *object)) {
	t.begin(f.Name)
	defer t.finish()
	r, err := logs.Open(f, logs.Limits{})
	if err != nil {
		t.gap("%s: could not be opened: %v", f.Name, plain(err))
		return
	}
	defer r.Close()
	if err := x.objects(ctx, t, r, each); err != nil && !errors.Is(err, errStop) {
		t.gap("%s: %v", f.Name, plain(err))
	}
}

// objects reads a stream of objects in whatever form it has.
func (x export) objects(ctx context.Context, t *take, r io.Reader, each func(o *object)) error {
	br := bufio.NewReaderSize(r, 64<<10)
	head, err := br.Peek(4 << 10)
	if len(head) == 0 {
		if err == io.EOF {
			return errors.New("is empty")
		}
		return err
	}
	head = bytes.TrimLeft(head, " \t\r\n\x1e")
	if len(head) > 0 && (head[0] == '{' || head[0] == '[') {
		return x.json(ctx, t, br, each)
	}
	if sep := separator(head); sep != 0 {
		return table(ctx, t, br, sep, each)
	}
	return x.yaml(t, br, each)
}

func (x export) json(ctx context.Context, t *take, br *bufio.Reader, each func(o *object)) error {
	return x.values(ctx, t, br, 1, each)
}

// values reads JSON that begins on a line. A list inside of a list is a page
// of a list of pages.
func (x export) values(ctx context.Context, t *take, br *bufio.Reader, line int, each func(o *object)) error {
	lists := map[string]bool{}
	for _, name := range x.lists {
		lists[name] = true
	}
	s := splitter{r: br, line: line, lists: lists, fault: t.fault, parse: parseObject, paged: t.paged}
	s.emit = func(p piece, page *object) error {
		if ctx.Err() != nil {
			return errStop
		}
		if p.text[0] == '[' {
			return x.values(ctx, t, bufio.NewReader(bytes.NewReader(p.text)), p.line, each)
		}
		o, err := parseObject(p)
		if err != nil {
			t.fault(p.line, err)
			return nil
		}
		o.page = page
		x.each(t, o, each)
		return nil
	}
	return s.run()
}

// each gives an object, or where it is a page those of its list.
func (x export) each(t *take, o *object, each func(o *object)) {
	for _, name := range x.lists {
		list, ok := o.fields[name].([]any)
		if !ok || o.page != nil {
			continue
		}
		for _, v := range list {
			if inner, ok := v.(*object); ok {
				inner.page = o
				each(inner)
			}
		}
		t.paged(o, len(list))
		return
	}
	each(o)
}

// maxYAML bounds a YAML export, which is read as a whole.
const maxYAML = 16 << 20

// yaml reads the mappings of a YAML stream.
func (x export) yaml(t *take, r io.Reader, each func(o *object)) error {
	data, err := io.ReadAll(io.LimitReader(r, maxYAML+1))
	if err != nil {
		return err
	}
	if len(data) > maxYAML {
		return fmt.Errorf("is YAML of more than %d MiB: export it as JSON", maxYAML>>20)
	}
	return strict.Each(data, func(v any) {
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		for _, item := range list {
			if m, ok := item.(*strict.Mapping); ok {
				x.each(t, fromYAML(m), each)
				continue
			}
			t.fault(1, errors.New("is neither JSON, a table with a line of names, nor YAML with fields"))
		}
	})
}

func fromYAML(m *strict.Mapping) *object {
	o := &object{line: m.Line, fields: make(map[string]any, len(m.Keys))}
	for i, key := range m.Keys {
		o.fields[key] = yamlValue(m.Values[i])
	}
	return o
}

func yamlValue(v any) any {
	switch v := v.(type) {
	case *strict.Mapping:
		return fromYAML(v)
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = yamlValue(item)
		}
		return out
	}
	return v
}

// separator finds what parts the columns of a table by its first line, or 0
// where that is none.
func separator(head []byte) rune {
	line, _, more := strings.Cut(string(head), "\n")
	if !more || strings.Contains(line, ": ") || strings.HasPrefix(line, "---") {
		return 0
	}
	best, most := rune(0), 0
	for _, sep := range "\t,;|" {
		if n := strings.Count(line, string(sep)); n > most {
			best, most = sep, n
		}
	}
	return best
}
