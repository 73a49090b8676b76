package logs_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/candor-reports/candor/logs"
)

func Example() {
	const text = `2024-03-04 14:00:00,120 INFO  [main] shop.Server: listening on :8080
2024-03-04 14:02:11,978 ERROR [http-7] shop.Checkout: payment gateway refused order 4711
2024-03-04 14:02:13,004 ERROR [http-2] shop.Checkout: payment gateway refused order 4714
	at shop.Checkout.pay(Checkout.java:12)
`
	file := logs.File{
		Name: "shop.log",
		Size: int64(len(text)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
	}
	r := logs.Read(context.Background(), []logs.File{file}, logs.Options{Source: "shop", Zone: time.UTC})
	for e, err := range r.Events() {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(e.Time.Earliest.Format(time.TimeOnly), e.Level, e.Subject+":", e.Text)
		fmt.Println(e.Labels["count"], "times,", e.Lines, "lines, from", e.Source)
	}
	t := r.Reading().Tally
	fmt.Println(t.Read, "lines read,", t.Told, "told,", t.Quiet, "quiet")
	// Output:
	// 14:02:11 error shop.Checkout: payment gateway refused order 4711
	// 2 times, 3 lines, from shop shop.log:2
	// 4 lines read, 3 told, 1 quiet
}
