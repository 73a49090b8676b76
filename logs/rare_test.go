package logs

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// rare is a log of some days in which an error comes so many times, by chance.
func rare(rnd *rand.Rand, days, times int, more ...time.Duration) *script {
	s := &script{rnd: rnd}
	type line struct {
		at   time.Duration
		text string
	}
	var lines []line
	length := time.Duration(days) * 24 * time.Hour
	for _, kind := range []struct {
		n    int
		text string
	}{{4000, "INFO request %d served"}, {800, "WARN client %d closed the connection"}, {times, "ERROR mail: address of customer %d was refused"}} {
		n, text := kind.n, kind.text
		for at := 0.0; at < 1; at += rnd.ExpFloat64() / float64(n) {
			if at > 0 {
				lines = append(lines, line{time.Duration(at * float64(length)), text})
			}
		}
	}
	for _, at := range more {
		lines = append(lines, line{at, "ERROR mail: address of customer %d was refused"})
	}
	slices.SortStableFunc(lines, func(a, b line) int { return int(math.Copysign(1, float64(a.at-b.at))) })
	for _, l := range lines {
		s.say(morning.Add(l.at), l.text, rnd.IntN(1e6))
	}
	return s
}

// TestRare holds that an error that comes rarely, by chance, is not told, however
// long the log goes on, and ten of it within three minutes are.
func TestRare(t *testing.T) {
	seeds := uint64(2)
	if *everything {
		seeds = 100
	}
	logs, wrong, missed := 0, 0, 0
	for _, days := range []int{1, 4, 14, 30} {
		for _, times := range []int{8, 16, 40, 100} {
			for seed := range seeds {
				rnd := rand.New(rand.NewPCG(seed, uint64(days*times)))
				logs++
				if events := rare(rnd, days, times).events(t); len(events) > 0 {
					wrong++
					t.Logf("%d times in %d days, seed %d:\n%s", times, days, seed, told(events))
				}
				from := time.Duration(rnd.Float64() * float64(days) * float64(24*time.Hour-4*time.Minute))
				var more []time.Duration
				for range 10 {
					more = append(more, from+time.Duration(rnd.IntN(180))*time.Second)
				}
				at := morning.Add(from)
				events := rare(rnd, days, times, more...).events(t)
				if !slices.ContainsFunc(events, func(e timeline.Event) bool {
					return e.Kind == timeline.Burst && e.Time.Earliest.Sub(at).Abs() < 30*time.Minute && e.Until.Earliest.Sub(at).Abs() < 30*time.Minute
				}) {
					missed++
					t.Logf("%d times in %d days, seed %d: ten at %s, told\n%s", times, days, seed, at.Format(time.DateTime), told(events))
				}
			}
		}
	}
	t.Logf("of %d logs something is told in %d, and ten more are missed in %d", logs, wrong, missed)
	if 100*wrong > logs || 20*missed > logs {
		t.Errorf("of %d logs something is told in %d, and ten more are missed in %d", logs, wrong, missed)
	}
}
