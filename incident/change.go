package incident

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/timeline"
)

// kept is a list of the record that candor writes items of: its key, where it
// is in the record, and an item's fields as they are written.
type kept[T any] struct {
	key    string
	of     func(*Incident) *[]T
	fields func(T) []field
}

var (
	keptNotes = kept[Note]{"notes", func(inc *Incident) *[]Note { return &inc.Notes }, func(n Note) []field {
		return []field{{key: "at", value: n.At.String()}, {key: "text", value: n.Text}, {key: "by", value: n.By}}
	}}
	keptEdits = kept[Edit]{"edits", func(inc *Incident) *[]Edit { return &inc.Edits }, func(e Edit) []field {
		return []field{
			{key: "event", value: string(e.Event)}, {key: "hide", value: boolText(e.Hide)}, {key: "pin", value: boolText(e.Pin)}, {key: "public", value: boolText(e.Public)},
			{key: "text", value: e.Text}, {key: "time", value: e.Time.String()}, {key: "milestone", value: string(e.Milestone)},
		}
	}}
	keptNotices = kept[Notice]{"notices", func(inc *Incident) *[]Notice { return &inc.Notices }, func(n Notice) []field {
		return []field{
			{key: "id", value: n.ID}, {key: "phase", value: string(n.Phase)}, {key: "at", value: n.At.String()}, {key: "next", value: n.Next.String()},
			{key: "doing", value: n.Doing}, {key: "channel", value: n.Channel}, {key: "file", value: n.File},
		}
	}}
	keptPromises = kept[Promise]{"promises", func(inc *Incident) *[]Promise { return &inc.Promises }, func(p Promise) []field {
		return []field{
			{key: "id", value: p.ID}, {key: "text", value: p.Text}, {key: "made", value: p.Made.String()}, {key: "notice", value: p.Notice}, {key: "due", value: p.Due.String()},
			{key: "action", value: p.Action}, {key: "kept", value: p.Kept.String()}, {key: "moved", value: p.Moved.String()}, {key: "new_due", value: p.NewDue.String()}, {key: "why", value: p.Why}, {key: "evidence", list: p.Evidence},
		}
	}}
	keptApprovals = kept[Approval]{"approvals", func(inc *Incident) *[]Approval { return &inc.Approvals }, func(a Approval) []field {
		return []field{{key: "document", value: a.Document}, {key: "by", value: a.By}, {key: "at", value: a.At.String()}, {key: "sha256", value: a.SHA256}}
	}}
	keptCorrections = kept[Correction]{"corrections", func(inc *Incident) *[]Correction { return &inc.Corrections }, func(c Correction) []field {
		return []field{{key: "document", value: c.Document}, {key: "at", value: c.At.String()}, {key: "text", value: c.Text}, {key: "was", list: c.Was}, {key: "now", list: c.Now}}
	}}
	keptWaivers = kept[Waiver]{"waivers", func(inc *Incident) *[]Waiver { return &inc.Waivers }, func(w Waiver) []field {
		return []field{{key: "rule", value: w.Rule}, {key: "document", value: w.Document}, {key: "reason", value: w.Reason}, {key: "by", value: w.By}, {key: "at", value: w.At.String()}}
	}}
)

// AddNote returns the record with a note added at the end of its notes.
func AddNote(name string, data []byte, n Note) ([]byte, error) {
	n.Text, n.By = strings.TrimSpace(n.Text), strings.TrimSpace(n.By)
	return keptNotes.add(name, data, n)
}

// AddNotice returns the record with a notice added at the end of its notices.
func AddNotice(name string, data []byte, n Notice) ([]byte, error) {
	return keptNotices.add(name, data, n)
}

// AddPromise returns the record with a promise added at the end of its
// promises.
func AddPromise(name string, data []byte, p Promise) ([]byte, error) {
	return keptPromises.add(name, data, p)
}

// SetPromise returns the record with the promise of the same ID replaced.
func SetPromise(name string, data []byte, p Promise) ([]byte, error) {
	return keptPromises.put(name, data, p, func(o Promise) bool { return o.ID == p.ID })
}

// AddApproval returns the record with an approval added, in place of an
// earlier one of the same document by the same role.
func AddApproval(name string, data []byte, a Approval) ([]byte, error) {
	return keptApprovals.put(name, data, a, func(o Approval) bool { return o.Document == a.Document && o.By == a.By })
}

// SetCorrection returns the record with a correction of a document added after
// the first n of it, in place of those that stand there: they were not published.
func SetCorrection(name string, data []byte, c Correction, n int) ([]byte, error) {
	seen := 0
	return keptCorrections.put(name, data, c, func(o Correction) bool {
		if o.Document == c.Document {
			seen++
		}
		return seen == n+1 && o.Document == c.Document
	})
}

// AddWaiver returns the record with a waiver added, in place of an earlier one
// of the same rule and document.
func AddWaiver(name string, data []byte, w Waiver) ([]byte, error) {
	return keptWaivers.put(name, data, w, func(o Waiver) bool { return o.Document == w.Document && o.Rule == w.Rule })
}

// SetEdit returns the record with the edit of one event added, or replaced
// where it has one. An edit that decides nothing any more is taken out.
func SetEdit(name string, data []byte, e Edit) ([]byte, error) {
	if e.Milestone != "" && !e.Milestone.Valid() {
		return nil, fmt.Errorf("%q is not a milestone\n  hint: %s", e.Milestone, strict.Suggest(string(e.Milestone), milestoneNames()))
	}
	e.Text = strings.TrimSpace(e.Text)
	this := func(o Edit) bool { return o.Event == e.Event }
	if e.Hide || e.Pin || e.Public || e.Text != "" || !e.Time.IsZero() || e.Milestone != "" {
		return keptEdits.put(name, data, e, this)
	}
	return keptEdits.remove(name, data, this)
}

// SetStatus returns the record with its status changed.
func SetStatus(name string, data []byte, status Status) ([]byte, error) {
	old, err := Parse(name, data)
	if err != nil {
		return nil, err
	}
	if old.Status == status {
		return data, nil
	}
	lines, eol := splitLines(string(data))
	line := "status: " + string(status)
	at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "status:") })
	switch {
	case at >= 0:
		// What follows the old word, such as a comment, stays.
		_, rest, _ := strings.Cut(strings.TrimRight(lines[at], "\r\n"), "#")
		if rest != "" {
			line += "  #" + rest
		}
		lines[at] = line + eol
	default:
		at = slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "title:") }) + 1
		lines = slices.Insert(lines, at, line+eol)
	}
	out := strings.Join(lines, "")
	inc, err := Parse(name, []byte(out))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be changed by candor as it is laid out; write %q by hand: %w", name, line, err)
	}
	old.Status, inc.line, old.line = status, nil, nil
	if !reflect.DeepEqual(inc, old) {
		return nil, fmt.Errorf("%s cannot be changed by candor as it is laid out; write %q by hand", name, line)
	}
	return []byte(out), nil
}

// add appends an item.
func (k kept[T]) add(name string, data []byte, item T) ([]byte, error) {
	return k.put(name, data, item, func(T) bool { return false })
}

// put replaces the item for which this holds, or appends one.
func (k kept[T]) put(name string, data []byte, item T, this func(T) bool) ([]byte, error) {
	old, err := Parse(name, data)
	if err != nil {
		return nil, err
	}
	fields := k.fields(item)
	for _, f := range fields {
		if err := writable(strings.TrimSuffix(k.key, "s"), slices.Concat(f.list, []string{f.value})...); err != nil {
			return nil, err
		}
	}
	list := k.of(old)
	at := slices.IndexFunc(*list, this)
	out := ""
	if at < 0 {
		*list = append(*list, item)
		out = appendItem(string(data), k.key, fields)
	} else {
		(*list)[at] = item
		out = replaceItem(string(data), k.key, at, fields)
	}
	return k.verify(name, out, old)
}

// remove takes out the item for which this holds, if there is one.
func (k kept[T]) remove(name string, data []byte, this func(T) bool) ([]byte, error) {
	old, err := Parse(name, data)
	if err != nil {
		return nil, err
	}
	list := k.of(old)
	at := slices.IndexFunc(*list, this)
	if at < 0 {
		return data, nil
	}
	*list = slices.Delete(*list, at, at+1)
	return k.verify(name, replaceItem(string(data), k.key, at, nil), old)
}

// verify reads the changed record back: the list has to hold what was to be
// written, and everything else what it held. A layout that the line editing
// does not understand ends here, before anything is written.
func (k kept[T]) verify(name, out string, want *Incident) ([]byte, error) {
	inc, err := Parse(name, []byte(out))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be changed by candor as it is laid out; make the change by hand: %w", name, err)
	}
	got, list := *k.of(inc), *k.of(want)
	same := len(got) == len(list)
	for i := 0; same && i < len(got); i++ {
		same = reflect.DeepEqual(k.fields(got[i]), k.fields(list[i]))
	}
	*k.of(inc), *k.of(want) = nil, nil
	inc.line, want.line = nil, nil
	if !same || !reflect.DeepEqual(inc, want) {
		return nil, fmt.Errorf("%s cannot be changed by candor as it is laid out: write %s as a list with one item per line, or make the change by hand", name, k.key)
	}
	return []byte(out), nil
}

func boolText(b bool) string {
	if b {
		return "true"
	}
	return ""
}

// Edit returns the edit of an event as the record has it, for a change that
// touches only part of it.
func (inc *Incident) Edit(id timeline.ID) Edit {
	if i := slices.IndexFunc(inc.Edits, func(e Edit) bool { return e.Event == id }); i >= 0 {
		return inc.Edits[i]
	}
	return Edit{Event: id}
}
