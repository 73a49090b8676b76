package history

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Taking the hunks out of one version and putting in those of the next gives
// the next version, whatever the two are.
func TestDiffLines(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for n := range 400 {
		a, b := randomLines(rng, 1+n%200), randomLines(rng, 1+n%170)
		if n%3 == 0 {
			b = append(a[:len(a)/2:len(a)/2], b...)
		}
		checkDiff(t, a, b)
	}
	checkDiff(t, randomLines(rng, 9000), randomLines(rng, 9000))
	checkDiff(t, nil, randomLines(rng, 3))
	checkDiff(t, nil, nil)
}

func randomLines(rng *rand.Rand, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = strings.Repeat(" ", rng.IntN(3)) + fmt.Sprint(rng.IntN(1+n/2))
	}
	return out
}

func checkDiff(t *testing.T, a, b []string) {
	t.Helper()
	texts := newTexts(sameness{})
	x, y := texts.parse([]byte(strings.Join(a, "\n"))), texts.parse([]byte(strings.Join(b, "\n")))
	at, out := 0, []uint64{}
	for _, h := range diffLines(x, y) {
		if h.a0 < at || h.a1 > len(x.keys) || h.b1 > len(y.keys) {
			t.Fatalf("%v is out of place in %d and %d lines", h, len(a), len(b))
		}
		out = append(append(out, x.keys[at:h.a0]...), y.keys[h.b0:h.b1]...)
		at = h.a1
	}
	out = append(out, x.keys[at:]...)
	if fmt.Sprint(out) != fmt.Sprint(y.keys) {
		t.Fatalf("the difference of\n%q\nand\n%q does not lead from one to the other", a, b)
	}
}

// A run of changed lines stands where a reader would put it.
func TestSettle(t *testing.T) {
	tests := []struct{ name, a, b, want string }{
		{"a function goes whole", "f() {\n\tx\n}\n\nh() {\n\tx\n}", "f() {\n\tx\n}\n\ng() {\n\tx\n}\n\nh() {\n\tx\n}", "[{4 4 4 8}]"},
		{"an entry goes after its like", "a\na\nb", "a\na\na\nb", "[{2 2 2 3}]"},
		{"a change stands beside its other side", "a\nx\na", "a\ny\na", "[{1 2 1 2}]"},
	}
	for _, tt := range tests {
		texts := newTexts(sameness{})
		if got := fmt.Sprint(diffLines(texts.parse([]byte(tt.a)), texts.parse([]byte(tt.b)))); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
