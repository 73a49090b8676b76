package flow

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/history"
	"github.com/candor-reports/candor/review"
	"github.com/candor-reports/candor/review/reading"
)

// around is how far from the rows of a report changes are looked for: a cited
// change may have landed long before it did harm.
const around = 60 * 24 * time.Hour

// near is how far from the rows the files of changes are read.
const near = 24 * time.Hour

// Against gives reports the changes and releases of a repository to be held
// against.
func Against(ctx context.Context, repo string, docs []review.Document) error {
	r, err := history.Open(repo)
	if err != nil {
		return err
	}
	defer r.Close()
	folder, err := filepath.Abs(repo)
	if err != nil {
		return fmt.Errorf("%s: %w", repo, err)
	}
	tags, err := r.Releases(ctx, "")
	if err != nil {
		return err
	}
	var tagged []review.Tag
	for _, t := range tags.Releases {
		if t.Module == "" {
			tagged = append(tagged, review.Tag{Name: t.Tag, At: t.Time})
		}
	}
	for i := range docs {
		d := &docs[i]
		d.Repository = strings.TrimSuffix(filepath.Base(strings.TrimSuffix(folder, "/.git")), ".git")
		d.Tagged = tagged
		stated := reading.Read(d.File, d.Draft.Markdown)
		for _, ref := range stated.References {
			if ref.Commit != "" && !r.Holds(ref.Commit) {
				d.Unknown = append(d.Unknown, ref.Commit)
			}
		}
		if err := landed(ctx, r, repo, d, stated); err != nil {
			return err
		}
	}
	return nil
}

// landed gives a report the changes that landed around its rows.
func landed(ctx context.Context, r *history.Repository, repo string, d *review.Document, stated *reading.Document) error {
	if len(stated.Rows) == 0 {
		return nil
	}
	from, to := stated.Rows[0].Time.Earliest, stated.Rows[0].Time.Latest
	for _, row := range stated.Rows {
		if row.Time.Earliest.Before(from) {
			from = row.Time.Earliest
		}
		if row.Time.Latest.After(to) {
			to = row.Time.Latest
		}
	}
	w, err := r.Window(ctx, history.Options{Path: repo, Since: from.Add(-around), Until: to.Add(around)})
	if err != nil {
		return err
	}
	for _, c := range w.Changes {
		if name := string(c.Author); !slices.Contains(d.People, name) {
			d.People = append(d.People, name)
		}
		l := review.Landing{Hash: c.Hash, Number: c.PullRequest, At: c.Landed, Name: string(c.Name())}
		cited := slices.ContainsFunc(stated.References, func(ref reading.Reference) bool {
			return ref.Number != "" && ref.Number == c.PullRequest || ref.Commit != "" && strings.HasPrefix(c.Hash, ref.Commit)
		})
		if cited || c.Landed.After(from.Add(-near)) && c.Landed.Before(to.Add(near)) {
			if l.Paths, err = r.Files(c); err != nil {
				return err
			}
		}
		d.Landings = append(d.Landings, l)
	}
	return nil
}
