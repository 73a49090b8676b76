package source

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

var cloudtrailKind = export{
	Kind: Kind{
		Name:   "cloudtrail",
		Doc:    "AWS CloudTrail: who changed what, from its files or the answer of lookup-events",
		Get:    "the .json.gz files below AWSLogs/ACCOUNT/CloudTrail/ in the trail's bucket; or `aws cloudtrail lookup-events --start-time … --end-time … --output json`",
		Fields: "eventTime, eventName, eventSource, userIdentity, requestParameters (what it was about), errorCode; records of one action stand together as eventID",
		Traps: []string{
			"Calls that only read (readOnly, or a name that begins with Get, List, Describe and the like) are counted and not told.",
			"A call that failed (errorCode) changed nothing: it is told as a warning.",
			"What an AWS service does on behalf of somebody (userIdentity.invokedBy) has no person for an actor.",
			"The answer of lookup-events holds each record as text inside of another (CloudTrailEvent).",
			"The same record is delivered by more than one trail: it is told once.",
		},
		marks: []string{
			"EventName CloudTrailEvent",
			"EventId CloudTrailEvent",
			"eventName eventSource eventTime",
			"EventName EventSource CloudTrailEvent",
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
			if !o.has("eventName") {
				return notA("a record of CloudTrail", "eventName")
			}
			return trail(t, o)
		}
	},
}.kind()

var (
	trailReads   = regexp.MustCompile(`^(Get|List|Describe|Head|Lookup|Batch(Get|Describe)|Search|Query|Scan|Select|View|Check|Validate|Test|Filter|Simulate|Estimate|Preview|Detect|Download|Assume|Decode|Decrypt|Encrypt|GenerateDataKey|ConsoleLogin|Poll|Receive|Discover)`)
	trailDeploys = regexp.MustCompile(`^(UpdateService|RegisterTaskDefinition|RunTask|UpdateFunctionCode|UpdateFunctionConfiguration|PublishVersion|UpdateAlias|CreateDeployment|StopDeployment|ExecuteChangeSet|UpdateStack|CreateStack|DeleteStack|StartPipelineExecution|StartDeployment|UpdateEnvironment|CreateApplicationVersion|StartInstanceRefresh|UpdateNodegroupVersion|UpdateClusterVersion|StartBuild|CreateRelease|UpdateStage)`)
	trailReverts = regexp.MustCompile(`^(Rollback|ContinueUpdateRollback|RollbackStack|CancelUpdateStack|RollbackInstanceRefresh)`)
	trailVersion = regexp.MustCompile(`\d{8}(v\d+)?$`) // of the API, which Lambda writes after the name
	camel        = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

func trail(t *take, o *object) error {
	at, err := t.mustTime(o, "eventTime")
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
	e := timeline.Event{
		Time: at, Kind: timeline.Action, Subject: timeline.Foreign(trailSubject(o.child("requestParameters"), service)),
		Text: timeline.Foreign(words(name) + " (" + service + ")"), Actor: timeline.Foreign(trailActor(o.child("userIdentity"))),
		Labels: map[string]string{
			"call": name, "service": service, "region": o.text("awsRegion"), "agent": o.text("userIdentity.invokedBy"), "type": o.text("userIdentity.type"),
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
	if e.Subject != "" {
		e.Text = e.Subject + ": " + e.Text
	}
	t.once("record "+cmp.Or(e.Source.Ref, at.String()+name), o, e)
	return nil
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
	name = camel.ReplaceAllString(trailVersion.ReplaceAllString(name, ""), "$1 $2")
	parts := strings.Fields(name)
	for i := range parts[min(1, len(parts)):] {
		if w := parts[i+1]; w != strings.ToUpper(w) {
			parts[i+1] = strings.ToLower(w)
		}
	}
	return strings.Join(parts, " ")
}
