package logs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// requests writes the access log of eight hours: ten requests in a second, and
// five times as many in a rush hour from 12:00 to 13:00. A few in a thousand
// fail. What happens beside is up to slow and failed, which are asked the
// minute since eight o'clock.
func requests(slow, failed func(minute int) float64) string {
	rnd := rand.New(rand.NewPCG(5, 6))
	var b strings.Builder
	for sec := range 8 * 3600 {
		at, minute := morning.Add(time.Duration(sec)*time.Second), sec/60
		n := 2
		if minute >= 240 && minute < 300 {
			n = 10
		}
		for range n {
			took, status := 0.08*math.Exp(0.5*rnd.NormFloat64())*slow(minute), 200
			if rnd.Float64() < failed(minute) {
				status = 502
			}
			fmt.Fprintf(&b, "10.0.0.%d - - [%s] \"GET /item/%d HTTP/1.1\" %d 12 \"-\" \"curl/8.5\" rt=%.3f\n", rnd.IntN(200), at.Format("02/Jan/2006:15:04:05 -0700"), rnd.IntN(900), status, took)
		}
	}
	return b.String()
}

func always(v float64) func(int) float64 { return func(int) float64 { return v } }

// during is one value from a minute up to another, and another elsewhere.
func during(from, to int, v, other float64) func(int) float64 {
	return func(minute int) float64 {
		if minute >= from && minute < to {
			return v
		}
		return other
	}
}

func TestRequests(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		wants []string // kind, beginning, and text in which # stands for any number
	}{
		"nothing but a rush hour":       {requests(always(1), always(0.002)), nil},
		"a rush hour that slows a bit":  {requests(during(240, 300, 1.4, 1), always(0.002)), nil},
		"slow for 47 minutes":           {requests(during(362, 409, 12, 1), always(0.002)), []string{"burst 14:02 p95 of requests # → #", "recovery 14:49 ended: p95 of requests"}},
		"failing for 20 minutes":        {requests(always(1), during(130, 150, 0.3, 0.002)), []string{"burst 10:10 5xx # → # of requests at the peak", "recovery 10:30 ended: 5xx of requests"}},
		"failing as seldom as never":    {requests(always(1), during(130, 150, 0.3, 0)), []string{"burst 10:10 5xx # → # of requests at the peak, the first REQUEST", "recovery 10:30 ended: 5xx of requests"}},
		"both at once":                  {requests(during(130, 150, 20, 1), during(130, 150, 0.3, 0.002)), []string{"burst 10:10 5xx # → # of requests at the peak", "burst 10:10 p95 of requests # → #", "recovery 10:30 ended: 5xx of requests", "recovery 10:30 ended: p95 of requests"}},
		"slow in the whole second half": {requests(during(250, 480, 12, 1), always(0.002)), []string{"burst 12:10 p95 of requests # → #"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := Read(t.Context(), []File{memory("access.log", c.text)}, Options{Source: "s"})
			events, _ := collect(t, r)
			var got []string
			quoted := regexp.MustCompile(`".*" 502`)
			for _, e := range events {
				got = append(got, fmt.Sprintf("%s %s %s", e.Kind, e.Time.Earliest.Add(time.Second*15).Format("15:04"), numbers(quoted.ReplaceAllString(string(e.Text), "REQUEST"))))
				t.Logf("%s %s %s %v", e.Kind, e.Time, e.Text, e.Labels)
			}
			if strings.Join(got, "\n") != strings.Join(c.wants, "\n") {
				t.Errorf("want\n%s\ngot\n%s", strings.Join(c.wants, "\n"), strings.Join(got, "\n"))
			}
		})
	}
}

// numbers writes # for each number with its unit.
func numbers(text string) string {
	words := strings.Fields(text)
	var out []string
	for i, w := range words {
		switch {
		case isDigit(w[0]) && w != "5xx":
			out = append(out, "#")
		case i > 0 && isDigit(words[i-1][0]) && (w == "%" || w == "s" || w == "ms"):
		default:
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// TestShareAndDuration holds that the numbers told are those that were written.
func TestShareAndDuration(t *testing.T) {
	text := requests(during(130, 150, 20, 1), during(130, 150, 0.3, 0.002))
	events, _ := collect(t, Read(t.Context(), []File{memory("access.log", text)}, Options{Source: "s"}))
	var share, duration timeline.Event
	for _, e := range events {
		switch {
		case e.Kind == timeline.Recovery:
		case e.Labels["p95"] != "":
			duration = e
		default:
			share = e
		}
	}
	// exp(0.5*1.645) is 2.28: p95 is 182 ms, and 20 times that.
	if got := duration.Labels["usual_p95"]; got != "180 ms" {
		t.Errorf("usual p95 %s", got)
	}
	if got := duration.Labels["p95"]; got != "3.6 s" && got != "3.5 s" && got != "3.7 s" {
		t.Errorf("p95 %s", got)
	}
	if duration.Lines != 1 || !strings.Contains(string(duration.Detail), "rt=") {
		t.Errorf("the slowest requests are to be seen: %d lines, %q", duration.Lines, duration.Detail)
	}
	if got := share.Labels["usual_share"]; got != "0.2 %" {
		t.Errorf("usual share %s", got)
	}
	if got := share.Labels["share"]; got != "29 %" && got != "30 %" && got != "31 %" {
		t.Errorf("share %s", got)
	}
}

func TestServed(t *testing.T) {
	for tail, want := range map[string]time.Duration{
		`12 "-" "curl" 0.412`: 412 * time.Millisecond,
		`12 "-" "curl" "10.0.0.1" rt=1.5 uct="0.000" urt="1.499"`:  1500 * time.Millisecond,
		`12 "-" "curl" 512 0.003 [shop-80] [] 10.0.0.1:80 7 0.002`: 3 * time.Millisecond,
		`12 "-" "curl" 23415`: 23415 * time.Microsecond,
		`12 "-" "curl" 7 "router@file" "http://10.0.0.1:8080" 31ms`: 31 * time.Millisecond,
		`12 "-" "curl" 2`:  -1,
		`12 "-" "curl"`:    -1,
		`12`:               -1,
		`12 "-" "unclosed`: -1,
	} {
		r := &record{}
		r.reset()
		line := `10.0.0.7 - - [04/Mar/2024:14:02:11 +0000] "GET / HTTP/1.1" 200 ` + tail
		if parseAccess([]byte(line), r) != understood || time.Duration(r.took) != want {
			t.Errorf("%s: took %d, want %d", tail, r.took, want)
		}
	}
}

func TestDurationSteps(t *testing.T) {
	for i := range octaves * octaveSteps {
		if got := durationStep(stepBegins(i)); got != i {
			t.Errorf("step %d begins in step %d", i, got)
		}
	}
}

// TestAnswersStayBounded holds that the count of requests over years is bounded,
// and does not depend on the order.
func TestAnswersStayBounded(t *testing.T) {
	var forth, back answers
	const n = 10 * maxAnswers
	for i := range n {
		forth.bin(int64(i)*7*tick).n++
		back.bin(int64(n-1-i)*7*tick).n++
	}
	var half [2]answers
	for i := range n {
		half[i%2].bin(int64(i)*7*tick).n++
	}
	half[0].add(&half[1])
	for _, a := range []*answers{&forth, &back, &half[0]} {
		sorted := a.sorted()
		if sum := sumOf(sorted); sum.n != n || len(sorted) > maxAnswers || a.width != forth.width {
			t.Errorf("%d requests in %d stretches of %d ticks", sum.n, len(sorted), a.width)
		}
	}
}
