package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestSameBytes makes everything from the same input in other time zones,
// locales and degrees of parallelism, from files that were made in another
// order: the same bytes come out, on standard output too.
func TestSameBytes(t *testing.T) {
	long(t)
	files := map[string]string{"incident.yaml": "id: x\ntitle: It failed\ntimezone: Europe/Berlin\nmilestones: {started: 2026-03-04 14:02}\nsources:\n- {name: a, kind: file, path: 'logs/*'}\n- {name: b, kind: file, path: logs, each: message}\n"}
	for i := range 30 {
		name := fmt.Sprintf("logs/%d%c.log", i*7%10, 'a'+i%26)
		for j := range 40 {
			files[name] += fmt.Sprintf("2026-03-04 14:%02d:%02d ERROR host %d refused card %d\n", j, i, i, j*i)
		}
	}
	names := slices.Sorted(maps.Keys(files))
	places := [][]string{
		{"TZ=UTC", "LC_ALL=C", "GOMAXPROCS=1"}, {"TZ=Asia/Kathmandu", "LC_ALL=tr_TR.UTF-8", "LANG=tr_TR.UTF-8", "GOMAXPROCS=2"},
		{"TZ=America/St_Johns", "LC_ALL=de_DE.UTF-8", "COLUMNS=40", "HOME=/nowhere", "USER=nobody"},
	}
	var first map[string]string
	for i, env := range places {
		dir := filepath.Join(t.TempDir(), "x")
		for j := range names {
			name := names[(j*7+i*11)%len(names)]
			put(t, dir, map[string]string{name: files[name]})
		}
		if made := contents(t, dir); len(made) != len(files) {
			t.Fatalf("%d files were made, want %d", len(made), len(files))
		}
		c := newChild(t, env...)
		made := map[string]string{}
		for _, args := range [][]string{
			{"report", "."}, {"timeline"}, {"timeline", "--all"}, {"timeline", "--json"}, {"timeline", "--all", "--json"}, {"timeline", "--svg"}, {"timeline", "--public", "--json"},
			{"review"}, {"review", "--json"},
		} {
			r := c.run(t, dir, "", args...)
			made[fmt.Sprint(args)] = fmt.Sprintf("%d\n%s\n%s", r.code, r.out, r.err)
		}
		for _, o := range outputs {
			if _, err := os.Stat(filepath.Join(dir, o)); err != nil && o != "public" {
				t.Errorf("%s was not made: %v", o, err)
			}
		}
		maps.Copy(made, contents(t, dir))
		if first == nil {
			first = made
		}
		for name := range made {
			if made[name] != first[name] {
				t.Errorf("%v: %s differs: %s", env, name, firstDifference([]byte(made[name]), []byte(first[name])))
			}
		}
	}
}
