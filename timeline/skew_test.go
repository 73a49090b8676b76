package timeline

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestSkewOf(t *testing.T) {
	base := time.Date(2024, 3, 4, 14, 0, 0, 0, time.UTC)
	made := func(n int, late func(i int) time.Duration) (a, b []Marker) {
		for i := range n {
			at := base.Add(time.Duration(i) * time.Minute)
			id := fmt.Sprintf("a%07d", i)
			a = append(a, Marker{id, at})
			b = append(b, Marker{id, at.Add(late(i))}, Marker{id, at.Add(late(i) + time.Hour)})
		}
		return a, b
	}
	for _, c := range []struct {
		name string
		n    int
		late func(i int) time.Duration
		want string
	}{
		{"behind", 7, func(i int) time.Duration { return 38*time.Second + time.Duration(i)*time.Millisecond }, "+38s"},
		{"ahead", 7, func(i int) time.Duration { return -time.Hour }, "-3600s"},
		{"one outlier", 9, func(i int) time.Duration {
			if i == 4 {
				return time.Hour
			}
			return 38 * time.Second
		}, "+38s"},
		{"too few", 4, func(int) time.Duration { return 38 * time.Second }, ""},
		{"together", 7, func(int) time.Duration { return 100 * time.Millisecond }, ""},
		{"jobs that wait about an hour", 9, func(i int) time.Duration { return time.Hour + time.Duration(i)*time.Minute }, ""},
		{"work that takes its time", 9, func(i int) time.Duration { return time.Duration(i) * 20 * time.Second }, ""},
	} {
		s, ok := SkewOf(made(c.n, c.late))
		if got := s.String(); ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%s: %s (%+v), %v, want %s", c.name, got, s, ok, c.want)
		}
	}
}

func TestMarkers(t *testing.T) {
	at := At(time.Date(2024, 3, 4, 14, 0, 0, 0, time.UTC), time.Second)
	got := Markers([]Event{
		{Time: at, Text: "deployed 4bf92f3577b34da6a3ce929d0e0e4736 and 12345678, deadbeef, 7c1f"},
		{Time: at, Labels: map[string]string{"request_id": "0b7f8f0e-2f5b-4f0e-9b57-5f2a7c1d9e10"}},
		{Time: OnDay(at.Earliest), Text: "4bf92f35"},
	})
	other := Markers([]Event{{Time: at, Text: "req_4bf92f3577 ord-7C1FAB99 01HQZX3T7K9M8N2P4R6S8T0V2W 2bTzQmZ9yXwVuTsRqPoNmLkJiH7 1186632921531000123 1772632921531000000 018e0f3a-77a1-7abc-8def-0123456789ab internationalization0000000"}})
	var ids []string
	for _, m := range other {
		ids = append(ids, m.ID)
	}
	if want := "01234567 31000123 4bf92f35 6S8T0V2W 7c1fab99 NmLkJiH7"; strings.Join(ids, " ") != want {
		t.Errorf("got %q, want %q", ids, want)
	}
	if len(got) != 3 || got[0].ID != "0b7f8f0e" || got[1].ID != "4bf92f35" || got[2].ID != "5f2a7c1d" {
		t.Errorf("got %+v", got)
	}
}
