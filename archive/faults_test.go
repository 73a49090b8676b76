//go:build linux

package archive_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/candor-reports/candor/archive"
)

// fault is a system call that is made to fail. Thin is how many of its
// occurrences are tried where not all are.
type fault struct {
	call, err string
	thin      int
}

var faults = []fault{
	{"fsync", "EIO", 3}, {"/^rename", "EIO", 2}, {"/^rename", "ENOSPC", 1}, {"/^link", "EIO", 1}, {"write", "ENOSPC", 3}, {"write", "EIO", 1},
	{"/^open", "EIO", 2}, {"/^open", "ENOSPC", 1}, {"/^open", "EMFILE", 0}, {"/^mkdir", "ENOSPC", 1}, {"/^fchmod", "EIO", 1}, {"/^unlink", "EIO", 1},
	{"read", "EIO", 0}, {"pread64", "EIO", 0}, {"/^getdents", "EIO", 0}, {"/stat", "EIO", 0}, {"flock", "EIO", 0},
}

// TestFaultAtEachCall lets each system call of an addition fail in turn. After
// each the repository is sound and holds all that was acknowledged; what was not
// has a reason and something to do; and the next addition goes through.
func TestFaultAtEachCall(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed")
	}
	if out, err := exec.Command(strace, "-f", "-o", os.DevNull, "-e", "inject=fsync:error=EIO:when=1", "true").CombinedOutput(); err != nil {
		t.Skipf("strace cannot be used here: %s", out)
	}
	_, dir := fresh(t, false)
	var all []string
	tried, refused := 0, 0
	list := filepath.Join(t.TempDir(), "calls")
	all = append(all, underStrace(t, dir, "counted", strace, "-o", list).ids...)
	for k, f := range faults {
		most := f.thin
		if *everything {
			most = 1000
		}
		if most == 0 {
			continue
		}
		calls := mostCalls(t, list, f.call)
		for i := range min(calls, most) {
			n := 1 + i
			if calls > most {
				n = 1 + i*(calls-1)/max(1, most-1) // the first, the last, and some between
			}
			name := fmt.Sprintf("f%d-%d", k, n)
			where := fmt.Sprintf("%s number %d fails with %s", f.call, n, f.err)
			got := underStrace(t, dir, name, strace, "-e", "trace="+f.call, "-o", os.DevNull, "-e", fmt.Sprintf("inject=%s:error=%s:when=%d", f.call, f.err, n))
			tried++
			all = append(all, got.ids...)
			if got.said != "" {
				refused++
				if !strings.Contains(got.said, "hint:") || !strings.Contains(got.said, "reports") {
					t.Errorf("%s: %s", where, got.said)
				}
			}
			if strings.Contains(got.said, "nothing was changed") && strings.Contains(git(t, dir, "log", "-1", "--format=%s"), name) {
				t.Errorf("%s: something was changed: %s", where, got.said)
			}
			sound(t, dir)
		}
	}
	cmd, out := writer(t, dir, "last", 1)
	if all = append(all, acknowledged(t, out)...); cmd.Wait() != nil {
		t.Error("the last addition failed")
	}
	holds(t, dir, all)
	t.Logf("%d faults, %d additions refused", tried, refused)
}

type outcome struct {
	ids  []string
	said string // "" where nothing went wrong
}

// underStrace adds one incident in a program that strace watches.
func underStrace(t *testing.T, dir, name, strace string, args ...string) outcome {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(strace, append(append([]string{"-f", "-qq"}, args...), exe)...)
	cmd.Env = append(os.Environ(), "ARCHIVE_WRITER="+dir, "ARCHIVE_NAME="+name, "ARCHIVE_COUNT=1", "GOMAXPROCS=1",
		"GIT_AUTHOR_NAME=w", "GIT_AUTHOR_EMAIL=w@example.com", "GIT_COMMITTER_NAME=w", "GIT_COMMITTER_EMAIL=w@example.com")
	text, _ := cmd.Output()
	var got outcome
	lines := bufio.NewScanner(strings.NewReader(string(text)))
	for lines.Scan() {
		if id, ok := strings.CutPrefix(lines.Text(), "saved "); ok {
			got.ids = append(got.ids, id)
		} else {
			got.said += lines.Text()
		}
	}
	return got
}

// mostCalls is the highest number of calls of a kind that one thread made.
func mostCalls(t *testing.T, list, call string) int {
	t.Helper()
	data, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	is := regexp.MustCompile("^" + call + "$")
	if regex, ok := strings.CutPrefix(call, "/"); ok {
		is = regexp.MustCompile(regex)
	}
	count, most := map[string]int{}, 0
	for line := range strings.Lines(string(data)) {
		pid, rest, _ := strings.Cut(line, " ")
		if name, _, ok := strings.Cut(strings.TrimSpace(rest), "("); ok && is.MatchString(name) {
			count[pid]++
			most = max(most, count[pid])
		}
	}
	return most
}

// TestDiskThatFills fills a small file system with incidents.
func TestDiskThatFills(t *testing.T) {
	mount := t.TempDir()
	if err := syscall.Mount("tmpfs", mount, "tmpfs", 0, "size=400k,mode=0700"); err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	defer syscall.Unmount(mount, syscall.MNT_DETACH)
	dir, o := filepath.Join(mount, "reports"), options(t)
	filler := filepath.Join(mount, "filler")
	if err := os.WriteFile(filler, make([]byte, 100<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Init(context.Background(), dir, false, o); err != nil {
		t.Fatal(err)
	}
	var all []string
	var full error
	for i := 0; full == nil && i < 100; i++ {
		a, err := archive.Open(dir, o)
		if err != nil {
			t.Fatal(err)
		}
		id := fmt.Sprintf("2026-full-%d", i)
		if _, full = a.Add(context.Background(), small(id, "Sorry for "+id)); full == nil {
			all = append(all, id)
		}
		a.Close()
	}
	if full == nil || !strings.Contains(full.Error(), "make room") || !strings.Contains(full.Error(), dir) {
		t.Fatalf("after %d incidents: %v", len(all), full)
	}
	sound(t, dir)
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	a := open(t, dir, o)
	if _, err := a.Add(context.Background(), small("2026-room", "Sorry.")); err != nil {
		t.Fatal(err)
	}
	sound(t, dir)
	holds(t, dir, append(all, "2026-room"))
	if out := git(t, dir, "status", "--porcelain"); out != "" {
		t.Errorf("the work tree is not what was committed:\n%.500s", out)
	}
	t.Logf("%d incidents until the disk was full", len(all))
	a.Close()
}
