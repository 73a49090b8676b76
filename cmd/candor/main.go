// Command candor builds an incident's timeline from evidence, and the
// incident's documents from the timeline.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // zones are known on machines that have no zone files

	"golang.org/x/term"

	"github.com/candor-reports/candor/internal/cli"
)

func main() { os.Exit(run(time.Now)) }

// memory is how much the program takes before unused memory is looked for with
// more effort; GOMEMLIMIT sets another limit.
const memory = 400 << 20

func run(now func() time.Time) int {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memory)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	return cli.Run(ctx, os.Args[1:], cli.System{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Terminal: term.IsTerminal(int(os.Stdin.Fd())),
		Getenv: os.Getenv, Now: now, Version: version(),
	})
}
