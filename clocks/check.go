package clocks

import (
	"errors"
	"fmt"
	"slices"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/strict"
)

// Check holds what a record says of duties against the regimes that there are:
// a regime, stage or answer that none of them knows would be passed over in
// silence. The file is the record's name in messages.
func (s *Set) Check(file string, inc *incident.Incident) error {
	var names, stages, answers []string
	for _, r := range s.regimes {
		names = append(names, r.Name)
		for _, st := range r.Stages {
			stages = append(stages, st.Name)
			for _, f := range st.Content {
				if !slices.Contains(answers, f.Answer) {
					answers = append(answers, f.Answer)
				}
			}
		}
	}
	slices.Sort(answers)
	var errs []error
	known := func(what, word string, words []string, path ...any) {
		if !slices.Contains(words, word) {
			errs = append(errs, fmt.Errorf("%s:%d: no regime has the %s %q\n  hint: %s", file, inc.Line(path...), what, word, strict.Suggest(word, words)))
		}
	}
	for i, d := range inc.Duties.Regimes {
		known("name", d.Regime, names, "duties", "regimes", i)
	}
	for _, a := range inc.Duties.Answers {
		known("answer", a.Name, answers, "duties", "answers", a.Name)
	}
	for i, sub := range inc.Submissions {
		known("stage", sub.Stage, stages, "submissions", i)
	}
	return errors.Join(errs...)
}
