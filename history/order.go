package history

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
)

// edition is where a release stands among the versions of its product.
type edition struct {
	product string // "openssl-fips": in lower case, "" where tags give no name
	numbers []int
	rest    string // what follows the numbers, in lower case
	pre     bool
}

func (r Release) edition() edition {
	name := r.Tag[strings.LastIndexAny(r.Tag, "/@")+1:]
	p := edition{product: r.Module, pre: r.PreRelease}
	m := versionForm.FindStringSubmatch(name)
	if m == nil {
		return p
	}
	if word := strings.ToLower(strings.Trim(m[1], "-_. ")); !releaseWord.MatchString(word) && p.product == "" {
		p.product = word
	}
	for _, n := range strings.FieldsFunc(m[3], func(r rune) bool { return r == '.' || r == '_' || r == '-' }) {
		i, err := strconv.Atoi(n)
		if err != nil {
			i = 1 << 31 // more digits than a number has
		}
		p.numbers = append(p.numbers, i)
	}
	p.rest, _, _ = strings.Cut(strings.ToLower(m[4]), "+")
	p.rest = plainRest.ReplaceAllString(p.rest, "")
	return p
}

// plainRest are endings that say nothing: 2.0.0.RELEASE is 2.0.0.
var plainRest = pattern.New(`^[-_.](?:final|release|ga|stable)$`)

var chunks = pattern.New(`\d+|[a-z]+`)

func (p edition) compare(q edition) int {
	if c := strings.Compare(p.product, q.product); c != 0 {
		return c
	}
	if c := compareNumbers(p.numbers, q.numbers); c != 0 {
		return c
	}
	// 2.0-rc1 comes before 2.0, 2.0g after it.
	if p.pre != q.pre {
		return map[bool]int{true: -1, false: 1}[p.pre]
	}
	return compareRest(p.rest, q.rest)
}

// compareNumbers takes a number that is missing for zero: 3.0 is 3.0.0.
func compareNumbers(a, b []int) int {
	for i := range max(len(a), len(b)) {
		x, y := 0, 0
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return cmp.Compare(x, y)
		}
	}
	return 0
}

func compareRest(a, b string) int {
	x, y := chunks.FindAllString(a), chunks.FindAllString(b)
	return slices.CompareFunc(x, y, func(s, t string) int {
		m, err1 := strconv.Atoi(s)
		n, err2 := strconv.Atoi(t)
		if err1 == nil && err2 == nil {
			return cmp.Compare(m, n)
		}
		// za follows z, and is followed by zb.
		return strings.Compare(s, t)
	})
}

// byVersion orders releases by product and version, then by time.
func byVersion(a, b Release) int {
	return cmp.Or(a.edition().compare(b.edition()), a.Time.Compare(b.Time), cmp.Compare(a.Tag, b.Tag))
}

// releaseLines tells which releases follow each other in being maintained: 3.5.0 to
// 3.5.21, 1.0.1 to 1.0.1u, 17.1 to 17.9. A line is named by the numbers that
// its releases share.
type releaseLines struct{ bases map[string]bool }

// newReleaseLines learns the lines from all releases of a repository: what stands
// before further numbers or letters is the name of a line.
func newReleaseLines(releases []Release) releaseLines {
	l := releaseLines{map[string]bool{}}
	for _, rel := range releases {
		p := rel.edition()
		if rel.PreRelease {
			continue
		}
		for i := 1; i < len(p.numbers); i++ {
			l.bases[p.base(i)] = true
		}
		if p.rest != "" {
			l.bases[p.base(len(p.numbers))] = true
		}
	}
	return l
}

// base names the product with its first n numbers.
func (p edition) base(n int) string {
	var b strings.Builder
	b.WriteString(p.product)
	for i, x := range p.numbers[:n] {
		b.WriteString(map[bool]string{true: " ", false: "."}[i == 0])
		b.WriteString(strconv.Itoa(x))
	}
	return strings.TrimSpace(b.String())
}

// of names the line of a release. Versions that are dates are one line.
func (l releaseLines) of(rel Release) string {
	p := rel.edition()
	switch n := len(p.numbers); {
	case n == 0:
		return rel.Tag
	case n >= 2 && p.numbers[0] >= 1990 && p.numbers[0] < 2100, n == 1 && !l.bases[p.base(1)]:
		return p.product
	case l.bases[p.base(n)] || n == 1:
		return p.base(n)
	default:
		return p.base(n - 1)
	}
}
