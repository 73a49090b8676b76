package diff3

import "strings"

// Lines tells how one text became another, by lines: those that were taken out
// begin with "- ", those that came in with "+ ". Lines that are the same on
// both sides are left out. Equal texts give none.
func Lines(before, after []byte) []string {
	a, b := strings.Split(string(before), "\n"), strings.Split(string(after), "\n")
	ids := interner{}
	var out []string
	for _, h := range diff(ids.of(a), ids.of(b)) {
		for _, l := range a[h.b0:h.b1] {
			out = append(out, "- "+l)
		}
		for _, l := range b[h.s0:h.s1] {
			out = append(out, "+ "+l)
		}
	}
	return out
}
