package templates

import (
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// Library lists the functions of templates that Funcs does not: those that
// cite evidence or need the report's readers, and those of text/template, by
// name.
func Library() []Func {
	claim := incident.Claim{Text: "It failed.", Evidence: []string{"https://status.example.com/1"}}
	at := timeline.At(time.Date(2026, 3, 4, 14, 2, 0, 0, time.UTC), time.Minute)
	return []Func{
		{"and", "the first of its arguments that is empty, else the last", nil, []Example{{`{{ if and .Who .CouldNot }}both{{ end }}`, incident.Impact{Who: "a", CouldNot: "b"}, "both"}}},
		{"cite", "the footnote marks of a claim's evidence", nil, []Example{{`{{ .Text }}{{ cite . }}`, claim, "It failed.[^l97cf6b09]"}}},
		{"eq", "whether the first argument equals one of the others; ne, lt, le, gt and ge compare two texts, two numbers or two times", nil, []Example{{`{{ if eq . "none" }}nothing{{ end }}`, incident.DataNone, "nothing"}}},
		{"filing", "the clock of the notice that a draft for a regulator is of, with the facts that it asks for", nil, []Example{{`{{ (filing "reg-gdpr-33").Deadline }}`, nil, "not known yet; it counts from aware or personal-data-confirmed"}}},
		{"footnotes", "the footnotes of everything that was cited so far", nil, []Example{{`{{ cite . }} {{ footnotes }}`, claim, "[^l97cf6b09] [^l97cf6b09]: <https://status.example.com/1>"}}},
		{"ge", "whether the first is as large as the second, or larger", nil, []Example{{`{{ if ge . 2 }}several{{ end }}`, 2, "several"}}},
		{"gt", "whether the first is larger than the second", nil, []Example{{`{{ if gt (len .) 1 }}several{{ end }}`, []string{"a", "b"}, "several"}}},
		{"here", "a time in the zones of the record's readers, behind a space; empty where it names none", nil, []Example{{`{{ moment . }}{{ here . }}`, at, "14:02 UTC on 4 March 2026 (23:02 in Tokyo, UTC+9)"}}},
		{"html", "text with the signs of HTML as references; what is printed is escaped without it", nil, []Example{{`{{ len (html "<") }}`, nil, "4"}}},
		{"index", "the element of a list, counted from 0, or of a map", nil, []Example{{`{{ index . 1 }}`, []string{"a", "b"}, "b"}}},
		{"js", "text as JavaScript writes it", nil, []Example{{`{{ len (js "'") }}`, nil, "2"}}},
		{"le", "whether the first is as small as the second, or smaller", nil, []Example{{`{{ if le . 2 }}few{{ end }}`, 2, "few"}}},
		{"len", "how many elements a list has, or bytes a text", nil, []Example{{`{{ len . }}`, []string{"a", "b"}, "2"}}},
		{"lt", "whether the first is smaller than the second", nil, []Example{{`{{ if lt . 2 }}one{{ end }}`, 1, "one"}}},
		{"ne", "whether two values differ", nil, []Example{{`{{ if ne . "none" }}something{{ end }}`, "some", "something"}}},
		{"not", "whether its argument is empty", nil, []Example{{`{{ if not . }}nothing{{ end }}`, "", "nothing"}}},
		{"or", "the first of its arguments that is not empty, else the last", nil, []Example{{`{{ or .Public .Internal }}`, incident.Name{Internal: "db-7"}, "db-7"}}},
		{"print", "its arguments as one text", nil, []Example{{`{{ print . " and more" }}`, "this", "this and more"}}},
		{"printf", "its arguments in a format; no width is more than 1000", nil, []Example{{`{{ printf "%03d" . }}`, 7, "007"}}},
		{"println", "its arguments as one line", nil, []Example{{`{{ println . }}`, "a", "a"}}},
		{"slice", "a part of a list or a text", nil, []Example{{`{{ slice . 0 3 }}`, "incident", "inc"}}},
		{"urlquery", "text as a part of a web address", nil, []Example{{`{{ urlquery . }}`, "a b", "a+b"}}},
		{"window", "from when to when something was, each end in the zones of the record's readers too; the second may be unknown", nil, []Example{{`{{ window . . }}`, at, "from 14:02 (23:02 in Tokyo, UTC+9) to 14:02 UTC on 4 March 2026 (23:02 in Tokyo, UTC+9)"}}},
	}
}
