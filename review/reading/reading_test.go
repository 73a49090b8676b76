package reading_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/review/reading"
)

// TestTimes holds that one line of a timeline is read as one time, in the many
// ways people write it.
func TestTimes(t *testing.T) {
	const head = "# It failed on 2024-09-20\n\n## Timeline\n\nAll times in UTC\n\n"
	for _, c := range []struct{ line, want string }{
		{"- 11:24: text", "2024-09-20T11:24Z"},
		{"* [13:20] text", "2024-09-20T13:20Z"},
		{"- 10:05 - text", "2024-09-20T10:05Z"},
		{"- 2024-09-21 11:24: text", "2024-09-21T11:24Z"},
		{"- **2024-09-21 11:24** text", "2024-09-21T11:24Z"},
		{"- `11:24` text", "2024-09-20T11:24Z"},
		{"### 4:27", "2024-09-20T04:27Z"},
		{"### 8:20 - 8:24", "2024-09-20T08:20Z"},
		{"### ~13:30-13:45", "2024-09-20T13:30Z"},
		{"### 5:32 PM", "2024-09-20T17:32Z"},
		{"### 2018-01-18 4:19", "2018-01-18T04:19Z"},
		{"### 19. April, 11:00", "2024-04-19T11:00Z"},
		{"- 2024-09-20T11:24:05.120-07:00 text", "2024-09-20T18:24:05Z"},
		{"- 11:24 PDT – text", "2024-09-20T18:24Z"},
		{"- 16:42 GST: text", "2024-09-20T12:42Z"},
		{"- 12.39UTC: text", "2024-09-20T12:39Z"},
		{"- 2.30pm - text", "2024-09-20T14:30Z"},
		{"- 13h45 : texte", "2024-09-20T13:45Z"},
		{"- 0930 UTC: text", "2024-09-20T09:30Z"},
		{"- 9 a.m.: text", "2024-09-20T09:00Z"},
		{"- about 11:24, text", "2024-09-20T11:24Z"},
		{"- Sep 21, 11:24 - text", "2024-09-21T11:24Z"},
		{"- 21 September 2024 at 11:24 - text", "2024-09-21T11:24Z"},
		{"- 11:24 on 21 September 2024 - text", "2024-09-21T11:24Z"},
		{"- [09-21 11:24] text", "2024-09-21T11:24Z"},
		{"- 21/09/2024 11:24 text", "2024-09-21T11:24Z"},
		{"- Saturday, September 21st, 2024 11:24 UTC+2 text", "2024-09-21T09:24Z"},
		{"- 11:24 (UTC+05:30) text", "2024-09-20T05:54Z"},
		{"- 11:24 Pacific Time text", "2024-09-20T18:24Z"},
		{"| Time | Event |\n|---|---|\n| 11:24 | text |", "2024-09-20T11:24Z"},
		{"| Date | Time (CEST) | Event |\n|---|---|---|\n| 2024-09-21 | 11:24 | text |", "2024-09-21T09:24Z"},
		{"11:24 UTC: text", "2024-09-20T11:24Z"},
	} {
		d := reading.Read("report.md", []byte(head+c.line+"\n"))
		if len(d.Rows) != 1 {
			t.Errorf("%q: %d rows, want 1", c.line, len(d.Rows))
			continue
		}
		if got := d.Rows[0].Time.String(); got != c.want {
			t.Errorf("%q is read as %s, want %s", c.line, got, c.want)
		}
	}
}

func TestNotTimes(t *testing.T) {
	for _, line := range []string{
		"- 10.12.5.36:10254 was refused", "- ratio 16:9 of it", "- see api.log:17:20", "- version 1.24.0", "- 503 errors", "- v3.5.0 at http://example.com/11:24",
		"15:23 UTC we heard of it and", "```\n- 11:24: text\n```", "> 11:24: text", "<!--\n- 11:24: text\n-->", "- may 5 people be told", "- 5 may be told",
	} {
		if d := reading.Read("report.md", []byte("## Timeline\n\ntext\n"+line+"\n")); len(d.Rows) != 0 {
			t.Errorf("%q is read as a row: %v", line, d.Rows[0].Time)
		}
	}
}

// TestZoneStatements holds that the zone of all times is found in the words
// that reports state it by, and not where a text speaks of something else.
func TestZoneStatements(t *testing.T) {
	for line, zone := range map[string]string{
		"All times in UTC": "UTC", "_(all times UTC)_": "UTC", "Timestamps: UTC": "UTC", "Timezone is UTC": "UTC",
		"All events are documented in [UTC](https://example.com/utc) time.": "UTC",
		"Every entry below is given in **PST**.":                            "PST",
		"We use UTC throughout.":                                            "UTC",
		"UTC is used for all times.":                                        "UTC",
		"All of the below is UTC.":                                          "UTC",
		"The timeline uses UTC":                                             "UTC",
		"All dates and hours are CET":                                       "CET",
		"Everything here is in UTC+2":                                       "UTC+2",
		"(times in Central European Summer Time)":                           "Central European Summer Time",
		"Todas las horas son UTC":                                           "UTC",
		"All servers run in UTC.":                                           "",
		"We restarted the clock service in UTC containers.":                 "",
	} {
		d := reading.Read("report.md", []byte("# It failed on 2024-09-20\n\n## Timeline\n\n"+line+"\n\n- 14:29 It is reported\n- 14:43 It is fixed\n"))
		got := ""
		if len(d.Zones) > 0 {
			got = d.Zones[0].Zone.Name
		}
		if got != zone {
			t.Errorf("%q: zone %q, want %q", line, got, zone)
		}
	}
}

func TestDurations(t *testing.T) {
	for _, c := range []struct {
		line string
		want time.Duration
	}{
		{"lasting 97 minutes", 97 * time.Minute},
		{"TTR: 1 h 4", 64 * time.Minute},
		{"for approximately 2 hours and 13 minutes", 133 * time.Minute},
		{"duration: 45m", 45 * time.Minute},
		{"- **Time to repair**: 1h 4m", 64 * time.Minute},
		{"a 47-minute outage", 47 * time.Minute},
		{"one and a half hours", 90 * time.Minute},
		{"half an hour", 30 * time.Minute},
		{"1.5 hours", 90 * time.Minute},
		{"673h 34m", 673*time.Hour + 34*time.Minute},
		{"3 days, 2 hours", 74 * time.Hour},
		{"1h30m", 90 * time.Minute},
	} {
		d := reading.Read("report.md", []byte(c.line+"\n"))
		if len(d.Durations) != 1 || d.Durations[0].Value != c.want {
			t.Errorf("%q: %v, want %v", c.line, d.Durations, c.want)
		}
	}
}

// TestPublished reads the reports that their authors published, and holds the
// counts of rows that a person counts in them.
func TestPublished(t *testing.T) {
	const dir = "../../../shared/data/reports"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the published reports are not here: ", err)
	}
	for name, rows := range map[string]int{
		"cratesio-2023-07-20.md": 16, "cratesio-2025-04-11.md": 0, "etcd-v3.5.md": 8, "k8s-2019-01-23.md": 11, "k8s-2019-02-05.md": 12,
		"mybinder-2017-11-30-oom-proxy.md": 11, "mybinder-2018-01-04-failed-staging-deploy.md": 8, "mybinder-2018-04-18-cull-flood.md": 15,
		"datahub-2017-03-06-helm-config-image-mismatch.qmd": 11, "datahub-2018-01-25-helm-chart-upgrade.qmd": 4, "rustup-1.24.0.md": 0,
	} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if d := reading.Read(name, b); len(d.Rows) != rows {
			t.Errorf("%s: %d rows, want %d", name, len(d.Rows), rows)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("---\ndate: 2024-01-02\n---\n# 2024\n- 10:05 - 11:00 PST: #12 took 1 h 4\n| Time | x |\n|-|-|\n| 4:19 PM | y |\n")
	f.Add("[03-26 17:40] a\n### 19. April, 11:00\n**First detected** 2021-01-02 5:00 (BST)\n")
	f.Fuzz(func(t *testing.T, text string) {
		d := reading.Read("2024-01-02.md", []byte(text))
		lines := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
		for _, m := range d.Mentions {
			if m.Line < 1 || m.Line > len(lines) || m.Column < 1 || m.Column > len([]rune(lines[m.Line-1]))+1 {
				t.Errorf("%q at %d:%d is outside of the text", m.Text, m.Line, m.Column)
			}
		}
	})
}
