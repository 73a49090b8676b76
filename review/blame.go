package review

// blameRules are the rules of how reports speak of people and causes.
var blameRules = []Rule{
	humanErrorRule, personFailedRule, personAdverbRule, counterfactualRule, judgementRule, singleCauseRule, whysEndRule, namedPersonRule, acronymRule, overdueRule,
	carefulActionRule, fixPersonRule, weakVerbRule, actionOwnerRule, actionTrackerRule, actionDueRule, unboundedActionRule, actionMixRule,
	unquantifiedRule, emptySectionRule, hindsightRule,
}

var (
	reports = []Profile{Internal, Public, Regulator}
	dekker  = "Dekker, The Field Guide to Understanding Human Error"
	sre     = "Google, Site Reliability Engineering: postmortem culture"
)

// person is a pattern of somebody: a pronoun, a role, a handle. Teams and
// people only, since pods and servers fail all day.
const person = `(?:\b(?:we|i|he|she|somebody|someone|nobody|no one)|\bthe (?:[\w-]+ ){0,2}?(?:team|engineers?|operators?|developers?|administrators?|admins?|responders?|employees?|contractors?|reviewers?|maintainers?|authors?|technicians?|dba|sre|sres|interns?|person|members?)|\b(?:an?|one|our|another|one of our) (?:[\w-]+ ){0,2}?(?:team|engineers?|operators?|developers?|administrators?|admins?|responders?|employees?|contractors?|reviewers?|maintainers?|authors?|technicians?|dba|sre|sres|interns?|person|members?)|@[\w-]+)`
