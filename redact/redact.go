package redact

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/candor-reports/candor/timeline"
)

// redacted begins what is left in the place of something taken out.
const redacted = "[redacted: "

func mark(name string) string { return redacted + name + "]" }

// Options say what a Redactor takes out beyond what Rules find.
type Options struct {
	// Names are words of the house that must not be told, each with what is
	// written instead; "" writes "[redacted: name]". They are found as whole
	// words, capital letters or not; a space in one is any white space.
	Names map[string]string
	// Words are as Names, but found in this spelling only: a first name such
	// as Will is a word too.
	Words map[string]string
	// Public takes out what Inside finds, too.
	Public bool
	// Hosts are what is written instead of what Inside finds, by its text in
	// small letters.
	Hosts map[string]string
	// Allow are texts that look like a leak and are none, capital letters or
	// not. Where one begins or ends with "*", any text may stand there; such a
	// pattern allows what Inside finds, and never a secret.
	Allow []string
}

// Redactor takes out what the rules find, and counts it. It is meant for one
// goroutine at a time.
type Redactor struct {
	*tables
	ask    [256]bool              // bytes at which any rule is asked, or a word may begin
	names  map[string][]houseName // by first word, in small letters
	hosts  map[string]string
	allow  allowed
	counts map[string]int
}

// tables tell which rules to ask where. All redactors share them.
type tables struct {
	rules  []Rule
	inside int             // where in rules those of Inside begin
	asked  [256]bool       // bytes at which any of them is asked
	at     [256][]int      // rules to ask at a byte
	begin  [1 << 10]uint64 // a bit for each two bytes with which a word of words begins
	words  [1 << 16]uint8  // which of lists holds for two bytes
	lists  [][]int         // rules to ask where a word begins
}

var (
	forHouse  = sync.OnceValue(func() *tables { return newTables(Rules(), nil) })
	forPublic = sync.OnceValue(func() *tables { return newTables(Rules(), Inside()) })
)

func newTables(rules, inside []Rule) *tables {
	t := &tables{rules: slices.Concat(rules, inside), inside: len(rules), lists: [][]int{nil}}
	t.asked['['] = true
	for n, rule := range t.rules {
		t.askRule(n, rule)
	}
	return t
}

type houseName struct {
	name, instead, rule string
	exact               bool
}

// New returns a Redactor with the rules that the options ask for.
func New(o Options) *Redactor {
	r := &Redactor{tables: forHouse(), names: map[string][]houseName{}, counts: map[string]int{}, hosts: o.Hosts, allow: newAllowed(o.Allow)}
	if o.Public {
		r.tables = forPublic()
	}
	r.ask, r.allow.inside = r.asked, r.inside
	for _, name := range slices.Sorted(maps.Keys(o.Names)) {
		r.askName(houseName{name: name, instead: cmp.Or(o.Names[name], mark("name")), rule: "name"})
	}
	for _, name := range slices.Sorted(maps.Keys(o.Words)) {
		r.askName(houseName{name: name, instead: cmp.Or(o.Words[name], mark("name")), rule: "word", exact: true})
	}
	// Of two names that begin alike the longer one is meant.
	for _, list := range r.names {
		slices.SortStableFunc(list, func(a, b houseName) int { return len(b.name) - len(a.name) })
	}
	return r
}

func (t *tables) askRule(n int, rule Rule) {
	for _, c := range []byte(rule.At) {
		t.at[c] = append(t.at[c], n)
		t.asked[c] = true
	}
	for _, word := range rule.Begins {
		p := pair(word, 0)
		t.begin[p>>6] |= 1 << (p & 63)
		t.asked[word[0]] = true
		t.askAt(p, n)
	}
}

func (r *Redactor) askName(entry houseName) {
	if strings.TrimSpace(entry.name) == "" || r.allow.text(entry.name, false) {
		return
	}
	r.ask[strings.ToLower(entry.name)[0]] = true
	r.ask[strings.ToUpper(entry.name)[0]] = true
	key := firstWord(entry.name)
	r.names[key] = append(r.names[key], entry)
}

// firstWord is the first word of a text in small letters, or its first byte
// where it begins with none.
func firstWord(s string) string {
	n := 1
	for n < len(s) && inWord(s[n-1]) && inWord(s[n]) && n < longestWord {
		n++
	}
	return strings.ToLower(s[:n])
}

const longestWord = 64

func inWord(c byte) bool { return wordy[c] || c >= 0x80 }

// askAt has rule n asked where a word begins with the pair p.
func (t *tables) askAt(p uint16, n int) {
	list := t.lists[t.words[p]]
	if slices.Contains(list, n) {
		return
	}
	list = append(slices.Clone(list), n)
	at := slices.IndexFunc(t.lists, func(other []int) bool { return slices.Equal(other, list) })
	if at < 0 {
		at = len(t.lists)
		t.lists = append(t.lists, list)
	}
	t.words[p] = uint8(at)
}

// Counts says how many things each rule has taken out so far.
func (r *Redactor) Counts() map[string]int { return maps.Clone(r.counts) }

// Event returns the event with everything that its source said redacted. IDs,
// references, times and positions stay: they are how the evidence is found.
func (r *Redactor) Event(e timeline.Event) timeline.Event {
	for _, text := range []*timeline.Foreign{&e.Actor, &e.Subject, &e.Text, &e.Detail} {
		*text = timeline.Foreign(r.Text(string(*text)))
	}
	if e.Labels != nil {
		labels := make(map[string]string, len(e.Labels))
		for k, v := range e.Labels {
			// A label's name tells as much about its value as a field's does.
			labels[k] = strings.TrimPrefix(r.Text(k+"="+v), k+"=")
		}
		e.Labels = labels
	}
	return e
}

// broadRule is the rule that goes by the name of a field.
const broadRule = "secret"

// span is a part of a text to take out. A broad one comes from the name of a
// field; what a rule of shapes says about the same part is more telling.
type span struct {
	from, to int
	rule     string
	instead  string
	broad    bool
	inside   bool
}

// Text returns s with every find replaced by a mark that names its rule. Text
// of the result is the result.
func (r *Redactor) Text(s string) string {
	return r.replace(s, r.unhide(s))
}

// Markup is Text for Markdown and HTML: what is hidden from the eye by escapes,
// references and emphasis is found as it is read.
func (r *Redactor) Markup(s string) string {
	return r.replace(s, r.markupSpans(s))
}

// Find is one thing that has to be taken out of a text.
type Find struct {
	From, To int    // in bytes
	Rule     string // "name" for what is in Options.Names, "word" for what is in Words
	Instead  string // what Text writes in its place
	Text     string // as it stands there
	Inside   bool   // only the house may know it, but it is no secret
}

// FindMarkup gives what Markup would take out, in the order of the text.
func (r *Redactor) FindMarkup(s string) []Find {
	var out []Find
	for _, sp := range r.markupSpans(s) {
		out = append(out, Find{sp.from, sp.to, sp.rule, sp.instead, s[sp.from:sp.to], sp.inside})
	}
	return out
}

func (r *Redactor) replace(s string, spans []span) string {
	if len(spans) == 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16*len(spans))
	at := 0
	for _, sp := range spans {
		b.WriteString(s[at:sp.from])
		b.WriteString(sp.instead)
		r.counts[sp.rule]++
		at = sp.to
	}
	b.WriteString(s[at:])
	return b.String()
}

// spans goes through s once and asks the rules where their bytes stand.
func (r *Redactor) spans(s string) []span {
	var found []span
	covered := 0 // how far finds reach; inside of broad ones only shapes are looked for
	certain := 0 // how far finds reach that are not broad
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !r.ask[c] {
			continue
		}
		if c == '[' {
			if n := marked(s[i:]); n > 0 {
				certain, covered = i+n, max(covered, i+n)
				i += n - 1
				continue
			}
		}
		from, to, rule := 0, 0, 0
		if i == 0 || !wordy[s[i-1]] || !wordy[c] {
			if len(r.names) > 0 {
				if sp := r.houseName(s, i); sp.to > 0 {
					found = append(found, sp)
					certain, covered = sp.to, max(covered, sp.to)
					i = sp.to - 1
					continue
				}
			}
			from, to, rule = r.word(s, i)
		}
		if to == 0 && i >= covered {
			from, to, rule = r.first(s, i, r.at[c])
		}
		// What reaches back into a find has lost what it began with.
		if to == 0 || from < certain {
			continue
		}
		if r.allow.find(s[from:to], rule) {
			certain, covered = to, max(covered, to)
			i = max(i, to-1)
			continue
		}
		name := r.rules[rule].Name
		sp := span{from: from, to: to, rule: name, instead: mark(name), broad: name == broadRule, inside: rule >= r.allow.inside}
		if alias := r.hosts[strings.ToLower(s[from:to])]; alias != "" && sp.inside {
			sp.instead = alias
		}
		found = append(found, sp)
		covered = max(covered, to)
		if !sp.broad {
			certain = to
			i = to - 1
		}
	}
	return merged(found)
}

// word asks the rules for a word that begins at i.
func (r *Redactor) word(s string, i int) (from, to, rule int) {
	if i+1 < len(s) {
		if p := pair(s, i); r.begin[p>>6]&(1<<(p&63)) != 0 {
			return r.first(s, i, r.lists[r.words[p]])
		}
	}
	return 0, 0, 0
}

func pair(s string, i int) uint16 { return uint16(s[i])<<8 | uint16(s[i+1]) }

// first asks rules in turn.
func (r *Redactor) first(s string, i int, rules []int) (from, to, rule int) {
	for _, n := range rules {
		if from, to := r.rules[n].Find(s, i); to > from {
			return from, to, n
		}
	}
	return 0, 0, 0
}

func (r *Redactor) houseName(s string, i int) span {
	for _, n := range r.names[firstWord(s[i:])] {
		if to := n.at(s, i); to > 0 && (to == len(s) || !wordy[s[to]]) {
			return span{from: i, to: to, rule: n.rule, instead: n.instead, inside: true}
		}
	}
	return span{}
}

// at gives the end of the name where it stands at i, or 0.
func (n houseName) at(s string, i int) int {
	for rest := n.name; rest != ""; {
		word, more, _ := strings.Cut(rest, " ")
		if len(s) < i+len(word) || !strings.EqualFold(s[i:i+len(word)], word) || n.exact && s[i:i+len(word)] != word {
			return 0
		}
		i += len(word)
		if rest = more; rest == "" {
			break
		}
		space := blanks.run(s, i)
		if space == 0 {
			return 0
		}
		i += space
	}
	return i
}

var blanks = chars(" \t\r\n")

// merged joins finds that overlap: all of both is taken out, under the name of
// the more telling one.
func merged(found []span) []span {
	slices.SortStableFunc(found, func(a, b span) int { return a.from - b.from })
	out := found[:0]
	for _, sp := range found {
		if n := len(out) - 1; n >= 0 && sp.from < out[n].to {
			if out[n].broad && !sp.broad {
				out[n].rule, out[n].instead, out[n].broad = sp.rule, sp.instead, false
			}
			out[n].inside = out[n].inside && sp.inside
			out[n].to = max(out[n].to, sp.to)
			continue
		}
		out = append(out, sp)
	}
	return out
}
