// Package cli is candor's command line: one file a command, which parses its
// flags, calls a stage, and prints. It holds no logic of its own.
//
// Standard output is the product, standard error the talk. Everything that is
// printed goes through the terminal writer, which makes control characters
// visible.
package cli
