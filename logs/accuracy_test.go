package logs

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

var miningSystems = []string{"Apache", "HDFS", "Hadoop", "Linux", "OpenSSH", "OpenStack", "Spark", "Zookeeper"}

// grouping is how far groups of lines agree with the true ones: ga is the share
// of lines whose whole group is a true group, fga the harmonic mean of the
// shares of groups found and of true groups that are right.
func grouping(got, want []string) (ga, fga float64) {
	type pair struct{ got, want string }
	gots, wants, both := map[string]int{}, map[string]int{}, map[pair]int{}
	for i := range got {
		gots[got[i]]++
		wants[want[i]]++
		both[pair{got[i], want[i]}]++
	}
	lines, right := 0, 0
	for p, n := range both {
		if n == gots[p.got] && n == wants[p.want] {
			lines += n
			right++
		}
	}
	return float64(lines) / float64(len(got)), 2 * float64(right) / float64(len(gots)+len(wants))
}

// rawMessages are the messages that the formats give of the lines of a file.
func rawMessages(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, ok := detect(&record{}, everyFormat(), text[:min(len(text), sniffSize)], '\n')
	if !ok {
		f = textFormat
	}
	var r record
	var out []string
	for line := range bytes.Lines(text) {
		line = bytes.TrimRight(line, "\r\n")
		r.reset()
		if f.parse(line, &r) != understood {
			if r.reset(); parseText(line, &r) != understood {
				out = append(out, string(line))
				continue
			}
		}
		message, _ := r.headline()
		out = append(out, string(message))
	}
	return out
}

// labelled is the messages of one system and the true pattern of each.
type labelled struct {
	m              *miner
	messages, want []string
}

func labelledMessages(t *testing.T, name string, raw bool) labelled {
	t.Helper()
	path := filepath.Join(loghub, name, name+"_2k.log")
	if _, err := os.Stat(path); err != nil {
		t.Skip("the LogHub samples are not here: ", err)
	}
	l := labelled{m: newMiner(1 << 16)}
	if raw {
		l.messages = rawMessages(t, path)
	}
	for _, row := range table(t, path+"_structured_corrected.csv") {
		l.want = append(l.want, row["EventTemplate"])
		if !raw {
			l.messages = append(l.messages, row["Content"])
		}
	}
	for _, s := range l.messages {
		l.m.add(maskOf([]byte(s)), []byte(s), 1)
	}
	return l
}

func (l labelled) score(r rules) (ga, fga float64, found int) {
	ps := l.m.mineBy(r)
	got := make([]string, len(l.want))
	for i := range got {
		got[i] = ps.of(maskOf([]byte(l.messages[i])), nil).ID
	}
	ga, fga = grouping(got, l.want)
	return ga, fga, len(ps.list)
}

// TestPatternAccuracy compares the patterns of eight systems with the true
// ones, given the message alone and given whole lines.
func TestPatternAccuracy(t *testing.T) {
	for _, c := range []struct {
		name    string
		raw     bool
		ga, fga float64 // the least that the means may be
	}{{"messages", false, 0.99, 0.97}, {"whole lines", true, 0.98, 0.96}} {
		t.Run(c.name, func(t *testing.T) {
			var sumGA, sumFGA float64
			for _, name := range miningSystems {
				ga, fga, found := labelledMessages(t, name, c.raw).score(usual)
				t.Logf("%-10s GA %.3f FGA %.3f, %d patterns", name, ga, fga, found)
				sumGA, sumFGA = sumGA+ga, sumFGA+fga
			}
			n := float64(len(miningSystems))
			t.Logf("%-10s GA %.3f FGA %.3f", "mean", sumGA/n, sumFGA/n)
			if sumGA/n < c.ga || sumFGA/n < c.fga {
				t.Errorf("the means are below GA %.2f and FGA %.2f", c.ga, c.fga)
			}
		})
	}
}

// TestPatternAccuracyOfOthers chooses the figures of the rules for each system
// by the other seven alone.
func TestPatternAccuracyOfOthers(t *testing.T) {
	if !*everything {
		t.Skip("takes ten seconds: run with -everything")
	}
	type result struct{ ga, fga float64 }
	var tried []rules
	for _, choices := range []int{1, 2, 3, 4, 5, 6, 8, 10} {
		for _, states := range []int{5, 10, 20, 40} {
			for _, constant := range []int{30, 40, 50, 60} {
				tried = append(tried, rules{choices, states, constant})
			}
		}
	}
	results := make([][]result, len(miningSystems))
	for i, name := range miningSystems {
		l := labelledMessages(t, name, false)
		for _, r := range tried {
			ga, fga, _ := l.score(r)
			results[i] = append(results[i], result{ga, fga})
		}
	}
	var mean result
	for i, name := range miningSystems {
		best, most := 0, 0.0
		for k := range tried {
			sum := 0.0
			for j := range miningSystems {
				if j != i {
					sum += results[j][k].ga + results[j][k].fga
				}
			}
			if sum > most+1e-9 {
				best, most = k, sum
			}
		}
		r := results[i][best]
		t.Logf("%-10s GA %.3f FGA %.3f with %+v", name, r.ga, r.fga, tried[best])
		mean.ga += r.ga / float64(len(miningSystems))
		mean.fga += r.fga / float64(len(miningSystems))
	}
	t.Logf("%-10s GA %.3f FGA %.3f", "mean", mean.ga, mean.fga)
}
