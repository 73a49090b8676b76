//go:build unix

package browser

import (
	"os/exec"
	"syscall"
)

// alone puts the browser into a group of processes of its own, which is ended
// as a whole: a browser starts many.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
