package flow

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flock"
	"github.com/candor-reports/candor/timeline"
)

const record = "id: x\ntitle: It failed\n"

// folder makes an incident folder, with a file beside it that nothing may
// reach.
func folder(t *testing.T) (f *Folder, outside string) {
	t.Helper()
	top := t.TempDir()
	outside = filepath.Join(top, "outside.txt")
	if err := os.WriteFile(outside, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := CreateFolder(filepath.Join(top, "x"), []byte(record))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, outside
}

func symlink(t *testing.T, to, name string) {
	t.Helper()
	if err := os.Symlink(to, name); err != nil {
		t.Skip("links cannot be made here: ", err)
	}
}

// files lists what is in a folder.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(dir, path)
		names = append(names, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names[1:]
}

func TestCreateFolderTouchesNothing(t *testing.T) {
	f, _ := folder(t)
	if _, err := CreateFolder(f.Dir, []byte("id: y\ntitle: y\n")); err == nil || !strings.Contains(err.Error(), "an incident is here already") {
		t.Errorf("error = %v", err)
	}
	if got, _ := f.read(incident.File); string(got) != record {
		t.Errorf("the record is %q", got)
	}
	if got := files(t, f.Dir); len(got) != 1 {
		t.Errorf("the folder holds %q", got)
	}
	for _, to := range []string{"nowhere", "../outside.txt"} {
		g, outside := folder(t)
		dir := filepath.Join(filepath.Dir(g.Dir), "y")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		symlink(t, to, filepath.Join(dir, incident.File))
		if _, err := CreateFolder(dir, []byte(record)); err == nil {
			t.Errorf("a record was made through a link to %s", to)
		}
		if got, _ := os.ReadFile(outside); string(got) != "secret" {
			t.Errorf("outside was changed: %q", got)
		}
	}
}

// TestCreateFolderOnce starts the same incident many times at once: one gets
// it, whole.
func TestCreateFolderOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	var wg sync.WaitGroup
	made := make(chan error, 8)
	for range cap(made) {
		wg.Go(func() {
			f, err := CreateFolder(dir, []byte(record))
			if err == nil {
				f.Close()
			}
			made <- err
		})
	}
	wg.Wait()
	won := 0
	for range cap(made) {
		if <-made == nil {
			won++
		}
	}
	if got, _ := os.ReadFile(filepath.Join(dir, incident.File)); won != 1 || string(got) != record {
		t.Errorf("%d starts won, and the record is %q", won, got)
	}
}

// TestNothingOutside holds that no link in the folder leads a read or a write
// outside.
func TestNothingOutside(t *testing.T) {
	for _, absolute := range []bool{true, false} {
		for _, name := range []string{"events.jsonl", "drafts/postmortem.md", "public/letter.html"} {
			f, outside := folder(t)
			if err := os.MkdirAll(filepath.Join(f.Dir, filepath.Dir(name)), 0o700); err != nil {
				t.Fatal(err)
			}
			to := outside
			if !absolute {
				to = strings.Repeat("../", 1+strings.Count(name, "/")) + "outside.txt"
			}
			symlink(t, to, filepath.Join(f.Dir, name))
			if b, err := f.read(name); err == nil || !strings.Contains(err.Error(), "leads outside") {
				t.Errorf("%s -> %s: read %q, %v", name, to, b, err)
			}
			if err := f.write(name, []byte("new")); err != nil {
				t.Errorf("%s -> %s: %v", name, to, err)
			}
			if b, err := f.read(name); err != nil || string(b) != "new" {
				t.Errorf("%s -> %s: the link is not replaced: %q, %v", name, to, b, err)
			}
			if b, _ := os.ReadFile(outside); string(b) != "secret" {
				t.Errorf("%s -> %s: outside was changed: %q", name, to, b)
			}
		}
	}
	f, outside := folder(t)
	elsewhere := t.TempDir()
	for _, dir := range []string{"drafts", "public", "internal"} {
		symlink(t, elsewhere, filepath.Join(f.Dir, dir))
		if err := f.write(dir+"/x.md", []byte("new")); err == nil || !strings.Contains(err.Error(), "leads outside") {
			t.Errorf("%s: %v", dir, err)
		}
		if err := f.remove(dir + "/x.md"); err == nil {
			t.Errorf("%s: a file outside could be removed", dir)
		}
	}
	if got := files(t, elsewhere); len(got) > 0 {
		t.Errorf("%q was written elsewhere", got)
	}
	if b, _ := os.ReadFile(outside); string(b) != "secret" {
		t.Errorf("outside was changed: %q", b)
	}
}

// TestRecordIsNoLinkOutside holds that the record itself cannot be elsewhere.
func TestRecordIsNoLinkOutside(t *testing.T) {
	f, _ := folder(t)
	dir := filepath.Join(filepath.Dir(f.Dir), "y")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	symlink(t, "../x/incident.yaml", filepath.Join(dir, incident.File))
	if _, err := OpenFolder(dir); err == nil || !strings.Contains(err.Error(), "leads outside") {
		t.Errorf("error = %v", err)
	}
	if _, err := OpenFolder(filepath.Join(f.Dir, incident.File)); err == nil || !strings.Contains(err.Error(), "is not a folder") {
		t.Errorf("error = %v", err)
	}
}

// TestPartsFollowNoLink holds that what lies where a part is to be written is
// never written through, and that what a killed run left is taken out.
func TestPartsFollowNoLink(t *testing.T) {
	f, _ := folder(t)
	symlink(t, incident.File, filepath.Join(f.Dir, "events.jsonl.part"))
	for range 2 {
		if err := f.write("events.jsonl", []byte("new")); err != nil {
			t.Fatal(err)
		}
		if b, _ := f.read(incident.File); string(b) != record {
			t.Fatalf("the record was written through a link: %q", b)
		}
		if got := strings.Join(files(t, f.Dir), " "); got != "events.jsonl incident.yaml" {
			t.Errorf("the folder holds %s", got)
		}
		// Once more, with nothing to write.
		if err := os.WriteFile(filepath.Join(f.Dir, "events.jsonl.part"), []byte("half"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWriteKeepsWhatItCannotReplace(t *testing.T) {
	f, _ := folder(t)
	if err := os.MkdirAll(filepath.Join(f.Dir, "events.jsonl/a"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := f.write("events.jsonl", []byte("new")); err == nil {
		t.Error("a folder was replaced")
	}
	if got := strings.Join(files(t, f.Dir), " "); got != "events.jsonl events.jsonl/a incident.yaml" {
		t.Errorf("the folder holds %s", got)
	}
}

func TestModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no modes here")
	}
	f, _ := folder(t)
	if err := f.write("drafts/.base/x.md", []byte("a")); err != nil {
		t.Fatal(err)
	}
	// What the owner lets others read stays so.
	if err := f.write("public/x.html", []byte("a")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(f.Dir, "public/x.html"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := f.write("public/x.html", []byte("b")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{
		"incident.yaml": 0o600, "drafts": 0o700, "drafts/.base": 0o700, "drafts/.base/x.md": 0o600, "public": 0o700, "public/x.html": 0o644,
	} {
		info, err := os.Stat(filepath.Join(f.Dir, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", name, info.Mode(), err, want)
		}
	}
}

func TestReadLimits(t *testing.T) {
	f, _ := folder(t)
	for _, name := range []string{incident.File, "events.jsonl", "drafts/x.md"} {
		path := filepath.Join(f.Dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		// A file with a hole takes no room on the disk.
		if err := os.Truncate(path, 8<<30); err != nil {
			t.Skip(err)
		}
		if _, err := f.read(name); err == nil || !strings.Contains(err.Error(), "has 8589934592 bytes, more than the") {
			t.Errorf("%s: error = %v", name, err)
		}
	}
}

// TestChangesAtOnce holds that changes by many at once are all there.
func TestChangesAtOnce(t *testing.T) {
	f, _ := folder(t)
	at, _ := timeline.ParseTime("2026-03-04T14:02Z", nil)
	const workers, each = 8, 5
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			g, err := OpenFolder(f.Dir)
			if err != nil {
				t.Error(err)
				return
			}
			defer g.Close()
			for range each {
				err := g.Change(func(name string, data []byte) ([]byte, error) {
					return incident.AddNote(name, data, incident.Note{At: at, Text: "n"})
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	inc, err := f.Record()
	if err != nil || len(inc.Notes) != workers*each {
		t.Errorf("%d notes are kept, want %d: %v", len(inc.Notes), workers*each, err)
	}
	if got := files(t, f.Dir); len(got) != 1 {
		t.Errorf("the folder holds %q", got)
	}
}

// TestChangeThatFails holds that a change that ends in an error changes nothing
// and lets go of the folder.
func TestChangeThatFails(t *testing.T) {
	f, _ := folder(t)
	bad := errors.New("no")
	for range 3 {
		if err := f.Change(func(string, []byte) ([]byte, error) { return []byte("half"), bad }); !errors.Is(err, bad) {
			t.Errorf("error = %v", err)
		}
	}
	if b, _ := f.read(incident.File); string(b) != record {
		t.Errorf("the record is %q", b)
	}
}

// TestStaleLock holds that what an older candor left behind blocks nobody.
func TestStaleLock(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("locks are files here")
	}
	f, _ := folder(t)
	if err := os.WriteFile(filepath.Join(f.Dir, lockFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.write("events.jsonl", []byte("new")); err != nil {
		t.Error(err)
	}
}

// TestLockBeside holds the lock of systems that lock no files.
func TestLockBeside(t *testing.T) {
	f, _ := folder(t)
	unlock, err := f.lockBeside()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.lockBeside(); !errors.Is(err, flock.ErrBusy) {
		t.Errorf("error = %v, want busy", err)
	}
	unlock()
	if unlock, err = f.lockBeside(); err != nil {
		t.Fatal(err)
	}
	unlock()
	if got := files(t, f.Dir); len(got) != 1 {
		t.Errorf("the folder holds %q", got)
	}
}
