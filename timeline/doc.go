// Package timeline holds the account of an incident in time order: events as
// their sources told them, the entries people read, the edits people made, and
// a ledger that says what became of every line that was read.
//
// A time is kept with what is known of it. "Between 14:02 and 14:09", "on 12
// August" and "at local midnight, wherever the host stood" are all times here,
// and ordering, printing and subtraction carry the uncertainty along.
//
// The package reads no files, knows no formats and decides nothing about
// causes. It imports nothing else of this module; every stage imports it.
package timeline
