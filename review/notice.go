package review

// noticeRules are the rules of what is told to those affected.
var noticeRules = []Rule{
	regretMissingRule, responsibilityMissingRule, repairMissingRule, explanationMissingRule, preventionMissingRule,
	conditionalApologyRule, hedgedImpactRule, stockPhraseRule, ownerlessPassiveRule, regretNotSorryRule,
	blameShiftRule, minimisingRule, bolsteringRule, overApologyRule, unbackedPromiseRule,
	absolutePromiseRule, undatedPromiseRule, thanksRule, claimedEmpathyRule, unsignedRule,
	impactFirstRule, vagueQuantityRule, scopeMissingRule, dataStatementRule, unaffectedRule, workaroundRule, nextUpdateRule,
	brokenUpdateRule, cadenceRule, zoneMissingRule, promisedEndRule, statusMismatchRule, speculationRule, outageWordRule,
	channelLimitRule, contactMissingRule, durationRule, divergingRule,
}

var (
	told     = []Profile{Letter, Status, Public}
	english  = []string{"en"}
	research = "Lewicki, Polin and Lount 2016: six components of an apology, 755 people"
	uber     = "Halperin et al., Economic Journal 2022: 1.5 million riders"
	kador    = "Kador, Effective Apology: words that derail"
)
