package history

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
)

const (
	maxGrepLines = 200       // matching lines that are followed
	maxGrepBytes = 512 << 20 // of files that are searched
)

// noSuchLine says that what was asked about is not there.
type noSuchLine struct{ what, hint string }

func (e noSuchLine) Error() string { return e.what }

// grep finds the lines of a tree's files that match a pattern.
func (r *Repository) grep(ctx context.Context, tree oid, pattern *regexp.Regexp) (map[string][]int, error) {
	files, err := r.fileChanges(ctx, oid{}, tree)
	if err != nil {
		return nil, err
	}
	out := map[string][]int{}
	found, read := 0, 0
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		data, err := r.blob(f.new)
		if err != nil || bytes.IndexByte(data[:min(len(data), 8000)], 0) >= 0 {
			continue
		}
		if read += len(data); read > maxGrepBytes {
			break
		}
		if !pattern.Match(data) {
			continue
		}
		for i, line := range split(data) {
			if found < maxGrepLines && pattern.Match(line) {
				out[f.path] = append(out[f.path], i+1)
				found++
			}
		}
	}
	if found == 0 {
		return nil, noSuchLine{fmt.Sprintf("no line matches %q", pattern), "write the pattern as a regular expression of Go (RE2), and name a revision that has such a line"}
	}
	return out, nil
}

// evidenceOfLines takes lines as what a fix would take out.
func (r *Repository) evidenceOfLines(tree oid, lines map[string][]int) (*evidence, error) {
	e := &evidence{names: map[string]*named{}, kind: code, same: sameness{space: true, comments: true}}
	for _, path := range slices.Sorted(maps.Keys(lines)) {
		at, err := r.locate(tree, pathParts(path), spot{})
		if err != nil {
			return nil, err
		}
		if at.blob.IsZero() {
			return nil, noSuchLine{"there is no file " + path, "write its path from the root of the repository, and name a revision that has it"}
		}
		data, err := r.blob(at.blob)
		if err != nil {
			return nil, err
		}
		f := newFileEvidence(e, data, nil)
		for _, n := range lines[path] {
			if n < 1 || n > len(f.old) {
				return nil, noSuchLine{fmt.Sprintf("%s has %d lines, so there is no line %d", path, len(f.old), n), "count lines from 1, and name the revision that the number is of"}
			}
			f.code[n-1] = true
			f.hunk(hunk{a0: n - 1, a1: n}, nil)
		}
		e.files = append(e.files, pointed{path, f.spans})
	}
	return e, nil
}
