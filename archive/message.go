package archive

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/candor-reports/candor/internal/visible"
)

// defaultMessage is the message of a commit where archive.yaml has none.
const defaultMessage = `{action} {id}: {title}

{documents}
`

var (
	placeholder  = regexp.MustCompile(`\{([a-z]*)\}`)
	placeholders = []string{"action", "id", "title", "service", "severity", "documents", "version"}
)

// checkMessage refuses a message with a placeholder that nothing is put into.
func checkMessage(template string) error {
	for _, m := range placeholder.FindAllStringSubmatch(template, -1) {
		if !slices.Contains(placeholders, m[1]) {
			return fmt.Errorf("the message has {%s}, which is not known: use %s", m[1], "{"+strings.Join(placeholders, "}, {")+"}")
		}
	}
	return nil
}

// message is the message of the commit that makes the given changes.
func message(template string, changes []Changed, version string) string {
	if template == "" {
		template = defaultMessage
	}
	if len(changes) > 1 {
		var b strings.Builder
		fmt.Fprintf(&b, "%s %d incidents\n\n", actionOf(changes), len(changes))
		for _, c := range changes {
			fmt.Fprintf(&b, "- %s %s: %s\n", strings.ToLower(c.Action), c.ID, visible.Line(c.house.Title))
		}
		return b.String()
	}
	c := changes[0]
	values := map[string]string{
		"action": c.Action, "id": c.ID, "title": visible.Line(c.house.Title), "service": visible.Line(c.house.Service), "severity": visible.Line(c.house.Severity),
		"documents": strings.Join(c.Told, "\n"), "version": version,
	}
	text := placeholder.ReplaceAllStringFunc(template, func(p string) string { return values[strings.Trim(p, "{}")] })
	text = strings.TrimSpace(text)
	if text == "" {
		text = c.Action + " " + c.ID
	}
	return text + "\n"
}

// actionOf is what all changes have in common.
func actionOf(changes []Changed) string {
	for _, c := range changes {
		if c.Action != changes[0].Action {
			return Archived
		}
	}
	return changes[0].Action
}
