//go:build unix

package logs

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkMask masks the messages of the LogHub samples.
func BenchmarkMask(b *testing.B) {
	var lines [][]byte
	size := 0
	for _, s := range miningSystems {
		path := filepath.Join(loghub, s, s+"_2k.log_structured_corrected.csv")
		if _, err := os.Stat(path); err != nil {
			b.Skip("the LogHub samples are not here: ", err)
		}
		for _, row := range table(b, path) {
			lines = append(lines, []byte(row["Content"]))
			size += len(row["Content"])
		}
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	start := cpuTime()
	for b.Loop() {
		for _, l := range lines {
			maskOf(l)
		}
	}
	b.ReportMetric(float64(b.N)*float64(size)/1e6/(cpuTime()-start).Seconds(), "MB/cpu-s")
}

// BenchmarkMine joins some 60,000 groups, near the most that a source keeps.
func BenchmarkMine(b *testing.B) {
	m := newMiner(1 << 17) // half of it is kept whole
	rnd := rand.New(rand.NewPCG(3, 4))
	for len(m.groups) < 55_000 {
		for _, l := range chatter(10_000, rnd) {
			m.add(maskOf([]byte(l)), []byte(l), 1)
		}
	}
	start := cpuTime()
	for b.Loop() {
		m.mine()
	}
	b.ReportMetric((cpuTime()-start).Seconds()/float64(b.N), "cpu-s/op")
	b.ReportMetric(float64(len(m.groups)), "groups")
}
