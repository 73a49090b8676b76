package source_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

// program starts a server on a free port of this machine and waits until it
// says that it is ready. The test's end ends it.
func program(t *testing.T, ready string, name string, args func(address string) []string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a server: left out with -short")
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	cmd := exec.Command(path, args(address)...)
	cmd.Dir = t.TempDir()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = in, in
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in.Close()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		out.Close()
	})
	_ = out.SetReadDeadline(time.Now().Add(60 * time.Second))
	var said strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), ready) {
			_ = out.SetReadDeadline(time.Time{})
			go func() { _, _ = io.Copy(io.Discard, out) }() // ends with the program
			return "http://" + address
		}
	}
	t.Fatalf("%s does not start:\n%s", name, said.String())
	return ""
}

// TestPrometheus asks a real Prometheus for alerts that were put into its
// storage.
func TestPrometheus(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed")
	}
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("# TYPE ALERTS gauge\n")
	put := func(labels string, from, to time.Time) {
		for at := from; !at.After(to); at = at.Add(15 * time.Second) {
			fmt.Fprintf(&b, "ALERTS{%s} 1 %d\n", labels, at.Unix())
		}
		fmt.Fprintf(&b, "ALERTS{%s} NaN %d\n", labels, to.Add(15*time.Second).Unix())
	}
	noon := asksFrom
	put(`alertname="CheckoutErrors",alertstate="firing",service="checkout",severity="critical"`, noon.Add(122*time.Minute), noon.Add(150*time.Minute))
	put(`alertname="QueueLong",alertstate="pending"`, noon.Add(100*time.Minute), noon.Add(110*time.Minute))
	put(`alertname="Watchdog",alertstate="firing",severity="none"`, noon.Add(-time.Hour), noon.Add(5*time.Hour))
	b.WriteString("# EOF\n")
	metrics := filepath.Join(dir, "alerts.om")
	if err := os.WriteFile(metrics, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	if out, err := exec.Command(promtool, "tsdb", "create-blocks-from", "openmetrics", metrics, data).CombinedOutput(); err != nil {
		t.Fatalf("promtool: %v\n%s", err, out)
	}
	config := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(config, []byte("global: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	url := program(t, "ready to receive web requests", "prometheus", func(address string) []string {
		return []string{"--config.file=" + config, "--storage.tsdb.path=" + data, "--storage.tsdb.retention.time=100y", "--web.listen-address=" + address}
	})
	events, r := ask(t, incident.Source{Kind: "prometheus", URL: url})
	if len(events) != 3 || r.Failed || len(r.Gaps) > 0 {
		t.Fatalf("events %+v, reading %+v", events, r)
	}
	watchdog, fired, resolved := events[0], events[1], events[2]
	if watchdog.Text != "Watchdog" || watchdog.Labels["begins"] == "" || watchdog.Labels["ends"] == "" {
		t.Errorf("an alert that fires all the time: %+v", watchdog)
	}
	if fired.Text != "CheckoutErrors" || fired.Level != timeline.Fatal || fired.Subject != "checkout" || !fired.Time.Latest.Equal(noon.Add(122*time.Minute)) || fired.Labels["begins"] != "" {
		t.Errorf("an alert: %+v", fired)
	}
	// An answer repeats a sample until a new one comes, for five minutes at
	// most; the mark of an end, which Prometheus writes, is a NaN of its own
	// that this format cannot hold.
	if end := resolved.Time.Latest.Sub(noon.Add(150 * time.Minute)); resolved.Labels["milestone"] != "resolved" || end < 0 || end > 6*time.Minute {
		t.Errorf("its end: %+v", resolved)
	}
	if _, r := ask(t, incident.Source{Kind: "prometheus", URL: url, Query: "{alertname="}); !r.Failed || !strings.Contains(strings.Join(r.Gaps, " "), "parse error") {
		t.Errorf("a query that is none: %+v", r)
	}
}

// TestAlertmanager posts alerts and a silence to a real Alertmanager and reads
// them back.
func TestAlertmanager(t *testing.T) {
	config := filepath.Join(t.TempDir(), "alertmanager.yml")
	if err := os.WriteFile(config, []byte("route: {receiver: none}\nreceivers: [{name: none}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	url := program(t, "Listening", "prometheus-alertmanager", func(address string) []string {
		return []string{"--config.file=" + config, "--storage.path=" + t.TempDir(), "--web.listen-address=" + address, "--cluster.listen-address="}
	})
	now := time.Now().UTC().Truncate(time.Millisecond)
	start := now.Add(-time.Hour)
	post := func(path, body string) {
		resp, err := http.Post(url+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if said, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s %s", path, resp.Status, said)
		}
	}
	post("/api/v2/alerts", fmt.Sprintf(`[{"labels":{"alertname":"CheckoutErrors","severity":"critical","service":"checkout"},"annotations":{"summary":"5xx above 5 %%"},"startsAt":%q}]`, start.Format(time.RFC3339Nano)))
	post("/api/v2/silences", fmt.Sprintf(`{"matchers":[{"name":"alertname","value":"QueueLong","isRegex":false,"isEqual":true}],"startsAt":%q,"endsAt":%q,"createdBy":"on-call","comment":"known"}`,
		now.Add(time.Minute).Format(time.RFC3339Nano), now.Add(2*time.Hour).Format(time.RFC3339Nano)))
	stream, err := source.Read(t.Context(), incident.Source{Name: "a", Kind: "alertmanager", URL: url}, &source.Env{Since: now.Add(-3 * time.Hour), Until: now.Add(3 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	var events []timeline.Event
	for e, err := range stream.Events {
		if err != nil {
			t.Error(err)
		}
		events = append(events, e)
	}
	if len(events) != 2 {
		t.Fatalf("events %+v, reading %+v", events, stream.Reading())
	}
	if fired := events[0]; fired.Text != "CheckoutErrors: 5xx above 5 %" || !fired.Time.Earliest.Equal(start) || !fired.Until.IsZero() {
		t.Errorf("an alert that fires has no end: %+v", fired)
	}
	if s := events[1]; s.Kind != timeline.Action || s.Actor != "on-call" || !strings.Contains(string(s.Text), "alertname=QueueLong: known") {
		t.Errorf("a silence: %+v", s)
	}
}
