package review

import (
	"fmt"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// The rules that hold a notice against the record.

var scopeMissingRule = Rule{
	ID: "N23", Name: "scope-missing", Level: Error, Profiles: []Profile{Status, Letter}, Languages: Languages(),
	Doc:    "no service, component, version or region of the record appears",
	Why:    "readers cannot tell whether it is about them",
	Source: "PagerDuty, external communication: scope",
	Run: func(p *Pass) {
		if names := scope(p.Report); len(names) > 0 && !p.followUp() && !p.names(names) {
			p.whole("no service, component, version or region is named", "the record knows: "+strings.Join(names, ", "))
		}
	},
	Examples: noRecord,
}

// noRecord are the examples of rules that compare with the record, which
// examples do not have: their cases do.
var noRecord = []Example{{"Orders fail for all customers. Next update by 15:30 UTC.\n", 0}}

func scope(rep *incident.Report) []string {
	if !stated(rep) {
		return nil
	}
	var names []string
	if rep.Service != "" {
		names = append(names, rep.Service)
	}
	for _, c := range rep.Components {
		names = append(names, c.Name)
	}
	return append(append(names, rep.Versions...), rep.Regions...)
}

func (p *Pass) names(names []string) bool {
	text := strings.ToLower(string(p.Document.Draft.Markdown))
	for _, n := range names {
		if n != "" && (strings.Contains(text, strings.ToLower(n)) || p.tells(n)) {
			return true
		}
	}
	return false
}

var unaffectedRule = Rule{
	ID: "N25", Name: "unaffected-missing", Level: Warning, Profiles: []Profile{Status, Letter}, Languages: english,
	Doc:    "the record knows what kept working, and the notice does not say it",
	Why:    "what is left open is taken to be broken",
	Source: "reports of 2008, in which running machines were wrongly said to have stopped",
	Run: func(p *Pass) {
		if p.followUp() || !stated(p.Report) || len(p.Report.Impact.NotAffected) == 0 || p.Prose.has(unaffected) {
			return
		}
		for _, c := range p.Report.Impact.NotAffected {
			for i := range p.Prose.Sentences {
				if alike(p.Prose.Sentences[i].Lower, c.Text) {
					return
				}
			}
		}
		p.whole("it is not said what kept working", "the record knows: "+p.Report.Impact.NotAffected[0].Text)
	},
	Examples: noRecord,
}

var unaffected = phrase{
	words:   "affected working work works worked kept unaffected keep continue continues continued remain remains remained keeps",
	pattern: re(`\bnot affected\b|\bunaffected\b|\b(?:kept|keeps?|continued?|continues) (?:to work|working|running|to run)\b|\b(?:remain(?:ed|s)?) (?:available|operational|unaffected)\b|\bworked throughout\b`),
}

var workaroundRule = Rule{
	ID: "N26", Name: "workaround-missing", Level: Warning, Profiles: []Profile{Status}, Languages: english,
	Doc:    "the record knows a workaround, and the notice of an open incident leaves it out, or what it costs",
	Why:    "a way round is the one thing that helps the reader now; a way round with a hidden cost harms",
	Source: "PagerDuty, customer liaison: give workarounds",
	Run: func(p *Pass) {
		w := p.Report.Workaround
		if !stated(p.Report) || w.Text == "" || !open(p.phase()) || len(p.Prose.Sentences) == 0 {
			return
		}
		switch {
		case !p.tells(w.Text):
			p.whole("the workaround is left out", "the record knows: "+w.Text)
		case w.Caveat != "" && !p.tells(w.Caveat):
			p.whole("what the workaround costs is left out", "the record knows: "+w.Caveat)
		}
	},
	Examples: noRecord,
}

// tells reports whether the document says most of a text in one block.
func (p *Pass) tells(text string) bool {
	for i := range p.Prose.Blocks {
		if alike(strings.ToLower(p.Prose.Blocks[i].Text), text) {
			return true
		}
	}
	return false
}

var brokenUpdateRule = Rule{
	ID: "N28", Name: "next-update-broken", Level: Error, Profiles: []Profile{Internal}, Languages: english,
	Doc:    "the next update was promised for a time at which none came",
	Why:    "the first promise of an incident is when you write again",
	Source: "PagerDuty, external communication",
	Run: func(p *Pass) {
		for i, n := range p.Report.Notices {
			if i+1 == len(p.Report.Notices) || n.Next.IsZero() || !open(n.Phase) {
				continue
			}
			if late := p.Report.Notices[i+1].At.Earliest.Sub(n.Next.Latest); late > time.Minute {
				p.record(Error, []any{"notices", i + 1}, fmt.Sprintf("notice %s promised the next for %s; it came %s later", n.ID, n.Next.Latest.UTC().Format("15:04 UTC"), late.Round(time.Minute)), "tell it as it was; the rule is for the next time")
			}
		}
	},
	Examples: noRecord,
}

var cadenceRule = Rule{
	ID: "N29", Name: "cadence-gap", Level: Warning, Profiles: []Profile{Internal}, Languages: english,
	Doc:    "those affected heard nothing for longer than the severity allows: 20 minutes at the highest, 30 at the second, 60 else and after two hours",
	Why:    "silence is filled by others",
	Source: "PagerDuty, external communication: every 20 minutes for the first two hours",
	Run: func(p *Pass) {
		for i, n := range p.Report.Notices {
			if i+1 == len(p.Report.Notices) || !open(n.Phase) {
				continue
			}
			gap := p.Report.Notices[i+1].At.Earliest.Sub(n.At.Latest)
			if most := p.cadence(n); gap > most+time.Minute {
				p.record(Warning, []any{"notices", i + 1}, fmt.Sprintf("%s without a notice after %s; the severity asks for one every %s", gap.Round(time.Minute), n.ID, most), "say why in the report, or promise a later time while it lasts")
			}
		}
	},
	Examples: noRecord,
}

// cadence is how long those affected may hear nothing after a notice.
func (p *Pass) cadence(n incident.Notice) time.Duration {
	start := p.Report.Milestones.At(timeline.Started)
	if start.IsZero() {
		start = p.Report.Notices[0].At
	}
	long := n.At.Earliest.Sub(start.Latest) > 2*time.Hour
	switch {
	case long || n.Phase == incident.Monitoring || !severe(p.Report):
		return time.Hour
	case strings.ContainsAny(p.Report.Severity, "01") || strings.Contains(strings.ToLower(p.Report.Severity), "critical"):
		return 20 * time.Minute
	}
	return 30 * time.Minute
}

var outageWordRule = Rule{
	ID: "N37", Name: "outage-word", Level: Warning, Profiles: told, Languages: english,
	Doc:    "\"outage\" is said where no component was down, or \"degraded\" where one was",
	Why:    "the word decides what readers do next",
	Source: "PagerDuty, effective postmortems: outage only where it was one",
	Run: func(p *Pass) {
		switch worst(p.Report) {
		case "degraded", "partial":
			p.Prose.find(outageWord, func(m match) {
				p.say(m, "%q is said, and no component was down", "use the state's word: degraded, or partly down")
			})
		case "down":
			p.Prose.find(degradedWord, func(m match) { p.say(m, "%q is said, and a component was down", "say that it was down") })
		}
	},
	Examples: noRecord,
}

var (
	outageWord   = phrase{words: "outage outages", pattern: re(`\boutages?\b`), unless: re(`\b(?:no|not an|partial) outages?\b`)}
	degradedWord = phrase{words: "degraded degradation", pattern: re(`\b(?:degraded|degradation)(?: \w+)?\b`)}
)

// worst is the worst state that the record gives a component, "" where it
// gives none.
func worst(rep *incident.Report) incident.State {
	if !stated(rep) {
		return ""
	}
	rank := map[incident.State]int{"degraded": 1, "partial": 2, "down": 3}
	var w incident.State
	for _, s := range rep.Impact.Intervals {
		if rank[s.State] > rank[w] {
			w = s.State
		}
	}
	for _, c := range rep.Components {
		if rank[c.State] > rank[w] {
			w = c.State
		}
	}
	return w
}
