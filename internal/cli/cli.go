package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/internal/term"
)

// System is what the command line has of the machine it runs on.
type System struct {
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
	Terminal bool // standard input is one, so questions can be asked
	Getenv   func(string) string
	Now      func() time.Time
	Version  string
}

// app is one run of candor: the system and the flags that every command has.
type app struct {
	System
	out, err *term.Writer
	dir      string
	quiet    bool
	noColor  bool
}

// Run runs one command line and returns the exit code.
func Run(ctx context.Context, args []string, sys System) int {
	a := &app{System: sys}
	a.open()
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && strings.HasPrefix(err.Error(), "unknown command") {
		err = usage(err)
	}
	if err != nil {
		a.complain(err)
	}
	if err := errors.Join(a.out.Flush(), a.err.Flush()); err != nil {
		return ExitFailed
	}
	return exitCode(err)
}

// open makes the writers, anew once the flags are known.
func (a *app) open() {
	o := term.Options{NoColor: a.noColor, Getenv: a.Getenv}
	a.out, a.err = term.New(a.Stdout, o), term.New(a.Stderr, o)
}

func (a *app) complain(err error) {
	text := err.Error()
	if errors.Is(err, context.Canceled) {
		text = "interrupted; no file is half written"
	}
	if text == "" {
		return
	}
	// Cobra says "unknown command …" with suggestions on lines of their own.
	head, rest, _ := strings.Cut(text, "\n")
	_ = a.err.Print((term.Red | term.Bold).Of("candor: "), term.Plain.Of(head+"\n"))
	if rest = strings.TrimRight(rest, "\n"); rest != "" {
		_ = a.err.Print(term.Plain.Of(rest + "\n"))
	}
}

func (a *app) root() *cobra.Command {
	c := &cobra.Command{
		Use:   "candor",
		Short: "Build an incident's timeline from evidence, and its documents from the timeline",
		Long: `candor builds the timeline of an incident from git history and event logs, drafts
the postmortem and the letter to customers from it, checks them, and renders them
ready to publish. One fact base, many documents: no figure is typed twice.`,
		Example: `  candor report examples/esx-2008      the main job in one go
  candor new 2026-03-04-checkout       start an incident folder
  candor note "restarted the proxy"    write down what happens while it happens`,
		Version:       a.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRun: func(*cobra.Command, []string) {
			a.open()
		},
	}
	f := c.PersistentFlags()
	f.StringVarP(&a.dir, "dir", "C", ".", "the incident `folder`")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "say nothing but errors on standard error")
	f.BoolVar(&a.noColor, "no-color", false, "print plain text")
	c.SetOut(a.out)
	c.SetErr(a.err)
	c.SetIn(a.Stdin)
	c.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage(fmt.Errorf("%w\n  hint: see: %s --help", err, cmd.CommandPath()))
	})
	c.CompletionOptions.HiddenDefaultCmd = true
	cobra.EnableCommandSorting = false // the flow has an order
	c.AddGroup(&cobra.Group{ID: flowGroup, Title: "The flow, in its order:"}, &cobra.Group{ID: listGroup, Title: "What there is:"})
	for _, cmd := range []*cobra.Command{
		a.reportCmd(), a.newCmd(), a.noteCmd(), a.setCmd(), a.collectCmd(), a.timelineCmd(), a.editCmd(), a.traceCmd(), a.logsCmd(), a.clocksCmd(), a.draftCmd(), a.translateCmd(), a.noticeCmd(), a.promisesCmd(), a.reviewCmd(), a.renderCmd(), a.approveCmd(), a.publishCmd(), a.archiveCmd(), a.waiveCmd(),
	} {
		cmd.GroupID = flowGroup
		c.AddCommand(cmd)
	}
	for _, cmd := range a.listCmds() {
		cmd.GroupID = listGroup
		c.AddCommand(cmd)
	}
	c.SetHelpCommandGroupID(listGroup)
	return c
}

const (
	flowGroup = "flow"
	listGroup = "list"
)

// args turns a mistake in the number of arguments into a usage error.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, given []string) error {
		if err := check(cmd, given); err != nil {
			return usage(fmt.Errorf("%w\n  hint: see: %s --help", err, cmd.CommandPath()))
		}
		return nil
	}
}

// folder opens the incident folder that -C names.
func (a *app) folder() (*flow.Folder, error) { return flow.OpenFolder(a.dir) }

// say tells on standard error what is being done.
func (a *app) say(format string, v ...any) {
	if !a.quiet {
		fmt.Fprintf(a.err, format+"\n", v...)
	}
}

// next names the command that comes after this one.
func (a *app) next(command string) {
	if !a.quiet {
		_ = a.err.Print(term.Dim.Of("next: "), term.Plain.Of(command+"\n"))
	}
}

// at is the -C flag as it has to be repeated in a command that is suggested.
func (a *app) at() string {
	if a.dir == "." {
		return ""
	}
	return " -C " + a.dir
}
