package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/timeline"
)

// archiveOptions are the flags that all commands of an archive have.
type archiveOptions struct {
	dir  string
	json bool
}

const archiveVariable = "CANDOR_ARCHIVE"

func (a *app) archiveCmd() *cobra.Command {
	var o archiveOptions
	c := &cobra.Command{
		Use:   "archive",
		Short: "Keep incidents and their documents in a git repository",
		Long: `Keep incidents in the reports repository: record, evidence, drafts, and every version of
every document as it was approved. The archive is named by --archive, by the variable
CANDOR_ARCHIVE, or is the repository that the folder of -C lies in. It needs no server
but git, and is yours: candor writes its own folders in it and nothing else.`,
		Example: `  candor archive init ~/reports
  candor archive add -C 2026-03-04-checkout --archive ~/reports
  candor archive list --archive ~/reports
  candor archive show 2026-03-04-checkout --archive ~/reports`,
		Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.PersistentFlags().StringVar(&o.dir, "archive", "", "the `folder` of the archive")
	c.PersistentFlags().BoolVar(&o.json, "json", false, "print the outcome as JSON")
	c.AddCommand(a.archiveInitCmd(&o), a.archiveAddCmd(&o), a.archiveListCmd(&o), a.archiveShowCmd(&o), a.archiveCorrectCmd(&o), a.archiveVerifyCmd(&o), a.archiveImportCmd(&o),
		a.archiveSearchCmd(&o), a.archiveFiguresCmd(&o), a.archiveActionsCmd(&o), a.archiveSimilarCmd(&o), a.archiveSiteCmd(&o), a.archiveExportCmd(&o))
	return c
}

func (a *app) archiveSystem(sign bool) archive.Options {
	return archive.Options{Now: a.Now, Getenv: a.Getenv, Version: a.Version, Sign: sign}
}

// archive opens the archive that the command line, the environment or the
// folder names.
func (a *app) archive(o *archiveOptions, sign bool) (*archive.Archive, error) {
	if dir := cmp.Or(o.dir, a.Getenv(archiveVariable)); dir != "" {
		return archive.Open(dir, a.archiveSystem(sign))
	}
	dir, err := filepath.Abs(a.dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.dir, err)
	}
	for at := dir; ; at = filepath.Dir(at) {
		_, dot := os.Lstat(filepath.Join(at, ".git"))
		_, bare := os.Lstat(filepath.Join(at, "objects"))
		if dot == nil || bare == nil {
			if found, err := archive.Open(at, a.archiveSystem(sign)); err == nil {
				return found, nil
			}
		}
		if at == filepath.Dir(at) {
			return nil, usage(errors.New("archive: which one is not said\n  hint: name it: --archive FOLDER, or once for all: export " + archiveVariable + "=FOLDER; candor archive init FOLDER makes one"))
		}
	}
}

func (a *app) archiveInitCmd(o *archiveOptions) *cobra.Command {
	var bare bool
	c := &cobra.Command{
		Use:   "init FOLDER",
		Short: "Make an archive, or make a repository that there is one",
		Long: `Make a git repository for incidents, for you alone to read, or make an archive of the
repository that is there: one commit adds archive.yaml, and nothing else is touched.`,
		Example: `  candor archive init ~/reports
  candor archive init --bare /srv/reports.git`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, names []string) error {
			made, err := archive.Init(c.Context(), names[0], bare, a.archiveSystem(false))
			if err != nil {
				return err
			}
			if made {
				a.say("archive   %s is an archive now", names[0])
			} else {
				a.say("archive   %s is an archive already; nothing was changed", names[0])
			}
			if err := a.warnOthers(names[0]); err != nil {
				return err
			}
			if o.json {
				return a.printJSON(map[string]any{"archive": names[0], "made": made})
			}
			a.next("candor archive add -C INCIDENT --archive " + names[0])
			return nil
		},
	}
	c.Flags().BoolVar(&bare, "bare", false, "make a repository without a work tree")
	return c
}

// warnOthers says where others on the machine can read an archive.
func (a *app) warnOthers(dir string) error {
	arch, err := archive.Open(dir, a.archiveSystem(false))
	if err != nil {
		return err
	}
	defer arch.Close()
	if arch.Others() {
		a.say("note      others on this machine can look into %s, which will hold what only the house may know\n  hint: chmod -R go= %s", dir, dir)
	}
	return nil
}

func (a *app) archiveAddCmd(o *archiveOptions) *cobra.Command {
	var sign bool
	var push string
	c := &cobra.Command{
		Use:   "add [INCIDENT…]",
		Short: "Put incident folders into the archive",
		Long: `Put incident folders (without a name that of -C) into the archive, in one commit: the
record, the evidence, the drafts, each document that was approved and published, byte
for byte, and all others as they are for the house. What is there already makes no
commit. A document in published/ that is not what was approved, or that tells without
a word something else than before, is held back, and the command ends with code 3.

The author is who git says you are; the commit is signed where git is configured to
sign, or with --sign. "saved" is said once everything is on the disk.`,
		Example: `  candor archive add -C 2026-03-04-checkout --archive ~/reports
  candor archive add 2026-*/ --archive ~/reports --push`,
		RunE: func(c *cobra.Command, names []string) error {
			if len(names) == 0 {
				names = []string{a.dir}
			}
			arch, err := a.archive(o, sign)
			if err != nil {
				return err
			}
			defer arch.Close()
			return a.runArchiveAdd(c.Context(), arch, names, o.json, push)
		},
	}
	c.Flags().BoolVar(&sign, "sign", false, "sign the commit with the key that git is configured with")
	pushFlag(c, &push)
	return c
}

// pushFlag adds --push, with or without the name of a remote.
func pushFlag(c *cobra.Command, push *string) {
	c.Flags().StringVar(push, "push", "", "push to the `remote` that the branch follows, or to the one named by --push=NAME")
	c.Flags().Lookup("push").NoOptDefVal = " "
}

func (a *app) runArchiveAdd(ctx context.Context, arch *archive.Archive, names []string, asJSON bool, push string) error {
	var pubs []*archive.Publication
	var held error
	for _, name := range names {
		pub, back, err := a.publication(arch, name)
		if err != nil {
			return err
		}
		pubs = append(pubs, pub)
		held = errors.Join(append([]error{held}, back...)...)
	}
	done, err := arch.Add(ctx, pubs...)
	if err != nil {
		return err
	}
	if err := a.tellAdded(arch, done, asJSON); err != nil {
		return err
	}
	if push != "" {
		if err := a.push(ctx, arch, push); err != nil {
			return errors.Join(refused(held), err)
		}
	}
	return refused(held)
}

// publication gathers one incident folder.
func (a *app) publication(arch *archive.Archive, dir string) (*archive.Publication, []error, error) {
	f, err := flow.OpenFolder(dir)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	rep, err := a.loadReport(f, defaultMax)
	if err != nil {
		return nil, nil, err
	}
	old, err := arch.Find(rep.ID)
	if err != nil {
		return nil, nil, err
	}
	return f.Publication(rep, publishedOutputs(), old)
}

func (a *app) tellAdded(arch *archive.Archive, done *archive.Added, asJSON bool) error {
	for _, c := range done.Changes {
		if c.Action == archive.Unchanged {
			a.say("unchanged %s: the archive has these very bytes", c.ID)
			continue
		}
		what := "for the house alone"
		if len(c.Told) > 0 {
			what = "with " + strings.Join(c.Told, ", ")
		}
		a.say("%-9s %s: %s", strings.ToLower(c.Action), c.ID, what)
	}
	for _, name := range done.Kept {
		a.say("kept      %s: somebody changed it in the work tree, so it stays there as it is; the commit has the new one", name)
	}
	for _, note := range done.Notes {
		a.say("note      %s", note)
	}
	if asJSON {
		return a.printJSON(done)
	}
	if done.Commit != "" {
		fmt.Fprintln(a.out, "saved "+done.Commit)
		a.next("candor archive show " + done.Changes[0].ID + " --archive " + arch.Dir())
	}
	return nil
}

func (a *app) push(ctx context.Context, arch *archive.Archive, remote string) error {
	sent, err := arch.Push(ctx, strings.TrimSpace(remote))
	if err != nil {
		return err
	}
	if sent.New {
		a.say("pushed    %s to %s; who can read %s can read all of the archive, drafts and evidence too", sent.Branch, sent.Remote, sent.Remote)
	} else {
		a.say("pushed    nothing: %s has all of %s", sent.Remote, sent.Branch)
	}
	return nil
}

func (a *app) archiveCorrectCmd(o *archiveOptions) *cobra.Command {
	var text, at string
	c := &cobra.Command{
		Use:   "correct DOCUMENT",
		Short: "Tell what a published document says otherwise now, and why",
		Long: `Compare a document, as the record and its draft give it now, with the version of it that
is in the archive, and write what is different into the record under corrections:, with
the reason you give. Every form of the document shows it below its title from then on.
Render the document, have it approved, publish and archive it: the archive takes a new
version only if it tells all that is different.`,
		Example: `  candor archive correct apology-letter --text "The number of failed orders was too low."`,
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, names []string) error {
			if strings.TrimSpace(text) == "" {
				return usage(errors.New("correct: say why the document changes, with --text"))
			}
			arch, err := a.archive(o, false)
			if err != nil {
				return err
			}
			defer arch.Close()
			return a.runCorrect(arch, names[0], strings.TrimSpace(text), at, o.json)
		},
	}
	c.Flags().StringVar(&text, "text", "", "why, as a `sentence` for those affected")
	c.Flags().StringVar(&at, "at", "", "the `time` of the correction; now if not given")
	return c
}

func (a *app) runCorrect(arch *archive.Archive, document, text, at string, asJSON bool) error {
	f, err := a.folder()
	if err != nil {
		return err
	}
	defer f.Close()
	rep, d, err := a.oneDraft(f, document)
	if err != nil {
		return err
	}
	var when timeline.Time
	if when, err = a.moment(rep.Incident, "--at", at); err != nil {
		return err
	}
	old, err := arch.Find(rep.ID)
	if err != nil {
		return err
	}
	c, err := f.Correct(rep, d, old, text, when)
	if err != nil {
		return err
	}
	if asJSON {
		return a.printJSON(c)
	}
	for i, was := range c.Was {
		if was != "" {
			_ = a.out.Print(term.Red.Of("- " + term.Line(was) + "\n"))
		}
		if now := c.Now[i]; now != "" {
			_ = a.out.Print(term.Green.Of("+ " + term.Line(now) + "\n"))
		}
	}
	a.say("correct   %s tells %s", document, plural(len(c.Was), "change"))
	a.next("candor render " + document + a.at() + "; then: candor approve " + document + " --by ROLE" + a.at())
	return nil
}
