package history

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseVersion(t *testing.T) {
	for tag, want := range map[string]string{
		"v1.2.3":               "1.2.3",
		"1.2":                  "1.2",
		"V2.0":                 "2.0",
		"v17":                  "17",
		"curl-8_4_0":           "8_4_0",
		"OpenSSL_1_0_1g":       "1_0_1g",
		"REL_14_1":             "14_1",
		"release-1.2.3":        "1.2.3",
		"release/2026.11":      "2026.11",
		"esx-3.5.0-u2":         "3.5.0-u2",
		"jdk-17+35":            "17+35",
		"2026.01.15":           "2026.01.15",
		"v1.2.3+build.7":       "1.2.3+build.7",
		"spring-2.0.0.RELEASE": "2.0.0.RELEASE",
		"v2.0.0-rc1":           "2.0.0-rc1 pre",
		"v2.44.0-rc2":          "2.44.0-rc2 pre",
		"1.0a1":                "1.0a1 pre",
		"1.0.dev3":             "1.0.dev3 pre",
		"openssl-3.0.0-alpha1": "3.0.0-alpha1 pre",
		"OpenSSL_1_0_1-beta1":  "1_0_1-beta1 pre",
		"v5.10-rc3":            "5.10-rc3 pre",
		"v1.2.3-foo":           "1.2.3-foo pre",
		"sdk/v1.4.0":           "1.4.0 in sdk",
		"@scope/pkg@1.2.3":     "1.2.3 in scope/pkg",
		"pkg@1.2.3-beta.1":     "1.2.3-beta.1 pre in pkg",
		"nightly":              "",
		"nightly-2026-01-15":   "",
		"backup-foo":           "",
		"backup-2024-01-15":    "",
		"before-upgrade-2.0":   "",
		"deploy-2026-01-15":    "",
		"latest":               "",
		"20260115":             "",
		"test-1.2":             "",
		"foo-12":               "",
		"v":                    "",
		"e83c516":              "",
		"1.2 oops":             "",
		"junio-gpg-pub":        "",
	} {
		v, ok := parseVersion(tag)
		got := v.name
		if v.prerelease {
			got += " pre"
		}
		if v.module != "" {
			got += " in " + v.module
		}
		if !ok {
			got = ""
		}
		if got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
}

func TestReleases(t *testing.T) {
	f := newFixture(t)
	one := f.commit(made{at: "2026-03-01 09:00", message: "one\n"})
	two := f.commit(made{at: "2026-03-02 09:00", message: "two\n", parents: []string{one}})
	f.branch("main", two)
	f.tag("v1.0", one)
	rc := f.annotated("v1.1-rc1", two, "commit", "2026-03-02 10:00", "v1.1-rc1\n")
	f.annotated("v1.1", rc, "tag", "2026-03-03 10:00", "the real thing\n\nmore\n-----BEGIN PGP SIGNATURE-----\nx\n")
	f.annotated("sdk/v0.1", one, "commit", "2026-03-01 09:30", "sdk\n")
	f.tag("nightly", two)
	f.tag("v3.0", f.object("blob", "x"))
	f.tag("v4.0", strings.Repeat("4", 40))
	f.tag("v5.0", f.object("tag", "object "+one+"\ntype commit\ntag v5.0\ntagger X <x> 99999999999999 +0000\n\nm\n"))
	f.tag("v0.9", f.object("tag", "object "+one+"\ntype commit\ntag v0.9\n\nold\n"))
	f.write("refs/pull/1/head", two+"\n")

	r := read(t, Options{Path: f.dir})
	want := `2026-03-01 09:00 commit one release=v0.9
2026-03-01 09:00 release old tagged=commit
2026-03-01 09:00 release v1.0 tagged=commit
2026-03-01 09:30 release sdk tagged=tagger module=sdk
2026-03-02 09:00 commit two release=v1.1
2026-03-02 10:00 release v1.1-rc1 prerelease=yes tagged=tagger
2026-03-03 10:00 release the real thing tagged=tagger
`
	if d := cmp.Diff(want, r.lines("release", "prerelease", "tagged", "module")); d != "" {
		t.Error(d)
	}
	e := r.event(t, "the real thing")
	if e.Source.Ref != "v1.1" || e.Subject != "v1.1" || e.Detail != "more" || e.Labels["commit"] != two || e.Actor != "Rei Mo" {
		t.Errorf("%+v", e)
	}
	var refused []string
	for _, bad := range r.refused {
		refused = append(refused, bad.Error())
	}
	wantRefused := []string{
		"product v3.0: the tag points to a blob, not to a commit",
		"product v4.0: object 4444444444444444444444444444444444444444: the object is not in the repository",
		"product v5.0: the time of the tag is not known: its date lies outside 1970 to 2200",
	}
	if d := cmp.Diff(wantRefused, refused); d != "" {
		t.Error(d)
	}
	if tl := r.reading.Tally; tl.Read != 11 || tl.Quiet != 1 || tl.Refused != 3 {
		t.Errorf("%+v", tl)
	}
}

func TestFirstReleases(t *testing.T) {
	f := newFixture(t)
	// old ── fix ── main        v1.0 on old, v2.0-rc1 on main, nothing final
	//   └── port                v1.1 on port
	old := f.commit(made{at: "2026-03-01 09:00", message: "old\n"})
	fix := f.commit(made{at: "2026-03-02 09:00", message: "fix\n", parents: []string{old}})
	port := f.commit(made{at: "2026-03-03 09:00", message: "port\n", parents: []string{old}})
	f.branch("main", fix)
	f.tag("v1.0", old)
	f.annotated("v1.1", port, "commit", "2026-03-04 09:00", "m\n")
	f.annotated("v2.0-rc1", fix, "commit", "2026-03-05 09:00", "m\n")
	repo, err := Open(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	tags, err := repo.Releases(context.Background(), "product")
	if err != nil {
		t.Fatal(err)
	}
	got, err := repo.FirstReleases(context.Background(), []string{old, fix, port, strings.Repeat("a", 40), "junk"}, tags.Releases)
	if err != nil {
		t.Fatal(err)
	}
	want := "v1.0 v2.0-rc1 v1.1 3"
	if s := fmt.Sprint(got[old].Tag, " ", got[fix].Tag, " ", got[port].Tag, " ", len(got)); s != want {
		t.Errorf("%s, want %s", s, want)
	}
}

func TestTagChainEnds(t *testing.T) {
	f := newFixture(t)
	h := f.commit(made{at: "2026-03-01 09:00", message: "one\n"})
	f.branch("main", h)
	kind := "commit"
	for range 150 {
		h, kind = f.annotated("v9.0", h, kind, "2026-03-01 10:00", "m\n"), "tag"
	}
	r := read(t, Options{Path: f.dir})
	if len(r.refused) != 1 || !strings.Contains(r.refused[0].Error(), "more than 100 tags") {
		t.Error(r.refused)
	}
}
