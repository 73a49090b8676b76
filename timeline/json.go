package timeline

import (
	"encoding/json"
	"fmt"
	"time"
)

// eventJSON is the shape of an event in events.jsonl and in --json output.
type eventJSON struct {
	ID      ID                `json:"id"`
	Time    *timeJSON         `json:"time,omitempty"`
	Until   *timeJSON         `json:"until,omitempty"`
	Kind    Kind              `json:"kind"`
	Level   Level             `json:"level,omitempty"`
	Actor   Foreign           `json:"actor,omitempty"`
	Subject Foreign           `json:"subject,omitempty"`
	Text    Foreign           `json:"text"`
	Detail  Foreign           `json:"detail,omitempty"`
	Labels  map[string]string `json:"labels,omitempty"`
	Source  Position          `json:"source"`
	Lines   int               `json:"lines"`
}

// timeJSON is the shape of a time: the text ParseTime reads, the bounds where
// it is not one instant, and the basis where not everything was stated.
type timeJSON struct {
	At       string `json:"at"`
	Earliest string `json:"earliest,omitempty"`
	Latest   string `json:"latest,omitempty"`
	Basis    *Basis `json:"basis,omitempty"`
}

// MarshalJSON writes {"at":…,"earliest":…,"latest":…,"basis":…}; the bounds
// only where they differ, the basis only where something was not stated. An
// unknown time is null.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(t.json())
}

func (t Time) json() *timeJSON {
	if t.IsZero() {
		return nil
	}
	j := &timeJSON{At: t.String()}
	if !t.Exact() {
		j.Earliest = t.Earliest.Format(time.RFC3339Nano)
		j.Latest = t.Latest.Format(time.RFC3339Nano)
	}
	if t.Basis != (Basis{}) {
		j.Basis = &t.Basis
	}
	return j
}

// UnmarshalJSON reads what MarshalJSON writes.
func (t *Time) UnmarshalJSON(b []byte) error {
	*t = Time{}
	if string(b) == "null" {
		return nil
	}
	var j timeJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	parsed, err := ParseTime(j.At, time.UTC)
	if err != nil {
		return err
	}
	parsed.Basis = Basis{}
	if j.Basis != nil {
		parsed.Basis = *j.Basis
	}
	*t = parsed
	return nil
}

// MarshalJSON writes the event with absent parts left out.
func (e Event) MarshalJSON() ([]byte, error) {
	return json.Marshal(eventJSON{e.ID, e.Time.json(), e.Until.json(), e.Kind, e.Level, e.Actor, e.Subject, e.Text, e.Detail, e.Labels, e.Source, e.Lines})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (e *Event) UnmarshalJSON(b []byte) error {
	var j struct {
		eventJSON
		Time  Time `json:"time"`
		Until Time `json:"until"`
	}
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	if j.ID == "" {
		return fmt.Errorf("event without an id")
	}
	*e = Event{j.ID, j.Time, j.Until, j.Kind, j.Level, j.Actor, j.Subject, j.Text, j.Detail, j.Labels, j.Source, max(j.Lines, 1)}
	return nil
}
