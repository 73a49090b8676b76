package timeline_test

import (
	"fmt"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// A licence that expires at local midnight expires over 26 hours.
func ExampleTime() {
	expiry, err := timeline.ParseTime("2008-08-12T00:00 local", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := timeline.ParseTime("2008-08-12T02:38Z", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(expiry.Earliest.Format(time.RFC3339), "to", expiry.Latest.Format(time.RFC3339))
	fmt.Println("reported after", report.Since(expiry))
	// Output:
	// 2008-08-11T10:00:00Z to 2008-08-12T12:00:00Z
	// reported after at most 16 h 38 min
}
