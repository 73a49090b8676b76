package render

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"

	"github.com/candor-reports/candor/internal/markdown"
)

func TestLimitsNameTheLine(t *testing.T) {
	first := "# Title\n\n"
	row := func(n int) string { return strings.Repeat("|a", n) + "|\n" + strings.Repeat("|-", n) + "|\n" }
	for name, c := range map[string]struct{ markdown, want string }{
		"size":        {strings.Repeat("aaaaaaaaa\n", markdown.MaxBytes/10+1), "512 kB of Markdown is more than 512 kB"},
		"lines":       {strings.Repeat("\n", markdown.MaxLines+5), "line 65537: more than 65536 lines"},
		"refs":        {first + strings.Repeat("[a]: b\n", 2500), "line 3: more than 2000 lines of link references"},
		"lists":       {first + strings.Repeat("- ", 40) + "a\n", "line 3: lists and quotes lie more than 32 deep"},
		"quotes":      {first + strings.Repeat(">", 40) + "a\n", "line 3: lists and quotes lie more than 32 deep"},
		"columns":     {first + row(70), "line 4: a table has more than 64 columns"},
		"cells":       {first + row(60) + strings.Repeat("|\n", 2000), "line 4: tables have more than 100000 cells"},
		"emphasis":    {first + strings.Repeat("*a ", 1200), "line 3: more than 1000 emphasis marks"},
		"brackets":    {first + "b\n" + strings.Repeat("[a", 1200), "line 4: more than 1000 square brackets"},
		"depth":       {first + strings.Repeat("*", 400) + "a" + strings.Repeat("*", 400), "line 3: emphasis and links lie more than 100 deep"},
		"destination": {first + "b\n\n[a](/" + strings.Repeat("u", 9000) + ")", "line 5: a link's destination is longer than 8192 bytes"},
		"references":  {"[x]: /" + strings.Repeat("u", 8000) + "\n\n" + strings.Repeat("[x]\n\n", 400), "the destinations of links take more than"},
	} {
		var b bytes.Buffer
		err := writeHTML(&b, nil, &incident.Draft{Name: "postmortem", Markdown: []byte(c.markdown)})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "postmortem: ") {
			t.Errorf("%s: %v, want %q in it", name, err, c.want)
		}
		if b.Len() > 0 {
			t.Errorf("%s: %d bytes were written in spite of it", name, b.Len())
		}
	}
}

func TestOrdinaryDraftsAreWithinTheLimits(t *testing.T) {
	rep := longReport(t, 300)
	fence := "```\n" + strings.Repeat(strings.Repeat("> - ", 60)+strings.Repeat("|-", 90)+strings.Repeat("*a[", 500)+"\n", 3) + "```\n"
	for name, markdown := range map[string]string{
		"postmortem":  string(webPostmortem(t, rep).Markdown),
		"log lines":   strings.Repeat("- 2026-01-01T00:00:00Z ERROR pod/api-7f restarted (exit 137)\n", 8000),
		"fence":       fence,
		"snake case":  strings.Repeat("a_snake_case_name ", 2000),
		"exclamation": strings.Repeat("!", 3000),
	} {
		if _, err := bodyOf("draft", []byte(markdown), walls{true, true}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// patterns make the Markdown that engines are slowest at, of about n bytes.
func patterns(n int) map[string]string {
	all := map[string]string{}
	for _, unit := range []string{
		"[0]: u      \n",
		"- ", "> ", "> - ", "1. ", "*a_ ", "*a ", "_a ", "a_ ", "a**b", "*a **a ", "[a](b", "[a](<b", "[a](b \"", "![[]()", "[", "[a", "a]", "[ (](",
		"[^a", "~~a ", "`a``", "<!--", "a <![CDATA[", "<a b=\"", "a <? ", "&", "\\", "# a\n", "a\n=\n", "a|b\n", "|", "|-", "* a\n  ", "```\n", "> ```\n",
		"<div>\n", "[a]: b \"\n", "[0]: u\n", "<<<<<<< a\n", "=======\n", "TODO(", "\t", "\n", " ", "\x00", "\xff", "[^1]: a\n\n", "- [x] ", "a@a.", "https://a(",
	} {
		all[unit] = strings.Repeat(unit, n/len(unit)) + "a\n"
		all[unit+" and empty lines"] = strings.Repeat(unit, n/len(unit)/2) + "a" + strings.Repeat("\n", min(n/2, markdown.MaxLines-1))
	}
	for _, pair := range [][2]string{{"*a ", "_a*_ "}, {"a**b", "c* "}, {"[", "]"}, {"*", "*"}, {"> ", "- "}, {"[a", "](b)"}} {
		k := n / 2
		all[pair[0]+pair[1]] = strings.Repeat(pair[0], k/len(pair[0])) + strings.Repeat(pair[1], k/len(pair[1])) + "\n"
	}
	deep := &strings.Builder{}
	for i := 0; deep.Len() < n-2000; i++ {
		deep.WriteString(strings.Repeat("  ", i) + "* a\n")
	}
	all["deep lists"] = deep.String()
	columns := strings.Repeat("|a", 60) + "\n" + strings.Repeat("|-", 60) + "\n"
	all["table of short rows"] = columns + strings.Repeat("|\n", (n-len(columns))/2)
	all["reference"] = "[x]: /" + strings.Repeat("u", 5000) + "\n\n" + strings.Repeat("[x] ", (n-5010)/4)
	return all
}

// renderWithin fails where one draft takes longer, or more memory, than any
// draft may.
func renderWithin(t *testing.T, name, markdown string) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	_ = writeHTML(&bytes.Buffer{}, nil, &incident.Draft{Name: "draft", Markdown: []byte(markdown)})
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if took > 10*time.Second {
		t.Errorf("%.40q: %v", name, took)
	}
	if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 512<<20 {
		t.Errorf("%.40q: the heap grew by %d MiB", name, grown>>20)
	}
	if took > time.Second {
		t.Logf("%.40q: %v, %d MiB allocated", name, took, (after.TotalAlloc-before.TotalAlloc)>>20)
	}
}

func TestPathologicalMarkdown(t *testing.T) {
	n := 64 << 10
	if *everything {
		n = markdown.MaxBytes - 4096
	}
	for name, markdown := range patterns(n) {
		renderWithin(t, name, markdown)
	}
}

func TestPathologicalSet(t *testing.T) {
	for i, markdown := range records(t, "security/markdown/pathological-n1000.jsonl", "markdown") {
		renderWithin(t, fmt.Sprint("record ", i), markdown)
	}
}
