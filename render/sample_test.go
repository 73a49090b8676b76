package render

import (
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

func clock(t testing.TB, s string) timeline.Time {
	t.Helper()
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if at, err := time.Parse(layout, s); err == nil {
			precision := time.Minute
			if len(s) > len("2006-01-02 15:04") {
				precision = time.Second
			}
			return timeline.At(at, precision)
		}
	}
	t.Fatalf("%q is not a time", s)
	return timeline.Time{}
}

// events reads "time | kind | source | text" lines; "to" in the time makes a
// duration, "?" an interval.
func events(t testing.TB, lines string) iter.Seq2[timeline.Event, error] {
	return func(yield func(timeline.Event, error) bool) {
		for line := range strings.Lines(strings.TrimSpace(lines)) {
			f := strings.SplitN(strings.TrimSpace(line), "|", 4)
			for i := range f {
				f[i] = strings.TrimSpace(f[i])
			}
			e := timeline.Event{Kind: timeline.Kind(f[1]), Text: timeline.Foreign(f[3]), Source: timeline.Position{Source: f[2]}}
			from, to, lasts := strings.Cut(f[0], " to ")
			first, last, spread := strings.Cut(from, " ? ")
			e.Time = clock(t, first)
			if spread {
				e.Time = timeline.Between(e.Time, clock(t, last))
			}
			if lasts {
				e.Until = clock(t, to)
			}
			if e.Kind == timeline.Alert || e.Kind == timeline.Burst {
				e.Level = timeline.Error
			}
			if !yield(e.Seal(), nil) {
				return
			}
		}
	}
}

func build(t testing.TB, lines string, marks ...timeline.Mark) *timeline.Timeline {
	t.Helper()
	tl, err := timeline.Build(events(t, lines), timeline.Options{Marks: marks})
	if err != nil {
		t.Fatal(err)
	}
	return tl
}

const webEvents = `
2026-03-04 13:41:07 | commit | shop | checkout: read the price list from the cache (#4812)
2026-03-04 13:52:40 | release | shop | v2026.9.1
2026-03-04 14:02:11 | deploy | deploys | checkout v2026.9.1 to production, 3 of 3 zones
2026-03-04 14:03:00 ? 2026-03-04 14:07:00 | message | support | First customer writes that payment fails
2026-03-04 14:03:25 to 2026-03-04 14:41:02 | burst | api-log | checkout: price list entry missing for currency <*> (18,204 lines, peak 940/min at 14:19)
2026-03-04 14:04:02 | pattern | api-log | cache: key prices/<*> not found
2026-03-04 14:09:31 | alert | alerts | CheckoutErrorRate firing: 12.4 % of requests fail
2026-03-04 14:10:12 | alert | alerts | CheckoutErrorRate acknowledged
2026-03-04 14:12:50 | message | chat | on-call: looking at checkout errors, started with the last deploy
2026-03-04 14:14:20 | message | chat | incident declared, severity 2
2026-03-04 14:15:00 to 2026-03-04 14:40:00 | silence | queue | orders.settled: no message for 25 min, one every 4 s before
2026-03-04 14:21:00 | status | statuspage | Investigating: some payments fail
2026-03-04 14:26:33 | message | chat | errors only for currencies other than EUR
2026-03-04 14:29:05 | action | chat | warmed the price cache by hand for GBP and SEK
2026-03-04 14:31:48 | message | chat | cause: the cache is filled for EUR only until the nightly job has run
2026-03-04 14:33:00 | status | statuspage | Identified: payments in currencies other than EUR
2026-03-04 14:36:10 | revert | shop | Revert "checkout: read the price list from the cache (#4812)"
2026-03-04 14:38:55 | deploy | deploys | checkout v2026.8.3 to production (rollback)
2026-03-04 14:41:30 | alert | alerts | CheckoutErrorRate resolved
2026-03-04 14:44:00 | status | statuspage | Monitoring: payments work again
2026-03-04 14:52:17 | action | chat | started the settlement of held orders
2026-03-04 15:20:00 | message | chat | all 311 held orders are settled
2026-03-04 15:26:00 | status | statuspage | Resolved
2026-03-04 16:05:44 | commit | shop | checkout: test each currency against an empty cache (#4819)
`

func webReport(t testing.TB) *incident.Report {
	t.Helper()
	mark := func(m timeline.Milestone, at timeline.Time, text string) timeline.Mark {
		return timeline.Mark{Milestone: m, Time: at, Text: text, Public: true}
	}
	marks := []timeline.Mark{
		mark(timeline.Introduced, clock(t, "2026-03-04 13:41:07"), "the change was merged"),
		mark(timeline.Started, timeline.Between(clock(t, "2026-03-04 14:02"), clock(t, "2026-03-04 14:03")), "payments began to fail"),
		mark(timeline.Detected, clock(t, "2026-03-04 14:09"), "the alert fired"),
		mark(timeline.Told, clock(t, "2026-03-04 14:21"), "first status update"),
		mark(timeline.Identified, clock(t, "2026-03-04 14:31"), "the cause was known"),
		mark(timeline.Mitigated, clock(t, "2026-03-04 14:41"), "payments worked again"),
		mark(timeline.Resolved, clock(t, "2026-03-04 15:20"), "held orders were settled"),
		mark(timeline.ToldResolved, clock(t, "2026-03-04 15:26"), "last status update"),
	}
	tl := build(t, webEvents, marks...)
	metric := func(name string, from, to timeline.Milestone) incident.Metric {
		return incident.Metric{
			Name: name, Span: tl.Marked[to].Time.Since(tl.Marked[from].Time), From: from, To: to,
			Formula: fmt.Sprintf("%s − %s", to, from),
		}
	}
	return &incident.Report{
		Incident: &incident.Incident{
			ID: "2026-03-04-checkout", Title: "Payments failed in currencies other than the euro", Organisation: "Harbour Goods",
			Service: "Checkout", Status: "resolved", Severity: "SEV-2",
		},
		Timeline: tl,
		Metrics: []incident.Metric{
			metric("impact", timeline.Started, timeline.Mitigated),
			metric("time to detect", timeline.Started, timeline.Detected),
			metric("time to tell", timeline.Started, timeline.Told),
			metric("time to resolve", timeline.Started, timeline.Resolved),
			metric("time to acknowledge", timeline.Detected, timeline.Acknowledged),
		},
	}
}

func webPostmortem(t testing.TB, rep *incident.Report) *incident.Draft {
	t.Helper()
	var b strings.Builder
	b.WriteString(`# Payments failed in currencies other than the euro

On 4 March 2026, between 14:02 and 14:41 UTC, customers who paid in a currency other than the euro could not
complete their order. A change to the checkout read prices from a cache that was filled for the euro alone.[^1]

> 311 orders were held and settled by 15:20 UTC. No payment was taken twice, and no data was lost.

## Impact

- 1,942 of 38,600 attempts to pay failed, from **412 customers**.
- 311 orders were accepted and held for up to 39 minutes.
- Payments in euro, the shop itself and deliveries kept working.

TODO(finance lead): say how many customers gave up, and what that cost them. Until then this stays open.

## Timeline

![From the change to the last update, by source](timeline.svg)

| Time | What happened | Source |
|------|---------------|--------|
`)
	for _, e := range rep.Timeline.Entries {
		text := strings.NewReplacer("|", `\|`, "<", `\<`, "*", `\*`).Replace(string(e.Text))
		if e.Milestone != "" {
			text = "**" + strings.ToUpper(string(e.Milestone[:1])) + string(e.Milestone[1:]) + ":** " + text
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", e.Time.Clock(), text, e.Source())
	}
	b.WriteString(`
## Cause

The change [#4812](https://code.example.com/shop/pull/4812) moved the price list into a cache. The job that fills it runs
at night, and until its first run only the euro was there: ` + "`prices/EUR`" + `. An empty entry was taken for a price of zero,
which the payment provider refuses.

` + "```go" + `
price, ok := cache.Get("prices/" + currency)
if !ok {
	return Price{}, nil // no error: the caller cannot tell
}
` + "```" + `

### Contributing factors

1. The tests of the checkout use the euro throughout.
2. The alert counts failures over all currencies, so that it fired after 7 minutes.

## What we looked at

| Source | Read | Understood | In the document |
|:-------|-----:|-----------:|:---------------:|
| api-log | 1,204,118 lines | 1,204,117 | 2 |
| alerts | 3 alerts | 3 | 3 |
| shop | 41 commits | 41 | 4 |

## Actions

| Action | Type | Owner | Due | Done |
|--------|------|-------|-----|------|
| Return an error where a price is missing | prevent | checkout team | 2026-03-06 | ✓ |
| Alert on failures by currency | detect | observability | 2026-03-20 | |
| Fill the cache as part of the deployment | prevent | platform team | 2026-03-31 | |

- [x] Settle the held orders
- [ ] Write to the 101 customers who gave up

[^1]: The evidence is in lines 17 to 18,220 of ` + "`api.log`" + `.
`)
	return &incident.Draft{Name: "postmortem", Template: "postmortem", Audience: incident.Internal, Markdown: []byte(b.String())}
}

const letterText = `# We are sorry: some of your virtual machines did not start

12 August 2008

To our customers who run Update 2,

On 12 August, as clocks passed midnight in each time zone, licences in Update 2 were taken for expired. If you had
installed it, you may have been unable to

- start a virtual machine that was powered off,
- bring one back from suspension,
- move a running one to another host.

Virtual machines that were running kept running. They were not stopped by this fault.

We left a piece of code in the release that was meant for builds before it. **That code should not have reached you,
and our tests did not find it.** Both are ours to answer for.

A patch has been available since TODO(release manager): the time at which the patch could be downloaded. You will find it, with
instructions, on [our support pages](https://support.example.com/update-2).

## What changes

1. By 31 August we will have removed every check of this kind from what we release.
2. From the next release on, each build is tested with its clock set forward.

If you need help now, please call us, at any hour, on the number of your support contract, or write to
[support@example.com](mailto:support@example.com).

We are sorry for the work and the worry this has caused you.

Head of Product
`

func letter() *incident.Draft {
	return &incident.Draft{Name: "apology-letter", Template: "apology-letter", Audience: incident.Public, Markdown: []byte(letterText)}
}

// licenceTimeline spans three years, with a floating time in it.
func licenceTimeline(t testing.TB) *timeline.Timeline {
	t.Helper()
	midnight := timeline.Float(time.Date(2008, 8, 12, 0, 0, 0, 0, time.UTC), time.Minute)
	mark := func(m timeline.Milestone, at timeline.Time) timeline.Mark {
		return timeline.Mark{Milestone: m, Time: at, Text: string(m), Public: true}
	}
	return build(t, `
2005-11-02 09:12 | commit | product | licence: builds before release expire
2008-07-25 16:00 | release | product | Update 2
2008-08-11 10:04:11 | pattern | host-a log | a licence has expired or is missing
2008-08-11 14:01 | pattern | host-b log | a licence has expired or is missing
2008-08-11 22:00:00 to 2008-08-12 03:10:00 | burst | host-c log | cannot power on: internal error (412 lines)
2008-08-11 15:00 | message | support desk | first call: machines do not start
2008-08-11 16:00 ? 2008-08-11 17:30 | action | engineering | fault found in the expiry check
2008-08-12 02:00 | status | notices | first notice to customers
2008-08-12 11:00 | commit | product | licence: remove the expiry check
2008-08-12 20:00 | release | product | express patch
2008-08-13 02:30 | status | notices | patch available
`,
		mark(timeline.Introduced, clock(t, "2005-11-02 09:12")),
		mark(timeline.Shipped, clock(t, "2008-07-25 16:00")),
		mark(timeline.Started, midnight),
		mark(timeline.Detected, clock(t, "2008-08-11 15:00")),
		mark(timeline.Told, clock(t, "2008-08-12 02:00")),
		mark(timeline.Resolved, clock(t, "2008-08-12 20:00")),
	)
}

// longReport has many entries, as an incident of a day has.
func longReport(t testing.TB, n int) *incident.Report {
	t.Helper()
	kinds := timeline.Kinds
	sources := []string{"api-log", "alerts", "chat", "deploys", "shop", "statuspage"}
	at := time.Date(2026, 3, 4, 6, 0, 0, 0, time.UTC)
	var b strings.Builder
	state := uint32(7)
	for i := range n {
		state = state*1664525 + 1013904223
		at = at.Add(time.Duration(state>>20%300) * time.Second)
		fmt.Fprintf(&b, "%s | %s | %s | entry %d: something was seen in the order service\n",
			at.Format("2006-01-02 15:04:05"), kinds[state>>13%uint32(len(kinds))], sources[state>>17%uint32(len(sources))], i)
	}
	rep := webReport(t)
	rep.Timeline = build(t, b.String())
	return rep
}
