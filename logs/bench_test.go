//go:build unix

package logs

import (
	"io"
	"strings"
	"syscall"
	"testing"
	"time"
)

func BenchmarkRead(b *testing.B) {
	for _, style := range []string{"text", "syslog", "jsonlines", "access"} {
		text := made(style, 16<<20)
		f := memory(style, text)
		f.Open = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
		b.Run(style, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			start := cpuTime()
			for b.Loop() {
				r := Read(b.Context(), []File{f}, Options{Source: "bench"})
				if rd := r.Reading(); rd.Tally.Refused > 0 {
					b.Fatal(rd.Gaps)
				}
			}
			// Wall time says little on a machine that others use, too.
			b.ReportMetric(float64(b.N)*float64(len(text))/1e6/(cpuTime()-start).Seconds(), "MB/cpu-s")
		})
	}
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
