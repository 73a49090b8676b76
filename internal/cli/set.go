package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/timeline"
)

func (a *app) setCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "set [FACT TEXT…]",
		Short: "State a fact in the record",
		Long: `Write what is known into incident.yaml: in place of what was stated, or as one more
item of a list. Every other line stays as it is. Without arguments, the facts that can
be stated are listed. What has evidence beside it is changed in the file.`,
		Example: `  candor set impact.who customers who pay by card
  candor set impact.not_affected "Orders paid by invoice went through."
  candor set milestones.started 2026-03-04T14:02Z`,
		RunE: func(_ *cobra.Command, given []string) error {
			if len(given) == 0 {
				return a.listFacts()
			}
			return a.runSet(given[0], strings.Join(given[1:], " "))
		},
	}
}

func (a *app) listFacts() error {
	for _, f := range incident.Facts() {
		kind := ""
		if f.List {
			kind = "  (one more of a list)"
		}
		_ = a.out.Print(term.Plain.Of(f.Name), term.Dim.Of(kind), term.Plain.Of("\n"))
	}
	return nil
}

func (a *app) runSet(name, text string) error {
	if _, err := incident.FindFact(name); err != nil {
		return usage(fmt.Errorf("set: %w", err))
	}
	if strings.TrimSpace(text) == "" {
		return usage(fmt.Errorf("set: say what is known: candor set %s \"…\"", name))
	}
	f, err := a.folder()
	if err != nil {
		return err
	}
	defer f.Close()
	inc, err := f.Record()
	if err != nil {
		return err
	}
	text = flow.Clean(inc, text)
	if err := f.Change(givenFacts{{name, text}}.write); err != nil {
		return err
	}
	a.say("set       %s: %s", name, text)
	return nil
}

// givenFact is what a person says of one field of the record.
type givenFact struct{ name, text string }

// givenFacts are stated in their order.
type givenFacts []givenFact

// factFlags are the facts that have a flag of their own where a notice is
// written: those without which there is none.
var factFlags = []struct{ flag, fact, usage string }{
	{"who", "impact.who", "state who is affected, as `people`: customers who pay by card"},
	{"could-not", "impact.could_not", "state what they cannot `do`: place an order"},
	{"not-affected", "impact.not_affected", "state what keeps working, as a `sentence`; may be repeated"},
	{"started", "milestones.started", "state the `time` at which impact began"},
}

func (g *givenFacts) flags(c *cobra.Command) {
	for _, f := range factFlags {
		c.Flags().Var(factFlag{g, f.fact}, f.flag, f.usage)
	}
}

// factFlag is a flag that states a fact.
type factFlag struct {
	facts *givenFacts
	fact  string
}

func (f factFlag) String() string { return "" }

// Type names the kind of value that help shows where the usage names none.
func (f factFlag) Type() string { return "text" }

func (f factFlag) Set(text string) error {
	if strings.TrimSpace(text) == "" {
		return errors.New("there is no text")
	}
	*f.facts = append(*f.facts, givenFact{f.fact, text})
	return nil
}

// write states the facts in the text of a record. Secrets are taken out first.
func (g givenFacts) write(name string, data []byte) ([]byte, error) {
	for _, given := range g {
		inc, err := incident.Parse(name, data)
		if err != nil {
			return nil, err
		}
		fact, err := incident.FindFact(given.name)
		if err != nil {
			return nil, err
		}
		if data, err = incident.SetFact(name, data, fact, flow.Clean(inc, given.text)); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// questions are what is asked for on a terminal before a notice of a phase is
// written.
var questions = []struct {
	fact, question string
	phases         []incident.Phase // nil is all
	known          func(*incident.Incident) bool
}{
	{"impact.who", "Who is affected? (such as: customers who pay by card) ", nil, func(inc *incident.Incident) bool { return inc.Impact.Who != "" }},
	{"impact.could_not", "What can they not do? (such as: place an order) ", nil, func(inc *incident.Incident) bool { return inc.Impact.CouldNot != "" }},
	{"milestones.started", "When did it begin for them? (2026-03-04T14:02Z) ", []incident.Phase{incident.Monitoring, incident.Resolved},
		func(inc *incident.Incident) bool { return !inc.Milestones.At(timeline.Started).IsZero() }},
}

// stateFirst states the facts that were given with a notice, and on a terminal
// asks for those that it cannot do without. They stay stated if the notice
// lacks others, but a dry run keeps nothing.
func (a *app) stateFirst(f *flow.Folder, inc *incident.Incident, phase incident.Phase, o noticeOptions) (*incident.Incident, error) {
	facts := slices.Clone(o.facts)
	if a.Terminal && !phase.Maintenance() {
		more, err := a.askFacts(inc, phase, facts)
		if err != nil {
			return nil, err
		}
		facts = append(facts, more...)
	}
	if len(facts) == 0 {
		return inc, nil
	}
	if !o.dry {
		if err := f.Change(facts.write); err != nil {
			return nil, err
		}
		return f.Record()
	}
	return f.Supposing(facts.write)
}

func (a *app) askFacts(inc *incident.Incident, phase incident.Phase, given givenFacts) (givenFacts, error) {
	in := bufio.NewReader(a.Stdin)
	var answers givenFacts
	for _, q := range questions {
		stated := slices.ContainsFunc(given, func(g givenFact) bool { return g.name == q.fact })
		if stated || q.known(inc) || q.phases != nil && !slices.Contains(q.phases, phase) {
			continue
		}
		fmt.Fprint(a.err, q.question)
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if line = strings.TrimSpace(line); line != "" {
			answers = append(answers, givenFact{q.fact, line})
		}
	}
	return answers, nil
}
