// Package reference keeps the generated parts of docs/ true: what there is of
// formats, rules, templates, functions and redactions is written from the
// values themselves.
package reference

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candor-reports/candor/logs"
	"github.com/candor-reports/candor/redact"
	"github.com/candor-reports/candor/review"
	"github.com/candor-reports/candor/source"
)

var update = flag.Bool("update", false, "rewrite the generated pages of docs/")

func TestPages(t *testing.T) {
	for name, page := range map[string]string{
		"formats.md":   formats(),
		"rules.md":     rules(),
		"templates.md": templatesPage(t),
		"sources.md":   sources(),
		"clocks.md":    clocksPage(),
	} {
		file := filepath.Join("../../docs", name)
		if *update {
			if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(kept) != page {
			t.Errorf("docs/%s is not what the code says; rewrite it: go test ./internal/reference -update", name)
		}
	}
}

const notice = "<!-- Written by go test ./internal/reference -update. -->\n\n"

// fence writes a sample so that any text can stand in it.
func fence(text string) string {
	ticks := "```"
	for strings.Contains(text, ticks) {
		ticks += "`"
	}
	return ticks + "\n" + strings.TrimRight(text, "\n") + "\n" + ticks + "\n"
}

func formats() string {
	var b strings.Builder
	b.WriteString(notice + `# Log formats

A source of kind ` + "`file`" + ` is read line by line. The format of each file is found from its beginning; ` + "`format:`" + ` in the
record names one instead. Compressed files (gzip, zstd) are known by their first bytes. A line that has no time belongs to
the line before it, such as a stack trace; a line that is not understood is counted and shown.

Times without an offset are read in the zone the source or the record declares; without one, in UTC, and documents say
that it was assumed. A missing year is declared, or derived from the file's own dates or its modification time, across the
turn of the year, and the documents say from what. Limits: a line is cut at 64 KiB, with a mark; compressed input is read
up to 1 GiB of output and 200 times its size; each cut is told.

# A format of your own

A file in the folder ` + "`formats/`" + ` beside the record, or one that ` + "`format: acme.yaml`" + ` of a source or ` + "`--format acme.yaml`" + ` of
` + "`candor logs`" + ` names:

` + fence(ownFormat) + `
The pattern is a regular expression of RE2. Its groups are named as the fields of JSON lines are: ` + "`time`, `date`, `level`," + `
` + "`message`, `service`, `host`, `user`, `status`, `error`" + `; other names become labels of events. A format whose samples are not read
as it says is refused, with the place. Where only the names of fields or columns are unusual, ` + "`map:`" + ` of a source or
` + "`candor logs --map time=when,message=text`" + ` is enough.

# The formats

`)
	for _, f := range logs.Formats() {
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", f.Name, f.Doc)
		var lines []string
		for _, s := range f.Samples {
			lines = append(lines, s.Line)
		}
		b.WriteString(fence(strings.Join(lines, "\n")) + "\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

const ownFormat = `name: acme                     # small letters, digits, hyphens
pattern: '^(?P<level>\w+) \((?P<time>[^)]+)\) (?P<service>\w+) ~ (?P<message>.*)$'
time: '%d.%m.%y %H:%M:%S'      # directives of strftime; without it, every way that candor knows
levels:                        # besides the words that every format knows
  error: [S1, S2]
  info: [S5]
samples:                       # lines that must be read so; time, level, subject and text may be left out
  - line: 'S1 (04.03.24 14:02:11) pay ~ no route'
    time: 2024-03-04T14:02:11Z
    level: error
    subject: pay
    text: no route
`

func TestOwnFormat(t *testing.T) {
	if _, err := logs.ReadFormat("acme.yaml", []byte(ownFormat)); err != nil {
		t.Error(err)
	}
}

func rules() string {
	var b strings.Builder
	b.WriteString(notice + `# What review checks

An error keeps a document out of ` + "`public/`" + `, and ` + "`candor review`" + ` ends with code 3. A warning is for a person to weigh.

`)
	for _, r := range review.Rules() {
		fmt.Fprintf(&b, "## %s\n\n%s Found where %s.\n\n", strings.TrimSpace(r.ID+" "+r.Name), ruleScope(r), r.Doc)
		if r.Why != "" {
			fmt.Fprintf(&b, "Why: %s. Rests on: %s.\n\n", r.Why, r.Source)
		}
		for _, ex := range r.Examples {
			verdict := "Nothing is found in:"
			if ex.Findings > 0 {
				verdict = "Found in:"
			}
			b.WriteString(verdict + "\n\n" + fence(ex.Markdown) + "\n")
		}
	}
	b.WriteString(`# What is redacted

Before anything is written, candor takes these out of everything a source said. What was taken out is shown as
` + "`[redacted: RULE]`" + ` and counted.

| rule | takes out |
|---|---|
`)
	for _, r := range redact.Rules() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", r.Name, r.Doc)
	}
	return b.String()
}

// ruleScope says how grave a rule's findings are, and what it runs on.
func ruleScope(r review.Rule) string {
	s := "Level: " + string(r.Level)
	for _, p := range review.Profiles() {
		if l, ok := r.Levels[p]; ok {
			s += fmt.Sprintf(", %s in profile %s", l, p)
		}
	}
	s += "."
	if len(r.Profiles) > 0 {
		var names []string
		for _, p := range r.Profiles {
			names = append(names, string(p))
		}
		s += " Profiles: " + strings.Join(names, ", ") + "."
	}
	if len(r.Languages) > 0 {
		s += " Languages: " + strings.Join(r.Languages, ", ") + "."
	}
	if r.Off {
		s += " Off until it is asked for."
	}
	return s
}

func sources() string {
	var b strings.Builder
	b.WriteString(notice + `# Kinds of source

A source of the record names its ` + "`kind:`" + ` and its ` + "`path:`" + `: a file, a folder with all that is in it, a glob, or
` + "`-`" + ` for standard input; gzip and zstd are seen through, zip and tar archives opened. [record.md](record.md) describes the other fields.
` + "`candor report --source slack=export`" + ` starts a record with one.

Exports are read in whatever arrangement they come: one JSON object, an array, pages of an API (one by one or as a list), an object a line, a table
of comma-, semicolon- or tab-separated values with a line of names, or YAML. Fields that are not known are passed over; an
object that cannot be read, or has no time, is refused by itself, with its file and line, and the others are read. Limits:
16 MiB for an object, 100 levels of nesting, 128 MiB for a table, 16 MiB for YAML, 1 GiB and 200 times its size for
compressed input, 50,000 events of one source.

Files of a source of kind ` + "`file`" + ` that are such exports are read as what they are, as if each kind was named: the account of what was read
has a part for each kind, and says which files were taken for it by what stands in them. So a folder with alerts, chat and logs is given as one,
` + "`candor report --logs FOLDER`" + `. Where the record states a ` + "`format:`, `map:` or `each:`" + `, all of it is read as that says.

A kind that asks a server has a ` + "`url:`" + ` instead of a path, and a window: its own or the record's, which has no end while an incident goes on. Nothing else is asked, no
redirect to another host is followed, and certificates are verified. ` + "`auth: env:NAME`" + ` or ` + "`auth: file:PATH`" + ` names where
credentials are; they are sent over TLS, or to this machine, and taken out of what a server repeats. An authority of your own is trusted
where the variable ` + "`SSL_CERT_FILE`" + ` names its certificate. A proxy is used where
the environment names one (` + "`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`" + `), and the account says so; credentials go through it within TLS. Limits: 30 seconds for an answer and five minutes for all, 16
MiB for an answer and 128 MiB for all, 200 requests, three retries of each after at most 30 seconds. Servers that keep logs
count the lines of each minute themselves: what comes far more often than usual is a burst, of which the first 20 lines are
fetched; where lines come in every step as a rule, three steps without one are a silence.

What a system sends again and again is told once, with its count. Where a step speaks for a milestone of the incident, the
event carries it as the label ` + "`milestone`" + `: a suggestion, which sets nothing. The label ` + "`phase`" + ` tells what a step is in
the life of an alert.

`)
	for _, k := range source.Kinds() {
		fmt.Fprintf(&b, "## %s\n\n%s.\n\n", k.Name, capital(k.Doc))
		if k.Get != "" {
			fmt.Fprintf(&b, "How to come by it: %s.\n\n", strings.TrimSuffix(k.Get, "."))
		}
		if k.Fields != "" {
			fmt.Fprintf(&b, "Fields read: %s.\n\n", strings.TrimSuffix(k.Fields, "."))
		}
		for _, trap := range k.Traps {
			fmt.Fprintf(&b, "- %s\n", trap)
		}
		if len(k.Traps) > 0 {
			b.WriteString("\n")
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
