package incident

import (
	"github.com/candor-reports/candor/timeline"
)

// Incident is the record: what people state. The tags name its fields in
// incident.yaml; docs/record.md describes each.
type Incident struct {
	ID           string        `yaml:"id"`
	Title        string        `yaml:"title"`
	Organisation string        `yaml:"organisation"`
	Service      string        `yaml:"service"`
	Versions     []string      `yaml:"versions"`
	Status       Status        `yaml:"status"`
	Severity     string        `yaml:"severity"`
	Timezone     Zone          `yaml:"timezone"`
	Components   []Component   `yaml:"components"`
	Regions      []string      `yaml:"regions"`
	Languages    []string      `yaml:"languages"` // that notices are written in, the first being the original
	Zones        []Zone        `yaml:"zones"`     // of readers, shown beside UTC
	Documents    []string      `yaml:"documents"` // that are drafted where none is named
	Window       Window        `yaml:"window"`
	Summary      Claim         `yaml:"summary"`
	Impact       Impact        `yaml:"impact"`
	Milestones   Milestones    `yaml:"milestones"`
	Severities   []Graded      `yaml:"severities"`
	Maintenance  Maintenance   `yaml:"maintenance"`
	Background   Claim         `yaml:"background"`
	Cause        Cause         `yaml:"cause"`
	OurPart      []Claim       `yaml:"our_part"`
	Detection    Claim         `yaml:"detection"`
	Sooner       Claim         `yaml:"sooner"` // what would have halved the time to detect
	Resolution   Claim         `yaml:"resolution"`
	Remedy       Claim         `yaml:"remedy"`
	Workaround   Workaround    `yaml:"workaround"`
	WentWell     []Claim       `yaml:"went_well"`
	WentBadly    []Claim       `yaml:"went_badly"`
	Lucky        []Claim       `yaml:"lucky"`
	Advice       []Claim       `yaml:"advice"`     // what customers can do to be less affected
	Recurrence   Claim         `yaml:"recurrence"` // whether the same cause led to an incident before
	Surprised    []Claim       `yaml:"surprised"`
	Lessons      []Claim       `yaml:"lessons"`
	Questions    []Claim       `yaml:"questions"`
	Responders   []string      `yaml:"responders"` // roles
	Authors      []string      `yaml:"authors"`    // roles
	Actions      []Action      `yaml:"actions"`
	Conflicts    []Conflict    `yaml:"conflicts"`
	Contact      Contact       `yaml:"contact"`
	Signature    Signature     `yaml:"signature"`
	NextUpdate   timeline.Time `yaml:"next_update"`
	Sources      []Source      `yaml:"sources"`
	Notes        []Note        `yaml:"notes"`
	Edits        []Edit        `yaml:"edits"`
	Notices      []Notice      `yaml:"notices"`
	Promises     []Promise     `yaml:"promises"`
	Duties       Duties        `yaml:"duties"`
	Submissions  []Submission  `yaml:"submissions"`
	Names        []Name        `yaml:"names"`
	Publish      Publish       `yaml:"publish"`
	Allow        []string      `yaml:"allow"` // what looks like a leak and is none
	Waivers      []Waiver      `yaml:"waivers"`
	Approvers    []string      `yaml:"approvers"` // roles that have to consent before a document leaves the house
	Approvals    []Approval    `yaml:"approvals"`
	Corrections  []Correction  `yaml:"corrections"` // of documents that were published

	line func(path ...any) int
}

// Line returns the line of the record at which the value of a path (field
// names and list indexes) begins; 0 where the record does not have it.
func (inc *Incident) Line(path ...any) int {
	if inc.line == nil {
		return 0
	}
	return inc.line(path...)
}

// Status is where the handling of an incident stands.
type Status string

// Statuses lists the statuses of an incident, in order.
var Statuses = []Status{"investigating", "identified", "monitoring", "resolved"}

// Window bounds what sources are read for. A zero bound is derived: see
// Incident.Span.
type Window struct {
	Since timeline.Time `yaml:"since"`
	Until timeline.Time `yaml:"until"`
}

// Claim is a statement with the evidence that bears it out: event IDs,
// SOURCE:REF references (a line number, a commit, a tag), or https links. In
// YAML a plain string is a claim without evidence.
type Claim struct {
	Text     string   `yaml:"text"`
	Evidence []string `yaml:"evidence"`
}

// IsZero reports whether nothing is claimed.
func (c Claim) IsZero() bool { return c.Text == "" }

// Impact says what the incident did to people.
type Impact struct {
	Who         string   `yaml:"who"`          // "customers who had installed Update 2"
	CouldNot    string   `yaml:"could_not"`    // completes "could not …"
	Effects     []Claim  `yaml:"effects"`      // each a sentence of its own
	NotAffected []Claim  `yaml:"not_affected"` // what kept working
	Count       string   `yaml:"count"`        // "412 of 30,000 customers"; empty means not known
	Data        DataLoss `yaml:"data"`
	DataNote    string   `yaml:"data_note"`
	Requests    string   `yaml:"requests"`  // "2.1 % of requests failed, 18 % at the peak"
	Money       string   `yaml:"money"`     // what it cost, or that it cost nothing
	Tickets     string   `yaml:"tickets"`   // how many asked for support
	Intervals   []Spell  `yaml:"intervals"` // when which component was how bad
}

// Component is a part of the service that customers know by name.
type Component struct {
	Name  string `yaml:"name"`
	State State  `yaml:"state"` // now
	ID    string `yaml:"id"`    // on the status page
}

// State is how well a component works.
type State string

// States lists the states of a component, from well to bad, and maintenance.
var States = []State{"operational", "degraded", "partial", "down", "maintenance"}

// Spell is a stretch of time in which a component did not work as it should.
type Spell struct {
	Component string        `yaml:"component"`
	State     State         `yaml:"state"`
	From      timeline.Time `yaml:"from"`
	To        timeline.Time `yaml:"to"`
}

// Graded is a severity and when the incident was given it.
type Graded struct {
	At       timeline.Time `yaml:"at"`
	Severity string        `yaml:"severity"`
}

// Maintenance is work on the service that is announced before it is done.
type Maintenance struct {
	From     timeline.Time `yaml:"from"`
	To       timeline.Time `yaml:"to"`
	Purpose  string        `yaml:"purpose"`  // completes "We will …"
	Effect   string        `yaml:"effect"`   // what readers will notice, as a sentence
	Prepare  string        `yaml:"prepare"`  // what they should do before, as a sentence
	Rollback timeline.Time `yaml:"rollback"` // by when the work is done or undone
}

// DataLoss is what is known about loss of data.
type DataLoss string

// The answers to "was data lost?". Empty means that nobody has answered.
const (
	DataNone      DataLoss = "none"
	DataPossible  DataLoss = "possible"
	DataConfirmed DataLoss = "confirmed"
	DataUnknown   DataLoss = "unknown"
)

// Cause says how it could happen: conditions, never people.
type Cause struct {
	Plain      Claim   `yaml:"plain"`      // for the reader of a letter
	Mechanism  Claim   `yaml:"mechanism"`  // for engineers
	Trigger    Claim   `yaml:"trigger"`    // the event that set it off
	Introduced Claim   `yaml:"introduced"` // how it came into the product
	Missed     Claim   `yaml:"missed"`     // why it was not found before
	Whys       []Claim `yaml:"whys"`       // each asks why of the one before
	Factors    []Claim `yaml:"factors"`    // conditions that made it possible or worse
}

// Workaround is what those affected can do until there is a remedy.
type Workaround struct {
	Text   string `yaml:"text"`
	Caveat string `yaml:"caveat"`
}

// Action is something that somebody will do, or has done, because of the
// incident.
type Action struct {
	ID       string        `yaml:"id"`
	Text     string        `yaml:"text"` // an imperative: "Remove …"
	Told     string        `yaml:"told"` // what customers read: completes "We will …"; empty keeps it internal
	Type     ActionType    `yaml:"type"`
	Owner    string        `yaml:"owner"` // a role
	Due      timeline.Time `yaml:"due"`
	Done     timeline.Time `yaml:"done"`
	Link     string        `yaml:"link"`
	Evidence []string      `yaml:"evidence"` // of what was done, as in Claim
}

// ActionType is what an action is for.
type ActionType string

// ActionTypes lists the types of action.
var ActionTypes = []ActionType{"prevent", "detect", "mitigate", "process"}

// Conflict is a question on which sources disagree, and how it was settled.
type Conflict struct {
	Question   string    `yaml:"question"`
	Accounts   []Account `yaml:"accounts"`
	Resolution string    `yaml:"resolution"`
}

// Account is what one source says on a disputed question.
type Account struct {
	Source string `yaml:"source"`
	Says   string `yaml:"says"`
}

// Contact is how those affected reach a person.
type Contact struct {
	Role string `yaml:"role"`
	How  string `yaml:"how"`
}

// Signature is who stands behind a letter.
type Signature struct {
	Role string `yaml:"role"`
}

// Source says where one kind of evidence is read from.
type Source struct {
	Name     string        `yaml:"name"`
	Kind     string        `yaml:"kind"`
	Path     string        `yaml:"path"`   // a file, a glob, a repository; relative to the incident folder; "-" is stdin
	URL      string        `yaml:"url"`    // a server that is asked, instead of a path
	Query    string        `yaml:"query"`  // what it is asked for, in its own language
	Auth     string        `yaml:"auth"`   // where credentials are: env:NAME or file:PATH
	Tenant   string        `yaml:"tenant"` // of a server with several: sent as X-Scope-OrgID
	Since    timeline.Time `yaml:"since"`
	Until    timeline.Time `yaml:"until"`
	Timezone Zone          `yaml:"timezone"` // the zone of its times that state none
	Year     int           `yaml:"year"`     // the year of its first line, where lines state none
	Clock    Offset        `yaml:"clock"`    // correction to add to its times: "+38s"
	Format   string        `yaml:"format"`   // how its lines are read; empty detects it
	Map      Mapping       `yaml:"map"`      // file: the fields of its lines, or columns, that hold its time and so on
	Each     timeline.Kind `yaml:"each"`     // every line is an event of this kind; empty reads it as a log
	Branch   string        `yaml:"branch"`   // git: the branch that ships; empty is HEAD
	Paths    []string      `yaml:"paths"`    // git: only changes to these
	Public   bool          `yaml:"public"`   // its events may be told to customers
}

// Mapping names the fields of a source's lines, or the columns of its tables,
// that hold what a line tells. An empty name leaves it to the names that are
// known.
type Mapping struct {
	Time    string `yaml:"time"`
	Date    string `yaml:"date"` // where the time holds the time of day alone
	Until   string `yaml:"until"`
	Level   string `yaml:"level"`
	Message string `yaml:"message"`
	Cause   string `yaml:"cause"`
	Subject string `yaml:"subject"`
	Host    string `yaml:"host"`
	Actor   string `yaml:"actor"`
	Status  string `yaml:"status"` // of a request, as in HTTP
}

// Note is a line that a person wrote down while it happened.
type Note struct {
	At   timeline.Time `yaml:"at"`
	Text string        `yaml:"text"`
	By   string        `yaml:"by"` // a role
}

// Edit is a person's decision about one event, as the record keeps it.
type Edit struct {
	Event     timeline.ID        `yaml:"event"`
	Hide      bool               `yaml:"hide"`
	Pin       bool               `yaml:"pin"`
	Public    bool               `yaml:"public"`
	Text      string             `yaml:"text"`
	Time      timeline.Time      `yaml:"time"`
	Milestone timeline.Milestone `yaml:"milestone"`
}

// Audience is who a document is for.
type Audience string

// The audiences of a document. Nothing marked internal is written to the
// public folder.
const (
	Internal Audience = "internal"
	Public   Audience = "public"
)

// Draft is a document in Markdown, as a template wrote it and people edited it.
type Draft struct {
	Name     string // "postmortem"
	Template string
	Title    string
	Audience Audience
	Language string // that it is written in: "en", "pt-BR"; empty where nobody knows
	Markdown []byte

	// Updates are the notices of the incident in the same language, in the
	// order in which they were told. Only forms that tell them have them.
	Updates []Update
}

// Update is a notice with the words in which it was told.
type Update struct {
	Notice
	Document string // "n1-investigating"
	Markdown []byte // empty where its words are not fit to be shown
}

// Report is everything a document can say: the record, the timeline, and what
// follows from them. It is the data that templates see.
type Report struct {
	*Incident
	Timeline *timeline.Timeline
	Readings []timeline.Reading // what was looked at, and what could not be seen
	Metrics  []Metric
	Suspects []Suspect // changes to look at, the most telling first
	Later    int       // changes that landed after impact began
	Aliases  Aliases   // what is written for people and hosts where the public reads
	Others   []*Report // of incidents that are told in the same document
	Telling  Notice    // the notice that is being written; zero for other documents
}

// Aliases hold what is written for the people and the hosts of an incident
// where the public reads: "Engineer A", "Host 3", or what the house has given
// them as public names.
type Aliases struct {
	People map[string]string // by full name or handle
	Parts  map[string]string // by first or last name
	Hosts  map[string]string // by host, address or "@" with a handle, in small letters
}

// Metric is a duration between two milestones. A missing milestone makes the
// span unknown, never zero.
type Metric struct {
	Name     string
	Doc      string // what the figure says, in one sentence
	Span     timeline.Span
	From, To timeline.Milestone
	Formula  string // "detected − started"
}
