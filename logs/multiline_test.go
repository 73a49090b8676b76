package logs

import (
	"testing"
	"time"
)

// TestDurationsOfRequests reads how long a request took.
func TestDurationsOfRequests(t *testing.T) {
	for _, c := range []struct {
		format Format
		line   string
		took   time.Duration
	}{
		{envoyFormat, `[2024-03-04T14:02:11.310Z] "POST /api HTTP/2" 503 UF 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0" "locations" "tcp://10.0.2.1:80"`, 226 * time.Millisecond},
		{envoyFormat, `[2024-03-04T14:02:11.310Z] "GET /status HTTP/1.1" 200 - via_upstream - "-" 0 135 5 4 "-" "curl/7.73.0" "84961386" "httpbin:8000" "127.0.0.1:80"`, 5 * time.Millisecond},
		{envoyFormat, `[2024-03-04T14:02:11.310Z] "GET /status HTTP/1.1" 200 - "-"`, -1},
		{railsFormat, `Started GET "/x" for ::1 at 2024-03-04 14:02:11 +0000 Processing by X#y as HTML Completed 200 OK in 31ms (Views: 1.2ms)`, 31 * time.Millisecond},
	} {
		var r record
		r.reset()
		if v := c.format.parse([]byte(c.line), &r); v != understood || r.took != int64(c.took) {
			t.Errorf("%s: %d, took %d, want %s", c.line, v, r.took, c.took)
		}
	}
}

// TestJournalExport reads records with fields that stand twice, lengths, and an
// end within a record.
func TestJournalExport(t *testing.T) {
	text := "__CURSOR=a\n__REALTIME_TIMESTAMP=1709560931000000\nPRIORITY=3\nMESSAGE=one\nMESSAGE=again\n\n" +
		"__CURSOR=b\n__REALTIME_TIMESTAMP=1709560932000000\nMESSAGE\n\x07\x00\x00\x00\x00\x00\x00\x00two\n\n\"x\n\n" +
		"__CURSOR=c\n__REALTIME_TIMESTAMP=1709560933000000\nMESSAGE=cut"
	r := Read(t.Context(), []File{memory("a.export", text)}, Options{Source: "s", Each: "note"})
	events, refused := collect(t, r)
	if len(events) != 3 || string(events[0].Text) != "one" || string(events[1].Text) != `two  "x` || string(events[2].Text) != "cut" || len(refused) > 0 {
		t.Fatalf("%v, refused %v", events, refused)
	}
	if line := events[1].Source.Line; line != 7 {
		t.Errorf("the second record stands on line 7, not %d", line)
	}
}
