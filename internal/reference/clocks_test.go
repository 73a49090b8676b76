package reference

import (
	"fmt"
	"strings"

	"github.com/candor-reports/candor/clocks"
	"github.com/candor-reports/candor/incident"
)

const clocksHead = `# Clocks

` + "`candor clocks`" + ` computes from the record by when an incident has to be told to regulators, to the people concerned or to
investors. It computes times and lists facts; **it does not decide whether a duty applies, and it is not legal advice.**
Check every deadline against the rule itself, and use the regime's own form.

## What the record says

` + "```yaml" + `
duties:
  regimes:                  # that people say apply
    - gdpr
    - regime: nis2
      points: {aware: 2026-03-04T15:10Z}      # another one for this regime
    - regime: hipaa
      not_because: we hold no health data     # looked at, and not applied
  points:                   # when a clock starts
    aware: 2026-03-04T14:40Z
    classified-major: {at: 2026-03-04T16:00Z, evidence: [channel:9]}
  answers:                  # what only regulators ask for; each a claim
    data-subjects: about 400 customers
submissions:                # what was submitted; candor clocks submitted writes it
  - {stage: nis2-24h, at: 2026-03-05T14:00Z, reference: CSIRT-7, to: the national CSIRT}
` + "```" + `

Where the record names no regime that applies, all are shown that are not off and not ruled out, and the command says so.
A point is a time as everywhere in the [record](record.md). Points: %s. A clock can start at any
milestone as well.

## How a deadline is computed

- **Hours pass.** 72 hours after an instant are 72 hours later, through weekends, holidays and changes of the clocks.
- **Months and days** are those of the calendar: the same time of day on the same day of a later month, or on its last
  day where the month has no such day (31 January and a month is 28 or 29 February). Of a time of day that comes twice
  it is the first; one that clocks jump over becomes the same distance before the jump. Days are those of the
  authority's zone where the regime has one, else of the record's ` + "`timezone`" + `, else of UTC. A rule may give until the
  end of that day, or, where it is a holiday, until the next working day: what is computed is never later.
- **Business days** are counted in the authority's zone from the day after the start, without Saturdays, Sundays and the
  holidays of a calendar. The start's own day does not count. A year that a calendar does not hold for is an error, and
  the command ends with code 1.
- **A start that is not certain** (an interval, a day, a floating time): the earliest moment that it can be is what counts.
- **Several limits**: the earliest counts, and the others are shown.
- **After a submission**: the clock starts with the first submission of the earlier stage, or with the last where the
  rule says so. Until then it waits, and says by when that stage is due.
- **A limit that lapses** (DORA: 24 hours from awareness) does not hold where the classification came later than it. As
  long as nothing was classified, it is shown until it has passed; then the clock waits for the classification.
- Rules that came into force later do not hold for what started before.

A stage is past due once the deadline has passed and nothing was submitted: the command then ends with code 3. A
submission is late where even its earliest moment lies after the deadline.

Each stage asks for facts. Each is taken from ` + "`duties: answers:`" + ` under its name or, where there is none, from the places of the
record that are listed below. What is in neither is printed as ` + "`NOT YET KNOWN (ask the …)`" + `, in the table and in the draft; unlike
a TODO it stops nothing, since a notice may go out incomplete. The drafts (` + "`candor draft reg-gdpr-33`" + `) are internal documents:
facts with their evidence, no apology, no promise, no guess.

## Regimes of your own

A file in the folder ` + "`regimes/`" + ` beside the record adds a regime, or replaces one of the same name; ` + "`regimes/calendars/`" + ` does
the same for calendars. Both are read strictly, with the place of every mistake.

` + "```yaml" + `
name: board
title: Our board
zone: Europe/Berlin
stages:
  - name: board-note
    title: A note to the board
    limits:
      - {from: [detected], business_days: 1, calendar: house, until: "09:00"}
    content:
      - {fact: What it cost, answer: board-cost, in: [impact.money], ask: finance lead}
` + "```" + `

` + "```yaml" + `
name: house
from: 2026
to: 2027
days:
  - {name: New Year's Day, month: 1, day: 1, moved: nearest}
  - {name: Whit Monday, easter: 50}
  - {name: Labor Day, month: 9, weekday: Monday, which: 1}
  - {name: Founders' day, date: 2026-03-05}
` + "```" + `

A limit has ` + "`from:`" + ` (the earliest known of several) or ` + "`after:`" + ` (an earlier stage; ` + "`latest: true`" + ` counts from its last submission),
` + "`within:`" + ` (ISO 8601, to the minute: PT72H, P14D, P1M) or ` + "`business_days:`" + ` with ` + "`calendar:`" + ` and ` + "`until:`" + `, and may have ` + "`lapses:`" + `, ` + "`since:`" + ` and
` + "`before:`" + `. A stage without a limit in time has ` + "`prompt:`" + `. ` + "`when: late`" + ` marks a fact that only a late notice has to tell.

`

func clocksPage() string {
	var b strings.Builder
	b.WriteString(notice)
	fmt.Fprintf(&b, clocksHead, "`"+strings.Join(incident.PointNames, "`, `")+"`")
	b.WriteString("## Calendars\n\n| calendar | is | years | source |\n|---|---|---|---|\n")
	set := clocks.Own()
	for _, c := range set.Calendars() {
		fmt.Fprintf(&b, "| `%s` | %s | %d–%d | %s |\n", c.Name, c.Doc, c.From, c.To, c.Source)
	}
	b.WriteString(`
Days on which the President of the United States closes federal offices by order are not in ` + "`us-federal`" + `, and days that one
Member State or the European Commission alone keeps are not in ` + "`eu-target`" + `: with one of those, the real deadline is later than
the one that is computed.

## The regimes

`)
	for _, r := range set.Regimes() {
		regime(&b, r)
	}
	b.WriteString("## Places of the record\n\n| place | is |\n|---|---|\n")
	for _, p := range clocks.Places() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", p.Name, p.Doc)
	}
	return b.String()
}

func regime(b *strings.Builder, r *clocks.Regime) {
	fmt.Fprintf(b, "### %s\n\n%s: %s.", r.Name, r.Title, r.Doc)
	if r.Off {
		b.WriteString(" Off: shown only where the record names it.")
	}
	if !r.Since.IsZero() {
		fmt.Fprintf(b, " Since %s.", r.Since.Clock())
	}
	if r.Zone.Location != nil {
		fmt.Fprintf(b, " Days are those of %s.", r.Zone)
	}
	fmt.Fprintf(b, "\nSource: %s.\n\n| stage | is | due | draft |\n|---|---|---|---|\n", r.Source)
	for _, st := range r.Stages {
		var limits []string
		for _, l := range st.Limits {
			limits = append(limits, limit(l))
		}
		if st.Prompt != "" {
			limits = append(limits, st.Prompt)
		}
		draft := ""
		if st.Draft != "" {
			draft = "`" + st.Draft + "`"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", st.Name, st.Title, strings.Join(limits, "; "), draft)
	}
	b.WriteString("\nNot certain, or left out:\n\n")
	for _, u := range r.Uncertain {
		fmt.Fprintf(b, "- %s\n", u)
	}
	for _, st := range r.Stages {
		fmt.Fprintf(b, "\n%s asks for (answer, else the place it is taken from; who can tell):\n\n", st.Title)
		for _, f := range st.Content {
			from := "`" + f.Answer + "`"
			if len(f.In) > 0 {
				from += ", else " + strings.Join(f.In, ", ")
			}
			when := ""
			if f.When != "" {
				when = ", only where it is late"
			}
			fmt.Fprintf(b, "- %s: %s (%s%s)\n", f.Fact, from, f.Ask, when)
		}
	}
	b.WriteString("\n")
}

func limit(l clocks.Limit) string {
	out := l.Within.String()
	if l.BusinessDays > 0 {
		out = fmt.Sprintf("%d business days (%s, until %s)", l.BusinessDays, l.Calendar, l.Until)
	}
	switch {
	case l.After != "" && l.Latest:
		out += " after the last submission of `" + l.After + "`"
	case l.After != "":
		out += " after the submission of `" + l.After + "`"
	default:
		out += " from `" + strings.Join(l.From, "` or `") + "`"
	}
	if l.Lapses != "" {
		out += ", lapses where `" + l.Lapses + "` comes later"
	}
	if !l.Since.IsZero() {
		out += ", from " + l.Since.Clock() + " on"
	}
	if !l.Before.IsZero() {
		out += ", before " + l.Before.Clock()
	}
	return out
}
