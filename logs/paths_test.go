package logs

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestPathOf(t *testing.T) {
	for message, want := range map[string]string{
		`"GET /export/17?x=1 HTTP/1.1" 500`:                "GET /export",
		`"POST /api/v2/carts/items/4711/price HTTP/2" 502`: "POST /api/v2/carts",
		`"GET / HTTP/1.1" 503`:                             "GET /",
		`"GET /?a=b" 503`:                                  "GET /",
		`"GET /4711 HTTP/1.1" 503`:                         "GET /",
		`GET https://shop.example/pay 503`:                 "GET /pay",
		`GET https://shop.example 503`:                     "",
		`"CONNECT shop.example:443 HTTP/1.1" 502`:          "",
		`"-" 500`:         "",
		`upstream failed`: "",
		`"GET /a/b`:       "GET /a/b",
	} {
		if got := pathOf([]byte(message), nil); string(got) != want {
			t.Errorf("%s: %q, want %q", message, got, want)
		}
	}
}

// TestPathsStayBounded holds that counts of failed requests do not depend on the
// order in which they came, and that few paths are kept.
func TestPathsStayBounded(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 1))
	var one, other, half answered
	for _, i := range rnd.Perm(5000) {
		one.asked(fmt.Appendf(nil, `"GET /of%c/%c%c HTTP/1.1" 500`, 'a'+i%7, 'a'+i%26, 'a'+i/26%26))
	}
	for i := range 5000 {
		b := &other
		if i > 3000 {
			b = &half
		}
		b.asked(fmt.Appendf(nil, `"GET /of%c/%c%c HTTP/1.1" 500`, 'a'+i%7, 'a'+i%26, 'a'+i/26%26))
	}
	other.failures(&half)
	if len(one.paths) != mostPaths || fmt.Sprint(one.paths) != fmt.Sprint(other.paths) {
		t.Errorf("kept %v\nand %v", one.paths, other.paths)
	}
}

// TestMostlyOnePath holds that a rise of failed requests names what was asked
// for, where it is one thing.
func TestMostlyOnePath(t *testing.T) {
	for _, tt := range []struct {
		bad  func(i int) string
		want string
	}{
		{func(int) string { return "/export/17/rows" }, ", most of them GET /export"},
		{func(i int) string { return []string{"/item", "/cart", "/pay"}[i%3] }, " at the peak"},
	} {
		rnd := rand.New(rand.NewPCG(2, 9))
		var b strings.Builder
		for i := range 8 * 3600 {
			at, path, status := morning.Add(time.Duration(i)*time.Second), fmt.Sprintf("/item/%d", i%300), 200
			switch bad := i >= 9000 && i < 10200; {
			case bad && rnd.Float64() < 0.4:
				path, status = tt.bad(i), 502
			case rnd.Float64() < 0.003:
				status = 502
			}
			fmt.Fprintf(&b, "10.0.0.%d - - [%s] \"GET %s HTTP/1.1\" %d 12 \"-\" \"curl/8.5\"\n", rnd.IntN(200), at.Format("02/Jan/2006:15:04:05 -0700"), path, status)
		}
		events, _ := collect(t, Read(t.Context(), []File{memory("access.log", b.String())}, Options{Source: "s"}))
		if len(events) == 0 || !strings.HasSuffix(string(events[0].Text), tt.want) {
			t.Errorf("want %q\n%s", tt.want, told(events))
		}
	}
}
