package review

import (
	"encoding/json"
	"io"
	"path/filepath"
	"slices"
)

// The parts of SARIF 2.1.0 that findings fill.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID            string      `json:"id"`
		Short         sarifText   `json:"shortDescription"`
		Configuration sarifConfig `json:"defaultConfiguration"`
	}
	sarifConfig struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		Line    int        `json:"startLine"`
		Column  int        `json:"startColumn,omitempty"`
		Snippet *sarifText `json:"snippet,omitempty"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification"`
	}
)

// SARIF writes findings as SARIF 2.1.0, the form that code hosts show beside
// the lines of a change. Columns count characters.
func SARIF(w io.Writer, version string, found []Finding) error {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "candor", Version: version, Rules: sarifRules(found)}},
		ColumnKind: "unicodeCodePoints",
		Results:    []sarifResult{},
	}
	for _, f := range found {
		index := slices.IndexFunc(run.Tool.Driver.Rules, func(r sarifRule) bool { return r.ID == f.Rule })
		run.Results = append(run.Results, sarifResultOf(f, index))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run},
	})
}

// sarifRules describes every rule, and those that findings name beyond them.
func sarifRules(found []Finding) []sarifRule {
	var rules []sarifRule
	for _, r := range Rules() {
		rules = append(rules, sarifRule{r.ID, sarifText{r.Doc}, sarifConfig{sarifLevel(r.Level)}})
	}
	for _, f := range found {
		if !slices.ContainsFunc(rules, func(r sarifRule) bool { return r.ID == f.Rule }) {
			rules = append(rules, sarifRule{f.Rule, sarifText{f.Message}, sarifConfig{"error"}})
		}
	}
	return rules
}

func sarifLevel(l Level) string {
	switch l {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "note"
}

func sarifResultOf(f Finding, index int) sarifResult {
	text := f.Message
	if f.Hint != "" {
		text += "\n" + f.Hint
	}
	r := sarifResult{RuleID: f.Rule, RuleIndex: index, Level: sarifLevel(f.Level), Message: sarifText{text}}
	place := sarifPhysical{Artifact: sarifArtifact{filepath.ToSlash(f.File)}}
	if f.Line > 0 {
		place.Region = &sarifRegion{Line: f.Line, Column: f.Column}
		if f.Quote != "" {
			place.Region.Snippet = &sarifText{f.Quote}
		}
	}
	r.Locations = []sarifLocation{{place}}
	if f.Level == Waived {
		r.Suppressions = []sarifSuppression{{"inSource", f.Reason}}
	}
	return r
}
