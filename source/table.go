package source

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxColumns bounds the columns of a table.
const maxColumns = 1000

// table reads rows under a line of names, each as an object. Columns of one
// name hold a list. A row with more or fewer values than there are names is
// refused.
func table(ctx context.Context, t *take, r io.Reader, sep rune, each func(o *object)) error {
	c := csv.NewReader(&bounded{r: r, left: maxTable})
	c.Comma, c.FieldsPerRecord, c.LazyQuotes = sep, -1, true
	names, err := c.Read()
	if err != nil {
		return err
	}
	if len(names) > maxColumns {
		return fmt.Errorf("has %d columns, more than the %d that are read", len(names), maxColumns)
	}
	columns := map[string]int{}
	for i, name := range names {
		names[i] = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))
		columns[names[i]]++
	}
	for ctx.Err() == nil {
		row, err := c.Read()
		if err == io.EOF {
			return nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			t.fault(bad.StartLine, bad.Err)
			continue
		}
		if err != nil {
			return err
		}
		line, _ := c.FieldPos(0)
		if len(row) != len(names) {
			t.fault(line, fmt.Errorf("has %d values under %d names", len(row), len(names)))
			continue
		}
		o := &object{line: line, fields: make(map[string]any, len(names))}
		for i, name := range names {
			if columns[name] == 1 {
				o.fields[name] = row[i]
				continue
			}
			list, _ := o.fields[name].([]any)
			if row[i] != "" {
				list = append(list, row[i])
			}
			o.fields[name] = list
		}
		each(o)
	}
	return errStop
}

// maxTable bounds a table: a quote that is never closed makes one value of all
// that follows.
const maxTable = 128 << 20

// bounded ends what is read with an error instead of short.
type bounded struct {
	r    io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("is a table of more than %d MiB, of which the rest was not read: split it", maxTable>>20)
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
