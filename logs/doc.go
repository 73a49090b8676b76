// Package logs says what log files say. It reads any number of files of one
// source, finds the format of each, gives every line its time and level, and
// hands on signals: the first time a family of lines is seen, a family that
// comes far more often than before, a line of the highest level. Lines are not
// events: a log has a hundred million lines and a timeline has thirty entries.
// Only a source that is declared to hold events gives one event for each line.
//
// Nothing is dropped silently. Every line is counted as refused, outside the
// window, quiet or told, and what was assumed about zones, years and the order
// of day and month is said with its count.
//
// The package opens no files by itself, looks at no clock and does not judge
// causes. It does not read exports with a structure of their own, such as
// those of chat and paging services.
package logs
