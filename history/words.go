package history

import (
	"regexp"
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
)

var (
	identifier = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]{2,}`)
	quotedText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
)

// commonWords are identifiers that say nothing about which code a line is.
var commonWords = wordSet(`int char long short unsigned signed float double void bool boolean true false null nil NULL None True False self this
	if else for while switch case return break continue goto sizeof struct union enum static const inline extern typedef volatile register auto
	func def class import from package var let function new delete public private protected virtual override final abstract interface impl pub use
	mod fn match try catch except throw throws finally raise with yield async await lambda and not elif pass assert default string size_t uint8_t
	uint16_t uint32_t uint64_t int32_t int64_t include define ifdef ifndef endif err error ret res result len size data buf ptr tmp val value name
	printf fprintf strlen memcpy memset free malloc`)

func wordSet(s string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		out[w] = true
	}
	return out
}

// identifiers lists the telling names in a line of code, each once.
func identifiers(line []byte) []string {
	var out []string
	seen := map[string]bool{}
	for _, b := range identifier.FindAll(quotedText.ReplaceAll(line, nil), -1) {
		if w := string(b); !commonWords[w] && !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

var subjectWord = regexp.MustCompile(`[A-Za-z0-9_]{3,}`)

// plainWords are words of subjects that any subject has.
var plainWords = wordSet(`the and for with from into that this not fix fixes fixed add adds added use uses using when make remove support
	bug issue error code check set get new all are was possible missing wrong incorrect invalid avoid update`)

// subjectWords lists the telling words of a subject, in lower case.
func subjectWords(subject string) map[string]bool {
	out := map[string]bool{}
	for _, w := range subjectWord.FindAllString(strings.ToLower(subject), -1) {
		if !plainWords[w] {
			out[strings.TrimSuffix(w, "s")] = true
		}
	}
	return out
}

// likeSubjects gives how much of the words of a smaller subject the other has.
func likeSubjects(a, b map[string]bool) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	common := 0
	for w := range a {
		if b[w] {
			common++
		}
	}
	return float64(common) / float64(max(3, min(len(a), len(b))))
}

// kindWords tell by the subject what sort of change a commit is.
var (
	cosmetic = pattern.New(`(?i)\b(?:typos?|white ?space|indent\w*|re-?format\w*|formatt\w*|code ?style|coding style|style|checkpatch|checksrc|lint\w*|clang-format|spelling|comments?|copyright|licen[sc]e|spdx|cosmetic|tabs?|trailing)\b`)
	reshaped = pattern.New(`(?i)\b(?:refactor\w*|clean-?\s?ups?|cleaned|tidy|rename[sd]?|renaming|moved?|moving|split|reorgani[sz]e\w*|restructur\w*|simplif\w*|dedup\w*|consolidat\w*|convert\w*|unif(?:y|ied)|factor)\b`)
	novel    = pattern.New(`(?i)\b(?:add\w*|introduc\w*|implement\w*|support\w*|new|allow\w*|enabl\w*|initial|first|import\w*|provid\w*|creat\w*|feature)\b`)
	mending  = pattern.New(`(?i)\b(?:fix\w*|bug\w*|correct\w*|leaks?|crash\w*|overflow\w*|prevent\w*|avoid\w*|regression)\b`)
	holed    = pattern.New(`(?i)\bCVE-[0-9]|\bsecurity\b|overflow|out[- ]of[- ]bounds?|over-?read|over-?run|use[- ]after[- ]free|double[- ]free|vulnerab|exploit|credential|\bleaks? (?:of )?(?:data|password|token)|uninitiali[sz]ed|denial of service`)
)
