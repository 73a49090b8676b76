package timeline

import "fmt"

// Tally says what became of the lines or records of one source. It always adds
// up: Read = Refused + Outside + Quiet + Told.
type Tally struct {
	Source  string `json:"source"`
	Unit    string `json:"unit"`    // what is counted: "lines", "commits"
	Read    int    `json:"read"`    // everything that was read
	Refused int    `json:"refused"` // not understood
	Outside int    `json:"outside"` // outside the incident's window
	Quiet   int    `json:"quiet"`   // understood and in the window, but nothing an event was made of
	Told    int    `json:"told"`    // stand behind the events the source gave
}

// Err is nil where the tally adds up.
func (t Tally) Err() error {
	if t.Read != t.Refused+t.Outside+t.Quiet+t.Told {
		return fmt.Errorf("%s: %d %s read, but %d refused + %d outside + %d quiet + %d told",
			t.Source, t.Read, t.Unit, t.Refused, t.Outside, t.Quiet, t.Told)
	}
	return nil
}

// Ledger says what became of everything on the way to the timeline. It always
// adds up: Events = Duplicate + Hidden + Folded + Cut + Shown.
type Ledger struct {
	Sources   []Tally `json:"sources"`   // by source, in the record's order
	Events    int     `json:"events"`    // events that sources and people gave
	Duplicate int     `json:"duplicate"` // the same event twice
	Hidden    int     `json:"hidden"`    // hidden by an edit
	Folded    int     `json:"folded"`    // told by an entry that stands for several events
	Cut       int     `json:"cut"`       // left out to keep the timeline short
	Shown     int     `json:"shown"`     // entries' leading events
}

// Err is nil where the ledger and each of its tallies add up.
func (l Ledger) Err() error {
	for _, t := range l.Sources {
		if err := t.Err(); err != nil {
			return err
		}
	}
	if l.Events != l.Duplicate+l.Hidden+l.Folded+l.Cut+l.Shown {
		return fmt.Errorf("ledger: %d events, but %d duplicate + %d hidden + %d folded + %d cut + %d shown",
			l.Events, l.Duplicate, l.Hidden, l.Folded, l.Cut, l.Shown)
	}
	return nil
}

// Reading says how the reading of one source went: what was looked at, and
// what could not be seen.
type Reading struct {
	Source string   `json:"source"`
	Kind   string   `json:"kind"`
	Where  []string `json:"where,omitempty"` // files, repository
	Tally  Tally    `json:"tally"`
	From   Time     `json:"from,omitzero"` // the first and last time seen in it
	To     Time     `json:"to,omitzero"`
	Notes  []string `json:"notes,omitempty"` // assumptions, each with its count
	Gaps   []string `json:"gaps,omitempty"`  // what could not be seen, and why
	Failed bool     `json:"failed,omitempty"`
}
