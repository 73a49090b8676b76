package flow_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/candor-reports/candor/internal/flow"
)

// BenchmarkArchive reads and reviews a folder of 10,000 reports: those that
// other houses published, each many times over with other figures and days.
func BenchmarkArchive(b *testing.B) {
	const reports = 10_000
	files, err := filepath.Glob("../../../shared/data/reports/*.*md")
	if err != nil || len(files) == 0 {
		b.Skip("the published reports are not here")
	}
	dir := b.TempDir()
	for i := range reports {
		file := files[i%len(files)]
		text, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		turn := i / len(files)
		text = bytes.ReplaceAll(text, []byte("the pod"), fmt.Appendf(nil, "pod %d of the", turn))
		text = fmt.Appendf(text, "\n\nIt was seen %d times on %d hosts.\n", turn, i)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d-%s.md", i, filepath.Base(file))), text, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		docs, err := flow.Reports([]string{dir})
		if err != nil {
			b.Fatal(err)
		}
		if found, err := flow.Check(context.Background(), docs); err != nil || len(found) == 0 {
			b.Fatalf("%d findings, %v", len(found), err)
		}
	}
	b.ReportMetric(float64(b.N*reports)/b.Elapsed().Seconds(), "reports/s")
}
