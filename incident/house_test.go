package incident_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-reports/candor/incident"
)

func TestHouse(t *testing.T) {
	h, err := incident.ParseHouse("names.yaml", []byte("names:\n  - internal: app-7\n    public: our search\ncustomers: [Initech]\npeople: [Jane Doe]\nallow: [OPS-1]\n"))
	if err != nil {
		t.Fatal(err)
	}
	inc, err := incident.Parse("incident.yaml", []byte("id: i-1\ntitle: It failed\nnames:\n  - internal: app-7\n    public: the search box\nallow: [OPS-2]\n"))
	if err != nil {
		t.Fatal(err)
	}
	inc.Join(h)
	if diff := cmp.Diff([]incident.Name{{"app-7", "the search box"}, {"Initech", "a customer"}, {"Jane Doe", "an engineer"}}, inc.Names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"OPS-2", "OPS-1"}, inc.Allow); diff != "" {
		t.Errorf("allow (-want +got):\n%s", diff)
	}
}

func TestHouseIsStrict(t *testing.T) {
	for in, want := range map[string]string{
		"nams: []\n":                  "names.yaml:1",
		"names:\n  - internal: app\n": "needs internal: and public:",
		"allow: OPS-1\n":              "names.yaml:1",
	} {
		if _, err := incident.ParseHouse("names.yaml", []byte(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want an error with %q", in, err, want)
		}
	}
}
