package history

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// Branch is the line of history that ships.
type Branch struct {
	Name     string // "main"; "" where HEAD is detached
	Tip      string // the commit it points to, 40 hexadecimal digits
	Detached bool   // HEAD names a commit and no branch
	Remote   bool   // it is a branch as last fetched, under refs/remotes
	tip      oid
}

// String names the branch for people.
func (b Branch) String() string {
	if b.Name == "" {
		return "the detached HEAD at " + b.Tip[:12]
	}
	return b.Name
}

// Branch finds a branch by its name: a local branch, else one of the remote
// "origin", else a tag or a full commit hash. "" is what HEAD points to.
func (r *Repository) Branch(name string) (Branch, error) {
	if name == "" {
		return r.head()
	}
	short := strings.TrimPrefix(strings.TrimPrefix(name, "refs/"), "heads/")
	for _, prefix := range []string{"refs/heads/", "refs/remotes/origin/", "refs/remotes/", "refs/tags/"} {
		h, err := r.resolve(plumbing.ReferenceName(prefix + strings.TrimPrefix(short, strings.TrimPrefix(prefix, "refs/"))))
		if err != nil {
			continue
		}
		if prefix == "refs/tags/" {
			t, err := r.peel(h)
			if err != nil {
				continue
			}
			h = t.commit
		}
		return Branch{Name: short, Tip: h.String(), Remote: strings.HasPrefix(prefix, "refs/remotes"), tip: h}, nil
	}
	if h, ok := parseName([]byte(name)); ok {
		if _, err := r.commit(h); err == nil {
			return Branch{Tip: name, Detached: true, tip: h}, nil
		}
	}
	return Branch{}, r.noBranch(name)
}

// resolve follows a reference to a hash.
func (r *Repository) resolve(name plumbing.ReferenceName) (oid, error) {
	for range 5 {
		ref, err := r.refs.Reference(name)
		if err != nil {
			return oid{}, err
		}
		if ref.Type() == plumbing.HashReference {
			return ref.Hash(), nil
		}
		name = ref.Target()
	}
	return oid{}, errors.New("symbolic references in a circle")
}

func (r *Repository) head() (Branch, error) {
	ref, err := r.refs.Reference(plumbing.HEAD)
	if err != nil {
		return Branch{}, fmt.Errorf("history: %s: HEAD cannot be read (%w)\nname the branch that ships", r.path, err)
	}
	if ref.Type() == plumbing.HashReference {
		return Branch{Tip: ref.Hash().String(), Detached: true, tip: ref.Hash()}, nil
	}
	name := ref.Target().Short()
	h, err := r.resolve(ref.Target())
	if err == nil && !h.IsZero() {
		return Branch{Name: name, Tip: h.String(), tip: h}, nil
	}
	others, _ := r.branches()
	if len(others) == 0 {
		return Branch{}, fmt.Errorf("history: %s: the repository has no commits yet\ncommit or fetch something, or take this source out", r.path)
	}
	return Branch{}, fmt.Errorf("history: %s: HEAD points to the branch %q, which has no commits\nname the branch that ships; there is %s", r.path, name, quoted(nearest(name, others)))
}

// branches lists the local branches and those of remotes, by name.
func (r *Repository) branches() ([]string, error) {
	refs, err := r.refs.IterReferences()
	if err != nil {
		return nil, err
	}
	defer refs.Close()
	var out []string
	err = refs.ForEach(func(ref *plumbing.Reference) error {
		name := ref.Name()
		if name.IsBranch() {
			out = append(out, name.Short())
		} else if short, ok := strings.CutPrefix(name.String(), "refs/remotes/"); ok && !strings.HasSuffix(short, "/HEAD") {
			out = append(out, strings.TrimPrefix(short, "origin/"))
		}
		return nil
	})
	slices.Sort(out)
	return slices.Compact(out), err
}

func (r *Repository) noBranch(name string) error {
	names, err := r.branches()
	if err != nil {
		return fmt.Errorf("history: %s: the branches cannot be listed (%w)\nmake a fresh clone and name that", r.path, err)
	}
	if len(names) == 0 {
		return fmt.Errorf("history: %s: the repository has no commits yet\ncommit or fetch something, or take this source out", r.path)
	}
	return fmt.Errorf("history: %s: there is no branch %q, and no tag of that name\nthere is %s", r.path, name, quoted(nearest(name, append(names, r.tagNames()...))))
}

// tagNames lists the tags.
func (r *Repository) tagNames() []string {
	var out []string
	refs, err := r.refs.IterReferences()
	if err != nil {
		return nil
	}
	defer refs.Close()
	_ = refs.ForEach(func(ref *plumbing.Reference) error {
		if name, ok := strings.CutPrefix(ref.Name().String(), "refs/tags/"); ok {
			out = append(out, name)
		}
		return nil
	})
	return out
}

// nearest gives the three names most like the one wanted.
func nearest(want string, names []string) []string {
	names = slices.Clone(names)
	slices.SortStableFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(distance(want, a), distance(want, b)), cmp.Compare(a, b))
	})
	return names[:min(len(names), 3)]
}

// distance is the number of single-character edits between two names.
func distance(a, b string) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost = 1 + min(last, row[j], row[j+1])
			}
			last, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

func quoted(names []string) string {
	q := make([]string, len(names))
	for i, n := range names {
		q[i] = fmt.Sprintf("%q", n)
	}
	if len(q) > 1 {
		return strings.Join(q[:len(q)-1], ", ") + " and " + q[len(q)-1]
	}
	return strings.Join(q, "")
}
