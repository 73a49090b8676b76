package source

import (
	"cmp"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

var fluxKind = export{
	Kind: Kind{
		Name:   "flux",
		Doc:    "Flux: the events that its notification controller sends to a generic webhook",
		Get:    "a Provider of type generic with an Alert for Kustomizations and HelmReleases; keep each body it is sent, one a line",
		Fields: "timestamp is when; involvedObject what; reason and severity what became of it; metadata.revision which version",
		Traps: []string{
			"A reconciliation that changed nothing sends nothing, so that silence is no failure.",
			"An error is sent again at every interval until it is gone: it is one event with a count.",
			"The revision stands below the source's or the kustomization's own name in metadata.",
		},
		marks: []string{
			"involvedObject severity timestamp reason",
			"involvedObject severity timestamp reportingController",
		},
	},
	open: func(t *take) func(o *object) error {
		return func(o *object) error { return fluxEvent(t, o) }
	},
}.kind()

func fluxEvent(t *take, o *object) error {
	ref := o.child("involvedObject")
	reason := o.text("reason")
	if ref == nil || reason == "" {
		return notA("an event of Flux", "involvedObject and reason")
	}
	at, err := t.mustTime(o, "timestamp")
	if err != nil {
		return err
	}
	name, message, severity := ref.text("name"), o.text("message"), o.text("severity")
	revision := ""
	for _, key := range o.child("metadata").names() {
		if key == "revision" || strings.HasSuffix(key, "/revision") {
			revision = o.child("metadata").text(key)
		}
	}
	e := timeline.Event{
		Time: at, Kind: timeline.Deploy, Level: timeline.Info, Subject: timeline.Foreign(name),
		Text:   timeline.Foreign(ref.text("kind") + " " + name + ": " + reason + described(message)),
		Labels: map[string]string{"reason": reason, "namespace": ref.text("namespace"), "commit": revision, "phase": "finished"},
		Source: timeline.Position{Ref: ref.text("kind") + "/" + ref.text("namespace") + "/" + name},
	}
	lower := strings.ToLower(reason)
	switch {
	case severity == "trace":
		t.count("events of the least severity (trace): %d")
		return nil
	case strings.Contains(lower, "rollback") && !strings.Contains(lower, "failed"):
		e.Kind, e.Level = timeline.Revert, timeline.Warning
	case severity == "error" || strings.HasSuffix(lower, "failed"):
		e.Level, e.Labels["phase"] = timeline.Error, "failed"
	case strings.HasPrefix(lower, "progressing"):
		e.Labels["phase"] = "started"
	case strings.Contains(lower, "artifact") || lower == "gitoperationsucceeded" || lower == "info":
		e.Kind = timeline.Pattern
	}
	key := "flux " + e.Source.Ref + " " + reason + " " + revision + " " + message
	if e.Level != timeline.Error {
		key += at.String()
	}
	if first := t.once(key, o, e); first != nil && first.Level == timeline.Error && at.Compare(cmp.Or(first.Until, first.Time)) > 0 {
		first.Until = at
	}
	return nil
}
