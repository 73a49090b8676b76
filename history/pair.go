package history

import (
	"bytes"
	"strings"
)

// lookAhead is how many commits of the line after the window are asked whether
// they take back a change of the window.
const lookAhead = 1024

// pair finds, for each change that takes another back, which one that is, and
// marks both sides. first is the index on the line of the newest change.
func (w *windowReader) pair(first int) {
	p := pairing{byHash: map[string]int{}, byName: map[string]int{}, byPull: map[string]int{}}
	for i := range w.Changes {
		c := &w.Changes[i]
		if c.back != nil {
			if j, ok := p.find(*c.back); ok {
				w.mark(i, j)
			} else if c.back.hash != "" {
				c.Reverts = w.known(c.back.hash)
			}
		}
		p.add(i, c)
	}
	if len(w.Changes) == 0 {
		return
	}
	for i := first - 1; i >= max(0, first-lookAhead); i-- {
		raw, err := w.r.commit(w.steps[i].hash)
		if err != nil || !bytes.Contains(raw.message, []byte("evert")) {
			continue
		}
		later := newChange(w.steps[i].hash, raw)
		if later.back == nil || later.back.putBack {
			continue
		}
		if j, ok := p.find(*later.back); ok && w.Changes[j].RevertedBy == "" {
			w.Changes[j].RevertedBy = later.Hash
		}
	}
}

// pairing finds changes by what a revert says of them.
type pairing struct {
	byHash map[string]int // the change itself, and the only commit a merge brought
	byName map[string]int // the latest change of that name
	byPull map[string]int
	hashes []string
}

func (p *pairing) add(i int, c *Change) {
	p.byHash[c.Hash] = i
	p.hashes = append(p.hashes, c.Hash)
	if c.BroughtAll == 1 && len(c.Brought) == 1 {
		if _, ok := p.byHash[c.Brought[0].Hash]; !ok {
			p.byHash[c.Brought[0].Hash] = i
			p.hashes = append(p.hashes, c.Brought[0].Hash)
		}
		p.byName[plainName(string(c.Brought[0].Subject))] = i
	}
	p.byName[plainName(string(c.Subject))] = i
	if c.Title != "" {
		p.byName[plainName(string(c.Title))] = i
	}
	if c.PullRequest != "" {
		p.byPull[c.PullRequest] = i
	}
}

// plainName is a subject without the number that a squash merge adds.
func plainName(s string) string { return squashNumber.ReplaceAllString(strings.TrimSpace(s), "") }

// find looks for the change by hash first: where the message names one, its
// subject may be that of several changes.
func (p *pairing) find(t takeBack) (int, bool) {
	if len(t.hash) == 40 {
		i, ok := p.byHash[t.hash]
		return i, ok
	}
	if t.hash != "" {
		for _, h := range p.hashes {
			if strings.HasPrefix(h, t.hash) {
				return p.byHash[h], true
			}
		}
		return 0, false
	}
	if i, ok := p.byPull[t.pull]; ok && t.pull != "" {
		return i, true
	}
	i, ok := p.byName[plainName(t.subject)]
	return i, ok && t.subject != ""
}

// mark notes on both changes that change i undoes change j.
func (w *windowReader) mark(i, j int) {
	c, target := &w.Changes[i], &w.Changes[j]
	c.Reverts = target.Hash
	target.RevertedBy = c.Hash
	if !c.back.putBack || target.Reverts == "" {
		return
	}
	c.Reapplies = target.Reverts
	for k := range w.Changes {
		if w.Changes[k].Hash == target.Reverts {
			w.Changes[k].ReappliedBy = c.Hash
		}
	}
}

// known gives the full name of a commit that a message names, where the
// repository has it; "" otherwise.
func (w *windowReader) known(hash string) string {
	h, ok := parseName([]byte(hash))
	if !ok {
		return ""
	}
	if _, err := w.r.commit(h); err != nil {
		return ""
	}
	return hash
}
