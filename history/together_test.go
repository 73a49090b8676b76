package history

import (
	"math/bits"
	"strings"
	"testing"
)

// textsOf takes versions of a file apart and looks for names in them.
func textsOf(names string, versions ...string) (*texts, []text, map[string]uint64) {
	t := newTexts(sameness{space: true, comments: true})
	t.names, t.marks = map[string]uint64{}, map[uint64]uint64{}
	for i, w := range strings.Fields(names) {
		t.names[w] = 1 << i
	}
	var out []text
	for _, v := range versions {
		out = append(out, t.parse([]byte(v)))
	}
	return t, out, t.names
}

func TestPairUp(t *testing.T) {
	names := map[string]uint64{"count": 1, "limit": 2, "price": 4}
	q := &inquiry{evidence: &evidence{lines: [][]string{{"count", "limit"}, {"limit", "count"}, {"price", "other"}, {"count", "limit", "price"}}}}
	q.pairUp(names)
	want := []uint64{1 | 2, 1 | 4, 2 | 4}
	if len(q.pairs) != len(want) {
		t.Fatalf("%b, want %b", q.pairs, want)
	}
	for i, p := range q.pairs {
		if p != want[i] {
			t.Errorf("pair %d is %b, want %b", i, p, want[i])
		}
	}
	if got := q.pairShare(0b101); got != 2.0/3 {
		t.Errorf("two of three pairs are %v", got)
	}
	if (&inquiry{}).pairShare(1) != 0 {
		t.Error("a fix without pairs has a share of them")
	}
}

// There are as many bits as pairs that are told apart.
func TestPairsAreBounded(t *testing.T) {
	names := map[string]uint64{}
	var line []string
	for i := range 20 {
		w := strings.Repeat("x", i+1)
		names[w], line = 1<<i, append(line, w)
	}
	q := &inquiry{evidence: &evidence{lines: [][]string{line}}}
	if q.pairUp(names); len(q.pairs) != 64 {
		t.Errorf("%d pairs of twenty names", len(q.pairs))
	}
}

func TestPutPairs(t *testing.T) {
	const first = "sum += price;\nreturn count;\n"
	tests := []struct {
		name, old, new string
		want           uint64
	}{
		{"names come together in one line", first, "sum += price * count;\nreturn count;\n", 1},
		{"they stood together before", "sum += price * count;\n", "sum += price * count * 2;\n", 0},
		{"they come in two lines", "\n", "use(price);\nuse(count);\n", 0},
		{"they go", "sum += price * count;\n", "sum += price;\n", 0},
		{"the line moves to another place of the same change", "a(price, count);\nb();\n", "b();\na(price, count);\n", 1},
	}
	for _, tt := range tests {
		x, v, names := textsOf("price count", tt.old, tt.new)
		if got := x.putPairs(v[0], v[1], diffLines(v[0], v[1]), []uint64{names["price"] | names["count"]}); got != tt.want {
			t.Errorf("%s: %b, want %b", tt.name, got, tt.want)
		}
	}
}

// Trails go from new to old, so the last that is met came first.
func TestFirsts(t *testing.T) {
	young, old := &suspect{}, &suspect{}
	q := &inquiry{}
	q.firstNames.met(young, 0b111)
	q.firstNames.met(old, 0b010)
	q.firstPairs.met(old, 1<<63)
	q.brought()
	if young.firstNames != 0b101 || old.firstNames != 0b010 {
		t.Errorf("young %b, old %b", young.firstNames, old.firstNames)
	}
	if bits.OnesCount64(young.firstPairs) != 0 || old.firstPairs != 1<<63 {
		t.Errorf("young %b, old %b", young.firstPairs, old.firstPairs)
	}
}
