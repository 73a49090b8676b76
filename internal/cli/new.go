package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

// startOptions are the flags that a new record is made of.
type startOptions struct {
	title, service, severity string
	timezone, started        string
	since, until             string
	repos, logs, sources     []string
}

func (o *startOptions) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.title, "title", "", "what customers saw, in one `line`")
	f.StringVar(&o.service, "service", "", "the product or `service`, as customers know it")
	f.StringVar(&o.severity, "severity", "", "the `severity`, on your own scale")
	f.StringVar(&o.timezone, "timezone", "", "the `zone` of times written without one, such as Europe/Berlin")
	f.StringVar(&o.started, "started", "", "the `time` at which impact began")
	f.StringVar(&o.since, "since", "", "read sources from this `time` on, or so long ago: 2026-03-04T12:00Z, 36h, 14d")
	f.StringVar(&o.until, "until", "", "read sources up to this `time`")
	f.StringArrayVar(&o.repos, "repo", nil, "a git `repository` to read; may be repeated")
	f.StringArrayVar(&o.logs, "logs", nil, "log `files` to read, a glob, or - for standard input; may be repeated")
	f.StringArrayVar(&o.sources, "source", nil, "any other `kind=path` to read, such as slack=export; candor sources lists the kinds; may be repeated")
}

// reads reports whether a flag names something to read.
func (o *startOptions) reads() bool { return len(o.repos)+len(o.logs)+len(o.sources) > 0 }

func (a *app) newCmd() *cobra.Command {
	var o startOptions
	c := &cobra.Command{
		Use:   "new [FOLDER]",
		Short: "Start an incident folder",
		Long: `Make a folder with an incident.yaml that holds what the flags say and asks for the
rest. On a terminal, what is needed and not given is asked for. Without FOLDER the
name is made of the day and the title.`,
		Example: `  candor new --title "Some card payments failed" --repo ../shop --logs '/var/log/shop/*.log' --source slack=export
  candor new 2026-03-04-checkout --started 2026-03-04T14:02Z --timezone Europe/Berlin`,
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, given []string) error {
			if err := a.ask(&o); err != nil {
				return err
			}
			f, err := a.create(o, strings.Join(given, ""))
			if err != nil {
				return err
			}
			defer f.Close()
			fmt.Fprintln(a.out, filepath.Join(f.Dir, incident.File))
			a.next("fill in " + filepath.Join(f.Dir, incident.File) + ", then: candor report " + f.Dir)
			return nil
		},
	}
	o.flags(c)
	return c
}

// ask puts the questions whose answers nothing else can give, where there is
// somebody to answer them.
func (a *app) ask(o *startOptions) error {
	if !a.Terminal {
		return nil
	}
	in := bufio.NewReader(a.Stdin)
	for _, q := range []struct {
		answer   *string
		question string
	}{
		{&o.title, "What did customers see, in one line? "},
		{&o.service, "Which service, as they know it? (empty: later) "},
		{&o.started, "When did it begin? (2026-03-04T14:02Z; empty: not known) "},
	} {
		if *q.answer != "" {
			continue
		}
		fmt.Fprint(a.err, q.question)
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		*q.answer = strings.TrimSpace(line)
	}
	return nil
}

// create makes the folder of a new incident.
func (a *app) create(o startOptions, dir string) (*flow.Folder, error) {
	s, err := a.start(o, dir)
	if err != nil {
		return nil, err
	}
	if dir == "" {
		dir = s.ID
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(a.dir, dir)
	}
	for i, src := range s.Sources {
		if src.Path == "" {
			continue
		}
		if err := isThere(src); err != nil {
			return nil, err
		}
		if s.Sources[i].Path, err = fromFolder(dir, src.Path); err != nil {
			return nil, err
		}
	}
	record, err := s.Record()
	if err != nil {
		return nil, usage(err)
	}
	return flow.CreateFolder(dir, record)
}

func (a *app) start(o startOptions, dir string) (incident.Start, error) {
	s := incident.Start{Title: o.title, Service: o.service, Severity: o.severity, Timezone: o.timezone}
	var zone *time.Location
	if o.timezone != "" {
		z, err := incident.ParseZone(o.timezone)
		if err != nil {
			return s, usage(fmt.Errorf("--timezone: %w", err))
		}
		zone = z.Location
	}
	for _, t := range []struct {
		flag, text string
		into       *timeline.Time
	}{{"--started", o.started, &s.Started}, {"--since", o.since, &s.Since}, {"--until", o.until, &s.Until}} {
		parsed, err := a.when(t.text, zone, "--timezone")
		if err != nil {
			return s, usage(fmt.Errorf("%s: %w", t.flag, err))
		}
		*t.into = parsed
	}
	day := a.Now().UTC()
	for _, t := range []timeline.Time{s.Since, s.Started} {
		if !t.IsZero() {
			day = t.Earliest
		}
	}
	s.ID = incident.ID(day, s.Title)
	if dir != "" {
		s.ID = filepath.Base(filepath.Clean(dir))
		if err := incident.CheckID(s.ID); err != nil {
			return s, usage(fmt.Errorf("folder %s: its name becomes the incident's id: %w", dir, err))
		}
	}
	if s.Title == "" {
		s.Title = "Incident of " + day.Format(time.DateOnly)
	}
	typed, err := typedSources(o.sources)
	if err != nil {
		return s, err
	}
	s.Sources = slices.Concat(named(o.repos, "git"), named(o.logs, "file"), typed)
	uniqueNames(s.Sources)
	return s, nil
}

// when reads a time, or a length of time before now. A day is 24 hours. The flag
// is the one that declares the zone.
func (a *app) when(text string, zone *time.Location, flag string) (timeline.Time, error) {
	if n, err := strconv.Atoi(strings.TrimSuffix(text, "d")); err == nil && strings.HasSuffix(text, "d") {
		return timeline.At(a.Now().Add(-time.Duration(n)*24*time.Hour), time.Minute), nil
	}
	if d, err := time.ParseDuration(text); err == nil {
		return timeline.At(a.Now().Add(-d), time.Minute), nil
	}
	t, err := timeline.ParseTime(text, zone)
	if errors.Is(err, timeline.ErrNoZone) {
		return t, fmt.Errorf("%q has no time zone: add Z or an offset such as +02:00, or give %s", text, flag)
	}
	return t, err
}

// typedSources makes a source of each kind and path, or of each kind and the
// address of a server.
func typedSources(given []string) ([]incident.Source, error) {
	var out []incident.Source
	for _, g := range given {
		kind, path, ok := strings.Cut(g, "=")
		if !ok || path == "" {
			return nil, usage(fmt.Errorf("--source %s: write the kind and the path, such as --source slack=export", g))
		}
		if _, err := source.FindKind(kind); err != nil {
			return nil, usage(fmt.Errorf("--source %s: %w", g, err))
		}
		if u, err := url.Parse(path); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
			out = append(out, incident.Source{Name: kind, Kind: kind, URL: path})
			continue
		}
		out = append(out, named([]string{path}, kind)...)
	}
	return out, nil
}

// named makes a source of each path.
func named(paths []string, kind string) []incident.Source {
	var out []incident.Source
	for _, p := range paths {
		out = append(out, incident.Source{Name: sourceName(p, kind), Kind: kind, Path: p})
	}
	return out
}

// sourceName makes a source's name of its path: the last part that is no
// wildcard, in small letters.
func sourceName(p, kind string) string {
	if p == "-" {
		return "stdin"
	}
	if abs, err := filepath.Abs(p); err == nil {
		p = abs
	}
	for part := p; len(part) > 1; part = filepath.Dir(part) {
		base := strings.TrimSuffix(filepath.Base(part), ".git")
		if strings.ContainsAny(base, "*?[") {
			continue
		}
		name := strings.Trim(strings.Map(func(r rune) rune {
			switch {
			case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
				return r
			case r >= 'A' && r <= 'Z':
				return r + 'a' - 'A'
			}
			return '-'
		}, base), "-")
		if name != "" {
			return name
		}
	}
	return kind
}

// uniqueNames numbers the names that come more than once.
func uniqueNames(sources []incident.Source) {
	seen := map[string]int{}
	for i, s := range sources {
		if seen[s.Name]++; seen[s.Name] > 1 {
			sources[i].Name = fmt.Sprintf("%s-%d", s.Name, seen[s.Name])
		}
	}
}

// isThere refuses a path that leads to nothing: a slip in it would make a
// folder that reads nothing. What a glob finds may come later.
func isThere(src incident.Source) error {
	if src.Path == "-" || strings.ContainsAny(src.Path, "*?[") {
		return nil
	}
	if _, err := os.Stat(src.Path); errors.Is(err, fs.ErrNotExist) {
		return usage(fmt.Errorf("%s does not exist\n  hint: it was given as a source of kind %s; no folder was made", src.Path, src.Kind))
	}
	return nil
}

// fromFolder writes a path that was given from where the user stands as one
// from the incident folder, which is where the record's paths start.
func fromFolder(dir, p string) (string, error) {
	if p == "-" || filepath.IsAbs(p) {
		return p, nil
	}
	absDir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	absPath, err := filepath.Abs(p)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(absDir, absPath)
	if err != nil {
		return absPath, nil
	}
	return filepath.ToSlash(rel), nil
}
