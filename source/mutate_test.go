package source_test

import (
	"math/rand/v2"
	"testing"
)

// TestMutatedExports reads exports of which some bytes were changed, moved or
// taken out, always the same.
func TestMutatedExports(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	rng := rand.New(rand.NewPCG(1, 2))
	with := []string{"", "0", "-1", "null", "{", "}", "[", "]", "\"", ",", ":", "\n", "\\", "1e999", "99999999999999999999", "\xff", "true", "\"\"", "[]", "{}", "\t", "\u202e"}
	// The end of a line behind a backslash once made a place that lies before the
	// beginning.
	holds(t, "pagerduty", []byte("{\"a\\\n\":1,\"log_entries\":[]}\n"))
	exports(t, func(kind string, data []byte) {
		if len(data) > 8<<10 {
			data = data[:8<<10]
		}
		for range rounds {
			b := append([]byte(nil), data...)
			for range 1 + rng.IntN(4) {
				i := rng.IntN(len(b))
				j := min(len(b), i+rng.IntN(12))
				word := with[rng.IntN(len(with))]
				b = append(b[:i:i], append([]byte(word), b[j:]...)...)
				if len(b) == 0 {
					break
				}
			}
			holds(t, kind, b)
		}
	})
}
