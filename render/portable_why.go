package render

import (
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
)

// cause is a construct that Markdown engines read in different ways, and how it
// is known.
type cause struct {
	why, hint string
	is        func(c clue) bool
}

// clue is what a difference is explained from.
type clue struct {
	line, before string // the line of the draft, and the one above it
	block        string // the lines around it, down to the next block
	ours, theirs []sight
}

// causes are tried in order; the first that fits names the difference.
var causes = []cause{
	{
		"a list, code or quotation right under a paragraph begins a block of its own only where CommonMark is kept to",
		"put an empty line before it",
		func(c clue) bool {
			return opens.MatchString(c.line) && continues(c.before) && !(opens.MatchString(c.before) && sameWords(c))
		},
	},
	{
		"a task list is one for some engines only",
		"say in words what is done",
		func(c clue) bool { return taskItem.MatchString(c.line) },
	},
	{
		"some engines number every list from 1",
		"begin the list with 1, or write the numbers into its text",
		func(c clue) bool { return firstNumber.MatchString(c.line) && sameWords(c) },
	},
	{
		"a bare address becomes a link for some engines",
		"make it a link, [text](address), or code",
		func(c clue) bool { return bareAddress.MatchString(c.line) && sameWords(c) },
	},
	{
		"dollar signs enclose a formula for some engines",
		`write \$`,
		func(c clue) bool { return strings.Contains(c.line, "$") && strings.Contains(saidIn(c.theirs), `\(`) },
	},
	{
		"raw HTML is shown, hidden or run, as the engine likes",
		"write it in Markdown, or as code",
		func(c clue) bool { return rawHTML.MatchString(c.line) },
	},
	{
		"a table is one for some engines only where its lines begin and end with a bar and have as many cells as its header",
		"write every row with all its bars, and an empty line before the table",
		func(c clue) bool { return strings.Count(c.line, "|") > 0 },
	},
	{
		"a line that begins with a colon defines the one above it for some engines",
		"begin the line otherwise",
		func(c clue) bool { return strings.HasPrefix(strings.TrimSpace(c.line), ":") },
	},
	{
		"a name in braces belongs to a heading for some engines",
		"write it without braces",
		func(c clue) bool { return strings.Contains(c.line, "{#") },
	},
	{
		"a heading needs a space after its number signs, and none of them at its end",
		"write it as # Heading",
		func(c clue) bool { return strings.HasPrefix(strings.TrimSpace(c.line), "#") },
	},
	{
		"a backslash or a reference such as &amp; is not resolved in the same way by all engines",
		"write the character itself, or in code",
		func(c clue) bool { return strings.ContainsAny(c.line, `\&`) },
	},
	{
		"emphasis inside of words, or with spaces within its marks, is read differently",
		"put the marks around whole words, without spaces inside",
		func(c clue) bool { return strings.ContainsAny(c.line, "*_~") },
	},
	{
		"a link or footnote is written in a way that not all engines take",
		"write it as [text](address)",
		func(c clue) bool { return strings.Contains(c.line, "[") },
	},
	{
		"raw HTML is shown, hidden or run, as the engine likes",
		"write it in Markdown, or as code",
		func(c clue) bool { return rawHTML.MatchString(c.block) },
	},
	{
		"a fence that is left open, or closed by other marks than it was opened by, is code for some engines only",
		"open and close code by the same three backticks, each on a line of its own",
		func(c clue) bool { return fenceMarks.MatchString(c.block) },
	},
	{
		"a line of hyphens, equals signs or stars is a rule for some engines and makes a heading for others",
		"write headings with #, and a rule between empty lines",
		func(c clue) bool { return underline.MatchString(c.block) },
	},
	{
		"lines that are indented are code for some engines and text for others",
		"use a fence for code, and no indentation for text",
		func(c clue) bool { return indented.MatchString(c.block) },
	},
}

var (
	opens       = pattern.New("^ {0,3}(?:[-*+] |\\d{1,9}[.)] |```|~~~|>|#)")
	underline   = pattern.New(`(?m)^ {0,3}(?:-[- ]*|=+|\*[* ]*|_[_ ]*)$`)
	fenceMarks  = pattern.New("(?m)^ {0,3}>? ?(?:`{2,}|~{3,})")
	taskItem    = pattern.New(`^\s*(?:[-*+]|\d{1,9}[.)]) \[[ xX]\]`)
	firstNumber = pattern.New(`^\s*\d{1,9}[.)] `)
	bareAddress = pattern.New(`(?i)(?:https?|ftp)://|mailto:|www\.`)
	indented    = pattern.New(`(?m)^(?:[ \t]|[-*+>]\s{2,}|[-*+>]\t)`)
	rawHTML     = pattern.New(`</?[A-Za-z][^<]*>|<!--`)
)

// continues reports whether a block may go on after a line: it is no end of
// one.
func continues(line string) bool {
	return strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#")
}

func saidIn(all []sight) string {
	var b strings.Builder
	for _, s := range all {
		b.WriteString(s.bare + " ")
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// sameWords reports whether both show the same words, in another form.
func sameWords(c clue) bool { return saidIn(c.ours) == saidIn(c.theirs) }

func explain(lines []string, line int, ours, theirs []sight) (why, hint string) {
	c := clue{line: lines[line-1], ours: ours, theirs: theirs}
	end := line
	if len(ours) > 0 {
		end = min(max(ours[len(ours)-1].to, line), len(lines))
	}
	c.block = strings.Join(lines[max(0, line-2):min(end+1, len(lines))], "\n")
	if line > 1 {
		c.before = lines[line-2]
	}
	for _, cause := range causes {
		if cause.is(c) {
			return cause.why, cause.hint
		}
	}
	return "the engines read this passage differently", "write it more plainly"
}
