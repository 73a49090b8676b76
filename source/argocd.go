package source

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

var argocdKind = export{
	Kind: Kind{
		Name:   "argocd",
		Doc:    "Argo CD: applications with their history of deployments, and the events of their operations",
		Get:    "`kubectl get applications -n argocd -o json` or `argocd app get NAME -o json`; `kubectl get events -n argocd -o json`",
		Fields: "status.history: deployedAt is when a revision was there, deployStartedAt when it began, initiatedBy who; status.operationState: the last operation and how it ended",
		Traps: []string{
			"The history holds the last ten deployments and only those that came through; a failed one stands in operationState until the next.",
			"A revision that was deployed before, and comes again after another, is a rollback.",
			"The history of an application of several sources has revisions in place of revision.",
		},
		marks: []string{
			"kind=Application status.history",
			"kind=Application status.operationState",
			"apiVersion=argoproj.io* kind=Application",
			"kind=Event reason involvedObject.kind=Application involvedObject.name",
			"reason involvedObject.apiVersion=argoproj.io* involvedObject.name metadata",
		},
	},
	lists: []string{"items"},
	open: func(t *take) func(o *object) error {
		k := newKube(t)
		t.atEnd(k.finish)
		return func(o *object) error {
			switch {
			case o.has("items") && !o.has("reason"): // of YAML
				var errs []error
				for _, item := range o.children("items") {
					if item.has("status") {
						errs = append(errs, application(t, item))
					}
				}
				return errors.Join(errs...)
			case o.has("involvedObject") || o.has("regarding"):
				return argoEvent(t, k, o)
			case o.has("status.history") || o.has("status.operationState") || o.text("kind") == "Application":
				return application(t, o)
			}
			return notA("an application or event of Argo CD", "status.history, status.operationState or involvedObject")
		}
	},
}.kind()

// application tells the deployments of one application.
func application(t *take, o *object) error {
	name := o.text("metadata.name")
	history := o.children("status.history")
	slices.SortStableFunc(history, func(a, b *object) int {
		x, _ := a.number("id")
		y, _ := b.number("id")
		return cmp.Compare(x, y)
	})
	deployed := map[string]bool{}
	last := ""
	for _, h := range history {
		rev := cmp.Or(h.text("revision"), strings.Join(h.texts("revisions"), " "))
		end, err := t.mustTime(h, "deployedAt")
		if err != nil {
			return err
		}
		start, err := t.time(h, "deployStartedAt")
		if err != nil {
			return err
		}
		e := argoDeploy(name, rev, cmp.Or(start, end), h.text("initiatedBy.username"), "succeeded")
		if !start.IsZero() {
			e.Until = end
		}
		if h.text("initiatedBy.automated") == "true" {
			e.Labels["automated"] = "true"
		}
		if deployed[rev] && rev != last && rev != "" {
			e.Kind = timeline.Revert
			e.Text = timeline.Foreign("Rollback of " + name + " to " + clipSHA(rev) + " by Argo CD succeeded")
		}
		deployed[rev], last = true, rev
		t.once("argo "+name+" "+h.text("id")+end.String(), o, e)
	}
	return operation(t, o, name, last)
}

// operation tells the last operation where the history does not have it: one
// that failed or goes on.
func operation(t *take, o *object, name, last string) error {
	state := o.child("status.operationState")
	phase := strings.ToLower(state.text("phase"))
	rev := state.text("syncResult.revision", "operation.sync.revision")
	if state == nil || phase == "" || phase == "succeeded" && (rev == "" || rev == last) {
		return nil
	}
	start, err := t.mustTime(state, "startedAt", "finishedAt")
	if err != nil {
		return err
	}
	end, err := t.time(state, "finishedAt")
	if err != nil {
		return err
	}
	e := argoDeploy(name, rev, start, state.text("operation.initiatedBy.username"), map[string]string{"succeeded": "succeeded", "running": "is running", "failed": "failed", "error": "failed", "terminating": "is being ended"}[phase])
	e.Until = end
	if phase == "failed" || phase == "error" {
		e.Level, e.Labels["phase"] = timeline.Error, "failed"
	}
	e.Text += timeline.Foreign(described(state.text("message")))
	t.once("argo operation "+name+" "+start.String(), o, e)
	return nil
}

func argoDeploy(name, rev string, at timeline.Time, who, outcome string) timeline.Event {
	return timeline.Event{
		Time: at, Kind: timeline.Deploy, Level: timeline.Info, Actor: timeline.Foreign(who), Subject: timeline.Foreign(name),
		Text:   timeline.Foreign("Deployment of " + name + " " + cmp.Or(clipSHA(rev), "without a revision") + " by Argo CD " + outcome),
		Labels: map[string]string{"phase": "finished", "commit": rev, "application": name}, Source: timeline.Position{Ref: name},
	}
}

// argoEvent tells operations that begin, end and fail; what the controller
// says beside that is as told as any event of the cluster.
func argoEvent(t *take, k *kube, o *object) error {
	e, err := k.event(o)
	if err != nil || e.reason != "OperationStarted" && e.reason != "OperationCompleted" {
		if err == nil {
			err = k.read(o)
		}
		return err
	}
	d := timeline.Event{
		Time: e.last, Kind: timeline.Deploy, Level: timeline.Info, Actor: timeline.Foreign(o.text("metadata.annotations.user")), Subject: timeline.Foreign(e.name),
		Text: timeline.Foreign(e.name + ": " + e.message), Labels: map[string]string{"reason": e.reason, "application": e.name, "phase": "started"}, Source: timeline.Position{Ref: e.uid},
	}
	if e.reason == "OperationCompleted" {
		d.Labels["phase"] = "finished"
		if strings.Contains(strings.ToLower(e.message), "fail") || e.warning {
			d.Level, d.Labels["phase"] = timeline.Error, "failed"
		}
	}
	t.once("argo event "+e.uid+" "+e.last.String(), o, d)
	return nil
}
