package source

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/source/live"
)

// TestQueriesWithFilters holds which queries of a person's own say what trouble
// is, and where the words of trouble go in the others.
func TestQueriesWithFilters(t *testing.T) {
	for query, want := range map[string]bool{
		`{app="a"}`: false, `{app=~"a|b"}`: false, `{app="}|="}`: false, "{app=`a`} | json": false, `{app="a\"}"} | logfmt`: false,
		`{app="a"} |= "failed"`: true, `{app="a"} != "ok" `: true, `{app=~"a|b"} | json | level="error"`: true, `{app="a"} | status >= 500`: true,
	} {
		if got := compares(query); got != want {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	var asked string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Query().Get("query")
		_, _ = io.WriteString(w, `{"hits":[]}`)
	}))
	defer srv.Close()
	c, err := live.New(srv.URL, live.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := victoriaServer(newTake(incident.Source{}, &Env{}), c, `service:"a|b" | filter x:y`).counts(t.Context(), time.Unix(0, 0), time.Unix(60, 0), time.Minute, true); err != nil {
		t.Fatal(err)
	}
	if want := `(service:"a|b")` + victoriaTrouble + ` | filter x:y`; asked != want {
		t.Errorf("asked %s, want %s", asked, want)
	}
}
