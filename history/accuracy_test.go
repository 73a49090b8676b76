package history

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// tether was chosen once and is not fitted to a repository.
const tether = 4

// TestAccuracy measures how often the commit that brought a fault in is found
// from its fix. CANDOR_ACCURACY names clones, as in
// "curl=/clones/curl.git,ovs=/clones/ovs.git"; a name is that of a file of
// known answers. CANDOR_ACCURACY_ROWS bounds the fixes of each.
//
// What the message of a fix says of earlier commits is not read: for most
// sets it is the known answer itself.
func TestAccuracy(t *testing.T) {
	clones := os.Getenv("CANDOR_ACCURACY")
	if clones == "" {
		t.Skip("CANDOR_ACCURACY names no clones")
	}
	rows, _ := strconv.Atoi(os.Getenv("CANDOR_ACCURACY_ROWS"))
	var sets []string
	trials := map[string][]trial{}
	for pair := range strings.SplitSeq(clones, ",") {
		name, dir, _ := strings.Cut(pair, "=")
		start := time.Now()
		trials[name] = runTrials(t, name, dir, rows)
		sets = append(sets, name)
		t.Logf("%s: %d fixes, %.1f s each", name, len(trials[name]), time.Since(start).Seconds()/float64(max(1, len(trials[name]))))
	}
	var own, left calibration
	var all []trial
	for _, name := range sets {
		all = append(all, trials[name]...)
		t.Logf("%-10s with the weights that are shipped: %s", name, score(trials[name], signalWeights(), &own))
	}
	for _, name := range sets {
		var others []trial
		for _, other := range sets {
			if other != name {
				others = append(others, trials[other]...)
			}
		}
		t.Logf("%-10s with weights fitted on the others:  %s", name, score(trials[name], fit(others, tether), &left))
	}
	t.Logf("calibration with the weights that are shipped\n%s", own)
	t.Logf("calibration with weights fitted on the others\n%s", left)
	w := fit(all, tether)
	for i, s := range signals {
		t.Logf("%6.2f %s", w[i], s.name)
	}
	t.Logf("%6.2f none", w[len(signals)])
}

// runTrials asks for the culprits of the fixes in a file of known answers.
// Fixes with several culprits have several rows.
func runTrials(t *testing.T, name, dir string, rows int) []trial {
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out []trial
	for _, known := range knownFixes(t, name) {
		if rows > 0 && len(out) == rows {
			break
		}
		h, err := r.revision(known.fix)
		if err != nil {
			t.Errorf("%s: %v", known.fix, err)
			continue
		}
		q, err := r.inquire(context.Background(), h)
		if err != nil {
			t.Errorf("%s: %v", known.fix, err)
			continue
		}
		suspects, err := q.follow(context.Background())
		if err != nil {
			t.Errorf("%s: %v", known.fix, err)
			continue
		}
		b := newBench(q, suspects)
		b.judge()
		known.set = name
		for _, s := range b.suspects {
			known.hashes = append(known.hashes, s.hash.String())
			known.signals = append(known.signals, s.signals)
		}
		out = append(out, known)
	}
	return out
}

var fullName = regexp.MustCompile(`[0-9a-f]{40}`)

func knownFixes(t *testing.T, name string) []trial {
	file, fix, culprit := "fixes-"+name+".tsv", "fix", "intro"
	if name == "curl" {
		file, fix, culprit = "curl-cves.tsv", "fixed_sha", "introduced_sha"
	}
	data, err := os.ReadFile(filepath.Join("..", "..", "shared", "data", "git", file))
	if err != nil {
		t.Skipf("the known answers are not here: %v", err)
	}
	head, body, _ := strings.Cut(string(data), "\n")
	columns := strings.Split(head, "\t")
	var out []trial
	for line := range strings.Lines(body) {
		row := map[string]string{}
		for i, v := range strings.Split(strings.TrimRight(line, "\n"), "\t") {
			row[columns[i]] = v
		}
		if v, ok := row["verified"]; ok && v != "yes" {
			continue
		}
		i := slices.IndexFunc(out, func(t trial) bool { return t.fix == row[fix] })
		if i < 0 {
			i, out = len(out), append(out, trial{fix: row[fix], truth: map[string]bool{}})
		}
		for _, h := range fullName.FindAllString(row[culprit], -1) {
			out[i].truth[h] = true
		}
	}
	return out
}

// score tells how often the first answer and one of the first three are right.
// Precision and recall of F1 are those of the first answer: recall counts all
// culprits of a fix.
func score(trials []trial, w weights, c *calibration) string {
	var first, three, any, culprits float64
	for _, t := range trials {
		culprits += float64(len(t.truth))
		p := w.chances(t)
		order := make([]int, len(t.hashes))
		for i := range order {
			order[i] = i
			c.add(p[i], t.truth[t.hashes[i]])
		}
		slices.SortStableFunc(order, func(a, b int) int {
			if p[a] > p[b] {
				return -1
			}
			return 1
		})
		rank := slices.IndexFunc(order, func(i int) bool { return t.truth[t.hashes[i]] })
		if rank >= 0 {
			any++
		}
		if rank == 0 {
			first++
		}
		if rank >= 0 && rank < 3 {
			three++
		}
	}
	n := float64(len(trials))
	precision, recall := first/n, first/culprits
	return fmt.Sprintf("%3.0f fixes, @1 %.2f, @3 %.2f, F1 %.2f, among the suspects %.2f", n, first/n, three/n, 2*precision*recall/(precision+recall), any/n)
}

// calibration compares what was said with what was true, by tenths.
type calibration [10]struct{ n, said, right float64 }

func (c *calibration) add(p float64, right bool) {
	b := &c[min(9, int(p*10))]
	b.n++
	b.said += p
	if right {
		b.right++
	}
}

func (c calibration) String() string {
	var out strings.Builder
	for i, b := range c {
		if b.n > 0 {
			fmt.Fprintf(&out, "%2d–%3d %%: %5.0f candidates, said %.2f, true %.2f\n", 10*i, 10*i+10, b.n, b.said/b.n, b.right/b.n)
		}
	}
	return out.String()
}
