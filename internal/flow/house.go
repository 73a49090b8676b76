package flow

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/candor-reports/candor/incident"
)

// house reads the names of the house that the folder belongs to: the nearest
// names.yaml above it, in the folder around it or in the same repository. One
// from further up might be a stranger's, and would let leaks pass.
func (f *Folder) house() (*incident.House, error) {
	name, data, err := f.houseFile()
	if err != nil || data == nil {
		return &incident.House{}, err
	}
	return incident.ParseHouse(name, data)
}

// houseFile is the text of that file; nil where there is none.
func (f *Folder) houseFile() (name string, data []byte, err error) {
	dir, err := filepath.Abs(f.Dir)
	if err != nil {
		return "", nil, fmt.Errorf("%s: %w", f.Dir, cause(err))
	}
	root := repositoryOf(dir)
	for up := filepath.Dir(dir); ; up = filepath.Dir(up) {
		name := filepath.Join(up, incident.HouseFile)
		if data, err := readHouse(name); err == nil {
			return name, append([]byte{}, data...), nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", nil, fmt.Errorf("%s: %w", name, cause(err))
		}
		if root == "" || up == root || up == filepath.Dir(up) {
			return "", nil, nil
		}
	}
}

// repositoryOf is the folder above dir that holds a repository, or "".
func repositoryOf(dir string) string {
	for up := filepath.Dir(dir); ; up = filepath.Dir(up) {
		if _, err := os.Lstat(filepath.Join(up, ".git")); err == nil {
			return up
		}
		if up == filepath.Dir(up) {
			return ""
		}
	}
}

func readHouse(name string) ([]byte, error) {
	info, err := os.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("is not a file")
	}
	r, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, int64(limit(incident.File))+1))
}
