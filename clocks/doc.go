// Package clocks knows the regimes under which an incident is told to
// regulators, to the people concerned or to investors, and computes from the
// record by when: each stage, what starts its clock, what is left, and which of
// the facts it asks for are missing.
//
// Regimes and calendars of holidays are data files. The package decides nothing
// about the law: whether a regime applies is what people say in the record, and
// a deadline is arithmetic on the times that they state. Where a start is not
// certain, the earliest that it can be is what counts.
package clocks
