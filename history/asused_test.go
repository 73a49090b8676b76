package history

import (
	"context"
	"os"
	"testing"
)

// TestAccuracyAsUsed measures the same as TestAccuracy for curl, with what the
// messages of the fixes say read as candor trace reads it. That is fair there
// alone: curl's known answers come from its advisories and not from messages.
func TestAccuracyAsUsed(t *testing.T) {
	dir := os.Getenv("CANDOR_CURL_REPO")
	if dir == "" || os.Getenv("CANDOR_ACCURACY") == "" {
		t.Skip("CANDOR_CURL_REPO and CANDOR_ACCURACY name no clone")
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	first, three, all := 0, 0, 0
	for _, known := range knownFixes(t, "curl") {
		in, err := r.IntroducedBy(context.Background(), known.fix)
		if err != nil {
			t.Errorf("%s: %v", known.fix, err)
			continue
		}
		all++
		for i, c := range in.Candidates[:min(3, len(in.Candidates))] {
			if known.truth[c.Commit] {
				three++
				if i == 0 {
					first++
				}
				break
			}
		}
	}
	t.Logf("curl, messages read: @1 %.2f @3 %.2f of %d fixes", float64(first)/float64(all), float64(three)/float64(all), all)
}
