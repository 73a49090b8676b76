//go:build race

package main

// The race detector multiplies what a program needs.
const raceDetector = true
