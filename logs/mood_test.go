package logs

import (
	"testing"

	"github.com/candor-reports/candor/timeline"
)

// TestTrouble holds which lines without a level say that something went wrong.
func TestTrouble(t *testing.T) {
	for text, want := range map[string]bool{
		"could not connect to db-1":             true,
		"pay: Could not read the answer":        true,
		"can't open /var/lib/x":                 true,
		"couldn't reach the bank":               true,
		"we can not go on":                      true,
		"licence server lic2 not reachable":     true,
		"node 7 does not respond, trying again": true,
		"the bank is not  available":            true,
		"cannot power on vm-7":                  true,
		"worker 3 is unresponsive":              true,
		"connection refused":                    true,
		"cannelloni can be ordered":             false,
		"could note 3 things":                   false,
		"unit4not responding":                   false,
		"not modified":                          false,
		"cache is not used":                     false,
		"the customer did not pay yet":          false,
		"knot available":                        false,
		"not":                                   false,
		"recant 'til noon":                      false,
		"can 't":                                false,
		"x=not available":                       false,
	} {
		if m := textMood([]byte(text)); m.trouble != want || m.level != timeline.NoLevel {
			t.Errorf("%s: %+v, want %v", text, m, want)
		}
	}
}
