package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/templates"
)

const templatesHelp = "a `folder` of your own templates, put over candor's"

func (a *app) templatesCmd() *cobra.Command {
	var asJSON bool
	var dir string
	c := &cobra.Command{
		Use:   "templates",
		Short: "List the documents that can be drafted, and help to write your own",
		Long: `List the documents that can be drafted: candor's own, and those of templates/ in the
incident folder or beside it, which is put over them. docs/templates.md tells what
templates see and can call.`,
		Example: `  candor templates
  candor templates show postmortem
  candor templates new handover
  candor templates render templates/report/handover.md.tmpl --with 2026-03-04-checkout`,
		Args: args(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			set, err := flow.Templates(a.dir, dir)
			if err != nil {
				return err
			}
			list := rows(set.All(), func(t templates.Template) row {
				return row{Name: t.Draft(), Doc: t.Doc, Note: string(t.Audience)}
			})
			if asJSON {
				return a.printJSON(list)
			}
			a.printRows(list)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the list as JSON")
	c.PersistentFlags().StringVar(&dir, "templates", "", templatesHelp)
	c.AddCommand(a.templatesShowCmd(&dir), a.templatesNewCmd(&dir), a.templatesRenderCmd(&dir))
	return c
}

func (a *app) templatesShowCmd(dir *string) *cobra.Command {
	var lang string
	c := &cobra.Command{
		Use:     "show NAME",
		Short:   "Print a template with the blocks that it uses",
		Example: "  candor templates show postmortem\n  candor templates show apology-letter --lang de",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, names []string) error {
			set, err := flow.Templates(a.dir, *dir)
			if err != nil {
				return err
			}
			t, err := set.Find(names[0], lang)
			if err != nil {
				return usage(err)
			}
			blocks, err := t.Blocks()
			if err != nil {
				return err
			}
			fmt.Fprint(a.out, strings.TrimRight(t.Source(), "\n")+"\n")
			for _, b := range blocks {
				if b.File != t.File {
					fmt.Fprintf(a.out, "\n{{- /* from %s */ -}}\n{{- define %q }}%s{{ end }}\n", b.File, b.Name, b.Text)
				}
			}
			a.say("%s; to change a block, define it in a file of this name below %s", t.File, flow.TemplatesDir)
			return nil
		},
	}
	c.Flags().StringVar(&lang, "lang", "", "the `language` of a notice")
	return c
}

func (a *app) templatesNewCmd(dir *string) *cobra.Command {
	var lang string
	c := &cobra.Command{
		Use:   "new NAME",
		Short: "Start a template of your own",
		Long: `Write templates/report/NAME.md.tmpl, or with --lang templates/notice/LANGUAGE/NAME.md.tmpl,
to begin from: a short document with comments, or where NAME is a template that there
is, that template. A file that is there is never written over.`,
		Example: "  candor templates new handover\n  candor templates new postmortem",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, names []string) error {
			set, err := flow.Templates(a.dir, *dir)
			if err != nil {
				return err
			}
			file, text, err := set.Start(names[0], lang)
			if err != nil {
				return usage(err)
			}
			at := *dir
			if at == "" {
				at = filepath.Join(a.dir, flow.TemplatesDir)
			}
			file = filepath.Join(at, filepath.FromSlash(file))
			if err := flow.Begin(file, []byte(text)); err != nil {
				return err
			}
			fmt.Fprintln(a.out, file)
			a.next("candor templates render " + file + " --with INCIDENT")
			return nil
		},
	}
	c.Flags().StringVar(&lang, "lang", "", "the `language` of a notice; without it, a report is started")
	return c
}

func (a *app) templatesRenderCmd(dir *string) *cobra.Command {
	var with string
	c := &cobra.Command{
		Use:   "render FILE",
		Short: "Print the document that a template file writes for an incident",
		Long: `Run one template file, or standard input for -, over an incident and print the document.
Nothing is written. A mistake is told with its file, line and what was meant.`,
		Example: "  candor templates render templates/report/handover.md.tmpl --with 2026-03-04-checkout",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, files []string) error {
			if with != "" {
				a.dir = with
			}
			f, err := a.folder()
			if err != nil {
				return err
			}
			defer f.Close()
			set, err := f.Templates(*dir)
			if err != nil {
				return err
			}
			text, err := a.templateText(files[0])
			if err != nil {
				return err
			}
			file := files[0]
			if file == "-" {
				file = "input.md.tmpl"
			}
			t, err := set.Read(file, text)
			if err != nil {
				return err
			}
			rep, err := a.loadReport(f, defaultMax)
			if err != nil {
				return err
			}
			d, err := t.Execute(flow.For(rep, t.Audience))
			if err != nil {
				return err
			}
			_, err = a.out.Write(d.Markdown)
			return err
		},
	}
	c.Flags().StringVar(&with, "with", "", "the incident `folder`; without it the one of -C")
	return c
}

// templateText reads a template's text, bounded as those of a folder are.
func (a *app) templateText(file string) (string, error) {
	r := a.Stdin
	if file != "-" {
		info, err := os.Stat(file)
		if err == nil && !info.Mode().IsRegular() {
			err = errors.New("is not a file")
		}
		if errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("%s: there is no such file\n  hint: start one with: candor templates new NAME", file)
		}
		if err != nil {
			return "", err
		}
		opened, err := os.Open(file)
		if err != nil {
			return "", err
		}
		defer opened.Close()
		r = opened
	}
	b, err := io.ReadAll(io.LimitReader(r, templates.MaxFile+1))
	if err == nil && len(b) > templates.MaxFile {
		err = fmt.Errorf("%s: has more than the %d bytes of a template", file, templates.MaxFile)
	}
	return string(b), err
}

// tellTemplate says of a document which files of users it was written by.
func (a *app) tellTemplate(t templates.Template) {
	if used := t.Users(); len(used) > 0 {
		a.say("          written by %s", strings.Join(used, ", "))
	}
}
