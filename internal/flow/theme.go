package flow

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/render"
)

// InTheme has documents rendered with the files of dir put over those of the
// house's own theme.
func (f *Folder) InTheme(dir string) { f.themeDir, f.theme = dir, nil }

// Theme is how documents of the folder look: candor's own theme, with the house's
// files over it. These lie beside names.yaml, beside the folder, or in it, in the
// folder that the record names.
func (f *Folder) Theme(inc *incident.Incident) (*render.Theme, error) {
	if f.theme != nil {
		return f.theme, nil
	}
	above, _, err := f.houseFile()
	if err != nil {
		return nil, err
	}
	var dirs []string
	if above != "" {
		dirs = append(dirs, filepath.Dir(above))
	}
	t, err := themeOf(inc.Publish.Theme, append(dirs, filepath.Join(f.Dir, ".."), f.Dir), f.themeDir)
	if err != nil {
		return nil, err
	}
	f.theme = t
	return t, nil
}

// ThemeIn is the theme of a folder that is no incident's, such as one that
// incident folders lie in, as its names.yaml states it.
func ThemeIn(folder, dir string) (*render.Theme, error) {
	var stated incident.Theme
	name := filepath.Join(folder, incident.HouseFile)
	data, err := readHouse(name)
	if err == nil {
		house, err := incident.ParseHouse(name, data)
		if err != nil {
			return nil, err
		}
		stated = house.Publish.Theme
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", name, cause(err))
	}
	return themeOf(stated, []string{folder}, dir)
}

// themeOf reads the theme's folders in those of above, the nearest last, and
// the one that a user named, which has to be there.
func themeOf(stated incident.Theme, above []string, named string) (*render.Theme, error) {
	var folders []render.ThemeFolder
	var seen []os.FileInfo
	at := make([]string, 0, len(above)+1)
	for _, dir := range above {
		at = append(at, filepath.Join(dir, cmp.Or(stated.Folder, incident.ThemeDir)))
	}
	for _, dir := range append(at, named) {
		info, err := os.Stat(dir)
		switch {
		case dir == "", err == nil && slices.ContainsFunc(seen, func(s os.FileInfo) bool { return os.SameFile(s, info) }):
			continue
		case err != nil && dir != named && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)):
			continue
		case err != nil:
			return nil, fmt.Errorf("%s: %w\n  hint: --theme names a folder; to begin one: candor theme new", dir, cause(err))
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, fmt.Errorf("%s: %w\n  hint: a theme is a folder; to begin one: candor theme new", dir, cause(err))
		}
		defer root.Close()
		seen = append(seen, info)
		folders = append(folders, render.ThemeFolder{Files: root.FS(), Name: dir, Named: dir == named || stated.Folder != ""})
	}
	return render.NewTheme(stated, folders...)
}

// themeInputs takes in the files of the theme that are not candor's own.
func (f *Folder) themeInputs(inc *incident.Incident, files map[string][]byte) error {
	t, err := f.Theme(inc)
	if err != nil {
		return err
	}
	for name, data := range t.Own() {
		files[path.Join(filepath.ToSlash(cmp.Or(inc.Publish.Theme.Folder, incident.ThemeDir)), name)] = data
	}
	return nil
}
