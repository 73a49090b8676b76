// Package flock locks open files by the system, which lets go of a lock when
// the program that holds it ends, however it ends.
package flock

import "errors"

// ErrBusy says that another program holds the lock.
var ErrBusy = errors.New("held by another")
