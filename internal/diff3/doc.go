// Package diff3 merges a newly drafted document into one that a person has
// edited, so that drafting again never loses a sentence of theirs.
//
// It works on Markdown as text: on blocks between blank lines, inside a block
// on lines, inside a line on words. What only one side changed is taken from
// that side; where both changed the same words, both texts stay in the result
// as a clash, written as git writes them. It does not parse Markdown and does
// not resolve clashes.
package diff3
