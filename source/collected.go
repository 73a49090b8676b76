package source

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/candor-reports/candor/timeline"
)

// Collected is what the sources of an incident gave: the content of
// events.jsonl.
type Collected struct {
	Readings []timeline.Reading
	Events   []timeline.Event // in time order
	Refused  []*timeline.LineError
}

// CollectedFile is the name of the collected evidence in an incident folder.
const CollectedFile = "events.jsonl"

// Seq ranges over the collected events.
func (c *Collected) Seq() iter.Seq2[timeline.Event, error] {
	return func(yield func(timeline.Event, error) bool) {
		for _, e := range c.Events {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Tallies returns the tallies of the readings, for the timeline's ledger.
func (c *Collected) Tallies() []timeline.Tally {
	out := make([]timeline.Tally, len(c.Readings))
	for i, r := range c.Readings {
		out[i] = r.Tally
	}
	return out
}

type line struct {
	Format  string            `json:"candor,omitempty"`
	Reading *timeline.Reading `json:"reading,omitempty"`
	Refused *refusedLine      `json:"refused,omitempty"`
	Event   *timeline.Event   `json:"event,omitempty"`
}

type refusedLine struct {
	Position timeline.Position `json:"position"`
	Error    string            `json:"error"`
}

const collectedFormat = "events/1"

// Write writes the collected evidence as JSON lines: a line that names the
// format, then a line for each reading, each refused line that was kept as an
// example, and each event.
func (c *Collected) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	lines := []line{{Format: collectedFormat}}
	for i := range c.Readings {
		lines = append(lines, line{Reading: &c.Readings[i]})
	}
	for _, r := range c.Refused {
		lines = append(lines, line{Refused: &refusedLine{r.Position, r.Err.Error()}})
	}
	for i := range c.Events {
		lines = append(lines, line{Event: &c.Events[i]})
	}
	for _, l := range lines {
		if err := enc.Encode(l); err != nil {
			return err
		}
	}
	return nil
}

// longestLine bounds a line of events.jsonl, which candor wrote itself.
const longestLine = 16 << 20

// ReadCollected reads what Write wrote. The name is used in messages only.
func ReadCollected(name string, data []byte) (*Collected, error) {
	var c Collected
	sc := bufio.NewScanner(bytes.NewReader(data))
	sc.Buffer(nil, longestLine)
	for n := 1; sc.Scan(); n++ {
		var l line
		if err := json.Unmarshal(sc.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%s:%d: %w\n  hint: collect again: candor collect", name, n, err)
		}
		switch {
		case n == 1 && l.Format != collectedFormat:
			return nil, fmt.Errorf("%s: not a file of collected events of this version\n  hint: collect again: candor collect", name)
		case l.Reading != nil:
			c.Readings = append(c.Readings, *l.Reading)
		case l.Refused != nil:
			c.Refused = append(c.Refused, &timeline.LineError{Position: l.Refused.Position, Err: errors.New(l.Refused.Error)})
		case l.Event != nil:
			c.Events = append(c.Events, *l.Event)
		}
	}
	return &c, sc.Err()
}
