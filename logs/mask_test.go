package logs

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func BenchmarkMask(b *testing.B) {
	var lines [][]byte
	size := 0
	for _, s := range miningSystems {
		f, err := os.Open(filepath.Join(loghub, s, s+"_2k.log_structured_corrected.csv"))
		if err != nil {
			b.Skip("the LogHub samples are not here: ", err)
		}
		rows, _ := csv.NewReader(f).ReadAll()
		f.Close()
		col := 0
		for i, n := range rows[0] {
			if n == "Content" {
				col = i
			}
		}
		for _, r := range rows[1:] {
			lines = append(lines, []byte(r[col]))
			size += len(r[col])
		}
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	start := cpuTime()
	var h uint64
	for b.Loop() {
		for _, l := range lines {
			h ^= maskOf(l)
		}
	}
	b.ReportMetric(float64(b.N)*float64(size)/1e6/(cpuTime()-start).Seconds(), "MB/cpu-s")
	_ = strings.TrimSpace
}

var miningSystems = []string{"Apache", "HDFS", "Hadoop", "Linux", "OpenSSH", "OpenStack", "Spark", "Zookeeper"}
