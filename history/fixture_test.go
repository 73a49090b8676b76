package history

import (
	"compress/zlib"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// fixture is a bare repository that a test builds object by object, so that
// every byte and every date is the test's own.
type fixture struct {
	t   testing.TB
	dir string
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	f := &fixture{t, filepath.Join(t.TempDir(), "repo.git")}
	f.write("HEAD", "ref: refs/heads/main\n")
	f.write("config", "[core]\n\trepositoryformatversion = 0\n\tbare = true\n")
	for _, dir := range []string{"objects/pack", "objects/info", "refs/heads", "refs/tags"} {
		f.check(os.MkdirAll(filepath.Join(f.dir, dir), 0o700))
	}
	return f
}

func (f *fixture) check(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) write(name, content string) {
	f.t.Helper()
	path := filepath.Join(f.dir, name)
	f.check(os.MkdirAll(filepath.Dir(path), 0o700))
	f.check(os.WriteFile(path, []byte(content), 0o600))
}

func (f *fixture) object(kind, content string) string {
	f.t.Helper()
	data := fmt.Sprintf("%s %d\x00%s", kind, len(content), content)
	name := fmt.Sprintf("%x", sha1.Sum([]byte(data)))
	path := filepath.Join(f.dir, "objects", name[:2], name[2:])
	f.check(os.MkdirAll(filepath.Dir(path), 0o700))
	file, err := os.Create(path)
	f.check(err)
	defer file.Close()
	w := zlib.NewWriter(file)
	_, err = w.Write([]byte(data))
	f.check(err)
	f.check(w.Close())
	return name
}

// tree makes a folder of files; a name with a slash makes folders.
func (f *fixture) tree(files ...string) string {
	f.t.Helper()
	below := map[string][]string{}
	var order []string
	for _, name := range files {
		head, rest, deep := strings.Cut(name, "/")
		if _, ok := below[head]; !ok {
			order = append(order, head)
		}
		if deep {
			below[head] = append(below[head], rest)
		} else {
			below[head] = nil
		}
	}
	var out strings.Builder
	for _, name := range order {
		mode, hash := "40000", ""
		if below[name] == nil {
			// A file is written "name=content".
			mode, hash = "100644", f.object("blob", name)
			name, _, _ = strings.Cut(name, "=")
		} else {
			hash = f.tree(below[name]...)
		}
		raw, err := hex.DecodeString(hash)
		f.check(err)
		out.WriteString(mode + " " + name + "\x00" + string(raw))
	}
	return f.object("tree", out.String())
}

// made is a commit to be written.
type made struct {
	at       string // committer time
	authored string // "" is the same
	author   string
	tree     string
	message  string
	parents  []string
	header   string // more header lines
}

func (f *fixture) commit(m made) string {
	f.t.Helper()
	if m.tree == "" {
		m.tree = f.object("tree", "")
	}
	if m.authored == "" {
		m.authored = m.at
	}
	if m.author == "" {
		m.author = "Ada Ito"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", m.tree)
	for _, p := range m.parents {
		fmt.Fprintf(&b, "parent %s\n", p)
	}
	fmt.Fprintf(&b, "author %s <ada@example.org> %d +0100\n", m.author, instant(m.authored).Unix())
	fmt.Fprintf(&b, "committer Bo Lind <bo@example.org> %d +0000\n%s\n%s", instant(m.at).Unix(), m.header, m.message)
	return f.object("commit", b.String())
}

func (f *fixture) branch(name, hash string) { f.write("refs/heads/"+name, hash+"\n") }
func (f *fixture) tag(name, hash string)    { f.write("refs/tags/"+name, hash+"\n") }

func (f *fixture) annotated(name, target, kind, at, message string) string {
	hash := f.object("tag", fmt.Sprintf("object %s\ntype %s\ntag %s\ntagger Rei Mo <rei@example.org> %d +0000\n\n%s", target, kind, name, instant(at).Unix(), message))
	f.tag(name, hash)
	return hash
}

// instant reads "2026-03-04 14:02", UTC.
func instant(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

// result is everything one reading gave.
type result struct {
	events  []timeline.Event
	refused []*timeline.LineError
	err     error
	reading timeline.Reading
}

// read ranges over a repository and checks what holds of every reading: the
// tally adds up, events are sealed, in time order, and go into JSON and back.
func read(t testing.TB, o Options) result {
	t.Helper()
	o.Source = "product"
	reader := Read(context.Background(), o)
	var r result
	for e, err := range reader.Events() {
		var bad *timeline.LineError
		switch {
		case errors.As(err, &bad):
			r.refused = append(r.refused, bad)
		case err != nil:
			r.err = err
		default:
			r.events = append(r.events, e)
		}
	}
	r.reading = reader.Reading()
	if err := r.reading.Tally.Err(); err != nil {
		t.Error(err)
	}
	if (r.err != nil) != r.reading.Failed {
		t.Errorf("error %v, but failed is %t", r.err, r.reading.Failed)
	}
	for i, e := range r.events {
		if e.ID == "" || e.Time.IsZero() || strings.Contains(string(e.Text), "\n") {
			t.Errorf("event %d is not whole: %+v", i, e)
		}
		if i > 0 && e.Time.Compare(r.events[i-1].Time) < 0 {
			t.Errorf("event %d is out of order", i)
		}
		b, err := json.Marshal(e)
		var back timeline.Event
		if err == nil {
			err = json.Unmarshal(b, &back)
		}
		if err != nil || back.ID != e.ID {
			t.Errorf("event %d does not survive JSON: %v", i, err)
		}
	}
	return r
}

// lines tells the events as "time kind text [labels]".
func (r result) lines(labels ...string) string {
	var b strings.Builder
	for _, e := range r.events {
		fmt.Fprintf(&b, "%s %s %s", e.Time.Earliest.Format("2006-01-02 15:04"), e.Kind, e.Text)
		for _, l := range labels {
			if v := e.Labels[l]; v != "" {
				fmt.Fprintf(&b, " %s=%s", l, v[:min(len(v), 20)])
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func (r result) event(t testing.TB, text string) timeline.Event {
	t.Helper()
	for _, e := range r.events {
		if string(e.Text) == text {
			return e
		}
	}
	t.Fatalf("no event %q among\n%s", text, r.lines())
	return timeline.Event{}
}

// git runs the git command where it is installed; the test is skipped
// otherwise. Nothing of the user's configuration is read.
func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("the git command is not installed; it is the oracle of this test")
	}
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "TZ=UTC", "LC_ALL=C",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org",
		"GIT_ALLOW_PROTOCOL=file",
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}
