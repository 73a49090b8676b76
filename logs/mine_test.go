package logs

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// mined joins messages in the order given, shared out among so many miners.
func mined(limit, miners int, messages []string) (*miner, *patterns) {
	var ms []*miner
	for range miners {
		ms = append(ms, newMiner(limit))
	}
	for i, l := range messages {
		ms[i*7%miners].add(maskOf([]byte(l)), []byte(l), 1)
	}
	for _, m := range ms[1:] {
		ms[0].merge(m)
	}
	return ms[0], ms[0].mine()
}

// TestPatternJoins names messages that are one pattern, and messages that are
// not.
func TestPatternJoins(t *testing.T) {
	for _, c := range []struct {
		why  string
		want string // the text, where they are one
		all  []string
	}{
		{"numbers and units", "copied <*> in <*>", []string{"copied 12 KB in 5 ms", "copied 1.2 GB in 13 seconds"}},
		{"identifiers", "request <*> from <*>", []string{"request 8f14e45f-ceea-467f-9a36-dcd0a5e0e1a1 from 10.0.0.1:8080", "request deadbeef from fe80::1"}},
		{"hardware addresses", "lease for <*> ends", []string{"lease for fa:16:3e:aa:bb:cc ends", "lease for 00:1a:2b:3c:4d:5e ends"}},
		{"paths", "cannot open <*>", []string{"cannot open /etc/hosts", "cannot open C2/var/lib/x", `cannot open \\host\share\file`}},
		{"addresses of pages", "fetched <*>", []string{"fetched https://a.example/x?y=1&z=2", "fetched ftp://b.example/"}},
		{"values of names", "done state=<*> by=<*>", []string{"done state=good by=anna", "done state=bad by=ben"}},
		{"quoted values", "lock tag=<*> held", []string{`lock tag="main view" held`, `lock tag="x" held`}},
		{"quoted words", "index <*> is gone", []string{`index "orders" is gone`, `index "users" is gone`}},
		{"truth", "visible: <*>", []string{"visible: true", "visible: false"}},
		{"dates", "login at <*>", []string{"login at Mon Jul 7 12:00:00 2008", "login at Tue Aug 12 01:02:03 2008 UTC"}},
		{"parts that may be missing", "sent <*> to host", []string{"sent 164 bytes to host", "sent 1165 bytes (1.13 KB) to host", "sent 12 to host"}},
		{"bounds", "took <*> in all", []string{"took <1 sec in all", "took 12 sec in all"}},
		{"lists of what varies", "moved blocks <*> away", []string{"moved blocks 1, 2, 3 away", "moved blocks 4 away", "moved blocks 5,6 away"}},
		{"users", "session opened for user <*> by root", []string{"session opened for user anna by root", "session opened for user ben by root"}},
		{"owners", "the lock of <*>'s job is held", []string{"the lock of worker1's job is held", "the lock of worker22's job is held"}},
		{"names of things", "no permission for table <*>", []string{"no permission for table orders", "no permission for table users"}},
		{"words in brackets", "mapped user to <<*>>", []string{"mapped user [anna] to <guest>", "mapped user [ben lee] to <nobody>"}},
		{"one of them a number", "file is new", []string{"file [main] is new", "file [readme] is new", "file [12] is new"}},
		{"paths from the folder above", "wrote <*>", []string{"wrote ../../lib/x.c", "wrote a/../b/c"}},
		{"paths before a row of dots", "reading <*>..", []string{"reading /etc/fstab...", "reading /etc/hosts..."}},
		{"names of files and units", "cannot start <*>", []string{"cannot start cron.service", "cannot start backup.sh"}},
		{"missing values in lists", "added to the poll", []string{"added(4, 0x7f, nil) to the poll", "added(5, 0x80, (nil)) to the poll"}},
		{"this machine", "bound to <*>", []string{"bound to localhost:80", "bound to 10.0.0.1:8080"}},
		{"rows of dots", "loading..<*>", []string{"loading......7", "loading...8"}},
		{"two states", "", []string{"the machine was paused", "the machine was resumed"}},
		{"methods", "", []string{"GET /a took 5 ms", "POST /a took 5 ms"}},
		{"states in capitals", "", []string{"job 5 went to RUNNING", "job 5 went to FAILED", "job 5 went to LOST", "job 5 went to HELD", "job 5 went to OVER", "job 5 went to NEW"}},
		{"states in brackets", "", []string{"the session went to [IDLE]", "the session went to [BUSY]"}},
		{"levels in brackets", "", []string{"[error] the disk is full", "[notice] the disk is full"}},
		{"functions of things", "", []string{"disk.open took long", "disk.close took long"}},
		{"errors by their class", "", []string{"failed: java.io.IOException", "failed: java.net.ConnectException"}},
		{"an apostrophe", "", []string{"can't write", "can write"}},
		{"the order of words", "", []string{"primary lost replica", "replica lost primary"}},
	} {
		_, ps := mined(1<<16, 1, c.all)
		if c.want != "" && (len(ps.list) != 1 || ps.list[0].Text != c.want) || c.want == "" && len(ps.list) != len(c.all) {
			t.Errorf("%s: %q", c.why, texts(ps))
		}
	}
}

func texts(ps *patterns) []string {
	var out []string
	for _, p := range ps.list {
		out = append(out, p.Text)
	}
	return out
}

// chatter makes messages of many patterns, some of few words and some of a
// shape that holds more groups than are kept.
func chatter(n int, rnd *rand.Rand) []string {
	word := func(n int) string {
		b := make([]byte, 5)
		for i, k := 0, rnd.IntN(n); i < len(b); i, k = i+1, k/20 {
			b[i] = 'a' + byte(k%20)
		}
		return string(b)
	}
	var out []string
	for range n {
		switch rnd.IntN(5) {
		case 0:
			out = append(out, fmt.Sprintf("queue %s grew to %d", word(3), rnd.IntN(1000)))
		case 1:
			out = append(out, fmt.Sprintf("peer %s went from %s to %s", word(40), word(2), word(2)))
		case 2:
			out = append(out, fmt.Sprintf("token %s refused", word(1e6)))
		case 3:
			out = append(out, fmt.Sprintf("%s: no route (%d)", word(30), rnd.IntN(9)))
		default:
			out = append(out, fmt.Sprintf("%s %s %s", word(5), word(100), word(5)))
		}
	}
	return out
}

// TestMiningOrder mines the same messages in other orders and shared out among
// more miners, with limits that hold and limits that do not.
func TestMiningOrder(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	lines := chatter(4000, rnd)
	for _, limit := range []int{1, 7, 60, 500, 1 << 16} {
		m, ps := mined(limit, 1, lines)
		want := outcome(ps, lines)
		if len(m.groups) > max(limit, 2) {
			t.Errorf("limit %d: %d groups kept", limit, len(m.groups))
		}
		for _, miners := range []int{1, 2, 8} {
			rnd.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
			_, ps := mined(limit, miners, lines)
			if got := outcome(ps, lines); got != want {
				t.Fatalf("limit %d, %d miners: another result:\n%s\nwant\n%s", limit, miners, got, want)
			}
		}
	}
}

// outcome is everything that mining found, and fails to add up where lines
// were lost.
func outcome(ps *patterns, lines []string) string {
	var b strings.Builder
	sum := ps.other.Lines
	for _, p := range ps.list {
		fmt.Fprintln(&b, p.ID, p.Lines, p.Text)
		sum += p.Lines
	}
	fmt.Fprintln(&b, "other", ps.other.Lines, "of", len(lines), "missing", len(lines)-sum)
	sorted := slices.Sorted(slices.Values(lines))
	for _, l := range sorted[:min(len(sorted), 200)] {
		fmt.Fprintln(&b, ps.of(maskOf([]byte(l)), []byte(l)).ID)
	}
	return b.String()
}

func TestMiningLosesNoLine(t *testing.T) {
	lines := chatter(3000, rand.New(rand.NewPCG(1, 1)))
	for _, limit := range []int{1, 60, 1 << 16} {
		_, ps := mined(limit, 4, lines)
		if got := outcome(ps, lines); !strings.Contains(got, "missing 0\n") {
			t.Errorf("limit %d: %s", limit, got)
		}
	}
}

var everything = flag.Bool("everything", false, "test with inputs of full size, which takes half a minute")

// TestMiningAFlood feeds more groups than fit: a flood of one shape leaves the
// others whole.
func TestMiningAFlood(t *testing.T) {
	n := 200_000
	if *everything {
		n = 1_000_000
	}
	const limit = 1 << 12
	m := newMiner(limit)
	var buf []byte
	add := func() {
		m.add(maskOf(buf), buf, 1)
		if len(m.groups) > 2*limit {
			t.Fatalf("%d groups kept", len(m.groups))
		}
	}
	for i := range n {
		buf = append(buf[:0], "key "...)
		for k := i; k > 0 || len(buf) < 10; k /= 20 {
			buf = append(buf, 'a'+byte(k%20))
		}
		buf = append(buf, " is not in the cache"...)
		add()
		if i%1000 == 0 {
			buf = append(buf[:0], "the disk is full"...)
			add()
		}
	}
	ps := m.mine()
	got := map[string]int{}
	for _, p := range ps.list {
		got[p.Text] = p.Lines
	}
	if len(ps.list) != 2 || got["key <*> is not in the cache"] != n || got["the disk is full"] != n/1000 || ps.other.Lines != 0 {
		t.Errorf("%v, %d others", got, ps.other.Lines)
	}
	buf = append(buf[:0], "key unheard is not in the cache"...)
	if p := ps.of(maskOf(buf), buf); p.Text != "key <*> is not in the cache" {
		t.Errorf("a group that was not kept is of the pattern %q", p.Text)
	}
}

// TestPatternIDs holds ids that must stay what they are: archives keep them.
func TestPatternIDs(t *testing.T) {
	for _, c := range []struct{ id, line string }{
		{"p214a0a0950", "no database connection within 3 s"},
	} {
		_, ps := mined(10, 1, []string{c.line})
		more := append(chatter(500, rand.New(rand.NewPCG(2, 2))), c.line)
		_, among := mined(1<<16, 1, more)
		got := among.of(maskOf([]byte(c.line)), nil).ID
		if ps.list[0].ID != c.id || got != c.id {
			t.Errorf("%s: alone %s, among others %s, want %s", c.line, ps.list[0].ID, got, c.id)
		}
	}
}

func TestHostileMessages(t *testing.T) {
	lines := []string{
		"", " ", "\x00", "\x00\x01\x02 a", "\xff\xfe\x80", "'", "\"", "''", "=", "a=", "==", "=a", "://", "a://", "...", ".", ". .", "..a..",
		strings.Repeat("(", 5000), strings.Repeat("a", 5000), strings.Repeat("a ", 5000), strings.Repeat("1,", 5000), strings.Repeat("'", 5000),
		strings.Repeat("a=", 5000), strings.Repeat("..", 5000), strings.Repeat("[a,b,", 5000), strings.Repeat("<", 5000), strings.Repeat("a:", 5000), strings.Repeat("()", 5000),
		strings.Repeat("\x01\x02", 700), "a\x02b", "a\x01b",
	}
	_, ps := mined(1<<10, 3, lines)
	if got := outcome(ps, lines); !strings.Contains(got, "missing 0\n") {
		t.Error(got)
	}
}

// FuzzMask holds that what varies by its looks tells no groups apart, that
// equal masked texts have equal keys, and that every message has a pattern.
func FuzzMask(f *testing.F) {
	for _, s := range Formats() {
		for _, l := range s.Samples {
			f.Add(l.Line)
		}
	}
	f.Add("a=[b, c] 'd' \"e f\" g://h?i=j k:l fa:16:3e:00:00:01 <1 s (x) ...9")
	f.Fuzz(func(t *testing.T, s string) {
		other := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return '7'
			}
			return r
		}, strings.ToValidUTF8(s, "?"))
		s = strings.ToValidUTF8(s, "?")
		a, b := appendMask(nil, []byte(s)), appendMask(nil, []byte(other))
		if string(a) != string(b) || maskOf([]byte(s)) != maskOf([]byte(other)) {
			t.Errorf("%q is masked as %q, with other digits as %q", s, a, b)
		}
		_, ps := mined(10, 1, []string{s, other, s + " x"})
		if p := ps.of(maskOf([]byte(s)), nil); p == &ps.other {
			t.Errorf("%q has no pattern", s)
		}
	})
}

func TestMaskingAllocatesNothing(t *testing.T) {
	line := []byte(`order 8f14e45f refused: can't reach "db" at 10.0.0.1:5432 (state=down, tries=3)`)
	if n := testing.AllocsPerRun(100, func() { maskOf(line) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
