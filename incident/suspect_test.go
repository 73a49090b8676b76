package incident_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// change is a commit of a repository, by the time it landed.
func change(ref, landed, subject string, labels map[string]string) timeline.Event {
	e := happened("shop", landed, timeline.Commit, subject)
	e.Source.Ref, e.Labels = ref, labels
	return e.Seal()
}

func happened(source, at string, kind timeline.Kind, text string) timeline.Event {
	t, err := timeline.ParseTime(at, time.UTC)
	if err != nil {
		panic(err)
	}
	return timeline.Event{Time: t, Kind: kind, Text: timeline.Foreign(text), Source: timeline.Position{Source: source}}.Seal()
}

func suspects(t *testing.T, events ...timeline.Event) ([]incident.Suspect, int) {
	t.Helper()
	seq := func(yield func(timeline.Event, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
	}
	marks := []timeline.Mark{
		{Milestone: timeline.Started, Time: happened("", "2026-03-04T14:00Z", timeline.Note, "").Time},
		{Milestone: timeline.Mitigated, Time: happened("", "2026-03-04T15:00Z", timeline.Note, "").Time},
	}
	tl, err := timeline.Build(seq, timeline.Options{Marks: marks})
	if err != nil {
		t.Fatal(err)
	}
	return incident.Suspects(tl)
}

// trouble is an error of the incident that names a file.
func trouble() timeline.Event {
	e := happened("api-log", "2026-03-04T14:01Z", timeline.Burst, "cannot take payment")
	e.Level, e.Lines = timeline.Error, 400
	e.Detail = "at charge (pay/gateway.go:81)"
	e.Until = happened("", "2026-03-04T14:50Z", timeline.Note, "").Time
	return e.Seal()
}

func TestSuspectsAreRanked(t *testing.T) {
	deploy := happened("deploys", "2026-03-04T13:55Z", timeline.Deploy, "shop v7 to production")
	v7 := map[string]string{"release": "v7", "released": "2026-03-04T13:00:00Z"}
	with := func(labels map[string]string, key, value string) map[string]string {
		out := map[string]string{key: value}
		for k, v := range labels {
			out[k] = v
		}
		return out
	}
	got, later := suspects(t, deploy, trouble(),
		change("aaaaaaaaaa", "2026-03-04T09:00Z", "payment: retries the charge", with(v7, "files", "pay/gateway.go")),
		change("bbbbbbbbbb", "2026-03-04T09:10Z", "search: sorts by price", with(v7, "files", "search/sort.go")),
		change("cccccccccc", "2026-03-04T09:20Z", "docs: explains payment", with(v7, "files", "docs/payment.md")),
		change("dddddddddd", "2026-03-04T09:30Z", "payment: a new gateway", map[string]string{"files": "pay/gateway.go"}),
		change("eeeeeeeeee", "2026-03-04T14:30Z", "payment: takes the retry out", map[string]string{"files": "pay/gateway.go"}),
	)
	var order []string
	for _, s := range got {
		order = append(order, s.Event.Source.Ref[:1])
	}
	if strings.Join(order, "") != "adbc" || later != 1 {
		for _, s := range got {
			t.Logf("%s %d for %q against %q", s.Event.Text, s.Score, s.For, s.Against)
		}
		t.Errorf("order %v, %d later; want a, d, b, c and 1", order, later)
	}
	reasons(t, got[0].For, "deployed 5 min before impact began", "touches pay/gateway.go, which the errors name",
		"touches files that the change of 2026-03-04 14:30 UTC touches, which landed before the incident was over")
	reasons(t, got[1].Against, "no release or deployment is known to carry it")
	reasons(t, got[2].Against, "touches nothing that the errors name")
	reasons(t, got[3].Against, "touches only tests or documentation")
}

func TestWhatSpeaksAgainst(t *testing.T) {
	reverted := change("aaaaaaaaaa", "2026-03-04T09:00Z", "one", map[string]string{"reverted_by": "bbbbbbbbbb"})
	early := change("bbbbbbbbbb", "2026-03-04T10:00Z", "back", nil)
	got, _ := suspects(t, trouble(), reverted, early)
	reasons(t, of(t, got, "aaaaaaaaaa").Against, "taken back before impact began (2026-03-04 10:00 UTC)")

	back := change("bbbbbbbbbb", "2026-03-04T14:10Z", "back", nil)
	got, _ = suspects(t, trouble(), reverted, back)
	reasons(t, of(t, got, "aaaaaaaaaa").Against, "taken back 2026-03-04 14:10 UTC, and errors went on")

	late := change("cccccccccc", "2026-03-04T09:00Z", "one", map[string]string{"release": "v8", "released": "2026-03-04T16:00:00Z"})
	got, _ = suspects(t, trouble(), late)
	reasons(t, of(t, got, "cccccccccc").Against, "first released after impact began, in v8 (2026-03-04 16:00:00 UTC)")

	undeployed := change("dddddddddd", "2026-03-04T09:00Z", "one", map[string]string{"release": "v7", "released": "2026-03-04T12:00:00Z"})
	got, _ = suspects(t, trouble(), undeployed, happened("deploys", "2026-03-04T13:55Z", timeline.Deploy, "shop v6 to production"))
	reasons(t, of(t, got, "dddddddddd").Against, "no deployment names it")
}

func TestSuspectsNeedABeginning(t *testing.T) {
	tl, err := timeline.Build(func(yield func(timeline.Event, error) bool) {
		yield(change("aaaaaaaaaa", "2026-03-04T09:00Z", "one", nil), nil)
	}, timeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, later := incident.Suspects(tl); got != nil || later != 0 {
		t.Errorf("%v, %d; want none where nobody knows when it began", got, later)
	}
}

func of(t *testing.T, list []incident.Suspect, ref string) incident.Suspect {
	t.Helper()
	i := slices.IndexFunc(list, func(s incident.Suspect) bool { return s.Event.Source.Ref == ref })
	if i < 0 {
		t.Fatalf("%s is not among the suspects", ref)
	}
	return list[i]
}

func reasons(t *testing.T, got []timeline.Foreign, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(fmt.Sprint(got), w) {
			t.Errorf("reasons %q, want %q among them", got, w)
		}
	}
}
