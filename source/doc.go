// Package source reads the evidence of an incident: one small file for each
// kind of source, which turns what it finds into events.
//
// A source never stops a report. What cannot be read, or is read only in part,
// is told in its reading, and the documents say so. The package opens nothing
// outside of what the record names, and asks no server but one that it names.
package source
