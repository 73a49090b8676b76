package logs

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// BenchmarkLongSpans measures logs whose lines are few and whose time is long,
// at one size and at twice that: what a record costs must stay the same.
func BenchmarkLongSpans(b *testing.B) {
	for _, of := range []struct {
		name string
		line func(*rand.Rand, int) string
		each time.Duration // from one group of lines to the next, at the most
	}{
		{"groups of one error", func(rnd *rand.Rand, _ int) string {
			return fmt.Sprintf("ERROR cannot reach shard %d of orders", rnd.IntN(1000))
		}, time.Hour},
		{"errors of 400 kinds", func(rnd *rand.Rand, i int) string {
			return "ERROR cannot reach " + word(i%400) + " of " + word(rnd.IntN(3))
		}, time.Hour},
		{"requests and errors", func(rnd *rand.Rand, _ int) string {
			if rnd.IntN(3) == 0 {
				return "ERROR the bank said no"
			}
			return fmt.Sprintf("INFO paid %d", rnd.IntN(1e6))
		}, 10 * time.Minute},
	} {
		for _, groups := range []int{10_000, 20_000} {
			text, records := inGroups(groups, of.each, of.line)
			b.Run(fmt.Sprintf("%s/%d", of.name, groups), func(b *testing.B) {
				for b.Loop() {
					if r := Read(b.Context(), []File{memory("app.log", text)}, Options{Source: "s"}).Reading(); r.Tally.Refused > 0 {
						b.Fatal(r.Gaps)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(records), "ns/record")
			})
		}
	}
}

// inGroups writes groups of lines of ten seconds each.
func inGroups(groups int, each time.Duration, line func(*rand.Rand, int) string) (text string, records int) {
	rnd := rand.New(rand.NewPCG(7, 1))
	at := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	var out strings.Builder
	for i := range groups {
		at = at.Add(time.Minute + time.Duration(rnd.Int64N(int64(each))))
		for j := range 8 + rnd.IntN(18) {
			fmt.Fprintf(&out, "%s %s\n", at.Add(time.Duration(j)*300*time.Millisecond).Format(time.RFC3339Nano), line(rnd, i))
			records++
		}
	}
	return out.String(), records
}

// word is a word of letters alone, one for each number.
func word(n int) string {
	const letters = "bcdfghjklmnpqrst"
	return string([]byte{letters[n&15], 'a', letters[n>>4&15], 'o', letters[n>>8&15]})
}
