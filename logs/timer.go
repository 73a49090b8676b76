package logs

import (
	"math"
	"slices"
)

// Bursts as even as a timer's.
const (
	evenly     = 0.05 // of the distance, how far a timer's bursts may be off
	evenTicks  = 3    // and at least so much
	timerShare = 10   // how much longer the distance is than what a timer of two bursts starts
	clockwork  = 180  // ticks: two bursts alone are a timer's where they come at whole half hours
)

// timed takes the bursts of a timer out: three or more at even distances and
// of like size, or two at a distance that people set timers to. Where the even
// bursts do not go through the whole log, they are no timer's but something
// that happens again and again, and told as one burst.
func timed(in []burst, bins []amount, r *rhythm) (rest []burst, timer bool) {
	grid := evenOnes(in)
	if grid == nil {
		return in, false
	}
	first, last := grid[0], grid[len(grid)-1]
	every := (in[last].from - in[first].from) / int64(len(grid)-1)
	timer = in[first].from-r.sp.heard < every+every/4 && r.sp.to-in[last].from < every+every/4
	if !timer && len(grid) == 2 {
		return in, false
	}
	for i, b := range in {
		if !slices.Contains(grid, i) {
			rest = append(rest, b)
		}
	}
	if !timer {
		all := measure(in[first].from, in[last].to, bins, r)
		rest = slices.DeleteFunc(rest, func(b burst) bool { return b.from < all.to && all.from < b.to })
		rest = append(rest, all)
		slices.SortFunc(rest, func(a, b burst) int { return int(a.from - b.from) })
	}
	return rest, timer
}

// manyTimes is how many bursts must come through the whole log to be usual.
const manyTimes = 10

// standing takes the bursts out that come again and again through a log of days:
// so does its usual noise. What is left are those that stand out among them. In
// less than two days it may as well be an incident that comes and goes.
func standing(in []burst, sp *span) []burst {
	if len(in) < manyTimes || sp.to-sp.from < 2*day-quarter || 4*(in[len(in)-1].from-in[0].from) < 3*(sp.to-sp.from) {
		return in
	}
	sizes := make([]int, len(in))
	for i, b := range in {
		sizes[i] = b.n
	}
	usual := nth(sizes, len(sizes)/2)
	return slices.DeleteFunc(slices.Clone(in), func(b burst) bool { return b.n <= 4*usual })
}

// evenOnes returns the places of the bursts that lie on the grid of a timer.
func evenOnes(in []burst) []int {
	if len(in) < 2 || len(in) > 10_000 {
		return nil
	}
	var distances []int64
	for i := 1; i < len(in); i++ {
		distances = append(distances, in[i].from-in[i-1].from)
	}
	if len(in) == 2 {
		d := distances[0] + clockwork/2
		if d >= clockwork && shortIn(in[0], distances[0]) && shortIn(in[1], distances[0]) && floorMod(d, clockwork)-clockwork/2 <= 2 && floorMod(d, clockwork)-clockwork/2 >= -2 && alike(in[0].n, in[1].n, 2) {
			return []int{0, 1}
		}
		return nil
	}
	slices.Sort(distances)
	every := float64(distances[len(distances)/2])
	var best []int
	for start := range min(len(in), 20) {
		var grid []int
		for i := range in {
			steps := float64(in[i].from-in[start].from) / every
			off := math.Abs(steps-math.Round(steps)) * every
			if off <= max(evenTicks, evenly*every) && alike(in[i].n, in[start].n, 4) {
				grid = append(grid, i)
			}
		}
		if len(grid) > len(best) {
			best = grid
		}
	}
	if len(best) < 3 {
		return nil
	}
	slots := float64(in[best[len(best)-1]].from-in[best[0]].from)/every + 1
	if float64(len(best)) < 0.6*slots {
		return nil
	}
	return best
}

// shortIn reports whether a burst takes so little of the time between two that it
// may be a timer's: what goes on for long twice is two things that happened.
func shortIn(b burst, every int64) bool { return timerShare*(b.to-b.from) <= every }

// alike reports whether two counts are within a factor of each other.
func alike(a, b, times int) bool { return a <= times*b && b <= times*a }
