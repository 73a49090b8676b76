package source

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/candor-reports/candor/internal/pattern"
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

// What is kept of an incident's evidence. What follows costs about 5 KB of
// memory for each event and some more for each byte; at both limits it stays
// below half a gibibyte.
const (
	MaxEvents = 75_000
	MaxBytes  = 32 << 20
)

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

// line is one line of the file: the first says what the file is, each other
// holds one of the rest.
type line struct {
	Format  string            `json:"candor,omitempty"`
	Digest  string            `json:"sha256,omitempty"` // of all lines after the first
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
// format and the digest of the others, then a line for each reading, each
// refused line that was kept as an example, and each event.
func (c *Collected) Write(w io.Writer) error {
	var body bytes.Buffer
	put := func(l line) error {
		b, err := canonical(l)
		if err != nil {
			return err
		}
		body.Write(b)
		return body.WriteByte('\n')
	}
	for i := range c.Readings {
		if err := put(line{Reading: &c.Readings[i]}); err != nil {
			return fmt.Errorf("the reading of %s cannot be kept: %w", c.Readings[i].Source, err)
		}
	}
	for _, r := range c.Refused {
		if err := put(line{Refused: &refusedLine{r.Position, r.Err.Error()}}); err != nil {
			return fmt.Errorf("a line of %s cannot be kept: %w", r.Position.Source, err)
		}
	}
	for i := range c.Events {
		if err := put(line{Event: &c.Events[i]}); err != nil {
			return fmt.Errorf("the event at %s cannot be kept: %w", c.Events[i].Source, err)
		}
	}
	head, err := encode(line{Format: collectedFormat, Digest: fmt.Sprintf("%x", sha256.Sum256(body.Bytes()))})
	if err != nil {
		return err
	}
	if _, err := w.Write(append(head, '\n')); err != nil {
		return err
	}
	_, err = body.WriteTo(w)
	return err
}

// canonical writes a line as it is written again once it was read. Text that is
// not UTF-8 and times that hide more than they say change on the way; what is
// in the file has to be all there is.
func canonical(l line) ([]byte, error) {
	b, err := encode(l)
	if err != nil {
		return nil, err
	}
	var read line
	if err := json.Unmarshal(b, &read); err != nil {
		return nil, err
	}
	return encode(read)
}

func encode(l line) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(l)
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), err
}

// errChanged is about a file that is not as Write left it.
var errChanged = errors.New("the file was changed after candor wrote it")

// ReadCollected reads what Write wrote, and nothing else: evidence that was cut
// short or changed by hand would make a wrong document. The name is used in
// messages only.
func ReadCollected(name string, data []byte) (*Collected, error) {
	var c Collected
	head, body, _ := bytes.Cut(data, []byte("\n"))
	if err := checkHead(head, body); err != nil {
		return nil, damaged(name, err)
	}
	n := 1
	for text := range bytes.Lines(body) {
		n++
		if err := c.add(bytes.TrimRight(text, "\r\n")); err != nil {
			return nil, damaged(fmt.Sprintf("%s:%d", name, n), err)
		}
	}
	return &c, nil
}

func damaged(where string, err error) error {
	return fmt.Errorf("%s: %w\n  hint: collect again: candor collect; what you decide about events belongs in the record: candor edit", where, err)
}

// checkHead holds the first line against the others. Line ends that another
// system put in on the way are no change.
func checkHead(head, body []byte) error {
	var l line
	if err := json.Unmarshal(head, &l); err != nil || l.Format != collectedFormat {
		return errors.New("not a file of collected events of this version")
	}
	if again, err := encode(l); err != nil || !bytes.Equal(again, bytes.TrimRight(head, "\r")) {
		return errChanged
	}
	sum := sha256.Sum256(bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")))
	if l.Digest != hex.EncodeToString(sum[:]) {
		return errChanged
	}
	return nil
}

var eventID = pattern.New(`^e[0-9a-f]{10}$`)

// add takes in one line. It has to be spelled as candor spells it: a name that
// stands twice, or one that nobody reads, would be passed over in silence.
func (c *Collected) add(text []byte) error {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return fmt.Errorf("not a line of candor's: %w", err)
	}
	if again, err := encode(l); err != nil || !bytes.Equal(again, text) {
		return errors.New("not a line of candor's")
	}
	switch {
	case l.Format != "" || l.Digest != "":
		return errors.New("a second beginning")
	case l.Reading != nil && l.Refused == nil && l.Event == nil:
		c.Readings = append(c.Readings, *l.Reading)
		return l.Reading.Tally.Err()
	case l.Refused != nil && l.Reading == nil && l.Event == nil:
		c.Refused = append(c.Refused, &timeline.LineError{Position: l.Refused.Position, Err: errors.New(l.Refused.Error)})
	case l.Event != nil && l.Reading == nil && l.Refused == nil:
		if !eventID.MatchString(string(l.Event.ID)) || !slices.Contains(timeline.Kinds, l.Event.Kind) {
			return fmt.Errorf("event %q of kind %q is none of candor's", l.Event.ID, l.Event.Kind)
		}
		if len(c.Events) == MaxEvents {
			return fmt.Errorf("more than the %d events that are kept", MaxEvents)
		}
		c.Events = append(c.Events, *l.Event)
	default:
		return errors.New("not a line of candor's")
	}
	return nil
}
