package timeline

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Foreign is text that a source said: a log, a commit, an export. It may hold
// anything, so it is not Markdown, not HTML and not safe for a terminal. Only
// the functions of the templates and render packages, and the terminal writer,
// turn it into those.
type Foreign string

// Kind says what sort of thing happened.
type Kind string

// The kinds of event.
const (
	Commit   Kind = "commit"   // a change landed in a repository
	Release  Kind = "release"  // a version was tagged or published
	Deploy   Kind = "deploy"   // a version went to where it is used
	Revert   Kind = "revert"   // a change was taken back, in a repository or in production
	Alert    Kind = "alert"    // a monitor fired, was acknowledged or cleared
	Pattern  Kind = "pattern"  // a family of log lines was seen for the first time
	Burst    Kind = "burst"    // a family of log lines came far more often than before
	Silence  Kind = "silence"  // something that came regularly stopped
	Recovery Kind = "recovery" // a burst was over, or what was silent came again
	Message  Kind = "message"  // a person said something: chat, ticket, call
	Status   Kind = "status"   // customers were told something
	Action   Kind = "action"   // a person did something
	Note     Kind = "note"     // a person wrote down what happened
)

// Kinds lists every kind of event, in the order of the constants.
var Kinds = []Kind{Commit, Release, Deploy, Revert, Alert, Pattern, Burst, Silence, Recovery, Message, Status, Action, Note}

// Level is how serious a source said an event is.
type Level uint8

// The levels, from the least to the most serious. NoLevel means that the
// source did not say.
const (
	NoLevel Level = iota
	Debug
	Info
	Warning
	Error
	Fatal
)

var levelNames = []string{"", "debug", "info", "warning", "error", "fatal"}

func (l Level) String() string { return levelNames[min(int(l), len(levelNames)-1)] }

// MarshalText writes the level's name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a level's name.
func (l *Level) UnmarshalText(b []byte) error {
	i := slices.Index(levelNames, string(b))
	if i < 0 {
		return fmt.Errorf("%q is not a level: write one of %s", b, strings.Join(levelNames[1:], ", "))
	}
	*l = Level(i)
	return nil
}

// ID names an event: "e" and ten hexadecimal digits, a digest of its source's
// name and its content. It is the same on every run and does not change when a
// log is rotated, compressed or moved.
type ID string

// Position is where an event can be read again.
type Position struct {
	Source string `json:"source"`         // the source's name in the record
	File   string `json:"file,omitempty"` // the file, as the source names it
	Line   int    `json:"line,omitempty"` // 1-based line in the decompressed file
	Ref    string `json:"ref,omitempty"`  // a commit, tag, or the id an export gives
}

// String writes the position as people quote it: "api-log api.log:17",
// "product a1b2c3d4e5f6".
func (p Position) String() string {
	where := p.File
	if p.Line > 0 {
		where += ":" + strconv.Itoa(p.Line)
	}
	if p.Ref != "" {
		where = strings.TrimPrefix(where+" ", " ") + shortRef(p.Ref)
	}
	return strings.TrimSpace(p.Source + " " + where)
}

func shortRef(ref string) string {
	if len(ref) >= 40 && strings.Trim(ref, "0123456789abcdef") == "" {
		return ref[:12]
	}
	return ref
}

// Event is one thing that one source says happened.
type Event struct {
	ID      ID
	Time    Time
	Until   Time // the end of something that lasted; zero for a point event
	Kind    Kind
	Level   Level
	Actor   Foreign // who, as the source names them
	Subject Foreign // what it is about: a service, a file, a version
	Text    Foreign // one line
	Detail  Foreign // more of it: a commit message's body, sample lines
	Labels  map[string]string
	Source  Position
	Lines   int // how many lines or records of the source this event stands for; at least 1
}

// Seal gives the event its ID and returns it. Sources call it last. The ID
// covers the source's name, the kind, the time, the subject and the text, and
// the ref where there is one, but never a file name or line number: those
// change when a log is rotated.
func (e Event) Seal() Event {
	h := sha256.New()
	for _, part := range []string{e.Source.Source, string(e.Kind), e.Time.String(), string(e.Subject), string(e.Text), e.Source.Ref} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	e.ID = ID("e" + hex.EncodeToString(h.Sum(nil))[:10])
	e.Lines = max(e.Lines, 1)
	return e
}

// Compare orders events for display: by time, then source name, then file,
// line and ref, then ID. The order is total, so that the same events always
// come out in the same order.
func (e Event) Compare(f Event) int {
	if c := e.Time.Compare(f.Time); c != 0 {
		return c
	}
	if c := strings.Compare(e.Source.Source, f.Source.Source); c != 0 {
		return c
	}
	if c := strings.Compare(e.Source.File, f.Source.File); c != 0 {
		return c
	}
	if c := e.Source.Line - f.Source.Line; c != 0 {
		return c
	}
	if c := strings.Compare(e.Source.Ref, f.Source.Ref); c != 0 {
		return c
	}
	return strings.Compare(string(e.ID), string(f.ID))
}

// End is the latest instant the event reaches to.
func (e Event) End() time.Time {
	if e.Until.Latest.After(e.Time.Latest) {
		return e.Until.Latest
	}
	return e.Time.Latest
}

// LineError is a line or record of a source that was not understood. It is
// counted and shown, and never ends the reading.
type LineError struct {
	Position Position
	Err      error
}

func (e *LineError) Error() string { return e.Position.String() + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *LineError) Unwrap() error { return e.Err }
