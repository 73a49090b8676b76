package answers

import (
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/timeline"
)

func day(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func took(id, began string, t *testing.T, least, most time.Duration) archive.Entry {
	e := archive.Entry{ID: id, Began: day(t, began), House: archive.House{Title: id, Service: "checkout"}}
	if most > 0 {
		e.House.Metrics = []archive.Metric{{Name: "to mitigate", Min: least, Max: most}}
	}
	return e
}

// TestFiguresByHand compares order statistics with ones computed by hand.
func TestFiguresByHand(t *testing.T) {
	const m = time.Minute
	entries := []archive.Entry{
		took("a", "2026-01-05", t, 10*m, 10*m), took("b", "2026-02-05", t, 20*m, 30*m), took("c", "2026-03-31", t, 40*m, 40*m),
		took("d", "2026-04-01", t, 100*m, 100*m), took("e", "2026-05-01", t, 0, 0),
	}
	quarter, err := FindGroup("quarter")
	if err != nil {
		t.Fatal(err)
	}
	rows := Figures(entries, quarter, Metrics(entries))
	want := []Row{
		{"all", 5, []Figure{{
			"to mitigate", 4, 1, &Bounds{10 * m, 10 * m},
			&Bounds{17*m + 30*time.Second, 25 * m}, &Bounds{30 * m, 35 * m}, &Bounds{55 * m, 55 * m}, &Bounds{100 * m, 100 * m},
		}}},
		{"2026-Q1", 3, []Figure{{"to mitigate", 3, 0, &Bounds{10 * m, 10 * m}, nil, &Bounds{20 * m, 30 * m}, nil, &Bounds{40 * m, 40 * m}}}},
		{"2026-Q2", 2, []Figure{{"to mitigate", 1, 1, &Bounds{100 * m, 100 * m}, nil, &Bounds{100 * m, 100 * m}, nil, &Bounds{100 * m, 100 * m}}}},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

func TestTasksAsTheyStand(t *testing.T) {
	due := func(s string) timeline.Time { return timeline.OnDay(day(t, s)) }
	entries := []archive.Entry{{ID: "a", House: archive.House{
		Actions: []archive.Action{
			{Text: "open", Due: due("2026-12-01")}, {Text: "overdue", Due: due("2026-11-01")}, {Text: "late", Due: due("2026-10-01"), Done: due("2026-10-03")},
			{Text: "done", Due: due("2026-10-01"), Done: due("2026-10-01")}, {Text: "undated"}, {Text: "today", Due: due("2026-11-22")},
		},
		Promises: []archive.Promise{{Text: "broken", Due: due("2026-11-02")}},
	}}}
	var got []string
	for _, x := range Tasks(entries, day(t, "2026-11-22").Add(12*time.Hour)) {
		got = append(got, x.Text+"="+string(x.State))
	}
	if s, want := strings.Join(got, " "), "broken=broken overdue=overdue today=open open=open undated=open late=late done=done"; s != want {
		t.Errorf("tasks are\n%s\nwant\n%s", s, want)
	}
}

func TestAnniversaries(t *testing.T) {
	entries := []archive.Entry{
		took("leap", "2024-02-29", t, 0, 0), took("over-new-year", "2020-01-02", t, 0, 0), took("same-day", "2025-12-20", t, 0, 0), took("this-year", "2026-12-25", t, 0, 0),
	}
	var got []string
	for _, a := range Anniversaries(entries, day(t, "2026-12-20").Add(23*time.Hour), 80) {
		got = append(got, a.Incident+" "+a.On.Format(time.DateOnly))
	}
	if s, want := strings.Join(got, ", "), "same-day 2026-12-20, over-new-year 2027-01-02, leap 2027-03-01"; s != want {
		t.Errorf("%s\nwant %s", s, want)
	}
}

func TestSimilarByWhatIsRare(t *testing.T) {
	in := func(id, service string, patterns, factors []string) archive.Entry {
		return archive.Entry{ID: id, House: archive.House{Service: service, Patterns: patterns, Factors: factors}}
	}
	entries := []archive.Entry{
		in("one", "shop", []string{"p1", "p2"}, []string{"pool too small"}),
		in("again", "shop", []string{"p1", "p2"}, nil),
		in("factor", "mail", []string{"p9"}, []string{"pool too small"}),
		in("same-service", "shop", []string{"p7"}, nil),
		in("stranger", "dns", []string{"p8"}, nil),
	}
	got, err := Similar(entries, listOf(), "one", 10)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, l := range got {
		ids = append(ids, l.Incident)
	}
	if s := strings.Join(ids, " "); s != "again factor same-service" && s != "again factor" {
		t.Errorf("like one are %s: %v", s, got)
	}
	if len(got) > 0 && (len(got[0].Shared) != 3 || !strings.HasPrefix(got[0].Shared[0], "pattern p")) {
		t.Errorf("what they share is %v", got[0].Shared)
	}
	if _, err := Similar(entries, listOf(), "none", 10); err == nil || !strings.Contains(err.Error(), "candor archive list") {
		t.Errorf("the error is %v", err)
	}
	repeats := Repeats(entries)
	if len(repeats) != 3 || repeats[0].What != "factor pool too small" {
		t.Errorf("repeats are %v", repeats)
	}
}

func sample(t *testing.T) iter.Seq2[*archive.Texts, error] {
	pub := &archive.Public{ID: "2026-03-04-checkout", Title: "Orders failed", Service: "Shop", Published: day(t, "2026-03-09"),
		Documents: []archive.Published{{Name: "apology-letter", Title: "We are sorry"}}}
	return listOf(
		&archive.Texts{Entry: archive.Entry{ID: "2026-03-04-checkout", Began: day(t, "2026-03-04"), Public: pub, House: archive.House{
			Title: "Pool of db-7 exhausted", Service: "shop-internal", Severity: "SEV-1", Factors: []string{"the pool was too small"},
			Actions: []archive.Action{{Text: "Alert on a full pool", Owner: "Checkout lead"}},
		}}, Texts: []archive.Text{
			{Document: "apology-letter", Public: true, Lower: "you could not place an order."},
			{Document: "postmortem", Lower: "the connection pool of db-7.internal was full; ärger."},
		}},
		&archive.Texts{Entry: archive.Entry{ID: "2025-01-02-mail", Began: day(t, "2025-01-02"), House: archive.House{Title: "Mail was late", Severity: "SEV-2"}},
			Texts: []archive.Text{{Document: "report", Lower: "the queue of orders grew, and the pool of workers."}}},
	)
}

func listOf(list ...*archive.Texts) iter.Seq2[*archive.Texts, error] {
	return func(yield func(*archive.Texts, error) bool) {
		for _, t := range list {
			if !yield(t, nil) {
				return
			}
		}
	}
}

func search(t *testing.T, list iter.Seq2[*archive.Texts, error], q Query, public bool) []Hit {
	t.Helper()
	found, err := Search(list, q, public, 0)
	if err != nil {
		t.Fatal(err)
	}
	return found.Hits
}

func TestSearch(t *testing.T) {
	for query, want := range map[string]string{
		"pool":                       "2026-03-04-checkout 2025-01-02-mail",
		"POOL order":                 "2026-03-04-checkout 2025-01-02-mail",
		"severity:sev-1":             "2026-03-04-checkout",
		"pool -severity:SEV-1":       "2025-01-02-mail",
		`"connection pool"`:          "2026-03-04-checkout",
		`"pool connection"`:          "",
		"date:2025":                  "2025-01-02-mail",
		"date:2025-01..2026-03":      "2026-03-04-checkout 2025-01-02-mail",
		"date:2026-03-05":            "",
		`factor:"too small"`:         "2026-03-04-checkout",
		"owner:checkout pool":        "2026-03-04-checkout",
		"ärger":                      "2026-03-04-checkout",
		"nothing-of-this":            "",
		"https://example.com/a":      "",
		"document:apology-letter":    "",
		"-pool":                      "",
		"-severity:SEV-2 -nonsense ": "2026-03-04-checkout",
	} {
		q, err := ParseQuery(query)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		var ids []string
		for _, h := range search(t, sample(t), q, false) {
			ids = append(ids, h.Incident)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s finds %q, want %q", query, got, want)
		}
	}
}

// TestPublicSearchSeesNothingElse shows that words which only the house may know
// find nothing outside, and that what is found shows none of them.
func TestPublicSearchSeesNothingElse(t *testing.T) {
	for query, want := range map[string]int{"order": 1, "title:failed": 1, "db-7": 0, "pool": 0, "severity:SEV-1": 0, "shop-internal": 0, "owner:lead": 0, "mail": 0, "date:2026-03-09": 1, "date:2026-03-04": 0} {
		q, err := ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		hits := search(t, sample(t), q, true)
		if len(hits) != want {
			t.Errorf("%s finds %v outside", query, hits)
		}
		for _, h := range hits {
			if strings.Contains(h.Title+h.Excerpt+h.Where, "db-7") || strings.Contains(h.Title, "Pool") {
				t.Errorf("%s shows %+v", query, h)
			}
		}
	}
}

func TestQueriesThatCannotBe(t *testing.T) {
	for query, want := range map[string]string{
		"": "nothing to look for", "severty:1": "severity", `"open`: "not closed", "date:yesterday": "is not a date",
	} {
		if _, err := ParseQuery(query); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error is %v, want %q in it", query, err, want)
		}
	}
}
