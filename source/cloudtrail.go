package source

import (
	"cmp"
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/timeline"
)

var cloudtrailKind = export{
	Kind: Kind{
		Name:   "cloudtrail",
		Doc:    "AWS CloudTrail: who changed what, from its files or the answer of lookup-events",
		Get:    "the .json.gz files below AWSLogs/ACCOUNT/CloudTrail/ in the trail's bucket; or `aws cloudtrail lookup-events --start-time … --end-time … --output json`; or `aws cloudtrail get-query-results` of a query of Lake for eventTime, eventName, eventSource and userIdentity",
		Fields: "eventTime, eventName, eventSource, userIdentity, requestParameters (what it was about), errorCode; records of one action stand together as eventID",
		Traps: []string{
			"Calls that only read (readOnly, or a name that begins with Get, List, Describe and the like) are counted and not told.",
			"A call that failed (errorCode) changed nothing: it is told as a warning.",
			"What an AWS service does on behalf of somebody (userIdentity.invokedBy) has no person for an actor.",
			"The answer of lookup-events holds each record as text inside of another (CloudTrailEvent).",
			"Lake writes times without a zone: they are UTC.",
			"The same record is delivered by more than one trail: it is told once.",
		},
		marks: []string{
			"EventName CloudTrailEvent",
			"EventId CloudTrailEvent",
			"eventName eventSource eventTime",
			"EventName EventSource CloudTrailEvent",
			"QueryResultRows QueryStatistics",
		},
	},
	lists: []string{"Records", "Events"},
	open: func(t *take) func(o *object) error {
		return func(o *object) error {
			if text := o.text("CloudTrailEvent"); text != "" {
				inner, err := parseObject(piece{[]byte(text), o.line})
				if err != nil {
					return err
				}
				o = inner
			}
			if o.has("QueryResultRows") {
				return trailRows(t, o)
			}
			if !o.has("eventName") {
				return notA("a record of CloudTrail", "eventName")
			}
			return trail(t, o)
		}
	},
}.kind()

var (
	trailReads   = pattern.New(`^(Get|List|Describe|Head|Lookup|Batch(Get|Describe)|Search|Query|Scan|Select|View|Check|Validate|Test|Filter|Simulate|Estimate|Preview|Detect|Download|Assume|Decode|Decrypt|Encrypt|GenerateDataKey|ConsoleLogin|Poll|Receive|Discover)`)
	trailDeploys = pattern.New(`^(UpdateService|RegisterTaskDefinition|RunTask|UpdateFunctionCode|UpdateFunctionConfiguration|PublishVersion|UpdateAlias|CreateDeployment|StopDeployment|ExecuteChangeSet|UpdateStack|CreateStack|DeleteStack|StartPipelineExecution|StartDeployment|UpdateEnvironment|CreateApplicationVersion|StartInstanceRefresh|UpdateNodegroupVersion|UpdateClusterVersion|StartBuild|CreateRelease|UpdateStage)`)
	trailReverts = pattern.New(`^(Rollback|ContinueUpdateRollback|RollbackStack|CancelUpdateStack|RollbackInstanceRefresh)`)
	trailVersion = pattern.New(`\d{8}(v\d+)?$`)                               // of the API, which Lambda writes after the name
	trailBare    = pattern.New(`^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?$`) // no zone
	camel        = pattern.New(`([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])`)
)

// trailRows reads the rows that a query of CloudTrail Lake gives: lists of
// fields with values.
func trailRows(t *take, o *object) error {
	rows, _ := o.at("QueryResultRows").([]any)
	for _, row := range rows {
		r := &object{line: o.line, fields: map[string]any{}}
		cells, _ := row.([]any)
		for _, c := range cells {
			cell, ok := c.(*object)
			for _, name := range cell.names() {
				r.line, r.fields[name] = cell.line, cell.fields[name]
			}
			if !ok {
				break
			}
		}
		if !r.has("eventName") {
			t.fault(r.line, notA("a record of CloudTrail", "eventName"))
			continue
		}
		if err := trail(t, r); err != nil {
			t.fault(r.line, err)
		}
	}
	return nil
}

// trailTime is when a call was made. Lake writes it without its zone, which is
// UTC as everywhere in CloudTrail.
func trailTime(t *take, o *object) (timeline.Time, error) {
	if s := o.text("eventTime"); trailBare.MatchString(s) {
		return t.time(&object{fields: map[string]any{"eventTime": s + "Z"}}, "eventTime")
	}
	return t.mustTime(o, "eventTime")
}

func trail(t *take, o *object) error {
	at, err := trailTime(t, o)
	if err != nil {
		return err
	}
	name := o.text("eventName")
	failure := o.text("errorCode")
	if o.text("readOnly") == "true" || o.text("readOnly") == "" && trailReads.MatchString(name) {
		t.count("calls that only read")
		return nil
	}
	service, _, _ := strings.Cut(o.text("eventSource"), ".")
	identity := trailIdentity(o)
	e := timeline.Event{
		Time: at, Kind: timeline.Action, Subject: timeline.Foreign(trailSubject(o.child("requestParameters"), service)),
		Text: timeline.Foreign(words(name) + " (" + service + ")"), Actor: timeline.Foreign(trailActor(identity)),
		Labels: map[string]string{
			"call": name, "service": service, "region": o.text("awsRegion"), "agent": identity.text("invokedBy"), "type": identity.text("type"),
		},
		Source: timeline.Position{Ref: o.text("eventID")},
	}
	switch {
	case failure != "":
		e.Level = timeline.Warning
		e.Text += timeline.Foreign(" failed: " + cmp.Or(o.text("errorMessage"), failure))
	case trailReverts.MatchString(name):
		e.Kind = timeline.Revert
	case trailDeploys.MatchString(name):
		e.Kind = timeline.Deploy
	}
	if e.Subject != "" && string(e.Subject) != service {
		e.Text = e.Subject + ": " + e.Text
	}
	t.once("record "+cmp.Or(e.Source.Ref, at.String()+name), o, e)
	return nil
}

// trailIdentity is who made a call. In the rows of Lake it is written as
// {type=AssumedRole, arn=…}.
func trailIdentity(o *object) *object {
	if id := o.child("userIdentity"); id != nil {
		return id
	}
	id := &object{fields: map[string]any{}}
	for pair := range strings.SplitSeq(strings.Trim(o.text("userIdentity"), "{}"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if lower := strings.ToLower(name); value != "" && value != "null" && id.fields[lower] == nil {
			id.fields[lower] = value
			id.fields[name] = value
		}
	}
	if id.fields["username"] != nil {
		id.fields["userName"] = id.fields["username"]
	}
	if id.fields["invokedby"] != nil {
		id.fields["invokedBy"] = id.fields["invokedby"]
	}
	return id
}

// trailActor is the person or role behind a call.
func trailActor(id *object) string {
	if id.text("invokedBy") != "" || id.text("type") == "AWSService" {
		return ""
	}
	if arn := id.text("arn"); id.text("type") == "AssumedRole" && strings.Contains(arn, "/") {
		// The name of the session is who took the role on.
		return arn[strings.LastIndexByte(arn, '/')+1:]
	}
	return cmp.Or(id.text("userName"), id.text("sessionContext.sessionIssuer.userName"), strings.ToLower(id.text("type")))
}

// trailNames are names of parameters that say what a call was about, the
// clearest first.
var trailNames = []string{
	"service", "functionName", "stackName", "deploymentGroupName", "applicationName", "environmentName", "dBInstanceIdentifier", "dBClusterIdentifier",
	"autoScalingGroupName", "loadBalancerName", "clusterName", "cluster", "tableName", "bucketName", "queueUrl", "topicArn", "roleName", "userName", "policyArn",
	"groupId", "hostedZoneId", "instanceId", "name", "resourceId", "keyId",
}

func trailSubject(p *object, service string) string {
	if s := p.text(trailNames...); s != "" {
		return s
	}
	var ids []string
	for _, item := range p.children("instancesSet.items") {
		ids = append(ids, item.text("instanceId"))
	}
	if len(ids) > 0 {
		return strings.Join(ids, ", ")
	}
	for _, name := range p.names() {
		if strings.HasSuffix(name, "Name") || strings.HasSuffix(name, "Identifier") {
			if s := p.text(name); s != "" {
				return s
			}
		}
	}
	return service
}

// words writes a name in camel case as words.
func words(name string) string {
	name = camel.ReplaceAllString(trailVersion.ReplaceAllString(name, ""), "$1$3 $2$4")
	parts := strings.Fields(name)
	for i := range parts[min(1, len(parts)):] {
		if w := parts[i+1]; w != strings.ToUpper(w) {
			parts[i+1] = strings.ToLower(w)
		}
	}
	return strings.Join(parts, " ")
}
