package reading

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/candor-reports/candor/timeline"

	"github.com/candor-reports/candor/internal/pattern"
)

// milestoneWords name milestones in labels, the most telling first.
var milestoneWords = []struct {
	name    timeline.Milestone
	pattern *pattern.Pattern
}{
	{timeline.Detected, pattern.New(`\b(?:detect\w*|noticed|discovered|first (?:alert|report)\w*|alerted|entdeckt|erkannt|détecté|detectado)\b|検知|発見`)},
	{timeline.Acknowledged, pattern.New(`\b(?:acknowledged?|acked)\b`)},
	{timeline.Identified, pattern.New(`\b(?:cause (?:identified|found)|diagnosed|identified)\b`)},
	{timeline.Mitigated, pattern.New(`\b(?:repaired|mitigat\w+|restored|recovered|recovery|fixed|behoben|rétabli|mitigado)\b|復旧`)},
	{timeline.Resolved, pattern.New(`\b(?:resolved|resolution|closed|end(?:ed|s)?|finish(?:ed)?|all clear|ende|beendet|fin|résolu|resuelto|resolvido|end_time|ended_at|resolved_at)\b|終了|解消`)},
	{timeline.Declared, pattern.New(`\bdeclared\b`)},
	{timeline.Started, pattern.New(`\b(?:start(?:ed|s)?|began|begins?|onset|occurred|occurs|beginn|début|inicio|início|start_time|started_at)\b|発生|開始`)},
}

var otherDates = pattern.New(`\b(?:next|due|review\w*|meeting|published|created|modified|post-?mortem|retro\w*|author\w*|draft|report (?:date|written)|time to|updated|deadline|circa|since)\b`)

// labelled classifies a label that stands before a time.
func labelled(label string) (timeline.Milestone, bool) {
	label = strings.ToLower(label)
	if label == "" || len(strings.Fields(label)) > 6 || otherDates.MatchString(label) {
		return "", false
	}
	for _, w := range milestoneWords {
		if w.pattern.MatchString(label) {
			return w.name, true
		}
	}
	return "", false
}

var (
	beginsRow = pattern.New(`(?i)\b(?:outage|incident|downtime|impact|disruption)s?:? (?:begins?|began|starts?|started)\b|\b(?:start|beginning) of (?:the )?(?:outage|incident|downtime|impact)\b`)
	endsRow   = pattern.New(`(?i)\b(?:outage|incident|downtime|impact|disruption):? (?:ends?|ended|is over|over|(?:is |was |declared |marked |fully )?(?:as )?resolved|closed)\b|\bend of (?:the )?(?:outage|incident|downtime|impact)\b|^(?:fully )?resolved\b`)
	declares  = pattern.New(`(?i)\bincident (?:is |was )?declared\b|\bdeclared an? (?:\w+ )?incident\b`)
	detects   = pattern.New(`(?i)\b(?:issue|incident|outage|problem) (?:is |was )?(?:first )?detected\b|^first (?:detected|alert)\b`)
	notYet    = pattern.New(`(?i)\b(?:not|believed|thought|appears?|seems?|partial\w*|false|until|after|before|when|if|closed as)\b`)
)

// milestoneOf tells which milestone the words of a row state, if their meaning
// is plain.
func milestoneOf(says string) (timeline.Milestone, bool) {
	name := timeline.Milestone("")
	switch {
	case beginsRow.MatchString(says):
		name = timeline.Started
	case endsRow.MatchString(says):
		name = timeline.Resolved
	case declares.MatchString(says):
		name = timeline.Declared
	case detects.MatchString(says):
		name = timeline.Detected
	}
	if name == "" || notYet.MatchString(says) {
		return "", false
	}
	return name, true
}

// fields reads the labelled times of a line: "**First detected** 2021-…",
// "Start: … End: …", a table's row of a label and a value.
func (r *reader) fields(l *line, own []Mention) {
	from := l.body
	for i, s := range l.stamps {
		label, direct := labelBefore(l.text[min(from, s.start):s.start], l.kind == paragraph)
		from = s.end
		if i >= len(own) || !direct {
			continue
		}
		if published(label) && r.doc.Published == nil && s.day.complete() {
			r.publish(own[i], label)
			continue
		}
		if strings.EqualFold(label, "date") && s.day.complete() && r.doc.Published == nil {
			r.publish(own[i], label)
		}
		if name, ok := labelled(label); ok && (s.clock.set || s.day.month != 0) {
			r.doc.Milestones = append(r.doc.Milestones, Milestone{Mention: own[i], Name: name, Label: label})
		}
	}
}

func (r *reader) publish(m Mention, label string) {
	r.doc.Published = &m
	label = strings.ToLower(label)
	r.doc.Updated = label != "date"
}

func published(label string) bool {
	return slices.Contains([]string{"published", "publish date", "publishdate", "publication date", "last modified", "last updated", "lastmod", "updated", "date published", "date updated", "modified", "report date"}, strings.ToLower(label))
}

// labelBefore returns the words that name what follows them. In a list the
// label may stand alone before its time; in a text it ends with a colon.
func labelBefore(text string, colon bool) (string, bool) {
	text = strings.TrimRight(text, " \t~([")
	if colon && !strings.HasSuffix(text, ":") && !strings.HasSuffix(text, "：") && !strings.HasSuffix(text, "|") {
		return "", false
	}
	text = strings.TrimRight(text, " \t:：|-–—_=\"")
	if i := strings.LastIndexAny(text, "|;,.()。、（）"); i >= 0 {
		_, n := utf8.DecodeRuneInString(text[i:])
		text = text[i+n:]
	}
	label := strings.TrimSpace(strings.Trim(text, " \t_\"-–—:+"))
	return label, label != "" && len(label) <= 60 && len(strings.Fields(label)) <= 6
}

var frontKey = pattern.New(`^\s*"?([\w -]+?)"?\s*[:=]\s*["']?`)

// frontLine reads a line of the front matter.
func (r *reader) frontLine(l *line) {
	m := frontKey.FindStringSubmatchIndex(l.text)
	if m == nil {
		return
	}
	key := strings.ToLower(l.text[m[2]:m[3]])
	if key == "title" && r.doc.Title == "" {
		r.doc.Title = strings.Trim(strings.TrimSpace(l.raw[m[1]:]), `"'`)
		return
	}
	if len(l.stamps) == 0 || l.stamps[0].start > m[1]+1 {
		return
	}
	s := l.stamps[0]
	z, stated := r.zoneOf(l, s, false)
	mention := r.settle(l, s, z, stated)
	name, ok := labelled(strings.NewReplacer("_", " ", "-", " ").Replace(key))
	switch {
	case published(key) || key == "date" || key == "pubdate":
		if s.day.complete() && r.doc.Published == nil {
			r.publish(mention, key)
		}
	case ok:
		r.doc.Milestones = append(r.doc.Milestones, Milestone{Mention: mention, Name: name, Label: key})
		r.doc.Mentions = append(r.doc.Mentions, mention)
	}
}
