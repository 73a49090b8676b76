package site_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/archive/site"
	"github.com/candor-reports/candor/timeline"
)

const secret = "only-for-the-house"

// published is an incident with a letter that was approved, and much that only
// the house may know.
func published(n int, letter string, correction *archive.Correction) *archive.Publication {
	began := time.Date(2026, time.Month(1+n%12), 4, 14, 2, 0, 0, time.UTC)
	start, end := timeline.At(began, time.Minute), timeline.At(began.Add(time.Duration(10+n)*time.Minute), time.Minute)
	id := fmt.Sprintf("2026-%02d-04-orders-%d", 1+n%12, n)
	return &archive.Publication{
		ID: id, Began: began,
		Files:  map[string][]byte{"incident.yaml": []byte("id: " + id + "\ntitle: " + secret + "\n"), "drafts/postmortem.md": []byte(secret)},
		House:  archive.House{Title: secret, Service: secret, Summary: secret, Factors: []string{secret}},
		Public: &archive.Public{Title: "Orders failed <b>" + fmt.Sprint(n) + "</b>", Service: "Shop", Started: &start, Ended: &end},
		Releases: []archive.Release{{
			Name: "letter", Title: "We are sorry", SHA256: fmt.Sprintf("%x", letter), Correction: correction,
			Files: []archive.Content{{Name: "letter.md", Data: []byte(letter)}, {Name: "letter.html", Data: []byte("<!doctype html><title>x</title><p>" + letter)}},
		}},
	}
}

func private(id string) *archive.Publication {
	return &archive.Publication{ID: id, Files: map[string][]byte{"incident.yaml": []byte("id: " + id + "\n")}, House: archive.House{Title: secret}}
}

func fresh(t testing.TB, pubs ...*archive.Publication) *archive.Archive {
	t.Helper()
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	env := map[string]string{"GIT_AUTHOR_NAME": "Lead", "GIT_AUTHOR_EMAIL": "lead@example.com", "GIT_COMMITTER_NAME": "Lead", "GIT_COMMITTER_EMAIL": "lead@example.com"}
	o := archive.Options{Now: func() time.Time { return time.Date(2026, 12, 5, 9, 30, 0, 0, time.UTC) }, Getenv: func(k string) string { return env[k] }, Version: "test"}
	dir := filepath.Join(t.TempDir(), "reports")
	if _, err := archive.Init(context.Background(), dir, true, o); err != nil {
		t.Fatal(err)
	}
	a, err := archive.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	add(t, a, pubs...)
	return a
}

func add(t testing.TB, a *archive.Archive, pubs ...*archive.Publication) {
	t.Helper()
	if _, err := a.Add(context.Background(), pubs...); err != nil {
		t.Fatal(err)
	}
}

func write(t testing.TB, a *archive.Archive, dir string) site.Made {
	t.Helper()
	made, err := site.Write(a, dir, site.Options{Title: "Example status"})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		out[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestHoldsNothingOfTheHouse(t *testing.T) {
	a := fresh(t, published(0, "You could not order.", nil), published(1, "It was slow.", nil), private("2026-05-01-hidden"))
	dir := t.TempDir()
	if made := write(t, a, dir); made.Incidents != 2 {
		t.Errorf("made %+v", made)
	}
	got := files(t, dir)
	for name, text := range got {
		if strings.Contains(text, secret) || strings.Contains(text, "hidden") {
			t.Errorf("%s holds what only the house may know", name)
		}
		if strings.Contains(text, "<b>0</b>") {
			t.Errorf("%s holds a title as markup", name)
		}
	}
	for _, want := range []string{"index.html", "search.html", "figures.html", "2026-01-04-orders-0/index.html", "2026-01-04-orders-0/letter/1/letter.html"} {
		if got[want] == "" {
			t.Errorf("there is no %s", want)
		}
	}
	if !strings.Contains(got["2026-01-04-orders-0/letter/1/letter.md"], "You could not order.") {
		t.Error("the letter is not as it was published")
	}
}

func TestOnlyWhatChangedIsWritten(t *testing.T) {
	a := fresh(t, published(0, "You could not order.", nil), published(1, "It was slow.", nil))
	dir, other := t.TempDir(), t.TempDir()
	first := write(t, a, dir)
	if again := write(t, a, dir); again.Written != 0 || again.Same != first.Written {
		t.Errorf("the second time it wrote %+v, the first %+v", again, first)
	}
	write(t, a, other)
	if diff := cmp.Diff(files(t, dir), files(t, other)); diff != "" {
		t.Errorf("two sites of one archive differ:\n%s", diff)
	}
	add(t, a, published(1, "It was slow for an hour.", &archive.Correction{
		At: timeline.OnDay(time.Date(2026, 12, 5, 0, 0, 0, 0, time.UTC)), Text: "The length was missing.", Changes: []archive.Change{{Was: "It was slow.", Is: "It was slow for an hour."}},
	}))
	made := write(t, a, dir)
	if made.Removed != 0 || made.Written != 4 {
		t.Errorf("after one correction it wrote %+v; the page, two forms of the new version and the search were to be written", made)
	}
	page := files(t, dir)["2026-02-04-orders-1/index.html"]
	for _, want := range []string{"2 (valid)", "Corrected: The length was missing.", "<del>It was slow.</del>", "<ins>It was slow for an hour.</ins>", `href="letter/1/letter.html"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not hold %s:\n%s", want, page)
		}
	}
}

func TestTouchesNothingElse(t *testing.T) {
	a := fresh(t, published(0, "You could not order.", nil))
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "thesis.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := site.Write(a, dir, site.Options{}); err == nil || !strings.Contains(err.Error(), "holds other files") {
		t.Errorf("the error is %v", err)
	}
	sited := t.TempDir()
	write(t, a, sited)
	if err := os.WriteFile(filepath.Join(sited, "CNAME"), []byte("status.example.com"), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := fresh(t, private("2026-05-01-x"))
	made := write(t, empty, sited)
	left := files(t, sited)
	if made.Removed == 0 || left["CNAME"] == "" || left["2026-01-04-orders-0/index.html"] != "" {
		t.Errorf("made %+v, left %d files", made, len(left))
	}
	if !strings.Contains(left["index.html"], "No incident was published yet.") {
		t.Error("the index of an empty archive says nothing")
	}
}

func TestFeedsKeepTheirIDs(t *testing.T) {
	a := fresh(t, published(0, "You could not order.", nil), private("2026-05-01-hidden"))
	dir := t.TempDir()
	if _, err := site.Write(a, dir, site.Options{Base: "status.example.com"}); err == nil || !strings.Contains(err.Error(), "https://") {
		t.Errorf("the error is %v", err)
	}
	if _, err := site.Write(a, dir, site.Options{Title: "Example status", Base: "https://status.example.com/x"}); err != nil {
		t.Fatal(err)
	}
	entries, err := a.List()
	if err != nil {
		t.Fatal(err)
	}
	got := files(t, dir)
	for _, name := range []string{"feed.atom", "feed.rss", "feed.json"} {
		for _, e := range entries {
			if e.Public != nil && !strings.Contains(got[name], e.Public.Feed) {
				t.Errorf("%s does not hold the id %s:\n%s", name, e.Public.Feed, got[name])
			}
		}
		if !strings.Contains(got[name], "https://status.example.com/x/2026-01-04-orders-0/index.html") || strings.Contains(got[name], secret) {
			t.Errorf("%s is\n%s", name, got[name])
		}
	}
	if !strings.Contains(got["2026-01-04-orders-0/index.html"], `href="../feed.atom"`) {
		t.Error("the page of an incident does not lead to the feed")
	}
}

// BenchmarkSite measures making the site of a thousand incidents, and making it
// again after one of them changed.
func BenchmarkSite(b *testing.B) {
	var pubs []*archive.Publication
	for n := range 1000 {
		pubs = append(pubs, published(n, strings.Repeat("You could not place an order. ", 60), nil))
	}
	a := fresh(b, pubs...)
	b.Run("whole", func(b *testing.B) {
		for range b.N {
			write(b, a, b.TempDir())
		}
	})
	b.Run("again", func(b *testing.B) {
		dir := b.TempDir()
		write(b, a, dir)
		for b.Loop() {
			write(b, a, dir)
		}
	})
}
