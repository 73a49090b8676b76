package flow

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/candor-reports/candor/templates"
)

// TemplatesDir is the folder of users' own templates: beside the incident
// folders of a reports repository, or in one of them.
const TemplatesDir = "templates"

// Templates are candor's templates with users' own put over them: those beside
// the folder, those in it, and those of dir, which may be empty. Links that
// lead out of such a folder are not followed.
func Templates(folder, dir string) (*templates.Set, error) {
	set := templates.Own()
	for _, at := range []string{filepath.Join(folder, "..", TemplatesDir), filepath.Join(folder, TemplatesDir), dir} {
		if at == "" {
			continue
		}
		root, err := os.OpenRoot(at)
		if at != dir && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w\n  hint: --templates names a folder that holds report/NAME.md.tmpl or notice/LANGUAGE/NAME.md.tmpl", at, cause(err))
		}
		set, err = set.With(root.FS(), at)
		root.Close()
		if err != nil {
			return nil, err
		}
	}
	return set, nil
}

// Templates are the templates that documents of the folder are written with.
func (f *Folder) Templates(dir string) (*templates.Set, error) { return Templates(f.Dir, dir) }

// Begin writes a new file for a user to go on with, with the folders above it.
// A file that is there is never touched.
func Begin(file string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), dirMode); err != nil {
		return fmt.Errorf("%s: %w", file, cause(err))
	}
	root, err := os.OpenRoot(filepath.Dir(file))
	if err != nil {
		return fmt.Errorf("%s: %w", file, cause(err))
	}
	defer root.Close()
	err = (&Folder{root: root}).fill(filepath.Base(file), data, fileMode)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: is there already\n  hint: give it another name, or change that file", file)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, cause(err))
	}
	return nil
}
