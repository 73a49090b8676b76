//go:build unix

package logs

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// readAlone names the variable that makes TestReadAlone read a file.
const readAlone = "CANDOR_READ_ALONE"

// TestReadAlone is what BenchmarkPeers starts as a process of its own: it reads
// one file, so that its time can be measured as that of the other programs is.
func TestReadAlone(t *testing.T) {
	path := os.Getenv(readAlone)
	if path == "" {
		t.Skip("is for BenchmarkPeers")
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	f := File{Name: path, ModTime: info.ModTime(), Size: info.Size(), Open: func() (io.ReadCloser, error) { return os.Open(path) }}
	if r := Read(t.Context(), []File{f}, Options{Source: "s"}); r.Reading().Tally.Read == 0 {
		t.Fatal("nothing was read")
	}
}

// BenchmarkPeers measures the processor time of whole processes, each in turn:
// reading a log here against indexing it with lnav, and against selecting one
// level with jq. It is run with -benchtime 5x or so; the medians are told.
func BenchmarkPeers(b *testing.B) {
	tool, err := filepath.Abs("../../shared/tools/gen_log.py")
	if err != nil {
		b.Fatal(err)
	}
	if _, err := os.Stat(tool); err != nil {
		b.Skip("the generator is not beside the project: ", tool)
	}
	for _, style := range []string{"native", "syslog", "jsonl"} {
		b.Run(style, func(b *testing.B) {
			log := filepath.Join(b.TempDir(), style+".log")
			if out, err := exec.Command("python3", tool, "--out", log, "--size", "64M", "--format", style, "--seed", "3").CombinedOutput(); err != nil {
				b.Skipf("python3 did not write the log: %v %s", err, out)
			}
			comparePeers(b, log, style == "jsonl")
		})
	}
}

func comparePeers(b *testing.B, log string, lines bool) {
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
		cpu, wall := processTime(b, home, log, os.Args[0], "-test.run=^TestReadAlone$")
		speeds = append(speeds, 64*1.048576/cpu.Seconds())
		walls = append(walls, wall.Seconds()/cpu.Seconds())
		for name, args := range peers {
			other, _ := processTime(b, home, log, name, args...)
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
func processTime(b *testing.B, home, log, name string, args ...string) (cpu, wall time.Duration) {
	state, wall := alone(b, home, log, name, args...)
	return state.UserTime() + state.SystemTime(), wall
}

// alone runs a program to its end and tells what it took.
func alone(b *testing.B, home, log, name string, args ...string) (*os.ProcessState, time.Duration) {
	ctx, stop := context.WithTimeout(b.Context(), 5*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "HOME=") }), "HOME="+home, readAlone+"="+log)
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
