package render

import (
	"cmp"
	"strings"

	"github.com/candor-reports/candor/incident"
)

// words are what the forms that consist of single facts say around them, in
// one language. In sentences %w stands for who, %c for what they could not do,
// and %t for a time.
type words struct {
	phases map[incident.Phase]string

	now, over           string // what it does to people, and did
	since, during, next string
	local               string // of a time of every local clock

	// Where there is little room: what to say instead, where a language has
	// shorter sentences.
	briefNow, briefOver, briefNext string
	headLast                       bool // the word that a phrase is about is its last

	state, impact, from, until, affected, nextUpdate, window, effect string

	unsubscribe, cut, stop string
}

var languageWords = map[string]words{
	"en": {
		phases: phaseWords("Investigating", "Identified", "Monitoring", "Resolved", "Reopened", "Scheduled maintenance", "Maintenance in progress", "Verifying maintenance", "Maintenance completed"),
		now:    "%w cannot %c", over: "%w could not %c", since: "since %t", during: "%t", next: "Next update by %t.", local: "local time",
		state: "Status", impact: "Impact", from: "Since", until: "Until", affected: "Affected", nextUpdate: "Next update by", window: "Window", effect: "Effect",
		unsubscribe: "Unsubscribe", cut: "The text goes on; this is its beginning.", stop: ".",
	},
	"de": {
		phases: phaseWords("Wir untersuchen die Störung", "Ursache gefunden", "Unter Beobachtung", "Behoben", "Erneut aufgetreten", "Geplante Wartung", "Wartung läuft", "Wartung wird geprüft", "Wartung abgeschlossen"),
		now:    "%w können %c", over: "%w konnten %c", since: "seit %t", during: "%t", next: "Wir melden uns wieder bis %t.", local: "Ortszeit", briefNext: "Nächste Meldung bis %t.",
		state: "Stand", impact: "Auswirkung", from: "Seit", until: "Bis", affected: "Betroffen", nextUpdate: "Nächste Meldung bis", window: "Zeitraum", effect: "Auswirkung",
		unsubscribe: "Abmelden", cut: "Der Text geht weiter; dies ist sein Anfang.", stop: ".",
	},
	"es": {
		phases: phaseWords("En investigación", "Causa encontrada", "En observación", "Resuelto", "Incidente reabierto", "Mantenimiento programado", "Mantenimiento en curso", "Mantenimiento en comprobación", "Mantenimiento terminado"),
		now:    "%w no pueden %c", over: "%w no pudieron %c", since: "desde %t", during: "%t", next: "Próximo aviso a más tardar %t.", local: "hora local",
		state: "Estado", impact: "Impacto", from: "Desde", until: "Hasta", affected: "Afectado", nextUpdate: "Próximo aviso a más tardar", window: "Período", effect: "Efecto",
		unsubscribe: "Darse de baja", cut: "El texto continúa; este es su comienzo.", stop: ".",
	},
	"fr": {
		phases: phaseWords("Recherche en cours", "Cause trouvée", "Sous surveillance", "Résolu", "Incident rouvert", "Maintenance prévue", "Maintenance en cours", "Maintenance en cours de vérification", "Maintenance terminée"),
		now:    "%w ne peuvent pas %c", over: "%w n’ont pas pu %c", since: "depuis %t", during: "%t", next: "Prochain message au plus tard %t.", local: "heure locale",
		state: "État", impact: "Impact", from: "Depuis", until: "Jusqu’à", affected: "Concerné", nextUpdate: "Prochain message au plus tard", window: "Période", effect: "Effet",
		unsubscribe: "Se désabonner", cut: "Le texte continue ; ceci en est le début.", stop: ".",
	},
	"pt-BR": {
		phases: phaseWords("Em investigação", "Causa encontrada", "Em observação", "Resolvido", "Incidente reaberto", "Manutenção programada", "Manutenção em andamento", "Manutenção em verificação", "Manutenção concluída"),
		now:    "%w não conseguem %c", over: "%w não conseguiram %c", since: "desde %t", during: "%t", next: "Novas informações até %t.", local: "horário local",
		state: "Situação", impact: "Impacto", from: "Desde", until: "Até", affected: "Afetado", nextUpdate: "Novas informações até", window: "Período", effect: "Efeito",
		unsubscribe: "Cancelar a inscrição", cut: "O texto continua; este é o seu início.", stop: ".",
	},
	"ja": {
		phases: phaseWords("調査中", "原因を特定", "経過を確認中", "復旧", "再発", "メンテナンスのお知らせ", "メンテナンス実施中", "メンテナンスの確認中", "メンテナンス完了"),
		now:    "%wにおかれましては、%cできない状態となっております", over: "%wにおかれましては、%cできない状態となっておりました", since: "%tから", during: "%t", next: "次回は%tまでにご案内いたします。", local: "現地時刻", headLast: true,
		briefNow: "%wは、%cできません", briefOver: "%wは、%cできませんでした", briefNext: "次回案内は%tまで。",
		state: "状況", impact: "影響", from: "開始", until: "終了", affected: "対象", nextUpdate: "次回のご案内", window: "実施期間", effect: "影響",
		unsubscribe: "配信停止", cut: "全文はさらに続きます。", stop: "。",
	},
}

// phaseWords names the phases in the order of incident.Phases.
func phaseWords(names ...string) map[incident.Phase]string {
	out := make(map[incident.Phase]string, len(names))
	for i, p := range incident.Phases {
		out[p] = names[i]
	}
	return out
}

// wordsOf are the words of a language: of one that has none, those of English.
func wordsOf(language string) words {
	if w, ok := languageWords[language]; ok {
		return w
	}
	return languageWords["en"]
}

// knownWords reports whether sentences can be made in a language. "de-AT" is
// not "de": whoever tells them apart wants them apart.
func knownWords(language string) bool {
	_, ok := languageWords[language]
	return ok
}

func fill(sentence string, values ...string) string {
	return strings.NewReplacer(values...).Replace(sentence)
}

// languageOf is the language of a document; English where nobody says.
func languageOf(rep *incident.Report, d *incident.Draft) string {
	if d.Language == "" && rep != nil && rep.Incident != nil {
		return incident.Original(rep.Incident)
	}
	return cmp.Or(d.Language, "en")
}
