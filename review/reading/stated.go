package reading

import (
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
)

var metricWords = []struct {
	metric  Metric
	pattern *pattern.Pattern
}{
	{ToDetect, pattern.New(`(?i)\b(?:time[- ]to[- ]detect\w*|mean time to detect\w*|ttd|mttd|detection time|time until detection)\b`)},
	{ToRespond, pattern.New(`(?i)\b(?:time[- ]to[- ](?:acknowledg\w*|respon\w+|engage)|tta|mtta)\b`)},
	{ToRepair, pattern.New(`(?i)\b(?:time[- ]to[- ](?:repair|mitigat\w+|restor\w+|recover\w*|fix)|ttm|mttm|recovery time|time until (?:recovery|repair))\b`)},
	{ToResolve, pattern.New(`(?i)\b(?:time[- ]to[- ]resol\w+|ttr|mttr|resolution time)\b`)},
	{Whole, pattern.New(`(?i)^(?:(?:total|overall|incident|outage|impact|event|full|approximate|estimated|user|customer|service|production)[ -])*(?:duration|downtime|outage length|length of (?:the )?(?:outage|incident)|dauer|durée|duración|duração|(?:影響|障害|停止|継続|障害継続|ダウンタイム)時間)(?: of (?:the )?(?:outage|incident|impact|event|disruption))?$`)},
}

var someHours = pattern.New(`(?i)\b(?:support|working|office|business|service|core|operational)[- ](?:hours|days|time)\b|\bin[- ]hours\b|\bexcluding\b|\bnot counting\b`)

// durations adds the lengths of time that a line states, with the field that
// names one, or the two times that its sentence states beside it.
func (r *reader) durations(l *line, own []Mention) {
	for i, d := range l.lengths {
		out := Duration{
			Place: r.place(l, d.start, d.end), Value: d.value, Seconds: d.value.Seconds(), Precision: d.precision, Approx: d.approx, Bound: d.bound,
		}
		from := l.body
		if i > 0 {
			from = l.lengths[i-1].end
		}
		if label, ok := labelBefore(strings.TrimRight(trimApproximate(l.text[min(from, d.start):d.start]), " "), l.kind == paragraph); ok {
			for _, w := range metricWords {
				if w.pattern.MatchString(label) {
					out.Label, out.Metric = label, w.metric
					break
				}
			}
		}
		out.Hours = someHours.FindString(l.raw)
		a, b := sentence(l.text, d.start)
		out.Sentence = l.raw[a:b]
		out.Pair = pair(l, own, a, b, i)
		r.doc.Durations = append(r.doc.Durations, out)
	}
}

func trimApproximate(s string) string {
	s = strings.TrimRight(s, " \t")
	for _, a := range approximations {
		if strings.HasSuffix(strings.ToLower(s), a) && !wordAt(s, len(s)-len(a)-1) {
			return s[:len(s)-len(a)]
		}
	}
	return s
}

// sentence finds the bounds of the sentence around a byte of a line.
func sentence(text string, at int) (int, int) {
	a, b := 0, len(text)
	for i := 0; i+1 < len(text); i++ {
		end := (text[i] == '.' || text[i] == '!' || text[i] == '?' || text[i] == ';' || text[i] == '|') && text[i+1] == ' '
		switch {
		case !end:
		case i < at:
			a = i + 1
		default:
			return a, i
		}
	}
	return a, b
}

var (
	beginning = pattern.New(`(?i)\b(?:began|begins|beginning|started|starts|starting|commenced)(?: (?:on|at|around|about|approximately))*[ ~:]*$`)
	ending    = pattern.New(`(?i)^[^.;|]{0,60}\b(?:ended|ends|ending|finished|concluded|resolved|over|lasted until|until|recovered)(?: (?:on|at|by|around|about|approximately))*[ ~:]*$`)
)

// stretches adds the times between which a sentence says that something lasted:
// "It began at 08:39 and ended at 11:04."
func (r *reader) stretches(l *line, own []Mention) {
	for i := 0; i+1 < len(l.stamps) && i+1 < len(own); i++ {
		a, b := l.stamps[i], l.stamps[i+1]
		if a.until == nil && b.until == nil && own[i].Clock && own[i+1].Clock && beginning.MatchString(l.text[:a.start]) && ending.MatchString(l.text[a.end:b.start]) {
			r.doc.Stretches = append(r.doc.Stretches, [2]Mention{own[i], own[i+1]})
		}
	}
}

// pair returns the two times that a sentence states beside its only duration.
func pair(l *line, own []Mention, a, b, which int) []Mention {
	for i, d := range l.lengths {
		if i != which && d.start >= a && d.start < b {
			return nil
		}
	}
	var in []Mention
	for i, s := range l.stamps {
		if s.start >= a && s.start < b && i < len(own) && own[i].Clock {
			in = append(in, own[i])
		}
	}
	switch {
	case len(in) == 1 && !in[0].WallUntil.IsZero():
		end := in[0]
		end.Wall, end.Time = end.WallUntil, *end.Until
		return []Mention{in[0], end}
	case len(in) == 2 && in[0].WallUntil.IsZero() && in[1].WallUntil.IsZero():
		return in
	}
	return nil
}
