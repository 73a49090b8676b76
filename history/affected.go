package history

import (
	"slices"
	"strings"
)

// affected lists the releases that have the fault and not the fix.
func (t *tracer) affected() {
	if len(t.faults) == 0 {
		return
	}
	has, fixed := t.l.with(t.faults), t.l.with(t.fixes)
	var by [3][]Release
	for _, rel := range t.l.Releases {
		if has[rel.Tag] && !fixed[rel.Tag] {
			by[rel.weight()] = append(by[rel.weight()], rel)
		}
	}
	told := 0
	for told < 2 && len(by[told]) == 0 {
		told++
	}
	slices.SortFunc(by[told], byVersion)
	t.AffectedReleases = append(t.AffectedReleases, tags(by[told])...)
	if told == 0 && len(by[1]) > 0 {
		slices.SortFunc(by[1], byVersion)
		t.note("%s the fault too: %s", count(len(by[1]), "pre-release has", "pre-releases have"), briefly(tags(by[1])))
	}
	if told < 2 && len(by[2]) > 0 {
		t.note("%s of modules of the repository also contain the fault's commit", count(len(by[2]), "release", "releases"))
	}
	if _, any := t.l.first(has); any && len(t.AffectedReleases) == 0 {
		t.note("every release with the fault has the fix as well: no release was affected")
	}
}

// briefly lists names, the first and the last where they are many.
func briefly(names []string) string {
	if n := len(names); n > 8 {
		return strings.Join(names[:6], ", ") + " … " + names[n-1]
	}
	return strings.Join(names, ", ")
}

func tags(releases []Release) []string {
	out := make([]string, len(releases))
	for i, rel := range releases {
		out[i] = rel.Tag
	}
	return out
}

// fixed lists the first release with the fix of each line that was affected,
// and the first of all.
func (t *tracer) fixed() {
	if len(t.fixes) == 0 {
		return
	}
	lines := newReleaseLines(t.l.Releases)
	set := t.l.with(t.fixes)
	overall, ok := t.l.first(set)
	if !ok {
		return
	}
	hit := t.hitLines(lines)
	first := map[string]Release{}
	for _, rel := range t.l.Releases {
		line := lines.of(rel)
		if !set[rel.Tag] || !hit[line] || rel.weight() > 0 {
			continue
		}
		if best, ok := first[line]; !ok || byVersion(rel, best) < 0 {
			first[line] = rel
		}
	}
	if _, ok := first[lines.of(overall)]; !ok {
		first[lines.of(overall)] = overall
	}
	var out []Release
	for _, rel := range first {
		out = append(out, rel)
	}
	slices.SortFunc(out, byVersion)
	t.FixedReleases = append(t.FixedReleases, tags(out)...)
	var without []string
	for line := range hit {
		if _, ok := first[line]; !ok && line != "" {
			without = append(without, line)
		}
	}
	if slices.Sort(without); len(without) > 0 {
		t.note("no release of %s has the fix: %s", count(len(without), "line", "lines"), briefly(without))
	}
}

// hitLines are the lines of releases that were affected. Where the fault is
// not known they are those that the fix and its backports reached.
func (t *tracer) hitLines(lines releaseLines) map[string]bool {
	hit := map[string]bool{}
	if len(t.faults) > 0 {
		has, fixed := t.l.with(t.faults), t.l.with(t.fixes)
		for _, rel := range t.l.Releases {
			if has[rel.Tag] && !fixed[rel.Tag] && rel.weight() < 2 {
				hit[lines.of(rel)] = true
			}
		}
		return hit
	}
	for _, k := range t.fixes {
		names := []string{k.name}
		for _, c := range k.copies {
			names = append(names, c.Hash)
		}
		for _, releases := range t.l.Containing(names...) {
			if rel, ok := t.l.first(tagged(releases)); ok {
				hit[lines.of(rel)] = true
			}
		}
	}
	return hit
}

// latent measures how long the fault was there, from the likeliest change that
// brought it to the fix that was first.
func (t *tracer) latent() {
	if len(t.Introduced) == 0 || len(t.Fix) == 0 {
		return
	}
	in, fix := t.Introduced[0], t.Fix[0]
	for _, f := range t.Fix[1:] {
		if f.Landed.Before(fix.Landed) {
			fix = f
		}
	}
	span := func(from, to int64, known bool) *int64 {
		if !known {
			return nil
		}
		d := to - from
		return &d
	}
	t.Latent = Latent{
		Authored: span(in.Authored.Unix(), fix.Authored.Unix(), !in.Authored.IsZero() && !fix.Authored.IsZero()),
		Landed:   span(in.Landed.Unix(), fix.Landed.Unix(), !in.Landed.IsZero() && !fix.Landed.IsZero()),
		Released: span(in.Released.Unix(), fix.Released.Unix(), !in.Released.IsZero() && !fix.Released.IsZero()),
	}
	if !in.Landed.IsZero() && !fix.Landed.IsZero() && fix.Landed.Before(in.Landed) {
		t.note("the fix landed before the fault: they may have landed on different branches, or one of the two is not what it is taken for")
	}
	if fix.Authored.Before(fix.Landed.AddDate(0, 0, -1)) && !fix.Authored.IsZero() {
		t.note("the fix was written %s and landed %s", stated(fix.Authored), stated(fix.Landed))
	}
}

// unseen says what the answer may lack.
func (t *tracer) unseen() {
	t.shipping()
	if t.r.through != "" {
		t.Notes = append(t.Notes, throughGit(t.r.through))
	}
	if len(t.l.Releases) == 0 {
		t.note("the repository has no tags of releases, so what was shipped when is not known from it")
	}
	if n := len(t.l.Missing); n > 0 {
		t.note("%s cannot be read (the first is %s), so what contains what is not known behind them", count(n, "commit", "commits"), t.l.Missing[0])
	}
	if len(t.r.shallow) > 0 {
		t.note("the clone is shallow, and what it cuts off is not known; git fetch --unshallow in it gets the rest")
	}
	for _, name := range slices.Concat(t.q.Fix, t.q.Fault) {
		if t.l.reached(name) {
			continue
		}
		t.note("no branch and no tag reaches %s: it may be a draft that never landed", short(name))
	}
	for i, n := range t.Notes {
		t.Notes[i] = strings.TrimSpace(n)
	}
}

// shipping says so where the branch that ships has the fault and not the fix.
func (t *tracer) shipping() {
	if len(t.faults) == 0 || len(t.fixes) == 0 || !t.l.ships {
		return
	}
	ship := t.l.heads[0]
	if t.l.holds(ship.number, t.faults) && !t.l.holds(ship.number, t.fixes) {
		t.note("%s has the fault, and neither the fix nor a copy of it that is recognised: if it was mended there in another way, name that commit as a fix too", ship.name)
	}
}
