package history

// kept leaves out the lines of one side that the other side lacks, and those
// that it has very often where nearly all around is left out: a bracket alone
// in the middle of new text is new, whatever brackets stood elsewhere.
func kept(keys []uint64, numbers map[uint64]int32, others []int32, both int) (ids, from []int32, gone []bool) {
	often := int32(2)
	for int(often*often) <= len(keys)+both && often < 1024 {
		often *= 2
	}
	all := make([]int32, len(keys))
	kinds := make([]byte, len(keys))
	for i, k := range keys {
		n, ok := numbers[k]
		switch all[i] = n; {
		case !ok || others[n] == 0:
			kinds[i] = absent
		case others[n] >= often:
			kinds[i] = frequent
		}
	}
	gone = make([]bool, len(keys))
	for i, kind := range kinds {
		if gone[i] = kind == absent || kind == frequent && lonely(kinds, i); !gone[i] {
			ids, from = append(ids, all[i]), append(from, int32(i))
		}
	}
	return ids, from, gone
}

const (
	plain    = 0
	absent   = 1
	frequent = 2
)

// lonely reports whether at least three of four lines around a frequent one,
// as far as a plain line, are absent, on both sides.
func lonely(kinds []byte, i int) bool {
	const far = 100
	var counts [3]int
	for j := i - 1; j >= max(0, i-far) && kinds[j] != plain; j-- {
		counts[kinds[j]]++
	}
	if counts[absent] == 0 {
		return false
	}
	above := counts[absent]
	for j := i + 1; j < min(len(kinds), i+far+1) && kinds[j] != plain; j++ {
		counts[kinds[j]]++
	}
	return counts[absent] > above && 3*(counts[frequent]+2) < counts[absent]
}
