package history

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// revision finds the commit that a name stands for: a branch or tag, HEAD or
// "" for where HEAD points to, or the hash of a commit or its beginning.
func (r *Repository) revision(name string) (oid, error) {
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
	if err == nil {
		return b.tip, nil
	}
	if errors.Is(known, errDamaged) {
		return oid{}, fmt.Errorf("history: %s: commit %s: %w\nmake a fresh clone and name that", r.path, name, known)
	}
	if isHex(name) && len(name) >= shortest {
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
