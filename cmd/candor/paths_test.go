package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
)

// TestNames gives hostile names wherever a name is taken: as the id of a new
// incident, of a template, of a draft and of an output. Nothing is made beside
// the folder, and what is made has a harmless name.
func TestNames(t *testing.T) {
	long(t)
	names := texts(t, "misc/incident-ids-own.jsonl")
	traversal := texts(t, "misc/path-traversal-patt.jsonl")
	step := 60
	if *everything {
		step = 1
	}
	for i := 0; i < len(traversal); i += step {
		names = append(names, traversal[i])
	}
	c := newChild(t)
	top := t.TempDir()
	deep := filepath.Join(top, "1/2/3/4/5/6/7/8")
	put(t, deep, map[string]string{"x/incident.yaml": "id: x\ntitle: It failed\n"})
	c.run(t, deep, "", "report", "x")
	before := contents(t, top)
	for _, name := range names {
		if strings.Contains(name, "\x00") || name == "" {
			continue // no argument can hold it
		}
		// What stands before the last slash is the user's to choose.
		if !strings.ContainsAny(name, "/") {
			r := c.run(t, deep, "", "new", "--", name)
			if valid := incident.CheckID(name) == nil; (r.code == 0) != valid {
				t.Errorf("new %q: code %d, want valid: %v: %s", name, r.code, valid, r.err)
			}
			if incident.CheckID(name) == nil {
				if err := os.RemoveAll(filepath.Join(deep, name)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if !*everything && len(name) > 40 {
			continue
		}
		for _, args := range [][]string{{"draft", "-C", "x", "--", name}, {"render", "-C", "x", "--", name}, {"render", "-C", "x", "--to=" + name}} {
			if r := c.run(t, deep, "", args...); r.code != 2 {
				t.Errorf("candor %q: code %d, want 2: %s", args, r.code, r.err)
			}
		}
	}
	after := contents(t, top)
	for name := range after {
		if _, ok := before[name]; !ok {
			t.Errorf("%q was made", name)
		}
	}
}

// TestLinksLeadNowhere puts links that lead outside into every place of a
// folder: nothing outside is told in a document, and nothing is written there.
func TestLinksLeadNowhere(t *testing.T) {
	long(t)
	c := newChild(t)
	for _, link := range []string{"incident.yaml", "events.jsonl", "drafts", "drafts/.base", "drafts/postmortem.md", "drafts/other.md", "public", "internal", "internal/postmortem.html", "internal/timeline.svg"} {
		for _, relative := range []bool{true, false} {
			top := t.TempDir()
			dir := filepath.Join(top, "x")
			put(t, top, map[string]string{
				"x/incident.yaml": "id: x\ntitle: It failed\n", "out/incident.yaml": "id: x\ntitle: CANARY\n", "out/events.jsonl": "CANARY\n",
				"out/postmortem.md": "# CANARY\n", "out/other.md": "# CANARY\n", "out/postmortem.html": "CANARY", "out/timeline.svg": "CANARY", "out/base": "CANARY",
			})
			to := filepath.Join(top, "out")
			if strings.Contains(filepath.Base(link), ".") && link != "drafts/.base" {
				to = filepath.Join(to, filepath.Base(link))
			}
			place := filepath.Join(dir, link)
			if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
				t.Fatal(err)
			}
			if relative {
				rel, err := filepath.Rel(filepath.Dir(place), to)
				if err != nil {
					t.Fatal(err)
				}
				to = rel
			}
			_ = os.Remove(place)
			if err := os.Symlink(to, place); err != nil {
				t.Skip("links cannot be made here: ", err)
			}
			before := contents(t, filepath.Join(top, "out"))
			for _, args := range [][]string{{"report"}, {"collect"}, {"draft"}, {"review"}, {"render"}, {"note", "x"}, {"timeline"}, {"new", "../x"}} {
				if r := c.run(t, dir, "", args...); strings.Contains(string(r.out)+string(r.err), "CANARY") {
					t.Errorf("%s -> %s: candor %v tells what is outside:\n%s%s", link, to, args, r.out, r.err)
				}
			}
			after := contents(t, filepath.Join(top, "out"))
			for name, text := range after {
				if before[name] != text {
					t.Errorf("%s -> %s: %s outside was changed", link, to, name)
				}
			}
			for name, text := range contents(t, dir) {
				if strings.Contains(text, "CANARY") {
					t.Errorf("%s -> %s: %s tells what is outside", link, to, name)
				}
			}
		}
	}
}

// TestLinkSwappedMeanwhile swaps folders for links that lead outside while
// candor writes: nothing is ever written there.
func TestLinkSwappedMeanwhile(t *testing.T) {
	long(t)
	race := time.Second
	if *everything {
		race = 10 * time.Second
	}
	c := newChild(t)
	top := t.TempDir()
	dir := filepath.Join(top, "x")
	put(t, top, map[string]string{"x/incident.yaml": "id: x\ntitle: It failed\n", "out/keep": "CANARY"})
	c.run(t, dir, "", "report", ".")
	link := filepath.Join(top, "link")
	if err := os.Symlink(filepath.Join(top, "out"), link); err != nil {
		t.Skip("links cannot be made here: ", err)
	}
	stop, swapped := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		defer func() { swapped <- n }()
		for {
			for _, name := range []string{"drafts", "internal"} {
				real, aside := filepath.Join(dir, name), filepath.Join(top, "aside")
				if os.Rename(real, aside) != nil {
					continue
				}
				_ = os.Rename(link, real)
				_ = os.Rename(real, link)
				// candor may have made the folder anew meanwhile.
				_ = os.RemoveAll(real)
				_ = os.Rename(aside, real)
				n++
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	runs := 0
	for start := time.Now(); time.Since(start) < race; runs++ {
		put(t, top, map[string]string{"x/incident.yaml": "id: x\ntitle: It failed " + time.Now().String() + "\n"})
		_ = c.command(dir, "report", "-q", ".").Run()
	}
	close(stop)
	if n := <-swapped; n < 100 || runs < 3 {
		t.Logf("%d swaps and %d runs are few", n, runs)
	}
	if out := contents(t, filepath.Join(top, "out")); len(out) != 1 || out["keep"] != "CANARY" {
		t.Errorf("outside holds %v", out)
	}
}
