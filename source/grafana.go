package source

import (
	"cmp"
	"html"
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/timeline"
)

var grafanaKind = export{
	Kind: Kind{
		Name:   "grafana",
		Doc:    "Grafana: annotations, and the payloads of its alerting's webhooks",
		Get:    "`curl -H 'Authorization: Bearer …' 'https://HOST/api/annotations?from=MS&to=MS&limit=5000'`; or what a webhook contact point was sent",
		Fields: "time and timeEnd (milliseconds), newState and prevState of an alert, text, tags, login (who wrote it), alertName; webhooks as of Alertmanager",
		Traps: []string{
			"All times are milliseconds since 1970; timeEnd of a point in time is 0 or equals time.",
			"An annotation is an alert only where it has a new state; with a tag such as deploy or release it is a deploy, with any other what a person wrote.",
			"Text is HTML at times: tags are taken off.",
			"The change to Normal ends an alert; No Data and Error are troubles of the rule or of its data and say so; Pending is none yet.",
		},
		marks: []string{
			"alerts receiver status orgId",
			"dashboardUID time text",
			"dashboardUID time newState",
			"dashboardId panelId time",
			"alertId newState prevState time",
			"time timeEnd tags text",
			"alerts groupKey orgId",
			"ruleName ruleId state",
			"ruleId evalMatches",
		},
	},
	lists: []string{"annotations"},
	open: func(t *take) func(o *object) error {
		return func(o *object) error {
			switch {
			case o.has("alerts"):
				return alertPayload(t, o)
			case o.has("ruleName") || o.has("ruleId"):
				return grafanaOldWebhook(t, o)
			case o.has("time") && (o.has("text") || o.has("newState") || o.has("tags")):
				return annotation(t, o)
			}
			return notA("an annotation or an alert", "time and text", "alerts")
		}
	},
}.kind()

// annotation reads a mark on a graph: what a rule found, what was deployed or
// what a person wrote.
func annotation(t *take, o *object) error {
	at, err := t.mustTime(o, "time")
	if err != nil {
		return err
	}
	end, err := t.time(o, "timeEnd")
	if err != nil {
		return err
	}
	if end.Earliest.Compare(at.Earliest) <= 0 {
		end = timeline.Time{}
	}
	tags := o.texts("tags")
	text := plainText(o.text("text"))
	e := timeline.Event{
		Time: at, Until: end, Kind: timeline.Note, Text: timeline.Foreign(cmp.Or(text, o.text("title"), strings.Join(tags, ", "), "annotation")),
		Subject: timeline.Foreign(o.text("alertName")), Actor: timeline.Foreign(o.text("login", "userName")),
		Labels: map[string]string{"tags": strings.Join(tags, ", "), "dashboard": o.text("dashboardUID"), "panel": nonZero(o.text("panelId"))},
		Source: timeline.Position{Ref: o.text("id")},
	}
	state := strings.ToLower(o.text("newState"))
	switch {
	case strings.HasPrefix(state, "pending"):
		t.count("changes to pending, which is no alert yet")
		return nil
	case state != "":
		grafanaState(&e, state, o)
	case tagged(tags, deployTags):
		e.Kind = timeline.Deploy
	case tagged(tags, revertTags):
		e.Kind = timeline.Revert
	}
	t.once("annotation "+e.Source.Ref+at.String()+string(e.Text), o, e)
	return nil
}

// grafanaState makes an annotation the change of an alert's state.
func grafanaState(e *timeline.Event, state string, o *object) {
	e.Kind = timeline.Alert
	name := cmp.Or(o.text("alertName"), string(e.Text))
	e.Labels["state"], e.Labels["before"] = o.text("newState"), o.text("prevState")
	switch {
	case strings.HasPrefix(state, "alerting"):
		e.Level, e.Text = timeline.Error, timeline.Foreign(name)
		phased(fired, e.Labels)
	case strings.HasPrefix(state, "ok") || strings.HasPrefix(state, "normal"):
		e.Level, e.Text = timeline.Info, timeline.Foreign("Resolved: "+name)
		phased(resolved, e.Labels)
	default:
		e.Level, e.Text = timeline.Warning, timeline.Foreign(name+": "+o.text("newState"))
	}
}

// grafanaOldWebhook reads what alerting before version 9 sent. It tells no
// time of its own.
func grafanaOldWebhook(t *take, o *object) error {
	at, err := t.mustTime(o, "time", "timestamp", "receivedAt")
	if err != nil {
		return err
	}
	e := timeline.Event{
		Time: at, Subject: timeline.Foreign(o.text("ruleName")), Text: timeline.Foreign(cmp.Or(o.text("message"), o.text("title"))),
		Labels: map[string]string{}, Source: timeline.Position{Ref: o.text("ruleId")},
	}
	grafanaState(&e, strings.ToLower(o.text("state")), &object{fields: map[string]any{"alertName": o.text("ruleName"), "newState": o.text("state")}})
	t.once("rule "+e.Source.Ref+at.String(), o, e)
	return nil
}

var (
	deployTags = pattern.New(`(?i)^(deploy(ment|ed|s)?|release[ds]?|rollout|version)([:_=-].*)?$`)
	revertTags = pattern.New(`(?i)^(rollback|rolled-?back|revert(ed)?)([:_=-].*)?$`)
)

func tagged(tags []string, word *pattern.Pattern) bool {
	for _, tag := range tags {
		if word.MatchString(tag) {
			return true
		}
	}
	return false
}

func nonZero(s string) string {
	if s == "0" {
		return ""
	}
	return s
}

// inline are the tags that stand within a word or a line.
var inline = pattern.New(`(?i)</?(a|b|i|u|em|strong|span|code|small|sub|sup|tt|font|mark|ins|del|abbr)(\s[^<>]*)?>`)

var markup = pattern.New(`</?[a-zA-Z][^<>]*>`)

// plainText takes HTML tags off and writes the few references that stand for
// characters of HTML itself.
func plainText(s string) string {
	if !markup.MatchString(s) {
		return s
	}
	s = markup.ReplaceAllString(inline.ReplaceAllString(s, ""), " ")
	return strings.TrimSpace(html.UnescapeString(s))
}
