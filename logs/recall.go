package logs

import "github.com/candor-reports/candor/timeline"

// recall remembers what was said of messages by their digest, so that a message
// which differs from an earlier one in numbers alone costs little more than
// finding its end. What it forgets is worked out again: it changes no result.
type recall struct {
	table []known
	used  int
}

// known is what is known of the messages of one digest.
type known struct {
	digest  uint64
	read    bool // level, trouble and headed are known
	trouble bool
	headed  bool // the message begins with a header that ends in a level
	kept    bool // key, group and pattern are known
	joins   bool
	level   timeline.Level
	drops   int    // of the harvest when they were noted
	key     uint64 // of the group
	group   *group
	pattern *pattern // the one met last
}

// The table grows between these sizes as it is used: most files are small.
const (
	leastRecall = 1 << 4
	mostRecall  = 1 << 14
)

// of is the place for a digest. It is good until the next call.
func (t *recall) of(digest uint64) *known {
	if t.used*2 >= len(t.table) && len(t.table) < mostRecall {
		t.grow()
	}
	at := digest & uint64(len(t.table)-1)
	k := &t.table[at]
	if k.digest == digest {
		return k
	}
	if k.digest != 0 {
		other := &t.table[at^1]
		if other.digest == digest {
			return other
		}
		if other.digest == 0 || t.used&1 == 0 {
			k = other
		}
	}
	t.used++
	*k = known{digest: digest}
	return k
}

func (t *recall) grow() {
	old := t.table
	t.table, t.used = make([]known, max(leastRecall, 4*len(old))), 0
	for _, k := range old {
		if k.digest != 0 {
			*t.of(k.digest) = k
		}
	}
}

// unknownHead says that a header ends in a level, and that where it ends was
// not looked for.
const unknownHead = -1

// like finds what is known of messages like the record's, which is read by what
// the seed holds, too. It is nil where nothing is remembered.
func (r *record) like(seed uint64) *known {
	r.known = nil
	if r.recall != nil && len(r.message) <= likenessReach {
		if r.plain {
			seed++
		}
		r.known, r.knownOf = r.recall.of(likeness(seed, r.message)), r.message
	}
	return r.known
}

// liked is what like found, if the message is still that one.
func (r *record) liked() *known {
	k, a, b := r.known, r.message, r.knownOf
	if k == nil || len(a) != len(b) || len(a) > 0 && &a[0] != &b[0] {
		return nil
	}
	return k
}

// spoken is the level of the message by its words.
func (r *record) spoken(seed uint64) {
	k := r.like(seed)
	if k == nil || !k.read {
		m := textMood(r.message)
		r.level, r.head, r.trouble = m.level, m.end, m.trouble
		if k != nil {
			k.read, k.level, k.trouble, k.headed = true, m.level, m.trouble, m.end > 0
			k.joins = r.plain && continues(r.message)
		}
		return
	}
	r.level, r.trouble, r.head = k.level, k.trouble, 0
	if k.headed {
		r.head = unknownHead
	}
}
