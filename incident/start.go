package incident

import (
	"fmt"
	"strings"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Start is what a new record begins with. Empty parts are left for a person to
// fill in.
type Start struct {
	ID       string
	Title    string
	Service  string
	Severity string
	Timezone string
	Started  timeline.Time
	Since    timeline.Time
	Until    timeline.Time
	Sources  []Source
}

// ID makes an incident ID of a day and a title: "2026-03-04-checkout-errors".
func ID(day time.Time, title string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	id := day.Format(time.DateOnly)
	for _, w := range words {
		if len(id)+1+len(w) > 48 {
			break
		}
		id += "-" + w
	}
	if len(words) == 0 {
		id += "-incident"
	}
	return id
}

// Record writes the text of a new incident.yaml: what is known, and a comment
// for each thing that documents will ask for.
func (s Start) Record() ([]byte, error) {
	var b strings.Builder
	field := func(key, value, ask string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, quote(value))
			return
		}
		fmt.Fprintf(&b, "# %s: %s\n", key, ask)
	}
	b.WriteString("# What people state about the incident. candor never changes this text beyond\n# the notes and edits you ask it to write. Fields: docs/record.md\n")
	field("id", s.ID, "")
	field("title", s.Title, "what customers saw, in one line")
	field("service", s.Service, "the product or service, as customers know it")
	field("severity", s.Severity, "on your own scale")
	b.WriteString("status: investigating\n")
	field("timezone", s.Timezone, "Europe/Berlin    (of times written here without a zone)")
	if !s.Since.IsZero() || !s.Until.IsZero() {
		b.WriteString("\nwindow:\n")
		for _, w := range []struct {
			key string
			t   timeline.Time
		}{{"since", s.Since}, {"until", s.Until}} {
			if !w.t.IsZero() {
				fmt.Fprintf(&b, "  %s: %s\n", w.key, quote(w.t.String()))
			}
		}
	}
	b.WriteString("\n# summary: what happened, in three sentences\n\nimpact:\n")
	b.WriteString("  # who: customers who …\n  # could_not: pay by card            (completes \"they could not …\")\n  # effects:\n  #   - One sentence for each effect on them.\n  # not_affected:\n  #   - One sentence for each thing that kept working.\n  # count: 412 of 30,000 customers were affected\n  data: unknown    # none, possible, confirmed or unknown: was data lost?\n")
	b.WriteString("\n# A time has a zone (Z, +02:00, Europe/Berlin), or is a range (2026-03-04T14:02Z/14:09Z).\nmilestones:\n")
	if s.Started.IsZero() {
		b.WriteString("  # started: 2026-03-04T14:02Z\n")
	} else {
		fmt.Fprintf(&b, "  started: %s\n", quote(s.Started.String()))
	}
	b.WriteString("  # introduced, shipped, detected, acknowledged, declared, told, identified,\n  # mitigated, resolved, told-resolved\n")
	b.WriteString("\ncause:\n  # plain: the cause, in words for the reader of a letter\n  # mechanism: how the fault worked\n  # introduced: which change brought it in, and which release carried it\n  # missed: which check did not see it, and why that made sense at the time\n")
	b.WriteString("\n# actions:\n#   - text: Remove the check from every release\n#     told: remove the check from every release     (completes \"We will …\"; leave out to keep it internal)\n#     type: prevent      # prevent, detect, mitigate or process\n#     owner: head of release engineering\n#     due: 2026-04-01\n")
	s.sources(&b)
	out := []byte(b.String())
	if _, err := Parse(File, out); err != nil {
		return nil, err
	}
	return out, nil
}

func (s Start) sources(b *strings.Builder) {
	if len(s.Sources) == 0 {
		b.WriteString("\n# sources:\n#   - name: api\n#     kind: git            # candor sources lists the kinds\n#     path: ../api\n#   - name: api-log\n#     kind: file\n#     path: logs/*.log.gz\n#     timezone: UTC        # of times in it that state none\n")
		return
	}
	b.WriteString("\nsources:\n")
	for _, src := range s.Sources {
		fmt.Fprintf(b, "  - name: %s\n    kind: %s\n", quote(src.Name), quote(src.Kind))
		if src.URL != "" {
			fmt.Fprintf(b, "    url: %s\n    # query: what the server is asked for, in its own language\n    # auth: env:NAME or file:PATH\n", quote(src.URL))
			continue
		}
		fmt.Fprintf(b, "    path: %s\n", quote(src.Path))
	}
}
