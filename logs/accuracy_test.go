package logs

import (
	"os"
	"path/filepath"
	"testing"
)

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

func TestPatternsOfContents(t *testing.T) {
	if _, err := os.Stat(loghub); err != nil {
		t.Skip("the LogHub samples are not here: ", err)
	}
	var sumGA, sumFGA float64
	for _, name := range miningSystems {
		rows := table(t, filepath.Join(loghub, name, name+"_2k.log_structured_corrected.csv"))
		m := newMiner(1 << 16)
		for _, r := range rows {
			m.add(maskOf([]byte(r["Content"])), []byte(r["Content"]), 1)
		}
		ps := m.mine()
		var got, want []string
		for _, r := range rows {
			got = append(got, ps.of(maskOf([]byte(r["Content"])), nil).ID)
			want = append(want, r["EventTemplate"])
		}
		ga, fga := grouping(got, want)
		t.Logf("%-10s GA %.3f FGA %.3f  patterns %d of %d, groups %d", name, ga, fga, len(ps.list), len(count1(want)), len(m.groups))
		sumGA += ga
		sumFGA += fga
		if os.Getenv("SHOW") == name {
			show(t, ps, rows, got, want)
		}
	}
	n := float64(len(miningSystems))
	t.Logf("mean       GA %.4f FGA %.4f", sumGA/n, sumFGA/n)
}

func count1(s []string) map[string]int {
	c := map[string]int{}
	for _, v := range s {
		c[v]++
	}
	return c
}

func show(t *testing.T, ps *patterns, rows []map[string]string, got, want []string) {
	texts := map[string]string{}
	for _, p := range ps.list {
		texts[p.ID] = p.Text
	}
	gots, wants := count1(got), count1(want)
	type pair struct{ g, w string }
	both := map[pair]int{}
	for i := range got {
		both[pair{got[i], want[i]}]++
	}
	for p, n := range both {
		if n != gots[p.g] || n != wants[p.w] {
			t.Logf("%d of got %d want %d\n    got  %s\n    want %s", n, gots[p.g], wants[p.w], texts[p.g], p.w)
		}
	}
}
