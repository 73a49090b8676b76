package history

import (
	"context"
	"slices"
)

// maxLater is how many commits after the fault are asked whether they take it
// back.
const maxLater = 50_000

// takenBack looks for the change that took the fault back, where no fix is
// named, and takes it for the fix unless it was taken back in turn.
func (t *tracer) takenBack(ctx context.Context) error {
	for _, fault := range t.faults {
		back, err := t.l.revert(ctx, fault.name)
		if err != nil {
			return err
		}
		if back == "" {
			continue
		}
		again, err := t.l.revert(ctx, back)
		if err != nil {
			return err
		}
		if again != "" {
			t.note("%s took the fault %s back, and %s put it in again", short(back), short(fault.name), short(again))
			continue
		}
		t.note("no fix was named: %s takes %s back and is taken for the fix", short(back), short(fault.name))
		t.q.Fix = append(t.q.Fix, back)
	}
	if len(t.q.Fix) == 0 {
		t.note("impact ended without a commit, if it is over: no fix was named and no commit here says that it takes the fault back, so that a rollback, a restart or a setting ended it")
	}
	return nil
}

// revert finds the first commit that contains another and says by hash that it
// takes that back; "" where none does.
func (l *Lineage) revert(ctx context.Context, hash string) (string, error) {
	i, ok := l.find(hash)
	if !ok {
		return "", nil
	}
	// What brought it in may have been taken back as a whole.
	targets := []oid{l.names[i]}
	if at, ok := l.Landed(hash); ok {
		by, _ := parseName([]byte(at.By))
		targets = append(targets, by)
	}
	later := 0
	bits := l.carried([]int32{i})
	for j := i + 1; j < int32(len(l.names)) && later < maxLater; j++ {
		if bits[j] == 0 {
			continue
		}
		if later++; later%1024 == 0 && ctx.Err() != nil {
			return "", ctx.Err()
		}
		b, err := l.brief(l.names[j])
		if err == nil && slices.Contains(targets, b.undoes) {
			return l.names[j].String(), nil
		}
	}
	return "", nil
}

// reached reports whether a branch or a release contains a commit.
func (l *Lineage) reached(hash string) bool {
	i, ok := l.find(hash)
	if !ok {
		return false
	}
	bits := l.carried([]int32{i})
	if slices.ContainsFunc(l.heads, func(h branchTip) bool { return bits[h.number] != 0 }) {
		return true
	}
	return slices.ContainsFunc(l.Releases, func(r Release) bool { return bits[l.number[r.commit]] != 0 })
}
