package history

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Commits that programs disagree on are marked or refused and never stop the
// reading.
func TestOddCommits(t *testing.T) {
	const author = "author A <a@example.org> 1772442000 +0000\n"
	const committer = "committer B <b@example.org> 1772442000 +0000\n"
	for _, c := range []struct {
		name, headers, message string
		refused, marked        string
		text, actor            string
	}{
		{"date before 1970", "author A <a> -1 +0000\ncommitter A <a> -1 +0000\n", "m\n", "outside 1970 to 2200", "", "", ""},
		{"year 10000", "author A <a> 253402300800 +0000\ncommitter A <a> 253402300800 +0000\n", "m\n", "outside 1970 to 2200", "", "", ""},
		{"date of 64 bits", author + "committer A <a> 18446744073709551616 +0000\n", "m\n", "no number", "", "", ""},
		{"date of words", author + "committer A <a> yesterday +0000\n", "m\n", "no number", "", "", ""},
		{"zone", author + "committer A <a> 1772442000 +9999\n", "m\n", "time zone does not exist", "", "", ""},
		{"no committer", author, "m\n", "no date", "", "", ""},
		{"two committers", author + committer + committer, "m\n", "two committer lines", "", "", ""},
		{"author's date only", "author A <a> 253402300800 +0000\n" + committer, "m\n", "", "author: its date lies outside 1970 to 2200", "m", "A"},
		{"no zone", "author A <a> 1772442000\ncommitter A <a> 1772442000\n", "m\n", "", "", "m", "A"},
		{"two authors", author + "author Mallory <m> 1600000000 +0000\n" + committer, "m\n", "", "two author lines", "m", ""},
		{"NUL", author + committer, "shown\n\x00hidden\n", "", "NUL in the message", "shown", "A"},
		{"no message", author + committer, "", "", "", "(no message)", "A"},
		{"Latin-1", author + committer + "encoding ISO-8859-1\n", "f\xfcr alle\n", "", "", "für alle", "A"},
		{"unknown encoding", author + committer + "encoding UTF-7\n", "+ADw-\n", "", "encoding UTF-7 not converted", "+ADw-", "A"},
		{"not UTF-8", author + committer, "\xff\xfe bad\n", "", "not UTF-8", "\xff\xfe bad", "A"},
		{"controls stay", "author E\x1b[2J <a> 1772442000 +0000\n" + committer, "a\x1b[2Jb\x07\n", "", "", "a\x1b[2Jb\x07", "E\x1b[2J"},
		{"no mail", "author Just A Name 1772442000 +0000\n" + committer, "m\n", "", "", "m", "Just A Name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t)
			first := f.commit(made{at: "2026-03-01 09:00", message: "first\n"})
			odd := f.object("commit", "tree "+f.object("tree", "")+"\nparent "+first+"\n"+c.headers+"\n"+c.message)
			f.branch("main", f.commit(made{at: "2026-03-03 09:00", message: "last\n", parents: []string{odd}}))
			r := read(t, Options{Path: f.dir})
			if r.err != nil {
				t.Fatal(r.err)
			}
			r.event(t, "first")
			r.event(t, "last")
			if c.refused != "" {
				if len(r.refused) != 1 || !strings.Contains(r.refused[0].Error(), c.refused) || r.refused[0].Position.Ref != odd {
					t.Errorf("refused: %v", r.refused)
				}
				return
			}
			e := r.event(t, c.text)
			if e.Labels["marked"] != c.marked || string(e.Actor) != c.actor || len(r.refused) > 0 {
				t.Errorf("marked %q, actor %q, refused %v", e.Labels["marked"], e.Actor, r.refused)
			}
		})
	}
}

func TestLongMessagesAreCut(t *testing.T) {
	f := newFixture(t)
	f.branch("main", f.commit(made{at: "2026-03-01 09:00", message: strings.Repeat("é", keepLimit/2+1)}))
	r := read(t, Options{Path: f.dir})
	if len(r.events) != 1 || len(r.events[0].Text) > maxBody || r.events[0].Labels["marked"] != markCut {
		t.Fatal(len(r.events), r.err, r.refused)
	}
}

func TestForgedObject(t *testing.T) {
	f := newFixture(t)
	one := f.commit(made{at: "2026-03-01 09:00", message: "one\n"})
	other := f.commit(made{at: "2026-03-01 09:00", message: "forged\n"})
	f.branch("main", f.commit(made{at: "2026-03-02 09:00", message: "two\n", parents: []string{one}}))
	b, err := os.ReadFile(filepath.Join(f.dir, "objects", other[:2], other[2:]))
	f.check(err)
	f.write("objects/"+one[:2]+"/"+one[2:], string(b))
	r := read(t, Options{Path: f.dir})
	if len(r.events) != 1 || !strings.Contains(strings.Join(r.reading.Gaps, " "), "its content is not what its name says") {
		t.Error(r.lines(), r.reading.Gaps)
	}
}

// The repositories that ../../shared/tools/hostile_repositories.py builds are
// large, so they are read where somebody has built them.
func TestHostileRepositories(t *testing.T) {
	root := os.Getenv("CANDOR_HOSTILE_REPOS")
	if root == "" {
		t.Skip("CANDOR_HOSTILE_REPOS names no folder of hostile repositories")
	}
	dirs, err := filepath.Glob(filepath.Join(root, "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatal("nothing there", err)
	}
	for _, dir := range dirs {
		if fi, err := os.Stat(dir); err != nil || !fi.IsDir() {
			continue
		}
		start := time.Now()
		r := read(t, Options{Path: dir})
		if d := time.Since(start); d > 20*time.Second {
			t.Errorf("%s took %s", filepath.Base(dir), d)
		}
		t.Logf("%s: %d events, %d refused, gaps %q, %v", filepath.Base(dir), len(r.events), len(r.refused), r.reading.Gaps, r.err)
	}
}

func FuzzParseCommit(f *testing.F) {
	f.Add([]byte("tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\nm\n"))
	f.Add([]byte("author  9 \ncommitter\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c := newChange(oid{}, parseCommit(b))
		if strings.Contains(string(c.Subject), "\n") || len(c.Subject)+len(c.Body) > maxBody*2 {
			t.Errorf("%q", c.Subject)
		}
		if !c.Authored.IsZero() && (c.Authored.Year() < 1970 || c.Authored.Year() >= 2200) {
			t.Error(c.Authored)
		}
	})
}

func FuzzApplyDelta(f *testing.F) {
	f.Add([]byte("base"), []byte{4, 3, 0x90, 3})
	f.Add([]byte("base"), []byte{4, 2, 2, 'h', 'i'})
	f.Fuzz(func(t *testing.T, base, delta []byte) {
		out, err := applyDelta(base, delta)
		if err != nil {
			return
		}
		_, rest, _ := deltaSize(delta)
		if to, _, _ := deltaSize(rest); to != int64(len(out)) {
			t.Errorf("%d bytes, %d promised", len(out), to)
		}
	})
}
