package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/history"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/timeline"
)

type traceOptions struct {
	repo     string
	question history.Question
	json     bool
}

func (a *app) traceCmd() *cobra.Command {
	var o traceOptions
	c := &cobra.Command{
		Use:   "trace",
		Short: "Tell how a fault came in, which releases have it, and which are rid of it",
		Long: `Follow a fault through a git repository: the change that brought it, the first release
with it, every release that was affected, the fix with its backports, and the first
release with the fix. A copy on another branch counts, under whatever name.

Commits are named by hash, its beginning, a tag or a branch. Repeat --fix for the same
fix on several branches. Where the fault is not known, what may have brought it is ranked
and the affected releases are those of the likeliest; a line or a text is looked for before
the fix, or at HEAD where none is named. Nothing in the repository is run or fetched, and
nothing is written into it. What was read of a large one is kept in the user's folder for
caches, so that the next question is quick; CANDOR_CACHE names another folder, or is "off".`,
		Example: `  candor trace --repo ../shop --fix 1f2e3d4c
  candor trace --repo ../shop --line pay/retry.go:42@v1.4.0
  candor trace --repo ../openssl --fault 4817504d --fix 731f4314 --json`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runTrace(cmd.Context(), o) },
	}
	f := c.Flags()
	f.StringVar(&o.repo, "repo", ".", "the git `repository`")
	f.StringArrayVar(&o.question.Fix, "fix", nil, "the `commit` that ended the fault; may be repeated")
	f.StringArrayVar(&o.question.Fault, "fault", nil, "the `commit` that brought the fault; may be repeated")
	f.StringVar(&o.question.Line, "line", "", "a `FILE:N[@REV]` that was at fault")
	f.StringVar(&o.question.Text, "text", "", "a `REGEXP` for lines that were at fault")
	f.BoolVar(&o.json, "json", false, "print the answer as JSON")
	return c
}

func (a *app) runTrace(ctx context.Context, o traceOptions) error {
	q := o.question
	if len(q.Fix)+len(q.Fault) == 0 && q.Line == "" && q.Text == "" {
		return usage(errors.New("trace: nothing to follow is named\n  hint: give --fix COMMIT, --fault COMMIT, --line FILE:N or --text REGEXP"))
	}
	if q.Line != "" && q.Text != "" || len(q.Fault) > 0 && q.Line+q.Text != "" {
		return usage(errors.New("trace: the fault is named in more than one way\n  hint: give one of --fault, --line and --text"))
	}
	repo, err := history.Open(o.repo)
	if err != nil {
		return err
	}
	defer repo.Close()
	repo.UseCache(a.cacheDir())
	tr, err := repo.Trace(ctx, q)
	if err != nil {
		return err
	}
	if o.json {
		return a.printJSON(tr)
	}
	a.printTrace(tr)
	return nil
}

// traceWidth is the width of the longest word in the first column.
const traceWidth = 11

func (a *app) printTrace(tr *history.Trace) {
	line := func(style term.Style, head, text string) {
		_ = a.out.Print(style.Of(term.Pad(head, traceWidth)), term.Plain.Of(" "+term.Line(text)+"\n"))
	}
	for _, in := range tr.Introduced {
		line(term.Bold, "introduced", told(in.Commit, in.Landed, in.FirstRelease)+" "+string(in.Subject))
		why := strings.Join(in.Why, "; ")
		if in.Score < 1 {
			why = fmt.Sprintf("%.0f %%: %s", 100*in.Score, why)
		}
		line(term.Dim, "", why)
		a.printCopies(in.Backports)
	}
	for _, f := range tr.Fix {
		line(term.Bold, "fixed", told(f.Commit, f.Landed, f.FirstRelease)+" "+string(f.Subject))
		a.printCopies(f.Backports)
	}
	line(term.Bold, "affected", releases(tr.AffectedReleases))
	line(term.Bold, "safe from", releases(tr.FixedReleases))
	for _, l := range []struct {
		clock   string
		seconds *int64
	}{
		{"from when it was written to when the fix was", tr.Latent.Authored},
		{"from when it landed to when the fix did", tr.Latent.Landed},
		{"from its first release to that of the fix", tr.Latent.Released},
	} {
		if l.seconds != nil {
			line(term.Bold, "latent", timeline.Length(time.Duration(*l.seconds)*time.Second, time.Minute)+" "+l.clock)
		}
	}
	for _, n := range tr.Notes {
		line(term.Yellow, "note", n)
	}
}

func (a *app) printCopies(copies []history.Copy) {
	for _, c := range copies {
		patch := "the same patch"
		if !c.SamePatch {
			patch = "another patch"
		}
		text := " " + told(c.Commit, c.Landed, c.FirstRelease) + " " + patch
		if c.Branch != "" {
			text += " on " + c.Branch
		}
		_ = a.out.Print(term.Dim.Of(term.Pad("  copy", traceWidth)), term.Plain.Of(term.Line(text)+"\n"))
	}
}

// told names a commit with when it landed and the first release that has it.
func told(commit string, landed time.Time, release string) string {
	when := "at an unknown time"
	if !landed.IsZero() {
		when = landed.UTC().Format("2006-01-02 15:04 UTC")
	}
	if release == "" {
		release = "(no release)"
	}
	return commit[:min(len(commit), 12)] + " " + when + " " + release
}

// shownReleases is how many releases a line for people lists.
const shownReleases = 12

func releases(tags []string) string {
	switch n := len(tags); {
	case n == 0:
		return "none known"
	case n > shownReleases:
		return fmt.Sprintf("%s … %s (%d releases; --json lists all)", strings.Join(tags[:shownReleases-2], ", "), tags[n-1], n)
	}
	return strings.Join(tags, ", ")
}
