package redact_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/candor-reports/candor/redact"
)

type judged struct{ Kind, Rule, Payload, Span string }

// examples reads a set of texts that were judged by others; it is kept beside
// the project, so that no scanner takes the project for a leak.
func examples(t *testing.T, name string) []judged {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "shared", "data", "security", "secrets", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the shared set %s is not here", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []judged
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var j judged
		if err := json.Unmarshal(lines.Bytes(), &j); err != nil {
			t.Fatal(err)
		}
		out = append(out, j)
	}
	// A set that is cut short would let a test pass that looks at nothing.
	if lines.Err() != nil || len(out) < 100 {
		t.Fatalf("%s: %d texts were read, %v", name, len(out), lines.Err())
	}
	return out
}

// needsNames are the classes of the leak set that only the house's own list
// finds: a name has no shape.
var needsNames = map[string]string{"person": "Jane Doe", "customer-name": "Initech"}

// inside are the classes that are taken out for the public only.
var inside = []string{
	"customer-id", "employee-handle", "private-ip", "public-ip-of-user", "internal-host", "internal-url",
	"aws-arn", "s3-bucket", "k8s-pod", "win-path", "codename", "cve-embargo", "in-exif-like", "phone",
}

func TestLeaks(t *testing.T) {
	always := redact.New(redact.Options{})
	public := redact.New(redact.Options{Public: true, Names: map[string]string{"Jane Doe": "", "Initech": "a customer"}})
	found, all, negatives := map[string]int{}, map[string]int{}, 0
	for _, j := range examples(t, "leaks.jsonl.gz") {
		kept, told := always.Text(j.Payload), public.Text(j.Payload)
		if j.Kind == "fp" {
			negatives++
			if kept != j.Payload || told != j.Payload || public.Markup(j.Payload) != j.Payload {
				t.Errorf("harmless %q becomes %q, and %q for the public", j.Payload, kept, told)
			}
			continue
		}
		all[j.Rule]++
		if !strings.Contains(told, j.Span) {
			found[j.Rule]++
		} else {
			t.Errorf("%s: %q is left in %q", j.Rule, j.Span, told)
		}
		if marked := public.Markup(j.Payload); strings.Contains(marked, j.Span) {
			t.Errorf("%s: %q is left in the Markdown %q", j.Rule, j.Span, marked)
		}
		if needsNames[j.Rule] == "" && !slices.Contains(inside, j.Rule) && strings.Contains(kept, j.Span) {
			t.Errorf("%s: %q is kept as evidence in %q", j.Rule, j.Span, kept)
		}
	}
	for _, rule := range slices.Sorted(keys(all)) {
		t.Logf("%-20s %d of %d", rule, found[rule], all[rule])
	}
	t.Logf("none of %d harmless texts", negatives)
	if len(all) < 30 || negatives < 40 {
		t.Errorf("the set has %d kinds of leak and %d harmless texts; it had more", len(all), negatives)
	}
}

func keys(m map[string]int) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func TestGitleaksExamples(t *testing.T) {
	r := redact.New(redact.Options{})
	found, all := map[string]int{}, map[string]int{}
	hits, total, wrong, harmless := 0, 0, 0, 0
	for _, j := range examples(t, "gitleaks-examples.jsonl.gz") {
		changed := r.Text(j.Payload) != j.Payload
		if j.Kind != "tp" {
			harmless++
			if changed {
				wrong++
				t.Logf("harmless to %s: %.120q", j.Rule, j.Payload)
			}
			continue
		}
		total++
		all[j.Rule]++
		if changed {
			hits++
			found[j.Rule]++
		} else if all[j.Rule]-found[j.Rule] < 4 {
			t.Logf("missed %s: %.160q", j.Rule, j.Payload)
		}
	}
	for _, rule := range slices.Sorted(keys(all)) {
		if found[rule] < all[rule] {
			t.Logf("%-40s %d of %d", rule, found[rule], all[rule])
		}
	}
	t.Logf("found %d of %d (%.1f %%), changed %d of %d harmless ones", hits, total, 100*float64(hits)/float64(total), wrong, harmless)
	if total < 6000 || harmless < 300 {
		t.Errorf("the set has %d examples and %d harmless ones; it had more", total, harmless)
	}
	if float64(hits) < recallFloor*float64(total) {
		t.Errorf("found %d of %d, the floor is %.2f", hits, total, recallFloor)
	}
}

// recallFloor is the share of gitleaks' own examples in which something is found
// at least. Most of what is harmless to gitleaks has the shape of a key and is
// on a list of published ones; here it goes too.
const recallFloor = 0.98

func TestOrdinaryLogs(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "data", "loghub")
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the shared logs are not here")
	}
	r := redact.New(redact.Options{})
	lines, changed := 0, 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".log") {
			return err
		}
		data, err := os.ReadFile(path)
		for line := range strings.Lines(string(data)) {
			lines++
			if got := r.Text(line); got != line {
				changed++
				if changed < 40 {
					t.Logf("%s: %.300s", filepath.Base(path), got)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("changed %d of %d lines: %v", changed, lines, r.Counts())
	// Most of them are session ids of ZooKeeper, which look as secret ones do.
	if lines < 15_000 {
		t.Errorf("%d lines were read; there were more", lines)
	}
	if changed*200 > lines {
		t.Errorf("changed %d of %d lines, more than one in two hundred", changed, lines)
	}
}
