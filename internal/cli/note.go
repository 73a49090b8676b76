package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/timeline"
)

type noteOptions struct{ at, by string }

func (a *app) noteCmd() *cobra.Command {
	var o noteOptions
	c := &cobra.Command{
		Use:   "note [TEXT…]",
		Short: "Write down what happens, while it happens or afterwards",
		Long: `Add a line to the record's notes, with the time it has now or the one --at gives.
Without text, every line of standard input becomes a note; a line may begin with a
time of its own.`,
		Example: `  candor note "restarted the proxy"
  candor note --at 2026-03-04T14:20Z --by "incident commander" "called the vendor"
  printf '2026-03-04T14:02Z first call\n2026-03-04T14:05Z second call\n' | candor note`,
		RunE: func(_ *cobra.Command, given []string) error { return a.runNote(o, strings.Join(given, " ")) },
	}
	c.Flags().StringVar(&o.at, "at", "", "the `time` it happened; now if not given")
	c.Flags().StringVar(&o.by, "by", "", "who wrote it down, as a `role`")
	return c
}

func (a *app) runNote(o noteOptions, text string) error {
	f, err := a.folder()
	if err != nil {
		return err
	}
	defer f.Close()
	inc, err := f.Record()
	if err != nil {
		return err
	}
	at := timeline.At(a.Now(), time.Second)
	if o.at != "" {
		if at, err = timeline.ParseTime(o.at, inc.Timezone.Location); err != nil {
			return usage(fmt.Errorf("--at: %w", err))
		}
	}
	var notes []incident.Note
	switch {
	case text != "" && text != "-":
		notes = []incident.Note{{At: at, Text: text, By: o.by}}
	case a.Terminal && text == "":
		return usage(errors.New("note: say what happened: candor note \"restarted the proxy\""))
	default:
		if notes, err = readNotes(a.Stdin, at, inc.Timezone.Location, o.by); err != nil {
			return err
		}
	}
	for i := range notes {
		notes[i].Text = flow.Clean(inc, notes[i].Text)
	}
	err = f.Change(func(name string, data []byte) ([]byte, error) {
		for _, n := range notes {
			if data, err = incident.AddNote(name, data, n); err != nil {
				return nil, err
			}
		}
		return data, nil
	})
	if err != nil {
		return err
	}
	for _, n := range notes {
		a.say("note      %s  %s", n.At.Clock(), n.Text)
	}
	return nil
}

// longestNote bounds one line of standard input, in bytes.
const longestNote = 64 << 10

// readNotes makes a note of every line. A line whose first word is a time with
// its zone has that time; the others have the given one.
func readNotes(r io.Reader, at timeline.Time, loc *time.Location, by string) ([]incident.Note, error) {
	var notes []incident.Note
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, longestNote)
	for sc.Scan() {
		line := strings.TrimSpace(sc.Text())
		if line == "" {
			continue
		}
		n := incident.Note{At: at, Text: line, By: by}
		if first, rest, ok := strings.Cut(line, " "); ok && strings.Contains(first, ":") {
			if t, err := timeline.ParseTime(first, loc); err == nil && !t.IsZero() {
				n.At, n.Text = t, strings.TrimSpace(rest)
			}
		}
		notes = append(notes, n)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("note: standard input: %w; nothing was noted", err)
	}
	if len(notes) == 0 {
		return nil, usage(errors.New("note: standard input was empty"))
	}
	return notes, nil
}
