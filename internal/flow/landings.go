package flow

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/candor-reports/candor/history"
	"github.com/candor-reports/candor/review"
	"github.com/candor-reports/candor/review/reading"
)

// around is how far from the rows of a report changes are looked for: a cited
// change may have landed long before it did harm.
const around = 60 * 24 * time.Hour

// Against gives reports the changes of a repository to be held against.
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
	for i, d := range docs {
		docs[i].Repository = strings.TrimSuffix(filepath.Base(strings.TrimSuffix(folder, "/.git")), ".git")
		rows := reading.Read(d.File, d.Draft.Markdown).Rows
		if len(rows) == 0 {
			continue
		}
		from, to := rows[0].Time.Earliest, rows[0].Time.Latest
		for _, row := range rows {
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
			docs[i].Landings = append(docs[i].Landings, review.Landing{Hash: c.Hash, Number: c.PullRequest, At: c.Landed, Name: string(c.Name())})
		}
	}
	return nil
}
