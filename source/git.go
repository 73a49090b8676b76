package source

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/candor-reports/candor/history"
	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

var gitKind = Kind{
	Name: "git",
	Doc:  "a git repository: what landed in the window, releases, and changes that were taken back",
	Read: readGit,
}

func readGit(ctx context.Context, s incident.Source, env *Env) Stream {
	path := s.Path
	if !filepath.IsAbs(path) {
		path = filepath.Join(env.Dir, path)
	}
	since, until := bounds(s, env)
	r := history.Read(ctx, history.Options{
		Source: s.Name, Path: path, Branch: s.Branch, Paths: s.Paths, Since: since, Until: until, Cited: cited(s, env),
	})
	return Stream{Events: r.Events(), Reading: func() timeline.Reading {
		reading := r.Reading()
		reading.Where = []string{s.Path}
		for i, gap := range reading.Gaps {
			reading.Gaps[i] = strings.ReplaceAll(gap, path, s.Path)
		}
		return reading
	}}
}
