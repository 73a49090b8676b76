package logs

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/candor-reports/candor/timeline"
)

// TestAppendWhole holds that the beginning of an object, wherever it is cut, is
// made an object again.
func TestAppendWhole(t *testing.T) {
	whole := `{"level":"error","n":[1,{"a":"b\"\u00e9,"},-2.5e3],"o":{"p":{},"q":null},"t":true,"msg":"a long one: {"}`
	for i := 1; i < len(whole); i++ {
		if got := appendWhole(nil, []byte(whole[:i])); !json.Valid(got) {
			t.Errorf("%s: %s", whole[:i], got)
		}
	}
}

// TestSplitRecords reads records that a container's runtime split: the level
// is that of the first part, and the others go on with it.
func TestSplitRecords(t *testing.T) {
	long := strings.Repeat("x", 16<<10)
	for _, text := range []string{
		`2024-03-04T14:02:11Z stdout P {"level":"warn","msg":"no ERROR ` + long + "\n" + `2024-03-04T14:02:11Z stdout F fatal end"}`,
		`{"log":"{\"level\":\"warn\",\"msg\":\"no ERROR ` + long + `","stream":"stdout","time":"2024-03-04T14:02:11Z"}` + "\n" +
			`{"log":"fatal end\"}\n","stream":"stdout","time":"2024-03-04T14:02:11Z"}`,
	} {
		events, refused := collect(t, Read(t.Context(), []File{memory("a.log", text+"\n")}, Options{Source: "s", Each: timeline.Note}))
		if len(events) != 1 || len(refused) > 0 || events[0].Level != timeline.Warning || events[0].Lines != 2 || !strings.HasPrefix(string(events[0].Text), "no ERROR xx") {
			t.Errorf("%.60s: %+v, refused %v", text, events, refused)
		}
	}
}
