//go:build unix

package render

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
)

// BenchmarkSite writes 1,000 reports of 24 entries each as Hugo pages and as
// candor's own, and has Hugo build its pages. All times are CPU times, of which
// the machine's other work takes nothing.
func BenchmarkSite(b *testing.B) {
	hugo, err := exec.LookPath("hugo")
	if err != nil {
		b.Skip("hugo is not installed; .ci/run installs it")
	}
	const posts = 1000
	rep := webReport(b)
	d := webPostmortem(b, rep)
	out, err := Find("hugo")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		dir := b.TempDir()
		for name, text := range hugoFiles {
			writeFile(b, filepath.Join(dir, name), []byte(text))
		}
		start := processorTime(b)
		for i := range posts {
			d.Name = fmt.Sprint("report-", i)
			var page bytes.Buffer
			if err := out.Write(&page, rep, d); err != nil {
				b.Fatal(err)
			}
			file, _ := out.Place(rep, d)
			writeFile(b, filepath.Join(dir, file), page.Bytes())
		}
		wrote := processorTime(b) - start
		start = processorTime(b)
		for i := range posts {
			d.Name = fmt.Sprint("report-", i)
			if err := writeHTML(io.Discard, rep, &incident.Draft{Name: d.Name, Markdown: d.Markdown}); err != nil {
				b.Fatal(err)
			}
		}
		pages := processorTime(b) - start
		cmd := exec.Command(hugo, "--quiet", "--source", dir, "--cacheDir", filepath.Join(dir, "cache"))
		if text, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, text)
		}
		took := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		b.ReportMetric(float64(wrote.Milliseconds()), "candor-ms")
		b.ReportMetric(float64(pages.Milliseconds()), "pages-ms")
		b.ReportMetric(float64(took.Milliseconds()), "hugo-ms")
		b.ReportMetric(float64(wrote)/float64(took), "candor/hugo")
		b.ReportMetric(float64(pages)/float64(took), "pages/hugo")
	}
}

// processorTime is what this process has taken of the processors.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
