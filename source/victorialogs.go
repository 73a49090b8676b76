package source

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/candor-reports/candor/source/live"
)

var victorialogsKind = server(Kind{
	Name:   "victorialogs",
	Doc:    "VictoriaLogs, asked over its API: it counts lines, and gives those of what stands out",
	Fields: "query: is LogsQL, such as service:checkout; * where there is none",
	Traps: []string{
		"Words are matched in any case; a level field of error, fatal or critical counts as trouble too.",
		"Read against answers written down from the vendor's documentation; not run against a real server.",
	},
}, func(ctx context.Context, t *take, c *live.Client, from, to time.Time) error {
	return victoriaServer(t, c, cmp.Or(t.source.Query, "*")).ask(ctx, t, from, to)
})

const victoriaTrouble = " (i(error) or i(fatal) or i(panic) or i(critical) or i(exception) or level:i(error) or level:i(fatal) or level:i(critical))"

func victoriaServer(t *take, c *live.Client, query string) logServer {
	// What follows a pipe is done to the lines that are found.
	filter, pipes := query, ""
	if i := strings.IndexByte(unquoted(query), '|'); i >= 0 {
		filter, pipes = strings.TrimSpace(query[:i]), " "+query[i:]
	}
	troubled := "(" + filter + ")" + victoriaTrouble + pipes
	return logServer{
		counts: func(ctx context.Context, from, to time.Time, step time.Duration, trouble bool) ([]bucket, error) {
			q := query
			if trouble {
				q = troubled
			}
			data, err := c.Get(ctx, "/select/logsql/hits", url.Values{"query": {q}, "start": {rfc3339(from)}, "end": {rfc3339(to)}, "step": {duration(step)}})
			if err != nil {
				return nil, err
			}
			o, err := answerObject(data)
			if err != nil {
				return nil, err
			}
			t.caveats(o)
			var out []bucket
			for _, hit := range o.children("hits") {
				times, values := hit.texts("timestamps"), hit.texts("values")
				if len(times) != len(values) {
					return nil, fmt.Errorf("the answer has %d times for %d counts", len(times), len(values))
				}
				for i := range times {
					at, err := time.Parse(time.RFC3339, times[i])
					n, err2 := strconv.Atoi(values[i])
					if err != nil || err2 != nil || n < 0 {
						return nil, fmt.Errorf("the answer counts %q at %q", clip(values[i], 20), clip(times[i], 40))
					}
					out = append(out, bucket{at, n})
				}
			}
			return out, nil
		},
		lines: func(ctx context.Context, from, to time.Time, limit int) ([]evidence, error) {
			data, err := c.Get(ctx, "/select/logsql/query", url.Values{
				"query": {troubled + " | sort by (_time) limit " + strconv.Itoa(limit)}, "start": {rfc3339(from)}, "end": {rfc3339(to)}, "limit": {strconv.Itoa(limit)},
			})
			if err != nil {
				return nil, err
			}
			var out []evidence
			for line := range bytes.Lines(data) {
				if line = bytes.TrimSpace(line); len(line) == 0 {
					continue
				}
				o, err := answerObject(line)
				if err != nil {
					return nil, err
				}
				out = append(out, evidence{
					at: o.text("_time"), text: o.text("_msg"), level: o.text("level", "severity"),
					service: o.text("service", "service.name", "app", "kubernetes.container_name", "job"), ref: o.text("_stream_id"),
				})
			}
			return earliest(out), nil
		},
	}
}

func rfc3339(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }
