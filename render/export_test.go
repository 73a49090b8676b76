package render

import "github.com/candor-reports/candor/incident"

// PhaseWord is a phase as the short forms name it in a language.
func PhaseWord(language string, p incident.Phase) string { return languageWords[language].phases[p] }
