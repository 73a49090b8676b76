// Package flow runs the stages of candor over one incident folder, in their
// order: collect, build the timeline, draft, review, render. Each stage is one
// method here; what a stage means is in the package it is named after.
//
// The folder is the only thing it writes to. Every file is written whole or
// not at all, readable by its owner alone, and nothing that a person wrote is
// overwritten.
package flow
