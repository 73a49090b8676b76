package source

import "strings"

// statement is a family of phrases that state something. A phrase is words in
// their order: a|b is one of several words, ~ is up to three words that deny
// nothing, $ is the end of a clause, and !a|b is a place where none of these
// words follow.
type statement struct {
	label   string
	own     bool // only where it is said of oneself: "restarting the proxy", not "the pods are restarting"
	planned bool // of what is about to be done
	wanted  bool // only of what people want to have: "login is back", not "the errors are back"
	words   [][]string
}

// What people do to a system that fails, as they say that they will, that they
// do, and that they did.
const (
	doing = "rolling|reverting|failing|restarting|rebooting|draining|disabling|enabling|blocking|purging|flushing|deploying|redeploying|pushing|paging|escalating|stopping|killing|pausing|freezing|switching|promoting|redirecting|rerouting|throttling|restoring|increasing|raising|lowering|reducing|cordoning|evicting|scaling|resizing|rotating|renewing|cancelling|canceling|merging|shipping|patching|removing|deleting|bumping|downgrading|upgrading|isolating|shedding|unblocking|invoking|rebuilding|resyncing|truncating"
	did   = "rolled|reverted|restarted|rebooted|drained|disabled|enabled|blocked|purged|flushed|deployed|redeployed|pushed|paged|escalated|stopped|killed|paused|froze|switched|promoted|redirected|rerouted|throttled|increased|raised|lowered|reduced|cordoned|evicted|scaled|resized|rotated|renewed|cancelled|canceled|merged|shipped|patched|removed|deleted|bumped|downgraded|upgraded|isolated|shed|unblocked|invoked|rebuilt|resynced|truncated|applied"
	do    = "roll|revert|fail|restart|reboot|drain|disable|enable|block|purge|flush|deploy|redeploy|push|page|escalate|stop|kill|pause|freeze|switch|promote|redirect|reroute|throttle|restore|increase|raise|lower|reduce|cordon|evict|scale|resize|rotate|renew|cancel|merge|ship|patch|remove|delete|bump|downgrade|upgrade|isolate|shed|unblock|invoke|declare|rebuild|resync|truncate"

	grade   = "sev|sev0|sev1|sev2|sev3|sev4|sev-0|sev-1|sev-2|sev-3|sev-4|s1|s2|p0|p1|p2|p3|incident|outage|severity|emergency|disaster"
	trouble = "error|errors|5xx|5xxs|500|500s|502|502s|503|503s|504|504s|timeout|timeouts|failures|exceptions|spike|spikes|latency|alerts|outage|outages|elevated|increased|degraded|slowness|crashes|crashloops|ooms|drops|drop|loss|lag|corruption"
	people  = "customer|customers|user|users|client|clients|merchants|people|folks|tenants|support|partners|players|subscribers|callers|tickets|readers|visitors|contributors|maintainers|developers|everyone"
	is      = "is|are|was|were|it's|its|that's|he's|she's|we're|they're|went|goes|going|seems|seem|looks|look|appears|appear|still|being|been|fully|completely|all|now|again|get|gets|getting|got|just|keeps|keep|also|site's|prod's|everything's"
	wrong   = "offline|unavailable|unreachable|unresponsive|inaccessible|broken|failing|dead|stuck|degraded|flapping|crashlooping|crashing|erroring|overloaded|saturated|hanging|hung|corrupted|starved|throttled|misconfigured|oomkilled|slow"
	thing   = "site|website|prod|production|api|database|db|checkout|login|logins|service|services|cluster|app|dashboard|payments|everything|backend|frontend|gateway|dns|network"
	remedy  = "rollback|rollbacks|revert|fix|hotfix|restart|failover|workaround|mitigation|patch|redeploy|rebuild|bandaid"
	well    = "resolved|recovered|mitigated|restored|stable|healthy|green|operational|normal|functional|recovering|stabilized|stabilised|stabilizing|nominal|ok|okay"
)

// statements are the phrases by their first words.
var statements = byFirst(
	statement{label: saidDecision, own: true}.of(doing, did, "taking|took|pulling|pulled ~ out|offline|down", "turning|turned|switched|switching ~ on|off", "moving|moved|shifting|shifted ~ traffic|load|users|customers", "decision ,", "decided|agreed to|on", "going ahead|with", "go ahead with", "hotfix|fix|revert|rollback pr", "rollback ,"),
	statement{label: saidDecision}.of("rolling back", "rolling ~ back", "failing ~ over", "failing over", "rolled ~ back", "rolled back", "failed over", "failed ~ over to", "was|were|been|got reverted",
		"declaring|declared ~ "+grade, grade+" declared", "this|it is ~ sev|sev0|sev1|sev2|sev-0|sev-1|sev-2|p0|p1", "calling ~ sev|sev0|sev1|sev2|sev-1|sev-2|p0|p1|incident",
		"rollback|failover|failback ~ started|triggered|underway|initiated|complete|completed|done|finished|merged", "rollback|failover in progress"),
	statement{label: saidDecision, planned: true}.of("will|i'll|we'll|let's|lets|gonna ~ "+do+" !the|a|$", "will|i'll|we'll|let's|lets|gonna ~ "+do+" the|a",
		"going|about|decided|agreed|proceeding to ~ "+do, "will|i'll|we'll|let's|lets ~ take|turn|move|pull|shift ~ out|offline|off|on|traffic"),

	statement{label: saidRecovery}.of("mitigated", "fully recovered|restored|resolved", "is|are|was|were|been|got|now|all|issue|incident|everything|it's|that's|seems|looks|look|has|have|be|services|service|outage|problem "+well,
		"is|are|was|been|got|now|it's|that's|issue|bug|problem fixed !size|price|width|amount|number|rate|to", "issue|incident|outage|bug|problem|everything|site|service ~ fixed|resolved|mitigated|recovered|restored|over|closed|ended",
		"back to normal|baseline|green|healthy|usual",
		"all clear|green|healthy|recovered", "works|working|up|healthy|stable|fine|green|online again", "working now", "works now", "up and running", "looks|looking|seems ~ stable|healthy|normal|recovered",
		"no longer|more ~ seeing|failing|failures|down|affected|impacted|timing|throwing|erroring|crashing|stuck|broken|"+trouble, "stopped ~ failing|erroring|crashing|paging|firing|alerting|flapping|timing",
		"error|errors|alerts|failures|5xx|500s|503s|502s|timeouts|latency|lag|backlog|queue|rate|alarms ~ stopped|gone|cleared|clearing|dropping|dropped|subsiding|subsided|recovering|recovered|decreasing|falling|down|normal|resolved|zero|draining|drained|disappeared",
		"closing|closed ~ incident|outage", remedy+" ~ worked|works|helped|working", "confirmed|verified ~ working|functional|fixed|resolved|healthy|recovered", "recovering on", "service|services|traffic|access restored"),
	statement{label: saidRecovery, wanted: true}.of(
		"is|are|it's|we're|came|comes|coming|everything|everything's|all|services|site|prod|things back !up|to|in|and|on|from|with|at|as|down|the|a", "is|are|it's|we're|came|comes|coming|everything|everything's|all|services|site|prod|things ~ back up|online|alive|in !the|a|our"),
	statement{label: saidRecovery, own: true}.of("fixed $", "fixed it|this|that|the|by|in|now|with|via|for|and|after", "resolved $", "recovered $", "restored $", "confirmed|verified ~ recovery", "closing this|it"),

	statement{label: saidFinding}.of("root cause ~ is|was|found|identified|confirmed|,", "rootcause ~ is|was|found|identified|,", "caused|triggered|introduced by", "culprit ~ is|was|,", "is|was|found|be ~ culprit",
		"traced|tracked|narrowed|bisected ~ to|down", "turns|turned out", "identified|found|located|pinpointed|spotted ~ cause|issue|problem|bug|culprit|regression|reason|source|typo|leak|deadlock|bottleneck",
		"started|began|begins|starts ~ after|with|at|since ~ deploy|deployment|release|upgrade|merge|rollout|migration|push|change", "looks|seems like", "appears that|to",
		"problem|issue|cause|reason is|was !that|resolved|fixed|"+wrong+"|"+well),
	statement{label: saidFinding, own: true}.of("confirmed|verified ,|that"),

	statement{label: saidReport}.of(people+" ~ report|reports|reporting|reported|complain|complaining|complaints|see|seeing|saying|say|can't|cannot|unable|affected|impacted|experiencing|getting|locked|blocked|hitting|lost|losing|couldn't",
		is+" down !to|by|for|with|the|there|here|because", is+" "+wrong, is+" timing out", thing+" down|"+wrong, thing+" timing out",
		"returning|returns|throwing|serving|giving|getting|gets|seeing|see|noticed|noticing|having|observing|hitting|got|have ~ "+trouble, "complete|total|partial|major|full outage",
		"having|have|got a|an|some|another ~ outage|incident", "errors|error|latency|alerts|failures|5xx|500s|timeouts|cpu|memory|queue|lag|load|backlog|rate ~ spiking|spiked|increasing|climbing|rising|elevated|high|growing|firing|jumped|up",
		"isn't|aren't|not|doesn't|don't|won't|can't|cannot|stopped|never working|responding|loading|starting|reachable|available|load|work|respond|connect|reach|start|log|login|accepting|processing|mount|serving",
		trouble+" ~ back !to|down|under|below|at|in",
		"out of memory|disk|space|connections|quota", "disk full", "data loss", "loss of data", "expired certificate|cert", "certificate|cert expired"),
)

// Words that decide how a sentence is meant.
var (
	asking    = set("why what who whom when where how which whether anyone anybody any")
	modal     = set("should shall can could would may might do does did is are was were am has have had will won't isn't aren't don't didn't doesn't shouldn't can't couldn't wouldn't")
	asked     = set("we you i they he she it anyone anybody someone somebody everyone everybody there this that these those the our your any folks people customers users")
	filler    = set("ok okay alright right so now well hey hi and but also then fyi update status , here channel hmm um uh oh cool great good yes yeah yep yup all team folks everyone again further quick the")
	speaker   = set("i we i'm we're i've we've im ive am are have has had been currently already manually still just started starting finished done gonna about both we'd decision agreed be it ops sre oncall on-call")
	condition = set("if unless when once should whenever")
	unsure    = set("maybe perhaps might could should would may shall wonder wondering whether if unless suggest suggesting propose proposing consider considering recommend thinking think suppose supposedly hopefully hope hoping probably possibly guess guessing wish want wanted need needs must ought try tried trying tries almost nearly until till before when once ready able planning plan plans considered expect expecting wait waiting why how rather otherwise assuming should've could've would've previously historically formerly how's like who what last")
	negative  = set("not no never none nobody nothing without neither nor isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't shouldn't couldn't can't cannot ain't unable failed fails refuse avoid unlikely hardly barely zero nope far stop")
	will      = set("will i'll we'll it'll they'll gonna let's lets")
	about     = set("is isn't was wasn't would wouldn't could couldn't might should shouldn't may will won't can can't didn't doesn't takes takes means seems sounds requires needs")
	long      = set("day days week weeks month months year years quarter sprint time")
)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		out[word] = true
	}
	return out
}

// of gives the family its phrases.
func (r statement) of(phrases ...string) statement {
	for _, p := range phrases {
		r.words = append(r.words, strings.Fields(p))
	}
	return r
}

// byFirst makes a family of its own of each phrase and first word.
func byFirst(families ...statement) map[string][]statement {
	out := map[string][]statement{}
	for _, f := range families {
		for _, phrase := range f.words {
			one := f
			one.words = [][]string{phrase[1:]}
			for word := range strings.SplitSeq(phrase[0], "|") {
				out[word] = append(out[word], one)
			}
		}
	}
	return out
}

// match is the number of words, from the first, that the phrase takes up; 0
// where it does not stand there.
func (r statement) match(words []string) int {
	n := follow(r.words[0], words[1:])
	return n + 1
}

// follow is the number of words that the rest of a phrase takes up, or -1.
func follow(phrase, words []string) int {
	if len(phrase) == 0 {
		return 0
	}
	next := ","
	if len(words) > 0 {
		next = words[0]
	}
	switch p := phrase[0]; {
	case p == "~":
		for gap := 0; gap <= 3 && gap <= len(words); gap++ {
			if n := follow(phrase[1:], words[gap:]); n >= 0 {
				return gap + n
			}
			if gap < len(words) && (words[gap] == "," || negative[words[gap]] || unsure[words[gap]]) {
				break
			}
		}
		return -1
	case p == "$":
		if next != "," {
			return -1
		}
		return follow(phrase[1:], words)
	case p[0] == '!':
		if among(next, p[1:]) {
			return -1
		}
		return follow(phrase[1:], words)
	case len(words) == 0 || !among(next, p):
		return -1
	}
	n := follow(phrase[1:], words[1:])
	if n < 0 {
		return -1
	}
	return n + 1
}

func among(word, words string) bool {
	for w := range strings.SplitSeq(words, "|") {
		if w == word {
			return true
		}
	}
	return false
}
