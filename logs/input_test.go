package logs

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/candor-reports/candor/timeline"
)

const twoLines = "2024-03-04 14:02:11 ERROR disk is full\n2024-03-04 14:02:12 ERROR disk is still full\n"

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

func zstded(text string) string {
	w, _ := zstd.NewWriter(nil)
	return string(w.EncodeAll([]byte(text), nil))
}

func wide(text string, order []int, mark []byte) string {
	out := slices.Clone(mark)
	for _, u := range utf16.Encode([]rune(text)) {
		pair := []byte{byte(u), byte(u >> 8)}
		out = append(out, pair[order[0]], pair[order[1]])
	}
	return string(out)
}

func TestWrappings(t *testing.T) {
	for name, text := range map[string]string{
		"plain":       twoLines,
		"no last end": strings.TrimSuffix(twoLines, "\n"),
		"crlf":        strings.ReplaceAll(twoLines, "\n", "\r\n"),
		"cr":          strings.ReplaceAll(twoLines, "\n", "\r"),
		"bom":         "\xef\xbb\xbf" + twoLines,
		"gzip":        gzipped(twoLines),
		"two gzips":   gzipped(twoLines[:39]) + gzipped(twoLines[39:]),
		"zstd":        zstded(twoLines),
		"utf-16 le":   wide(twoLines, []int{0, 1}, []byte{0xff, 0xfe}),
		"utf-16 be":   wide(twoLines, []int{1, 0}, []byte{0xfe, 0xff}),
		"gzip utf-16": gzipped(wide(twoLines, []int{0, 1}, []byte{0xff, 0xfe})),
	} {
		r := Read(t.Context(), []File{memory("a.log", text)}, Options{Source: "s", Each: timeline.Note})
		events, _ := collect(t, r)
		if len(events) != 2 || events[1].Text != "disk is still full" || events[1].Source.Line != 2 {
			t.Errorf("%s: %+v %q", name, events, r.Reading().Gaps)
		}
		if rd := r.Reading(); rd.Tally.Read != 2 || len(rd.Gaps) > 0 || rd.Failed {
			t.Errorf("%s: %+v", name, rd)
		}
	}
}

// TestBeforeALine holds that zeros and byte-order marks before a line cost
// nothing of it: files are emptied while they are written, and put together.
func TestBeforeALine(t *testing.T) {
	first, second, _ := strings.Cut(twoLines, "\n")
	for name, text := range map[string]string{
		"zeros at the beginning": strings.Repeat("\x00", 300_000) + twoLines,
		"zeros within":           first + "\n" + strings.Repeat("\x00", 4096) + second,
		"a mark within":          first + "\n\ufeff" + second,
	} {
		r := Read(t.Context(), []File{memory("a.log", text)}, Options{Source: "s", Each: timeline.Note})
		if events, _ := collect(t, r); len(events) != 2 || events[1].Text != "disk is still full" {
			t.Errorf("%s: %+v %q", name, events, r.Reading().Gaps)
		}
	}
}

// TestLongObject holds that a JSON object which is cut keeps what it said before.
func TestLongObject(t *testing.T) {
	text := `{"time":"2024-03-04T14:02:11Z","level":"error","msg":"` + strings.Repeat("x", 1<<20) + "\"}\n"
	r := Read(t.Context(), []File{memory("a.log", text)}, Options{Source: "s", Each: timeline.Note})
	if events, _ := collect(t, r); len(events) != 1 || events[0].Level != timeline.Error || events[0].Time.IsZero() {
		t.Errorf("events: %+.200v, %q", events, r.Reading().Gaps)
	}
}

func TestUTF16BeyondTheBasicPlane(t *testing.T) {
	line := "2024-03-04 14:02:11 ERROR " + strings.Repeat("𝄞é", 20_000) + "\n"
	r := Read(t.Context(), []File{memory("a.log", wide(line, []int{0, 1}, []byte{0xff, 0xfe}))}, Options{Source: "s", Each: timeline.Note})
	if events, _ := collect(t, r); len(events) != 1 || !strings.HasPrefix(string(events[0].Text), "𝄞é𝄞é") {
		t.Errorf("events: %+.200v", events)
	}
}

func TestDamage(t *testing.T) {
	long := made("text", 2<<20)
	packed := gzipped(long)
	for _, c := range []struct {
		name string
		file File
		gap  string
		read bool
	}{
		{"cut gzip", memory("a.log.gz", packed[:len(packed)/2]), "cut short", true},
		{"cut zstd", memory("a.log.zst", zstded(long)[:100_000]), "compressed file", true},
		{"broken gzip", memory("a.log.gz", "\x1f\x8bnothing"), "begins like gzip", false},
		{"bomb", memory("a.log.gz", gzipped(strings.Repeat(twoLines, 500_000))), "more than 200 times", true},
		{"gzip within gzip", memory("a.log.gz", gzipped(packed)), "compressed twice", false},
		{"more behind a gzip", memory("a.log.gz", packed+"more behind it"), "damaged: what came before", true},
		{"window", memory("a.log.zst", "\x28\xb5\x2f\xfd\x00\xf8"+strings.Repeat("\x00", 100)), "more than 32 MiB of memory", false},
		{"binary", memory("a.log", strings.Repeat("\x7fELF\x00\x01\x02\x00\x00", 1000)), "looks binary", false},
		{"events of Windows", memory("a.log", "ElfFile\x00"+strings.Repeat("\x00", 5000)), "wevtutil", false},
		{"journal", memory("a.log", "LPKSHHRH"+strings.Repeat("\x00", 5000)), "journalctl", false},
		{"lz4", memory("a.log", "\x04\x22\x4d\x18"+strings.Repeat("\x00\x01", 5000)), "decompress it first", false},
		{"zeros", memory("a.log", strings.Repeat("\x00", 500_000)), "nothing but zeros", false},
		{"no stamps", memory("a.log", strings.Repeat("all is well\n", 50)), "no line has a time", false},
		{"gone", File{Name: "a.log", Open: func() (io.ReadCloser, error) {
			return nil, &os.PathError{Op: "open", Path: "/secret/a.log", Err: os.ErrPermission}
		}}, "could not be opened: permission denied", false},
	} {
		r := Read(t.Context(), []File{c.file}, Options{Source: "s"})
		collect(t, r)
		rd := r.Reading()
		if len(rd.Gaps) == 0 || !strings.Contains(strings.Join(rd.Gaps, "\n"), c.gap) || !strings.HasPrefix(rd.Gaps[0], "a.log") {
			t.Errorf("%s: gaps %q, want one with %q", c.name, rd.Gaps, c.gap)
		}
		if rd.Failed == c.read {
			t.Errorf("%s: failed %v: %+v", c.name, rd.Failed, rd.Tally)
		}
	}
}

func TestOutputLimit(t *testing.T) {
	r := Read(t.Context(), []File{memory("a.log.gz", gzipped(made("text", 3<<20)))}, Options{Source: "s", Limits: Limits{Output: 1 << 20}})
	collect(t, r)
	if rd := r.Reading(); rd.Tally.Read < 5000 || !strings.Contains(strings.Join(rd.Gaps, ""), "more than 1 MiB") {
		t.Errorf("reading: %+v", rd)
	}
}

// endless is a reader of size bytes of one line.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	for i := range p[:n] {
		p[i] = 'x'
	}
	e.left -= n
	return n, nil
}

func TestOneGiantLine(t *testing.T) {
	const size = 100 << 20
	f := File{Name: "a.log", Size: -1, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("2024-03-04 14:02:11 ERROR "), &endless{size}, strings.NewReader("\n"+twoLines))), nil
	}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := Read(t.Context(), []File{f}, Options{Source: "s", Each: timeline.Note})
	runtime.ReadMemStats(&after)
	events, _ := collect(t, r)
	if len(events) != 3 || len(events[0].Text) > textLimit || !strings.HasSuffix(string(events[0].Text), "…") {
		t.Errorf("%d events", len(events))
	}
	if got := r.Reading().Gaps; len(got) != 1 || got[0] != "a.log: 1 line was cut at 64 KiB" {
		t.Errorf("gaps: %q", got)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("%d bytes were allocated for a line of %d", used, size)
	}
}

func TestCutLineLengths(t *testing.T) {
	for _, n := range []int{100, 101, 199, 200, 201, 299, 100_000, bufferSize - 1, bufferSize, bufferSize + 1} {
		text := strings.Repeat("a", n) + "\nb\n"
		l := newLineReader(strings.NewReader(text), 100, nil)
		first, _ := l.next()
		if want := min(n, 100); len(first) != want {
			t.Errorf("%d: first line has %d bytes", n, len(first))
		}
		second, err := l.next()
		if string(second) != "b" || err != nil {
			t.Errorf("%d: second line %.20q, %v", n, second, err)
		}
		if _, err := l.next(); err != io.EOF {
			t.Errorf("%d: end: %v", n, err)
		}
		if want := n > 100; (l.cut == 1) != want {
			t.Errorf("%d: cut %d", n, l.cut)
		}
	}
}

func TestOddBytesAreVisible(t *testing.T) {
	r := Read(t.Context(), []File{memory("a.log", "2024-03-04 14:02:11 ERROR a\xffb\x00c\td\u2028e\n")}, Options{Source: "s", Each: timeline.Note})
	events, _ := collect(t, r)
	if got := string(events[0].Text); got != `a\xffb\x00c d e` {
		t.Errorf("text %q", got)
	}
}

func TestGrowingFile(t *testing.T) {
	f := memory("a.log", twoLines+twoLines)
	f.Size = int64(len(twoLines))
	r := Read(t.Context(), []File{f}, Options{Source: "s"})
	if n := r.Reading().Tally.Read; n != 2 {
		t.Errorf("%d lines, want those that were there when the file was listed", n)
	}
	f.Size = int64(len(twoLines) * 3)
	r = Read(t.Context(), []File{f}, Options{Source: "s"})
	if g := r.Reading().Gaps; len(g) != 1 || !strings.Contains(g[0], "became shorter") {
		t.Errorf("gaps %q", g)
	}
}

func TestCancelled(t *testing.T) {
	ctx := t.Context()
	stopped, stop := context.WithCancel(ctx)
	stop()
	r := Read(stopped, []File{memory("a.log", twoLines)}, Options{Source: "s"})
	for _, err := range r.Events() {
		if !errors.Is(err, stopped.Err()) {
			t.Errorf("error %v", err)
		}
	}
	if !r.Reading().Failed {
		t.Error("a stopped reading is not told as failed")
	}
}

func TestReadErrorKeepsWhatCameBefore(t *testing.T) {
	f := File{Name: "a.log", Size: -1, ModTime: time.Unix(1709560931, 0), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(twoLines), failing{errors.New("input/output error")})), nil
	}}
	r := Read(t.Context(), []File{f}, Options{Source: "s"})
	if rd := r.Reading(); rd.Tally.Read != 2 || len(rd.Gaps) != 1 || rd.Gaps[0] != "a.log: input/output error" {
		t.Errorf("reading: %+v", rd)
	}
}
