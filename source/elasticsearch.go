package source

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/candor-reports/candor/source/live"
)

var elasticsearchKind = server(Kind{
	Name:   "elasticsearch",
	Doc:    "Elasticsearch and OpenSearch, asked over their search API: they count lines, and give those of what stands out",
	Fields: "url: ends in the index or a pattern, such as https://es:9200/logs-*; query: is a query string, such as service.name:checkout. Lines have @timestamp; message, log.level, service.name are read as of ECS, and their usual other names",
	Traps: []string{
		"Where shards failed or the search timed out, the counts are too low: that is a gap.",
		"Read against answers written down from the vendors' documentation; not run against a real server.",
	},
}, func(ctx context.Context, t *take, c *live.Client, from, to time.Time) error {
	return elasticServer(t, c, cmp.Or(t.source.Query, "*")).ask(ctx, t, from, to)
})

const elasticTrouble = `log.level:(error OR fatal OR critical OR panic) OR level:(error OR fatal OR critical OR panic) OR severity:(error OR fatal OR critical) OR message:(error OR fatal OR panic OR exception)`

type fields = map[string]any

func elasticServer(t *take, c *live.Client, query string) logServer {
	search := func(ctx context.Context, from, to time.Time, trouble bool, body fields) (*object, error) {
		must := []fields{
			{"query_string": fields{"query": query}},
			{"range": fields{"@timestamp": fields{"gte": rfc3339(from), "lt": rfc3339(to), "format": "strict_date_optional_time_nanos"}}},
		}
		if trouble {
			must = append(must, fields{"query_string": fields{"query": elasticTrouble, "lenient": true}})
		}
		body["query"] = fields{"bool": fields{"filter": must}}
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		data, err := c.Post(ctx, "/_search", "application/json", b)
		if err != nil {
			return nil, err
		}
		o, err := answerObject(data)
		if err != nil {
			return nil, err
		}
		if n, _ := o.number("_shards.failed"); n > 0 {
			t.gap("%s: %d of %s shards failed: counts are too low", c.Name(), int(n), o.text("_shards.total"))
		}
		for _, what := range []string{"skipped", "partial", "failed"} {
			if n, _ := o.number("_clusters." + what); n > 0 {
				t.gap("%s: %d of %s clusters %s: counts are too low", c.Name(), int(n), o.text("_clusters.total"), what)
			}
		}
		if o.text("terminated_early") == "true" {
			t.gap("%s: the search was ended early: counts are too low", c.Name())
		}
		t.caveats(o)
		if o.text("timed_out") == "true" {
			t.gap("%s: the search timed out: counts are too low", c.Name())
		}
		return o, nil
	}
	return logServer{
		counts: func(ctx context.Context, from, to time.Time, step time.Duration, trouble bool) ([]bucket, error) {
			o, err := search(ctx, from, to, trouble, fields{
				"size": 0, "track_total_hits": false,
				"aggs": fields{"steps": fields{"date_histogram": fields{"field": "@timestamp", "fixed_interval": duration(step), "min_doc_count": 1}}},
			})
			if err != nil {
				return nil, err
			}
			if !o.has("aggregations.steps.buckets") && !o.has("_shards") {
				return nil, errors.New("the answer has no counts: is the url that of an index?")
			}
			var out []bucket
			for _, b := range o.children("aggregations.steps.buckets") {
				at, ok := b.number("key")
				n, ok2 := b.number("doc_count")
				if !ok || !ok2 || n < 0 || n > 1e12 {
					return nil, fmt.Errorf("the answer counts %q lines", clip(b.text("doc_count"), 20))
				}
				out = append(out, bucket{time.UnixMilli(int64(at)), int(n)})
			}
			return out, nil
		},
		lines: func(ctx context.Context, from, to time.Time, limit int) ([]evidence, error) {
			o, err := search(ctx, from, to, true, fields{"size": limit, "sort": []fields{{"@timestamp": fields{"order": "asc"}}}})
			if err != nil {
				return nil, err
			}
			var out []evidence
			for _, hit := range o.children("hits.hits") {
				s := hit.child("_source")
				out = append(out, evidence{
					at: s.text("@timestamp"), text: joined(": ", s.text("message", "msg", "log", "event.original"), s.text("error.message")),
					level: s.text("log.level", "level", "severity"), ref: hit.text("_id"),
					service: s.text("service.name", "service", "app", "kubernetes.container.name", "kubernetes.container_name", "host.name"),
				})
			}
			return out, nil
		},
	}
}
