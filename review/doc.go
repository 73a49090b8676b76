// Package review checks a document before it is published: against itself,
// against the record, and against the evidence. Each rule is a value; a
// finding says where, what, and what to do.
//
// Rules read the document's syntax tree, never its raw text, so that what
// stands in code or in a link is not taken for prose. The package changes
// nothing.
package review
