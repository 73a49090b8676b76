package archive

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// codec writes values of one type to the index and reads them. The values hold
// plain data alone: texts, numbers, times, structs, slices and pointers to them.
// A text that is read shares the memory of what was read as a whole, which is
// what keeps a list of thousands quick.
type codec struct {
	shape string // of the type: what another one wrote is not read
	put   func([]byte, reflect.Value) []byte
	get   func(*decoder, reflect.Value)
}

var errShort = errors.New("it ends too early")

// decoder is what is left of a text that is read.
type decoder struct {
	rest string
	err  error
}

func (d *decoder) int() int64 {
	var n uint64
	for i := range len(d.rest) {
		c := d.rest[i]
		if i == binary.MaxVarintLen64 {
			break
		}
		n |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			d.rest = d.rest[i+1:]
			return int64(n>>1) ^ -int64(n&1)
		}
	}
	d.rest, d.err = "", errShort
	return 0
}

// length is a count of what follows, of which each takes a byte at least.
func (d *decoder) length() int {
	n := d.int()
	if n < 0 || n > int64(len(d.rest)) {
		d.rest, d.err = "", errShort
		return 0
	}
	return int(n)
}

func (d *decoder) bytes() string {
	n := d.length()
	s := d.rest[:n]
	d.rest = d.rest[n:]
	return s
}

func putText(b []byte, s string) []byte {
	return append(binary.AppendVarint(b, int64(len(s))), s...)
}

var timeType = reflect.TypeFor[time.Time]()

// codecOf makes the codec of a type.
func codecOf(t reflect.Type) codec {
	if t == timeType {
		return codec{"time", putTime, getTime}
	}
	switch t.Kind() {
	case reflect.String:
		return codec{"text",
			func(b []byte, v reflect.Value) []byte { return putText(b, v.String()) },
			func(d *decoder, v reflect.Value) { v.SetString(d.bytes()) }}
	case reflect.Bool:
		return codec{"bool",
			func(b []byte, v reflect.Value) []byte {
				return binary.AppendVarint(b, map[bool]int64{true: 1}[v.Bool()])
			},
			func(d *decoder, v reflect.Value) { v.SetBool(d.int() != 0) }}
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int16, reflect.Int8:
		return codec{"int",
			func(b []byte, v reflect.Value) []byte { return binary.AppendVarint(b, v.Int()) },
			func(d *decoder, v reflect.Value) { v.SetInt(d.int()) }}
	case reflect.Uint8:
		return codec{"byte",
			func(b []byte, v reflect.Value) []byte { return append(b, byte(v.Uint())) },
			func(d *decoder, v reflect.Value) {
				if d.rest == "" {
					d.err = errShort
					return
				}
				v.SetUint(uint64(d.rest[0]))
				d.rest = d.rest[1:]
			}}
	case reflect.Pointer:
		return pointerCodec(t)
	case reflect.Slice:
		return sliceCodec(t)
	case reflect.Array:
		return arrayCodec(t)
	case reflect.Struct:
		return structCodec(t)
	}
	panic(fmt.Sprintf("archive: the index cannot hold a %s", t))
}

func putTime(b []byte, v reflect.Value) []byte {
	t := v.Interface().(time.Time)
	_, offset := t.Zone()
	b = binary.AppendVarint(b, t.Unix())
	b = binary.AppendVarint(b, int64(t.Nanosecond()))
	return binary.AppendVarint(b, int64(offset))
}

func getTime(d *decoder, v reflect.Value) {
	t := time.Unix(d.int(), d.int()).UTC()
	if offset := d.int(); offset != 0 {
		t = t.In(time.FixedZone("", int(offset)))
	}
	*v.Addr().Interface().(*time.Time) = t
}

func pointerCodec(t reflect.Type) codec {
	to := codecOf(t.Elem())
	return codec{"*" + to.shape,
		func(b []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(b, 0)
			}
			return to.put(append(b, 2), v.Elem())
		},
		func(d *decoder, v reflect.Value) {
			if d.int() != 0 {
				v.Set(reflect.New(t.Elem()))
				to.get(d, v.Elem())
			}
		}}
}

func sliceCodec(t reflect.Type) codec {
	of := codecOf(t.Elem())
	return codec{"[]" + of.shape,
		func(b []byte, v reflect.Value) []byte {
			b = binary.AppendVarint(b, int64(v.Len()))
			for i := range v.Len() {
				b = of.put(b, v.Index(i))
			}
			return b
		},
		func(d *decoder, v reflect.Value) {
			n := d.length()
			if n == 0 {
				return
			}
			v.Set(reflect.MakeSlice(t, n, n))
			for i := 0; i < n && d.err == nil; i++ {
				of.get(d, v.Index(i))
			}
		}}
}

func arrayCodec(t reflect.Type) codec {
	of := codecOf(t.Elem())
	return codec{fmt.Sprintf("[%d]%s", t.Len(), of.shape),
		func(b []byte, v reflect.Value) []byte {
			for i := range t.Len() {
				b = of.put(b, v.Index(i))
			}
			return b
		},
		func(d *decoder, v reflect.Value) {
			for i := range t.Len() {
				of.get(d, v.Index(i))
			}
		}}
}

func structCodec(t reflect.Type) codec {
	var shape strings.Builder
	fields := make([]codec, t.NumField())
	shape.WriteString("{")
	for i := range fields {
		fields[i] = codecOf(t.Field(i).Type)
		fmt.Fprintf(&shape, "%s %s;", t.Field(i).Name, fields[i].shape)
	}
	shape.WriteString("}")
	return codec{shape.String(),
		func(b []byte, v reflect.Value) []byte {
			for i, f := range fields {
				b = f.put(b, v.Field(i))
			}
			return b
		},
		func(d *decoder, v reflect.Value) {
			for i, f := range fields {
				f.get(d, v.Field(i))
			}
		}}
}
