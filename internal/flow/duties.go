package flow

import (
	"path/filepath"

	"github.com/candor-reports/candor/clocks"
	"github.com/candor-reports/candor/incident"
)

// Regimes returns the regimes of candor and those of the folder's own, and
// holds what the record says of duties against them.
func (f *Folder) Regimes(inc *incident.Incident) (*clocks.Set, error) {
	set, err := clocks.Own().With(f.root.FS(), f.Dir+string(filepath.Separator))
	if err != nil {
		return nil, err
	}
	return set, set.Check(f.name(incident.File), inc)
}
