package archive

import (
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// Entry is what the index knows of an incident.
type Entry struct {
	ID       string    `json:"id"`
	Dir      string    `json:"dir"`   // its folder in the repository: "2026/2026-03-04-checkout"
	Began    time.Time `json:"began"` // when it began, as near as it is known, in UTC; when it was archived where nothing tells
	Archived time.Time `json:"archived"`
	Updated  time.Time `json:"updated"`
	Imported string    `json:"imported,omitempty"` // the file of a report that somebody else wrote
	Public   *Public   `json:"public,omitempty"`   // nil where nothing was published
	House    House     `json:"house"`
}

// Public holds what customers may read of an incident. It is made of approved
// documents and of facts as they are written for the public, never of the
// record itself. Sites, feeds and public search are made of this type alone.
type Public struct {
	ID           string         `json:"id"`
	Title        string         `json:"title"`
	Organisation string         `json:"organisation,omitempty"`
	Service      string         `json:"service,omitempty"`
	Components   []string       `json:"components,omitempty"`
	Started      *timeline.Time `json:"started,omitempty"` // nil where the public timeline does not tell it
	Ended        *timeline.Time `json:"ended,omitempty"`
	Feed         string         `json:"feed"` // the id of its entry in feeds, which never changes
	Published    time.Time      `json:"published"`
	Updated      time.Time      `json:"updated"`
	Documents    []Published    `json:"documents"`
}

// Published is a document that customers can read, with all its versions.
type Published struct {
	Name     string    `json:"name"`
	Title    string    `json:"title"`
	Language string    `json:"language,omitempty"`
	Versions []Version `json:"versions"` // the first one first
}

// Last is the version that is valid.
func (p Published) Last() Version { return p.Versions[len(p.Versions)-1] }

// Version is a document as it was published once. Its bytes never change.
type Version struct {
	Number     int         `json:"number"` // from 1
	At         time.Time   `json:"at"`
	SHA256     string      `json:"sha256"` // of the names and bytes of its files, which is what was approved
	Files      []File      `json:"files"`
	Correction *Correction `json:"correction,omitempty"` // what it changed; nil for the first
}

// Correction says what a version changed in the one before, as the document
// itself says it.
type Correction struct {
	At      timeline.Time `json:"at"`
	Text    string        `json:"text"` // why, in the words of a person
	Changes []Change      `json:"changes,omitempty"`
}

// Change is a passage that a correction changed. Was is empty for one that came
// new, Is for one that was taken out.
type Change struct {
	Was string `json:"was,omitempty"`
	Is  string `json:"is,omitempty"`
}

// File is a file of an incident's folder.
type File struct {
	Name   string `json:"name"` // in the folder: "published/apology-letter/1/apology-letter.html"
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"`
	Parts  int    `json:"parts,omitempty"` // where it is kept in several, NAME.1 and so on
}

// House holds the facts of an incident that the house may know.
type House struct {
	Title        string      `json:"title"`
	Organisation string      `json:"organisation,omitempty"`
	Service      string      `json:"service,omitempty"`
	Severity     string      `json:"severity,omitempty"`
	Status       string      `json:"status,omitempty"`
	Summary      string      `json:"summary,omitempty"`
	Components   []string    `json:"components,omitempty"`
	Regions      []string    `json:"regions,omitempty"`
	Milestones   []Milestone `json:"milestones,omitempty"`
	Metrics      []Metric    `json:"metrics,omitempty"`
	Trigger      string      `json:"trigger,omitempty"`
	Factors      []string    `json:"factors,omitempty"`
	Actions      []Action    `json:"actions,omitempty"`
	Promises     []Promise   `json:"promises,omitempty"`
	Patterns     []string    `json:"patterns,omitempty"` // of log lines that the timeline shows
	Commits      []string    `json:"commits,omitempty"`  // that the record cites or the timeline shows, SOURCE:HASH
	Paths        []string    `json:"paths,omitempty"`    // files that these commits touched, SOURCE:PATH
	Documents    []Document  `json:"documents,omitempty"`
	Lines        []Line      `json:"lines,omitempty"`
	Made         []Made      `json:"made,omitempty"` // what published versions were made of
}

// Made is what a version of a document was made of: files as they were then,
// which the repository's history keeps.
type Made struct {
	Document string `json:"document"`
	Version  int    `json:"version"`
	Of       []Kept `json:"of"`
}

// Kept is a file, with the names that git has for its parts.
type Kept struct {
	Name  string   `json:"name"`
	Blobs []string `json:"blobs"`
}

// At is the time of a milestone, unknown where it is not known.
func (h House) At(name timeline.Milestone) timeline.Time {
	for _, m := range h.Milestones {
		if m.Name == name {
			return m.At
		}
	}
	return timeline.Time{}
}

// Milestone is a time of the incident that has a name.
type Milestone struct {
	Name timeline.Milestone `json:"name"`
	At   timeline.Time      `json:"at"`
}

// Metric is a length between two milestones. Where only bounds are known, they
// differ.
type Metric struct {
	Name string        `json:"name"`
	Min  time.Duration `json:"min"` // in nanoseconds
	Max  time.Duration `json:"max"`
}

// Action is an action item.
type Action struct {
	ID    string              `json:"id,omitempty"`
	Text  string              `json:"text"`
	Told  string              `json:"told,omitempty"` // what customers read of it
	Type  incident.ActionType `json:"type,omitempty"`
	Owner string              `json:"owner,omitempty"`
	Due   timeline.Time       `json:"due"`
	Done  timeline.Time       `json:"done"`
	Link  string              `json:"link,omitempty"`
}

// Promise is something that customers were told would be done.
type Promise struct {
	ID   string              `json:"id,omitempty"`
	Text string              `json:"text"`
	Kind incident.PledgeKind `json:"kind"`
	Due  timeline.Time       `json:"due"`
	Kept timeline.Time       `json:"kept"`
}

// Document is a document of an incident as the house has it.
type Document struct {
	Name      string            `json:"name"`
	Title     string            `json:"title,omitempty"`
	Template  string            `json:"template,omitempty"` // that drafted it, and the SHA-256 of its text
	Text      string            `json:"template_sha256,omitempty"`
	Audience  incident.Audience `json:"audience"`
	Draft     string            `json:"draft,omitempty"` // its file
	Files     []string          `json:"files,omitempty"` // its forms as they were rendered for the house
	Approvals []Approval        `json:"approvals,omitempty"`
	Published int               `json:"published,omitempty"` // its last version; 0 where it was not
}

// Approval is a role's consent to the bytes of a document.
type Approval struct {
	By     string        `json:"by"`
	At     timeline.Time `json:"at"`
	SHA256 string        `json:"sha256"`
}

// Line is a line of a log that the timeline quotes, as it was when the incident
// was archived.
type Line struct {
	Event  timeline.ID `json:"event"`
	Source string      `json:"source"`
	File   string      `json:"file"`
	Line   int         `json:"line"`
	SHA256 string      `json:"sha256"`
}
