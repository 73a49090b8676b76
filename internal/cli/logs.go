package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/logs"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

type logsOptions struct {
	since, until, zone, format, fields string
	year, top                          int
	clock                              time.Duration
	lines, json, strict                bool
}

func (a *app) logsCmd() *cobra.Command {
	var o logsOptions
	c := &cobra.Command{
		Use:   "logs FILE...",
		Short: "Take a first look at log files, without any incident",
		Long: `Read log files, folders, globs, archives or standard input (-) and show what was
read and understood, how many lines came when, which families of lines there are,
and which of them are new or came in bursts. Nothing is written.`,
		Example: `  candor logs /var/log/shop
  candor logs --since 36h 'logs/*.log.gz'
  candor logs --zone Europe/Berlin --year 2024 messages
  candor logs --lines --json app.log       one object for each line`,
		Args: args(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, paths []string) error { return a.runLogs(cmd.Context(), o, paths) },
	}
	f := c.Flags()
	f.StringVar(&o.since, "since", "", "look at lines from this `time` on, or so long ago: 2026-03-04T12:00Z, 36h, 14d")
	f.StringVar(&o.until, "until", "", "look at lines up to this `time`")
	f.StringVar(&o.zone, "zone", "", "the `zone` of times written without one, such as Europe/Berlin")
	f.IntVar(&o.year, "year", 0, "the `year` of the first line of each file, where lines state none")
	f.DurationVar(&o.clock, "clock", 0, "`correction` that is added to every time, such as 38s or -2m")
	f.StringVar(&o.format, "format", "", "read every file in this `format`, or in the one that a file such as acme.yaml describes; see: candor formats")
	f.StringVar(&o.fields, "map", "", "which `fields` of JSON lines and logfmt, or columns of a table, hold what: time=when,message=text,level=sev")
	f.IntVar(&o.top, "top", 15, "show at most this many `patterns`")
	f.BoolVar(&o.lines, "lines", false, "show each line and what was made of it")
	f.BoolVar(&o.json, "json", false, "print JSON")
	f.BoolVar(&o.strict, "strict", false, strictHelp)
	return c
}

func (a *app) runLogs(ctx context.Context, o logsOptions, paths []string) error {
	how, err := a.howToRead(o)
	if err != nil {
		return usage(err)
	}
	in, err := a.logFiles(paths, o)
	if err != nil {
		return err
	}
	files := in.files
	if o.lines {
		return a.logLines(ctx, files, how, o.json)
	}
	defer sparing(64 << 20)()
	files, stop := a.progress(files)
	a.sayReadingOf(files)
	r := logs.Read(ctx, files, how)
	var events []timeline.Event
	refused := []refusedLine{}
	for e, err := range r.Events() {
		var line *timeline.LineError
		switch {
		case err == nil:
			events = append(events, e)
		case !errors.As(err, &line):
			stop()
			return err
		default:
			refused = append(refused, refusedLine{line.Position, line.Err.Error()})
		}
	}
	stop()
	look := look{Reading: r.Reading(), Summary: r.Summary(), Events: events, Refused: refused, Exports: in.exports}
	look.Reading.Gaps = append(in.gaps, look.Reading.Gaps...)
	if err := look.Reading.Tally.Err(); err != nil {
		return err
	}
	if o.json {
		err = a.printJSON(look)
	} else {
		a.printLook(look, o)
	}
	switch {
	case err != nil:
		return err
	case look.Reading.Failed:
		return fmt.Errorf("nothing was read\n  hint: %s", strings.Join(look.Reading.Gaps, "\n  hint: "))
	case in.missing != nil:
		return in.missing
	case o.strict && (look.Reading.Tally.Refused > 0 || len(look.Reading.Gaps) > 0):
		return &codeError{ExitNotWhole, errors.New("a file was not read whole, and --strict was given")}
	}
	return nil
}

// sayReadingOf tells on a terminal that reading goes on, where it takes long
// enough to be wondered at.
func (a *app) sayReadingOf(files []logs.File) {
	const long = 200 << 20
	size := int64(0)
	for _, f := range files {
		size += max(f.Size, 0)
	}
	if size >= long && a.err.Terminal() {
		a.say("reading   %s MiB in %s; Ctrl-C ends it", commas(int(size>>20)), plural(len(files), "file"))
	}
}

// logInput is what the arguments of candor logs mean.
type logInput struct {
	files   []logs.File
	exports []exportFile // found in a folder, and no logs
	gaps    []string
	missing error // of those arguments that mean nothing, while others do
}

// logFiles lists what is to be read. An argument that means nothing is an error
// at the end: the others are read.
func (a *app) logFiles(paths []string, o logsOptions) (logInput, error) {
	var in logInput
	var missing []error
	seen := map[string]bool{}
	for _, p := range paths {
		found, gaps, err := source.Files(p, ".", a.Stdin)
		if pipe, ok := pipeFile(p); ok {
			found, gaps, err = pipe, nil, nil
		}
		if err != nil {
			missing = append(missing, err)
			continue
		}
		in.gaps = append(in.gaps, gaps...)
		if declared := o.format != "" || o.fields != ""; !declared && (len(found) > 1 || found[0].Name != filepath.ToSlash(p)) {
			found = in.leaveOut(found)
		}
		for _, f := range found {
			if !seen[f.Name] {
				seen[f.Name] = true
				in.files = append(in.files, f)
			}
		}
	}
	in.missing = errors.Join(missing...)
	if len(in.files) == 0 && len(in.exports) == 0 {
		return in, in.missing
	}
	return in, nil
}

// pipeFile is what another program writes into a named pipe, or into that of
// <(command) in a shell. It is read once, as standard input is.
func pipeFile(p string) ([]logs.File, bool) {
	info, err := os.Stat(p)
	if err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		return nil, false
	}
	return []logs.File{{Name: filepath.ToSlash(p), Size: -1, Open: func() (io.ReadCloser, error) { return os.Open(p) }}}, true
}

// leaveOut takes the exports of other systems from files that nobody named one
// by one, but those that hold lines of logs.
func (in *logInput) leaveOut(files []logs.File) (rest []logs.File) {
	exports, rest := source.Sort(files)
	for _, k := range source.Kinds() {
		for _, f := range exports[k.Name] {
			if k.Lines {
				rest = append(rest, f)
				continue
			}
			in.exports = append(in.exports, exportFile{f.Name, k.Name})
		}
	}
	return rest
}

// howToRead makes the options of the reading of the flags.
func (a *app) howToRead(o logsOptions) (logs.Options, error) {
	how := logs.Options{Year: o.year, Clock: o.clock, Format: o.format}
	if o.zone != "" {
		z, err := incident.ParseZone(o.zone)
		if err != nil {
			return how, fmt.Errorf("--zone: %w", err)
		}
		how.Zone = z.Location
	}
	if o.year != 0 && o.year < 1970 || o.year > 2199 {
		return how, fmt.Errorf("--year: %d is no year of a log: give one from 1970 to 2199", o.year)
	}
	if o.fields != "" {
		m, err := logs.ParseMapping(o.fields)
		if err != nil {
			return how, fmt.Errorf("--map: %w", err)
		}
		how.Map = m
	}
	if source.IsFormatFile(o.format) {
		f, err := source.ReadFormat(o.format)
		if err != nil {
			return how, fmt.Errorf("--format: %w", err)
		}
		how.Formats, how.Format = []logs.Format{f}, f.Name
		o.format = ""
	}
	if o.format != "" && !knownFormat(o.format) {
		return how, fmt.Errorf("--format: %q is not known\n  hint: see: candor formats", o.format)
	}
	for _, t := range []struct {
		flag, text string
		into       *time.Time
		late       bool
	}{{"--since", o.since, &how.Since, false}, {"--until", o.until, &how.Until, true}} {
		if t.text == "" {
			continue
		}
		at, err := a.when(t.text, how.Zone, "--zone")
		if err != nil {
			return how, fmt.Errorf("%s: %w", t.flag, err)
		}
		if *t.into = at.Earliest; t.late {
			*t.into = at.Latest
		}
	}
	return how, nil
}

func knownFormat(name string) bool {
	for _, f := range logs.Formats() {
		if f.Name == name {
			return true
		}
	}
	return false
}

// logLines prints each line of the files.
func (a *app) logLines(ctx context.Context, files []logs.File, how logs.Options, asJSON bool) error {
	var buf []byte
	for _, f := range files {
		for l, err := range logs.Lines(ctx, f, how) {
			if err != nil {
				return errors.Join(a.flushLines(buf), err)
			}
			if len(files) > 1 {
				l.File = f.Name
			}
			if asJSON {
				buf = append(safeJSON(l.AppendJSON(nil)), '\n')
			} else {
				buf = append(buf, plainLine(l)...)
			}
			if _, err := a.out.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	return a.flushLines(buf)
}

func (a *app) flushLines(buf []byte) error {
	_, err := a.out.Write(buf)
	return err
}

// plainLine is a line as people read it.
func plainLine(l logs.Line) string {
	when := term.Pad("", 24)
	switch {
	case l.Of > 0:
		when = term.Pad("  goes on with "+fmt.Sprint(l.Of), 24)
	case !l.Time.IsZero():
		when = term.Pad(l.Time.String(), 24)
	case l.Refused != nil:
		when = term.Pad("  not understood", 24)
	}
	head := ""
	if l.File != "" {
		head = l.File + ":"
	}
	return fmt.Sprintf("%s%d  %s  %s  %s  %s\n", head, l.No, when, term.Pad(l.Level.String(), 7), term.Pad(l.Pattern, 11), term.Line(string(l.Text)))
}

// sparing makes the collector of unused memory fit the reading of logs, until the
// function that it returns is called: two fifths of what is used may lie unused, since
// what is read holds few pointers and is looked through quickly. The reserve in
// bytes, which is never touched and so takes no memory, counts as used: without one the
// collector would look again and again while there is next to nothing yet.
func sparing(reserve int) func() {
	untouched := make([]byte, reserve)
	before := debug.SetGCPercent(40)
	return func() {
		runtime.KeepAlive(untouched)
		debug.SetGCPercent(before)
	}
}
