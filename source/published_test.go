package source_test

import (
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

const cases = "../../shared/data/incidents"

// published is a case with the chat that stands beside it.
type published struct {
	name, chat, day string
	zone            string // of the chat's clock
}

var withChat = []published{{"k8s-prow-2019-02-05.json", "k8s-2019-02-05.chat.tsv", "2019-02-05", "America/Los_Angeles"}}

// TestPublishedRows builds the timeline of real incidents from the chat beside
// them, and from the repository where CANDOR_CASES names a folder of clones,
// each OWNER+NAME/repo. It tells how many rows of the published timeline have
// an entry within two minutes, and how much of the time lies as near to one.
func TestPublishedRows(t *testing.T) {
	for _, c := range withChat {
		text, err := os.ReadFile(filepath.Join(cases, c.name))
		if err != nil {
			t.Skip("the incidents are not here: ", err)
		}
		var truth struct {
			Repo     struct{ GitHub string }
			Timeline []struct {
				At   string `json:"t_utc"`
				Text string
			}
		}
		if err := json.Unmarshal(text, &truth); err != nil {
			t.Fatal(err)
		}
		var rows []time.Time
		for _, row := range truth.Timeline {
			at, err := time.Parse("2006-01-02T15:04Z", row.At)
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, at)
		}
		env := &source.Env{Dir: t.TempDir(), Zone: time.UTC, Since: rows[0].Add(-time.Hour), Until: rows[len(rows)-1].Add(time.Hour)}
		asExport(t, c, filepath.Join(env.Dir, "chat"))
		sources := []incident.Source{{Name: "chat", Kind: "slack", Path: "chat"}}
		repo := filepath.Join(os.Getenv("CANDOR_CASES"), strings.ReplaceAll(truth.Repo.GitHub, "/", "+"), "repo")
		if _, err := os.Stat(repo); err == nil {
			if repo, err = filepath.Abs(repo); err != nil {
				t.Fatal(err)
			}
			sources = append(sources, incident.Source{Name: "git", Kind: "git", Path: repo})
		}
		var seqs []iter.Seq2[timeline.Event, error]
		for _, s := range sources {
			read, err := source.Read(t.Context(), s, env)
			if err != nil {
				t.Fatal(err)
			}
			seqs = append(seqs, read.Events)
		}
		tl, err := timeline.Build(timeline.Merge(seqs...), timeline.Options{Max: 30})
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for i, row := range rows {
			if e := beside(tl, row); e != nil {
				found++
				t.Logf("%s %s: %s %s", row.Format("15:04"), truth.Timeline[i].Text, e.Time, e.Text)
			} else {
				t.Logf("%s %s: nothing", row.Format("15:04"), truth.Timeline[i].Text)
			}
		}
		minutes, near := 0, 0
		for at := rows[0]; !at.After(rows[len(rows)-1]); at = at.Add(time.Minute) {
			if minutes++; beside(tl, at) != nil {
				near++
			}
		}
		for _, e := range tl.Entries {
			t.Logf("entry %s %s %s", e.Time, e.Kind, e.Text)
		}
		t.Logf("%s, %d sources: %d of %d published rows within two minutes of one of %d entries, as are %d of %d minutes",
			c.name, len(sources), found, len(rows), len(tl.Entries), near, minutes)
	}
}

// beside is the entry that lies within two minutes of an instant, of a row that
// is told by the minute.
func beside(tl *timeline.Timeline, at time.Time) *timeline.Entry {
	for i, e := range tl.Entries {
		if d := e.Time.Earliest.Truncate(time.Minute).Sub(at).Abs(); !e.Time.IsZero() && d <= 2*time.Minute {
			return &tl.Entries[i]
		}
	}
	return nil
}

// asExport writes a chat, a table of clock, author and text, as the export of
// a channel.
func asExport(t *testing.T, c published, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(cases, c.chat))
	if err != nil {
		t.Skip("the chat is not here: ", err)
	}
	zone, err := time.LoadLocation(c.zone)
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		cells := strings.SplitN(line, "\t", 3)
		if len(cells) < 3 {
			t.Fatalf("%s: line %d: %q", c.chat, i+2, line)
		}
		at, err := time.ParseInLocation("2006-01-02 3:04 PM", c.day+" "+cells[0], zone)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, map[string]string{"type": "message", "ts": fmt.Sprintf("%d.%06d", at.Unix(), i), "user": cells[1], "text": cells[2]})
	}
	out, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, c.day+".json"), out, 0o644); err != nil {
		t.Fatal(err)
	}
}
