package history

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/candor-reports/candor/internal/pattern"
)

// introductions tells what brought the fault: what the question names, else
// what is likely to have brought the line, the text or what the fix mended.
func (t *tracer) introductions(ctx context.Context) error {
	for _, hash := range t.q.Fault {
		if slices.ContainsFunc(t.faults, func(k kin) bool { return slices.ContainsFunc(k.copies, func(c Twin) bool { return c.Hash == hash }) }) {
			continue // it is a copy of one that was told
		}
		in, err := t.introduced(ctx, Candidate{Commit: hash, Score: 1, Why: []string{"named in the question"}}, true)
		if err != nil {
			return err
		}
		t.Introduced = append(t.Introduced, in)
	}
	if len(t.q.Fault) > 0 {
		return nil
	}
	found, err := t.suspected(ctx)
	if err != nil {
		return err
	}
	t.Notes = append(t.Notes, found.Notes...)
	for i, c := range found.Candidates {
		in, err := t.introduced(ctx, c, i < likely)
		if err != nil {
			return err
		}
		t.Introduced = append(t.Introduced, in)
	}
	t.sure(found)
	return nil
}

// likely is how many of the candidates are looked for on other branches.
const likely = 3

// suspected looks for what brought the fault.
func (t *tracer) suspected(ctx context.Context) (*Introduction, error) {
	switch {
	case t.q.Line != "":
		file, line, rev, err := parseLine(t.q.Line)
		if err != nil {
			return nil, err
		}
		return t.r.IntroducedLine(ctx, cmp.Or(rev, t.before()), file, line)
	case t.q.Text != "":
		pattern, err := regexp.Compile(t.q.Text)
		if err != nil {
			return nil, fmt.Errorf("history: the text %q is no regular expression: %w\nput a backslash before each of .+*?()[]{}|^$ that stands for itself", t.q.Text, err)
		}
		return t.r.IntroducedText(ctx, t.before(), pattern)
	}
	return t.r.IntroducedBy(ctx, t.q.Fix[0])
}

// before is where a line or a text is looked for that no revision is named for:
// before the fix where one is named, else at HEAD.
func (t *tracer) before() string {
	if len(t.q.Fix) > 0 {
		if c, err := t.r.Change(t.q.Fix[0]); err == nil && len(c.Parents) > 0 {
			return c.Parents[0]
		}
	}
	return "HEAD"
}

var lineForm = pattern.New(`^(.+):(\d+)(?:@(.+))?$`)

// parseLine reads FILE:N or FILE:N@REV.
func parseLine(s string) (file string, line int, rev string, err error) {
	m := lineForm.FindStringSubmatch(s)
	if m == nil {
		return "", 0, "", fmt.Errorf("history: %q names no line of a file\nwrite FILE:LINE, or FILE:LINE@REVISION for a line as it stood then", s)
	}
	if line, err = strconv.Atoi(m[2]); err != nil || line == 0 {
		return "", 0, "", fmt.Errorf("history: %q: there is no such line\nlines count from 1", s)
	}
	return m[1], line, m[3], nil
}

// sure makes the likeliest candidate the one that releases are judged by, and
// says how much that is worth.
func (t *tracer) sure(found *Introduction) {
	if len(t.faults) == 0 {
		t.note("start unknown: nothing here is known to have brought the fault, so which releases are affected is not known")
		return
	}
	t.faults = t.faults[:1]
	t.note("the affected releases are those that contain %s, the likeliest to have brought the fault (%.0f %%); name the one that did with --fault", short(t.faults[0].name), 100*t.Introduced[0].Score)
}
