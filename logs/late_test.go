package logs

import (
	"strings"
	"testing"
	"time"
)

// TestPartsOfLogs holds that where logs have holes, or one is kept for less time
// than another, what is usual in them is not told, and what is not usual is.
func TestPartsOfLogs(t *testing.T) {
	shop, door, wrong := newScript(), newScript(), newScript()
	for sec := range 8 * 3600 {
		at := morning.Add(time.Duration(sec) * time.Second)
		if m := float64(sec) / 60; m < 60 || m >= 180 {
			shop.some(1, at, "INFO item %d was looked at")
			shop.some(0.02, at, "WARN item %d is running low")
			if between(m, 360, 365) {
				wrong.some(0.5, at, "ERROR pay: bank %d did not answer")
			}
		}
		if sec >= 5*3600 { // of the other log only the end was kept
			door.some(2, at, "INFO door: %d came in")
			door.some(0.05, at, "WARN door: badge %d is worn")
			if sec%600 == 300 {
				door.say(at, "INFO clock: set")
			}
		}
	}
	files := []File{memory("shop.log", shop.String()), memory("door.log", door.String()), memory("wrong.log", wrong.String())}
	events, _ := collect(t, Read(t.Context(), files, Options{Source: "s", Zone: time.UTC}))
	var got []string
	for _, e := range events {
		if !strings.Contains(string(e.Text), everyLine) {
			got = append(got, e.Time.String()+" "+string(e.Kind)+" "+string(e.Text))
		}
	}
	want := []string{"burst pay: bank ", "recovery ended: pay: bank "}
	if len(got) != len(want) {
		t.Fatalf("got\n%s", strings.Join(got, "\n"))
	}
	for i, w := range want {
		if !strings.Contains(got[i], w) {
			t.Errorf("got %s, want %s", got[i], w)
		}
	}
}
