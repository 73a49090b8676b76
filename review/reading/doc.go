// Package reading reads an incident report that somebody else wrote in
// Markdown: its timelines, key events, stated durations, references to changes
// and what it says of time zones. Each comes with its place, the original words
// and a normalised time that says what had to be assumed.
//
// It reads words and numbers, and judges nothing: that is what the rules of
// package review do. It never fails. What it does not understand it leaves out.
// Code blocks, quotes, links' destinations and comments are not read.
package reading
