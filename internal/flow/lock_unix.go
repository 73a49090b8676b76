//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package flow

import (
	"errors"
	"os"
	"syscall"
)

// flock locks an open file until it is closed; errBusy where another has it.
func flock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR) {
		return errBusy
	}
	return err
}
