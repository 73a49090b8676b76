package history

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
)

const (
	maxGrepLines = 200       // matching lines that are followed
	maxGrepBytes = 512 << 20 // of files that are searched
)

// noSuchLine says that what was asked about is not there.
type noSuchLine struct{ what, because, hint string }

func (e noSuchLine) Error() string { return e.what }

// found is what a search of a tree's files came to.
type found struct {
	lines  map[string][]int // that match, from 1, by path
	files  int
	unread int  // of those, files whose content could not be read
	beyond bool // the search ended before the last file
	links  bool // there are submodules
}

// grep finds the lines of a tree's files that match a pattern.
func (r *Repository) grep(ctx context.Context, tree oid, pattern *regexp.Regexp) (found, error) {
	files, err := r.fileChanges(ctx, oid{}, tree)
	if err != nil {
		return found{}, err
	}
	out := found{lines: map[string][]int{}, files: len(files)}
	modules, err := r.entry(tree, ".gitmodules")
	out.links = err == nil && modules.isFile()
	lines, read := 0, 0
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return found{}, err
		}
		data, err := r.blob(f.new)
		if err != nil {
			out.unread++
			continue
		}
		if bytes.IndexByte(data[:min(len(data), 8000)], 0) >= 0 {
			continue
		}
		if read += len(data); read > maxGrepBytes {
			out.beyond = true
			break
		}
		if !pattern.Match(data) {
			continue
		}
		for i, line := range split(data) {
			if lines < maxGrepLines && pattern.Match(line) {
				out.lines[f.path] = append(out.lines[f.path], i+1)
				lines++
			}
		}
	}
	if lines == 0 {
		return out, out.none(pattern)
	}
	return out, nil
}

// none says that nothing matches, and what that does not speak of.
func (f found) none(pattern *regexp.Regexp) noSuchLine {
	if f.unread > 0 {
		return noSuchLine{fmt.Sprintf("no line that can be read matches %q", pattern), f.unseen(),
			"ask a clone that has all contents: one made without --filter, or this one after git fetch --refetch --no-filter"}
	}
	return noSuchLine{fmt.Sprintf("no line matches %q", pattern), f.unseen(),
		"write the pattern as a regular expression of Go (RE2), and name a revision that has such a line"}
}

// unseen says which files were not searched, "" where all were.
func (f found) unseen() string {
	switch {
	case f.unread > 0:
		return fmt.Sprintf("the contents of %d of %s cannot be read here and were not searched", f.unread, count(f.files, "file", "files"))
	case f.beyond:
		return fmt.Sprintf("the search ended after %d MB of files", maxGrepBytes>>20)
	case f.links:
		return "the files of submodules are in repositories of their own and were not searched"
	}
	return ""
}

// evidenceOfLines takes lines as what a fix would take out.
func (r *Repository) evidenceOfLines(tree oid, lines map[string][]int) (*evidence, error) {
	e := &evidence{names: map[string]*named{}, kind: code, same: sameness{space: true, comments: true}}
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		at, err := r.locate(tree, pathParts(name), spot{})
		if err != nil {
			return nil, err
		}
		if at.blob.IsZero() {
			if link := r.linkOn(tree, name); link != "" {
				return nil, noSuchLine{"there is no file " + name, link + " is a submodule, a repository of its own", "name that repository with --repo, and the file as it is called there"}
			}
			return nil, noSuchLine{"there is no file " + name, "", "write its path from the root of the repository, and name a revision that has it"}
		}
		data, err := r.blob(at.blob)
		if err != nil {
			return nil, fmt.Errorf("%s: its content cannot be read: %w", name, err)
		}
		f := newFileEvidence(e, data, nil)
		for _, n := range lines[name] {
			if n < 1 || n > len(f.old) {
				return nil, noSuchLine{fmt.Sprintf("%s has %d lines, so there is no line %d", name, len(f.old), n), "", "count lines from 1, and name the revision that the number is of"}
			}
			f.code[n-1] = true
			f.hunk(hunk{a0: n - 1, a1: n}, nil)
		}
		e.files = append(e.files, pointed{name, f.spans})
	}
	return e, nil
}

// linkOn gives the submodule that a path leads into, "" where it leads into
// none.
func (r *Repository) linkOn(tree oid, name string) string {
	parts := pathParts(name)
	for i := range parts {
		at := path.Join(parts[:i+1]...)
		if e, err := r.entry(tree, at); err == nil && e.mode == "160000" {
			return at
		}
	}
	return ""
}
