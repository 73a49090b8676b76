//go:build unix

package archive_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// forget takes away what was kept of the index.
func forget(t testing.TB, dir string) {
	t.Helper()
	for _, name := range indexFiles(t, dir) {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

func indexFiles(t testing.TB, dir string) []string {
	t.Helper()
	for _, git := range []string{dir, filepath.Join(dir, ".git")} {
		if found, err := filepath.Glob(filepath.Join(git, "candor-index", "*")); err != nil {
			t.Fatal(err)
		} else if len(found) > 0 {
			return found
		}
	}
	return nil
}

// TestIndexIsWhatIsThere compares the index as it was kept with one that is made
// anew, after additions, changes and damage.
func TestIndexIsWhatIsThere(t *testing.T) {
	a, dir := fresh(t, false)
	ctx := context.Background()
	for round := range 4 {
		pubs := many(30 + 10*round)
		pubs[3].House.Title = "Title " + string(rune('A'+round))
		if _, err := a.Add(ctx, pubs...); err != nil {
			t.Fatal(err)
		}
		if round == 2 {
			for _, name := range indexFiles(t, dir) {
				if err := os.WriteFile(name, []byte("index/1 damaged\nrubbish"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		kept, err := a.List()
		if err != nil {
			t.Fatal(err)
		}
		again, err := a.List()
		if err != nil || !reflect.DeepEqual(kept, again) {
			t.Errorf("round %d: the second list differs from the first (%v)", round, err)
		}
		forget(t, dir)
		made, err := a.List()
		if err != nil || !reflect.DeepEqual(kept, made) {
			t.Errorf("round %d: the index that was kept differs from one made anew (%v)", round, err)
		}
		if len(made) != 30+10*round {
			t.Errorf("round %d: %d incidents", round, len(made))
		}
	}
	for _, name := range indexFiles(t, dir) {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}
