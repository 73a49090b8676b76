package logs

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

const loghub = "../../shared/data/loghub"

// loghubTables say how the columns of each system's table hold the time.
var loghubTables = map[string]struct {
	columns []string
	layout  string
	year    int
}{
	"Apache":    {[]string{"Time"}, "Mon Jan 02 15:04:05 2006", 0},
	"HDFS":      {[]string{"Date", "Time"}, "060102 150405", 0},
	"Hadoop":    {[]string{"Date", "Time"}, "2006-01-02 15:04:05,000", 0},
	"Linux":     {[]string{"Month", "Date", "Time"}, "Jan 2 15:04:05", 2005},
	"OpenSSH":   {[]string{"Date", "Day", "Time"}, "Jan 2 15:04:05", 2008},
	"OpenStack": {[]string{"Date", "Time"}, "2006-01-02 15:04:05.000", 0},
	"Spark":     {[]string{"Date", "Time"}, "06/01/02 15:04:05", 0},
	"Zookeeper": {[]string{"Date", "Time"}, "2006-01-02 15:04:05,000", 0},
}

// TestLoghub reads each line of eight systems and compares time and level with
// the published tables.
func TestLoghub(t *testing.T) {
	if _, err := os.Stat(loghub); err != nil {
		t.Skip("the LogHub samples are not here: ", err)
	}
	zone := time.FixedZone("test", 2*3600)
	for name, truth := range loghubTables {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(loghub, name, name+"_2k.log")
			rows := table(t, path+"_structured_corrected.csv")
			r := Read(t.Context(), []File{onDisk(t, path)}, Options{Source: name, Zone: zone, Year: truth.year, Each: timeline.Note})
			events, refused := collect(t, r)
			if len(refused) > 0 {
				t.Fatalf("%d lines not understood: %v", len(refused), refused[0])
			}
			byLine := map[int]timeline.Event{}
			for _, e := range events {
				byLine[e.Source.Line] = e
			}
			levels, right := 0, 0
			for _, row := range rows {
				line, _ := strconv.Atoi(row["LineId"])
				e, ok := byLine[line]
				if !ok {
					t.Fatalf("line %d: no event", line)
				}
				want := truthTime(t, row, truth.columns, truth.layout, truth.year, zone)
				if !e.Time.Earliest.Equal(want) {
					t.Fatalf("line %d: %v, want %v", line, e.Time.Earliest, want.UTC())
				}
				if l := levelOf([]byte(row["Level"])); l != timeline.NoLevel {
					levels++
					if l == e.Level {
						right++
					} else if levels-right < 4 {
						t.Logf("line %d: level %v, want %v: %s", line, e.Level, l, e.Text)
					}
				}
			}
			t.Logf("%d of %d times, %d of %d levels", len(rows), len(rows), right, levels)
			if right*100 < levels*99 {
				t.Errorf("%d of %d levels", right, levels)
			}
		})
	}
}

func truthTime(t *testing.T, row map[string]string, columns []string, layout string, year int, zone *time.Location) time.Time {
	t.Helper()
	var parts []string
	for _, c := range columns {
		v := strings.TrimSuffix(row[c], ".0")
		if n := len(v); n > 0 && n < 6 && strings.Trim(v, "0123456789") == "" && strings.HasPrefix(layout, "060102 ") {
			v = fmt.Sprintf("%06s", v) // the table lost the zeros in front
		}
		parts = append(parts, v)
	}
	at, err := time.ParseInLocation(layout, strings.Join(parts, " "), zone)
	if err != nil {
		t.Fatalf("line %s of the table: %v", row["LineId"], err)
	}
	if year != 0 {
		at = at.AddDate(year-at.Year(), 0, 0)
	}
	return at
}

func table(t testing.TB, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, rec := range records[1:] {
		row := map[string]string{}
		for i, v := range rec {
			row[records[0][i]] = v
		}
		rows = append(rows, row)
	}
	return rows
}

func onDisk(t testing.TB, path string) File {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return File{Name: filepath.Base(path), Size: info.Size(), ModTime: info.ModTime(), Open: func() (io.ReadCloser, error) { return os.Open(path) }}
}
