package templates

import (
	"fmt"
	"path"
	"strings"
)

// Start is where a template of a user's own lies in a folder of templates, and
// the text that it begins with: that of the template of its name, or a short
// document that says what can be written. A language makes it a notice.
func (s *Set) Start(name, language string) (file, text string, err error) {
	if t, err := s.Find(name, language); err == nil {
		return t.dir + t.Name + ending, t.Source(), nil
	}
	if !templateName.MatchString(name) {
		return "", "", fmt.Errorf("template %q: cannot be its name\n  hint: write small letters, digits and hyphens", name)
	}
	dir, audience := "report", "internal"
	if language != "" {
		dir, audience = path.Join("notice", language), "public"
	}
	file = path.Join(dir, name+ending)
	text = strings.NewReplacer("AUDIENCE", audience, "NAME", name).Replace(start)
	if _, err := s.whole(file, part{file, text}, -1); err != nil {
		return "", "", err
	}
	return file, text, nil
}

// start is a template to begin from.
const start = `{{- /*
audience: AUDIENCE
doc: what the document is for, in one line

These comments are not printed. audience is internal or public; candor
templates lists the line after doc.

Text is printed as it stands, and is Markdown. Between braces stands a field of
the incident, or a function:

  .Title, .Impact.Who, .Cause.Plain.Text     fields, as in incident.yaml
  with X … else … end                        only where X is known
  range X … end                              for each of a list
  todo "role" "what is missing"              for what is not known yet
  template "impact" .                        a block that reports share

docs/templates.md lists all of them, with an example each. Try what you wrote:

  candor templates render templates/report/NAME.md.tmpl --with INCIDENT
*/ -}}
# {{ .Title }}

{{ with .Summary.Text }}{{ paragraphs . }}{{ else }}{{ todo "incident commander" "what happened, in three sentences" }}{{ end }}

{{ with .Impact.Who }}{{ sentence (print . " could not " (midsentence $.Impact.CouldNot)) }}{{ else }}{{ todo "support lead" "who was affected" }}{{ end }}

{{ with .Metric "to mitigate" }}{{ if not .Span.Unknown }}It lasted {{ .Span }} ({{ .Formula }}).{{ end }}{{ end }}

## Timeline

| Time | What |
|---|---|
{{- range .Timeline.Entries }}
| {{ clock .Time }} | {{ told . }} |
{{- end }}

{{- /* What is to be done, one line each. */}}

## Actions
{{ range .Actions }}
- {{ sentence .Text }}{{ with .Owner }} ({{ . }}){{ end }}
{{- else }}
{{ todo "incident commander" "what will be done" }}
{{- end }}
`
