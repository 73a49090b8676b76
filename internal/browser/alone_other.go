//go:build !unix

package browser

import "os/exec"

// alone leaves the browser as it is: there are no groups of processes here.
func alone(*exec.Cmd) {}
