//go:build unix

package browser

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// pretend puts a program of the test's own in the place of the browser.
func pretend(t *testing.T, script string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	file := filepath.Join(dir, "browser")
	if err := os.WriteFile(file, []byte("#!/bin/sh\ncd "+dir+"\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv(Variable, file)
	return dir
}

func TestReachesNobody(t *testing.T) {
	dir := pretend(t, `printf '%s\n' "$@" > args
for a in "$@"; do case $a in --print-to-pdf=*) printf '%%PDF-1.4 /CreationDate (D:20260101) /ModDate (D:2026) end' > "${a#*=}";; esac; done`)
	made, err := PDF([]byte("<p>page"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(strings.Fields(string(made)), " "), "%PDF-1.4 end"; got != want {
		t.Errorf("the PDF is %q, want %q", got, want)
	}
	data, err := os.ReadFile(filepath.Join(dir, "args"))
	if err != nil {
		t.Fatal(err)
	}
	args := strings.Split(strings.TrimSpace(string(data)), "\n")
	for _, want := range []string{"--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9", "--disable-background-networking", "--disable-extensions"} {
		if !slices.Contains(args, want) {
			t.Errorf("the browser was not given %s", want)
		}
	}
	page := strings.TrimPrefix(args[len(args)-1], "file://")
	if _, err := os.Stat(filepath.Dir(page)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s was left behind: %v", filepath.Dir(page), err)
	}
	if i := slices.IndexFunc(args, func(a string) bool { return strings.HasPrefix(a, "--user-data-dir=") }); i < 0 || !strings.Contains(args[i], filepath.Dir(page)) {
		t.Error("the browser was not given a profile of its own")
	}
}

func TestEndedWithItsChildren(t *testing.T) {
	dir := pretend(t, "mkfifo hold\n(echo there > began; cat hold; echo late > survived) &\nwait\n")
	_, err := run(time.Second, nil, "page.pdf", func(string) []string { return nil })
	if err == nil || !strings.Contains(err.Error(), "was ended") {
		t.Fatalf("the error is %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "began")); err != nil {
		t.Skip("the machine is too busy: the program had not begun")
	}
	// What still reads the pipe would let this open; nobody does.
	if f, err := os.OpenFile(filepath.Join(dir, "hold"), os.O_WRONLY|syscall.O_NONBLOCK, 0); err == nil {
		f.Close()
		t.Error("what the browser started is still there")
	}
}

func TestSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ name, script, want string }{
		{"fails", "echo some talk >&2; echo no display >&2; exit 3", "exit status 3; it said: no display"},
		{"makes nothing", "exit 0", "made no file"},
		{"makes something else", `for a in "$@"; do case $a in --print-to-pdf=*) echo oops > "${a#*=}";; esac; done`, "no PDF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			pretend(t, c.script)
			if _, err := PDF(nil); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want %q in it", err, c.want)
			}
		})
	}
	t.Run("is not there", func(t *testing.T) {
		t.Setenv(Variable, filepath.Join(t.TempDir(), "none"))
		if _, err := PNG(nil, 1, 1); err == nil || !strings.Contains(err.Error(), Variable) {
			t.Errorf("the error is %v", err)
		}
	})
	t.Run("none at all", func(t *testing.T) {
		t.Setenv(Variable, "")
		t.Setenv("PATH", t.TempDir())
		if len(places()) > 0 {
			t.Skip("this system keeps browsers elsewhere")
		}
		if _, err := PDF(nil); !errors.Is(err, ErrNone) {
			t.Errorf("the error is %v", err)
		}
	})
}
