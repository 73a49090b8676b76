package source

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/candor-reports/candor/source/live"
)

var lokiKind = server(Kind{
	Name:   "loki",
	Doc:    "Grafana Loki, asked over its API: it counts lines, and gives those of what stands out",
	Fields: "query: is a LogQL selector, such as {app=\"checkout\"}, with line filters where wanted; lines with words of trouble are counted beside all",
	Traps: []string{
		"A filter of the query's own, of lines or labels, decides what trouble is: then no words are looked for. A parser alone (| json) does not.",
		"Read against answers written down from the vendor's documentation; not run against a real server.",
	},
}, func(ctx context.Context, t *take, c *live.Client, from, to time.Time) error {
	selector := strings.TrimSpace(t.source.Query)
	if !strings.HasPrefix(selector, "{") {
		return errors.New("a selector is needed: add query:, such as {app=\"checkout\"}")
	}
	return lokiServer(t, c, selector).ask(ctx, t, from, to)
})

// lokiTrouble are the words of trouble, as a line filter.
const lokiTrouble = ` |~ "(?i)\\b(error|fatal|panic|critical|exception|traceback)\\b"`

func lokiServer(t *take, c *live.Client, selector string) logServer {
	troubled := selector
	if !compares(selector) {
		troubled += lokiTrouble
	}
	return logServer{
		counts: func(ctx context.Context, from, to time.Time, step time.Duration, trouble bool) ([]bucket, error) {
			query := selector
			if trouble {
				query = troubled
			}
			// A sample counts what came before it, so that the counts of the
			// first step stand one step later.
			data, err := c.Get(ctx, "/loki/api/v1/query_range", url.Values{
				"query": {fmt.Sprintf("sum(count_over_time(%s [%s]))", query, duration(step))},
				"start": {nanos(from.Add(step))}, "end": {nanos(to.Add(step))}, "step": {duration(step)},
			})
			if err != nil {
				return nil, err
			}
			o, err := answerObject(data)
			if err != nil {
				return nil, err
			}
			t.caveats(o)
			if o.text("data.resultType") != "matrix" {
				return nil, fmt.Errorf("the answer is of type %q, not a matrix of counts", o.text("data.resultType"))
			}
			var out []bucket
			for _, series := range o.children("data.result") {
				values, err := samples(series)
				if err != nil {
					return nil, err
				}
				for _, v := range values {
					n, err := strconv.ParseFloat(v.value, 64)
					if err != nil || n < 0 || n > 1e12 {
						return nil, fmt.Errorf("the answer counts %q lines", clip(v.value, 20))
					}
					out = append(out, bucket{time.UnixMilli(int64(v.at * 1000)).Add(-step), int(n)})
				}
			}
			return out, nil
		},
		lines: func(ctx context.Context, from, to time.Time, limit int) ([]evidence, error) {
			data, err := c.Get(ctx, "/loki/api/v1/query_range", url.Values{
				"query": {troubled}, "start": {nanos(from)}, "end": {nanos(to)}, "limit": {strconv.Itoa(limit)}, "direction": {"forward"},
			})
			if err != nil {
				return nil, err
			}
			o, err := answerObject(data)
			if err != nil {
				return nil, err
			}
			t.caveats(o)
			if o.text("data.resultType") != "streams" {
				return nil, fmt.Errorf("the answer is of type %q, not streams of lines", o.text("data.resultType"))
			}
			var out []evidence
			for _, stream := range o.children("data.result") {
				labels := stream.child("stream")
				values, _ := stream.at("values").([]any)
				for _, item := range values {
					pair, _ := item.([]any)
					if len(pair) < 2 {
						return nil, errors.New("the answer has a line without a time")
					}
					out = append(out, evidence{
						at: scalar(pair[0]), text: scalar(pair[1]), level: labels.text("detected_level", "level"),
						service: labels.text("service_name", "service", "app", "job", "container"),
					})
				}
			}
			return earliest(out), nil
		},
	}
}

// compares reports whether a query goes on behind its selector, quotes aside,
// with a filter of lines or labels. A parser alone is none.
func compares(query string) bool {
	_, rest, _ := strings.Cut(unquoted(query), "}")
	return strings.ContainsAny(rest, "=~<>")
}

// unquoted puts spaces in the place of what stands in quotes.
func unquoted(query string) string {
	out, quote := []byte(query), byte(0)
	for i := 0; i < len(out); i++ {
		switch c := out[i]; {
		case quote == 0 && (c == '"' || c == '\'' || c == '`'):
			quote = c
		case quote == 0:
			continue
		case c == quote:
			quote = 0
		case c == '\\' && quote != '`' && i+1 < len(out):
			out[i] = ' '
			i++
		}
		out[i] = ' '
	}
	return string(out)
}

func nanos(at time.Time) string { return strconv.FormatInt(at.UnixNano(), 10) }

// duration writes a step in whole seconds.
func duration(d time.Duration) string { return strconv.Itoa(int(d/time.Second)) + "s" }
