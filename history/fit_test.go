package history

import (
	"math"
)

// trial is a fix whose culprits are known, and the signals of its suspects.
type trial struct {
	set     string
	fix     string
	truth   map[string]bool
	hashes  []string
	signals [][]float64
}

// weights are those of the signals, with that of the answer "none" at the end.
type weights []float64

func signalWeights() weights {
	var w weights
	for _, s := range signals {
		w = append(w, s.weight)
	}
	return append(w, none)
}

// chances gives the probability of each suspect and, last, of none.
func (w weights) chances(t trial) []float64 {
	out := make([]float64, len(t.signals)+1)
	top := w[len(w)-1]
	out[len(t.signals)] = top
	for i, x := range t.signals {
		for j, v := range x {
			out[i] += w[j] * v
		}
		top = max(top, out[i])
	}
	sum := 0.0
	for i := range out {
		out[i] = math.Exp(out[i] - top)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// target gives what the chances should have been: those of the true ones in
// the proportion that they have, or none where no suspect is true.
func target(t trial, p []float64) []float64 {
	out := make([]float64, len(p))
	sum := 0.0
	for i, h := range t.hashes {
		if t.truth[h] {
			out[i] = p[i]
			sum += p[i]
		}
	}
	if sum == 0 {
		out[len(t.hashes)] = 1
		return out
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// slope gives how the error changes with each weight.
func (w weights) slope(trials []trial, tether float64) weights {
	out := make(weights, len(w))
	last := len(w) - 1
	for j := range last {
		out[j] = tether * w[j]
	}
	for _, t := range trials {
		p := w.chances(t)
		q := target(t, p)
		for i, x := range t.signals {
			for j, v := range x {
				out[j] += (p[i] - q[i]) * v
			}
		}
		out[last] += p[len(p)-1] - q[len(q)-1]
	}
	return out
}

// fit finds the weights under which the known culprits are likeliest, by
// gradient descent with momentum (Kingma and Ba, Adam, 2015). tether keeps
// weights small that few trials speak for.
func fit(trials []trial, tether float64) weights {
	w := make(weights, len(signals)+1)
	mean, square := make(weights, len(w)), make(weights, len(w))
	for step := 1.0; step <= 600; step++ {
		g := w.slope(trials, tether)
		for j := range w {
			mean[j] = 0.9*mean[j] + 0.1*g[j]
			square[j] = 0.999*square[j] + 0.001*g[j]*g[j]
			m, s := mean[j]/(1-math.Pow(0.9, step)), square[j]/(1-math.Pow(0.999, step))
			w[j] -= 0.05 * m / (math.Sqrt(s) + 1e-8)
		}
	}
	return w
}
