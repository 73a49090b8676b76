//go:build unix

package logs

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// BenchmarkShapes reads the lines of a log as containers and tools wrap them, and
// those of a web server. The lines are made, or those of the file that
// CANDOR_BENCH_LOG names.
func BenchmarkShapes(b *testing.B) {
	inner := made("text", 16<<20)
	if name := os.Getenv("CANDOR_BENCH_LOG"); name != "" {
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		inner = string(text[:min(len(text), 64<<20)])
	}
	for _, c := range []struct {
		name string
		text func() string
	}{
		{"plain", func() string { return inner }},
		{"docker", func() string { return wrapped(inner, dockered) }},
		{"cri", func() string { return wrapped(inner, cried) }},
		{"kubectl", func() string {
			return wrapped(inner, func(b *strings.Builder, _ time.Time, n int, line string) {
				fmt.Fprintf(b, "[pod/cart-7d4f9c6b8d-x%dxkp/app] %s\n", n%3, line)
			})
		}},
		{"compose", func() string {
			return wrapped(inner, func(b *strings.Builder, _ time.Time, n int, line string) {
				fmt.Fprintf(b, "cart-%d  | %s\n", n%3, line)
			})
		}},
		{"access", func() string { return combined(16 << 20) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			text := c.text()
			f := memory(c.name, text)
			f.Open = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
			b.SetBytes(int64(len(text)))
			start := cpuTime()
			for b.Loop() {
				r := Read(b.Context(), []File{f}, Options{Source: "bench"})
				if rd := r.Reading(); rd.Tally.Read == 0 || rd.Tally.Refused > rd.Tally.Read/100 {
					b.Fatal(rd.Tally, rd.Gaps)
				}
			}
			b.ReportMetric(float64(b.N)*float64(len(text))/1e6/(cpuTime()-start).Seconds(), "MB/cpu-s")
		})
	}
}

// wrapped writes each line as a container's runtime or a tool does.
func wrapped(inner string, write func(b *strings.Builder, at time.Time, n int, line string)) string {
	at := time.Date(2026, 3, 14, 8, 0, 0, 0, time.UTC)
	rnd := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	b.Grow(2 * len(inner))
	n := 0
	for line := range strings.SplitSeq(strings.TrimSuffix(inner, "\n"), "\n") {
		at = at.Add(time.Duration(rnd.IntN(40_000_000)))
		write(&b, at, n, line)
		n++
	}
	return b.String()
}

func dockered(b *strings.Builder, at time.Time, n int, line string) {
	quoted, _ := json.Marshal(line + "\n")
	fmt.Fprintf(b, `{"log":%s,"stream":"stdout","time":"%s"}`+"\n", quoted, at.Format("2006-01-02T15:04:05.000000000Z"))
}

func cried(b *strings.Builder, at time.Time, n int, line string) {
	fmt.Fprintf(b, "%s stdout F %s\n", at.Format("2006-01-02T15:04:05.000000000Z"), line)
}

// combined writes an access log in the Combined Log Format, with paths, browsers
// and answers as a shop has them.
func combined(size int) string {
	rnd := rand.New(rand.NewPCG(5, 6))
	at := time.Date(2026, 3, 14, 8, 0, 0, 0, time.UTC)
	paths := []string{"/", "/items/%d", "/cart/%d/add?qty=2", "/static/app.%x.js", "/api/v2/orders/%d/status", "/search?q=shoes&page=%d", "/img/%d-large.webp"}
	agents := []string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3 Mobile/15E148 Safari/604.1",
		"kube-probe/1.29", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
	}
	statuses := []int{200, 200, 200, 200, 200, 200, 304, 301, 404, 200, 200, 500, 302, 200, 200, 200}
	var b strings.Builder
	b.Grow(size + 400)
	for b.Len() < size {
		at = at.Add(time.Duration(rnd.IntN(20)) * time.Millisecond)
		path := paths[rnd.IntN(len(paths))]
		if strings.Contains(path, "%") {
			path = fmt.Sprintf(path, rnd.IntN(1e6))
		}
		fmt.Fprintf(&b, "10.%d.%d.%d - - [%s] \"GET %s HTTP/1.1\" %d %d \"https://shop.example/\" \"%s\" %d.%03d\n",
			rnd.IntN(9), rnd.IntN(255), rnd.IntN(255), at.Format("02/Jan/2006:15:04:05 -0700"), path, statuses[rnd.IntN(len(statuses))], rnd.IntN(1e5), agents[rnd.IntN(len(agents))], rnd.IntN(2), rnd.IntN(1000))
	}
	return b.String()
}
