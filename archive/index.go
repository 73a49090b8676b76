package archive

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/candor-reports/candor/history"
)

// indexDir holds what was read of the incidents of each year, so that the next
// list need not read it again. It lies beside git's own files and for the owner
// alone; what it says can always be read anew, so it can be removed at any time.
const indexDir = "candor-index"

// indexFormat changes with what the files of the index hold.
const indexFormat = "index/3"

// manyIncidents is from how many on an addition makes the index at once: after
// an import the first list would otherwise read everything again.
const manyIncidents = 100

// kept is what was read of one incident, in a file of the index.
type kept[T any] struct {
	Tree plumbing.Hash // of the folder that it was read from
	Dir  string
	Of   T
}

type cached = kept[Entry]

// reading is how something is read of an incident's folder; false where the
// folder is none of an incident.
type reading[T any] func(a *Archive, dir string, item history.Item) (T, bool, error)

// index gives the entries of all incidents, the latest first.
func (a *Archive) index(s *snapshot) ([]cached, error) {
	lists, err := perYear(a, s, "", s.incidentYears(), entryIn)
	all := slices.Concat(lists...)
	slices.SortStableFunc(all, func(a, b cached) int {
		return cmp.Or(b.Of.Began.Compare(a.Of.Began), strings.Compare(a.Of.ID, b.Of.ID))
	})
	return all, err
}

func entryIn(a *Archive, dir string, item history.Item) (Entry, bool, error) {
	m, _, err := a.metaOf(dir, item)
	if err != nil || m == nil {
		return Entry{}, false, err
	}
	return m.Entry, true, nil
}

// incidentYears are the folders that incidents lie in.
func (s *snapshot) incidentYears() []history.Item {
	return slices.DeleteFunc(slices.Clone(s.items), func(y history.Item) bool {
		return !yearForm.MatchString(y.Name) || y.Mode != folderMode
	})
}

// perYear reads something of every incident of some years, or takes it from the
// index, where it has a prefix of its own.
//
// A file of the index is called after the folder it was made of, so it is right
// or not there; what an older one of the same year says of incidents that did
// not change is right as well.
func perYear[T any](a *Archive, s *snapshot, prefix string, years []history.Item, read reading[T]) ([][]kept[T], error) {
	dir := filepath.Join(a.place.Common, indexDir)
	lists := make([][]kept[T], len(years))
	missing := make([]bool, len(years))
	err := a.each(len(years), func(_ *Archive, i int) error {
		var err error
		lists[i], err = readIndex[T](filepath.Join(dir, indexName(prefix, years[i])))
		missing[i] = err != nil
		return nil
	})
	if err != nil || !slices.Contains(missing, true) {
		return lists, err
	}
	var todo []unread[T]
	older := make([][]string, len(years))
	for i, y := range years {
		if !missing[i] {
			continue
		}
		older[i], _ = filepath.Glob(filepath.Join(dir, prefix+y.Name+"-*"))
		items, err := a.year(s, y.Name)
		if err != nil {
			return nil, err
		}
		known := knownIn[T](older[i])
		for _, item := range items {
			u := unread[T]{year: i, item: item, kept: kept[T]{Tree: item.Hash, Dir: y.Name + "/" + item.Name}}
			if c, ok := known[item.Hash]; ok && c.Dir == u.kept.Dir {
				u.kept, u.done = c, true
			}
			todo = append(todo, u)
		}
	}
	err = a.each(len(todo), func(a *Archive, i int) error {
		u := &todo[i]
		if u.done {
			return nil
		}
		var err error
		u.kept.Of, u.done, err = read(a, u.kept.Dir, u.item)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, u := range todo {
		if u.done {
			lists[u.year] = append(lists[u.year], u.kept)
		}
	}
	return lists, a.each(len(years), func(_ *Archive, i int) error {
		// Without the file the next list is slower and says the same.
		if missing[i] && writeIndex(filepath.Join(dir, indexName(prefix, years[i])), lists[i]) == nil {
			for _, name := range older[i] {
				_ = os.Remove(name)
			}
		}
		return nil
	})
}

// unread is an incident of which the index may know nothing yet.
type unread[T any] struct {
	year int
	item history.Item
	kept kept[T]
	done bool
}

func indexName(prefix string, y history.Item) string {
	return prefix + y.Name + "-" + y.Hash.String()
}

// knownIn is what the first sound one of some files of the index says, by the
// folder that it was read from.
func knownIn[T any](files []string) map[plumbing.Hash]kept[T] {
	known := map[plumbing.Hash]kept[T]{}
	for _, name := range files {
		list, err := readIndex[T](name)
		if err != nil {
			continue
		}
		for _, c := range list {
			known[c.Tree] = c
		}
		break
	}
	return known
}

const maxReaders = 8

// each does a piece of work for every number below n, in several at once where
// there are many; each of those has the archive opened for itself. The first
// error by number is returned once all have ended.
func (a *Archive) each(n int, work func(a *Archive, i int) error) error {
	readers := min(runtime.GOMAXPROCS(0), maxReaders, n)
	errs := make([]error, n)
	var next atomic.Int64
	var failed atomic.Bool
	var all sync.WaitGroup
	take := func(a *Archive) {
		for !failed.Load() {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			if errs[i] = work(a, i); errs[i] != nil {
				failed.Store(true)
			}
		}
	}
	for range readers - 1 {
		own := *a
		var err error
		if own.objects, err = a.place.Objects(); err != nil {
			break // the one that is open reads all
		}
		all.Go(func() {
			defer own.Close()
			take(&own)
		})
	}
	take(a)
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

var errIndexDamaged = errors.New("the index is damaged")

// readIndex reads a file of the index. One that is damaged is taken away.
func readIndex[T any](file string) ([]kept[T], error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	head, body, _ := bytes.Cut(data, []byte{'\n'})
	if string(head) != indexHead(body) {
		_ = os.Remove(file)
		return nil, errIndexDamaged
	}
	var list []kept[T]
	all := codecOf(reflect.TypeFor[[]kept[T]]())
	in := decoder{rest: string(body)}
	if shape := in.bytes(); shape != all.shape {
		return nil, errIndexDamaged // of a candor that keeps other things
	}
	if all.get(&in, reflect.ValueOf(&list).Elem()); in.err != nil || in.rest != "" {
		_ = os.Remove(file)
		return nil, errIndexDamaged
	}
	return list, nil
}

func indexHead(body []byte) string {
	return fmt.Sprintf("%s %d %08x", indexFormat, len(body), crc32.Checksum(body, castagnoli))
}

func writeIndex[T any](file string, list []kept[T]) error {
	all := codecOf(reflect.TypeFor[[]kept[T]]())
	body := all.put(putText(nil, all.shape), reflect.ValueOf(list))
	if err := os.MkdirAll(filepath.Dir(file), dirMode); err != nil {
		return err
	}
	w, err := os.CreateTemp(filepath.Dir(file), "part-*")
	if err != nil {
		return err
	}
	_, err = w.WriteString(indexHead(body) + "\n")
	if err == nil {
		_, err = w.Write(body)
	}
	if err = errors.Join(err, w.Close()); err == nil {
		err = os.Rename(w.Name(), file)
	}
	if err != nil {
		_ = os.Remove(w.Name())
	}
	return err
}
