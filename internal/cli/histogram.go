package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/logs"
)

// maxRows is how many rows a histogram has at most.
const maxRows = 16

// fewEmpty is how many rows without a record are drawn; more are one row.
const fewEmpty = 2

// What a bar is drawn with: lines of warnings and worse, the others, and a
// little of them. They differ where there is no colour as well.
const (
	loudBar  = "█"
	quietBar = "░"
	someBar  = "▏"
)

// printRate draws how many records came when: a row for each stretch of time,
// as wide as there is room for. Long times without any are one row.
func (a *app) printRate(rate []logs.Rate, width int) {
	if len(rate) == 0 {
		return
	}
	rows, step := histogram(rate, time.Duration(width)*time.Second)
	most, serious := 0, 0
	for _, r := range rows {
		most = max(most, r.Records)
		serious += r.Serious
	}
	head, layout := "\nRecords in each "+span(step), "2006-01-02 15:04"
	if step%(24*time.Hour) == 0 {
		layout = time.DateOnly
	}
	if step < time.Minute {
		layout += ":05"
	}
	if first, last := rows[0].From, rows[len(rows)-1].From; first.Format(time.DateOnly) == last.Format(time.DateOnly) && len(layout) > len(time.DateOnly) {
		head += ", on " + first.Format(time.DateOnly)
		layout = strings.TrimPrefix(layout, "2006-01-02 ")
	}
	a.title(head + " (UTC)")
	numbers := len(commas(most))
	room := max(a.out.Width()-len(layout)-numbers-8, 10)
	for _, r := range rows {
		if r.Records < 0 {
			_ = a.out.Print(term.Dim.Of(fmt.Sprintf("  %s %*s nothing for %s\n", r.From.Format(layout), numbers, "0", span(time.Duration(-r.Records)*step))))
			continue
		}
		full := (r.Records*room + most/2) / most
		loud := min((r.Serious*room+most-1)/most, full)
		quiet := strings.Repeat(quietBar, full-loud)
		if full == 0 && r.Records > 0 {
			quiet = someBar
		}
		_ = a.out.Print(term.Dim.Of("  "+r.From.Format(layout)+" "), term.Plain.Of(fmt.Sprintf("%*s ", numbers, commas(r.Records))),
			term.Red.Of(strings.Repeat(loudBar, loud)), term.Blue.Of(quiet), term.Plain.Of("\n"))
	}
	if serious > 0 {
		_ = a.out.Print(term.Dim.Of(fmt.Sprintf("  %s %s of them warnings, errors and words of trouble\n", loudBar, commas(serious))))
	}
}

// span writes a stretch of time in the largest unit of which it has two or that
// it is one of, rounded.
func span(d time.Duration) string {
	for _, u := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		switch {
		case d == u.of:
			return u.name
		case d >= 2*u.of:
			return commas(int((d+u.of/2)/u.of)) + " " + u.name + "s"
		}
	}
	if d == time.Second {
		return "second"
	}
	return commas(int(d/time.Second)) + " seconds"
}

// steps are the stretches a row of a histogram may span.
var steps = []time.Duration{
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 2 * 24 * time.Hour, 7 * 24 * time.Hour, 28 * 24 * time.Hour, 91 * 24 * time.Hour, 364 * 24 * time.Hour,
}

// histogram sums the rate in rows of the shortest step of which not more are
// needed than fit. A row of minus n records stands for n empty ones.
func histogram(rate []logs.Rate, width time.Duration) ([]logs.Rate, time.Duration) {
	step := width
	for _, s := range steps {
		if s < width || s%width != 0 {
			continue
		}
		if step = s; len(summed(rate, step, maxRows)) <= maxRows {
			return summed(rate, step, maxRows), step
		}
	}
	for len(summed(rate, step, maxRows)) > maxRows {
		step *= 2
	}
	return summed(rate, step, maxRows), step
}

// summed gives the rows of a step, and ends where they are more than enough.
func summed(rate []logs.Rate, step time.Duration, enough int) []logs.Rate {
	var rows []logs.Rate
	for _, r := range rate {
		from := r.From.Truncate(step)
		if n := len(rows); n > 0 && rows[n-1].From.Equal(from) {
			rows[n-1].Records += r.Records
			rows[n-1].Serious += r.Serious
			continue
		} else if n > 0 {
			if n > enough {
				return rows
			}
			rows = append(rows, emptyRows(rows[n-1].From.Add(step), from, step)...)
		}
		rows = append(rows, logs.Rate{From: from, Records: r.Records, Serious: r.Serious})
	}
	return rows
}

func emptyRows(from, to time.Time, step time.Duration) []logs.Rate {
	n := int(to.Sub(from) / step)
	if n > fewEmpty {
		return []logs.Rate{{From: from, Records: -n}}
	}
	var rows []logs.Rate
	for i := range n {
		rows = append(rows, logs.Rate{From: from.Add(time.Duration(i) * step)})
	}
	return rows
}
