package timeline

import (
	"cmp"
	"math/bits"
	"slices"
	"strconv"
	"time"
)

// cut keeps the entries that matter most. What people pinned or marked is
// never cut, even where that is more than the limit.
func (tl *Timeline) cut(entries []Entry, o Options) []Entry {
	limit := o.Max
	if limit <= 0 || len(entries) <= limit {
		return entries
	}
	ranks := weigh(entries, o.Cited)
	ranked := make([]int, len(entries))
	for i := range ranked {
		ranked[i] = i
	}
	// Signals are taken by their score. Among equals a spread over the whole
	// account says more than its beginning: they are taken in bit-reversed
	// order of position.
	width := bits.Len(uint(len(entries) - 1))
	spread := func(i int) uint64 { return bits.Reverse64(uint64(i)) >> (64 - width) }
	order := func(i, j int) int {
		return cmp.Or(ranks[j]-ranks[i], score(entries[j])-score(entries[i]), cmp.Compare(spread(i), spread(j)))
	}
	slices.SortFunc(ranked, order)
	tire(entries, ranked, ranks)
	slices.SortFunc(ranked, order)
	keep := make([]bool, len(entries))
	for n, i := range ranked {
		keep[i] = n < limit || ranks[i] >= kept
	}
	out := entries[:0:0]
	for i, e := range entries {
		if keep[i] {
			out = append(out, e)
			continue
		}
		for _, ev := range e.Events {
			tl.Ledger.Cut++
			tl.Reasons[ev.ID] = "cut"
		}
		tl.Ledger.Folded -= len(e.Events) - 1
	}
	return out
}

// kept is the rank from which an entry is never cut.
const kept = 1000

var kindRank = map[Kind]int{
	Status: 90, Note: 85, Action: 85, Alert: 80, Deploy: 75, Revert: 80, Release: 60,
	Silence: 50, Burst: 50, Recovery: 48, Message: 45, Pattern: 30, Commit: 20,
}

// What is taken from the rank of an entry.
const (
	tired     = 2  // for each entry of its sort that matters more
	overAgain = 20 // for the end of an alert: that it was is told by its beginning
	nobody    = 25 // for an alert that calls nobody
	halfTold  = 30 // for the beginning of a deploy whose end is told
	elsewhere = 25 // for what programs say far from where the serious things are
	trial     = 20 // for what is deployed where no customer is
)

// weigh gives the rank of each entry.
func weigh(entries []Entry, cited []ID) []int {
	from, to := heart(entries)
	ended := map[deployed]bool{}
	for _, e := range entries {
		if d := deployOf(e); d.commit != "" && (d.phase == "finished" || d.phase == "failed") {
			d.phase = ""
			ended[d] = true
		}
	}
	ranks := make([]int, len(entries))
	for i, e := range entries {
		ranks[i] = rank(e, cited)
		if ranks[i] >= kept {
			continue
		}
		if machine[e.Kind] && !from.IsZero() && (e.Time.Earliest.After(to) || beganBefore(e, from)) {
			ranks[i] -= elsewhere
		}
		if d := deployOf(e); d.phase == "started" || d.phase == "asked" {
			if d.phase = ""; ended[d] {
				ranks[i] -= halfTold
			}
		}
	}
	return ranks
}

// beganBefore reports whether an entry was over before a time, or, where it is
// a warning at most, had begun by then: what was on for long is no news.
func beganBefore(e Entry, from time.Time) bool {
	if e.Level <= Warning {
		return e.Time.Latest.Before(from)
	}
	return endOf(e).Before(from)
}

// machine are the kinds of which programs say much at all times.
var machine = map[Kind]bool{Alert: true, Deploy: true, Burst: true, Silence: true, Recovery: true, Pattern: true}

// deployed is what tells a deployment from others.
type deployed struct{ source, subject, commit, phase string }

func deployOf(e Entry) deployed {
	if e.Kind != Deploy && e.Kind != Revert {
		return deployed{}
	}
	l := e.Events[0].Labels
	return deployed{e.Source(), string(e.Events[0].Subject), l["commit"], l["phase"]}
}

// How far serious things lie apart that belong together, and how far from them
// something may be that has to do with them.
const (
	together = 2 * time.Hour
	around   = time.Hour
)

// heart is the stretch of time with the most serious entries, and an hour on
// either side: zero where there are none.
func heart(entries []Entry) (from, to time.Time) {
	most, n := 0, 0
	var first, last time.Time
	for _, e := range entries {
		if !serious(e) {
			continue
		}
		if n == 0 || e.Time.Earliest.Sub(last) > together {
			n, first = 0, e.Time.Earliest
		}
		n, last = n+1, e.Time.Earliest
		if n > most {
			most, from, to = n, first.Add(-around), last.Add(around)
		}
	}
	return from, to
}

func serious(e Entry) bool {
	switch e.Kind {
	case Alert, Burst, Silence:
		return e.Level >= Error
	case Status:
		return true
	}
	return e.Milestone != "" || e.Pinned
}

// tire lowers the ranks of entries of which there are many of one sort, from
// the second on: the tenth alert says less than the first deploy. What people
// wrote for the record, and what is never cut, is left as it is.
func tire(entries []Entry, ranked, ranks []int) {
	count := map[string]int{}
	for _, i := range ranked {
		sort := sortOf[entries[i].Kind]
		if sort == "" || ranks[i] >= kept {
			continue
		}
		ranks[i] -= tired * count[sort]
		count[sort]++
	}
}

var sortOf = map[Kind]string{
	Alert: "alert", Deploy: "change", Revert: "change", Release: "change", Commit: "change", Message: "message",
	Silence: "signal", Burst: "signal", Recovery: "signal", Pattern: "signal",
}

// score is what the source of a signal says of how much it tells; 0 for other
// events.
func score(e Entry) int {
	n, err := strconv.Atoi(e.Events[0].Labels["score"])
	if err != nil {
		return 0
	}
	return n
}

func rank(e Entry, cited []ID) int {
	r := kindRank[e.Kind] + 5*int(e.Level)
	if e.Milestone != "" || e.Pinned {
		r += kept
	}
	if slices.ContainsFunc(e.Events, func(ev Event) bool { return slices.Contains(cited, ev.ID) }) {
		r += 100
		// A change or a log line that a claim rests on is part of the
		// story, however many messages are cited beside it.
		if e.Kind == Commit || e.Kind == Pattern || e.Kind == Burst {
			r += 50
		}
	}
	labels := e.Events[0].Labels
	switch e.Kind {
	case Commit:
		if labels["merge"] != "" {
			r += 10
		}
	case Message:
		r += saidRank(labels)
	case Pattern:
		if e.Level == Fatal {
			r += lastWords
		}
	case Alert:
		switch {
		case labels["phase"] == "resolved":
			r -= overAgain
		case e.Level == Info && (labels["phase"] == "fired" || labels["phase"] == ""):
			r -= nobody
		}
	case Deploy, Revert:
		if tried[labels["environment"]] {
			r -= trial
		}
	}
	return r
}

// tried are the usual names of environments where no customer is.
var tried = map[string]bool{
	"staging": true, "stage": true, "test": true, "testing": true, "dev": true, "development": true, "qa": true, "uat": true, "preview": true, "sandbox": true, "preprod": true, "pre-production": true,
}

// lastWords lets what a process says as it dies count as much as a burst of
// errors, though it comes but once.
const lastWords = 15

// saidRank is what counts for and against a message of a chat, whose source
// judged what it states: a decision counts as much as a deploy, what states
// nothing less than anything else.
func saidRank(labels map[string]string) int {
	switch {
	case labels["said"] == "decision" || labels["said"] == "recovery":
		return 30
	case labels["said"] != "" || labels["pinned"] != "":
		return 20
	case labels["channel"] != "":
		return -40
	}
	return 0
}
