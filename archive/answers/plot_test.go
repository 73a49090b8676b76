package answers

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/archive"
)

// TestPlotsTellWhatTheyShow draws figures with hostile names and holds that every
// plot is well-formed, comes out the same, and says in words what it draws.
func TestPlotsTellWhatTheyShow(t *testing.T) {
	var entries []archive.Entry
	for i := range 70 {
		e := took(fmt.Sprint(i), fmt.Sprintf("20%02d-0%d-05", 10+i%15, 1+i%9), t, time.Duration(1+i*i)*time.Minute, time.Duration(2+i*i)*time.Minute)
		e.House.Service = []string{"checkout", `<script>alert("1")</script> & a service whose name is far too long for a row`, "mail\x01"}[i%3]
		e.House.Severity = fmt.Sprintf("SEV-%d", 1+i%4)
		e.House.Factors = []string{fmt.Sprintf("factor %d", i%40)}
		entries = append(entries, e)
	}
	plots, again := Plots(entries, nil), Plots(entries, nil)
	if len(plots) < 6 {
		t.Fatalf("%d plots", len(plots))
	}
	for i, p := range plots {
		svg := p.SVG()
		if !bytes.Equal(svg, again[i].SVG()) {
			t.Errorf("%s: other bytes the second time", p.Name)
		}
		for dec := xml.NewDecoder(bytes.NewReader(svg)); ; {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v\n%s", p.Name, err, svg)
			}
		}
		if s := string(svg); strings.Contains(s, "<script") || !strings.Contains(s, `role="img"`) || !strings.Contains(s, "prefers-color-scheme:dark") || strings.Contains(s, "NaN") {
			t.Errorf("%s: %s", p.Name, s)
		}
		if !p.Is(svg) || p.Is([]byte("<svg width='1'>")) {
			t.Errorf("%s: a plot is not told from another file", p.Name)
		}
		if len(p.rows) > mostRows {
			t.Errorf("%s: %d rows", p.Name, len(p.rows))
		}
	}
	if text := plots[1].Text(); !strings.Contains(text, "checkout: median ") || !strings.Contains(text, "quartiles ") || !strings.Contains(text, "cases") {
		t.Errorf("the text of %s is %s", plots[1].Name, text)
	}
}
