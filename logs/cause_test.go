package logs

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestErrorsBelowRecords holds that a record is told with the error that the lines
// after it name, as languages write it, and counted as one.
func TestErrorsBelowRecords(t *testing.T) {
	traces := map[string]string{
		"java.lang.NullPointerException: \"d\" is null": "java.lang.NullPointerException: \"d\" is null\n\tat com.shop.Order.map(Order.java:77)\n\t... 31 more",
		"System.TimeoutException: no answer":            "      System.TimeoutException: no answer\n         at Shop.Order.Map() in Order.cs:line 12",
		"KeyError: 'total'":                             "Traceback (most recent call last):\n  File \"/srv/order.py\", line 12, in map\n    total = row['total']\nKeyError: 'total'",
		"":                                              "\tat com.shop.Order.map(Order.java:77)\n\tErrors: 12",
	}
	for want, trace := range traces {
		var b strings.Builder
		for i := range 20 {
			fmt.Fprintf(&b, "%s ERROR order %d is not mapped\n%s\n", morning.Add(time.Duration(i)*time.Minute).Format("2006-01-02 15:04:05"), 1000+i, trace)
		}
		events, _ := collect(t, Read(t.Context(), []File{memory("a.log", b.String())}, Options{Source: "s", Zone: time.UTC}))
		text := strings.TrimSuffix("order 1000 is not mapped: "+want, ": ")
		if len(events) != 1 || string(events[0].Text) != text || events[0].Labels["count"] != "20" {
			t.Errorf("want %q, got\n%s", text, told(events))
		}
	}
}
