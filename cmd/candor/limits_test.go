package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

const (
	mostMemory = 512 << 20
	mostTime   = 60 * time.Second // of the processor; measured: below 15 s
)

func gz(t *testing.T, text string) string {
	t.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

// zst makes a zstd frame by hand: its head may ask for a window of any size,
// and its blocks may repeat one byte.
func zst(window byte, blocks int) string {
	var b strings.Builder
	b.WriteString("\x28\xb5\x2f\xfd\x00")
	b.WriteByte(window)
	for i := range blocks {
		head := uint32(128<<10)<<3 | 1<<1 // a block of 128 KiB of one byte
		if i == blocks-1 {
			head |= 1
		}
		b.Write([]byte{byte(head), byte(head >> 8), byte(head >> 16), 'x'})
	}
	return b.String()
}

// TestLimits gives candor inputs that cost much, or never end. Each is cut with
// a sentence on standard error and in the document, in bounded memory and time.
func TestLimits(t *testing.T) {
	long(t)
	line := "2026-03-04T14:02:11Z ERROR card refused: upstream timed out\n"
	million := gz(t, strings.Repeat("x", 1<<20))
	size := 20
	if *everything {
		size = 100
	}
	deep := func(n int) string {
		return `{"time":"2026-03-04T14:02:11Z","level":"error","msg":"x","a":` + strings.Repeat("[", n) + strings.Repeat("]", n) + "}\n"
	}
	tests := []struct {
		name, file, text string
		want             []string // in the document too, unless it is about the counts
	}{
		{"one endless line", "a.log", "2026-03-04T14:02:11Z ERROR " + strings.Repeat("x", size<<20) + "\n" + line, []string{"2 lines read", "1 line was cut at 64 KiB"}},
		{"one endless word", "a.log", strings.Repeat("x", size<<20), []string{"1 lines read"}},
		{"a gzip bomb", "a.gz", gz(t, line+line) + strings.Repeat(million, 1000), []string{"decompresses to more than 200 times its size: the rest was not read"}},
		{"a gzip file that is cut short", "a.gz", gz(t, strings.Repeat(line, 100))[:80], []string{"cut short: what came before the cut was read"}},
		{"a gzip file that is damaged", "a.gz", gz(t, strings.Repeat(line, 100)) + strings.Repeat("rest", 10), []string{"100 lines read", "damaged"}},
		{"a zstd bomb", "a.zst", zst(0x58, 8000), []string{"decompresses to more than 200 times its size"}},
		{"a zstd window of 512 MiB", "a.zst", zst(0x98, 1), []string{"more than 32 MiB of memory to decompress"}},
		{"deep JSON", "a.json", deep(99) + strings.Repeat(deep(101), 3) + deep(50_000), []string{"5 lines read, 4 not understood"}},
		{"JSON with a name twice", "a.json", deep(1) + `{"time":"2026-03-04T14:02:11Z","msg":"a","msg":"b"}` + "\n", []string{"2 lines read, 1 not understood"}},
		{"no line end at all", "a.log", strings.Repeat(strings.TrimSpace(line)+"\r", 1000), []string{"1,000 lines read"}},
		{"only line ends", "a.log", strings.Repeat("\n", 4<<20), []string{"lines read"}},
		{"a pattern for each line", "a.log", patterns(70_000), []string{"70,000 lines read", "different patterns were counted"}},
	}
	c := newChild(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, map[string]string{
				"incident.yaml": "id: x\ntitle: It failed\nsources:\n- {name: a, kind: file, path: logs/" + tt.file + "}\n", "logs/" + tt.file: tt.text,
			})
			r := c.run(t, dir, "", "report", ".")
			bounded(t, r)
			if r.code != 3 {
				t.Errorf("exit code %d, want 3", r.code)
			}
			document, err := os.ReadFile(filepath.Join(dir, "drafts/postmortem.md"))
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.want {
				if !strings.Contains(string(r.err), want) {
					t.Errorf("standard error does not say %q:\n%s", want, r.err)
				}
				if !strings.Contains(want, "lines read") && !strings.Contains(string(document), want) {
					t.Errorf("the document does not say %q", want)
				}
			}
		})
	}
}

func bounded(t *testing.T, r result) {
	t.Helper()
	if r.peak == 0 && runtime.GOOS == "linux" {
		t.Error("the memory that candor held was not told")
	}
	if r.peak > mostMemory && !raceDetector {
		t.Errorf("%d MiB of memory at once, want %d at most", r.peak>>20, mostMemory>>20)
	}
	if r.took > mostTime {
		t.Errorf("took %v", r.took)
	}
	t.Logf("%v, %d MiB", r.took.Round(10*time.Millisecond), r.peak>>20)
}

// patterns makes lines of which each is of a family of its own.
func patterns(n int) string {
	var b strings.Builder
	for i := range n {
		word := func(i int) string { return strings.Map(func(r rune) rune { return r - '0' + 'g' }, fmt.Sprint(i)) }
		fmt.Fprintf(&b, "2026-03-04T14:02:%02dZ ERROR %s failed in %s\n", i%60, word(i), word(i*7919))
	}
	return b.String()
}

// TestManyFiles reads a folder of very many files.
func TestManyFiles(t *testing.T) {
	long(t)
	n := 2000
	if *everything {
		n = 50_000
	}
	dir := t.TempDir()
	files := map[string]string{"incident.yaml": "id: x\ntitle: It failed\nsources:\n- {name: a, kind: file, path: 'logs/*.log'}\n"}
	for i := range n {
		files[fmt.Sprintf("logs/%05d.log", i)] = fmt.Sprintf("2026-03-04T14:02:11Z ERROR card refused by %d\n", i)
	}
	put(t, dir, files)
	r := newChild(t).run(t, dir, "", "report", ".")
	bounded(t, r)
	if want := fmt.Sprintf("a: %d lines read", n); !strings.Contains(strings.ReplaceAll(string(r.err), ",", ""), want) {
		t.Errorf("standard error does not say %q:\n%s", want, r.err)
	}
}

// TestLargeFolder holds the folder's own files against their limits.
func TestLargeFolder(t *testing.T) {
	long(t)
	c := newChild(t)
	dir := t.TempDir()
	const record = "id: x\ntitle: It failed\n"
	put(t, dir, map[string]string{"incident.yaml": record + "# " + strings.Repeat("x", 2<<20)})
	r := c.run(t, dir, "", "report", ".")
	bounded(t, r)
	if r.code != 1 || !strings.Contains(string(r.err), "incident.yaml: has 2097") {
		t.Errorf("code %d: %.300s", r.code, r.err)
	}

	// As many events as are kept, and as large ones.
	most := 1
	if !*everything {
		most = 15
	}
	for _, n := range []int{source.MaxEvents / most, 50_000 / most} {
		text := strings.Repeat("#", 50)
		if n == 50_000/most {
			text = strings.Repeat("#", source.MaxBytes/50_000-200)
		}
		put(t, dir, map[string]string{"incident.yaml": record, "events.jsonl": messages(t, n, text)})
		for _, args := range [][]string{{"timeline"}, {"timeline", "--all", "--json"}, {"timeline", "--svg", "--all"}, {"draft"}, {"render"}, {"draft", "--max", "1000000"}, {"review"}, {"render"}} {
			t.Logf("candor %v, %d events:", args, n)
			r := c.run(t, dir, "", args...)
			bounded(t, r)
			if r.code != 0 && r.code != 3 && !strings.Contains(string(r.err), "hint:") && !strings.Contains(string(r.err), "larger than") && !strings.Contains(string(r.err), "more than") {
				t.Errorf("candor %v: code %d: %.600s", args, r.code, r.err)
			}
		}
	}

	// A file beyond all limits is not read.
	for _, name := range []string{"drafts/postmortem.md", "events.jsonl"} {
		if err := os.Truncate(filepath.Join(dir, name), 1<<30); err != nil {
			t.Skip(err)
		}
		r := c.run(t, dir, "", "review")
		bounded(t, r)
		if r.code != 1 || !strings.Contains(string(r.err), name+": has 1073741824 bytes, more than the") {
			t.Errorf("%s: code %d: %.300s", name, r.code, r.err)
		}
	}
}

// messages makes the evidence of so many events.
func messages(t *testing.T, n int, text string) string {
	t.Helper()
	var collected source.Collected
	start := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	for i := range n {
		collected.Events = append(collected.Events, timeline.Event{
			Time: timeline.At(start.Add(time.Duration(i)*time.Second), time.Second), Kind: timeline.Message, Text: timeline.Foreign(fmt.Sprintf("message %d | <b> [x](y) %s", i, text)),
			Source: timeline.Position{Source: "chat", Line: i + 1},
		}.Seal())
	}
	var events bytes.Buffer
	if err := collected.Write(&events); err != nil {
		t.Fatal(err)
	}
	t.Logf("events.jsonl has %d MiB", events.Len()>>20)
	return events.String()
}

// TestTooManyEvents holds that more evidence than can be worked with is cut from
// its least serious end, told, and counted; the report is made all the same.
func TestTooManyEvents(t *testing.T) {
	long(t)
	dir := t.TempDir()
	var log strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&log, "2026-03-04T%02d:%02d:%02dZ message %d\n", i/3600, i/60%60, i%60, i)
	}
	put(t, dir, map[string]string{"logs/a.log": log.String(), "incident.yaml": "id: x\ntitle: It failed\nsources:\n- {name: a, kind: file, path: logs, each: message}\n- {name: b, kind: file, path: logs, each: note}\n"})
	r := newChild(t).run(t, dir, "", "report", ".")
	bounded(t, r)
	if r.code != 3 || !strings.Contains(string(r.err), "narrow the window") {
		t.Errorf("code %d: %.600s", r.code, r.err)
	}
	draft, err := os.ReadFile(filepath.Join(dir, "drafts", "postmortem.md"))
	if err != nil || !strings.Contains(string(draft), "5000 of its events") {
		t.Errorf("the postmortem does not say what was cut: %v", err)
	}
}

// TestLargeDraft holds that a draft that is too large to be rendered safely is
// refused with the limit, and kept.
func TestLargeDraft(t *testing.T) {
	long(t)
	c := newChild(t)
	dir := t.TempDir()
	put(t, dir, map[string]string{"incident.yaml": "id: x\ntitle: It failed\n"})
	c.run(t, dir, "", "report", ".")
	for name, text := range map[string]string{
		"size": strings.Repeat("word ", 150_000), "nesting": strings.Repeat("- ", 15_000) + "x", "columns": strings.Repeat("|a", 3000) + "|\n" + strings.Repeat("|-", 3000) + "|\n" + strings.Repeat("|a", 3000) + "|\n",
		"emphasis": strings.Repeat("*a_ ", 50_000), "brackets": strings.Repeat("[a](b", 50_000),
	} {
		put(t, dir, map[string]string{"drafts/postmortem.md": text})
		for _, args := range [][]string{{"review"}, {"render"}, {"draft"}} {
			r := c.run(t, dir, "", args...)
			bounded(t, r)
			if args[0] == "render" && (r.code == 0 || !strings.Contains(string(r.err), "postmortem")) {
				t.Errorf("%s: candor %v: code %d: %.600s", name, args, r.code, r.err)
			}
		}
		kept, err := os.ReadFile(filepath.Join(dir, "drafts/postmortem.md"))
		if err != nil || !strings.Contains(string(kept), text[:1000]) {
			t.Errorf("%s: the draft is lost: %v", name, err)
		}
	}
}
