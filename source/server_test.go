package source_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

var (
	asksFrom = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	asksTo   = time.Date(2026, 3, 4, 16, 0, 0, 0, time.UTC)
)

// ask reads a source from a server.
func ask(t *testing.T, s incident.Source) ([]timeline.Event, timeline.Reading) {
	t.Helper()
	s.Name = "a"
	env := &source.Env{Dir: t.TempDir(), Since: asksFrom, Until: asksTo, Getenv: func(name string) string {
		return map[string]string{"LOGS_TOKEN": "s3cret"}[name]
	}}
	stream, err := source.Read(context.Background(), s, env)
	if err != nil {
		t.Fatal(err)
	}
	var events []timeline.Event
	for e, err := range stream.Events {
		if err != nil {
			t.Error(err)
			continue
		}
		events = append(events, e)
	}
	r := stream.Reading()
	if err := r.Tally.Err(); err != nil {
		t.Error(err)
	}
	return events, r
}

// recorded serves the answers that a vendor's documentation shows, filled with
// a burst of trouble from 14:02 to 14:11 over a steady stream of lines, and a
// gap from 15:00 to 15:04.
func recorded(t *testing.T, answer func(r *http.Request, body string) string) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get("Authorization") != "Bearer s3cret" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = io.WriteString(w, answer(r, string(body)))
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// steady gives each minute of the window with its counts.
func steady(f func(at time.Time, all, trouble int)) {
	burst := asksFrom.Add(122 * time.Minute)
	quiet := asksFrom.Add(180 * time.Minute)
	for at := asksFrom; at.Before(asksTo); at = at.Add(time.Minute) {
		all, trouble := 100, 1
		if !at.Before(burst) && at.Before(burst.Add(10*time.Minute)) {
			all, trouble = 160, 60
		}
		if !at.Before(quiet) && at.Before(quiet.Add(5*time.Minute)) {
			all, trouble = 0, 0
		}
		f(at, all, trouble)
	}
}

func lokiAnswer(r *http.Request, _ string) string {
	q := r.URL.Query()
	if r.URL.Path != "/loki/api/v1/query_range" || r.Header.Get("X-Scope-OrgID") != "eu" {
		return `{"status":"error"}`
	}
	if q.Get("limit") != "" {
		return `{"status":"success","data":{"resultType":"streams","result":[
			{"stream":{"app":"checkout","detected_level":"error"},"values":[["1772632925000000000","ERROR pool exhausted for tenant t-2"]]},
			{"stream":{"app":"checkout","detected_level":"error"},"values":[["1772632921531000000","ERROR pool exhausted for tenant t-1"]]}],"stats":{}}}`
	}
	var values []any
	steady(func(at time.Time, all, trouble int) {
		n := all
		if strings.Contains(q.Get("query"), "|~") {
			n = trouble
		}
		if n > 0 {
			values = append(values, []any{at.Add(time.Minute).Unix(), fmt.Sprint(n)})
		}
	})
	b, _ := json.Marshal(values)
	return `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":` + string(b) + `}]}}`
}

func victoriaAnswer(r *http.Request, _ string) string {
	q := r.URL.Query()
	if r.URL.Path == "/select/logsql/query" {
		return `{"_time":"2026-03-04T14:02:01.531Z","_stream_id":"s1","_stream":"{}","_msg":"ERROR pool exhausted for tenant t-1","service":"checkout","level":"error"}` + "\n" +
			`{"_time":"2026-03-04T14:02:05Z","_msg":"ERROR pool exhausted for tenant t-2"}` + "\n"
	}
	var times []string
	var values []int
	steady(func(at time.Time, all, trouble int) {
		times = append(times, at.Format(time.RFC3339))
		if strings.Contains(q.Get("query"), "i(error)") {
			all = trouble
		}
		values = append(values, all)
	})
	b, _ := json.Marshal(map[string]any{"hits": []any{map[string]any{"fields": map[string]string{}, "timestamps": times, "values": values, "total": 1}}})
	return string(b)
}

func elasticAnswer(r *http.Request, body string) string {
	if r.URL.Path != "/logs-*/_search" || r.Method != http.MethodPost {
		return `{}`
	}
	const head = `{"took":3,"timed_out":false,"_shards":{"total":5,"successful":4,"skipped":0,"failed":1},`
	if !strings.Contains(body, "date_histogram") {
		return head + `"hits":{"total":{"value":600,"relation":"eq"},"hits":[
			{"_index":"logs-1","_id":"x1","_source":{"@timestamp":"2026-03-04T14:02:01.531Z","message":"ERROR pool exhausted for tenant t-1","log":{"level":"error"},"service":{"name":"checkout"}}},
			{"_index":"logs-1","_id":"x2","_source":{"@timestamp":"2026-03-04T14:02:05Z","message":"ERROR pool exhausted for tenant t-2"}}]}}`
	}
	var buckets []any
	steady(func(at time.Time, all, trouble int) {
		if strings.Contains(body, "log.level") {
			all = trouble
		}
		if all > 0 {
			buckets = append(buckets, map[string]any{"key_as_string": at.Format(time.RFC3339), "key": at.UnixMilli(), "doc_count": all})
		}
	})
	b, _ := json.Marshal(buckets)
	return head + `"hits":{"hits":[]},"aggregations":{"steps":{"buckets":` + string(b) + `}}}`
}

func TestLogServers(t *testing.T) {
	for _, tt := range []struct {
		source incident.Source
		answer func(r *http.Request, body string) string
		gaps   int
	}{
		{incident.Source{Kind: "loki", Query: `{app="checkout"}`, Tenant: "eu"}, lokiAnswer, 0},
		{incident.Source{Kind: "victorialogs", Query: "service:checkout"}, victoriaAnswer, 0},
		{incident.Source{Kind: "elasticsearch"}, elasticAnswer, 1},
	} {
		t.Run(tt.source.Kind, func(t *testing.T) {
			s := tt.source
			s.Auth = "env:LOGS_TOKEN"
			s.URL = recorded(t, tt.answer)
			if s.Kind == "elasticsearch" {
				s.URL += "/logs-*"
			}
			events, r := ask(t, s)
			if len(events) != 2 || len(r.Gaps) != tt.gaps || r.Failed {
				t.Fatalf("events %+v, reading %+v", events, r)
			}
			burst, silence := events[0], events[1]
			if burst.Kind != timeline.Burst || burst.Text != "ERROR pool exhausted for tenant t-1" || burst.Subject != "checkout" || burst.Lines != 600 ||
				!strings.HasPrefix(burst.Time.String(), "2026-03-04T14:02:01.531") || burst.Until.String() != "2026-03-04T14:12Z" ||
				burst.Labels["peak"] != "60 in 1m0s" || !strings.Contains(string(burst.Detail), "tenant t-2") {
				t.Errorf("burst %+v", burst)
			}
			if silence.Kind != timeline.Silence || silence.Time.String() != "2026-03-04T15:00Z" || silence.Until.String() != "2026-03-04T15:05Z" {
				t.Errorf("silence %+v", silence)
			}
			if r.Tally.Read != 235*100+10*60 || r.Tally.Told != 600 {
				t.Errorf("tally %+v", r.Tally)
			}
		})
	}
}

func TestServersThatDoNotAnswer(t *testing.T) {
	refusing := httptest.NewServer(http.NotFoundHandler())
	defer refusing.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	odd := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>Sign in</html>") }))
	defer odd.Close()
	states := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		code, _ := strconv.Atoi(strings.Split(r.URL.Path, "/")[1])
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(code)
		_, _ = io.WriteString(w, `{"error":"no `+r.Header.Get("Authorization")+`"}`)
	}))
	defer states.Close()
	for _, tt := range []struct {
		source incident.Source
		want   string
	}{
		{incident.Source{Kind: "loki", URL: states.URL + "/401", Query: "{a=\"b\"}"}, "401 Unauthorized: {\"error\":\"no \"}; credentials are named with auth:"},
		{incident.Source{Kind: "prometheus", URL: states.URL + "/401", Auth: "env:LOGS_TOKEN"}, "no [credentials]\"}; are the credentials that auth: names still good"},
		{incident.Source{Kind: "elasticsearch", URL: states.URL + "/403", Auth: "env:LOGS_TOKEN"}, "403 Forbidden"},
		{incident.Source{Kind: "alertmanager", URL: states.URL + "/403"}, "403 Forbidden"},
		{incident.Source{Kind: "victorialogs", URL: states.URL + "/429"}, "429 Too Many Requests: {\"error\":\"no \"}: the server asks to wait for 1h0m0s, longer than is waited"},
		{incident.Source{Kind: "prometheus", URL: states.URL + "/503"}, "503 Service Unavailable"},
		{incident.Source{Kind: "loki", URL: states.URL + "/500", Query: "{a=\"b\"}"}, "500 Internal Server Error: {\"error\":\"no \"}; the cause stands in the server's own log"},
		{incident.Source{Kind: "loki", URL: refusing.URL}, "a selector is needed"},
		{incident.Source{Kind: "loki", Path: "x"}, "add url:"},
		{incident.Source{Kind: "loki", URL: refusing.URL, Query: "{a=\"b\"}"}, "404"},
		{incident.Source{Kind: "elasticsearch", URL: gone.URL}, "refused"},
		{incident.Source{Kind: "victorialogs", URL: odd.URL}, "the answer is not JSON"},
		{incident.Source{Kind: "prometheus", URL: odd.URL}, "the answer is not JSON"},
		{incident.Source{Kind: "alertmanager", URL: odd.URL}, "the answer is not JSON"},
		{incident.Source{Kind: "elasticsearch", URL: odd.URL}, "the answer is not JSON"},
		{incident.Source{Kind: "loki", URL: odd.URL, Query: "{a=\"b\"}"}, "the answer is not JSON"},
		{incident.Source{Kind: "loki", URL: odd.URL, Auth: "env:NO_SUCH"}, "NO_SUCH, which auth: names, is not set"},
		{incident.Source{Kind: "loki", URL: odd.URL, Auth: "file:none"}, "does not exist"},
		{incident.Source{Kind: "loki", URL: "http://logs.example", Auth: "env:LOGS_TOKEN"}, "without encryption"},
	} {
		events, r := ask(t, tt.source)
		if len(events) > 0 || !r.Failed || !strings.Contains(strings.Join(r.Gaps, "\n"), tt.want) || strings.Contains(fmt.Sprint(r), "s3cret") {
			t.Errorf("%+v: %+v, want a gap that says %q", tt.source, r, tt.want)
		}
	}
}

// TestPartialAnswers holds that what a server did not look at is told, and that
// what it counted is told even where it then gives no lines.
func TestPartialAnswers(t *testing.T) {
	with := func(answer func(*http.Request, string) string, field string) func(*http.Request, string) string {
		return func(r *http.Request, body string) string {
			return strings.Replace(answer(r, body), "{", "{"+field+",", 1)
		}
	}
	whole := func(r *http.Request, body string) string {
		return strings.Replace(elasticAnswer(r, body), `"failed":1`, `"failed":0`, 1)
	}
	limited := func(r *http.Request, body string) string {
		if r.URL.Query().Get("limit") != "" {
			return `{"status":"error","error":"too many outstanding requests"}`
		}
		return lokiAnswer(r, body)
	}
	alerts := func(*http.Request, string) string {
		return `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"ALERTS","alertname":"HighErrorRate","alertstate":"firing"},"values":[[1772633000,"1"],[1772633015,"1"]]}]}}`
	}
	for _, tt := range []struct {
		kind, want string
		answer     func(*http.Request, string) string
	}{
		{"loki", "gap the server warns: max series reached", with(lokiAnswer, `"warnings":["max series reached"]`)},
		{"loki", "gap the lines of 1 of the 1 bursts were not read", limited},
		{"loki", "note lines counted by the server, in steps of 1m0s; those of bursts were read, 20 of each", lokiAnswer},
		{"victorialogs", "gap the answer is partial", with(victoriaAnswer, `"partial":true`)},
		{"elasticsearch", "gap HOST/logs-*: 1 of 5 shards failed: counts are too low", elasticAnswer},
		{"elasticsearch", "gap HOST/logs-*: the search timed out: counts are too low", func(r *http.Request, body string) string {
			return strings.Replace(whole(r, body), `"timed_out":false`, `"timed_out":true`, 1)
		}},
		{"elasticsearch", "gap HOST/logs-*: the search was ended early", with(whole, `"terminated_early":true`)},
		{"elasticsearch", "gap HOST/logs-*: 1 of 3 clusters skipped", with(whole, `"_clusters":{"total":3,"successful":2,"skipped":1}`)},
		{"prometheus", "gap the server warns: a store did not answer", with(alerts, `"warnings":["a store did not answer"]`)},
		{"prometheus", "note the server notes: metric might not be a counter", with(alerts, `"infos":["metric might not be a counter"]`)},
		{"prometheus", "gap the answer is isPartial", with(alerts, `"isPartial":true`)},
	} {
		s := incident.Source{Kind: tt.kind, Auth: "env:LOGS_TOKEN", Tenant: "eu"}
		s.URL = recorded(t, tt.answer)
		host := strings.TrimPrefix(s.URL, "http://")
		if s.Kind == "elasticsearch" {
			s.URL += "/logs-*"
		}
		if s.Kind == "loki" {
			s.Query = `{app="checkout"}`
		}
		events, r := ask(t, s)
		told := "gap " + strings.Join(r.Gaps, "\ngap ") + "\nnote " + strings.Join(r.Notes, "\nnote ")
		if len(events) == 0 || r.Failed || !strings.Contains(told, strings.Replace(tt.want, "HOST", host, 1)) {
			t.Errorf("%s: %d events, %s\nwant %s", tt.kind, len(events), told, tt.want)
		}
	}
}

// TestWindowWithoutEnd holds that a server is asked up to now while an incident
// goes on, and that the account says so.
func TestWindowWithoutEnd(t *testing.T) {
	var end string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v1/query_range" && end == "" {
			end = r.URL.Query().Get("end")
		}
		_, _ = io.WriteString(w, `{"status":"success","data":{"resultType":"matrix","result":[]}}`)
	}))
	defer srv.Close()
	now := time.Date(2026, 3, 4, 14, 30, 0, 0, time.UTC)
	for _, at := range []time.Time{now, {}} {
		stream, err := source.Read(t.Context(), incident.Source{Name: "a", Kind: "prometheus", URL: srv.URL}, &source.Env{Since: now.Add(-time.Hour), Now: at})
		if err != nil {
			t.Fatal(err)
		}
		r := stream.Reading()
		switch {
		case at.IsZero() && !r.Failed:
			t.Errorf("a window without an end is asked for: %+v", r)
		case !at.IsZero() && (r.Failed || end != "1772634600" || !strings.Contains(strings.Join(r.Notes, " "), "asked up to 2026-03-04 14:30 UTC")):
			t.Errorf("end %s, %+v", end, r)
		}
	}
}
