package review

import (
	"bytes"
	"fmt"

	"github.com/candor-reports/candor/incident"
)

// Wall finds what must not be in the bytes of a file for the public. It is the
// last look before they are written: whatever made them, and whatever was taken
// out before, they are read as they are, and so is what they stand for where
// they are encoded. Single first names, which may be words, are left to review.
func Wall(rep *incident.Report, file string, data []byte) []Finding {
	var out []Finding
	for _, found := range ForPublic(rep).FindBytes(data) {
		line := bytes.Count(data[:found.From], []byte("\n"))
		f := Finding{Rule: leakRule.ID, Level: Error, File: file, Line: line + 1, Message: leaks(found), Why: leakRule.Why, Source: leakRule.Source}
		if text := found.Text; found.Inside {
			f.Message = fmt.Sprintf("%s: %s", f.Message, leaked(found, text))
			f.Words = text
		}
		out = append(out, f)
	}
	return out
}
