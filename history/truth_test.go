package history

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// truth is where data with known answers lies, beside the project.
const truth = "../../shared/data"

// TestTruthCurl asks of each vulnerability of curl whose commits were checked
// by hand which release was the first with the fault and the first with the
// fix. CANDOR_CURL_REPO names a clone of curl/curl.
func TestTruthCurl(t *testing.T) {
	path := os.Getenv("CANDOR_CURL_REPO")
	if path == "" {
		t.Skip("CANDOR_CURL_REPO names no clone of curl/curl")
	}
	data, err := os.ReadFile(filepath.Join(truth, "git/curl-cves.tsv"))
	if err != nil {
		t.Skip("the vulnerabilities with known answers are not here: ", err)
	}
	repo, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	asked, right := 0, 0
	rows := strings.Split(strings.TrimSpace(string(data)), "\n")
	column := func(row []string, name string) string { return row[slices.Index(strings.Split(rows[0], "\t"), name)] }
	start := time.Now()
	for _, line := range rows[1:] {
		row := strings.Split(line, "\t")
		if column(row, "verified") != "yes" {
			continue
		}
		tr, err := repo.Trace(context.Background(), Question{Fix: []string{column(row, "fixed_sha")}, Fault: []string{column(row, "introduced_sha")}})
		if err != nil {
			t.Error(row[0], err)
			continue
		}
		for _, c := range []struct{ what, got, want string }{
			{"fault", tr.Introduced[0].FirstRelease, column(row, "introduced_version")},
			{"fix", tr.Fix[0].FirstRelease, column(row, "fixed_version")},
		} {
			asked++
			if got := strings.NewReplacer("curl-", "", "_", ".").Replace(c.got); got == c.want {
				right++
			} else {
				t.Logf("%s: first release with the %s: %s, published %s", row[0], c.what, got, c.want)
			}
		}
	}
	t.Logf("%d of %d first releases right (%.1f %%), %v", right, asked, 100*float64(right)/float64(asked), time.Since(start).Round(time.Millisecond))
	if right*100 < asked*99 {
		t.Error("fewer than 99 in 100 are right")
	}
}

// incident is what the cases with a public repository say of its releases.
type incidentCase struct {
	ID   string
	Repo struct {
		GitHub string
		Mirror string `json:"mirror_repo"`
	}
	Introducing []struct{ SHA, Basis string }
	Fix         []struct{ SHA, Basis string }
	WithIntro   *struct{ Tag string } `json:"first_release_with_intro"`
	WithFix     *struct{ Tag string } `json:"first_release_with_fix"`
}

// TestTruthCases asks of real incidents which release was the first with the
// fault and with the fix. CANDOR_CASES names a folder of clones, each
// OWNER+NAME/repo.
func TestTruthCases(t *testing.T) {
	dir := os.Getenv("CANDOR_CASES")
	if dir == "" {
		t.Skip("CANDOR_CASES names no folder of clones")
	}
	files, _ := filepath.Glob(filepath.Join(truth, "incidents/*.json"))
	if len(files) == 0 {
		t.Skip("the incidents with known answers are not here")
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c incidentCase
		if err := json.Unmarshal(data, &c); err != nil || c.Repo.GitHub == "" {
			continue
		}
		t.Run(c.ID, func(t *testing.T) { c.check(t, dir) })
	}
}

func (c incidentCase) check(t *testing.T, dir string) {
	name := c.Repo.GitHub
	if c.Repo.Mirror != "" {
		name = c.Repo.Mirror
	}
	repo, err := Open(filepath.Join(dir, strings.ReplaceAll(name, "/", "+"), "repo"))
	if err != nil {
		t.Skip(err)
	}
	defer repo.Close()
	want := func(r *struct{ Tag string }) string {
		if r == nil {
			return ""
		}
		return r.Tag
	}
	for _, x := range c.Introducing {
		tr, err := repo.Trace(context.Background(), Question{Fault: []string{x.SHA}})
		if err != nil {
			t.Error(err)
			continue
		}
		if got := tr.Introduced[0].FirstRelease; got != want(c.WithIntro) && !untagged(tr) {
			t.Errorf("fault %s: first release %q, the case says %q", x.SHA[:12], got, want(c.WithIntro))
		}
		t.Log("fault", x.SHA[:12], len(tr.AffectedReleases), "affected", tr.FixedReleases, strings.Join(tr.Notes, "\n\t"))
	}
	for _, x := range c.Fix {
		tr, err := repo.Trace(context.Background(), Question{Fix: []string{x.SHA}, Fault: faults(c)})
		if err != nil {
			t.Error(err)
			continue
		}
		if got := tr.Fix[0].FirstRelease; got != want(c.WithFix) && !untagged(tr) {
			t.Errorf("fix %s: first release %q, the case says %q", x.SHA[:12], got, want(c.WithFix))
		}
		t.Log("fix", x.SHA[:12], tr.AffectedReleases, "fixed", tr.FixedReleases, strings.Join(tr.Notes, "\n\t"))
	}
}

func faults(c incidentCase) []string {
	if len(c.Introducing) == 0 {
		return nil
	}
	return []string{c.Introducing[0].SHA}
}

// untagged reports whether the trace says that the repository was shipped
// without tags at the time, which is what a case without releases is about.
func untagged(tr *Trace) bool {
	return slices.ContainsFunc(tr.Notes, func(n string) bool { return strings.Contains(n, "first release that was ever tagged") })
}
