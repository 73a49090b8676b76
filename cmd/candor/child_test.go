package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

var everything = flag.Bool("everything", false, "test with inputs of full size and races of full length, which takes minutes")

// long leaves a test out where time is short: it runs candor very often. It
// mostly waits, for the disk above all, so such tests run beside each other.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs candor very often; left out by -short")
	}
	t.Parallel()
}

// child is candor as a program of its own.
type child struct {
	path string
	env  []string
}

func newChild(t *testing.T, env ...string) child {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "candor")
	if err := os.Symlink(exe, path); err != nil {
		t.Skip("links cannot be made here: ", err)
	}
	return child{path, env}
}

// result is how a command ended.
type result struct {
	code     int
	out, err []byte
	peak     int64         // of memory, in bytes; 0 where the system does not tell
	took     time.Duration // of the processor: others may use the machine, too
}

func (c child) command(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command(c.path, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), c.env...)
	return cmd
}

// run runs a command; one that ends in a panic fails the test.
func (c child) run(t *testing.T, dir, stdin string, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := c.command(dir, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	peak := filepath.Join(t.TempDir(), "peak")
	cmd.Env = append(cmd.Env, peakVariable+"="+peak)
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	r := result{code: cmd.ProcessState.ExitCode(), out: out.Bytes(), err: errs.Bytes(), peak: readPeak(peak), took: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if bytes.Contains(r.err, []byte("goroutine ")) || r.code < 0 {
		t.Errorf("candor %.200q: ended with code %d\n%.4000s", args, r.code, r.err)
	}
	return r
}

// texts reads a set of hostile texts.
func texts(t *testing.T, set string) []string {
	t.Helper()
	f, err := os.Open(filepath.Join("../../../shared/data/security", set))
	if err != nil {
		t.Skip("the security sets are not here: ", err)
	}
	defer f.Close()
	var all []string
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 8<<20)
	for sc.Scan() {
		var row struct{ Payload, Hex string }
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if b, err := hex.DecodeString(row.Hex); err == nil && row.Hex != "" {
			row.Payload = string(b)
		}
		all = append(all, row.Payload)
	}
	if len(all) == 0 {
		t.Fatalf("%s holds nothing", set)
	}
	return all
}

// put writes files below a folder.
func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// peakVariable names the file into which candor, run by a test, tells the most
// memory it held at once. What wait4 tells cannot be used: Linux counts what the
// test itself held when it started candor.
const peakVariable = "CANDOR_TEST_PEAK"

func tellPeak() {
	file := os.Getenv(peakVariable)
	if file == "" {
		return
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return
	}
	for line := range strings.Lines(string(status)) {
		if kib, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			_ = os.WriteFile(file, []byte(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(kib), "kB"))), 0o600)
		}
	}
}

// readPeak gives bytes, 0 where the system does not tell.
func readPeak(file string) int64 {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	kib, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		return 0
	}
	return kib << 10
}
