package history

import (
	"slices"
	"strings"
	"testing"
)

func releaseOf(tag string) Release {
	v, _ := parseVersion(tag)
	return Release{Tag: tag, Version: v.name, Module: v.module, PreRelease: v.prerelease}
}

func TestReleasesByVersion(t *testing.T) {
	for _, want := range []string{
		"v1.2.0-alpha1 v1.2.0-beta.2 v1.2.0-rc1 v1.2.0-rc2 v1.2.0 v1.2.9 v1.2.10 v1.10.0 v2.0.0",
		"OpenSSL_1_0_1-beta1 OpenSSL_1_0_1 OpenSSL_1_0_1a OpenSSL_1_0_1z OpenSSL_1_0_1za OpenSSL_1_0_2 openssl-3.0.0 openssl-3.0.10",
		"curl-7_9 curl-7_9_1 curl-7_10 curl-7_10_8 curl-8_0_0 tiny-curl-7_72_0",
		"release/1.2 release/1.2.1 release/1.10",
		"2019-04-29 2019-05-06 2020-01-01",
		"v17 v17.1 v18",
		"3.5.0 3.5.0-u1 3.5.0-u2",
	} {
		var got []Release
		for tag := range strings.FieldsSeq(want) {
			got = append(got, releaseOf(tag))
		}
		slices.Reverse(got)
		slices.SortFunc(got, byVersion)
		if s := strings.Join(tags(got), " "); s != want {
			t.Errorf("%s\nwant %s", s, want)
		}
	}
}

func TestReleaseLines(t *testing.T) {
	var all []Release
	for _, tag := range strings.Fields("v3.5.0 v3.5.1 v3.6.0-rc1 v3.6.0 OpenSSL_1_0_1 OpenSSL_1_0_1g OpenSSL_1_0_2 OpenSSL_1_0_2a openssl-3.0.0 REL_14_1 REL_14_2 release-2020-02-28 api/v3.5.0 api/v3.5.1") {
		all = append(all, releaseOf(tag))
	}
	lines := newReleaseLines(all)
	for tag, want := range map[string]string{
		"v3.5.1": "3.5", "v3.6.0-rc1": "3.6", "v3.6.0": "3.6",
		"OpenSSL_1_0_1": "openssl 1.0.1", "OpenSSL_1_0_1g": "openssl 1.0.1", "OpenSSL_1_0_2a": "openssl 1.0.2", "openssl-3.0.0": "openssl 3.0",
		"REL_14_2": "14", "release-2020-02-28": "", "api/v3.5.1": "api 3.5",
	} {
		if got := lines.of(releaseOf(tag)); got != want {
			t.Errorf("%s is of line %q, want %q", tag, got, want)
		}
	}
}
