package flow

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/candor-reports/candor/review"
)

// maxReport bounds what is read of a report that somebody else wrote; the rules
// refuse what is longer than a draft may be.
const maxReport = 1 << 20

// reportEndings are those of files that hold Markdown.
var reportEndings = []string{".md", ".markdown", ".mdx", ".qmd", ".rmd", ".md.erb"}

// IsReport reports whether a name given to be reviewed is that of a file,
// folder or glob and not of a document in the incident folder.
func IsReport(name string) bool {
	if strings.ContainsAny(name, `/\*?[`) || ending(name) {
		return true
	}
	_, err := os.Stat(name)
	return err == nil
}

func ending(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(reportEndings, func(e string) bool { return strings.HasSuffix(name, e) })
}

// Reports reads the reports that names lead to: files, all of a folder and the
// folders in it, or a glob. They come in order, each once.
func Reports(names []string) ([]review.Document, error) {
	var files []string
	for _, name := range names {
		found, err := reportFiles(name)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	seen := map[string]bool{}
	files = slices.DeleteFunc(files, func(file string) bool {
		name := filepath.Clean(file)
		again := seen[name]
		seen[name] = true
		return again
	})
	docs, errs := make([]review.Document, len(files)), make([]error, len(files))
	each(len(files), func(i int) {
		b, err := readReport(files[i])
		if err != nil {
			errs[i] = fmt.Errorf("%s: %w", files[i], cause(err))
			return
		}
		docs[i] = review.Foreign(filepath.ToSlash(files[i]), b)
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// Check reviews reports that somebody else wrote, several at a time. The
// findings come in the order of the reports.
func Check(ctx context.Context, docs []review.Document) ([]review.Finding, error) {
	found := make([][]review.Finding, len(docs))
	each(len(docs), func(i int) {
		if ctx.Err() == nil {
			found[i] = review.Check(nil, docs[i])
		}
	})
	return slices.Concat(found...), ctx.Err()
}

// Together has documents held against each other: those of one name in several
// languages, and all of them where they are of one incident.
func Together(docs []review.Document, oneIncident bool) {
	groups := map[string][]int{}
	for i, d := range docs {
		name := review.Stem(d.File)
		if oneIncident {
			name = ""
		}
		groups[name] = append(groups[name], i)
	}
	for _, group := range groups {
		if len(group) < 2 {
			continue
		}
		texts := make([]*review.Text, len(group))
		each(len(group), func(n int) { texts[n] = review.TextOf(docs[group[n]]) })
		for _, i := range group {
			docs[i].Beside = texts
		}
	}
}

func reportFiles(name string) ([]string, error) {
	info, err := os.Stat(name)
	switch {
	case err == nil && !info.IsDir():
		return []string{name}, nil
	case err == nil:
		return reportsBelow(name)
	case !strings.ContainsAny(name, "*?["):
		return nil, fmt.Errorf("%s: %w\n  hint: name a Markdown file, a folder of them, or a document of the incident folder", name, cause(err))
	}
	found, err := filepath.Glob(name)
	if err == nil && len(found) == 0 {
		err = errors.New("no file has such a name")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return found, nil
}

func reportsBelow(dir string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", path, cause(err))
		case d.IsDir() && path != dir && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.Type().IsRegular() && ending(d.Name()):
			files = append(files, path)
		}
		return nil
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s: there is no Markdown file in it", dir)
	}
	return files, err
}

func readReport(file string) ([]byte, error) {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a file")
	case info.Size() > maxReport:
		return nil, fmt.Errorf("has %d bytes, more than the %d that are read", info.Size(), maxReport)
	}
	return os.ReadFile(file)
}
