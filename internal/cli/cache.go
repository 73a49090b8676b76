package cli

import (
	"path/filepath"
	"runtime"
)

// cacheDir is the folder where what was read of large repositories is kept for
// the next time: what CANDOR_CACHE names, else the user's folder for such
// files. "off", and a machine that has no such folder, give "": nothing is kept.
func (a *app) cacheDir() string {
	switch dir := a.Getenv("CANDOR_CACHE"); {
	case dir == "off":
		return ""
	case filepath.IsAbs(dir):
		return dir
	}
	home := a.Getenv("HOME")
	base := a.Getenv("XDG_CACHE_HOME")
	switch {
	case runtime.GOOS == "windows":
		base = a.Getenv("LocalAppData")
	case runtime.GOOS == "darwin" && filepath.IsAbs(home):
		base = filepath.Join(home, "Library", "Caches")
	case !filepath.IsAbs(base) && filepath.IsAbs(home):
		base = filepath.Join(home, ".cache")
	}
	if !filepath.IsAbs(base) {
		return ""
	}
	return filepath.Join(base, "candor")
}
