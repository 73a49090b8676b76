package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/logs"
	"github.com/candor-reports/candor/timeline"
)

var fileKind = Kind{
	Name: "file",
	Doc:  "log files, journals and exports with one record a line; a path may be a glob or a folder",
	Read: readFile,
}

func readFile(ctx context.Context, s incident.Source, env *Env) Stream {
	files, gaps, err := unpacked(find(s.Path, env))
	if err != nil {
		return failed(s, "lines", err)
	}
	return readLogs(ctx, s, env, files, gaps)
}

func readLogs(ctx context.Context, s incident.Source, env *Env, files []logs.File, gaps []string) Stream {
	own, format, err := formats(s, env)
	if err != nil {
		return failed(s, "lines", err)
	}
	since, until := bounds(s, env)
	r := logs.Read(ctx, env.Watch.begin(files), logs.Options{
		Source: s.Name, Since: since, Until: until, Zone: zone(s, env), Year: s.Year,
		Clock: time.Duration(s.Clock), Format: format, Formats: own, Map: mapping(s.Map), Each: s.Each, Cited: places(cited(s, env)),
	})
	reading := r.Reading
	if len(gaps) > 0 {
		reading = func() (out timeline.Reading) {
			out = r.Reading()
			out.Gaps = append(slices.Clone(gaps), out.Gaps...)
			return out
		}
	}
	return Stream{Events: r.Events(), Reading: reading, Markers: r.Markers}
}

// Files lists the log files that a path means, below dir where it is relative:
// a file, a folder with all that is in it, a glob, or - for stdin. What of it
// cannot be read is told by gaps. The members of archives are files of their
// own.
func Files(p, dir string, stdin io.Reader) (files []logs.File, gaps []string, err error) {
	files, gaps, err = find(p, &Env{Dir: dir, Stdin: stdin})
	return unpacked(files, gaps, err)
}

// unpacked puts the members of archives in their place.
func unpacked(files []logs.File, gaps []string, err error) ([]logs.File, []string, error) {
	if err != nil {
		return nil, nil, err
	}
	files, more := logs.Unpack(files, logs.Limits{})
	if gaps = append(gaps, more...); len(files) == 0 && len(gaps) > 0 {
		return nil, nil, errors.New(strings.Join(gaps, "; "))
	}
	return files, gaps, nil
}

// places reads references as lines: 17, or app.log:17.
func places(refs []string) []logs.Place {
	var out []logs.Place
	for _, ref := range refs {
		file, line := "", ref
		if i := strings.LastIndexByte(ref, ':'); i >= 0 {
			file, line = ref[:i], ref[i+1:]
		}
		if n, err := strconv.Atoi(line); err == nil {
			out = append(out, logs.Place{File: file, Line: n})
		}
	}
	return out
}

// find lists the files a path means: standard input, one file, a folder with
// all that is in it, or a glob. Names are as the record spells them, so that
// documents show no path of the machine they were made on. Every file is
// opened below the folder that the fixed part of the path names, so that a
// link in it cannot lead outside.
func find(p string, env *Env) (files []logs.File, gaps []string, err error) {
	if p == "-" {
		return []logs.File{{Name: "stdin", Size: -1, Open: func() (io.ReadCloser, error) { return io.NopCloser(env.Stdin), nil }}}, nil, nil
	}
	base, pattern := splitGlob(filepath.ToSlash(p))
	dir := base
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(env.Dir, filepath.FromSlash(base))
	}
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("%s: %w", p, plain(err))
	case info.Mode().IsRegular():
		base, pattern = path.Split(strings.TrimSuffix(base, "/"))
		dir = filepath.Dir(dir)
	case !info.IsDir():
		return nil, nil, fmt.Errorf("%s: is neither a file nor a folder; what a program writes is read with the path - from standard input", p)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", p, plain(err))
	}
	names, unread, err := match(root, pattern)
	if err != nil {
		root.Close()
		return nil, nil, fmt.Errorf("%s: %w", p, err)
	}
	for _, name := range names {
		f := logs.File{Name: path.Join(base, name), Open: func() (io.ReadCloser, error) {
			f, err := root.Open(name)
			return f, plain(err)
		}}
		if info, err := root.Stat(name); err == nil {
			f.ModTime, f.Size = info.ModTime(), info.Size()
		}
		files = append(files, f)
	}
	gaps = told(base, unread)
	switch {
	case len(files) == 0 && len(gaps) > 0:
		return nil, nil, errors.New(strings.Join(gaps, "; "))
	case len(files) == 0:
		return nil, nil, fmt.Errorf("%s: no file matches", p)
	}
	return files, gaps, nil
}

// splitGlob parts a path into the folder that its fixed part names and the
// pattern below it. A path without wildcards is all base.
func splitGlob(p string) (base, pattern string) {
	i := strings.IndexAny(p, "*?[")
	if i < 0 {
		return p, ""
	}
	slash := strings.LastIndexByte(p[:i], '/')
	if slash < 0 {
		return ".", p
	}
	return p[:slash+1], p[slash+1:]
}

// unread is a file that a pattern means and that is not read.
type unread struct{ name, why string }

// manyGaps is how many files that were not read are told by name.
const manyGaps = 20

func told(base string, all []unread) (gaps []string) {
	for i, u := range all {
		if i == manyGaps {
			return append(gaps, fmt.Sprintf("%d more files could not be read", len(all)-manyGaps))
		}
		gaps = append(gaps, path.Join(base, u.name)+": "+u.why)
	}
	return gaps
}

// match lists the regular files of a root that a pattern means, sorted: all of
// them, hidden ones left out, for an empty pattern.
func match(root *os.Root, pattern string) (names []string, rest []unread, err error) {
	if pattern != "" {
		names, err = fs.Glob(root.FS(), pattern)
	} else {
		err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				rest = append(rest, unread{name, plain(err).Error()})
			case name != "." && strings.HasPrefix(d.Name(), "."):
				if d.IsDir() {
					return fs.SkipDir
				}
			case !d.IsDir():
				names = append(names, name)
			}
			return nil
		})
	}
	if err != nil {
		return nil, nil, err
	}
	slices.Sort(names)
	names = slices.DeleteFunc(names, func(name string) bool {
		info, err := root.Stat(name)
		switch {
		case err != nil:
			rest = append(rest, unread{name, plain(err).Error()})
		case info.IsDir():
		case !info.Mode().IsRegular():
			rest = append(rest, unread{name, "is not a regular file"})
		default:
			return false
		}
		return true
	})
	return names, rest, nil
}

// plain takes the operation and the path off an error of the file system: the
// caller names the path as the record spells it.
func plain(err error) error {
	var pe *fs.PathError
	if !errors.As(err, &pe) {
		return err
	}
	switch {
	case errors.Is(pe.Err, fs.ErrNotExist):
		return errors.New("does not exist")
	case errors.Is(pe.Err, fs.ErrPermission):
		return errors.New("may not be read: permission denied")
	case strings.Contains(pe.Err.Error(), "escapes"):
		return errors.New("is a link that leads outside of its folder, which is not followed")
	}
	return pe.Err
}
