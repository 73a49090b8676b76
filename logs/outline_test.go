package logs

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// altered changes digits, and letters of what looks like an id, so that most
// lines keep their outline and some do not.
func altered(s string, rnd *rand.Rand) string {
	b := []byte(s)
	for range rnd.IntN(8) {
		i := rnd.IntN(len(b))
		switch c := b[i]; {
		case isDigit(c):
			b[i] = "0123456789"[rnd.IntN(10)]
		case c >= 'a' && c <= 'f' && rnd.IntN(3) == 0:
			b[i] = "abcdef01"[rnd.IntN(8)]
		}
	}
	return string(b)
}

// TestOutlines holds that lines which are recognized by their outline are told
// as if each were read for itself, in every format.
func TestOutlines(t *testing.T) {
	rounds := 3
	if *everything {
		rounds = 100
	}
	for _, f := range Formats() {
		if f.gather != nil {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(3, 9))
			for range rounds {
				var b strings.Builder
				head := ""
				for _, s := range f.Samples {
					lines := strings.Split(s.Line, "\n")
					if f.begin != nil {
						head = strings.Join(lines[:len(lines)-1], "\n") + "\n"
					}
					for range 40 {
						b.WriteString(altered(lines[len(lines)-1], rnd) + "\n")
						if rnd.IntN(9) == 0 {
							b.WriteString("\tat com.example.Shop.buy(Shop.java:12)\n")
						}
					}
				}
				sameApart(t, head+b.String(), Options{Source: "s", Format: f.Name, Year: 2024})
			}
		})
	}
}

// sameApart compares the two ways of reading a text.
func sameApart(t *testing.T, text string, o Options) {
	t.Helper()
	var told [2]string
	for i, apart := range []bool{false, true} {
		o.apart = apart
		file := memory("a.log", text)
		file.ModTime = time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC)
		r := Read(t.Context(), []File{file}, o)
		events, refused := collect(t, r)
		out, err := json.MarshalIndent([]any{events, refused, r.Reading(), r.Summary()}, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		told[i] = string(out)
	}
	if told[0] != told[1] {
		a, b := strings.Split(told[0], "\n"), strings.Split(told[1], "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("line %d of what is told:\n%s\n%s\n%s", i, strings.Join(a[max(0, i-12):i], "\n"), strings.Join(a[i:min(i+30, len(a))], "\n"), strings.Join(b[i:min(i+30, len(b))], "\n"))
			}
		}
		t.Fatal("more is told of one than of the other")
	}
}

// TestOutlinesOfMixedLogs does so for the lines of eight systems, one after the
// other.
func TestOutlinesOfMixedLogs(t *testing.T) {
	files, _ := filepath.Glob("../../shared/data/loghub/*/*.log")
	if len(files) == 0 {
		t.Skip("the samples are not beside the project: ../shared/data/loghub")
	}
	var all []string
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.Split(string(b), "\n")...)
	}
	rnd := rand.New(rand.NewPCG(5, 1))
	rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, zone := range []*time.Location{nil, time.FixedZone("", 7200)} {
		sameApart(t, strings.Join(all, "\n"), Options{Source: "s", Zone: zone})
		sameApart(t, strings.Join(all, "\n"), Options{Source: "s", Zone: zone, Year: 2015, Since: time.Date(2015, 3, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2015, 12, 1, 0, 0, 0, 0, time.UTC)})
	}
}

// TestOutline holds what an outline tells apart.
func TestOutline(t *testing.T) {
	ids := func(s string) uint64 {
		var o outlines
		if plain, found := o.withoutIDs([]byte(s)); found {
			return plain
		}
		return outline([]byte(s))
	}
	for _, c := range []struct {
		a, b        string
		same, asIDs bool
	}{
		{"took 17 ms", "took 42 ms", true, true},
		{"took 10 ms", "took 01 ms", true, true},
		{"took 7 ms", "took 17 ms", false, false},
		{"0 errors of 120 so far", "7 errors of 120 so far", false, false},
		{"of 120 and 3 more, 0", "of 120 and 3 more, 1", false, false},
		{"1234567 0 12345678", "1234567 1 12345678", false, false},
		{"123456 0", "123456 1", false, false},
		{"123456789 12345 0", "123456789 12345 2", false, false},
		{"request 3fa9c1b2 done", "request 07bd0e4f done", false, true},
		{"request face1 done", "request 1face done", false, false},
		{"failed1 to run", "faileb1 to run", false, false},
		{"state=1 x", "state:1 x", false, false},
		{"a\x00b", "a1b", false, false},
	} {
		if same := outline([]byte(c.a)) == outline([]byte(c.b)); same != c.same {
			t.Errorf("%q, %q: %t", c.a, c.b, same)
		}
		if same := ids(c.a) == ids(c.b); same != c.asIDs {
			t.Errorf("%q, %q without ids: %t", c.a, c.b, same)
		}
	}
	// What follows a line in its buffer is no part of it.
	long := []byte("session 12 closed for user root 123")
	if outline(long[:20]) != outline([]byte(string(long[:20]))) {
		t.Error("the bytes after a line count")
	}
}

// Classes of bytes as plainIDs looks at them; 0 ends a word.
const (
	idDigit  = 1 << iota
	idHex    // a letter that may be a hexadecimal digit
	idBeyond // any other letter, and what is not ASCII
)

func idClass(c byte) uint8 {
	switch {
	case isDigit(c):
		return idDigit
	case c >= 'a' && c <= 'f':
		return idHex
	case isLetter(c), c >= 0x80:
		return idBeyond
	}
	return 0
}

// plainIDs is withoutIDs, byte by byte.
func plainIDs(line string) string {
	b := []byte(line)
	for i := 0; i < len(b); i++ {
		start, seen := i, uint8(0)
		for ; i < len(b) && idClass(b[i]) != 0; i++ {
			seen |= idClass(b[i])
		}
		if seen != idDigit|idHex || i < len(b) && b[i] == '\'' || start > 0 && b[start-1] == '\\' {
			continue
		}
		lead := "1a"
		if !isDigit(b[start]) {
			lead = "a1"
		}
		copy(b[start:i], lead+strings.Repeat("1", i-start-2))
	}
	return string(b)
}

// TestIDs holds that ids are found wherever they stand.
func TestIDs(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 8))
	rounds := 20_000
	if *everything {
		rounds *= 100
	}
	for range rounds {
		b := make([]byte, 1+rnd.IntN([]int{60, 130, 1024}[rnd.IntN(32)/14]))
		often := 33 - rnd.IntN(2)*10 - rnd.IntN(2)*rnd.IntN(20)
		for i := range b {
			b[i] = "0123456789abcdefabcdef0123 -\\'_gx\xe4"[rnd.IntN(often)]
		}
		sameIDs(t, string(b))
	}
}

func FuzzIDs(f *testing.F) {
	f.Add("request 3fa9c1b2-07bd-0e4f done")
	f.Fuzz(func(t *testing.T, line string) { sameIDs(t, line[:min(len(line), outlineReach)]) })
}

// sameIDs looks for ids eight bytes at a time and, where the machine can, with
// vectors, which need room behind the line.
func sameIDs(t *testing.T, line string) {
	t.Helper()
	plain := plainIDs(line)
	for _, beyond := range []string{"", strings.Repeat("0a", stripe)} {
		var o outlines
		digest, found := o.withoutIDs([]byte(line + beyond)[:len(line):len(line+beyond)])
		if !found && plain != line || found && digest != outline([]byte(plain)) {
			t.Fatalf("%q with %d bytes behind it: %t, %q", line, len(beyond), found, plain)
		}
	}
}

// TestVectors holds that lines are cut off blocks, and digested, as they are
// byte by byte, whatever the machine can do.
func TestVectors(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 2))
	rounds := 3000
	if *everything {
		rounds *= 100
	}
	for range rounds {
		b := make([]byte, rnd.IntN(3000))
		often := 1 + rnd.IntN(2000)
		for i := range b {
			b[i] = "0001289 /:\x00\xff\xb0abz"[rnd.IntN(16)]
			if rnd.IntN(often) == 0 {
				b[i] = '\n'
			}
		}
		sameCuts(t, b)
	}
}

func FuzzVectors(f *testing.F) {
	f.Add([]byte("a 0 of 10\n2024-03-04T14:02:11Z\n\n" + strings.Repeat("0 ", 600) + "\n7"))
	f.Fuzz(func(t *testing.T, b []byte) { sameCuts(t, b) })
}

func sameCuts(t *testing.T, b []byte) {
	t.Helper()
	// Nothing around the block may be looked at.
	room := []byte(strings.Repeat("0", 40) + string(b) + strings.Repeat("0", 40))
	block := room[40 : 40+len(b) : 40+len(b)]
	var some, all [7]cutLine
	for len(block) > 0 {
		n, m := cutLines(some[:], block, '\n'), cutWords(all[:], block, '\n')
		if n > m || n == 0 && m > 0 {
			t.Fatalf("%q: %d lines and %d", block, n, m)
		}
		for i, c := range some[:n] {
			line := block[c.from:c.to]
			if c != all[i] || c.digest(len(line)) != outline(line) {
				t.Fatalf("line %d of %q: %v and %v", i, block, c, all[i])
			}
		}
		if n == 0 {
			_, block, _ = bytes.Cut(block, []byte("\n"))
			continue
		}
		block = block[some[n-1].to+1:]
	}
}
