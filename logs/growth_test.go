//go:build unix

package logs

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// keepLong names the variable with the path at which BenchmarkGrowth leaves its
// longest log, so that other commands can be tried on it.
const keepLong = "CANDOR_LONG_LOG"

// BenchmarkGrowth measures the processor time and the peak memory of whole
// processes on logs of 100 MB, 1 GB and, with -everything, 4 GB of an
// application that goes on for up to four days. It is run with -benchtime 1x.
func BenchmarkGrowth(b *testing.B) {
	sizes := []int64{100e6, 1e9}
	if *everything {
		sizes = append(sizes, 4e9)
	}
	candor := built(b)
	for i, size := range sizes {
		b.Run(strconv.FormatInt(size/1e6, 10)+"MB", func(b *testing.B) {
			log := filepath.Join(b.TempDir(), "app.log")
			if path := os.Getenv(keepLong); path != "" && i == len(sizes)-1 {
				log = path
			}
			lines, _ := writeLong(b, log, size)
			b.ResetTimer()
			for b.Loop() {
				growth(b, candor, log, size, lines)
			}
		})
	}
}

// growth takes a first look at a log in a process of its own.
func growth(b *testing.B, candor, log string, size int64, lines int) {
	state, wall := alone(b, b.TempDir(), candor, "logs", log)
	cpu := state.UserTime() + state.SystemTime()
	peak := int64(state.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS != "darwin" { // where it is in bytes
		peak <<= 10
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(size)/1e6/cpu.Seconds(), "MB/cpu-s")
	b.ReportMetric(cpu.Seconds(), "cpu-s")
	b.ReportMetric(wall.Seconds(), "wall-s")
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
	b.ReportMetric(float64(lines), "lines")
}

// longLasts is how long the outage is that a long log tells of.
const longLasts = 22 * time.Minute

// writeLong writes about a gigabyte a day of what one application logs. A third
// into it the bank that it calls is out for a while.
func writeLong(tb testing.TB, path string, size int64) (lines int, outage time.Time) {
	tb.Helper()
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	rnd := rand.New(rand.NewPCG(3, 5))
	at, buf := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), []byte(nil)
	for written := int64(0); written < size; lines++ {
		// Day and night differ by a third.
		busy := 1.2 - 0.4*float64((at.Hour()+10)%24)/24
		at = at.Add(time.Duration(rnd.ExpFloat64() * float64(12*time.Millisecond) / busy))
		if outage.IsZero() && written > size/3 {
			outage = at
		}
		what := longWords[rnd.IntN(len(longWords))]
		if !outage.IsZero() && at.Sub(outage) < longLasts && rnd.IntN(20) == 0 {
			what = longTrouble
		}
		buf = at.AppendFormat(buf[:0], "2006-01-02T15:04:05.000Z ")
		buf = fillIn(buf, what, rnd)
		n, err := w.Write(append(buf, '\n'))
		if err != nil {
			tb.Fatal(err)
		}
		written += int64(n)
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	return lines, outage
}

// fillIn writes a message, with a number of one to five digits for each %, and an
// id for each #.
func fillIn(buf []byte, what string, rnd *rand.Rand) []byte {
	for i := range len(what) {
		switch what[i] {
		case '%':
			buf = strconv.AppendInt(buf, int64(math.Pow(10, 5*rnd.Float64())), 10)
		case '#':
			buf = fmt.Appendf(buf, "%016x", rnd.Uint64())
		default:
			buf = append(buf, what[i])
		}
	}
	return buf
}

const longTrouble = "ERROR [worker-%] shop.payment.BankClient - connection to the bank refused after % ms, order % kept for later, trace #"

// longWords are forty messages: eight things that are done to five.
var longWords = func() (out []string) {
	for _, thing := range []string{"order", "basket", "invoice", "parcel", "customer"} {
		for _, what := range []string{
			"INFO  [http-%] shop.api.Requests - GET /NAME/% answered 200 in % ms, trace #",
			"INFO  [http-%] shop.api.Requests - POST /NAME answered 201 in % ms, trace #",
			"DEBUG [worker-%] shop.NAME.Store - row % of NAME read from replica-% in % us",
			"INFO  [worker-%] shop.NAME.Service - NAME % was changed by user % (version %)",
			"DEBUG [cache-%] shop.NAME.Cache - NAME % is not in the cache, % entries, % bytes",
			"INFO  [queue-%] shop.NAME.Events - sent event # for NAME % to partition %",
			"WARN  [worker-%] shop.NAME.Service - NAME % took % ms, which is slow",
			"INFO  [timer-%] shop.NAME.Sweeper - swept % of % rows",
		} {
			out = append(out, strings.ReplaceAll(what, "NAME", thing))
		}
	}
	return out
}()

// TestLongLog looks for the outage in a long log.
func TestLongLog(t *testing.T) {
	const size = 40e6
	path := filepath.Join(t.TempDir(), "app.log")
	lines, outage := writeLong(t, path, size)
	f := File{Name: "app.log", ModTime: outage.AddDate(0, 0, 1), Size: size, Open: func() (io.ReadCloser, error) { return os.Open(path) }}
	r := Read(t.Context(), []File{f}, Options{Source: "s"})
	events, _ := collect(t, r)
	if got := r.Reading().Tally.Read; got != lines {
		t.Errorf("%d of %d lines were read", got, lines)
	}
	if len(events) != 2 {
		t.Fatalf("events: %v", events)
	}
	for i, want := range []time.Time{outage, outage.Add(longLasts)} {
		e := events[i]
		if e.Time.Earliest.Sub(want).Abs() > 10*time.Second || !strings.Contains(string(e.Text), "connection to the bank refused") {
			t.Errorf("%s %s %s, where the outage began or ended at %s", e.Time, e.Kind, e.Text, want)
		}
	}
}
