package reading

import "slices"

// finish puts what was found in the order of the document.
func (r *reader) finish() {
	d := r.doc
	slices.SortStableFunc(d.Mentions, func(a, b Mention) int { return a.Offset - b.Offset })
	d.Mentions = slices.CompactFunc(d.Mentions, func(a, b Mention) bool { return a.Offset == b.Offset })
	slices.SortStableFunc(d.References, func(a, b Reference) int { return a.Offset - b.Offset })
	slices.SortStableFunc(d.Zones, func(a, b ZoneStatement) int { return a.Offset - b.Offset })
}
