package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/internal/term"
)

func (a *app) archiveVerifyCmd(o *archiveOptions) *cobra.Command {
	var from string
	c := &cobra.Command{
		Use:   "verify [ID…]",
		Short: "Render archived incidents again, and tell every byte that differs",
		Long: `Compare every file of the incidents named, or of all, with the SHA-256 that was written
down when it was archived; render their documents again from record, evidence and draft
as each version had them, and compare the bytes; look whether the log lines and commits
that they quote are still there. Without names the commits of the archive are followed
as well: nothing may be missing between them. Ends with code 3 where something differs.
--from names the folder of the incident, or the folder that such folders lie in: paths
in a record are relative to it. What is not at hand is told, and is no fault.`,
		Example: `  candor archive verify --archive ~/reports
  candor archive verify 2026-03-04-checkout --from ~/incidents`,
		RunE: func(c *cobra.Command, ids []string) error {
			arch, err := a.archive(o, false)
			if err != nil {
				return err
			}
			defer arch.Close()
			return a.runArchiveVerify(c.Context(), arch, ids, from, o.json)
		},
	}
	c.Flags().StringVar(&from, "from", "", "the `folder` that the sources of the incidents are in")
	return c
}

// verification is what candor archive verify --json prints.
type verification struct {
	Commits   int              `json:"commits,omitempty"`
	Faults    []string         `json:"faults,omitempty"` // of the commits
	Incidents []*flow.Verified `json:"incidents"`
}

func (a *app) runArchiveVerify(ctx context.Context, arch *archive.Archive, ids []string, from string, asJSON bool) error {
	all := verification{Incidents: []*flow.Verified{}}
	var err error
	if len(ids) == 0 {
		if all.Commits, all.Faults, err = arch.CheckHistory(ctx); err != nil {
			return err
		}
	}
	broken := len(all.Faults)
	one := func(inc *archive.Incident) error {
		v, err := flow.Verify(inc, sourcesOf(from, inc.ID), defaultMax)
		if err != nil {
			return err
		}
		broken += len(v.Faults)
		all.Incidents = append(all.Incidents, v)
		return ctx.Err()
	}
	if len(ids) > 0 {
		for _, id := range ids {
			inc, err := arch.Show(id)
			if err == nil {
				err = one(inc)
			}
			if err != nil {
				return err
			}
		}
	} else {
		for inc, err := range arch.Incidents() {
			if err == nil {
				err = one(inc)
			}
			if errors.Is(err, context.Canceled) {
				return err
			}
			if err != nil {
				all.Faults = append(all.Faults, err.Error())
				broken++
			}
		}
	}
	if asJSON {
		err = a.printJSON(all)
	} else {
		a.printVerified(all)
	}
	if err == nil && broken > 0 {
		return &codeError{code: ExitFindings}
	}
	return err
}

// sourcesOf is the folder of an incident's own, where --from leads to it.
func sourcesOf(from, id string) string {
	if from == "" {
		return ""
	}
	if _, err := os.Stat(filepath.Join(from, incident.File)); err == nil {
		return from
	}
	if dir := filepath.Join(from, id); isDir(dir) {
		return dir
	}
	return ""
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func (a *app) printVerified(all verification) {
	for _, f := range all.Faults {
		_ = a.out.Print(term.Red.Of("differs  "), term.Plain.Of(term.Line(f)+"\n"))
	}
	var files, documents, bySum, lines, commits, faults int
	for _, v := range all.Incidents {
		for _, f := range v.Faults {
			_ = a.out.Print(term.Red.Of("differs  "), term.Plain.Of(term.Line(strings.TrimSpace(f))+"\n"))
		}
		for _, u := range v.Unseen {
			_ = a.out.Print(term.Dim.Of("not seen "), term.Plain.Of(v.ID+": "+term.Line(u)+"\n"))
		}
		files, documents, lines, commits = files+v.Files, documents+v.Documents, lines+v.Lines, commits+v.Commits
		faults += len(v.Faults)
		bySum += v.BySum
	}
	a.say("verify    %s: %s, %s rendered again, %s, %s are as they were",
		plural(len(all.Incidents), "incident"), plural(files, "file"), plural(documents, "form"), plural(lines, "quoted line"), plural(commits, "cited commit"))
	if bySum > 0 {
		a.say("          %s not rendered again, but compared with the SHA-256 from when it was archived", plural(bySum, "form"))
	}
	if all.Commits > 0 {
		a.say("          %s of the archive follow from one another", plural(all.Commits, "commit"))
	}
	if n := faults + len(all.Faults); n > 0 {
		a.say("verify    %s", plural(n, "difference"))
	}
}

func (a *app) archiveImportCmd(o *archiveOptions) *cobra.Command {
	var published bool
	var push string
	c := &cobra.Command{
		Use:   "import FOLDER",
		Short: "Take in reports that somebody else wrote in Markdown",
		Long: `Take the Markdown reports of a folder, and of the folders in it, into the archive, byte for
byte as they are, in one commit. What they state of milestones and lengths goes into
the index. They are for the house unless --published says that customers could read them.
Imported again, only what changed is taken in.`,
		Example: `  candor archive import ~/postmortems --archive ~/reports
  candor archive import content/incidents --published --archive ~/reports`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, names []string) error {
			arch, err := a.archive(o, false)
			if err != nil {
				return err
			}
			defer arch.Close()
			pubs, err := flow.Imports(names[0], published)
			if err != nil {
				return err
			}
			done, err := arch.Add(c.Context(), pubs...)
			if err != nil {
				return err
			}
			if err := a.tellAdded(arch, done, o.json); err != nil || push == "" {
				return err
			}
			return a.push(c.Context(), arch, push)
		},
	}
	c.Flags().BoolVar(&published, "published", false, "say that customers could read these reports")
	pushFlag(c, &push)
	return c
}
