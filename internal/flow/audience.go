package flow

import (
	"maps"
	"reflect"
	"slices"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/redact"
	"github.com/candor-reports/candor/review"
	"github.com/candor-reports/candor/timeline"
)

// aliases gives the people and hosts of a report what the public reads for
// them.
func aliases(inc *incident.Incident, events []timeline.Event) incident.Aliases {
	told := map[string]string{}
	for _, n := range inc.Names {
		told[n.Internal] = n.Public
	}
	slices.SortFunc(events, timeline.Event.Compare)
	names := redact.NamesOf(slices.Values(events), redact.Known{Told: told, Allow: inc.Allow, Roles: roles(inc)})
	return incident.Aliases{People: names.People, Parts: names.Parts, Hosts: names.Hosts}
}

// roles are how the record itself speaks of people.
func roles(inc *incident.Incident) []string {
	all := slices.Concat(inc.Responders, inc.Authors, inc.Approvers, []string{inc.Contact.Role, inc.Signature.Role})
	for _, a := range inc.Actions {
		all = append(all, a.Owner)
	}
	for _, n := range inc.Notes {
		all = append(all, n.By)
	}
	for _, c := range inc.Components {
		all = append(all, c.Name)
	}
	return append(all, inc.Service, inc.Organisation)
}

// For gives the report as an audience may see it. For the house, secrets are
// out of what the record says. For the public, so is whatever only the house
// may know, in the record and the timeline; and of events that are not public
// nothing is left but when they were, so that no template can tell them.
func For(rep *incident.Report, a incident.Audience) *incident.Report {
	out := *rep.For(a)
	if a == incident.Internal {
		out.Incident = recordWith(rep.Incident, review.ForHouse(rep.Incident).Text)
		return &out
	}
	public := review.ForPublic(rep).Text
	out.Incident = recordWith(rep.Incident, public)
	words := review.ForWords(rep)
	tl := *out.Timeline
	tl.Entries = slices.Clone(tl.Entries)
	told := map[timeline.ID]bool{}
	for i, e := range tl.Entries {
		tl.Entries[i].Text = timeline.Foreign(words.Text(string(e.Text)))
		tl.Entries[i].Events = make([]timeline.Event, len(e.Events))
		for k, ev := range e.Events {
			told[ev.ID] = true
			tl.Entries[i].Events[k] = publicEvent(words, ev)
		}
	}
	tl.Events = make(map[timeline.ID]timeline.Event, len(rep.Timeline.Events))
	for id, e := range rep.Timeline.Events {
		if told[id] {
			tl.Events[id] = publicEvent(words, e)
		} else {
			tl.Events[id] = timeline.Event{ID: id, Time: e.Time, Until: e.Until, Kind: e.Kind, Lines: e.Lines, Source: timeline.Position{Source: e.Source.Source, Line: e.Source.Line, Ref: e.Source.Ref}}
		}
	}
	tl.Marked = maps.Clone(tl.Marked)
	for name, m := range tl.Marked {
		m.Text = public(m.Text)
		tl.Marked[name] = m
	}
	out.Timeline = &tl
	out.Readings = slices.Clone(out.Readings)
	for i := range out.Readings {
		out.Readings[i] = with(reflect.ValueOf(out.Readings[i]), words.Text).Interface().(timeline.Reading)
	}
	for i, other := range out.Others {
		if i == 0 {
			out.Others = slices.Clone(out.Others)
		}
		out.Others[i] = For(other, a)
	}
	return &out
}

func publicEvent(words *redact.Redactor, e timeline.Event) timeline.Event {
	e = words.Event(e)
	e.Source.File = words.Text(e.Source.File)
	return e
}

// notTold are the fields of the record that are no text for readers: how
// evidence is found, and by what names.
var notTold = []string{"ID", "Evidence", "Sources", "Edits", "Names", "Publish", "Allow", "Waivers", "Approvals", "Contact", "File", "Link", "Notice", "Action", "Documents", "Languages", "Due"}

// recordWith is a copy of the record with its texts passed through a function.
func recordWith(inc *incident.Incident, of func(string) string) *incident.Incident {
	return with(reflect.ValueOf(inc).Elem(), of).Addr().Interface().(*incident.Incident)
}

func with(v reflect.Value, of func(string) string) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Type() {
	case reflect.TypeFor[timeline.Time](), reflect.TypeFor[incident.Zone]():
		return out
	case reflect.TypeFor[string]():
		out.SetString(of(v.String()))
		return out
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !slices.Contains(notTold, f.Name) {
				out.Field(i).Set(with(v.Field(i), of))
			}
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		}
		for i := range v.Len() {
			out.Index(i).Set(with(v.Index(i), of))
		}
	}
	return out
}

// Clean takes secrets out of what a person gives for the record.
func Clean(inc *incident.Incident, text string) string { return review.ForHouse(inc).Text(text) }
