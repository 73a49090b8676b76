package source

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/logs"
	"github.com/candor-reports/candor/timeline"
)

// How much of a file is looked at to see of which kind it is.
const (
	recognizeObjects = 20
	recognizeBytes   = maxObject + 1<<10
	recognizeHead    = 64 << 10 // of a file whose first object never ends
)

// Sort parts files into those that are exports of a kind of source, by the
// kind's name, and the rest, which are read as logs. What a file is called
// says nothing; what stands in it does: half of its first objects, and one at
// least, bear the marks of the kind. What can be read only once is not looked
// into, and belongs to the rest.
func Sort(files []logs.File) (exports map[string][]logs.File, rest []logs.File) {
	return parted(files, func(f logs.File) bool { return f.Size >= 0 })
}

func parted(files []logs.File, look func(f logs.File) bool) (exports map[string][]logs.File, rest []logs.File) {
	all, lists := recognizable()
	exports = map[string][]logs.File{}
	for _, f := range files {
		if look(f) {
			if kind := recognize(f, all, lists); kind != "" {
				exports[kind] = append(exports[kind], f)
				continue
			}
		}
		rest = append(rest, f)
	}
	return exports, rest
}

// recognizable are the kinds that files are recognized as, and the names of
// the lists in which their pages hold objects.
func recognizable() (kinds []Kind, lists []string) {
	for _, k := range Kinds() {
		if len(k.marks) > 0 {
			kinds = append(kinds, k)
			lists = append(lists, k.lists...)
		}
	}
	return kinds, lists
}

// recognize is the name of the kind of an export, or "".
func recognize(f logs.File, kinds []Kind, lists []string) string {
	r, err := logs.Open(f, logs.Limits{})
	if err != nil {
		return ""
	}
	defer r.Close()
	start := &beginning{r: r, left: recognizeBytes}
	br := bufio.NewReaderSize(start, 64<<10)
	head, _ := br.Peek(recognizeHead)
	head = bytes.Clone(bytes.TrimLeft(head, " \t\r\n\x1e"))
	if len(head) >= len(beginCalendar) && bytes.EqualFold(head[:len(beginCalendar)], []byte(beginCalendar)) {
		return calendarKind.Name
	}
	if !mayBeExport(f.Name, head) {
		return ""
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	seen, scores, hits := 0, map[string]int{}, map[string]int{}
	t := newTake(incident.Source{}, &Env{})
	x := export{lists: lists}
	look := func(o *object) {
		for _, k := range kinds {
			if n := k.marked(o); n > 0 {
				scores[k.Name] += n
				hits[k.Name]++
			}
		}
		if seen++; seen >= recognizeObjects {
			start.left = 0
			stop()
		}
	}
	_ = x.objects(ctx, t, br, look)
	if seen == 0 {
		_ = x.objects(ctx, t, bytes.NewReader(closed(head)), look)
	}
	best := ""
	for _, k := range kinds {
		if scores[k.Name] > scores[best] {
			best = k.Name
		}
	}
	if 2*hits[best] < seen {
		return ""
	}
	return best
}

// closed is the beginning of a JSON text up to its last comma, with every
// bracket that is open there closed: an export that was cut short is recognized
// as well, so that its own kind can say so.
func closed(text []byte) []byte {
	var open, kept []byte
	end, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			open = append(open, '}')
		case c == '[':
			open = append(open, ']')
		case (c == '}' || c == ']') && len(open) > 0:
			open = open[:len(open)-1]
		case c == ',' && len(open) > 0 && len(open) <= maxDepth:
			end, kept = i, append(kept[:0], open...)
		}
	}
	slices.Reverse(kept)
	return append(bytes.Clone(text[:end]), kept...)
}

const beginCalendar = "BEGIN:VCALENDAR"

// mayBeExport reports whether the beginning of a file is that of JSON, or, as
// its name says, of YAML or of a table.
func mayBeExport(name string, head []byte) bool {
	if len(head) == 0 {
		return false
	}
	switch head[0] {
	case '{':
		return true
	case '[':
		// A line of a log begins with a bracket as well.
		inner := bytes.TrimLeft(head[1:], " \t\r\n[")
		return len(inner) > 0 && inner[0] == '{'
	}
	switch strings.ToLower(path.Ext(strings.TrimSuffix(name, ".gz"))) {
	case ".yaml", ".yml", ".csv", ".tsv":
		return true
	}
	return false
}

// beginning reads the beginning of a file.
type beginning struct {
	r    io.Reader
	left int
}

func (b *beginning) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, io.EOF
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// marked is the number of fields of the longest of the kind's marks that an
// object bears, or 0.
func (k Kind) marked(o *object) int {
	best := 0
	for _, mark := range k.marks {
		fields := strings.Fields(mark)
		if len(fields) > best && !slices.ContainsFunc(fields, func(f string) bool { return !bears(o, f) }) {
			best = len(fields)
		}
	}
	return best
}

// bears reports whether an object has a field of a mark: name, or
// name=pattern, in which * stands for anything. A ^ before it asks what stands
// around the list that holds the object.
func bears(o *object, field string) bool {
	if rest, around := strings.CutPrefix(field, "^"); around {
		o, field = o.page, rest
	}
	name, pattern, has := strings.Cut(field, "=")
	name = strings.ReplaceAll(name, "~", " ")
	if !has {
		return o.has(name)
	}
	ok, err := path.Match(pattern, strings.ReplaceAll(o.text(name), "/", "|"))
	return ok && err == nil
}

// Streams opens a source that may hold evidence of several kinds: files of
// kind file that are exports of another kind are read as what they are. Each
// stream has a reading of its own. A record that says how the lines of a
// source are read is believed.
func Streams(ctx context.Context, s incident.Source, env *Env) ([]Stream, error) {
	if s.Kind == fileKind.Name && cmp.Or(s.Format, string(s.Each)) == "" && s.Map == (incident.Mapping{}) {
		stdin := &again{r: env.Stdin}
		if s.Path == "-" {
			own := *env
			own.Stdin, env = stdin, &own
		}
		files, gaps, err := unpacked(find(s.Path, env))
		if err == nil {
			exports, rest := parted(files, func(f logs.File) bool { return f.Size >= 0 || s.Path == "-" })
			stdin.rewind()
			if len(exports) > 0 {
				return sorted(ctx, s, env, exports, rest, gaps)
			}
			return []Stream{readLogs(ctx, s, env, files, gaps)}, nil
		}
	}
	one, err := Read(ctx, s, env)
	return []Stream{one}, err
}

// again reads what can be read only once, and from its beginning again after
// rewind.
type again struct {
	r    io.Reader
	kept []byte
	back int  // how much of kept is to be read again
	over bool // nothing more is kept
}

func (a *again) Read(p []byte) (int, error) {
	if a.back > 0 {
		n := copy(p, a.kept[len(a.kept)-a.back:])
		if a.back -= n; a.back == 0 {
			a.kept = nil
		}
		return n, nil
	}
	n, err := a.r.Read(p)
	if !a.over {
		a.kept = append(a.kept, p[:n]...)
	}
	return n, err
}

func (a *again) rewind() { a.back, a.over = len(a.kept), true }

func sorted(ctx context.Context, s incident.Source, env *Env, exports map[string][]logs.File, rest []logs.File, gaps []string) ([]Stream, error) {
	var streams []Stream
	if len(rest) > 0 {
		streams = append(streams, readLogs(ctx, s, env, rest, gaps))
		gaps = nil
	}
	for _, k := range Kinds() {
		if files := exports[k.Name]; len(files) > 0 {
			own := s
			own.Kind = k.Name
			streams = append(streams, noted(k.files(ctx, own, env, files, gaps), taken(k.Name, files)))
			gaps = nil
		}
	}
	return streams, nil
}

// manyTaken is how many files are told by name of what they were taken for.
const manyTaken = 5

func taken(kind string, files []logs.File) string {
	var names []string
	for _, f := range files[:min(manyTaken, len(files))] {
		names = append(names, f.Name)
	}
	text := "taken for " + kind + " by what stands in it: " + strings.Join(names, ", ")
	if n := len(files) - manyTaken; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}

// noted adds a note to what a stream's reading tells.
func noted(s Stream, note string) Stream {
	reading := s.Reading
	s.Reading = func() timeline.Reading {
		r := reading()
		r.Notes = append([]string{note}, r.Notes...)
		return r
	}
	return s
}
