package logs

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// places joins the places in the source that wrote the same text, as plainly
// tells it: nothing in their lines tells them apart.
type places map[string]string

func (p places) root(s string) string {
	for p[s] != "" {
		s = p[s]
	}
	return s
}

func (p places) join(a, b string) bool {
	a, b = p.root(a), p.root(b)
	if a != b {
		p[max(a, b)] = min(a, b)
	}
	return a != b
}

// variable is what nobody takes for the text of a pattern: a quoted word, a
// path, digits.
var variable = regexp.MustCompile(`"[^" ]*"|'[^' ]*'|[^ ]*/[^ ]*|[0-9]+`)

func plainly(message string) string { return variable.ReplaceAllString(message, "*") }

// placedLines reads a file whose rows hold the place in the source that wrote a
// line, the line without the place, and the message in it, between tabs.
func placedLines(t *testing.T, path string) (messages, whole labelled, joined int) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p, first := places{}, map[string]string{}
	var lines bytes.Buffer
	for row := range bytes.Lines(text) {
		f := strings.Split(strings.TrimRight(string(row), "\n"), "\t")
		if len(f) != 3 {
			t.Fatalf("%s: %q: three columns are needed", path, row)
		}
		said := plainly(f[2])
		if other, ok := first[said]; !ok {
			first[said] = f[0]
		} else if p.join(other, f[0]) {
			joined++
		}
		messages.want = append(messages.want, f[0])
		messages.messages = append(messages.messages, f[2])
		lines.WriteString(f[1] + "\n")
	}
	for i, place := range messages.want {
		messages.want[i] = p.root(place)
	}
	raw := filepath.Join(t.TempDir(), "lines.log")
	if err := os.WriteFile(raw, lines.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	whole = labelled{messages: rawMessages(t, raw), want: messages.want}
	for _, l := range []*labelled{&messages, &whole} {
		l.m = newMiner(1 << 16)
		for _, s := range l.messages {
			l.m.add(maskOf([]byte(s)), []byte(s), 1)
		}
	}
	return messages, whole, joined
}

// TestPatternAccuracyOfPlaces compares the patterns of programs that tell the
// place in their source with those places, in the files of a folder that
// CANDOR_LABELLED names. How to make them is told in docs/accuracy.md.
func TestPatternAccuracyOfPlaces(t *testing.T) {
	folder := os.Getenv("CANDOR_LABELLED")
	if folder == "" {
		t.Skip("CANDOR_LABELLED names no folder of lines with their places")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.tsv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no .tsv files: %v", folder, err)
	}
	var sum [4]float64
	for _, path := range files {
		messages, whole, joined := placedLines(t, path)
		groups := map[string]bool{}
		for _, w := range messages.want {
			groups[w] = true
		}
		ga, fga, found := messages.score(usual)
		rawGA, rawFGA, _ := whole.score(usual)
		t.Logf("%-14s GA %.3f FGA %.3f, whole lines GA %.3f FGA %.3f; %d lines, %d patterns of %d (%d places joined)",
			strings.TrimSuffix(filepath.Base(path), ".tsv"), ga, fga, rawGA, rawFGA, len(messages.want), found, len(groups), joined)
		for i, v := range []float64{ga, fga, rawGA, rawFGA} {
			sum[i] += v / float64(len(files))
		}
	}
	t.Logf("%-14s GA %.3f FGA %.3f, whole lines GA %.3f FGA %.3f", "mean", sum[0], sum[1], sum[2], sum[3])
}
