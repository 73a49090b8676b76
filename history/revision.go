package history

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/candor-reports/candor/internal/pattern"
)

// revision finds the commit that a name stands for: a branch or tag, HEAD or
// "" for where HEAD points to, or the hash of a commit or its beginning. What
// follows it may lead to what was before: ~3 for the third first parent, ^2 for
// the second parent, as gitrevisions(7) has it.
func (r *Repository) revision(name string) (oid, error) {
	base, steps := name, ""
	if i := strings.IndexAny(name, "~^"); i > 0 {
		base, steps = name[:i], name[i:]
	}
	h, err := r.base(base)
	for err == nil && steps != "" {
		m := revisionStep.FindStringSubmatch(steps)
		if m == nil {
			return oid{}, fmt.Errorf("history: %s: %q names no commit\nafter a name, write ~N for what was N commits before it, or ^N for its parent N", r.path, name)
		}
		steps = steps[len(m[0]):]
		n := 1
		if m[2] != "" {
			if n, err = strconv.Atoi(m[2]); err != nil {
				return oid{}, fmt.Errorf("history: %s: %q goes back further than any history", r.path, name)
			}
		}
		if h, err = r.back(h, m[1] == "^", n); err != nil {
			return oid{}, fmt.Errorf("history: %s: %s: %w", r.path, name, err)
		}
	}
	return h, err
}

var revisionStep = pattern.New(`^([~^])(\d*)`)

// back gives the nth parent of a commit, or its nth ancestor by first parents.
func (r *Repository) back(h oid, parent bool, n int) (oid, error) {
	which := 0
	if parent {
		if n == 0 {
			return h, nil
		}
		which, n = n-1, 1
	}
	for ; n > 0; n-- {
		c, err := r.commit(h)
		if err != nil {
			return oid{}, fmt.Errorf("commit %s: %w", h, err)
		}
		if which >= len(c.parents) {
			return oid{}, fmt.Errorf("commit %s has %s, so there is nothing so far back", h, count(len(c.parents), "parent", "parents"))
		}
		h = c.parents[which]
	}
	return h, nil
}

// base finds the commit of a name without steps behind it.
func (r *Repository) base(name string) (oid, error) {
	if name == "" || name == "HEAD" {
		b, err := r.head()
		return b.tip, err
	}
	h, known := r.expand(strings.ToLower(name))
	if known == nil {
		return h, nil
	} else if errors.Is(known, errAmbiguous) {
		return oid{}, fmt.Errorf("history: %s: %s is the beginning of several commits' names\nwrite more of its digits", r.path, name)
	}
	b, err := r.Branch(name)
	switch {
	case err == nil:
		return b.tip, nil
	case errors.Is(known, errDamaged):
		return oid{}, fmt.Errorf("history: %s: commit %s: %w\nmake a fresh clone and name that", r.path, name, known)
	case isHex(name) && len(name) >= 4:
		return oid{}, fmt.Errorf("history: %s: there is no commit %s\nwrite at least seven digits of its hash, and fetch it if this clone lacks it", r.path, name)
	}
	return oid{}, err
}

var errAmbiguous = errors.New("several commits begin so")

func isHex(s string) bool {
	return strings.Trim(s, "0123456789abcdefABCDEF") == "" && len(s) <= 2*nameSize
}

// expand finds the one commit whose name begins with some digits.
func (r *Repository) expand(digits string) (oid, error) {
	if len(digits) < shortest || !isHex(digits) {
		return oid{}, errMissing
	}
	var found oid
	damage := errMissing
	for _, h := range r.objects.beginning(digits) {
		if o, err := r.objects.read(h); err != nil || o.kind != plumbing.CommitObject || h == found {
			if err != nil {
				damage = err
			}
			continue
		}
		if !found.IsZero() {
			return oid{}, errAmbiguous
		}
		found = h
	}
	if found.IsZero() {
		return found, damage
	}
	return found, nil
}

// beginning lists the objects whose names begin with some digits.
func (s *store) beginning(digits string) []oid {
	var out []oid
	var low oid
	b, _ := hex.DecodeString(digits[:len(digits)&^1])
	copy(low[:], b)
	if len(digits)%2 == 1 {
		low[len(b)] = byte(nibble(digits[len(digits)-1]) << 4)
	}
	for _, p := range s.packs {
		out = append(out, p.beginning(low, digits)...)
	}
	for _, dir := range s.dirs {
		entries, _ := os.ReadDir(filepath.Join(dir, digits[:2]))
		for _, e := range entries {
			if h, ok := parseName([]byte(digits[:2] + e.Name())); ok && strings.HasPrefix(h.String(), digits) {
				out = append(out, h)
			}
		}
	}
	return out
}

// beginning reads the names of a pack's index from the first that is not below
// low for as long as they begin with the digits.
func (p *pack) beginning(low oid, digits string) []oid {
	from, end := int64(0), int64(p.fanout[low[0]])
	if low[0] > 0 {
		from = int64(p.fanout[low[0]-1])
	}
	name := func(i int64) (h oid) {
		if _, err := p.index.ReadAt(h[:], idxHeader+i*nameSize); err != nil {
			return oid{}
		}
		return h
	}
	from += int64(sort.Search(int(end-from), func(i int) bool {
		h := name(from + int64(i))
		return bytes.Compare(h[:], low[:]) >= 0
	}))
	var out []oid
	for ; from < end && len(out) < maxBeginning; from++ {
		h := name(from)
		if !strings.HasPrefix(h.String(), digits) {
			break
		}
		out = append(out, h)
	}
	return out
}

// maxBeginning is how many objects that begin alike are looked at.
const maxBeginning = 256
