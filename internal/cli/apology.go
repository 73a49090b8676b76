package cli

import (
	"fmt"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/review"
)

// reviewApology scores letters: those named, or the folder's apology letter.
func (a *app) reviewApology(names []string, asJSON bool) error {
	rep, docs, err := a.letters(names)
	if err != nil {
		return err
	}
	cards := []review.Card{}
	errs := 0
	for _, d := range docs {
		card, err := review.Apology(rep, d)
		if err != nil {
			return err
		}
		cards = append(cards, card)
		errs += card.Errors()
	}
	if asJSON {
		err = a.printJSON(cards)
	} else {
		for _, c := range cards {
			a.printCard(c)
		}
	}
	if err == nil && errs > 0 {
		err = &codeError{code: ExitFindings}
	}
	return err
}

// letters finds what is to be scored, and the record it is held against.
func (a *app) letters(names []string) (*incident.Report, []review.Document, error) {
	if len(names) > 0 && flow.IsReport(names[0]) {
		docs, err := flow.Reports(names)
		for i := range docs {
			docs[i].Profile = review.Letter
		}
		return nil, docs, err
	}
	f, err := a.folder()
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	rep, err := a.loadReport(f, defaultMax)
	if err != nil {
		return nil, nil, err
	}
	if len(names) == 0 {
		names = []string{"apology-letter"}
	}
	drafts, err := chooseDrafts(f, rep, names)
	if err != nil {
		return nil, nil, err
	}
	var docs []review.Document
	for _, d := range drafts {
		docs = append(docs, review.Document{File: d.File, Profile: review.Letter, Draft: d.Draft})
	}
	return rep.For(incident.Public), docs, nil
}

// printCard shows a score card, a part of the apology a paragraph.
func (a *app) printCard(c review.Card) {
	_ = a.out.Print(term.Bold.Of(c.File), term.Plain.Of(fmt.Sprintf(": %d of %d points\n", c.Points, c.Most)))
	for _, s := range c.Scores {
		style := term.Green
		switch s.Level {
		case review.Error:
			style = term.Red
		case review.Warning:
			style = term.Yellow
		}
		head := fmt.Sprintf("%-15s %-8s", s.Component, s.Presence)
		if s.Level != "" {
			head += " " + string(s.Level)
		}
		_ = a.out.Print(style.Of("● "), term.Plain.Of(head+"\n"))
		if s.Quote != "" {
			_ = a.out.Print(term.Plain.Of(fmt.Sprintf("    %s:%d: %s\n", c.File, s.Line, s.Quote)))
		}
		if s.Hedge != "" {
			_ = a.out.Print(term.Plain.Of(fmt.Sprintf("    hedged by: %s\n", s.Hedge)))
		}
		_ = a.out.Print(term.Plain.Of(fmt.Sprintf("    why: %s (%s)\n", s.Why, s.Source)))
	}
}
