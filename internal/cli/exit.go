package cli

import (
	"context"
	"errors"
)

// The exit codes of candor.
const (
	ExitDone        = 0
	ExitFailed      = 1
	ExitUsage       = 2
	ExitFindings    = 3 // review found errors, a draft clashes with an edit, or a clock has run out
	ExitNotWhole    = 4 // --strict, and a source held something that was not understood
	ExitInterrupted = 130
)

// codeError is an error that ends candor with a code of its own. An empty text
// means that everything has been said already.
type codeError struct {
	code int
	err  error
}

func (e *codeError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *codeError) Unwrap() error { return e.err }

func usage(err error) error { return &codeError{ExitUsage, err} }

// exitCode is the code for how a command ended.
func exitCode(err error) int {
	var ce *codeError
	switch {
	case err == nil:
		return ExitDone
	case errors.Is(err, context.Canceled):
		return ExitInterrupted
	case errors.As(err, &ce):
		return ce.code
	}
	return ExitFailed
}
