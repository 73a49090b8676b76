package review

// parts are the parts of an apology, the weightiest first.
var parts = []part{
	{Responsibility, 3, "that it was our doing weighs more than anything else an apology says", research, map[string]*cues{
		"en": {
			present: re(`\bwe (?:\w+ly )?(?:have |had |also )?(?:\w+ly )?(?:failed|made|introduced|shipped|released|deployed|missed|caused|broke|sent|let|did not|didn't|should have|left|kept|allowed|overlooked|pushed|removed|deleted|changed|got (?:this|it) wrong|fell short|disappointed|turned|published|enabled|disabled|lost|ran|rolled out|merged|had no|had not|were wrong|were too slow)\b|\bour (?:own )?(?:change|mistake|error|fault|code|configuration|responsibility|failure|failures|release|tests?|deploy(?:ment)?|process(?:es)?|oversight|doing|monitoring)\b|\bthis (?:was|is) (?:\w+ )?(?:our|on us|ours)\b|\b(?:we|i) (?:take|accept|own|assume|bear)\b[^.;]{0,30}\b(?:responsibility|blame|this|it)\b|\bthe (?:fault|responsibility|mistake|blame) (?:is|was|lies with) (?:ours|us|mine|me)\b|\bwe let you down\b`),
			hedge:   re(`\b(?:may|might|could|perhaps|possibly|arguably|in part|partly|to some extent)\b`),
			unless:  re(`\bwe (?:made|released|shipped|deployed|published|sent) (?:an? )?(?:fix|patch|hotfix|workaround|correction|express patch|replacement|credit|progress)|\bwe made sure\b|\bwe did not (?:see|find|lose|detect|receive|observe)\b|\bwe (?:have |had )?(?:released|shipped|deployed|rolled out|published) (?:\w+ ){0,3}(?:fix|fixes|patch|patches|hotfix|workaround|replacement)\b`),
		},
		"de": {present: re(`\bwir (?:haben|hatten)\b[^.]*\b(?:versäumt|versagt|übersehen|eingeführt|ausgeliefert|veröffentlicht|verursacht|enttäuscht|fehler gemacht)\b|\bunser(?:e|er|em|en)? (?:eigener? )?(?:fehler|änderung|versäumnis|verantwortung|verschulden|versehen|tests?)\b|\bwir (?:übernehmen|tragen)\b[^.]*\bverantwortung\b|\bdas (?:war|ist|lag|liegt) (?:unser|an uns)\b`),
			hedge: re(`\b(?:möglicherweise|eventuell|vielleicht|teilweise|unter umständen|könnten?)\b`)},
		"fr": {present: re(`\bnous (?:avons|n'avons pas)\b[^.]*\b(?:failli|commis|introduit|livré|déployé|publié|causé|provoqué|manqué|détecté|testé|déçu)|\bnotre (?:propre )?(?:erreur|faute|changement|responsabilité|modification|manquement)\b|\bnous (?:assumons|prenons)\b[^.]*\bresponsabilité\b`),
			hedge: re(`\b(?:peut-être|éventuellement|en partie|pourraient?)\b`)},
		"es": {present: re(`\b(?:hemos|no) (?:fallado|cometido|introducido|publicado|desplegado|causado|detectamos|probamos)|\b(?:fallamos|cometimos|introdujimos|publicamos|desplegamos|causamos|provocamos)\b|\bnuestr[oa] (?:propi[oa] )?(?:error|culpa|cambio|responsabilidad|fallo)\b|\basumimos\b[^.]*\bresponsabilidad\b`),
			hedge: re(`\b(?:quizás?|tal vez|posiblemente|en parte|podría[ns]?)\b`)},
		"pt-BR": {present: re(`\b(?:falhamos|erramos|cometemos|introduzimos|publicamos|implantamos|causamos|lançamos|não testamos|não detectamos)\b|\bnoss[oa] (?:própri[oa] )?(?:erro|falha|culpa|mudança|responsabilidade|alteração)\b|\bassumimos\b[^.]*\bresponsabilidade\b`),
			hedge: re(`\b(?:talvez|possivelmente|em parte|poderia[m]?)\b`)},
		"ja": {present: re(`(?:弊社|当社|私ども|私たち)の(?:不手際|不備|過失|責任|設定|変更|ミス|確認不足|不注意)|責任は(?:弊社|当社)に|(?:弊社|当社|私ども)(?:は|の試験では|では)[^。]*(?:公開し|公開いたし|配信し|配信いたし|導入し|導入いたし|変更し|変更いたし|見落と|怠|発見でき|確認でき)`), hedge: re(`可能性がありま?す`)},
	}},
	{Repair, 3, "what is given back, or made whole, is what turns words into an act", research, map[string]*cues{
		"en": {
			present: re(`\b(?:we|engineers|our team|the team)(?:'ve)? (?:have |had |has )?(?:\w+ )?(?:fixed|restored|rolled back|reverted|replaced|refunded|credited|recovered|repaired|corrected|resolved|released (?:an? |the |\w+ ){0,3}(?:patch|fix|update|version))\b|\b(?:credits?|credited|refund(?:s|ed)?|patch(?:es|ed)?|replacement|workaround|compensat\w+|reimburse\w*)\b|\b(?:has|have|was|were|is|are) (?:\w+ )?(?:fixed|restored|rolled back|reverted|repaired|working again|back to normal)\b|\bhas worked since\b|\bno (?:data|card|payment|order)s? (?:was|were)\b|\b(?:extended|waived|waive|extend|free of charge|at no cost)\b`),
			hedge:   re(`\b(?:may be eligible|might be|are looking at options|considering|exploring|looking into)\b`),
			unless:  re(`\bno (?:refunds?|credits?|workaround|patch)\b|\bpatch(?:es)? (?:on top|was missing|were missing)\b`),
		},
		"de":    {present: re(`\b(?:behoben|wiederhergestellt|zurückgerollt|zurückgesetzt|erstattet|erstatten|gutgeschrieben|gutschrift|ersetzt|patch|korrigiert|repariert|umgehungslösung)\b|\bfunktionier(?:t|en) (?:wieder|seit)\b`), hedge: re(`\b(?:möglicherweise|prüfen (?:wir )?optionen)\b`)},
		"fr":    {present: re(`\b(?:corrigé|rétabli|restauré|remboursé|rembourserons|crédité|avoir|correctif|remplacé|réparé|contournement)(?:e?s?)?\b|\bfonctionne(?:nt)? (?:de nouveau|à nouveau|depuis)\b`), hedge: re(`\b(?:peut-être|éventuellement)\b`)},
		"es":    {present: re(`\b(?:corregi(?:do|mos)|restaura(?:do|mos)|restableci(?:do|mos)|reembols\w+|abon\w+|parche|sustituido|reparado|solución temporal)\b|\bfunciona[n]? (?:de nuevo|otra vez|desde)\b`), hedge: re(`\b(?:quizás?|posiblemente)\b`)},
		"pt-BR": {present: re(`\b(?:corrigi(?:do|mos)|restaura(?:do|mos)|restabeleci(?:do|mos)|reembols\w+|estorn\w+|crédito|correção|substituíd\w+|reparado)\b|\bfunciona[m]? (?:novamente|de novo|desde)\b`), hedge: re(`\b(?:talvez|possivelmente)\b`)},
		"ja":    {present: re(`復旧|修正|返金|返還|補償|回復|交換|パッチ|代替版|以降、正常に動作`), hedge: re(`検討`)},
	}},
	{Regret, 2, "without the word sorry nothing that follows is an apology", research, map[string]*cues{
		"en": {
			present: re(`\b(?:we are|we're|i am|i'm|are|am) (?:\w+ )?(?:sorry)\b|\b(?:we|i) (?:\w+ )?(?:apologi[sz]e)\b|\b(?:our|my) (?:\w+ )?(?:\w+ )?apolog(?:y|ies)\b|\b(?:we|i) (?:\w+ )?regret\b|^sorry\b|\bapologi[sz]e to\b|\bwe owe you an apology\b`),
			hedge:   re(`\b(?:may|might|could)(?: \w+)? have\b|\b(?:sorry|apologi[sz]e|apolog(?:y|ies))[^.;]{0,60}\b(?:if|but)\b|\bany (?:\w+ )?(?:inconvenience|difficult(?:y|ies)|trouble|disruption|impact|confusion|problems?|issues?)\b|\bto (?:anyone|those) who (?:may|might)\b|\bfor the inconvenience\b`),
		},
		"de":    {present: re(`\b(?:bitten|bitte)\b[^.]*\bum entschuldigung\b|\bentschuldigen\b|\bentschuldigung\b|\btut uns\b[^.]*\bleid\b|\bbedauern\b`), hedge: re(`\betwaige|\beventuelle|\bfalls\b|\bmöglicherweise\b|\bunannehmlichkeiten\b`)},
		"fr":    {present: re(`\b(?:nous (?:vous )?(?:prions|demandons)[^.]*(?:excuser|pardon|excuses)|nous (?:vous )?présentons[^.]*excuses|désolés?|nous regrettons|toutes nos excuses|nous nous excusons|veuillez nous excuser)\b`), hedge: re(`gêne|désagrément|\bsi vous\b|éventuel`)},
		"es":    {present: re(`\b(?:pedimos (?:\w+ )?(?:disculpas|perdón)|lo sentimos|lamentamos|nos disculpamos|sentimos|disculpen)\b`), hedge: re(`molestias|inconvenientes|\bsi (?:usted|alguien|se)\b|\bpudo haber|\bpudiera`)},
		"pt-BR": {present: re(`\b(?:pedimos (?:\w+ )?(?:desculpas|perdão)|sentimos muito|lamentamos|nos desculpamos|desculpe(?:m)?)\b`), hedge: re(`transtornos?|inconvenientes?|\bcaso (?:você|tenha)\b|\bpossa ter|eventuais`)},
		"ja":    {present: re(`お詫び|申し訳|謝罪`), hedge: re(`可能性がありま?す|万一`)},
	}},
	{Explanation, 2, "what is not explained is imagined", research, map[string]*cues{
		"en": {
			present: re(`\b(?:was|were|is) (?:\w+ )?caused by\b|\bbecause\b|\bdue to\b|\bhappened (?:when|because)\b|\b(?:the )?cause (?:was|is)\b|\b(?:was|were) (?:the )?result of\b|\b(?:led|leading) to\b|\bas a result of\b|\bresulted (?:from|in)\b|\btriggered (?:by|an?|the)\b|\b(?:a|the) (?:piece of )?(?:code|certificate|bug|defect|change|setting)\b[^.]{0,60}\b(?:expired|failed|left|was not|stopped|kept|treat\w*|prevent\w*)\b`),
			heading: re(`\b(?:what happened|cause|what went wrong|explanation)\b`),
			hedge:   re(`\b(?:technical (?:issues?|difficult(?:y|ies)|problems?)|unforeseen circumstances|circumstances beyond|probably|perhaps|we believe|appears to)\b`),
		},
		"de":    {present: re(`\b(?:verursacht|weil|aufgrund|ursache|grund (?:war|dafür))\b`), heading: re(`was (?:ist )?(?:geschehen|passiert)|ursache`), hedge: re(`technische[rns]? (?:problem|störung|schwierigkeiten)|vermutlich|wahrscheinlich`)},
		"fr":    {present: re(`\b(?:causée?s?|parce qu|en raison|cause|provoquée?s?|due?s? à)`), heading: re(`(?:ce qui s'est passé|cause|que s'est-il passé)`), hedge: re(`problème technique|difficultés techniques|probablement`)},
		"es":    {present: re(`\b(?:causad[oa]s?|porque|debido a|causa|provocad[oa]s?)\b`), heading: re(`qué (?:ocurrió|pasó|sucedió)|causa`), hedge: re(`problemas? técnicos?|probablemente`)},
		"pt-BR": {present: re(`\b(?:causad[oa]s?|porque|devido a|causa|provocad[oa]s?)\b`), heading: re(`o que (?:aconteceu|ocorreu)|causa`), hedge: re(`problemas? técnicos?|provavelmente`)},
		"ja":    {present: re(`原因|によるもの|ため、`), heading: re(`原因`), hedge: re(`と思われ|可能性`)},
	}},
	{Repentance, 2, "what changes is what makes it believable that it ends", research, map[string]*cues{
		"en": {
			present: re(`\bwe (?:are (?:\w+ )?(?:changing|adding|reviewing|improving|building|making|blocking|working|taking|introducing|going to|doing)|have (?:\w+ )?(?:changed|added|introduced|improved|put in place|started|begun|removed|blocked|implemented)|(?:will|'ll) (?:\w+ )?(?:add|change|make|block|test|review|remove|improve|limit|build|introduce|alert|check|require|strengthen|implement|ensure|do|work|prevent|put|take|move|stop|automate|separate|raise))\b`),
			heading: re(`\b(?:what we are (?:doing|changing)|what we(?:'re| will| have)|changes|prevent\w*|next steps|still to come|going forward)\b`),
			hedge:   re(`\b(?:quickly|soon|shortly|everything in our power|in the (?:coming|near)|as soon as possible|never (?:\w+ )?again|will not happen again|hope to|try to|strive|going forward)\b`),
			unless:  re(`\bwe will (?:keep|update|let|write|inform|tell|be in touch|post|share|provide)\b`),
		},
		"de":    {present: re(`\bwir (?:werden|ändern|führen|prüfen|haben)\b[^.]*\b(?:ändern|geändert|einführen|eingeführt|ein|prüfen|verbessern|verbessert|verhindern|ergänzen|ergänzt|sperren|begrenzen|hinzufügen)\b`), heading: re(`was wir (?:ändern|tun)|maßnahmen`), hedge: re(`\bschnellstmöglich|\bbald\b|nie wieder|so schnell wie möglich`)},
		"fr":    {present: re(`\bnous (?:allons|avons|mettons|changeons|ajoutons|ajouterons|modifierons|bloquerons)\b[^.]*`), heading: re(`(?:ce que nous (?:changeons|faisons)|mesures)`), hedge: re(`bientôt|dans les meilleurs délais|plus jamais|prochainement`)},
		"es":    {present: re(`\b(?:vamos a|hemos|estamos|añadiremos|cambiaremos|bloquearemos|revisaremos|mejoraremos)\b[^.]*`), heading: re(`qué (?:estamos haciendo|cambiamos|vamos)|medidas`), hedge: re(`pronto|lo antes posible|nunca más|próximamente`)},
		"pt-BR": {present: re(`\b(?:vamos|adicionaremos|mudaremos|estamos|bloquearemos|revisaremos|melhoraremos)\b[^.]*`), heading: re(`o que (?:estamos|vamos|mudamos)|medidas`), hedge: re(`em breve|o mais rápido possível|nunca mais`)},
		"ja":    {present: re(`再発防止|対策|改善|見直し|強化`), heading: re(`再発防止|対策`), hedge: re(`早急に|速やかに|今後`)},
	}},
	{Forgiveness, 1, "a request to be forgiven may be left out", research, map[string]*cues{
		"en":    {present: re(`\bforgive|\b(?:regain|restore|rebuild|earn|win back|keep)\b[^.;]{0,20}\b(?:trust|confidence)\b`)},
		"de":    {present: re(`\bverzeih|\bvertrauen\b[^.]*\b(?:zurück|wieder)`)},
		"fr":    {present: re(`\bpardon|\b(?:regagner|retrouver)\b[^.]*\bconfiance\b`)},
		"es":    {present: re(`\bperd[oó]n|\brecuperar\b[^.]*\bconfianza\b`)},
		"pt-BR": {present: re(`\bperd[aã]o|\b(?:recuperar|reconquistar)\b[^.]*\bconfiança\b`)},
		"ja":    {present: re(`お許し|ご容赦|信頼(?:の)?回復`)},
	}},
}
