package history

import (
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
)

// version is what a tag's name says about a release.
type version struct {
	name       string // the version without its prefix: "1.2.3"
	module     string // the part of the repository it is a release of; "" for all of it
	prerelease bool
}

var (
	// notReleases are words that make a tag a marker and not a release.
	notReleases = pattern.New(`(?i)(?:^|[^a-z])(?:nightly|snapshot|backup|wip|tests?|testing|te?mp|archived?|old|before|after|pre-?merge|ci|build|deploy(?:ed|ment)?|staging|latest|daily|weekly|trash|broken|start|base|fork|import|checkpoint|merge)(?:$|[^a-z])`)
	// releaseFolders stand before the slash of a tag without meaning a module.
	releaseFolders = pattern.New(`(?i)^(?:releases?|rel|versions?|tags?|stable|v)$`)
	// versionForm: a word, the numbers, the rest.
	versionForm = pattern.New(`^(?i:([a-z][a-z0-9+ ]*?(?:[-_. ][a-z][a-z0-9+]*?)*)??[-_. ]?)(?:([vVrR])[-_.]?)?(\d+(?:[._-]\d+)*)(.*)$`)
	releaseWord = pattern.New(`(?i)(?:^|[-_. ])(?:v|r|rel|release|version)$`)
	preForm     = pattern.New(`(?i)^[-_.~+ ]?(?:alpha|beta|rc|cr|pre(?:view|release)?|dev|canary|insiders?|ea|milestone|m|a|b|next|unstable|experimental|testing)(?:[-_.]?\d.*|[-_.].*)?$`)
	// repairForm: "-update2-express-patch" comes after the release it repairs.
	repairForm = pattern.New(`(?i)^(?:[-_.][a-z0-9]+)*[-_.](?:patch|hotfix|fix|security|replacement|respin)[-_.]?\d*$`)
	finalForm  = pattern.New(`(?i)^(?:[a-z]|[-_.](?:final|release|ga|lts|stable|sec)|[-_. ]?(?:u|p|pl|sp|hf|post|hotfix|patch|update|rev|r|ubuntu|debian)[-_.]?\d+)?(?:\+[0-9a-z.-]+)?$`)
)

// parseVersion says whether a tag's name is that of a release. The rule is
// strict: what does not clearly look like a version is no release.
func parseVersion(tag string) (version, bool) {
	var v version
	// What follows a plus is build metadata and may say anything.
	if plain, _, _ := strings.Cut(tag, "+"); notReleases.MatchString(plain) {
		return v, false
	}
	name := tag
	if i := strings.LastIndexAny(name, "/@"); i > 0 {
		if !releaseFolders.MatchString(name[:i]) {
			v.module = strings.TrimPrefix(name[:i], "@")
		}
		name = name[i+1:]
	}
	m := versionForm.FindStringSubmatch(name)
	if m == nil {
		return v, false
	}
	word, marked, numbers, rest := m[1], m[2] != "", m[3], m[4]
	parts := strings.FieldsFunc(numbers, func(r rune) bool { return r == '.' || r == '_' || r == '-' })
	marked = marked || releaseWord.MatchString(word) || v.module == "" && strings.ContainsAny(tag, "/")
	// A single number is a version only where something says so, and a long
	// run of digits is a date or a build.
	if len(parts) == 1 && !(marked && len(parts[0]) <= 4) && !(word != "" && strings.HasPrefix(rest, "+")) {
		return v, false
	}
	v.name = numbers + rest
	switch {
	case finalForm.MatchString(rest), repairForm.MatchString(rest):
	case preForm.MatchString(rest):
		v.prerelease = true
	case len(parts) >= 2 && strings.HasPrefix(rest, "-"):
		// Semantic versioning: whatever follows the hyphen is a pre-release.
		v.prerelease = true
	default:
		return v, false
	}
	return v, true
}
