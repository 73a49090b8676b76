package history

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candor-reports/candor/timeline"
	"github.com/google/go-cmp/cmp"
)

// mailmaps are files as people write them, and as nobody should.
func mailmaps() map[string]string {
	rng := rand.New(rand.NewPCG(7, 7))
	var noise, many strings.Builder
	pieces := []string{"Ada", " ", "<", ">", "ada@example.org", "BO@EXAMPLE.ORG", "\t", "#", "\r", "Bo Lind", "é", "\xff", "x", "", "<>", "\n", "\n", "Jo", "\v"}
	for range 4000 {
		noise.WriteString(pieces[rng.IntN(len(pieces))])
	}
	for i := range 30000 {
		fmt.Fprintf(&many, "Person %d <p%d@example.org> <old%d@example.org>\n", i, i, i)
	}
	return map[string]string{
		"forms": "# a note\nAda Ito <ada@example.org>\n<bo@example.com> <bo@example.org>\nJo Lund <jo@example.com> <jo@old.example.org>\nRei Mo <rei@example.com> Shared <ops@example.org>\n" +
			"Nobody <no@example.com> Other Name <OPS@example.org>\n",
		"order":      "First <x@example.org>\nSecond <x@example.org>\n<y@example.com> <x@example.org>\nThird <z@example.com> X <x@example.org>\n",
		"empty":      "No Mail <> \n<a@example.org> <>\nSomebody <b@example.com> <>\n <>\n<ada@example.org>\n",
		"broken":     "Ada <ada@example.org\nada@example.org>\n< <ada@example.org>\nAda >x< <ada@example.org> <b>\n\n\n#\n   \n",
		"space":      "  Ada\t Ito \t< ada@example.org >  # a note\r\nBo  <bo@example.org>\t<jo@old.example.org> trailing\r\n",
		"case":       "ADA <Ada@Example.ORG>\nBo <BO@example.org> shared <ops@EXAMPLE.org>\n",
		"odd bytes":  "\xff\xfe Ada <ada@example.org>\nÅda Itö <bo@example.org>\n\x1b[2JX <jo@old.example.org>\nBefore <x@example.org> \x00 <ops@example.org>\nAfter <y@example.org>\n",
		"long lines": strings.Repeat("a", 1500) + " <ada@example.org>\n" + strings.Repeat(" ", 1010) + "B <bo@example.org>\nJo" + strings.Repeat("<", 3000) + "ops@example.org>\n",
		"no newline": "Ada <ada@example.com> <ada@example.org>",
		"noise":      noise.String(),
		"many":       many.String(),
	}
}

var somebody = []string{
	"Ada <ada@example.org>", "Bo Lind <bo@example.org>", "jo <jo@old.example.org>", "Shared <ops@example.org>", "shared <OPS@Example.Org>", "Other Name <ops@example.org>",
	"X <x@example.org>", "x <X@example.org>", "Y <y@example.org>", "None <>", "Ada Ito <ada@example.com>", "Old <old29999@example.org>", "Zed <x>", "Å <å@example.org>", "Q < ada@example.org >",
}

// Names are those that git check-mailmap gives, in a work tree and in a bare
// repository.
func TestMailmapAgainstGit(t *testing.T) {
	for name, content := range mailmaps() {
		t.Run(name, func(t *testing.T) {
			work := filepath.Join(t.TempDir(), "work")
			git(t, t.TempDir(), "init", "-q", work)
			if err := os.WriteFile(filepath.Join(work, ".mailmap"), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			git(t, work, "add", ".mailmap")
			git(t, work, "commit", "-qm", "m")
			bare := filepath.Join(t.TempDir(), "bare.git")
			git(t, t.TempDir(), "clone", "-q", "--bare", work, bare)
			for _, dir := range []string{work, bare} {
				repo, err := Open(dir)
				if err != nil {
					t.Fatal(err)
				}
				defer repo.Close()
				var got []string
				for _, s := range somebody {
					p := parsePerson([]byte(s + " 1 +0000"))
					n, m := repo.mailmap().who(string(p.name), string(p.mail))
					got = append(got, strings.TrimSpace(fmt.Sprintf("%s <%s>", n, m)))
				}
				if d := cmp.Diff(checkMailmap(t, dir), got); d != "" {
					t.Errorf("%s: %s", filepath.Base(dir), d)
				}
			}
		})
	}
}

func checkMailmap(t *testing.T, dir string) []string {
	t.Helper()
	cmd := exec.Command("git", "check-mailmap", "--stdin")
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(strings.Join(somebody, "\n")+"\n")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "LC_ALL=C"}
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}

// Authors, taggers and those who wrote with the author go by their names in
// events.
func TestNamesInEvents(t *testing.T) {
	f := newFixture(t)
	blob := f.object("blob", "Ada Lovelace <ada@example.org>\nReiko Mori <rei@example.org>\nBo Lind-Berg <bo@example.com> <bo@example.org>\n")
	raw, _ := parseName([]byte(blob))
	tree := f.object("tree", "100644 .mailmap\x00"+string(raw[:]))
	h := f.commit(made{at: "2026-03-01 09:00", tree: tree, message: "one\n\nCo-authored-by: Bo <bo@example.org>\nco-authored-by: Ada <ada@example.org>\nCo-Authored-By: Jo Lund <jo@example.org>\nCo-authored-by: \n"})
	f.branch("main", h)
	f.annotated("v1.0", h, "commit", "2026-03-02 09:00", "one\n")
	r := read(t, Options{Path: f.dir})
	if e := r.event(t, "one"); e.Actor != "Ada Lovelace" || e.Labels["authored_as"] != "Ada Ito" || e.Labels["with"] != "Bo Lind-Berg, Jo Lund" {
		t.Error(e.Actor, e.Labels)
	}
	if e := r.events[1]; e.Kind != timeline.Release || e.Actor != "Reiko Mori" {
		t.Error(e)
	}
}

// A .mailmap that is a link is not followed, as it is not by git.
func TestMailmapLink(t *testing.T) {
	work := filepath.Join(t.TempDir(), "work")
	git(t, t.TempDir(), "init", "-q", work)
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("Wrong <ada@example.org>\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(work, ".mailmap")); err != nil {
		t.Skip("links cannot be made here")
	}
	repo, err := Open(work)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	if name, _ := repo.mailmap().who("Ada", "ada@example.org"); name != "Ada" {
		t.Error(name)
	}
}
