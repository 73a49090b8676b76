package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"path"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/candor-reports/candor/history"
)

// Check reads every file of an incident and compares it with what was written
// down of it. It tells whatever is not as it was archived, and counts the files.
func (i *Incident) Check() (files int, faults []string) {
	want := map[string]bool{MetaFile: true}
	for _, f := range i.all() {
		files++
		for _, part := range f.parts() {
			want[part] = true
		}
		if _, err := i.read(f); err != nil {
			faults = append(faults, err.Error())
		}
	}
	found, err := i.names(i.tree, "")
	if err != nil {
		return files, append(faults, err.Error())
	}
	for _, name := range found {
		if !want[name] {
			faults = append(faults, fmt.Sprintf("%s: candor did not put it there", path.Join(i.Dir, name)))
		}
	}
	if i.Public != nil {
		for _, d := range i.Public.Documents {
			for _, v := range d.Versions {
				if i.Imported == "" && digest(v.Files) != v.SHA256 {
					faults = append(faults, fmt.Sprintf("%s: version %d of %s is not what was approved", i.Dir, v.Number, d.Name))
				}
			}
		}
	}
	return files, faults
}

// digest is the SHA-256 of a document's names and bytes, which is approved.
func digest(files []File) string {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s %s\n", path.Base(f.Name), f.SHA256)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// names lists the files of a folder with all that is below it.
func (i *Incident) names(tree plumbing.Hash, dir string) ([]string, error) {
	items, err := i.a.objects.Tree(tree)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path.Join(i.Dir, dir), err)
	}
	var out []string
	for _, item := range items {
		name := path.Join(dir, item.Name)
		if item.Mode != folderMode {
			out = append(out, name)
			continue
		}
		below, err := i.names(item.Hash, name)
		if err != nil {
			return nil, err
		}
		out = append(out, below...)
	}
	return out, nil
}

// CheckHistory goes through all commits of the archive and tells where an
// incident was taken out, and where one does not follow from what it was before:
// meta.json names the SHA-256 of the one before it. It counts the commits.
func (a *Archive) CheckHistory(ctx context.Context) (commits int, faults []string, err error) {
	s, err := a.snapshot()
	if err != nil {
		return 0, nil, err
	}
	seen := map[plumbing.Hash]bool{}
	for todo := []plumbing.Hash{s.tip}; len(todo) > 0; {
		h := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[h] {
			continue
		}
		seen[h] = true
		commits++
		if err := ctx.Err(); err != nil {
			return commits, faults, err
		}
		tree, parents, err := a.objects.Commit(h)
		if err != nil {
			faults = append(faults, fmt.Sprintf("commit %.12s: %v", h, err))
			continue
		}
		todo = append(todo, parents...)
		if len(parents) > 1 {
			continue // what it joins was checked on its own way here
		}
		var before plumbing.Hash
		if len(parents) == 1 {
			if before, _, err = a.objects.Commit(parents[0]); err != nil {
				continue // told when its turn comes
			}
		}
		found, err := a.checkStep(before, tree)
		if err != nil {
			found = append(found, err.Error())
		}
		for _, f := range found {
			faults = append(faults, fmt.Sprintf("commit %.12s: %s", h, f))
		}
	}
	return commits, faults, nil
}

// checkStep compares the incidents of two commits, of which one follows the
// other.
func (a *Archive) checkStep(before, after plumbing.Hash) ([]string, error) {
	old, err := a.folders(before)
	if err != nil {
		return nil, err
	}
	now, err := a.folders(after)
	if err != nil {
		return nil, err
	}
	var faults []string
	for _, year := range slices.Sorted(maps.Keys(union(old, now))) {
		if old[year] == now[year] || !yearForm.MatchString(year) {
			continue
		}
		was, err := a.folders(old[year])
		if err != nil {
			return faults, err
		}
		is, err := a.folders(now[year])
		if err != nil {
			return faults, err
		}
		for _, id := range slices.Sorted(maps.Keys(union(was, is))) {
			if was[id] == is[id] {
				continue
			}
			if fault, err := a.checkChange(year+"/"+id, was[id], is[id]); err != nil {
				return faults, err
			} else if fault != "" {
				faults = append(faults, fault)
			}
		}
	}
	return faults, nil
}

// checkChange tells what is wrong with how an incident changed, if anything.
func (a *Archive) checkChange(dir string, was, is plumbing.Hash) (string, error) {
	_, before, err := a.metaAt(dir, was)
	if err != nil {
		return "", err
	}
	m, _, err := a.metaAt(dir, is)
	if err != nil {
		return "", err
	}
	previous := ""
	if before != nil {
		sum := sha256.Sum256(before)
		previous = hex.EncodeToString(sum[:])
	}
	switch {
	case before == nil && m == nil:
		return "", nil
	case m == nil:
		return dir + ": was taken out", nil
	case m.Previous != previous:
		return dir + ": does not follow from what it was before; a commit is missing, or the folder was changed by hand", nil
	}
	return "", nil
}

func (a *Archive) metaAt(dir string, tree plumbing.Hash) (*meta, []byte, error) {
	if tree.IsZero() {
		return nil, nil, nil
	}
	return a.metaOf(dir, history.Item{Mode: folderMode, Hash: tree})
}

// folders are the folders in a folder.
func (a *Archive) folders(tree plumbing.Hash) (map[string]plumbing.Hash, error) {
	out := map[string]plumbing.Hash{}
	if tree.IsZero() {
		return out, nil
	}
	items, err := a.objects.Tree(tree)
	for _, i := range items {
		if i.Mode == folderMode {
			out[i.Name] = i.Hash
		}
	}
	return out, err
}

func union[V any](a, b map[string]V) map[string]V {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}
