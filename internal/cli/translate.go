package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/templates"
)

func (a *app) translateCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "translate LANG",
		Short: "Write down what the record says in another language",
		Long: `Write translations/LANG.yaml, or bring it in line with the record: every text that notices
tell, with its source and its translation. What is translated stays; a text that has
changed since says so. Figures and times that candor computes are not in it.`,
		Example: `  candor translate de
  candor translate ja -C examples/esx-2008`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(errors.New("translate: name one language, such as: candor translate de"))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.runTranslate(args[0]) },
	}
}

func (a *app) runTranslate(language string) error {
	var codes []string
	known := false
	for _, l := range templates.Languages() {
		codes = append(codes, l.Code)
		known = known || l.Code == language
	}
	if !known {
		return usage(fmt.Errorf("language %q: notices are not written in it\n  hint: %s", language, "they are: "+strings.Join(codes, ", ")))
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
	if language == incident.Original(inc) {
		return usage(fmt.Errorf("language %q: the record is written in it\n  hint: name the original first under languages: in incident.yaml", language))
	}
	file, tr, err := f.Translate(inc, language)
	if err != nil {
		return err
	}
	missing, stale := tr.Lacks(inc)
	a.say("translate %s: %d missing, %d older than their source", file, len(missing), len(stale))
	if len(missing)+len(stale) > 0 {
		a.next("write text: of these into " + file + ", and take out was: lines; then: candor draft --lang " + language + a.at())
	} else {
		a.next("candor draft --lang " + language + a.at())
	}
	return nil
}
