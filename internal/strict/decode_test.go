package strict_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/candor-reports/candor/internal/strict"
)

// document is a type with everything that Decode knows.
type document struct {
	Name   string   `yaml:"name"`
	On     bool     `yaml:"on"`
	Count  int      `yaml:"count"`
	Words  []string `yaml:"words"`
	Inner  inner    `yaml:"inner"`
	Items  []inner  `yaml:"items"`
	Points points   `yaml:"points"`
	Secret string
}

type inner struct {
	A string `yaml:"a"`
	B string `yaml:"b"`
}

type points []point

type point struct {
	Name string `yaml:"-"`
	At   string `yaml:"at"`
}

func options() strict.Options {
	return strict.Options{Keyed: map[reflect.Type][]string{reflect.TypeFor[points](): {"first", "last"}}}
}

func decode(text string) (document, error) {
	var v document
	return v, strict.Decode("doc.yaml", []byte(text), &v, options()).Err()
}

func TestDecodeTakesWordsAsTheyAreSpelled(t *testing.T) {
	var v document
	text := "\ufeffname: 1.10\r\non: yes\r\ncount: 7\r\nwords: [no, 0x10, 12:30, ~]\r\ninner: {a: 2026-03-04}\r\nitems:\r\n- b: |\r\n    two\r\n    lines\r\npoints:\r\n  last: {at: later}\r\n"
	if err := strict.Decode("doc.yaml", []byte(text), &v, options()).Err(); err != nil {
		t.Fatal(err)
	}
	want := document{
		Name: "1.10", On: true, Count: 7, Words: []string{"no", "0x10", "12:30", ""}, Inner: inner{A: "2026-03-04"},
		Items: []inner{{B: "two\nlines"}}, Points: points{{"last", "later"}},
	}
	if !reflect.DeepEqual(v, want) {
		t.Errorf("got  %+v\nwant %+v", v, want)
	}
}

func TestDecodeRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", "doc.yaml:1:1: the file is empty"},
		{"a comment alone", "# nothing\n", "the file is empty"},
		{"an unknown field", "name: a\nnmae: b\n", "doc.yaml:2:1: unknown field \"nmae\" in the document\n    2 | nmae: b\n      | ^\n  hint: did you mean \"name\"?"},
		{"a field of the code", "Secret: a\n", `unknown field "Secret"`},
		{"the tag that is none", "'-': a\n", `unknown field "-"`},
		{"a name in capitals", "Name: a\n", `did you mean "name"?`},
		{"a field twice", "name: a\non: yes\nname: b\n", `doc.yaml:3:1: "name" stands twice, first in line 1`},
		{"a field twice, quoted", "name: a\n\"na\\u006de\": b\n", `"name" stands twice`},
		{"a field of an item twice", "items:\n- a: x\n  a: y\n", `doc.yaml:3:3: "a" stands twice`},
		{"a point twice", "points: {last: {at: x}, last: {at: y}}\n", `"last" stands twice`},
		{"an alias", "name: &x a\nwords: [*x]\n", "doc.yaml:2:9: an alias (*x) is not allowed here"},
		{"an alias for a name", "words: [&x name]\n*x : b\n", "doc.yaml:2:1: the name of a field has to be a plain word"},
		{"a merge", "inner: &x {a: b}\nitems: [{<<: *x}]\n", `unknown field "<<"`},
		{"a list for a name", "? [name]\n: a\n", "the name of a field has to be a plain word"},
		{"a tag that loses the text", "name: !!null text\n", "doc.yaml:1:7: a tag (!!null) is not allowed here"},
		{"a tag", "name: !!binary aGVsbG8=\n", "a tag (!!binary) is not allowed here"},
		{"a tag on a name", "!!str name: a\n", "the name of a field has to be a plain word"},
		{"a second document", "name: a\n---\nname: b\n", "doc.yaml:3:1: a second document begins here"},
		{"a second document that is broken", "name: a\n---\n\"b\n", "doc.yaml:3:"},
		{"text after the end", "name: a\n...\n}\n", "not valid YAML"},
		{"a list for a word", "name: [a]\n", "name is a list, but one value is wanted"},
		{"a word for a list", "words: a\n", "words is a single value, but a list is wanted"},
		{"a word for fields", "inner: a\n", "inner is a single value, but fields are wanted"},
		{"a word for points", "points: a\n", "the fields are: first, last"},
		{"no number", "count: 1e3\n", `count: "1e3" is not a whole number`},
		{"too large a number", "count: 99999999999999999999\n", "is not a whole number"},
		{"no truth", "on: maybe\n", `on: "maybe" is neither true nor false`},
		{"a tab", "inner:\n\ta: b\n", "hint: indent with spaces: YAML allows no tabs"},
		{"a control character", "name: a\nwords: [b, \x1b]0;x\x07]\n", "doc.yaml:2:12: the character U+001B, which cannot be seen, stands here"},
		{"a control character behind a comment", "name: a # \u009b31m\n", "doc.yaml:1:11: the character U+009B"},
		{"latin-1", "name: caf\xe9\n", "doc.yaml:1:10: the byte 0xe9, which is not UTF-8, stands here"},
		{"UTF-16", "\xff\xfen\x00a\x00m\x00e\x00:\x00 \x00b\x00\n\x00", "doc.yaml:1:1: the byte 0xff"},
		{"a zero", "name: a\x00b\n", "U+0000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, err := decode(tt.text)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v\nwant it to hold %q\nread %+v", err, tt.want, v)
			}
		})
	}
}

// TestDecodeReportsAll holds that every mistake is reported, in the order of
// the document, and that very many do not fill the screen.
func TestDecodeReportsAll(t *testing.T) {
	_, err := decode("points: {middle: {}}\ncount: x\nname: [a]\n")
	var all strict.Errors
	if !errors.As(err, &all) || len(all) != 3 || all[0].Line != 1 || all[1].Line != 2 || all[2].Line != 3 {
		t.Errorf("errors = %v, want one in each of three lines", err)
	}
	var many strings.Builder
	for i := range 25 {
		fmt.Fprintf(&many, "k%d: x\n", i)
	}
	_, err = decode(many.String())
	if got := strings.Count(err.Error(), "unknown field"); got != 10 || !strings.HasSuffix(err.Error(), "… and 15 more in doc.yaml") {
		t.Errorf("%d errors are shown:\n%v", got, err)
	}
}

// TestErrorQuotesLittle holds that no document makes a message long.
func TestErrorQuotesLittle(t *testing.T) {
	long := strings.Repeat("ä", 200_000)
	for _, text := range []string{
		"name: [" + long + "]\n", "? " + long + "\n: x\n", "count: " + long + "\n", "on: " + long + "\n", "name: &" + strings.Repeat("a", 900) + " x\n*" + strings.Repeat("a", 900) + " : y\n",
		"name: !" + strings.Repeat("t", 900) + " x\n", "points:\n  ? " + long + "\n  : x\n",
	} {
		_, err := decode(text)
		if err == nil || len(err.Error()) > 2000 {
			t.Errorf("%.20q…: the error has %d bytes", text, len(fmt.Sprint(err)))
		}
	}
}
