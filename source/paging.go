package source

import "slices"

// nextPage are the fields by which the pages of an API say that there is
// another: by a word, by its address, or by what is to be sent for it.
var nextPage = []string{"more", "paging.next", "@odata.nextLink", "nextToken", "NextToken", "nextPageToken", "next_page_token", "metadata.continue", "has_next"}

// paging counts what the pages of an export say of others.
type paging struct {
	last        bool // one says that there is no other
	field       string
	held, total int
}

// paged takes in a page and the number of objects that it holds.
func (t *take) paged(page *object, n int) {
	p := &t.pages
	i := slices.IndexFunc(nextPage, func(name string) bool { s := page.text(name); return s != "" && s != "false" })
	if i < 0 {
		p.last = true
	} else {
		p.field = nextPage[i]
	}
	p.held += n
	for _, name := range []string{"total", "total_count"} {
		if total, ok := page.number(name); ok && total < 1e9 {
			p.total = max(p.total, int(total))
		}
	}
}

// pageGaps tells what the pages say is missing: each page but the last names
// the next, so that one is missing where all do.
func (t *take) pageGaps() {
	switch p := t.pages; {
	case p.field != "" && !p.last:
		t.gap("each page names a next one (%s): the export is not whole", p.field)
	case p.held < p.total:
		t.gap("%d of the %d that its pages count are in the export: the rest stands on further pages", p.held, p.total)
	}
}
