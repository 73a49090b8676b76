//go:build unix

package logs

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkPeers measures the processor time of whole processes, each in turn:
// candor's first look at a log against indexing it with lnav, and against
// selecting one level with jq. It is run with -benchtime 5x or so; the medians
// are told.
func BenchmarkPeers(b *testing.B) {
	tool, err := filepath.Abs("../../shared/tools/gen_log.py")
	if err != nil {
		b.Fatal(err)
	}
	if _, err := os.Stat(tool); err != nil {
		b.Skip("the generator is not beside the project: ", tool)
	}
	candor := built(b)
	for _, of := range []struct {
		style string
		mib   int
	}{{"native", 64}, {"syslog", 64}, {"jsonl", 64}, {"native", 256}, {"syslog", 256}, {"jsonl", 256}} {
		b.Run(fmt.Sprintf("%s/%dMiB", of.style, of.mib), func(b *testing.B) {
			log := filepath.Join(b.TempDir(), of.style+".log")
			if out, err := exec.Command("python3", tool, "--out", log, "--size", fmt.Sprintf("%dM", of.mib), "--format", of.style, "--seed", "3").CombinedOutput(); err != nil {
				b.Skipf("python3 did not write the log: %v %s", err, out)
			}
			comparePeers(b, candor, log, float64(of.mib)*1.048576, of.style == "jsonl")
		})
	}
}

// built builds the program.
func built(b *testing.B) string {
	path := filepath.Join(b.TempDir(), "candor")
	if out, err := exec.Command("go", "build", "-o", path, "../cmd/candor").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return path
}

func comparePeers(b *testing.B, candor, log string, mb float64, lines bool) {
	peers := map[string][]string{"lnav": {"-n", "-c", ":filter-in no such line", log}}
	if lines {
		peers["jq"] = []string{"-c", `select(.level=="ERROR")`, log}
	}
	for name := range peers {
		if _, err := exec.LookPath(name); err != nil {
			b.Logf("%s is not installed: not compared", name)
			delete(peers, name)
		}
	}
	home := b.TempDir() // of the settings that lnav writes
	ratios := map[string][]float64{}
	var speeds, walls []float64
	for b.Loop() {
		cpu, wall := processTime(b, home, candor, "logs", log)
		speeds = append(speeds, mb/cpu.Seconds())
		walls = append(walls, wall.Seconds()/cpu.Seconds())
		for name, args := range peers {
			other, _ := processTime(b, home, name, args...)
			ratios[name] = append(ratios[name], other.Seconds()/cpu.Seconds())
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(speeds), "MB/cpu-s")
	b.ReportMetric(median(walls), "wall/cpu")
	for name, r := range ratios {
		b.ReportMetric(median(r), "times-"+name)
	}
}

// processTime runs a program to its end.
func processTime(b *testing.B, home, name string, args ...string) (cpu, wall time.Duration) {
	state, wall := alone(b, home, name, args...)
	return state.UserTime() + state.SystemTime(), wall
}

// alone runs a program to its end and tells what it took.
func alone(b *testing.B, home, name string, args ...string) (*os.ProcessState, time.Duration) {
	ctx, stop := context.WithTimeout(b.Context(), 5*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "HOME=") }), "HOME="+home)
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", name, err, out)
	}
	return cmd.ProcessState, time.Since(start)
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
