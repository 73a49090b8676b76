//go:build unix

package archive_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/candor-reports/candor/archive"
)

var everything = flag.Bool("everything", false, "write and kill as often as the documentation tells, which takes minutes")

// TestMain lets the tests start programs that write to an archive.
func TestMain(m *testing.M) {
	if dir := os.Getenv("ARCHIVE_WRITER"); dir != "" {
		write(dir, os.Getenv("ARCHIVE_NAME"))
		return
	}
	os.Exit(m.Run())
}

// write adds incidents and tells each once it is acknowledged.
func write(dir, name string) {
	n, _ := strconv.Atoi(os.Getenv("ARCHIVE_COUNT"))
	if limit := os.Getenv("ARCHIVE_LIMIT"); limit != "" {
		most, _ := strconv.ParseUint(limit, 10, 64)
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: most, Max: most}); err != nil {
			fmt.Println("no limit:", err)
			return
		}
	}
	a, err := archive.Open(dir, archive.Options{Now: time.Now, Getenv: os.Getenv, Version: "v0.0.0-test"})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	defer a.Close()
	if name == "list" {
		if _, err := a.List(); err != nil {
			fmt.Println("error", err)
		}
		status, _ := os.ReadFile("/proc/self/status")
		fmt.Printf("%s", status)
		return
	}
	for i := range n {
		id := fmt.Sprintf("2026-%s-%d", name, i)
		if _, err := a.Add(context.Background(), small(id, "Sorry for "+id)); err != nil {
			fmt.Println("error", strings.ReplaceAll(err.Error(), "\n", " "))
			os.Exit(1)
		}
		fmt.Println("saved", id)
	}
}

// writer starts a program that writes.
func writer(t testing.TB, dir, name string, n int, env ...string) (*exec.Cmd, io.Reader) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), "ARCHIVE_WRITER="+dir, "ARCHIVE_NAME="+name, "ARCHIVE_COUNT="+strconv.Itoa(n),
		"GIT_AUTHOR_NAME="+name, "GIT_AUTHOR_EMAIL=w@example.com", "GIT_COMMITTER_NAME="+name, "GIT_COMMITTER_EMAIL=w@example.com")
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out
}

// acknowledged reads what a writer tells, and fails on its errors.
func acknowledged(t testing.TB, out io.Reader) []string {
	var ids []string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if id, ok := strings.CutPrefix(lines.Text(), "saved "); ok {
			ids = append(ids, id)
		} else {
			t.Error(lines.Text())
		}
	}
	return ids
}

// holds fails where an archive lacks an incident that was acknowledged, or has
// one that cannot be read.
func holds(t testing.TB, dir string, ids []string) {
	t.Helper()
	a := open(t, dir, options(t))
	have := map[string]bool{}
	for inc, err := range a.Incidents() {
		if err != nil {
			t.Fatal(err)
		}
		if _, faults := inc.Check(); len(faults) > 0 {
			t.Errorf("%s: %v", inc.ID, faults)
		}
		have[inc.ID] = true
	}
	for _, id := range ids {
		if !have[id] {
			t.Errorf("%s was acknowledged and is not there", id)
		}
	}
	commits, faults, err := a.CheckHistory(context.Background())
	if err != nil || len(faults) > 0 || commits < len(have) {
		t.Errorf("%d commits, %v, %v", commits, faults, err)
	}
}

func TestManyWriters(t *testing.T) {
	each := 6
	if *everything {
		each = 200
	}
	_, dir := fresh(t, false)
	var all []string
	var mu sync.Mutex
	var done sync.WaitGroup
	for w := range 8 {
		cmd, out := writer(t, dir, "w"+strconv.Itoa(w), each)
		done.Go(func() {
			ids := acknowledged(t, out)
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
			mu.Lock()
			all = append(all, ids...)
			mu.Unlock()
		})
	}
	done.Wait()
	if len(all) != 8*each {
		t.Errorf("%d additions were acknowledged, want %d", len(all), 8*each)
	}
	sound(t, dir)
	holds(t, dir, all)
	if out := git(t, dir, "status", "--porcelain"); out != "" {
		t.Errorf("the work tree is not what was committed:\n%.500s", out)
	}
}

// TestKilledAtAnyTime ends a writer at some moment, again and again, and each
// time with another one at work or about to begin.
func TestKilledAtAnyTime(t *testing.T) {
	kills := 12
	if *everything {
		kills = 200
	}
	_, dir := fresh(t, false)
	var all []string
	for k := range kills {
		cmd, out := writer(t, dir, "k"+strconv.Itoa(k), 1000)
		first := bufio.NewReader(out)
		if line, err := first.ReadString('\n'); err != nil || !strings.HasPrefix(line, "saved ") {
			t.Fatalf("after %d kills: %q, %v", k, line, err)
		} else {
			all = append(all, strings.TrimSpace(strings.TrimPrefix(line, "saved ")))
		}
		timer := time.AfterFunc(time.Duration(rand.IntN(120_000))*time.Microsecond, func() { cmd.Process.Kill() })
		all = append(all, acknowledged(t, first)...)
		_ = cmd.Wait()
		timer.Stop()
		if k%20 == 19 || k == kills-1 {
			sound(t, dir)
		}
	}
	cmd, out := writer(t, dir, "last", 1)
	if all = append(all, acknowledged(t, out)...); cmd.Wait() != nil {
		t.Error("the last addition failed")
	}
	t.Logf("%d additions acknowledged, %d writers killed", len(all), kills)
	sound(t, dir)
	holds(t, dir, all)
	if out := git(t, dir, "status", "--porcelain"); out != "" {
		t.Errorf("the work tree is not what was committed:\n%.500s", out)
	}
}

// TestFullDisk lets a writer write files of a few bytes only.
func TestFullDisk(t *testing.T) {
	_, dir := fresh(t, false)
	a := open(t, dir, options(t))
	if _, err := a.Add(context.Background(), small("2026-before", "Sorry.")); err != nil {
		t.Fatal(err)
	}
	tip := git(t, dir, "rev-parse", "HEAD")
	for _, limit := range []int{0, 20, 40, 60, 100, 150} {
		cmd, out := writer(t, dir, "full", 1, "ARCHIVE_LIMIT="+strconv.Itoa(limit))
		said, _ := io.ReadAll(out)
		_ = cmd.Wait()
		if !strings.Contains(string(said), "error") || !strings.Contains(string(said), "make room") {
			t.Errorf("with files of %d bytes: %s", limit, said)
		}
		if now := git(t, dir, "rev-parse", "HEAD"); now != tip {
			t.Errorf("with files of %d bytes the branch moved", limit)
		}
		sound(t, dir)
	}
	if out := git(t, dir, "status", "--porcelain"); out != "" {
		t.Errorf("the work tree changed:\n%s", out)
	}
	cmd, out := writer(t, dir, "room", 1)
	ids := acknowledged(t, out)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	holds(t, dir, append(ids, "2026-before"))
}

// TestWithGit writes while git commits to the same branch.
func TestWithGit(t *testing.T) {
	n := 8
	if *everything {
		n = 100
	}
	_, dir := fresh(t, false)
	cmd, out := writer(t, dir, "w", n)
	made := 0
	for i := range n {
		commit := exec.Command("git", "-C", dir, "-c", "user.name=P", "-c", "user.email=p@example.com", "commit", "-q", "--allow-empty", "-m", "by hand "+strconv.Itoa(i))
		if commit.Run() == nil {
			made++ // git gives up where the branch is locked, and says so
		}
	}
	ids := acknowledged(t, out)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	if got := strings.Count(git(t, dir, "log", "--format=%s"), "by hand"); got != made || made == 0 {
		t.Errorf("%d of %d commits of git's are there", got, made)
	}
	sound(t, dir)
	holds(t, dir, ids)
}
