package review

import (
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
)

// Profile says what a document is for; it chooses the rules and their levels.
type Profile string

// The profiles of documents.
const (
	Status    Profile = "status"    // a short notice while it lasts, and the one that ends it
	Letter    Profile = "letter"    // an apology or a follow-up, signed
	Public    Profile = "public"    // a report for everybody
	Internal  Profile = "internal"  // a report for the house
	Regulator Profile = "regulator" // a notice to an authority
)

// Profiles lists the profiles.
func Profiles() []Profile { return []Profile{Status, Letter, Public, Internal, Regulator} }

// ProfileOf tells the profile of a draft from the name of its template and
// from its audience.
func ProfileOf(d *incident.Draft) Profile {
	name := strings.ToLower(d.Template)
	if name == "" {
		name = strings.ToLower(d.Name)
	}
	base, _, _ := strings.Cut(name, ".")
	words := strings.FieldsFunc(base, func(r rune) bool { return r == '-' || r == '/' || r == '_' })
	is := func(any ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(any, w) })
	}
	switch {
	case is("letter", "followup", "apology"):
		return Letter
	case is("regulator", "authority", "gdpr", "nis2", "dora", "hipaa", "cra", "ico", "sec", "fcc"):
		return Regulator
	case is("partner", "public"):
		return Public
	case is("status", "notice", "update", "maintenance") || phaseIn(words) != "":
		return Status
	case d.Audience == incident.Public:
		return Public
	}
	return Internal
}

func phaseIn(words []string) incident.Phase {
	for _, p := range incident.Phases {
		if slices.Contains(words, string(p)) {
			return p
		}
	}
	return ""
}
