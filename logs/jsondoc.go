package logs

import (
	"bytes"
	"io"

	"github.com/candor-reports/candor/timeline"
)

var jsonDocFormat = Format{
	Name: "jsondoc",
	Doc:  "JSON that is not one object a line: an array of objects, an object that holds such an array, objects printed over several lines",
	Samples: []Sample{
		{Line: "[\n  {\n    \"time\": \"2024-03-04T14:02:11Z\",\n    \"level\": \"error\",\n    \"msg\": \"no route\"\n  }\n]", Time: "2024-03-04T14:02:11Z", Level: timeline.Error, Text: "no route"},
		{Line: `[{"timestamp":1709560931001,"message":"ERROR out of memory"}]`, Time: "2024-03-04T14:02:11.001Z", Level: timeline.Error, Text: "ERROR out of memory"},
		{Line: `{"events":[{"timestamp":1709560931001,"message":"disk is full","severity":"CRITICAL"}],"nextToken":null}`, Time: "2024-03-04T14:02:11.001Z", Level: timeline.Fatal, Text: "disk is full"},
		{Line: "{\n  \"@timestamp\": \"2024-03-04T14:02:11Z\",\n  \"log.level\": \"warn\",\n  \"message\": \"slow\"\n}", Time: "2024-03-04T14:02:11Z", Level: timeline.Warning, Text: "slow"},
	},
	begin: beginJSONDoc,
}

// beginJSONDoc finds out how deep the records lie: in the document itself, in
// an array, or in an array that an object holds.
func beginJSONDoc(f Format, head []byte) (Format, bool) {
	text := bytes.TrimLeft(head, " \t\r\n")
	f.parse = parseJSON
	switch {
	case len(text) == 0:
		return f, false
	case text[0] == '[' && opens(text[1:], '{'):
		f.gather = gatherJSON(1)
		return f, true
	case text[0] != '{':
		return f, false
	}
	first, _, _ := bytes.Cut(text, []byte("\n"))
	var r record
	r.json.found.names = f.names
	if v := parseJSON(first, &r); v == understood {
		return f, false // objects of one line each
	}
	f.gather = gatherJSON(0)
	if f.understands(head) {
		return f, true
	}
	f.gather = gatherJSON(2)
	return f, f.understands(head)
}

// understands reports whether the first record that is gathered from the head
// of a file is one with a time.
func (f Format) understands(head []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(f.gathered(head), "\n"), []byte("\n"))
	var r record
	r.json.found.names = f.names
	return f.parse(line, &r) == understood
}

// opens reports whether c comes next after blanks.
func opens(b []byte, c byte) bool {
	b = bytes.TrimLeft(b, " \t\r\n")
	return len(b) > 0 && b[0] == c
}

// gatherJSON brings the objects that lie base arrays and objects deep onto
// lines of their own. What stands between them is left out.
func gatherJSON(base int) func(io.Reader) io.Reader {
	return func(r io.Reader) io.Reader {
		depth, quoted, escaped := 0, false, false
		return &gatherer{src: r, step: func(g *gatherer, c byte) {
			if !g.open && !quoted && c == '{' && depth == base {
				g.begin()
			}
			if g.open {
				g.put(c)
			}
			switch {
			case escaped:
				escaped = false
			case quoted && c == '\\':
				escaped = true
			case c == '"':
				quoted = !quoted
			case quoted:
			case c == '{' || c == '[':
				depth++
			case c == '}' || c == ']':
				if depth = max(depth-1, 0); depth == base && g.open {
					g.end()
				}
			}
		}}
	}
}
