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

// indexFormat changes with what an entry holds.
const indexFormat = "index/1"

// cached is one incident in a file of the index.
type cached struct {
	Tree  plumbing.Hash // of the folder that the entry was read from
	Entry Entry
}

// index gives the entries of all incidents, the latest first.
func (a *Archive) index(s *snapshot) ([]cached, error) {
	var all []cached
	for _, y := range s.items {
		if !yearForm.MatchString(y.Name) || y.Mode != folderMode {
			continue
		}
		of, err := a.indexYear(s, y)
		if err != nil {
			return nil, err
		}
		all = append(all, of...)
	}
	slices.SortStableFunc(all, func(a, b cached) int {
		return cmp.Or(b.Entry.Began.Compare(a.Entry.Began), strings.Compare(a.Entry.ID, b.Entry.ID))
	})
	return all, nil
}

// indexYear gives the entries of a year. A file of the index is called after
// the folder it was made of, so it is right or not there; what an older one of
// the same year says of incidents that did not change is right as well.
func (a *Archive) indexYear(s *snapshot, y history.Item) ([]cached, error) {
	dir := filepath.Join(a.place.Common, indexDir)
	file := filepath.Join(dir, y.Name+"-"+y.Hash.String())
	if list, err := readIndex(file); err == nil {
		return list, nil
	}
	older, _ := filepath.Glob(filepath.Join(dir, y.Name+"-*"))
	known := map[plumbing.Hash]cached{}
	for _, name := range older {
		list, err := readIndex(name)
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
	var list []cached
	for _, item := range items {
		if c, ok := known[item.Hash]; ok && c.Entry.Dir == y.Name+"/"+item.Name {
			list = append(list, c)
			continue
		}
		m, _, err := a.metaOf(y.Name+"/"+item.Name, item)
		if err != nil {
			return nil, err
		}
		if m != nil {
			list = append(list, cached{item.Hash, m.Entry})
		}
	}
	// Without the file the next list is slower and says the same.
	if err := a.writeIndex(file, list); err == nil {
		for _, name := range older {
			_ = os.Remove(name)
		}
	}
	return list, nil
}

func readIndex(file string) ([]cached, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	sum, body, _ := bytes.Cut(data, []byte{'\n'})
	if fmt.Sprintf("%s %x", indexFormat, sha256.Sum256(body)) != string(sum) {
		_ = os.Remove(file)
		return nil, fmt.Errorf("%s: is damaged", file)
	}
	var list []cached
	err = gob.NewDecoder(bytes.NewReader(body)).Decode(&list)
	return list, err
}

func (a *Archive) writeIndex(file string, list []cached) error {
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
