package redact_test

import (
	"fmt"

	"github.com/candor-reports/candor/redact"
)

func ExampleRedactor_Text() {
	r := redact.New(redact.Options{Names: map[string]string{"Initech": "a customer"}})
	fmt.Println(r.Text("Initech: login of ann@" + "initech.example failed, password=" + "Tiger!9317"))
	fmt.Println(r.Counts())
	// Output:
	// a customer: login of [redacted: e-mail] failed, password=[redacted: secret]
	// map[e-mail:1 name:1 secret:1]
}
