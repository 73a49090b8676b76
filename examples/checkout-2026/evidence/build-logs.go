//go:build ignore

// Command build-logs writes the logs of the example: the gateway's access log
// (local time of Denver), the order service's JSON lines (UTC) and the worker's
// logfmt lines (local time of Helsinki, from a clock that is 38 s behind). They
// come from one simulation of the shop with a fixed seed, so they agree with
// each other and every run gives the same bytes.
//
//	go run build-logs.go [DIR]
//
// DIR is where the logs go; without it, the current directory.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const (
	poolSize   = 5 // database connections of each of the two hosts
	waitFor    = 3 * time.Second
	confirmMax = 300 * time.Second
	workerLag  = 38 * time.Second // the worker's clock is behind
)

var (
	begin      = clock("13:30:00")
	deployed   = clock("13:55:00") // the new version answers on both hosts
	newsletter = clock("14:00:00")
	rolledBack = [2]time.Time{clock("14:49:00"), clock("14:46:30")} // by host
	rotated    = clock("14:30:00")
	end        = clock("15:30:00")
)

func clock(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04:05", "2026-03-04 "+s)
	if err != nil {
		log.Fatal(err)
	}
	return t
}

type line struct {
	at   time.Time
	text string
}

type shop struct {
	rnd     *rand.Rand
	gateway []line
	api     []line
	worker  []line
	busy    [2][]time.Time // when each held connection is given back, by host
	queue   []attempt
	order   int
}

// attempt is one press of the button "Place order".
type attempt struct {
	at    time.Time
	addr  string
	agent string
	tries int
}

var agents = []string{
	"Mozilla/5.0 (iPhone; CPU iPhone OS 19_3 like Mac OS X) Safari/605.1",
	"Mozilla/5.0 (Linux; Android 16) Chrome/145.0 Mobile",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/145.0",
	"Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Firefox/147.0",
}

var pages = []string{"/", "/boots", "/boots/ridge-42", "/tents", "/tents/alder-2", "/packs", "/packs/fell-35", "/basket", "/account", "/search?q=rain+jacket", "/sale", "/stoves/pika"}

func main() {
	dir := "."
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	s := &shop{rnd: rand.New(rand.NewPCG(20260304, 42)), order: 730412}
	s.browse()
	s.customers()
	s.checkout()
	s.pools()
	s.jobs()
	if err := s.write(dir); err != nil {
		log.Fatal(err)
	}
}

func (s *shop) between(lo, hi time.Duration) time.Duration {
	return lo + time.Duration(s.rnd.Int64N(int64(hi-lo)))
}

func (s *shop) addr() string {
	return fmt.Sprintf("%s.%d", []string{"192.0.2", "198.51.100", "203.0.113"}[s.rnd.IntN(3)], 1+s.rnd.IntN(254))
}

// arrivals calls f at random moments, perMinute of them in the mean.
func (s *shop) arrivals(perMinute func(time.Time) float64, f func(time.Time)) {
	for t := begin; ; {
		gap := s.rnd.ExpFloat64() / perMinute(t)
		t = t.Add(time.Duration(gap * float64(time.Minute)))
		if !t.Before(end) {
			return
		}
		f(t)
	}
}

func (s *shop) browse() {
	rate := func(t time.Time) float64 {
		switch {
		case t.Before(newsletter):
			return 9
		case t.Before(newsletter.Add(time.Hour)):
			return 17
		}
		return 12
	}
	s.arrivals(rate, func(t time.Time) {
		status, size := 200, 4000+s.rnd.IntN(30000)
		switch n := s.rnd.IntN(100); {
		case n < 9:
			status, size = 304, 0
		case n < 11:
			status, size = 404, 1820
		}
		s.access(t, s.addr(), "GET", pages[s.rnd.IntN(len(pages))], status, size, agents[s.rnd.IntN(len(agents))])
	})
}

func (s *shop) access(t time.Time, addr, method, page string, status, size int, agent string) {
	if !t.Before(end) {
		return
	}
	local := t.In(time.FixedZone("", -7*3600)).Format("02/Jan/2006:15:04:05 -0700")
	s.gateway = append(s.gateway, line{t, fmt.Sprintf(`%s - - [%s] "%s %s HTTP/1.1" %d %d "https://shop.example.com/" "%s"`, addr, local, method, page, status, size, agent)})
}

// customers fills the queue with first attempts.
func (s *shop) customers() {
	rate := func(t time.Time) float64 {
		switch {
		case t.Before(newsletter):
			return 1.6
		case t.Before(newsletter.Add(55 * time.Minute)):
			return 9
		}
		return 4
	}
	s.arrivals(rate, func(t time.Time) {
		s.queue = append(s.queue, attempt{at: t, addr: s.addr(), agent: agents[s.rnd.IntN(len(agents))]})
	})
}

// checkout works off the queue in the order of time. Those who are refused
// press the button again, most of them within the minute.
func (s *shop) checkout() {
	for n := 0; len(s.queue) > 0; n++ {
		slices.SortStableFunc(s.queue, func(a, b attempt) int { return a.at.Compare(b.at) })
		a := s.queue[0]
		s.queue = s.queue[1:]
		if s.place(a, n%2) || a.tries == 4 || s.rnd.IntN(10) < 4 {
			continue
		}
		a.at, a.tries = a.at.Add(waitFor+s.between(6*time.Second, 70*time.Second)), a.tries+1
		s.queue = append(s.queue, a)
	}
}

// place reports whether the attempt got as far as the payment.
func (s *shop) place(a attempt, host int) bool {
	if !a.at.Before(end) {
		return true
	}
	holds := !a.at.Before(deployed) && a.at.Before(rolledBack[host])
	confirm, confirmed := s.between(15*time.Second, 80*time.Second), true
	if s.rnd.IntN(5) == 0 {
		confirm, confirmed = confirmMax, false
	}
	start := a.at
	if holds {
		var ok bool
		if start, ok = s.connection(a.at, host, confirm); !ok {
			s.refused(a, host)
			return false
		}
	}
	s.placed(a, host, start.Add(confirm), confirmed)
	return true
}

// connection takes a connection of the host at t, or when one is given back
// within waitFor, and holds it.
func (s *shop) connection(t time.Time, host int, hold time.Duration) (time.Time, bool) {
	busy := slices.DeleteFunc(s.busy[host], func(back time.Time) bool { return !back.After(t) })
	start := t
	if len(busy) >= poolSize {
		slices.SortFunc(busy, time.Time.Compare)
		if start = busy[0]; start.Sub(t) > waitFor {
			s.busy[host] = busy
			return start, false
		}
		busy = busy[1:]
	}
	s.busy[host] = append(busy, start.Add(hold))
	return start, true
}

func (s *shop) refused(a attempt, host int) {
	at := a.at.Add(waitFor)
	s.access(at.Add(8*time.Millisecond), a.addr, "POST", "/checkout", 503, 412, a.agent)
	s.record(at, host, entry{Level: "error", Msg: "order not placed: no database connection within 3 s",
		Version: "2026.03.04", Route: "/v1/orders", Status: 503, Millis: 3000 + s.rnd.Int64N(9), RequestID: s.request()})
}

func (s *shop) placed(a attempt, host int, at time.Time, confirmed bool) {
	version := "2026.03.02"
	if !a.at.Before(deployed) && a.at.Before(rolledBack[host]) {
		version = "2026.03.04"
	}
	at = at.Add(s.between(40*time.Millisecond, 260*time.Millisecond))
	took := at.Sub(a.at).Milliseconds()
	if !confirmed {
		s.access(at.Add(9*time.Millisecond), a.addr, "POST", "/checkout", 402, 388, a.agent)
		s.record(at, host, entry{Level: "warn", Msg: "order not placed: payment not confirmed within 300 s",
			Version: version, Route: "/v1/orders", Status: 402, Millis: took, RequestID: s.request()})
		return
	}
	s.order++
	s.access(at.Add(9*time.Millisecond), a.addr, "POST", "/checkout", 201, 640+s.rnd.IntN(80), a.agent)
	s.record(at, host, entry{Level: "info", Msg: "order placed",
		Version: version, Route: "/v1/orders", Status: 201, Millis: took, RequestID: s.request(), Order: s.order})
	s.job(at.Add(s.between(2*time.Second, 6*time.Second)), "info", "order confirmed by mail", fmt.Sprintf("order=%d queue=confirm", s.order))
}

func (s *shop) request() string { return fmt.Sprintf("%08x", s.rnd.Uint32()) }

// entry is a line of the order service.
type entry struct {
	Time      string `json:"time"`
	Level     string `json:"level"`
	Msg       string `json:"msg"`
	Host      string `json:"host"`
	Version   string `json:"version,omitempty"`
	Route     string `json:"route,omitempty"`
	Status    int    `json:"status,omitempty"`
	Millis    int64  `json:"duration_ms,omitempty"`
	RequestID string `json:"request_id,omitempty"`
	Order     int    `json:"order,omitempty"`
	InUse     int    `json:"in_use,omitempty"`
	Size      int    `json:"size,omitempty"`
	Refused   int    `json:"refused_this_minute,omitempty"`
}

func (s *shop) record(at time.Time, host int, e entry) {
	if !at.Before(end) {
		return
	}
	e.Time, e.Host = at.Format("2006-01-02T15:04:05.000Z07:00"), fmt.Sprintf("api-%d", host+1)
	b, err := json.Marshal(e)
	if err != nil {
		log.Fatal(err)
	}
	s.api = append(s.api, line{at, string(b)})
}

// pools writes how full each host's pool is, once a minute, as far as the
// refusals and the held connections tell.
func (s *shop) pools() {
	refused := map[string]int{}
	for _, ln := range s.api {
		var e entry
		if err := json.Unmarshal([]byte(ln.text), &e); err != nil {
			log.Fatal(err)
		}
		if e.Level == "error" {
			refused[e.Host+ln.at.Format("15:04")]++
		}
	}
	for t := begin.Add(59 * time.Second); t.Before(end); t = t.Add(time.Minute) {
		for host := range 2 {
			n := refused[fmt.Sprintf("api-%d", host+1)+t.Format("15:04")]
			if n > 0 {
				s.record(t, host, entry{Level: "warn", Msg: "database pool full", InUse: poolSize, Size: poolSize, Refused: n})
				continue
			}
			inUse := 1
			if !t.Before(deployed) && t.Before(rolledBack[host]) {
				inUse = 1 + s.rnd.IntN(3)
			}
			s.record(t, host, entry{Level: "info", Msg: "database pool", InUse: inUse, Size: poolSize})
		}
	}
}

func (s *shop) job(at time.Time, level, msg, rest string) {
	if !at.Before(end) {
		return
	}
	local := at.Add(-workerLag).In(time.FixedZone("", 2*3600)).Format("2006-01-02T15:04:05-07:00")
	s.worker = append(s.worker, line{at, fmt.Sprintf("time=%s level=%s msg=%q host=worker-1 %s", local, level, msg, rest)})
}

// jobs is the worker's routine of three days. The stock feed is late every day
// at the same time; that is no part of the incident.
func (s *shop) jobs() {
	for day := -2; day <= 0; day++ {
		midnight := time.Date(2026, 3, 4+day, 0, 0, 0, 0, time.UTC)
		for t := midnight.Add(9 * time.Minute); t.Before(midnight.AddDate(0, 0, 1)); t = t.Add(15 * time.Minute) {
			s.job(t, "info", "stock counted", fmt.Sprintf("articles=%d queue=stock", 5210+s.rnd.IntN(12)))
			s.job(t.Add(s.between(time.Minute, 5*time.Minute)), "info", "mail bounces read", fmt.Sprintf("count=%d queue=mail", s.rnd.IntN(4)))
		}
		for n := range 4 {
			s.job(midnight.Add(14*time.Hour+5*time.Minute+time.Duration(n)*time.Minute+s.between(0, 4*time.Second)),
				"warn", "stock feed is late, next try in 60 s", fmt.Sprintf("try=%d queue=stock", n+1))
		}
		s.job(midnight.Add(14*time.Hour+9*time.Minute), "info", "stock feed read", "articles=5216 queue=stock")
	}
}

func (s *shop) write(dir string) error {
	cut := func(before bool) []line {
		return slices.DeleteFunc(slices.Clone(s.gateway), func(ln line) bool { return ln.at.Before(rotated) != before })
	}
	var zipped bytes.Buffer
	zw, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := zw.Write(text(cut(true))); err != nil {
		return err
	}
	if err := zw.Close(); err != nil {
		return err
	}
	for name, b := range map[string][]byte{
		"gateway/access.log.1.gz": zipped.Bytes(),
		"gateway/access.log":      text(cut(false)),
		"api.jsonl":               text(s.api),
		"worker.log":              text(s.worker),
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, b, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// text is the lines in the order of their times.
func text(lines []line) []byte {
	slices.SortStableFunc(lines, func(a, b line) int { return a.at.Compare(b.at) })
	var buf bytes.Buffer
	for _, ln := range lines {
		buf.WriteString(ln.text + "\n")
	}
	return buf.Bytes()
}
