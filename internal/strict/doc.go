// Package strict reads YAML that people write by hand, and refuses what does
// not fit: unknown and duplicate fields, wrong types, aliases and documents
// over the size limit. Every refusal names file, line and column, quotes the
// line and says what to write instead; all of them are reported at once.
//
// A scalar for a string field is taken as it is spelled, so that versions
// (1.10), country codes (no) and times stay what the author wrote. The package
// only reads: writing back is done by the owners of the files, line by line.
package strict
