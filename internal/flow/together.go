package flow

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
)

// Join puts the reports of other incident folders beside the report of this
// one, for documents that tell several incidents. Names may be patterns such as
// 2026-03-*; this folder among them is passed over. From the others nothing is
// collected anew.
func (f *Folder) Join(rep *incident.Report, names []string, maxEntries int) error {
	own, err := os.Stat(f.Dir)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Dir, cause(err))
	}
	dirs, err := folders(names)
	if err != nil {
		return err
	}
	var joined []string
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err == nil && os.SameFile(info, own) {
			continue
		}
		other, err := known(dir, maxEntries)
		if err != nil {
			return err
		}
		if other.ID == rep.ID || slices.Contains(joined, other.ID) {
			return fmt.Errorf("%s: the incident %s is told already\n  hint: name each incident once", dir, other.ID)
		}
		joined = append(joined, other.ID)
		rep.Others = append(rep.Others, other)
	}
	return nil
}

// folders lists the folders that names and patterns lead to, each once.
func folders(names []string) ([]string, error) {
	var dirs []string
	for _, name := range names {
		found := []string{name}
		if strings.ContainsAny(name, "*?[") {
			var err error
			if found, err = filepath.Glob(name); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			found = slices.DeleteFunc(found, func(dir string) bool {
				_, err := os.Stat(filepath.Join(dir, incident.File))
				return err != nil
			})
			if len(found) == 0 {
				return nil, fmt.Errorf("%s: %w\n  hint: name folders that hold %s", name, errors.New("no incident folder has such a name"), incident.File)
			}
		}
		dirs = append(dirs, found...)
	}
	for i := range dirs {
		dirs[i] = filepath.Clean(dirs[i])
	}
	slices.Sort(dirs)
	return slices.Compact(dirs), nil
}

// known is the report of what a folder holds.
func known(dir string, maxEntries int) (*incident.Report, error) {
	f, err := OpenFolder(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	inc, err := f.Record()
	if err != nil {
		return nil, err
	}
	return f.Known(inc, maxEntries)
}
