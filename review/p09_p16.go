package review

var carefulActionRule = Rule{
	ID: "P09", Name: "be-careful-action", Level: Error, Profiles: []Profile{Internal, Public, Regulator, Letter}, Languages: english,
	Doc:    "people are asked to be more careful",
	Why:    "everybody was as careful as the day allowed, and will be again",
	Source: "measured: 3 of 3 hits in published reports",
	Examples: []Example{
		{"## Action items\n\n- Be more careful when deploying\n", 1},
		{"## Action items\n\n- CI blocks a deploy whose end-to-end test fails\n", 0},
	},
	Run: func(p *Pass) {
		p.Prose.find(careful, func(m match) {
			if !m.denied() {
				p.say(m, careful.message, careful.hint)
			}
		})
	},
}

var careful = phrase{
	words:   "careful vigilant diligent cautious attentive mindful attention care remember",
	pattern: re(`\b(?:be|being) (?:more|extra|very) (?:careful|vigilant|diligent|cautious|attentive|mindful)\b|\b(?:pay|paying) (?:more|closer|extra) attention\b|\b(?:take|taking|exercise) (?:more|extra|greater) (?:care|caution)\b|^(?:always )?remember to\b|\b(?:must|should|need to|have to) (?:always )?remember to\b`),
	message: "%q changes nothing about what led there",
	hint:    "change the tool or the process: CI blocks a deploy whose end-to-end test fails.",
}

var fixPersonRule = Rule{
	ID: "P10", Name: "fix-the-person", Level: Warning, Profiles: reports, Languages: english,
	Doc:    "an action item trains, reminds or disciplines people",
	Why:    "the next person has not been trained, and the one who was will be tired one day",
	Source: "AWS, correction of errors",
	Examples: []Example{
		{"## Action items\n\n- Remind the team to check the zone\n", 1},
		{"## Action items\n\n- The tool asks for the zone\n", 0},
	},
	Run: inActions(re(`^\W*(?:\[.\] )?(?:re-?train|train|remind|educate|discipline|coach|teach|(?:provide|hold|organi[sz]e|give) (?:\w+ ){0,2}training|make sure (?:everyone|everybody|people|engineers) (?:know|understand|remember)s?)\b`),
		"%q puts the burden on people", "add a guard that works when nobody remembers, and write the rule down beside it"),
}

var weakVerbRule = Rule{
	ID: "P11", Name: "weak-verb", Level: Warning, Profiles: reports, Languages: english,
	Doc:    "an action item begins with a verb that has no end: investigate, consider, improve",
	Why:    "nobody can tell when it is done, so it stays open",
	Source: "Lunney, Lueder and Beyer, ;login: 42(1) 2017: actionable, specific, bounded",
	Examples: []Example{
		{"## Action items\n\n- Investigate better monitoring\n", 1},
		{"## Action items\n\n- Add an alert for more than 1 % of errors\n", 0},
	},
	Run: inActions(re(`^\W*(?:\[.\] )?(?:investigate|look into|consider|explore|think about|discuss|improve|review|try(?: to)?|evaluate|research|see if|look at)\b`),
		"%q has no end", "say what there is when it is done: Add an alert for more than 1 % of errors"),
}

var actionOwnerRule = Rule{
	ID: "P12", Name: "action-no-owner", Level: Warning, Profiles: []Profile{Internal}, Languages: english,
	Doc:    "action items have no owner",
	Why:    "what everybody owns nobody does",
	Source: sre + "; of 251 items in published reports 5 in 100 or fewer had one",
	Examples: []Example{
		{"## Action items\n\n- Add an alert for a full disk\n", 1},
		{"## Action items\n\n- Add an alert for a full disk (owner: platform)\n", 0},
	},
	Run: actionsLack("name no owner", func(a action) bool { return a.owner }, "name a role for each: owner: platform lead"),
}

var actionTrackerRule = Rule{
	ID: "P13", Name: "action-no-tracker", Level: Warning, Profiles: []Profile{Internal}, Languages: english,
	Doc:    "action items have no link to where they are tracked",
	Why:    "what stands in a report alone is never seen again",
	Source: sre + "; 51 of 251 items in published reports had a link",
	Examples: []Example{
		{"## Action items\n\n- Add an alert for a full disk\n", 1},
		{"## Action items\n\n- Add an alert for a full disk (#12)\n", 0},
	},
	Run: actionsLack("have no link", func(a action) bool { return a.link }, "link the issue or the pull request of each"),
}

var actionDueRule = Rule{
	ID: "P14", Name: "action-no-due", Level: Warning, Profiles: []Profile{Internal}, Languages: english,
	Doc:    "action items have neither a date nor a priority",
	Why:    "without a date the next feature comes first",
	Source: "Atlassian, incident handbook: four or eight weeks; 1 of 251 items in published reports had a date",
	Examples: []Example{
		{"## Action items\n\n- Add an alert for a full disk\n", 1},
		{"## Action items\n\n- Add an alert for a full disk by 2026-03-13\n", 0},
	},
	Run: actionsLack("have neither a date nor a priority", func(a action) bool { return a.date }, "give each a date: due 2026-03-13"),
}

var unboundedActionRule = Rule{
	ID: "P15", Name: "action-unbounded", Level: Info, Profiles: reports, Languages: english,
	Doc:    "an action item has no end that could be measured: \"better monitoring\"",
	Why:    "better than what, and by how much, is for whoever closes it to guess",
	Source: "Lunney, Lueder and Beyer, ;login: 42(1) 2017",
	Examples: []Example{
		{"## Action items\n\n- Better monitoring of the queue\n", 1},
		{"## Action items\n\n- Alert when the queue holds more than 500 jobs\n", 0},
	},
	Run: inActions(re(`\b(?:better|more|improved?|increased?|enhanced?|stronger|additional|improving) (?:\w+ )?(?:monitoring|testing|tests|documentation|docs|alerting|alerts|communication|observability|logging|visibility|processes|process|tooling|resilience|reliability)\b`),
		"%q has no end", "say what there is when it is done"),
}

var actionMixRule = Rule{
	ID: "P16", Name: "action-mix", Level: Info, Profiles: []Profile{Internal}, Languages: english,
	Doc:    "the record's action items only prevent; none detects sooner or softens",
	Why:    "the next incident has another cause; what finds it sooner helps all the same",
	Source: sre + ": types of action items",
	Run: func(p *Pass) {
		for _, a := range p.Report.Actions {
			if a.Type != "prevent" {
				return
			}
		}
		if n := len(p.Report.Actions); n > 1 {
			p.record(Info, []any{"actions"}, "all action items are of type prevent", "add one that finds it sooner (detect), or makes it hurt less (mitigate)")
		}
	},
	Examples: noRecord,
}
