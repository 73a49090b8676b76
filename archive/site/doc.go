// Package site writes an archive's public part as a static site: an index of
// the incidents, a page for each with every version of what was published, a
// search that needs no server and works from a folder on disk, figures, and
// feeds.
//
// It is made of archive.Public and of published files alone, so that nothing of
// the house can reach it. The same archive gives the same bytes; what a site has
// already is not written again, and what it has no more is taken out.
package site
