package history

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// The message of a fix is read for what it tells, and not for the commits that
// it names or for who signed it.
func TestNewSpeech(t *testing.T) {
	s := newSpeech("cookies: keep trailing dots\n\nThe host_name kept its dot.\n\nBroken by 0123456789ab (\"url: secret\").\n\nReviewed-by: Somebody Else\n", "cookies: keep trailing dots")
	var got []string
	for w := range s.place {
		got = append(got, w)
	}
	slices.Sort(got)
	if want := "cookie dot host host_name its keep kept name trailing"; strings.Join(got, " ") != want {
		t.Errorf("%q, want %q", got, want)
	}
	if a := s.asked[s.place["trailing"]]; !a.subject || a.times != 2 {
		t.Errorf("%+v", a)
	}
	if a := s.asked[s.place["kept"]]; a.subject || a.times != 1 {
		t.Errorf("%+v", a)
	}
}

// A rare word says more than a common one, and a word of all says nothing.
func TestSpeechScore(t *testing.T) {
	s := newSpeech("parser: accept trailing zebra\n", "parser: accept trailing zebra")
	messages := []string{"parser: read zebra\n", "parser: read horse\n", "other: nothing of it\n"}
	for i := range 100 {
		messages = append(messages, fmt.Sprintf("parser: change %d\n", i))
	}
	var all []heard
	for _, m := range messages {
		h := s.hear([]byte(m))
		s.count(h)
		all = append(all, h)
	}
	zebra, horse, other := s.score(all[0]), s.score(all[1]), s.score(all[2])
	if !(zebra > 0.3 && zebra <= 1.1) || horse != 0 || other != 0 {
		t.Errorf("zebra %.2f, horse %.2f, other %.2f", zebra, horse, other)
	}
	if whole := s.subject(); whole <= s.weight(s.place["zebra"]) || math.IsNaN(whole) {
		t.Errorf("the words of the subject weigh %.2f", whole)
	}
	if empty := newSpeech("", ""); empty.score(empty.hear([]byte("anything"))) != 0 {
		t.Error("a fix that says nothing is told of")
	}
}

func TestReckoning(t *testing.T) {
	tests := []struct {
		as   reckoning
		want string
	}{
		{itself, "[0.5 0 0.2 0.5 -1]"}, {ofMost, "[1 0 0.4 1 0]"}, {isMost, "[1 0 0 1 0]"}, {byRank, "[1 0 0.3333333333333333 1 0]"},
	}
	for _, tt := range tests {
		values := []float64{0.5, 0, 0.2, 0.5, -1}
		if tt.as.apply(values); fmt.Sprint(values) != tt.want {
			t.Errorf("%d: %v, want %s", tt.as, values, tt.want)
		}
		none := []float64{0, 0}
		if tt.as.apply(none); none[0] != 0 {
			t.Errorf("%d: nothing becomes %v", tt.as, none)
		}
	}
}
