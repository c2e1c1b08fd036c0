package openapi_test

import (
	"testing"

	"github.com/crmsim/crmsim/openapi"
)

// TestOutcomeOfAText: the journal keeps as much of an answer as fits, so the text may break off.
func TestOutcomeOfAText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ vendor, text, want string }{
		{"wisecrm", `{"error_code":0,"error_msg":"调用成功","data":[]}`, "0"},
		{"wisecrm", `{"error_code":401,"error_msg":"参数 sign`, "401"},
		{"wisecrm", `{"data":[1,2],"error_code":7}`, "7"},
		{"wisecrm", `{"data":[1,2`, ""},
		{"wisecrm", `[0]`, ""},
		{"wisecrm", `<html>`, ""},
		{"wisecrm", "", ""},
		{"wisecrm", "busy", ""},
		{"wisecrm", `{"error_code"`, ""},
		{"wisecrm", `{"error_code":`, ""},
		{"quancheng", `{"value":true}`, openapi.OutcomeOK},
		{"quancheng", `{"error_code":2003,"error_msg":"接口不存在"}`, "2003"},
		{"quancheng", `<Result><value>true</value></Result>`, openapi.OutcomeOK},
		{"quancheng", `<Result><error_code>2003</error_code></Result>`, "2003"},
		{"quancheng", `<Result><a><error_code>2003</error_code></a></Result>`, openapi.OutcomeOK},
		{"quancheng", `<Result><error_code/></Result>`, ""},
	} {
		doc, err := openapi.Load(c.vendor)
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.Outcome([]byte(c.text)); got != c.want {
			t.Errorf("%s %s: outcome %q, want %q", c.vendor, c.text, got, c.want)
		}
	}
}
