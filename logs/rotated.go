package logs

import (
	"cmp"
	"strconv"
	"strings"
)

// rotation says where a file stands among those that one log was cut into.
type rotation struct {
	stem string // the name of the log
	old  bool   // it is no longer written to
	at   int    // the greater, the later
}

// rotationOf reads names such as app.log.2.gz, app.log-20240304 and app.log.
func rotationOf(name string) rotation {
	for _, end := range []string{".gz", ".zst", ".bz2"} {
		name = strings.TrimSuffix(name, end)
	}
	i := len(name)
	for i > 0 && isDigit(name[i-1]) {
		i--
	}
	digits := name[i:]
	n, err := strconv.Atoi(digits)
	switch {
	case err != nil || i == 0 || !strings.Contains(name[:i], "log") && !strings.Contains(name[:i], "."):
	case len(digits) <= 3 && name[i-1] == '.':
		return rotation{name[:i-1], true, -n} // the first is the latest
	case len(digits) >= 8 && (name[i-1] == '.' || name[i-1] == '-'):
		return rotation{name[:i-1], true, n}
	}
	return rotation{stem: name}
}

// byLog orders the names of files by log, and those of one log by age, the
// oldest first.
func byLog(a, b string) int {
	r, s := rotationOf(a), rotationOf(b)
	switch {
	case r.stem != s.stem:
		return strings.Compare(r.stem, s.stem)
	case r.old != s.old:
		if r.old {
			return -1
		}
		return 1
	}
	return cmp.Or(r.at-s.at, strings.Compare(a, b))
}
