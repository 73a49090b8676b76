package source_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/logs"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

func memory(name string, data []byte) logs.File {
	return logs.File{Name: name, Size: int64(len(data)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
}

// TestRecognize holds that every export in testdata is recognized as the kind
// in whose folder it lies.
func TestRecognize(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no exports in testdata")
	}
	for _, file := range files {
		arc, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := filepath.Base(filepath.Dir(file))
		for _, f := range arc.Files {
			if f.Name == "want" || f.Name == "other.json" { // what nobody can tell
				continue
			}
			exports, _ := source.Sort([]logs.File{memory(f.Name, f.Data)})
			if len(exports[want]) == 0 {
				t.Errorf("%s: %s is taken for %v", file, f.Name, exports)
			}
		}
	}
}

// TestSortLogs holds that logs stay logs, whatever their lines look like.
func TestSortLogs(t *testing.T) {
	for name, text := range map[string]string{
		"apache.log":    "[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok\n",
		"bracket.log":   "[{thread-1}] 2026-03-04 14:02:11 started\n",
		"lines.jsonl":   `{"time":"2026-03-04T14:02:11Z","level":"error","msg":"no","type":"message","user":"ann"}` + "\n",
		"wrapped.jsonl": `{"log":"2026-03-04 failed\n","stream":"stderr","time":"2026-03-04T14:02:11.5Z"}` + "\n",
		"ecs.jsonl":     `{"@timestamp":"2026-03-04T14:02:11Z","log.level":"warn","message":"slow","event":{"action":"x"}}` + "\n",
		"list.json":     `[{"timestamp":"2026-03-04T14:02:11Z","message":"x","labels":{"app":"shop"}}]`,
		"conf.yaml":     "server:\n  port: 80\n",
		"times.csv":     "time,level,message\n2026-03-04T14:02:11Z,error,no\n",
		"cut.json":      `{"alerts":[{"labels":`,
		"one.json":      `{}`,
		"empty.json":    "",
		"audit.jsonl":   `{"event":"login","actor":"ann","created_at":"2026-03-04T14:02:11Z"}` + "\n",
		"lambda.jsonl":  `{"status":"error","errorType":"TypeError","time":"2026-03-04T14:02:11Z"}` + "\n",
		"signup.jsonl":  `{"time":"2026-03-04T14:02:11Z","msg":"signup","username":"ann","first_name":"Ann"}` + "\n",
		"bus.jsonl":     `{"event_type":"order.paid","occurred_at":"2026-03-04T14:02:11Z","resource_type":"order"}` + "\n",
		"game.jsonl":    `{"event_id":"9","platform":"ios","timestamp":"2026-03-04T14:02:11Z"}` + "\n",
		"action.jsonl":  `{"action":"open","data":{"event":"x"},"time":"2026-03-04T14:02:11Z"}` + "\n",
		"stats.json":    `{"results":[1],"statistics":{"n":1}}`,
		"few.jsonl":     `{"resourceLogs":[]}` + "\n" + `{"time":"2026-03-04T14:02:11Z","msg":"a"}` + "\n" + `{"time":"2026-03-04T14:02:12Z","msg":"b"}` + "\n",
	} {
		if exports, rest := source.Sort([]logs.File{memory(name, []byte(text))}); len(rest) != 1 {
			t.Errorf("%s: is taken for %v", name, exports)
		}
	}
}

// TestStreamsOfArchive holds that an export in an archive is read as what it
// is, beside a log in it, and that a log with an export's shape is read as the
// record says.
func TestStreamsOfArchive(t *testing.T) {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, f := range [][2]string{
		{"users.json", `[{"id":"U1","team_id":"T1","name":"ann","profile":{"real_name":"Ann Example"}}]`},
		{"ops/2026-03-04.json", `[{"type":"message","user":"U1","ts":"1772633060.000100","text":"rolling back"}]`},
		{"app.log", "2026-03-04T14:02:11Z ERROR pool exhausted\n"},
	} {
		w, err := z.Create(f[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, f[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	put(t, dir, map[string]string{"export.zip": buf.String()})
	streams, err := source.Streams(t.Context(), incident.Source{Name: "a", Kind: "file", Path: "export.zip"}, &source.Env{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range streams {
		for e, err := range s.Events {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, s.Reading().Kind+": "+string(e.Actor)+" "+e.Labels["channel"]+" "+string(e.Text))
		}
		if err := s.Reading().Tally.Err(); err != nil {
			t.Error(err)
		}
	}
	want := []string{"file:   pool exhausted", "slack: Ann Example #ops rolling back"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestStreamsOfStdin holds that standard input is taken for what stands in it,
// as a file is, and read from its beginning, be it packed or not.
func TestStreamsOfStdin(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	alert := `{"receiver":"x","status":"firing","groupKey":"g","alerts":[{"status":"firing","labels":{"alertname":"HighErrorRate"},"startsAt":"2026-03-04T14:02:10Z"}]}` + "\n"
	if _, err := io.WriteString(z, alert); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	log := strings.Repeat("2026-03-04T14:02:11Z ERROR pool exhausted\n", 5000)
	for _, tt := range []struct {
		s          incident.Source
		text, kind string
		read       int
	}{
		{incident.Source{}, alert, "alertmanager", 1},
		{incident.Source{}, packed.String(), "alertmanager", 1},
		{incident.Source{}, log, "file", 5000},
		{incident.Source{}, "", "file", 0},
		{incident.Source{Each: timeline.Alert}, alert, "file", 1},
	} {
		tt.s.Name, tt.s.Kind, tt.s.Path = "a", "file", "-"
		streams, err := source.Streams(t.Context(), tt.s, &source.Env{Stdin: iotest.HalfReader(strings.NewReader(tt.text))})
		if err != nil || len(streams) != 1 {
			t.Fatalf("%d streams, %v", len(streams), err)
		}
		for range streams[0].Events {
		}
		if r := streams[0].Reading(); r.Kind != tt.kind || r.Tally.Read != tt.read {
			t.Errorf("%.20q: %s read %d, want %s and %d", tt.text, r.Kind, r.Tally.Read, tt.kind, tt.read)
		}
	}
}

// TestWatch holds that files are told before they are read, and those given
// back read.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"in/alerts.json": `[{"labels":{"alertname":"A"},"startsAt":"2026-03-04T14:02:10Z","fingerprint":"f"}]`, "in/app.log": "2026-03-04T14:02:11Z ERROR pool exhausted\n"})
	var told []string
	env := &source.Env{Dir: dir, Watch: source.Watch{Files: func(files []logs.File) []logs.File {
		for i, f := range files {
			told = append(told, f.Name)
			files[i].Name += " (watched)"
		}
		return files
	}}}
	streams, err := source.Streams(t.Context(), incident.Source{Name: "a", Kind: "file", Path: "in"}, env)
	if err != nil {
		t.Fatal(err)
	}
	var read []string
	for _, s := range streams {
		read = append(read, s.Reading().Where...)
	}
	if want := []string{"in/app.log", "in/alerts.json"}; !slices.Equal(told, want) || !slices.Equal(read, []string{want[0] + " (watched)", want[1] + " (watched)"}) {
		t.Errorf("told %q, read %q", told, read)
	}
}

// TestRecognizeCut holds that an export that was cut in the middle of its only
// object is taken for what it is, so that its kind can say that it was cut.
func TestRecognizeCut(t *testing.T) {
	for kind, text := range map[string]string{
		"prometheus":   `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"ALERTS","alertname":"a, b]"},"values":[[1772633000,"1"],[17726`,
		"alertmanager": `{"receiver":"x","status":"firing","groupKey":"{}:{a=\"b\"}","alerts":[{"status":"firing","labels":{"alertn`,
		"statuspage":   `{"page":{"id":"p"},"incidents":[{"id":"i","name":"n","status":"resolved","incident_updates":[{"id":"u","body":"b`,
	} {
		f := memory("cut.json", []byte(text))
		if exports, _ := source.Sort([]logs.File{f}); len(exports[kind]) == 0 {
			t.Errorf("%s is taken for %v", text, exports)
		}
	}
}
