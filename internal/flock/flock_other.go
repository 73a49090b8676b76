//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package flock

import (
	"errors"
	"os"
)

// Try says that this system locks no files: errors.ErrUnsupported.
func Try(*os.File) error { return errors.ErrUnsupported }
