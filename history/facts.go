package history

// facts is what is kept of a commit to answer questions about all of history.
type facts struct {
	tree    oid
	parents []oid // as the commit says, whatever a shallow clone cuts off
	seconds int64
	odd     string // why the time is not to be believed
	brief   brief
}

func newFacts(c rawCommit) facts {
	return facts{tree: c.tree, parents: c.parents, seconds: c.committer.when.seconds, odd: c.committer.when.odd, brief: newBrief(c)}
}

// facts gives what is known of a commit without reading it.
func (r *Repository) facts(h oid) (facts, bool) {
	f, ok := r.all[h]
	if ok && r.shallow[h] {
		f.parents = nil
	}
	return f, ok
}

// read gives what is known of a commit, and reads it where nothing is.
func (r *Repository) read(h oid) (facts, error) {
	f, ok := r.facts(h)
	if !ok && r.learnt {
		r.readAfter(h)
		f, ok = r.facts(h)
	}
	if ok {
		return f, nil
	}
	c, err := r.commit(h)
	if err != nil {
		return facts{}, err
	}
	f = newFacts(c)
	if !r.shallow[h] { // there the parents are cut off
		r.all[h] = f
		r.fresh++
	}
	return f, nil
}

// fewObjects is how many objects a repository has at most where reading its
// commits one by one is the faster way.
const fewObjects = 2000

// learn prepares for being asked about most commits: it takes what the cache has
// of them, and lets the rest be read many at once.
func (r *Repository) learn() {
	s, ok := r.objects.(*store)
	if !ok || r.learnt {
		return
	}
	n := int64(0)
	for _, p := range s.packs {
		n += p.count
	}
	if n < fewObjects {
		return
	}
	r.learnt = true
	kept := r.cache.read(s.dirs[0], len(r.all))
	for h, f := range r.all {
		kept[h] = f
	}
	r.all = kept
	for _, p := range s.packs {
		r.bulk = append(r.bulk, &bulkPack{pack: p})
	}
}

// readAfter reads a commit and those that follow it in its pack.
func (r *Repository) readAfter(h oid) {
	for _, b := range r.bulk {
		offset, ok, err := b.pack.find(h)
		if err != nil || !ok {
			continue
		}
		for _, stretch := range b.after(offset) {
			for _, c := range stretch {
				r.all[c.name] = c.facts
			}
			r.fresh += len(stretch)
		}
		return
	}
}

// manyFresh is how many commits must have been read anew to write the cache.
const manyFresh = 1000

// keep writes to the cache what was read, where that is worth it. A cache that
// cannot be written costs time and nothing else.
func (r *Repository) keep() {
	if s, ok := r.objects.(*store); ok && r.learnt && r.fresh >= manyFresh {
		r.cache.write(s.dirs[0], r.all)
		r.fresh = 0
	}
}
