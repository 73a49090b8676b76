package source

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/candor-reports/candor/source/live"
	"github.com/candor-reports/candor/timeline"
)

var prometheusKind = orServer(export{
	Kind: Kind{
		Name:   "prometheus",
		Doc:    "Prometheus: the answer to a query for ALERTS, and the alerts of its API",
		Get:    "`curl 'http://HOST:9090/api/v1/query_range' --data-urlencode 'query=ALERTS{alertstate=\"firing\"}' -d start=… -d end=… -d step=15s`; alerts that fire now: `/api/v1/alerts`. With url: the server is asked for the window, and query: is the matchers, such as {service=\"checkout\"}",
		Fields: "an unbroken run of samples of ALERTS with alertstate firing is one alert: the first sample is when it fired, the last when it was last seen to fire",
		Traps: []string{
			"Times are as coarse as the step of the query: an alert fired after the sample before its first, and ended before the sample that is missing after its last. Both are told as ranges of one step.",
			"An alert has samples only while it fires, so an answer does not show what was asked for: a run that ends with the last sample of all is told until then, but not as resolved, and one that begins with the first may have begun before. Ask for more than ALERTS of one name, or name the server's url, and both are known.",
			"pending is no alert yet and is counted only.",
		},
		marks: []string{
			"status=error errorType=bad_data error",
			"status=error errorType=timeout error",
			"status=error errorType=execution error",
			"status=error errorType=internal error",
			"status=error errorType=unavailable error",
			"status=error errorType=not_found error",
			"status data.resultType data.result",
			"resultType result",
			"status data.alerts",
			"labels.alertname state activeAt",
		},
	},
	open: func(t *take) func(o *object) error {
		return func(o *object) error { return prometheusAnswer(t, o, nil) }
	},
}.kind(), askPrometheus)

func prometheusAnswer(t *take, o *object, asked *window) error {
	data := o.child("data")
	switch {
	case o.text("status") == "error":
		return fmt.Errorf("is an error of Prometheus: %s", clip(o.text("error", "errorType"), 200))
	case o.has("data.alerts"):
		return alertPayload(t, data)
	case data.has("result"):
		return alertSeries(t, data, asked)
	case o.has("result"):
		return alertSeries(t, o, asked)
	}
	return notA("an answer of Prometheus", "data.result", "data.alerts")
}

// askPrometheus asks for the alerts that fired in a window. The query is the
// matchers of ALERTS, or all of it.
func askPrometheus(ctx context.Context, t *take, c *live.Client, from, to time.Time) error {
	query := strings.TrimSpace(t.source.Query)
	switch {
	case query == "":
		query = `ALERTS{alertstate="firing"}`
	case strings.HasPrefix(query, "{"):
		query = "ALERTS" + query
	}
	// The server refuses answers of more than 11,000 steps.
	step := 15 * time.Second
	for to.Sub(from)/step >= 10_000 {
		step *= 2
	}
	from = from.Truncate(step)
	data, err := c.Get(ctx, "/api/v1/query_range", url.Values{
		"query": {query}, "start": {seconds(from)}, "end": {seconds(to)}, "step": {duration(step)},
	})
	if err != nil {
		return err
	}
	if now := c.Now(); !now.IsZero() && now.Before(to) {
		to = now // nothing is known of what is still to come
	}
	t.note(fmt.Sprintf("asked for %s in steps of %s", query, step))
	t.begin(c.Name() + "/api/v1/query_range")
	asked := window{unixSeconds(from), unixSeconds(to), step.Seconds()}
	o, err := answerObject(data)
	if err != nil {
		return err
	}
	t.caveats(o)
	// Each series is a record.
	result := o.children("data.result")
	if o.text("status") != "success" {
		return prometheusAnswer(t, o, &asked)
	}
	for _, series := range result {
		one := &object{line: series.line, fields: map[string]any{"result": []any{series}}}
		t.object(one, func(o *object) error { return alertSeries(t, o, &asked) })
	}
	return nil
}

func unixSeconds(at time.Time) float64 { return float64(at.UnixMilli()) / 1000 }

func seconds(at time.Time) string { return strconv.FormatFloat(unixSeconds(at), 'f', -1, 64) }

// sample is one value of a series, in seconds since 1970.
type sample struct {
	at    float64
	value string
}

// alertSeries reads the series of a query for ALERTS.
func alertSeries(t *take, data *object, asked *window) error {
	series := data.children("result")
	all := make([][]sample, len(series))
	var first, last, step float64
	for i, s := range series {
		values, err := samples(s)
		if err != nil {
			return err
		}
		all[i] = values
		for j, v := range values {
			if first == 0 || v.at < first {
				first = v.at
			}
			last = max(last, v.at)
			if j > 0 && (step == 0 || v.at-values[j-1].at < step) {
				step = v.at - values[j-1].at
			}
		}
	}
	w := window{first, last, step}
	if asked != nil {
		w = *asked
	}
	for i, s := range series {
		if s.text("metric.__name__") != "ALERTS" && s.text("metric.alertname") == "" {
			return errors.New("is no series of ALERTS: query ALERTS{…}")
		}
		if s.text("metric.alertstate") == "pending" {
			t.count("series of pending alerts, which are none yet")
			continue
		}
		alertRuns(t, s, all[i], w)
	}
	return nil
}

// window is what a query asked for, in seconds since 1970, or what its samples
// show of that.
type window struct{ first, last, step float64 }

func samples(s *object) ([]sample, error) {
	list, _ := s.at("values").([]any)
	if one, ok := s.at("value").([]any); ok {
		list = []any{one}
	}
	var out []sample
	for _, item := range list {
		pair, _ := item.([]any)
		if len(pair) != 2 {
			return nil, errors.New("has a sample that is no pair of a time and a value")
		}
		n, ok := pair[0].(json.Number)
		at, err := n.Float64()
		if !ok || err != nil || at < 0 || at > 1e11 {
			return nil, errors.New("has a sample without a time")
		}
		out = append(out, sample{at, scalar(pair[1])})
	}
	return out, nil
}

// alertRuns makes an alert of every unbroken run of samples.
func alertRuns(t *take, s *object, values []sample, w window) {
	for i := 0; i < len(values); {
		j := i
		for j+1 < len(values) && values[j+1].at-values[j].at <= 1.5*w.step {
			j++
		}
		alertRun(t, s, values[i].at, values[j].at, w)
		i = j + 1
	}
}

func alertRun(t *take, s *object, from, to float64, w window) {
	metric := s.child("metric")
	name := metric.text("alertname")
	labels := map[string]string{}
	for _, l := range metric.names() {
		if l != "__name__" && l != "alertname" && l != "alertstate" {
			labels[l] = metric.text(l)
		}
	}
	e := timeline.Event{
		Time: t.between(from-w.step, from), Kind: timeline.Alert, Level: alertLevel(metric.text("severity", "level", "priority")),
		Subject: timeline.Foreign(serviceOf(metric)), Text: timeline.Foreign(cmp.Or(name, "alert")),
		Labels: phased(fired, labels), Source: timeline.Position{Ref: t.fingerprint(metric)},
	}
	if from <= w.first {
		e.Labels["begins"] = "with the first sample there is: it may have fired before"
		t.count("alerts that fire at the first sample there is, and may have fired before")
	}
	e.Until = t.between(to, to+w.step)
	ended := to+1.5*w.step < w.last
	if !ended {
		e.Labels["ends"] = "with the last sample there is: it may fire on"
		t.count("alerts that fire at the last sample there is, and may fire on")
	}
	t.add(s, e)
	if !ended {
		return
	}
	e.Time, e.Until, e.Level = e.Until, timeline.Time{}, timeline.Info
	e.Text = "Resolved: " + e.Text
	delete(labels, "begins")
	e.Labels = phased(resolved, labels)
	t.add(s, e)
}

// between is the range of two instants in seconds since 1970, corrected by the
// source's clock; equal ones are an instant.
func (t *take) between(from, to float64) timeline.Time {
	a, b := t.unix(from), t.unix(to)
	if a == b {
		return a
	}
	return timeline.Between(a, b)
}

func (t *take) unix(seconds float64) timeline.Time {
	at := time.UnixMilli(int64(seconds * 1000))
	precision := time.Millisecond
	if strings.HasSuffix(strconv.FormatFloat(seconds*1000, 'f', 0, 64), "000") {
		precision = time.Second
	}
	return timeline.At(at, precision).Shift(time.Duration(t.source.Clock))
}
