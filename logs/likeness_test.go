package logs

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/candor-reports/candor/timeline"
)

// said is what the digest of a message must tell.
type said struct {
	level           timeline.Level
	trouble, headed bool
	joins           bool
	key             uint64
}

func saidBy(message string) said {
	r := record{message: []byte(message), plain: true}
	r.spoken(hashSeed)
	out := said{level: r.level, trouble: r.trouble, headed: r.head > 0, joins: continues(r.message)}
	if !out.headed {
		r.letter(r.message)
	}
	m, _ := r.headline()
	out.key = maskOf(m)
	return out
}

// mutant changes letters and digits of a message, mostly within words that
// hold both.
func mutant(s string, rnd *rand.Rand) string {
	b := []byte(s)
	const hex, letters, odd = "0123456789abcdef", "abefgxyzEFW019", "-_.:/='#*(){}[]\"0 a7Z+@?,;|"
	for range 1 + rnd.IntN(6) {
		i := rnd.IntN(len(b))
		switch rnd.IntN(6) {
		case 0:
			b[i] = hex[rnd.IntN(len(hex))]
		case 1:
			if isDigit(b[i]) {
				b = append(b[:i], append([]byte{hex[rnd.IntN(10)]}, b[i:]...)...)
			}
		case 2:
			if isDigit(b[i]) && len(b) > 1 {
				b = append(b[:i], b[i+1:]...)
			}
		case 3:
			b[i] = letters[rnd.IntN(len(letters))]
		case 4:
			b[i] = odd[rnd.IntN(len(odd))]
		default:
			if isDigit(b[i]) {
				b[i] = hex[rnd.IntN(10)]
			}
		}
	}
	return string(b)
}

// TestLikeness holds that messages of one digest say the same.
func TestLikeness(t *testing.T) {
	pieces := strings.Fields(`0 0 7 12 error errors no failed info INFO ERROR: [WARN] level=error lvl=7 severity=W x1 0x1f3a a8Xk2jf9 1a@info
		38101a0b-9e1d-4c5d-80cd-face00beef12 req-1a2b blk_-38 10.0.0.1:80 10:20:30 ab:cd:ef:01:02:03 ::1 fe80::1a /a/b1/c?x=y http://h/x1?q=2
		it's o'1' a1's "quoted 12" '0' user=root uid=0 a..b 1..2 ab1..cd DETAIL: HINT: I/Tag( 12): E [main] W | NETWORK [conn1] *3 #12 -- - :
		NullPointerException TypeError1 com.shop.Cart1: main.go:12 12error unavailable1a2 informational1x (0 1,0 errors 0xdead, client: 1.2.3.4 12# 1a# ] [ a1]b @x -face 1-face panic: a-1b2-c`)
	rnd := rand.New(rand.NewPCG(7, 11))
	n, equal := 20_000, 0
	if *everything {
		n = 2_000_000
	}
	for range n {
		var b strings.Builder
		for range 1 + rnd.IntN(9) {
			b.WriteString(pieces[rnd.IntN(len(pieces))])
			b.WriteString([]string{" ", " ", " ", "", "  ", ":", "-", "="}[rnd.IntN(8)])
		}
		one := b.String()
		other := mutant(one, rnd)
		if likeness(hashSeed, []byte(one)) != likeness(hashSeed, []byte(other)) {
			continue
		}
		equal++
		if a, b := saidBy(one), saidBy(other); a != b {
			t.Fatalf("%q\n%q\n%+v\n%+v", one, other, a, b)
		}
	}
	if equal < n/100 {
		t.Errorf("only %d of %d pairs have one digest", equal, n)
	}
}

// TestLikenessIDs holds that numbers and ids make no difference.
func TestLikenessIDs(t *testing.T) {
	for _, pair := range [][2]string{
		{"block blk_38865049064139660 of 10.0.3.7:50010 took 7 ms", "block blk_7 of 192.168.30.71:5 took 1999 ms"},
		{"[req-38101a0b-9e1d-4c5d-80cd-0a1b2c3d4e5f - -] done", "[req-9ae01a0b-8888-4c5d-9ad0-ffffffffff01 - -] done"},
		{"session a8Xk2jf9 closed", "session Zk8812xYq closed"},
	} {
		if likeness(hashSeed, []byte(pair[0])) != likeness(hashSeed, []byte(pair[1])) {
			t.Errorf("told apart: %q", pair)
		}
	}
}
