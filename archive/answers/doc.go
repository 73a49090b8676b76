// Package answers asks an archive about all its incidents: how long things
// took, what is still open, what came before, and where a word was said.
//
// Every figure is a count or an order statistic with the number of its cases.
// There is no mean: one incident of a month would hide ninety of an hour. A
// length that is known within bounds stays so: the median of incidents whose
// lengths are only bounded is bounded too. An incident that lacks a length is
// counted as one that lacks it.
package answers
