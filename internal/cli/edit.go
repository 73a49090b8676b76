package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

type editOptions struct {
	hide, pin, public bool
	text, time        string
	milestone         string
	undo              bool
}

func (a *app) editCmd() *cobra.Command {
	var o editOptions
	c := &cobra.Command{
		Use:   "edit EVENT",
		Short: "Hide, pin, reword or retime an event, or mark it as a milestone",
		Long: `Decide how one event is told. The decision is kept in incident.yaml and survives
every new collection; the evidence itself is never changed. candor timeline shows the
ids of events.`,
		Example: `  candor edit e0123456789 --pin
  candor edit e0123456789 --text "The rollback began" --milestone identified
  candor edit e0123456789 --pin=false
  candor edit e0123456789 --undo`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, given []string) error { return a.runEdit(cmd, timeline.ID(given[0]), o) },
	}
	f := c.Flags()
	f.BoolVar(&o.hide, "hide", false, "leave it out of the timeline")
	f.BoolVar(&o.pin, "pin", false, "show it, however long the timeline is")
	f.BoolVar(&o.public, "public", false, "it may be told to customers")
	f.StringVar(&o.text, "text", "", "what the timeline says instead of the source's `words`")
	f.StringVar(&o.time, "time", "", "the `time` that holds instead of the source's")
	f.StringVar(&o.milestone, "milestone", "", "the `milestone` it is, such as detected")
	f.BoolVar(&o.undo, "undo", false, "forget every decision about it")
	return c
}

func (a *app) runEdit(cmd *cobra.Command, id timeline.ID, o editOptions) error {
	flags := cmd.Flags()
	changed := false
	for _, name := range []string{"hide", "pin", "public", "text", "time", "milestone", "undo"} {
		changed = changed || flags.Changed(name)
	}
	if !changed {
		return usage(fmt.Errorf("edit %s: say what to change\n  hint: see: candor edit --help", id))
	}
	f, err := a.folder()
	if err != nil {
		return err
	}
	defer f.Close()
	collected, err := f.Collected()
	if err != nil {
		return err
	}
	inc, err := f.Record()
	if err != nil {
		return err
	}
	known := false
	for _, e := range append(inc.Stated(), collected.Events...) {
		known = known || e.ID == id
	}
	if !known && !o.undo {
		return fmt.Errorf("event %s: no source has it\n  hint: candor timeline --all shows every event with its id", id)
	}
	err = f.Change(func(name string, data []byte) ([]byte, error) {
		inc, err := incident.Parse(name, data)
		if err != nil {
			return nil, err
		}
		e, err := o.apply(inc.Edit(id), flags.Changed, inc)
		if err != nil {
			return nil, err
		}
		return incident.SetEdit(name, data, e)
	})
	if err != nil {
		return err
	}
	a.say("edit      %s: kept in %s", id, incident.File)
	a.next("candor timeline" + a.at())
	return nil
}

// apply changes what the flags say and leaves the rest of an edit as it is.
func (o editOptions) apply(e incident.Edit, given func(string) bool, inc *incident.Incident) (incident.Edit, error) {
	if o.undo {
		return incident.Edit{Event: e.Event}, nil
	}
	if given("hide") {
		e.Hide = o.hide
	}
	if given("pin") {
		e.Pin = o.pin
	}
	if given("public") {
		e.Public = o.public
	}
	if given("text") {
		e.Text = o.text
	}
	if given("milestone") {
		e.Milestone = timeline.Milestone(o.milestone)
	}
	if given("time") {
		t, err := timeline.ParseTime(o.time, inc.Timezone.Location)
		if err != nil {
			return e, usage(fmt.Errorf("--time: %w", err))
		}
		e.Time = t
	}
	return e, nil
}
