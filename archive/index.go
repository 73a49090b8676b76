package archive

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/candor-reports/candor/history"
)

// indexDir holds what was read of the incidents of each year, so that the next
// list need not read it again. It lies beside git's own files and for the owner
// alone; what it says can always be read anew, so it can be removed at any time.
const indexDir = "candor-index"

// indexFormat changes with what the files of the index hold.
const indexFormat = "index/2"

// kept is what was read of one incident, in a file of the index.
type kept[T any] struct {
	Tree plumbing.Hash // of the folder that it was read from
	Dir  string
	Of   T
}

type cached = kept[Entry]

// index gives the entries of all incidents, the latest first.
func (a *Archive) index(s *snapshot) ([]cached, error) {
	all, err := perYear(a, s, "", func(dir string, item history.Item) (Entry, bool, error) {
		m, _, err := a.metaOf(dir, item)
		if err != nil || m == nil {
			return Entry{}, false, err
		}
		return m.Entry, true, nil
	})
	slices.SortStableFunc(all, func(a, b cached) int {
		return cmp.Or(b.Of.Began.Compare(a.Of.Began), strings.Compare(a.Of.ID, b.Of.ID))
	})
	return all, err
}

// perYear reads something of every incident, or takes it from the index, where
// it has a prefix of its own.
func perYear[T any](a *Archive, s *snapshot, prefix string, read func(dir string, item history.Item) (T, bool, error)) ([]kept[T], error) {
	var all []kept[T]
	for _, y := range s.items {
		if !yearForm.MatchString(y.Name) || y.Mode != folderMode {
			continue
		}
		of, err := ofYear(a, s, prefix, y, read)
		if err != nil {
			return nil, err
		}
		all = append(all, of...)
	}
	return all, nil
}

// ofYear is perYear for one year. A file of the index is called after the folder
// it was made of, so it is right or not there; what an older one of the same
// year says of incidents that did not change is right as well.
func ofYear[T any](a *Archive, s *snapshot, prefix string, y history.Item, read func(dir string, item history.Item) (T, bool, error)) ([]kept[T], error) {
	dir := filepath.Join(a.place.Common, indexDir)
	file := filepath.Join(dir, prefix+y.Name+"-"+y.Hash.String())
	if list, err := readIndex[T](file); err == nil {
		return list, nil
	}
	older, _ := filepath.Glob(filepath.Join(dir, prefix+y.Name+"-*"))
	known := map[plumbing.Hash]kept[T]{}
	for _, name := range older {
		list, err := readIndex[T](name)
		for _, c := range list {
			known[c.Tree] = c
		}
		if err == nil {
			break
		}
	}
	items, err := a.year(s, y.Name)
	if err != nil {
		return nil, err
	}
	var list []kept[T]
	for _, item := range items {
		at := y.Name + "/" + item.Name
		if c, ok := known[item.Hash]; ok && c.Dir == at {
			list = append(list, c)
			continue
		}
		of, ok, err := read(at, item)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, kept[T]{item.Hash, at, of})
		}
	}
	// Without the file the next list is slower and says the same.
	if err := writeIndex(file, list); err == nil {
		for _, name := range older {
			_ = os.Remove(name)
		}
	}
	return list, nil
}

func readIndex[T any](file string) ([]kept[T], error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	sum, body, _ := bytes.Cut(data, []byte{'\n'})
	if fmt.Sprintf("%s %x", indexFormat, sha256.Sum256(body)) != string(sum) {
		_ = os.Remove(file)
		return nil, fmt.Errorf("%s: is damaged", file)
	}
	var list []kept[T]
	err = gob.NewDecoder(bytes.NewReader(body)).Decode(&list)
	return list, err
}

func writeIndex[T any](file string, list []kept[T]) error {
	var body bytes.Buffer
	if err := gob.NewEncoder(&body).Encode(list); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), dirMode); err != nil {
		return err
	}
	w, err := os.CreateTemp(filepath.Dir(file), "part-*")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s %x\n%s", indexFormat, sha256.Sum256(body.Bytes()), body.Bytes())
	if closed := w.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(w.Name(), file)
	}
	if err != nil {
		_ = os.Remove(w.Name())
	}
	return err
}
