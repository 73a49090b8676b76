package diff3

// Hunk says that the elements from Before to BeforeEnd of one list became those
// from After to AfterEnd of another.
type Hunk struct{ Before, BeforeEnd, After, AfterEnd int }

// Hunks tells how one list of texts became another, in order. Equal lists give
// none.
func Hunks(before, after []string) []Hunk {
	ids := interner{}
	var out []Hunk
	for _, h := range diff(ids.of(before), ids.of(after)) {
		out = append(out, Hunk{h.b0, h.b1, h.s0, h.s1})
	}
	return out
}
