package source

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/timeline"
)

var kubernetesKind = export{
	Kind: Kind{
		Name:   "kubernetes",
		Doc:    "Kubernetes events: core/v1 and events.k8s.io/v1, as JSON or YAML, as lists or as they were watched",
		Get:    "`kubectl get events -A -o json`, within the hour for which a cluster keeps them; or record them: `kubectl get events -A --watch -o json`",
		Fields: "eventTime, firstTimestamp and lastTimestamp with count or series; involvedObject or regarding; reason; message or note. Rollouts are deploys, what is of type Warning an alert, equal reasons of the pods of one workload one event",
		Traps: []string{
			"Of eventTime, firstTimestamp and lastTimestamp the ones that an event's version does not use are null; series and count tell how often it came. Where it began before the window it is told at its last time.",
			"A cluster forgets events after an hour: what is missing before the first one is a gap.",
			"ScalingReplicaSet is a rollout only where a replica set comes up from nothing; one that had gone down to nothing before and comes up again is a rollback.",
			"NodeNotReady is of type Normal, and yet no good news.",
			"Events come in no order.",
		},
		marks: []string{
			"involvedObject reason metadata.name",
			"involvedObject reason lastTimestamp",
			"involvedObject reason firstTimestamp",
			"regarding reason note",
			"regarding reason reportingController",
			"object.involvedObject object.reason type",
			"object.regarding object.reason type",
			"type=BOOKMARK object.metadata",
			"type=ERROR object.kind=Status",
		},
	},
	lists: []string{"items"},
	open: func(t *take) func(o *object) error {
		k := newKube(t)
		t.atEnd(k.finish)
		return k.read
	},
}.kind()

// kube reads the events of a cluster.
type kube struct {
	t      *take
	groups map[string][]*kubeGroup
	order  []*kubeGroup
	scaled []scaling
	seen   map[string]int // the count that an event had when it was told, by its uid
}

// kubeGroup is what one reason had to say about one workload, from pod to pod.
type kubeGroup struct {
	event   *timeline.Event
	names   map[string]bool
	count   int
	message string
	thing   string
}

func newKube(t *take) *kube {
	return &kube{t: t, groups: map[string][]*kubeGroup{}, seen: map[string]int{}}
}

// kubeEvent is an event of either version of the API.
type kubeEvent struct {
	uid, reason, message, kind, name, namespace, component, host string
	warning                                                      bool
	first, last                                                  timeline.Time
	count                                                        int
}

func (k *kube) read(o *object) error {
	if inner := o.child("object"); inner != nil && o.has("type") { // of a watch
		switch o.text("type") {
		case "DELETED":
			k.t.count("events that the cluster forgot while it was watched: %d")
			return nil
		case "BOOKMARK":
			k.t.count("bookmarks of a watch, which are no events: %d")
			return nil
		case "ERROR":
			k.t.gap("%s:%d: the watch broke off: %s", k.t.file, o.line, clip(inner.text("message", "reason"), 200))
			return nil
		}
		inner.page = o.page
		return k.read(inner)
	}
	if o.has("items") && !o.has("reason") { // of YAML
		var errs []error
		for _, item := range o.children("items") {
			errs = append(errs, k.read(item))
		}
		return errors.Join(errs...)
	}
	e, err := k.event(o)
	if err != nil {
		return err
	}
	// While it is watched an event comes again whenever its count goes up.
	if e.uid != "" {
		if n, again := k.seen[e.uid]; again && e.count <= n {
			k.t.count("events that stand in the export more than once, told once: %d")
			return nil
		} else if again {
			e.first, e.count = e.last, e.count-n
		}
		k.seen[e.uid] += e.count
	}
	if e.reason == "ScalingReplicaSet" && e.kind == "Deployment" {
		return k.scale(o, e)
	}
	if routine[e.reason] && !e.warning && !strings.Contains(e.message, "failed") {
		k.t.count("events of the daily life of pods (%d), such as Pulled and Started")
		return nil
	}
	k.group(o, e)
	return nil
}

// routine reasons say that what was to be done was done.
var routine = set("Pulled Pulling Created Started Scheduled SuccessfulCreate SuccessfulDelete Killing SuccessfulAttachVolume SuccessfulMountVolume SuccessfulDetachVolume Sync Synced Completed SawCompletedJob Provisioning ProvisioningSucceeded ExternalProvisioning WaitForFirstConsumer EnsuringLoadBalancer EnsuredLoadBalancer UpdatedLoadBalancer StatusRefreshed ResourceUpdated ResourceCreated ResourceDeleted NodeAllocatableEnforced NodeHasSufficientMemory NodeHasNoDiskPressure NodeHasSufficientPID Starting LeaderElection RegisteredNode NoPods CIDRNotAvailable IPAllocated ArtifactUpToDate")

func (k *kube) event(o *object) (e kubeEvent, err error) {
	object := o.child("involvedObject")
	if object == nil {
		object = o.child("regarding")
	}
	e = kubeEvent{
		uid: cmp.Or(o.text("metadata.uid"), o.text("metadata.namespace")+"/"+o.text("metadata.name")), reason: o.text("reason"), message: o.text("message", "note"),
		kind: object.text("kind"), name: object.text("name"), namespace: object.text("namespace"),
		component: o.text("source.component", "reportingComponent", "reportingController", "deprecatedSource.component"),
		host:      o.text("source.host", "deprecatedSource.host"), warning: o.text("type") == "Warning",
	}
	if object == nil || e.reason == "" {
		return e, notA("an event of Kubernetes", "involvedObject", "regarding and reason")
	}
	if e.uid == "/" {
		e.uid = ""
	}
	if e.first, err = k.t.mustTime(o, "eventTime", "firstTimestamp", "deprecatedFirstTimestamp", "lastTimestamp", "metadata.creationTimestamp"); err != nil {
		return e, err
	}
	if e.last, err = k.t.time(o, "series.lastObservedTime", "lastTimestamp", "deprecatedLastTimestamp"); err != nil {
		return e, err
	}
	if e.last.IsZero() || e.last.Compare(e.first) < 0 {
		e.last = e.first
	}
	e.count = 1
	if n, ok := o.number("series.count"); ok {
		e.count = int(n)
	} else if n, ok := o.number("count"); ok {
		e.count = int(n)
	} else if n, ok := o.number("deprecatedCount"); ok {
		e.count = int(n)
	}
	e.count = min(max(e.count, 1), 1<<30)
	return e, nil
}

// apart is how long one reason may be silent about a workload and still go on.
const apart = 10 * time.Minute

// group tells equal reasons of the pods of one workload as one event.
func (k *kube) group(o *object, e kubeEvent) {
	thing := workload(e.kind, e.name)
	since := ""
	if !k.t.since.IsZero() && e.first.Latest.Before(k.t.since) && !e.last.Latest.Before(k.t.since) {
		since, e.first = e.first.String(), e.last
	}
	key := strings.Join([]string{e.namespace, e.kind, thing, e.reason}, "\x00")
	for _, g := range k.groups[key] {
		if from, to := g.event.Time, cmp.Or(g.event.Until, g.event.Time); e.first.Earliest.Sub(to.Latest) <= apart && from.Earliest.Sub(e.last.Latest) <= apart && k.inside(e) {
			g.event.Time, g.event.Until = earlier(from, e.first), latest(to, e.last)
			g.event.Lines++
			g.count += e.count
			g.names[e.name] = true
			k.t.told = true
			return
		}
	}
	event := timeline.Event{
		Time: e.first, Kind: timeline.Alert, Level: e.level(), Subject: timeline.Foreign(thing),
		Source: timeline.Position{Ref: e.uid},
		Labels: map[string]string{"reason": e.reason, "namespace": e.namespace, "kind": e.kind, "node": e.host, "component": e.component, "since": since},
	}
	if e.last != e.first {
		event.Until = e.last
	}
	switch {
	case e.reason == "NodeNotSchedulable" || e.reason == "NodeSchedulable" || e.reason == "DeploymentRollback":
		event.Kind = timeline.Action
	case !e.warning && !bad[e.reason] && !strings.Contains(e.message, "failed"):
		event.Kind = timeline.Pattern
	}
	if added := k.t.add(o, event); added != nil {
		g := &kubeGroup{event: added, names: map[string]bool{e.name: true}, count: e.count, message: e.message, thing: thing}
		k.groups[key] = append(k.groups[key], g)
		k.order = append(k.order, g)
	}
}

// inside reports whether the event alone would be told: what lies outside of
// the window must not come in by its neighbours.
func (k *kube) inside(e kubeEvent) bool {
	return k.t.within(timeline.Event{Time: e.first, Until: e.last})
}

func earlier(a, b timeline.Time) timeline.Time {
	if b.Compare(a) < 0 {
		return b
	}
	return a
}

func latest(a, b timeline.Time) timeline.Time {
	if a.IsZero() || b.Compare(a) > 0 {
		return b
	}
	return a
}

// bad are reasons that are bad news, whatever their type.
var bad = set("NodeNotReady OOMKilling SystemOOM Evicted TaintManagerEviction Rebooted DeletingNode RemovingNode NodeHasDiskPressure NodeHasMemoryPressure NodeHasInsufficientMemory NodeHasInsufficientPID Preempted")

func (e kubeEvent) level() timeline.Level {
	switch {
	case e.reason == "NodeNotReady" || e.reason == "OOMKilling" || e.reason == "SystemOOM" || e.reason == "Evicted" || e.reason == "BackOff" && strings.Contains(e.message, "restarting failed"):
		return timeline.Error
	case e.warning || bad[e.reason] || strings.Contains(e.message, "failed"):
		return timeline.Warning
	}
	return timeline.Info
}

// finish words the events, once it is known how many pods each stands for.
func (k *kube) finish() {
	for _, g := range k.order {
		text := g.event.Labels["reason"]
		if g.message != "" {
			text += ": " + g.message
		}
		if g.thing != "" {
			text = g.thing + ": " + text
		}
		var times []string
		if n := len(g.names); n > 1 {
			times = append(times, fmt.Sprintf("%d %ss", n, strings.ToLower(cmp.Or(g.event.Labels["kind"], "object"))))
		}
		if g.count > 1 {
			times = append(times, fmt.Sprintf("%d times", g.count))
		}
		if since := g.event.Labels["since"]; since != "" {
			times = append(times, "since "+since)
		}
		if len(times) > 0 {
			text = string(tidy(timeline.Foreign(text), textLimit-60)) + " (" + strings.Join(times, ", ") + ")"
		}
		g.event.Text = tidy(timeline.Foreign(text), textLimit)
		if len(g.message) > textLimit-60 {
			g.event.Detail = timeline.Foreign(clip(g.message, detailLimit))
		}
		if g.count > 1 {
			g.event.Labels["count"] = fmt.Sprint(g.count)
		}
	}
	k.rollouts()
	if from := k.t.from; !k.t.since.IsZero() && !from.IsZero() && from.Earliest.Sub(k.t.since) > apart {
		k.t.gap("no event before %s: a cluster forgets its events after an hour, so that there were none is not known", from)
	}
}

// scaling is a replica set that was made larger or smaller.
type scaling struct {
	event          *timeline.Event
	deployment, rs string
	from, to       int
	up             bool
}

// scale reads "Scaled up replica set api-7f9c to 3" and "… to 3 from 0".
func (k *kube) scale(o *object, e kubeEvent) error {
	s := scaling{deployment: e.namespace + "/" + e.name, up: strings.Contains(e.message, "up"), from: -1, to: -1}
	words := strings.Fields(e.message)
	for i, w := range words[:max(len(words)-1, 0)] {
		switch next := words[i+1]; w {
		case "set":
			s.rs = next
		case "to":
			_, _ = fmt.Sscan(next, &s.to)
		case "from":
			_, _ = fmt.Sscan(next, &s.from)
		}
	}
	if s.rs == "" {
		k.group(o, e)
		return nil
	}
	// A rollout repeats itself in the count of one event: its first time counts.
	event := timeline.Event{
		Time: e.first, Kind: timeline.Deploy, Level: timeline.Info, Subject: timeline.Foreign(e.name), Text: timeline.Foreign(e.message),
		Source: timeline.Position{Ref: e.uid},
		Labels: map[string]string{"reason": e.reason, "namespace": e.namespace, "kind": e.kind, "replicaset": s.rs},
	}
	if s.event = k.t.add(o, event); s.event != nil {
		k.scaled = append(k.scaled, s)
	}
	return nil
}

// rollouts tells the scalings of each deployment as what they were: the first
// of a replica set that comes up from nothing begins a rollout, the last of the
// one that it replaces ends it, and the others are steps on the way.
func (k *kube) rollouts() {
	slices.SortStableFunc(k.scaled, func(a, b scaling) int { return a.event.Time.Compare(b.event.Time) })
	current := map[string]string{}
	gone := map[string]bool{}
	began := map[string]*timeline.Event{}
	drop := map[*timeline.Event]bool{}
	for _, s := range k.scaled {
		fresh := s.up && s.rs != current[s.deployment] && (s.from == 0 || s.from < 0 && (gone[s.rs] || current[s.deployment] != "" || s.to == 1))
		switch {
		case fresh:
			current[s.deployment], began[s.deployment] = s.rs, s.event
			s.event.Labels["phase"] = "started"
			if gone[s.rs] {
				s.event.Kind = timeline.Revert
				s.event.Text = timeline.Foreign("Rollback of " + string(s.event.Subject) + " to the earlier " + s.rs)
				break
			}
			s.event.Text = timeline.Foreign("Rollout of " + string(s.event.Subject) + " began: " + s.rs)
		case began[s.deployment] != nil:
			first := began[s.deployment]
			first.Until, first.Lines = latest(first.Until, s.event.Time), first.Lines+s.event.Lines
			drop[s.event] = true
		default:
			s.event.Kind = timeline.Pattern
			s.event.Text = s.event.Subject + ": " + s.event.Text
		}
		if !s.up && s.to == 0 {
			gone[s.rs] = true
			if s.rs != current[s.deployment] {
				delete(began, s.deployment)
			}
		}
	}
	k.t.events = slices.DeleteFunc(k.t.events, func(e *timeline.Event) bool { return drop[e] })
}
