package incident_test

import (
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
)

func TestDutiesInTheRecord(t *testing.T) {
	inc, err := incident.Parse("incident.yaml", []byte(head+`duties:
  regimes:
    - gdpr
    - regime: nis2
      points: {aware: 2026-03-05T08:00Z}
    - {regime: hipaa, not_because: we hold no health data}
  points:
    aware: 2026-03-04T14:40Z
    classified-major: {at: 2026-03-04T16:00Z, evidence: [channel:9]}
  answers:
    data-subjects: about 400 customers
    malicious: {text: "No", evidence: [channel:10]}
submissions:
  - {stage: gdpr-33, at: 2026-03-05T10:00Z, reference: A 1}
`))
	if err != nil {
		t.Fatal(err)
	}
	d := inc.Duties
	if len(d.Regimes) != 3 || d.Regimes[0].Regime != "gdpr" || d.Regimes[2].NotBecause == "" {
		t.Errorf("regimes are read as %+v", d.Regimes)
	}
	if got := d.Regimes[1].Points.Or(d.Points, incident.Aware).At.String(); got != "2026-03-05T08:00Z" {
		t.Errorf("nis2 has aware at %s", got)
	}
	if got := d.Regimes[0].Points.Or(d.Points, incident.Aware).At.String(); got != "2026-03-04T14:40Z" {
		t.Errorf("gdpr has aware at %s", got)
	}
	if got := d.Answers.Find("malicious"); got.Text != "No" || len(got.Evidence) != 1 {
		t.Errorf("the answer is read as %+v", got)
	}
	cites := strings.Join(inc.Cites(), " ")
	if !strings.Contains(cites, "channel:10") || !strings.Contains(cites, "channel:9") {
		t.Errorf("the record cites %s; want the evidence of answers and points as well", cites)
	}
}

func TestDutiesRefuse(t *testing.T) {
	for text, want := range map[string]string{
		"duties: {points: {awear: 2026-03-04T14:40Z}}":                                      `did you mean "aware"?`,
		"duties: {points: {aware: {text: a call}}}":                                         "point aware has no time",
		"duties: {regimes: [gdpr, gdpr]}":                                                   `regime "gdpr" stands twice`,
		"duties: {regimes: [{not_because: x}]}":                                             "a duty needs the name of a regime",
		"duties: {answers: {Data Subjects: 4}}":                                             "use small letters, digits and single hyphens",
		"duties: {answers: {records: {evidence: [a:1]}}}":                                   "the answer records has no text",
		"duties: {answers: [a]}":                                                            "write name: value",
		"duties: {points: {aware: 2026-03-05T14:40Z, classified-major: 2026-03-04T14:40Z}}": "classified-major (2026-03-04 14:40 UTC) is before aware",
		"duties: {points: {aware: {at: 2026-03-05T14:40Z, evidence: [nothing]}}}":           `"nothing" is no evidence`,
		"submissions: [{stage: gdpr-33}]":                                                   "a submission needs stage: and at:",
		"duties: {regimes: [{regime: nis2, points: {classified: 2026-03-05T14:40Z}}]}":      `did you mean "classified-major"?`,
	} {
		_, err := incident.Parse("incident.yaml", []byte(head+text+"\n"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s gives %v; want %q", text, err, want)
		}
	}
}

func TestAddSubmission(t *testing.T) {
	before := head + "# the law\nduties: {regimes: [gdpr]}\n"
	record, err := incident.AddSubmission("incident.yaml", []byte(before), incident.Submission{Stage: "gdpr-33", At: when(t, "2026-03-05T10:00Z"), Reference: `A "1": b`})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(record), before) {
		t.Errorf("what stood there changed:\n%s", record)
	}
	inc, err := incident.Parse("incident.yaml", record)
	if err != nil || len(inc.Submissions) != 1 || inc.Submissions[0].Reference != `A "1": b` {
		t.Errorf("%v: read back as %+v", err, inc)
	}
}
