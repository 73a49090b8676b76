//go:build linux

package templates

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What a template may cost, hostile ones included: time of the processor and
// memory of the whole process.
const (
	mostTime   = 2 * time.Second
	mostMemory = 256 << 20
)

var peak = regexp.MustCompile(`VmHWM:\s*(\d+) kB`)

// abuseVariable makes the tests' program execute one template, from standard
// input, and end.
const abuseVariable = "CANDOR_TEST_ABUSE"

// TestAbuseBounds runs every hostile template in a process of its own, and
// holds what it cost, whatever became of it. It prints the dearest of each kind.
func TestAbuseBounds(t *testing.T) {
	if os.Getenv(abuseVariable) != "" {
		text, err := io.ReadAll(os.Stdin)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = written(string(text)).Execute(manyEvents(t, 300)) // what it says is TestAbuse's
		status, err := os.ReadFile("/proc/self/status")
		if err != nil {
			t.Skip("the system does not tell the memory of a process")
		}
		// What wait4 tells would hold what the tests themselves held.
		fmt.Printf("%s\n", peak.Find(status))
		return
	}
	if raceDetector {
		t.Skip("what a template costs is not told under the race detector")
	}
	all := abuses()
	for _, s := range samples(t) {
		all = append(all, abuse{name: s.ID, text: s.Payload})
	}
	type cost struct {
		name   string
		took   time.Duration
		memory int64
	}
	var costs []cost
	for _, a := range all {
		cmd := exec.Command(os.Args[0], "-test.run=^TestAbuseBounds$")
		cmd.Env = append(os.Environ(), abuseVariable+"=1")
		cmd.Stdin = strings.NewReader(a.text)
		out, err := cmd.CombinedOutput()
		if err != nil || bytes.Contains(out, []byte("panic:")) {
			t.Errorf("%s: %v\n%.2000s", a.name, err, out)
			continue
		}
		c := cost{name: a.name, took: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
		if m := peak.FindSubmatch(out); m != nil {
			kib, _ := strconv.ParseInt(string(m[1]), 10, 64)
			c.memory = kib << 10
		}
		if c.took > mostTime || c.memory > mostMemory {
			t.Errorf("%s took %v of the processor and %d MiB; want at most %v and %d MiB", c.name, c.took, c.memory>>20, mostTime, mostMemory>>20)
		}
		costs = append(costs, c)
	}
	slow := slices.MaxFunc(costs, func(a, b cost) int { return cmp.Compare(a.took, b.took) })
	large := slices.MaxFunc(costs, func(a, b cost) int { return cmp.Compare(a.memory, b.memory) })
	t.Logf("%d templates; at most %v of the processor (%s) and %d MiB (%s)", len(costs), slow.took, slow.name, large.memory>>20, large.name)
	for _, c := range costs {
		t.Logf("%8v %4d MiB  %s", c.took.Round(time.Millisecond), c.memory>>20, c.name)
	}
}
