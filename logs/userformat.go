package logs

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/timeline"
)

// formatFile is a format as a user describes it. What is not a group of the
// pattern with the name of a known field is a field of its own.
type formatFile struct {
	Name    string         `yaml:"name"`
	Doc     string         `yaml:"doc"`
	Pattern string         `yaml:"pattern"` // RE2, with named groups
	Time    string         `yaml:"time"`    // layout with the directives of strftime; empty is any way that is known
	Levels  levelNames     `yaml:"levels"`
	Samples []formatSample `yaml:"samples"`
}

// levelNames are the words that mean each level, besides those every format
// knows.
type levelNames struct {
	Debug   []string `yaml:"debug"`
	Info    []string `yaml:"info"`
	Warning []string `yaml:"warning"`
	Error   []string `yaml:"error"`
	Fatal   []string `yaml:"fatal"`
}

// formatSample is a line that must be read, and what must be read from it
// where that is stated.
type formatSample struct {
	Line    string `yaml:"line"`
	Time    string `yaml:"time"`
	Level   string `yaml:"level"`
	Subject string `yaml:"subject"`
	Text    string `yaml:"text"`
}

// ReadFormat reads a format that is described in YAML: a name, a pattern (a
// regular expression in the syntax of RE2 with named groups), the layout of
// its time, the words of its levels, and samples. The error names file, line
// and what is wrong; a sample that the format does not read as it says is an
// error. file is used in messages alone.
func ReadFormat(file string, data []byte) (Format, error) {
	var in formatFile
	doc := strict.Decode(file, data, &in, strict.Options{})
	if err := doc.Err(); err != nil {
		return Format{}, err
	}
	if in.Name == "" || strings.Trim(in.Name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		doc.Fail([]any{"name"}, "name: a format needs a name of small letters, digits and hyphens", "write name: acme-gateway")
	}
	for _, f := range Formats() {
		if f.Name == in.Name {
			doc.Fail([]any{"name"}, fmt.Sprintf("name: %s is a format that candor has", in.Name), "choose another name")
		}
	}
	if len(in.Samples) == 0 {
		doc.Fail(nil, "samples: a format needs at least one line that it reads", "copy a line of the log: samples: [{line: '…'}]")
	}
	p := in.pattern(doc)
	if err := doc.Err(); err != nil {
		return Format{}, err
	}
	f := Format{Name: in.Name, Doc: in.Doc, parse: p.parse}
	for i, s := range in.Samples {
		sample := Sample{Line: s.Line, Time: s.Time, Level: levelOf([]byte(s.Level)), Subject: s.Subject, Text: s.Text}
		if s.Level != "" && sample.Level == timeline.NoLevel {
			doc.Fail([]any{"samples", i, "level"}, fmt.Sprintf("samples, item %d: %q is no level", i+1, s.Level), "write debug, info, warning, error or fatal")
			continue
		}
		if field, why := f.wrong(sample, s.Level != ""); why != "" {
			doc.Fail([]any{"samples", i, field}, fmt.Sprintf("samples, item %d: %s", i+1, why), "mend the pattern, or the sample")
		}
		f.Samples = append(f.Samples, sample)
	}
	return f, doc.Err()
}

// userPattern reads lines with a user's expression.
type userPattern struct {
	re     *regexp.Regexp
	groups []alias
	names  []string
	layout layout
	levels map[string]timeline.Level
}

// pattern compiles the expression and checks its groups.
func (in *formatFile) pattern(doc *strict.Doc) *userPattern {
	p := &userPattern{layout: layout(in.Time), levels: map[string]timeline.Level{}}
	re, err := regexp.Compile(in.Pattern)
	if err != nil || in.Pattern == "" {
		why := "is missing"
		if err != nil {
			why = strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		}
		doc.Fail([]any{"pattern"}, "pattern: "+why, "the syntax is that of RE2: https://github.com/google/re2/wiki/Syntax")
		return p
	}
	p.re = re
	timed := false
	for _, name := range re.SubexpNames() {
		a, _ := aliasOf(name, nil)
		timed = timed || a.role == roleTime || a.role == roleDay
		p.groups, p.names = append(p.groups, a), append(p.names, name)
	}
	if !timed {
		doc.Fail([]any{"pattern"}, "pattern: no group is named time", `write (?P<time>…) around the time, and (?P<level>…), (?P<service>…), (?P<message>…) around the rest`)
	}
	if in.Time != "" {
		if err := p.layout.check(); err != nil {
			doc.Fail([]any{"time"}, "time: "+err.Error(), "")
		}
	}
	for level, words := range map[timeline.Level][]string{
		timeline.Debug: in.Levels.Debug, timeline.Info: in.Levels.Info, timeline.Warning: in.Levels.Warning,
		timeline.Error: in.Levels.Error, timeline.Fatal: in.Levels.Fatal,
	} {
		for _, w := range words {
			if _, twice := p.levels[w]; twice {
				doc.Fail([]any{"levels"}, fmt.Sprintf("levels: %q stands for two levels", w), "keep one of the two")
			}
			p.levels[w] = level
		}
	}
	return p
}

func (p *userPattern) parse(line []byte, r *record) verdict {
	m := p.re.FindSubmatchIndex(line)
	if m == nil {
		return foreign
	}
	f := &r.json.found
	f.clear()
	for i, a := range p.groups {
		if i == 0 || p.names[i] == "" || m[2*i] < 0 || m[2*i] == m[2*i+1] {
			continue
		}
		value := line[m[2*i]:m[2*i+1]]
		if a.role != noRole {
			f.give(a, value, textValue)
		}
		if r.collect && !a.role.told() {
			r.keepField(p.names[i], value)
		}
	}
	if !f.has[roleMessage] {
		if rest := bytes.TrimSpace(line[m[1]:]); len(rest) > 0 {
			f.give(alias{role: roleMessage}, rest, textValue)
		}
	}
	ok := r.take(f)
	if p.layout != "" {
		ok = p.time(r, f)
	}
	if !ok {
		return r.refuse(fmt.Errorf("the pattern matches, but %q is no time that is known or that the layout describes", oneLine(r.text(f, roleTime), 60)))
	}
	r.timed = true
	if level, known := p.levels[string(f.value[roleLevel])]; known && f.has[roleLevel] {
		r.level, r.trouble = level, false
	}
	return understood
}

// time reads the time by the user's layout; a date in a group of its own comes
// first.
func (p *userPattern) time(r *record, f *found) bool {
	v := r.text(f, roleTime)
	if f.has[roleDay] {
		v = append(append(bytes.Clone(r.text(f, roleDay)), ' '), v...)
	}
	return p.layout.read(&r.at, v)
}

// wrong says what a format does not read from a sample as it should, and the
// field of the sample that says so.
func (f Format) wrong(s Sample, levelled bool) (field, why string) {
	var r record
	r.reset()
	switch f.parse([]byte(s.Line), &r) {
	case refused:
		return "line", r.why.Error()
	case understood:
	default:
		return "line", "the pattern does not match this line"
	}
	if s.Time != "" {
		want, err := time.Parse(time.RFC3339Nano, s.Time)
		if err != nil {
			return "time", fmt.Sprintf("%q is not a time as 2006-01-02T15:04:05Z", s.Time)
		}
		c := calendar{clockOf: clockOf{loc: time.UTC}, year: 2024, basis: yearDeclared}
		got, err := c.settle(&r.at)
		if err != nil || got.ns != want.UnixNano() {
			return "time", fmt.Sprintf("the time is read as %s, and not as %s", time.Unix(0, got.ns).UTC().Format(time.RFC3339Nano), s.Time)
		}
	}
	if levelled && r.level != s.Level {
		return "level", fmt.Sprintf("the level is read as %q, and not as %q", r.level, s.Level)
	}
	if got := oneLine(r.subject, fieldLimit); s.Subject != "" && got != s.Subject {
		return "subject", fmt.Sprintf("the subject is read as %q, and not as %q", got, s.Subject)
	}
	if got := oneLine(r.message, textLimit); s.Text != "" && got != s.Text {
		return "text", fmt.Sprintf("the text is read as %q, and not as %q", got, s.Text)
	}
	return "", ""
}
