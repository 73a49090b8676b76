package source

import (
	"cmp"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

var githubKind = export{
	Kind: Kind{
		Name:   "github",
		Doc:    "GitHub: deployments and their statuses, workflow runs, releases, issues, pull requests, comments and issue timelines, as the API, gh or webhooks give them",
		Get:    "`gh api --paginate repos/OWNER/NAME/deployments`, …/deployments/ID/statuses, …/actions/runs, …/issues/N/timeline; or `gh run list --json …`",
		Fields: "created_at (or run_started_at, submitted_at, merged_at) is when; creator, actor or user who; environment, sha and ref what was deployed; a run that failed is an alert, a comment a message with the label said",
		Traps: []string{
			"A deployment is only asked for: that it began, came through or failed stands in its statuses. inactive means that another took its place.",
			"--paginate writes one array after the other, --slurp a list of them; all are read.",
			"Fields chosen by hand (--json, --jq) are enough where environment, sha or ref, and created_at are among them; a state says what became of it, and not when.",
			"updated_at is the end of a run only where its status is completed; run_started_at is the start of its last attempt, created_at of the first.",
			"Times are UTC to the second. Lists begin with the newest.",
			"gh's --json spells names in camelCase: createdAt, headSha, workflowName.",
		},
		marks: []string{
			"author_association title state",
			"merged_by number title head",
			"tag_name prerelease published_at",
			"head_sha run_number",
			"head_sha workflow_id",
			"headSha workflowName",
			"headSha createdAt",
			"workflowName createdAt",
			"statuses_url task sha",
			"sha environment created_at state",
			"sha environment created_at ref",
			"sha environment created_at creator.login",
			"conclusion status createdAt",
			"deployment_url state environment",
			"deployment_status deployment",
			"workflow_run repository",
			"event actor.login created_at",
			"event user.login submitted_at",
			"event=committed sha author",
			"issue_url body user.login",
			"comments_url number title",
			"tag_name html_url created_at",
			"tagName publishedAt",
			"number title createdAt author.login",
		},
	},
	lists: []string{"workflow_runs", "deployments", "items"},
	open: func(t *take) func(o *object) error {
		g := &github{t: t, chat: newChat(t), asked: map[string]*object{}}
		t.atEnd(g.finish)
		return g.read
	},
}.kind()

type github struct {
	t     *take
	chat  *chat
	asked map[string]*object // deployments by the address that their statuses name
	late  []lateStatus
}

// lateStatus is a status that came before its deployment.
type lateStatus struct {
	event *timeline.Event
	o     *object
}

// finish says what was deployed where that came after its statuses.
func (g *github) finish() {
	for _, s := range g.late {
		if d := g.asked[s.o.text("deployment_url")]; d != nil {
			s.event.Text, s.event.Kind = tidy(statusText(s.o, d), textLimit), deploymentKind(d)
			s.event.Labels["commit"], s.event.Labels["ref"] = clip(d.text("sha"), labelLimit), clip(d.text("ref"), labelLimit)
		}
	}
}

func (g *github) read(o *object) error {
	switch {
	case o.has("deployment_status"): // of a webhook
		s := o.child("deployment_status")
		return g.status(s, o.child("deployment"))
	case o.has("workflow_run"):
		return g.run(o.child("workflow_run"))
	case o.has("statuses_url") && o.has("task"):
		g.asked[o.text("url")] = o
		return g.deployment(o)
	case o.has("state") && o.has("deployment_url"):
		return g.status(o, g.asked[o.text("deployment_url")])
	case o.has("environment") && (o.has("sha") || o.has("ref") || o.has("commitOid")) && (o.has("created_at") || o.has("createdAt")):
		return g.deployment(o) // with fewer fields: of a query, or chosen by hand
	case o.has("conclusion") && (o.has("status") || o.has("head_sha") || o.has("headSha") || o.has("workflowName") || o.has("run_started_at")):
		return g.run(o)
	case o.has("tag_name") || o.has("tagName"):
		return g.release(o)
	case o.has("event") && (o.has("created_at") || o.has("submitted_at") || o.has("sha")):
		return g.timelineEvent(o)
	case o.has("body") && (o.has("issue_url") || o.has("pull_request_url")) || o.has("body") && o.has("author_association") && !o.has("title"):
		return g.comment(o, "")
	case o.has("number") && o.has("title"):
		return g.issue(o)
	}
	return notA("an object of GitHub's that is read here", "deployments and their statuses, workflow runs, releases, issues, comments, timelines: what tells one of these apart")
}

// deployment says that somebody, or a workflow, asked for one.
func (g *github) deployment(o *object) error {
	at, err := g.t.mustTime(o, "created_at", "createdAt")
	if err != nil {
		return err
	}
	e := timeline.Event{
		Time: at, Kind: deploymentKind(o), Level: timeline.Info, Actor: timeline.Foreign(o.text("creator.login")),
		Subject: timeline.Foreign(o.text("environment")),
		Text:    timeline.Foreign("Deployment of " + shipped(o) + " to " + cmp.Or(o.text("environment"), "an environment") + " was asked for" + described(o.text("description"))),
		Labels:  map[string]string{"phase": "asked", "environment": o.text("environment"), "commit": o.text("sha", "commitOid"), "ref": o.text("ref"), "task": o.text("task")},
		Source:  timeline.Position{Ref: o.text("id")},
	}
	// What became of it is known, and when is not.
	if p, ok := phases[strings.ToLower(o.text("state", "latestStatus.state"))]; ok {
		e.Text, e.Level = e.Text+timeline.Foreign(", and "+strings.Replace(p.words, "began", "is in progress", 1)), p.level
	}
	g.t.once("deployment "+cmp.Or(o.text("id"), at.String()+e.Labels["environment"]+e.Labels["commit"]), o, e)
	return nil
}

// shipped names what a deployment carries: the ref, and the commit it was.
func shipped(o *object) string {
	ref, sha := o.text("ref"), o.text("sha", "commitOid")
	if ref == "" || strings.HasPrefix(sha, ref) {
		return cmp.Or(clipSHA(sha), ref, "a version")
	}
	if sha == "" {
		return ref
	}
	return ref + " (" + clipSHA(sha) + ")"
}

func clipSHA(sha string) string {
	if len(sha) >= 40 {
		return sha[:12]
	}
	return sha
}

// phases are the states of deployments by what they mean, with the words of
// the event.
var phases = map[string]struct {
	phase, words string
	level        timeline.Level
}{
	"in_progress": {"started", "began", timeline.Info},
	"success":     {"finished", "succeeded", timeline.Info},
	"failure":     {"failed", "failed", timeline.Error},
	"error":       {"failed", "failed", timeline.Error},
}

// deploymentKind is a revert where what was asked for says so.
func deploymentKind(deployment *object) timeline.Kind {
	if mentions(strings.ToLower(deployment.text("task")+" "+deployment.text("description")), "rollback", "roll back", "rolling back", "revert") {
		return timeline.Revert
	}
	return timeline.Deploy
}

func (g *github) status(o, deployment *object) error {
	state := strings.ToLower(o.text("state"))
	p, ok := phases[state]
	if !ok {
		g.t.count("statuses that say nothing of what runs (queued, pending, waiting, inactive): %d")
		return nil
	}
	at, err := g.t.mustTime(o, "created_at", "createdAt")
	if err != nil {
		return err
	}
	environment := cmp.Or(o.text("environment"), deployment.text("environment"))
	text := statusText(o, deployment)
	e := g.t.once("status "+cmp.Or(o.text("id"), string(text)+at.String()), o, timeline.Event{
		Time: at, Kind: deploymentKind(deployment), Level: p.level, Actor: timeline.Foreign(o.text("creator.login")), Subject: timeline.Foreign(environment), Text: text,
		Labels: map[string]string{"phase": p.phase, "environment": environment, "commit": deployment.text("sha"), "ref": deployment.text("ref"), "url": o.text("log_url", "target_url")},
		Source: timeline.Position{Ref: o.text("id")},
	})
	if e != nil && deployment == nil {
		g.late = append(g.late, lateStatus{e, o})
	}
	return nil
}

func statusText(o, deployment *object) timeline.Foreign {
	environment := cmp.Or(o.text("environment"), deployment.text("environment"), "an environment")
	return timeline.Foreign("Deployment of " + shipped(deployment) + " to " + environment + " " + phases[strings.ToLower(o.text("state"))].words + described(o.text("description")))
}

// run tells a workflow run: one that deploys or takes back as what it does, one
// that failed as an alert, the others not at all.
func (g *github) run(o *object) error {
	start, err := g.t.mustTime(o, "run_started_at", "startedAt", "created_at", "createdAt")
	if err != nil {
		return err
	}
	end, err := g.t.time(o, "updated_at", "updatedAt")
	if err != nil {
		return err
	}
	name := cmp.Or(o.text("name", "workflowName"), "workflow")
	title := o.text("display_title", "displayTitle")
	status, outcome := strings.ToLower(o.text("status")), strings.ToLower(o.text("conclusion"))
	if status != "completed" && outcome == "" {
		end, outcome = timeline.Time{}, cmp.Or(status, "unfinished")
	}
	e := timeline.Event{
		Time: start, Until: end, Level: timeline.Info, Actor: timeline.Foreign(o.text("triggering_actor.login", "actor.login")), Subject: timeline.Foreign(name),
		Labels: map[string]string{"outcome": outcome, "commit": o.text("head_sha", "headSha"), "branch": o.text("head_branch", "headBranch"), "trigger": o.text("event"), "attempt": o.text("run_attempt", "attempt"), "url": o.text("html_url", "url")},
		Source: timeline.Position{Ref: o.text("id", "databaseId")},
	}
	words := strings.ToLower(name + " " + title)
	switch failed := outcome == "failure" || outcome == "timed_out" || outcome == "startup_failure"; {
	case strings.Contains(words, "rollback") || strings.Contains(words, "roll back"):
		e.Kind = timeline.Revert
	case mentions(words, "deploy", "release", "publish", "promote", "rollout"):
		e.Kind = timeline.Deploy
	case failed:
		e.Kind = timeline.Alert
	default:
		g.t.count("runs of workflows that neither deploy nor failed: %d")
		return nil
	}
	if outcome == "failure" || outcome == "timed_out" || outcome == "startup_failure" {
		e.Level = timeline.Error
	}
	e.Text = timeline.Foreign("Workflow " + name + described(title) + ": " + strings.ReplaceAll(outcome, "_", " "))
	g.t.once("run "+e.Source.Ref+" "+e.Labels["attempt"]+" "+start.String(), o, e)
	return nil
}

// mentions reports whether one of the words begins a word of the text.
func mentions(text string, words ...string) bool {
	for field := range strings.FieldsFuncSeq(text, func(r rune) bool { return r < 'a' || r > 'z' }) {
		for _, w := range words {
			if strings.HasPrefix(field, w) {
				return true
			}
		}
	}
	return false
}

func (g *github) release(o *object) error {
	if o.text("draft", "isDraft") == "true" {
		return nil
	}
	at, err := g.t.mustTime(o, "published_at", "publishedAt", "created_at", "createdAt")
	if err != nil {
		return err
	}
	tag := o.text("tag_name", "tagName")
	text := "Released " + tag
	if name := o.text("name"); name != "" && name != tag {
		text += ": " + name
	}
	labels := map[string]string{"release": tag}
	if o.text("prerelease", "isPrerelease") == "true" {
		labels["prerelease"] = "yes"
	}
	g.t.once("release "+tag, o, timeline.Event{
		Time: at, Kind: timeline.Release, Level: timeline.Info, Actor: timeline.Foreign(o.text("author.login")), Subject: timeline.Foreign(tag),
		Text: timeline.Foreign(text), Detail: timeline.Foreign(o.text("body")), Labels: labels, Source: timeline.Position{Ref: tag},
	})
	return nil
}

// described is what is said of something beside its name.
func described(text string) string {
	if text == "" {
		return ""
	}
	return ": " + text
}
