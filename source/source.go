package source

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/logs"
	"github.com/candor-reports/candor/timeline"
)

// Env is what sources are read with.
type Env struct {
	Dir   string    // the incident folder, which relative paths start from
	Stdin io.Reader // what a source with the path "-" reads
	Since time.Time // the incident's window; zero is open
	Until time.Time
	Now   time.Time      // up to which a server is asked where the window has no end
	Zone  *time.Location // the zone the record declares; nil for none
	Cited []string       // evidence that the record cites; what it names becomes an event

	// Getenv gives variables of the environment: credentials that the record
	// names. Nil is an empty environment.
	Getenv func(name string) string

	Watch Watch
}

// Watch is told how far the reading is. The zero value looks away.
type Watch struct {
	Begin func(source string) // a source is about to be read

	// Files is given files that are about to be read as a whole, and gives those
	// that are read in their place.
	Files func(files []logs.File) []logs.File
}

// begin tells of files that are about to be read.
func (w Watch) begin(files []logs.File) []logs.File {
	if w.Files == nil {
		return files
	}
	return w.Files(files)
}

// Stream is the events of one source, and what became of its reading.
type Stream struct {
	// Events gives the events in time order and can be ranged over once. Lines
	// that were not understood come as *timeline.LineError.
	Events iter.Seq2[timeline.Event, error]
	// Reading is complete once Events has been ranged over.
	Reading func() timeline.Reading
	// Markers tells what the source names besides its events, by which its clock
	// can be compared with that of others; nil for nothing.
	Markers func() []timeline.Marker
}

// Kind is a kind of source.
type Kind struct {
	Name   string
	Doc    string
	Get    string   // how to come by what it reads: a command, or the way to it
	Fields string   // what is read of it, and what becomes of that
	Lines  bool     // its exports can be read as logs as well
	Traps  []string // what is easily read wrong, and how it is read here
	Read   func(ctx context.Context, s incident.Source, env *Env) Stream

	// What an object of its exports is recognized by: names of fields that stand
	// together in no other kind's, each alternative a text; ~ is a space in a
	// name.
	marks []string
	lists []string // names of the lists in which pages hold objects
	files func(ctx context.Context, s incident.Source, env *Env, files []logs.File, gaps []string) Stream
}

// Kinds lists the kinds of source, by name.
func Kinds() []Kind {
	return []Kind{
		alertmanagerKind,
		argocdKind,
		calendarKind,
		cloudeventsKind,
		cloudtrailKind,
		cloudwatchKind,
		discordKind,
		elasticsearchKind,
		fileKind,
		fluxKind,
		gcpKind,
		gitKind,
		githubKind,
		gitlabKind,
		grafanaKind,
		jiraKind,
		kubernetesKind,
		lokiKind,
		mattermostKind,
		opsgenieKind,
		otlpKind,
		pagerdutyKind,
		prometheusKind,
		sentryKind,
		slackKind,
		statuspageKind,
		teamsKind,
		victorialogsKind,
	}
}

// Read opens a source. The error is for a record that names no known kind;
// everything else that goes wrong is in the stream's reading.
func Read(ctx context.Context, s incident.Source, env *Env) (Stream, error) {
	kind, err := FindKind(s.Kind)
	if err != nil {
		return Stream{}, fmt.Errorf("source %s: %w", s.Name, err)
	}
	return kind.Read(ctx, s, env), nil
}

// FindKind returns the kind of a name, or an error that names the nearest.
func FindKind(name string) (Kind, error) {
	var names []string
	for _, k := range Kinds() {
		if k.Name == name {
			return k, nil
		}
		names = append(names, k.Name)
	}
	return Kind{}, fmt.Errorf("kind %q does not exist\n  hint: %s", name, strict.Suggest(name, names))
}

// bounds is the window of one source: its own where it states one.
func bounds(s incident.Source, env *Env) (since, until time.Time) {
	since, until = env.Since, env.Until
	if !s.Since.IsZero() {
		since = s.Since.Earliest
	}
	if !s.Until.IsZero() {
		until = s.Until.Latest
	}
	return since, until
}

// zone is the zone of a source's times that state none: its own, then the
// record's.
func zone(s incident.Source, env *Env) *time.Location {
	if s.Timezone.Location != nil {
		return s.Timezone.Location
	}
	return env.Zone
}

// cited lists the references into a source that the record cites: the REF of
// each SOURCE:REF.
func cited(s incident.Source, env *Env) []string {
	var refs []string
	for _, e := range env.Cited {
		if ref, ok := strings.CutPrefix(e, s.Name+":"); ok {
			refs = append(refs, ref)
		}
	}
	return refs
}

// failed is the stream of a source that could not be read at all.
func failed(s incident.Source, unit string, err error) Stream {
	reading := timeline.Reading{
		Source: s.Name, Kind: s.Kind, Where: []string{s.Path}, Failed: true,
		Tally: timeline.Tally{Source: s.Name, Unit: unit},
		Gaps:  []string{err.Error()},
	}
	return Stream{
		Events:  func(func(timeline.Event, error) bool) {},
		Reading: func() timeline.Reading { return reading },
	}
}
