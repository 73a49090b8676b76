package source

import (
	"cmp"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

var gitlabKind = export{
	Kind: Kind{
		Name:   "gitlab",
		Doc:    "GitLab: issues, merge requests, notes, deployments, pipelines and releases, as the API, glab or webhooks give them",
		Get:    "`glab api --paginate projects/ID/deployments`, …/pipelines, …/merge_requests, …/issues, …/issues/IID/notes; or what a webhook was sent",
		Fields: "created_at (or started_at, merged_at, closed_at, released_at) is when; author, user, merge_user or closed_by who; environment, sha and ref what was deployed; a pipeline that failed is an alert, a note a message with the label said",
		Traps: []string{
			"A deployment holds its last status alone: that it began is told by the job that deploys (deployable.started_at), or else by created_at; that it ended by deployable.finished_at, or else by updated_at.",
			"Lists of pipelines have neither started_at nor finished_at: created_at and updated_at stand for them.",
			"Numbers that people use are iid; id counts across all projects.",
			"Webhooks write times as 2024-03-04 14:02:11 UTC or with an offset, the API in RFC 3339.",
			"Notes with system: true are what GitLab wrote of changes; they are not what anybody said.",
			"What only members may read (confidential, internal) is told, with a label.",
		},
		marks: []string{
			"environment.name sha ref status iid",
			"object_kind object_attributes",
			"object_kind=deployment environment",
			"deployable environment iid",
			"iid project_id title",
			"iid project_id sha ref",
			"noteable_type body",
			"merge_status iid source_branch",
			"sha ref status web_url project_id",
			"tag_name released_at description",
		},
	},
	lists: []string{"items"},
	open: func(t *take) func(o *object) error {
		g := &gitlab{t: t, chat: newChat(t)}
		return g.read
	},
}.kind()

type gitlab struct {
	t    *take
	chat *chat
}

func (g *gitlab) read(o *object) error {
	switch kind := o.text("object_kind"); {
	case kind == "deployment":
		return g.hookDeployment(o)
	case kind != "" && o.child("object_attributes") != nil:
		return g.hook(kind, o)
	case o.has("environment") && o.has("sha") && o.has("status"):
		return g.deployment(o)
	case o.has("noteable_type"):
		return g.note(o, "", o.text("author.username"))
	case o.has("merge_status") || o.has("source_branch"):
		return g.issue(o, "Merge request !", "!", o.text("author.username"))
	case o.has("tag_name"):
		return g.release(o)
	case o.has("iid") && o.has("title"):
		return g.issue(o, "Issue #", "#", o.text("author.username"))
	case o.has("sha") && o.has("ref") && o.has("status"):
		return g.pipeline(o, o.text("user.username"))
	}
	return notA("an object of GitLab's that is read here", "issues, merge requests, notes, deployments, pipelines, releases: what tells one of these apart")
}

// hook reads what a webhook was sent: what happened lies in object_attributes,
// and who did it beside that.
func (g *gitlab) hook(kind string, o *object) error {
	what, who := o.child("object_attributes"), o.text("user.username", "user.name")
	switch kind {
	case "issue", "incident", "work_item":
		return g.issue(what, "Issue #", "#", who)
	case "merge_request":
		return g.issue(what, "Merge request !", "!", who)
	case "pipeline":
		return g.pipeline(what, who)
	case "note":
		channel := "#" + o.text("issue.iid")
		if iid := o.text("merge_request.iid"); iid != "" {
			channel = "!" + iid
		}
		return g.note(what, channel, who)
	}
	g.t.count("webhooks of other kinds (%d), such as push and job")
	return nil
}

// issue tells that an issue or a merge request was opened, merged and closed.
func (g *gitlab) issue(o *object, what, mark, who string) error {
	at, err := g.t.mustTime(o, "created_at")
	if err != nil {
		return err
	}
	ref, title := mark+o.text("iid"), o.text("title")
	what += o.text("iid")
	e := timeline.Event{
		Time: at, Kind: timeline.Action, Actor: timeline.Foreign(who), Subject: timeline.Foreign(ref),
		Text: timeline.Foreign(what + " opened: " + title), Detail: timeline.Foreign(withoutComments(o.text("description"))),
		Labels: map[string]string{"issue": ref, "url": o.text("web_url", "url"), "commit": o.text("merge_commit_sha"), "confidential": yes(o, "confidential")}, Source: timeline.Position{Ref: ref},
	}
	g.t.once("opened "+o.text("id", "web_url"), o, e)
	e.Detail, e.Actor = "", timeline.Foreign(o.text("merge_user.username", "merged_by.username", "closed_by.username"))
	for _, turn := range []struct{ field, word string }{{"merged_at", "merged"}, {"closed_at", "closed"}} {
		e.Time, err = g.t.time(o, turn.field)
		if err != nil {
			return err
		}
		if e.Time.IsZero() {
			continue
		}
		e.Text = timeline.Foreign(what + " " + turn.word + ": " + title)
		if turn.word == "merged" && strings.HasPrefix(title, "Revert ") {
			e.Kind = timeline.Revert
		}
		g.t.once(turn.word+" "+o.text("id", "web_url")+e.Time.String(), o, e)
	}
	return nil
}

// yes is "yes" where a field is true.
func yes(o *object, field string) string {
	if o.text(field) == "true" {
		return "yes"
	}
	return ""
}

// note is what somebody wrote below an issue or a merge request.
func (g *gitlab) note(o *object, channel, who string) error {
	if o.text("system") == "true" {
		g.t.count("notes that GitLab wrote of changes: %d")
		return nil
	}
	at, err := g.t.mustTime(o, "created_at")
	if err != nil {
		return err
	}
	if channel == "" {
		mark := "#"
		if o.text("noteable_type") == "MergeRequest" {
			mark = "!"
		}
		channel = mark + o.text("noteable_iid", "noteable_id")
	}
	m := message{at: at, id: o.text("id"), channel: channel, author: who, program: strings.HasPrefix(who, "project_") && strings.Contains(who, "_bot"), text: withoutComments(cmp.Or(o.text("body"), o.text("note")))}
	if updated, err := g.t.time(o, "updated_at"); err == nil && updated.Compare(at) > 0 && !updated.IsZero() {
		m.edited = updated.String()
	}
	g.chat.say(o, m)
	return nil
}

// gitlabPhases are the states of deployments and pipelines by what they mean.
var gitlabPhases = map[string]struct {
	phase, words string
	level        timeline.Level
}{
	"running":  {"started", "began", timeline.Info},
	"success":  {"finished", "succeeded", timeline.Info},
	"failed":   {"failed", "failed", timeline.Error},
	"canceled": {"failed", "was canceled", timeline.Warning},
}

// deployment tells when one began and how it ended.
func (g *gitlab) deployment(o *object) error {
	status := o.text("status")
	if _, ok := gitlabPhases[status]; !ok {
		g.t.count("deployments that have not run (created, blocked, skipped): %d")
		return nil
	}
	began, err := g.t.mustTime(o, "deployable.started_at", "created_at")
	if err != nil {
		return err
	}
	who, where, url := o.text("user.username", "deployable.user.username"), o.text("environment.name", "environment"), o.text("deployable.web_url")
	g.deployed(o, began, "running", who, where, url)
	if status == "running" {
		return nil
	}
	ended, err := g.t.mustTime(o, "deployable.finished_at", "updated_at", "created_at")
	if err != nil {
		return err
	}
	g.deployed(o, ended, status, who, where, url)
	return nil
}

// hookDeployment is one change of a deployment's status.
func (g *gitlab) hookDeployment(o *object) error {
	status := o.text("status")
	if _, ok := gitlabPhases[status]; !ok {
		g.t.count("deployments that have not run (created, blocked, skipped): %d")
		return nil
	}
	at, err := g.t.mustTime(o, "status_changed_at")
	if err != nil {
		return err
	}
	g.deployed(o, at, status, o.text("user.username", "user.name"), o.text("environment"), o.text("deployable_url"))
	return nil
}

func (g *gitlab) deployed(o *object, at timeline.Time, status, who, where, url string) {
	p := gitlabPhases[status]
	ref := o.text("iid", "deployment_id", "id")
	sha := o.text("sha", "short_sha")
	what := cmp.Or(o.text("ref"), sha)
	if short := clipSHA(sha); short != "" && short != what {
		what += " (" + short + ")"
	}
	g.t.once("deployment "+o.text("id", "deployment_id")+" "+p.phase+at.String(), o, timeline.Event{
		Time: at, Kind: timeline.Deploy, Level: p.level, Actor: timeline.Foreign(who), Subject: timeline.Foreign(where),
		Text:   timeline.Foreign("Deployment of " + what + " to " + cmp.Or(where, "an environment") + " " + p.words),
		Labels: map[string]string{"phase": p.phase, "environment": where, "commit": sha, "ref": o.text("ref"), "url": url},
		Source: timeline.Position{Ref: ref},
	})
}

// pipeline tells one that deploys or failed.
func (g *gitlab) pipeline(o *object, who string) error {
	began, err := g.t.mustTime(o, "started_at", "created_at")
	if err != nil {
		return err
	}
	status, name := o.text("status"), o.text("name")
	e := timeline.Event{
		Time: began, Kind: timeline.Alert, Level: timeline.Error, Actor: timeline.Foreign(who), Subject: timeline.Foreign(o.text("ref")),
		Labels: map[string]string{"outcome": status, "commit": o.text("sha"), "branch": o.text("ref"), "trigger": o.text("source"), "url": o.text("web_url", "url")},
		Source: timeline.Position{Ref: o.text("id")},
	}
	switch deploys := mentions(strings.ToLower(name), "deploy", "release", "publish", "promote", "rollout", "rollback"); {
	case deploys && status != "failed":
		e.Kind, e.Level = timeline.Deploy, timeline.Info
	case deploys:
		e.Kind = timeline.Deploy
	case status != "failed":
		g.t.count("pipelines that neither deploy by their name nor failed: %d")
		return nil
	}
	if status == "success" || status == "failed" || status == "canceled" {
		if e.Until, err = g.t.time(o, "finished_at", "updated_at"); err != nil {
			return err
		}
	}
	what := "Pipeline"
	if name != "" {
		what += " " + name
	}
	e.Text = timeline.Foreign(what + " of " + cmp.Or(o.text("ref"), "a commit") + ": " + status)
	g.t.once("pipeline "+o.text("id")+" "+status, o, e)
	return nil
}

func (g *gitlab) release(o *object) error {
	if o.text("upcoming_release") == "true" {
		g.t.count("releases that are still to come: %d")
		return nil
	}
	at, err := g.t.mustTime(o, "released_at", "created_at")
	if err != nil {
		return err
	}
	tag := o.text("tag_name")
	text := "Released " + tag
	if name := o.text("name"); name != "" && name != tag {
		text += ": " + name
	}
	g.t.once("release "+tag, o, timeline.Event{
		Time: at, Kind: timeline.Release, Level: timeline.Info, Actor: timeline.Foreign(o.text("author.username")), Subject: timeline.Foreign(tag),
		Text: timeline.Foreign(text), Detail: timeline.Foreign(o.text("description")), Labels: map[string]string{"release": tag, "commit": o.text("commit.id")}, Source: timeline.Position{Ref: tag},
	})
	return nil
}
