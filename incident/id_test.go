package incident_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
)

type payload struct {
	ID, Payload, YAML string
	Valid             bool
}

// payloads reads a set of hostile texts.
func payloads(t *testing.T, set string) []payload {
	t.Helper()
	f, err := os.Open(filepath.Join("../../shared/data/security", set))
	if err != nil {
		t.Skip("the security sets are not here: ", err)
	}
	defer f.Close()
	var all []payload
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 8<<20)
	for sc.Scan() {
		var p payload
		if err := json.Unmarshal(sc.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) == 0 {
		t.Fatalf("%s holds nothing", set)
	}
	return all
}

func TestIDGrammar(t *testing.T) {
	for id, valid := range map[string]bool{
		"2026-03-04-checkout": true, "INC-1": true, "a": true, strings.Repeat("x", 64): true, strings.Repeat("x", 65): false, "a--b": false,
		"-a": false, "a-": false, "a_b": false, "ä": false, "a/b": false, "..": false, "": false, "nul": false, "Com7": false, "nul-1": true, "head": false,
		"1\n": false, "a\x00": false, "ＡＢ": false, "а": false,
	} {
		if err := incident.CheckID(id); (err == nil) != valid {
			t.Errorf("CheckID(%q) = %v, want valid: %v", id, err, valid)
		}
	}
}

// TestHostileIDs holds the sets of hostile names against the grammar, as such
// and as the id of a record.
func TestHostileIDs(t *testing.T) {
	all := payloads(t, "misc/incident-ids-own.jsonl")
	for _, p := range payloads(t, "misc/path-traversal-patt.jsonl") {
		// Names without a separator among them, such as "etc", lead nowhere.
		p.Valid = strings.Trim(p.Payload, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == "" && p.Payload != ""
		all = append(all, p)
	}
	for _, p := range all {
		if err := incident.CheckID(p.Payload); (err == nil) != p.Valid {
			t.Errorf("%s: CheckID(%q) = %v, want valid: %v", p.ID, p.Payload, err, p.Valid)
		}
		quoted, _ := json.Marshal(p.Payload)
		inc, err := incident.Parse("incident.yaml", []byte("title: x\nid: "+string(quoted)+"\n"))
		// Spaces around a value are no part of it.
		if valid := p.Valid || incident.CheckID(strings.TrimSpace(p.Payload)) == nil; (err == nil) != valid {
			t.Errorf("%s: id: %s gives %v and %+v, want valid: %v", p.ID, quoted, err, inc, valid)
		}
	}
}

// TestParseYAMLTestSuite reads every document of the YAML test suite as a
// record, and as the value of its fields: nothing panics, and what is accepted
// was understood.
func TestParseYAMLTestSuite(t *testing.T) {
	for _, p := range payloads(t, "yaml/yaml-test-suite.jsonl") {
		indented := strings.ReplaceAll(p.YAML, "\n", "\n  ")
		for _, text := range []string{p.YAML, head + p.YAML, head + "impact:\n  " + indented, head + "milestones:\n  " + indented, head + "notes:\n- " + indented, head + "summary: " + indented} {
			if _, err := incident.Parse("incident.yaml", []byte(text)); err != nil && len(err.Error()) > 10_000 {
				t.Errorf("%s: an error of %d bytes", p.ID, len(err.Error()))
			}
		}
	}
}
