//go:build ignore

// Command build-logs writes the host logs of the example: four sites in four
// time zones, each as its own log host wrote it (RFC 3164: local time, no
// year). Everything is computed from a fixed seed, so every run gives the same
// bytes.
//
//	go run build-logs.go [DIR]
//
// DIR is where the logs go; without it, the directory "hosts" under the
// current one.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// site is one customer's machine room.
type site struct {
	name   string
	prefix string // of its host names
	zone   string
	vms    []string
	// patched is when the express patch went in, in the site's own time.
	patched string
	// setBack is when the clocks were set back to 10 August; empty if never.
	setBack string
	gzip    bool
}

var sites = []site{
	{name: "auckland", prefix: "akl", zone: "Pacific/Auckland", patched: "2008-08-13 16:05",
		vms: []string{"mail-01", "files-02", "print-01", "payroll", "intranet", "crm-db", "crm-web", "build-03"}},
	{name: "melbourne", prefix: "mel", zone: "Australia/Melbourne", patched: "2008-08-13 14:20", setBack: "2008-08-12 15:36",
		vms: []string{"booking", "mail-02", "imaging-web", "imaging-db", "roster", "desk-11", "desk-12", "desk-13", "test-ris"}},
	{name: "newyork", prefix: "nyc", zone: "America/New_York", patched: "2008-08-12 23:52", gzip: true,
		vms: []string{"ledger-db", "ledger-web", "quotes-01", "quotes-02", "mail-03", "archive", "batch-07", "batch-08", "risk-calc"}},
	{name: "paloalto", prefix: "pao", zone: "America/Los_Angeles", patched: "2008-08-12 20:41",
		vms: []string{"wiki", "build-01", "build-02", "mail-04", "lab-win2k", "lab-rhel", "license-srv", "files-01"}},
}

// The logs run from the day before the expiry to the evening after the patch.
const (
	first  = "2008-08-11 00:00"
	last   = "2008-08-13 18:00"
	expiry = "2008-08-12 00:00"
)

func main() {
	dir := "hosts"
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		log.Fatal(err)
	}
	for i, s := range sites {
		if err := write(dir, s, newLog(s, uint64(i)).text()); err != nil {
			log.Fatal(err)
		}
	}
}

func write(dir string, s site, text []byte) error {
	name := filepath.Join(dir, s.name+".log")
	if !s.gzip {
		return os.WriteFile(name, text, 0o644)
	}
	var buf bytes.Buffer
	zw, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := zw.Write(text); err != nil {
		return err
	}
	if err := zw.Close(); err != nil {
		return err
	}
	return os.WriteFile(name+".gz", buf.Bytes(), 0o644)
}

type line struct {
	at   time.Time
	text string
}

type siteLog struct {
	site
	loc   *time.Location
	rnd   *rand.Rand
	hostd [3]string // the program name with its process ID, by host
	lines []line
}

func newLog(s site, seed uint64) *siteLog {
	loc, err := time.LoadLocation(s.zone)
	if err != nil {
		log.Fatal(err)
	}
	l := &siteLog{site: s, loc: loc, rnd: rand.New(rand.NewPCG(20080812, seed))}
	for host := 1; host <= 2; host++ {
		l.hostd[host] = fmt.Sprintf("hostd[%d]", 1500+l.rnd.IntN(900))
	}
	l.routine()
	l.requests()
	if s.setBack != "" {
		l.clocksBack()
	}
	l.patch()
	return l
}

// text is the log in the order of its times; lines of one second stay in the
// order in which they were added.
func (l *siteLog) text() []byte {
	slices.SortStableFunc(l.lines, func(a, b line) int { return a.at.Compare(b.at) })
	var buf bytes.Buffer
	for _, ln := range l.lines {
		fmt.Fprintf(&buf, "%s %s\n", ln.at.In(l.loc).Format(time.Stamp), ln.text)
	}
	return buf.Bytes()
}

func (l *siteLog) local(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, l.loc)
	if err != nil {
		log.Fatal(err)
	}
	return t
}

func (l *siteLog) add(at time.Time, host int, program, format string, args ...any) {
	if at.Before(l.local(first)) || !at.Before(l.local(last)) {
		return
	}
	at = at.Truncate(time.Second)
	l.lines = append(l.lines, line{at, fmt.Sprintf("%s-esx%02d %s: %s", l.prefix, host, program, fmt.Sprintf(format, args...))})
}

func (l *siteLog) pick(of []string) string { return of[l.rnd.IntN(len(of))] }

func (l *siteLog) seconds(n int) time.Duration { return time.Duration(l.rnd.IntN(n)) * time.Second }

// routine is what a host writes on any day.
func (l *siteLog) routine() {
	start, end := l.local(first), l.local(last)
	for host := 1; host <= 2; host++ {
		running := len(l.vms)/2 + host + 4
		offset := l.seconds(600)
		for at := start.Add(offset); at.Before(end); at = at.Add(15 * time.Minute) {
			l.add(at, host, l.hostd[host], "heartbeat: %d virtual machines running, all answer", running)
		}
		for at := start.Add(l.seconds(3600)); at.Before(end); at = at.Add(time.Hour) {
			l.add(at, host, fmt.Sprintf("crond[%d]", 3000+l.rnd.IntN(28000)), "(root) CMD (/usr/bin/run-parts /etc/cron.hourly)")
			l.add(at.Add(l.seconds(3000)), host, "ntpd[981]", "time adjusted by %+.6f s", (l.rnd.Float64()-0.5)/200)
		}
		for at := start.Add(2*time.Hour + 10*time.Minute); at.Before(end); at = at.Add(24 * time.Hour) {
			l.add(at.Add(l.seconds(60)), host, "vmkernel", "cpu%d: warning: path vmhba1:0:%d is busy, backup is running", l.rnd.IntN(4), 1+l.rnd.IntN(6))
			l.add(at.Add(17*time.Minute+l.seconds(60)), host, "vmkernel", "cpu%d: path vmhba1:0:%d answers again", l.rnd.IntN(4), 1+l.rnd.IntN(6))
		}
		for at := start.Add(l.seconds(1800)); at.Before(end); at = at.Add(25*time.Minute + l.seconds(2400)) {
			l.chatter(at, host)
		}
	}
}

func (l *siteLog) chatter(at time.Time, host int) {
	switch l.rnd.IntN(6) {
	case 0:
		l.add(at, host, fmt.Sprintf("sshd[%d]", 4000+l.rnd.IntN(20000)), "session opened for user ops by (uid=0)")
	case 1:
		l.add(at, host, "snmpd[1102]", "connection from 10.%d.0.%d", 20+l.rnd.IntN(4), 2+l.rnd.IntN(60))
	case 2:
		l.add(at, host, l.hostd[host], "statistics of %q collected in %d ms", l.pick(l.vms), 40+l.rnd.IntN(300))
	case 3:
		l.add(at, host, "vmkernel", "cpu%d: memory of %q reclaimed: %d MB", l.rnd.IntN(4), l.pick(l.vms), 8*(1+l.rnd.IntN(30)))
	case 4:
		l.add(at, host, l.hostd[host], "snapshot of %q listed for user ops", l.pick(l.vms))
	default:
		l.add(at, host, "vpxa[1320]", "inventory sent: %d objects changed", 1+l.rnd.IntN(9))
	}
}

// requests are the calls to start, resume and move machines. The test machine
// is started by a job at 00:15 every night; people ask in the day.
func (l *siteLog) requests() {
	for day := range 3 {
		midnight := l.local(first).AddDate(0, 0, day)
		l.request(midnight.Add(15*time.Minute+2*time.Second), 1, "power-on", "nightly-test")
		n := 14 + l.rnd.IntN(6)
		for range n {
			at := midnight.Add(8*time.Hour + l.seconds(10*3600))
			op := []string{"power-on", "power-on", "power-on", "resume", "vmotion"}[l.rnd.IntN(5)]
			l.request(at, 1+l.rnd.IntN(2), op, l.pick(l.vms))
		}
		for hour := 1; hour < 24; hour += 4 {
			l.request(midnight.Add(time.Duration(hour)*time.Hour+l.seconds(3000)), 2, "vmotion", l.pick(l.vms))
		}
	}
}

// request is answered by the license check: from local midnight on 12 August
// until the patch, or until the clock is set back, it says "expired".
func (l *siteLog) request(at time.Time, host int, op, vm string) {
	l.requestFrom(at, host, op, vm, l.expired(at))
}

func (l *siteLog) expired(at time.Time) bool {
	until := l.local(l.patched)
	if l.setBack != "" {
		until = l.local(l.setBack)
	}
	return !at.Before(l.local(expiry)) && at.Before(until)
}

func (l *siteLog) requestFrom(at time.Time, host int, op, vm string, expired bool) {
	if !expired {
		l.add(at, host, l.hostd[host], "%s of %q: done in %d s", op, vm, 2+l.rnd.IntN(25))
		return
	}
	build := 103907 + host // host 1 runs ESX, host 2 runs ESXi
	l.add(at, host, l.hostd[host], "error: %s of %q refused: license check of build %d says expired", op, vm, build)
	l.add(at.Add(time.Second), host, "vpxa[1320]", "error: reply to client: A General System error occurred: Internal error")
	if op == "vmotion" {
		l.add(at.Add(2*time.Second), host, "vpxa[1320]", "warning: DRS: %q stays on host %d", vm, host)
	}
}

// clocksBack is the workaround and what it costs: the log host stamps these
// lines with the true time, the ESX hosts no longer know it.
func (l *siteLog) clocksBack() {
	at := l.local(l.setBack)
	for host := 1; host <= 2; host++ {
		t := at.Add(time.Duration(host) * time.Minute)
		l.add(t.Add(-9*time.Minute), host, "ntpd[981]", "exiting on signal 15")
		l.add(t.Add(-6*time.Minute), host, "vmware-hostd-cli[7710]", "time sync of VMware Tools turned off for all virtual machines")
		l.add(t.Add(-2*time.Minute), host, "date[7731]", "host clock set to Aug 10 2008 by ops")
	}
	l.lines = slices.DeleteFunc(l.lines, func(ln line) bool {
		return ln.at.After(at) && ln.at.Before(l.local(l.patched)) && bytes.Contains([]byte(ln.text), []byte("time adjusted"))
	})
	for n, vm := range []string{"desk-11", "desk-12", "booking"} {
		l.requestFrom(at.Add(time.Duration(4+n)*time.Minute), 1+n%2, "power-on", vm, false)
	}
	for t := at.Add(21 * time.Minute); t.Before(l.local(l.patched)); t = t.Add(70*time.Minute + l.seconds(1800)) {
		l.add(t, 1+l.rnd.IntN(2), fmt.Sprintf("sshd[%d]", 9000+l.rnd.IntN(9000)), "error: pam_krb5: user ops: clock skew too great")
	}
}

func (l *siteLog) patch() {
	at := l.local(l.patched)
	for host := 1; host <= 2; host++ {
		t := at.Add(time.Duration(host-1) * 6 * time.Minute)
		l.add(t.Add(-4*time.Minute), host, "esxupdate[8120]", "express patch for build %d: install begins", 103907+host)
		if l.setBack != "" {
			l.add(t.Add(-2*time.Minute), host, "date[8133]", "host clock set to the time of the log host by ops")
			l.add(t.Add(-time.Minute), host, "ntpd[8140]", "started, 3 servers answer")
		}
		l.add(t.Add(-20*time.Second), host, "esxupdate[8120]", "express patch for build %d: installed", 103907+host)
	}
	for n := range 6 {
		l.requestFrom(at.Add(8*time.Minute+time.Duration(n)*130*time.Second), 1+n%2, []string{"power-on", "resume", "vmotion"}[n%3], l.pick(l.vms), false)
	}
}
