package clocks

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/timeline"
)

//go:embed regimes calendars
var files embed.FS

const (
	calendarDir = "calendars"
	ending      = ".yaml"
)

// Folder is the folder beside the record that holds regimes of a house's own,
// one file each, and its calendars in calendars/.
const Folder = "regimes"

// Own returns the regimes and calendars of candor.
func Own() *Set {
	s := &Set{calendars: map[string]*Calendar{}, places: placesByName()}
	err := s.readCalendars(files, calendarDir, "")
	if err == nil {
		err = s.readRegimes(files, Folder, "")
	}
	if err != nil {
		panic(err) // the files are part of the program, and a test reads them
	}
	return s
}

// With returns the set with the regimes and calendars of a folder added; one
// of a name that is there already replaces it. A folder that is not there adds
// nothing. The prefix names the folder's place in messages.
func (s *Set) With(fsys fs.FS, prefix string) (*Set, error) {
	out := &Set{regimes: slices.Clone(s.regimes), calendars: maps.Clone(s.calendars), places: s.places}
	if err := out.readCalendars(fsys, path.Join(Folder, calendarDir), prefix); err != nil {
		return nil, err
	}
	return out, out.readRegimes(fsys, Folder, prefix)
}

func (s *Set) readCalendars(fsys fs.FS, dir, prefix string) error {
	return each(fsys, dir, func(file string, data []byte) error {
		var c Calendar
		doc := strict.Decode(prefix+file, data, &c, options())
		if doc.Err() == nil {
			c.check(doc)
		}
		s.calendars[c.Name] = &c
		return doc.Err()
	})
}

func (s *Set) readRegimes(fsys fs.FS, dir, prefix string) error {
	err := each(fsys, dir, func(file string, data []byte) error {
		var r Regime
		doc := strict.Decode(prefix+file, data, &r, options())
		if doc.Err() == nil {
			r.check(doc, s)
		}
		s.regimes = slices.DeleteFunc(s.regimes, func(o *Regime) bool { return o.Name == r.Name })
		s.regimes = append(s.regimes, &r)
		return doc.Err()
	})
	slices.SortFunc(s.regimes, func(a, b *Regime) int { return strings.Compare(a.Name, b.Name) })
	return err
}

// each calls f with every data file of a folder, by name.
func each(fsys fs.FS, dir string, f func(file string, data []byte) error) error {
	entries, err := fs.ReadDir(fsys, dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	for _, e := range entries {
		if e.IsDir() || !strings.HasSuffix(e.Name(), ending) {
			continue
		}
		file := path.Join(dir, e.Name())
		info, err := fs.Stat(fsys, file)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", file, err)
		case !info.Mode().IsRegular() || info.Size() > strict.MaxSize:
			return fmt.Errorf("%s: is not a file of at most %d bytes", file, strict.MaxSize)
		}
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := f(file, data); err != nil {
			return err
		}
	}
	return nil
}

func options() strict.Options {
	return strict.Options{Scalars: map[reflect.Type]strict.Scalar{
		reflect.TypeFor[Period]():        func(s string) (any, error) { return ParsePeriod(s) },
		reflect.TypeFor[incident.Zone](): func(s string) (any, error) { return incident.ParseZone(s) },
		reflect.TypeFor[timeline.Time](): func(s string) (any, error) { return timeline.ParseTime(s, time.UTC) },
	}}
}
