package logs

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// What a change in how requests are answered must have to be told.
const (
	timesUsual   = 2    // times the usual duration, or the usual share of failed requests
	fewAnswers   = 40   // requests below which neither a share nor a duration tells much
	sustained    = 6    // ticks that requests must be slow for
	leastRise    = 20e6 // nanoseconds that nobody notices
	typicalShare = 0.5  // of the stretches of time, how many are at most as slow as usual
)

// requestsText is what a text about requests begins with where they have no
// text of their own.
const requestsText = "requests"

// usualAt is the usual value of a quantile of durations: the median of those
// of stretches that hold enough requests, so that an incident that takes less
// than half of the time does not count as usual.
func usualAt(q float64, bins []*answered) int64 {
	var values []int64
	for _, part := range grouped(bins) {
		values = append(values, part.quantile(q))
	}
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[int(typicalShare*float64(len(values)-1))]
}

// usually is the usual p95 and p99. Where those of the first quarter of less
// than a day were far lower, they are the usual ones: what began in the middle
// and stayed is a change. In a day or more the beginning may be the night.
func usually(bins []*answered) [2]int64 {
	first, last := bins[0].at, bins[len(bins)-1].at
	early := slices.DeleteFunc(slices.Clone(bins), func(b *answered) bool { return b.at > first+(last-first)/4 })
	usual, before := quantiles(bins), quantiles(early)
	if last-first < day && before[0] > 0 && timesUsual*before[0] <= usual[0] {
		return before
	}
	return usual
}

func quantiles(bins []*answered) [2]int64 { return [2]int64{usualAt(0.95, bins), usualAt(0.99, bins)} }

// grouped joins stretches that follow each other until each takes about a
// minute or longer, and holds enough requests.
func grouped(bins []*answered) []answered {
	var out []answered
	from, n := 0, 0
	for i, b := range bins {
		if n += b.durations(); n >= fewAnswers && b.at+1-bins[from].at >= sustained-1 {
			out = append(out, sumOf(bins[from:i+1]))
			from, n = i+1, 0
		}
	}
	return out
}

// slow finds when requests took longer than usual: when those that took twice
// the usual p95 came far more often than usual, measured by how many requests
// came, for a minute or more.
func (g *signals) slow(sp *span, l *lens) {
	if !g.answers.timed {
		return
	}
	bins := g.answers.sorted()
	usual := usually(bins)
	if usual[0] == 0 {
		return
	}
	p := g.slowOnes(bins, durationStep(timesUsual*usual[0]))
	counts := l.take(p.bins)
	r := newRhythm(counts, g.answers.width, g.asked(sp, bins), l)
	found, timer := timed(bursts(counts, &r, g.answers.width), counts, &r)
	if timer {
		g.timers++
	}
	var out []signal
	for _, b := range stories(found, counts, &r) {
		s := signal{p: p, kind: timeline.Burst, expected: b.expected, score: b.score, bins: inside(p.bins, b.from, b.to), waves: b.waves}
		if s.sum = stretch(s.bins); s.sum.hits == 0 || b.to-b.from < sustained {
			continue
		}
		during := sumOf(slices.DeleteFunc(slices.Clone(bins), func(x *answered) bool { return x.at < b.from || x.at >= b.to }))
		if s.gauge = longer(usual, &during); s.gauge == nil {
			continue
		}
		s.p, s.over = p.slowest(inside(p.bins, b.from, b.to), bins), over(b, sp)
		out = append(out, s)
	}
	g.found = append(g.found, strongest(out)...)
}

// gauge is what a signal about requests tells in place of the text of a line.
type gauge struct {
	text   string
	about  string // what its end is told of
	labels map[string]string
}

// longer tells by how much the durations of a stretch are above the usual
// ones: their p95, or else their p99.
func longer(usual [2]int64, during *answered) *gauge {
	for i, q := range []float64{0.95, 0.99} {
		got := during.quantile(q)
		if got < timesUsual*usual[i] || got-usual[i] < leastRise {
			continue
		}
		about := fmt.Sprintf("p%.0f of %s", 100*q, requestsText)
		return &gauge{
			text: fmt.Sprintf("%s %s → %s", about, brief(usual[i]), brief(got)), about: about,
			labels: map[string]string{
				"usual_p95": brief(usual[0]), "p95": brief(during.quantile(0.95)),
				"usual_p99": brief(usual[1]), "p99": brief(during.quantile(0.99)),
			},
		}
	}
	return nil
}

// slowOnes is the series of the requests that took at least as long as a step.
func (g *signals) slowOnes(bins []*answered, step int) *pattern {
	p := &pattern{id: slowRequests, level: timeline.Warning, serious: true, grain: fine}
	p.width = g.answers.width
	for _, b := range bins {
		n := b.slower(step)
		if n == 0 {
			continue
		}
		c := bin{at: b.at, n: int32(n)}
		if b.slowest.line != "" && durationStep(b.slowest.took) >= step {
			// Only the slowest request of a stretch is known by its line.
			c.hits, c.first, c.last = int32(n), b.slowest.mark, b.slowest.mark
		}
		p.bins = append(p.bins, c)
	}
	return p
}

// slowest is the pattern with the slowest requests of a burst for its samples.
func (p *pattern) slowest(in []bin, bins []*answered) *pattern {
	var top []slowest
	for _, b := range bins {
		if len(in) > 0 && b.at >= in[0].at && b.at <= in[len(in)-1].at && b.slowest.line != "" {
			top = append(top, b.slowest)
		}
	}
	slices.SortStableFunc(top, func(a, b slowest) int { return cmp.Compare(b.took, a.took) })
	q := *p
	q.samples = nil
	for i, s := range top[:min(len(top), maxSamples)] {
		if q.samples = append(q.samples, s.sample); i == 0 {
			q.subject = s.subject
		}
	}
	slices.SortFunc(q.samples, func(a, b sample) int { return a.compare(b.mark) })
	q.seen = in[0].at * tick
	return &q
}

// slowRequests stands for the id of a pattern in signals about durations.
const slowRequests = "pslow"

// asked is the span with the requests for its traffic.
func (g *signals) asked(sp *span, bins []*answered) *span {
	total := series{width: max(roughly, g.answers.width)}
	for _, b := range bins {
		total.bins = append(total.bins, bin{at: b.at, n: int32(b.durations())})
	}
	if at := bins[0].at; at > sp.warm() {
		out := sp.since(&total, at)
		return &out
	}
	out := newSpan(&total, 0, sp.from, sp.to, sp.holes)
	out.many = sp.many
	return &out
}

// failing tells the share of requests that failed in a burst, and reports
// whether it rose: more failed ones among more requests are no more than
// usual.
func (g *signals) failing(s *signal, found []burst) (rose bool) {
	usual, during := answered{}, answered{}
	peak := 0.0
	bins := g.answers.sorted()
	for i, b := range bins {
		if g.apart(b, s) {
			if !slices.ContainsFunc(found, func(f burst) bool { return b.at+g.answers.width > f.from && b.at < f.to }) {
				usual.failures(b)
			}
			continue
		}
		during.failures(b)
		minute := answered{}
		for _, c := range bins[i:] {
			if c.at >= b.at+max(roughly, g.answers.width) || g.apart(c, s) {
				break
			}
			minute.n, minute.failed = minute.n+c.n, minute.failed+c.failed
		}
		if minute.n >= fewAnswers {
			peak = max(peak, minute.share())
		}
	}
	if peak = max(peak, during.share()); usual.n == 0 {
		s.gauge = shares("", peak)
		return true
	}
	s.gauge = shares(percent(usual.share())+" → ", peak)
	if s.fresh {
		// The text of a family is that of its first line, which is this burst's.
		s.gauge.text += ", the first " + s.p.text
	} else if path := mostly(&during); path != "" && path != mostly(&usual) {
		s.gauge.text += ", most of them " + oneLine([]byte(path), textLimit)
	}
	s.gauge.labels["usual_share"] = percent(usual.share())
	s.gauge.labels["share"] = percent(during.share())
	return during.share() >= timesUsual*usual.share()
}

// apart reports whether a stretch lies outside of a signal.
func (g *signals) apart(b *answered, s *signal) bool {
	return b.at+g.answers.width <= s.bins[0].at || b.at > s.bins[len(s.bins)-1].at
}

func shares(usual string, peak float64) *gauge {
	return &gauge{
		text: fmt.Sprintf("5xx %s%s of %s at the peak", usual, percent(peak), requestsText), about: "5xx of " + requestsText,
		labels: map[string]string{"peak_share": percent(peak)},
	}
}

// percent writes a share with two digits.
func percent(share float64) string {
	switch share *= 100; {
	case share == 0 || share >= 9.95:
		return fmt.Sprintf("%.0f %%", share)
	case share >= 0.095:
		return fmt.Sprintf("%.1f %%", share)
	}
	return fmt.Sprintf("%.2g %%", share)
}

// brief writes a duration with two digits.
func brief(ns int64) string {
	d := time.Duration(ns)
	switch {
	case d >= 9950*time.Millisecond:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d >= 995*time.Millisecond:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d >= 100*time.Millisecond:
		return fmt.Sprintf("%d ms", d.Round(10*time.Millisecond).Milliseconds())
	case d >= 9950*time.Microsecond:
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
	}
	return fmt.Sprintf("%.1f ms", float64(d)/1e6)
}
