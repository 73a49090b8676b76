package review

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/strict"
)

// Waived is the level of a finding that a person lets stand, with a reason. It
// stops nothing and is shown all the same.
const Waived Level = "waived"

// unwaivable are the rules that nobody can let stand: what they find is not a
// matter of judgement but an unfinished document.
var unwaivable = []string{"clash", "limits", "todo"}

// waiverMark is a waiver inside a document: it holds for the line it stands on
// and for the paragraph that follows it.
var waiverMark = regexp.MustCompile(`<!--\s*candor:\s*waive\s+([A-Za-z0-9-]+)\s*:\s*(.*?)\s*-->`)

// Waivable reports whether a person may let stand what the rule finds.
func (r Rule) Waivable() bool { return !slices.Contains(unwaivable, r.ID) }

// Find returns the rule of an ID, however its letters are written. An unknown
// one gives an error that suggests the nearest.
func Find(id string) (Rule, error) {
	var ids []string
	for _, r := range Rules() {
		if strings.EqualFold(r.ID, id) {
			return r, nil
		}
		ids = append(ids, r.ID)
	}
	return Rule{}, fmt.Errorf("rule %q does not exist\n  hint: %s", id, strict.Suggest(id, ids))
}

// waived lowers the findings that the record or the document waives, and adds
// one for each waiver that gives no reason or names a rule that nobody can
// waive.
func waived(found []Finding, doc Document, waivers []incident.Waiver) []Finding {
	var extra []Finding
	for _, m := range inlineWaivers(doc) {
		switch {
		case m.Reason == "":
			extra = append(extra, m.refused(doc, "the waiver of "+m.Rule+" gives no reason", "write why it may stand: <!-- candor: waive "+m.Rule+": … -->"))
			continue
		case slices.Contains(unwaivable, m.Rule):
			extra = append(extra, m.refused(doc, m.Rule+" cannot be waived", "mend what it found"))
			continue
		}
		for i := range found {
			if f := &found[i]; f.Rule == m.Rule && f.Line >= m.from && f.Line <= m.to {
				f.Level, f.Reason = Waived, m.Reason
			}
		}
	}
	for _, w := range waivers {
		if slices.Contains(unwaivable, w.Rule) || w.Document != "" && w.Document != doc.Draft.Name {
			continue
		}
		for i := range found {
			if f := &found[i]; f.Rule == w.Rule {
				f.Level, f.Reason = Waived, w.Reason
			}
		}
	}
	return append(found, extra...)
}

// inlineWaiver is a waiver that stands in a document, and the lines it holds
// for.
type inlineWaiver struct {
	Rule, Reason   string
	line, from, to int
}

func (w inlineWaiver) refused(doc Document, message, hint string) Finding {
	return Finding{Rule: "waiver", Level: Error, File: doc.File, Line: w.line, Message: message, Hint: hint}
}

func inlineWaivers(doc Document) []inlineWaiver {
	if !bytes.Contains(doc.Draft.Markdown, []byte("candor:")) {
		return nil
	}
	lines := strings.Split(string(doc.Draft.Markdown), "\n")
	var out []inlineWaiver
	for i, line := range lines {
		for _, m := range waiverMark.FindAllStringSubmatch(line, -1) {
			w := inlineWaiver{Rule: m[1], Reason: m[2], line: i + 1, from: i + 1, to: i + 1}
			if strings.TrimSpace(line) == m[0] {
				w.to = paragraphEnd(lines, i+1)
			}
			out = append(out, w)
		}
	}
	return out
}

// paragraphEnd is the number of the last line of the paragraph that begins at
// or after an index.
func paragraphEnd(lines []string, i int) int {
	for i < len(lines) && strings.TrimSpace(lines[i]) == "" {
		i++
	}
	for i < len(lines) && strings.TrimSpace(lines[i]) != "" {
		i++
	}
	return i
}

// WithoutWaivers takes the waivers out of a document that leaves the house.
func WithoutWaivers(markdown []byte) []byte {
	if !waiverMark.Match(markdown) {
		return markdown
	}
	var out []string
	for line := range strings.Lines(string(markdown)) {
		rest := waiverMark.ReplaceAllString(line, "")
		if strings.TrimSpace(rest) == "" && rest != line {
			continue
		}
		out = append(out, rest)
	}
	return []byte(strings.Join(out, ""))
}
