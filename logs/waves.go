package logs

import "math"

// When bursts of one pattern are one story. A service that has been quiet for ten
// minutes is usually called well again; what came three times, each within the hour,
// is something that comes and goes.
const (
	waveGap   = 60  // ticks between two bursts that are told as one
	wavesGap  = 360 // and between those of which there are three or more
	manyWaves = 3
)

// stories tells bursts that come back soon as one, with the number of its waves:
// people tell that something was killed ten times between two and four, and not
// ten beginnings and ten ends.
func stories(in []burst, bins []amount, r *rhythm) []burst {
	return chained(chained(in, waveGap, 2, bins, r), wavesGap, manyWaves, bins, r)
}

// chained joins bursts that follow each other within a gap, where there are so many.
func chained(in []burst, gap int64, enough int, bins []amount, r *rhythm) []burst {
	var out []burst
	for i := 0; i < len(in); {
		j := i + 1
		for j < len(in) && in[j].from-in[j-1].to <= gap {
			j++
		}
		if j-i < enough {
			out = append(out, in[i:j]...)
		} else {
			out = append(out, wavesOf(in[i:j], bins, r))
		}
		i = j
	}
	return out
}

// wavesOf is the one burst that some are told as. It is as sure as all of them.
func wavesOf(in []burst, bins []amount, r *rhythm) burst {
	all := measure(in[0].from, in[len(in)-1].to, bins, r)
	for i, b := range in {
		all.waves = append(all.waves, b.parts()...)
		all.score = math.Max(all.score, b.score)
		if all.pause = max(all.pause, b.pause); i > 0 {
			all.pause = max(all.pause, b.from-in[i-1].to)
		}
	}
	return all
}

// parts are the waves of a burst, which by itself is one.
func (b burst) parts() []burst {
	if len(b.waves) > 0 {
		return b.waves
	}
	return []burst{b}
}
