package flow

import "github.com/candor-reports/candor/timeline"

// readingOf finds the reading that an event is of: that of its source, or,
// where a source was read as evidence of several kinds, the one that read its
// file. It gives -1 for what no source says.
func readingOf(readings []timeline.Reading) func(e timeline.Event) int {
	type place struct{ source, file string }
	first, files := map[string]int{}, map[place]int{}
	for i, r := range readings {
		before, shared := first[r.Source]
		if !shared {
			first[r.Source] = i
			continue
		}
		for _, j := range []int{before, i} {
			for _, file := range readings[j].Where {
				files[place{r.Source, file}] = j
			}
		}
	}
	return func(e timeline.Event) int {
		if i, ok := files[place{e.Source.Source, e.Source.File}]; ok {
			return i
		}
		if i, ok := first[e.Source.Source]; ok {
			return i
		}
		return -1
	}
}
