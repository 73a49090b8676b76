package timeline

// Edit is what a person decided about one event. Edits live in the record and
// survive every new collection; an edit whose event is gone is kept and
// reported.
type Edit struct {
	Event     ID
	Hide      bool
	Pin       bool
	Public    bool
	Text      string    // replaces the event's text; empty keeps it
	Time      *Time     // replaces the event's time; nil keeps it
	Milestone Milestone // marks the event as a milestone; empty does not
}

// Apply returns the event as the edit wants it read. The ID stays: it names
// what the source said.
func (d Edit) Apply(e Event) Event {
	if d.Text != "" {
		e.Text = Foreign(d.Text)
	}
	if d.Time != nil {
		e.Time = *d.Time
	}
	return e
}
