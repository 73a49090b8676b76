package history

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCulpritsOfCases asks, of real incidents whose report names the change that
// brought the fault, whether it is among the first three that are told from one
// of the fixes. A merge stands for what it brought. CANDOR_CASES names a folder
// of clones, each OWNER+NAME/repo.
func TestCulpritsOfCases(t *testing.T) {
	dir := os.Getenv("CANDOR_CASES")
	if dir == "" {
		t.Skip("CANDOR_CASES names no folder of clones")
	}
	files, _ := filepath.Glob(filepath.Join(truth, "incidents/*.json"))
	if len(files) == 0 {
		t.Skip("the incidents with known answers are not here")
	}
	asked, found := 0, 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c incidentCase
		if err := json.Unmarshal(data, &c); err != nil || c.Repo.GitHub == "" || len(c.Fix) == 0 {
			continue
		}
		for _, x := range c.Introducing {
			if !strings.HasPrefix(x.Basis, "published") {
				continue
			}
			place, ok := c.place(t, dir, x.SHA)
			if !ok {
				t.Logf("%s: no clone", c.ID)
				continue
			}
			asked++
			if place > 0 && place <= 3 {
				found++
			}
			t.Logf("%s: %s is number %d (0: none of the first ten)", c.ID, x.SHA[:12], place)
		}
	}
	t.Logf("%d of %d among the first three", found, asked)
}

// place gives the best place of a change among the candidates of the fixes; 0
// where it is none of them.
func (c incidentCase) place(t *testing.T, dir, sha string) (int, bool) {
	name := c.Repo.GitHub
	if c.Repo.Mirror != "" {
		name = c.Repo.Mirror
	}
	r, err := Open(filepath.Join(dir, strings.ReplaceAll(name, "/", "+"), "repo"))
	if err != nil {
		return 0, false
	}
	defer r.Close()
	l, err := r.Lineage(context.Background(), sha)
	if err != nil {
		t.Fatal(err)
	}
	k, err := l.kin(context.Background(), sha)
	if err != nil {
		t.Fatal(err)
	}
	same := slices.Concat(k.parts...)
	same = append(same, sha)
	for _, t := range k.copies {
		same = append(same, t.Hash)
	}
	best := 0
	for _, x := range c.Fix {
		in, err := r.IntroducedBy(context.Background(), x.SHA)
		if err != nil {
			t.Errorf("%s: %v", x.SHA, err)
			continue
		}
		i := slices.IndexFunc(in.Candidates, func(c Candidate) bool { return slices.Contains(same, c.Commit) })
		if i >= 0 && (best == 0 || i+1 < best) {
			best = i + 1
		}
	}
	return best, true
}
