package dustess

import (
	"strings"
	"testing"

	"github.com/crmsim/crmsim/openapi"
)

// TestAFaultOfOneItem fails that item alone, before it takes effect or after, in every kind of batch.
func TestAFaultOfOneItem(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	if err := w.Put(t, "contacts", "c2", `{}`); err != nil {
		t.Fatal(err)
	}
	two := `{"list":[{"external_id":"x1","inside_id":"` + exampleContact + `"},{"external_id":"x2","inside_id":"c2"}]}`
	edit := `{"customer_list":[{"id":"` + exampleContact + `","remark":"%"},{"id":"c2","remark":"%"}]}`
	for _, test := range []struct {
		operation, body, fault, want string
		remarks                      string // of both contacts afterwards
	}{
		{"batchEditCustomer", strings.ReplaceAll(edit, "%", "a"), "item=2,code=13001",
			`"success":false,"code":4126,"msg":"","data":{"fail":[{"code":13001,"index":2,"id":"","msg":""}],"success":[{"code":0,"index":1,`, "a "},
		{"batchEditCustomer", strings.ReplaceAll(edit, "%", "b"), "dustess=item=1,code=13000:after",
			`"fail":[{"code":13000,"index":1,"id":"","msg":""}]`, "b b"},
		{"batchEditCustomer", strings.ReplaceAll(edit, "%", "c"), "item=3,code=13000", `"success":true,"code":0,`, "c c"},
		{"batchAddCustomer", `{"customer_list":[{"remark":"a","pool":"p"}]}`, "item=1,code=13025",
			`"fail":[{"code":13025,"index":1,"id":"","msg":""}],"success":null`, "c c"},
		{"bindExternalId", two, "dustess.bindExternalId=item=1,code=13025",
			`"fail":[{"code":13025,"exist_cus_ids":null,"external_id":"x1","index":0,"inside_id":"` + exampleContact + `","msg":"` +
				takenMessage, "c c"},
		{"batchBindContact", `{"list":[{"friendID":1001,"customerID":"c2"},{"friendID":1002,"customerID":"c2"}]}`, "item=2,code=20090401",
			`"success":true,"code":0,"msg":"success","data":[{"friendID":1001},{"friendID":1002,"code":20090401,"msg":"好友不存在"}]`, "c c"},
	} {
		op := w.Vendor.Document.Operation(test.operation)
		answer := w.Call(op, "accessToken="+w.shown.AccessToken, test.body, "Sim-Fault", test.fault)
		if text := answer.Body.String(); !strings.Contains(text, test.want) || answer.Header().Get("Sim-Fault") != test.fault {
			t.Errorf("%s with %s:\n got %s\nwant %s", test.operation, test.fault, text, test.want)
		}
		checkAnswer(t, op, answer.Body.Bytes())
		if got := w.contact(t, exampleContact).Remark + " " + w.contact(t, "c2").Remark; got != test.remarks {
			t.Errorf("%s with %s: the contacts are called %q, want %q", test.operation, test.fault, got, test.remarks)
		}
	}
	for _, fault := range []string{"dustess.getDeptDetails=item=1,code=5", "item=0,code=5"} {
		answer := w.Call(w.Vendor.Document.Operation("getDeptDetails"), "accessToken="+w.shown.AccessToken, "", "Sim-Fault", fault)
		if answer.Code != 400 {
			t.Errorf("%s is taken: %s", fault, answer.Body)
		}
	}
}

// TestAFaultOfAToken is an error that the document has where a token is asked for (DU-Q52).
func TestAFaultOfAToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	op := w.Vendor.Document.Operation("getAccessToken")
	answer := w.Call(op, "", `{"clientId":"client-default","clientSecret":"secret-default"}`, "Sim-Fault", "code=10001")
	if text := answer.Body.String(); !strings.Contains(text, `"code":10001`) {
		t.Errorf("the fault answers %s", text)
	}
	checkAnswer(t, op, answer.Body.Bytes())
}

// TestAFaultOfAWholeBatch has the document's shape: each item has failed, and nothing is stored.
func TestAFaultOfAWholeBatch(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	row := `{"code":13000,"index":1,"id":"","msg":""}`
	for _, test := range []struct{ operation, body, want string }{
		{"batchAddCustomer", `{"customer_list":[{"remark":"a","pool":"p"},{"remark":"b","pool":"p"}]}`,
			row + `,{"code":13000,"index":2,"id":"","msg":""}`},
		{"batchEditCustomer", `no JSON`, row},
		{"batchEditCustomer", `{"customer_list":[` + strings.Repeat("0,", 9_999) + `0]}`, `"index":500,"id":"","msg":""}`},
		{"bindExternalId", `{"list":[{"external_id":"x"}]}`,
			`{"code":13000,"exist_cus_ids":null,"external_id":"x","index":0,"inside_id":"","msg":"","repeat_index":null}`},
	} {
		op := w.Vendor.Document.Operation(test.operation)
		answer := w.Call(op, "accessToken="+w.shown.AccessToken, test.body, "Sim-Fault", "code=4126").Body
		if text := answer.String(); !strings.HasPrefix(text, `{"success":false,"code":4126,"msg":"","data":{"fail":[`) ||
			!strings.HasSuffix(text, test.want+`],"success":null}}`) {
			t.Errorf("%s: %s", test.operation, text)
		}
		checkAnswer(t, op, answer.Bytes())
	}
	for _, c := range stored[contact](t, w, "contacts") {
		if c.Pool == "p" {
			t.Errorf("%s was stored", c.Remark)
		}
	}
	answer := w.Call(w.Vendor.Document.Operation("getDeptDetails"), "", "", "Sim-Fault", "code=4126").Body.String()
	if want := `{"success":false,"code":4126,"msg":"error","data":null}`; answer != want {
		t.Errorf("what is no batch: got %s, want %s", answer, want)
	}
}

// checkAnswer holds an answer to the document.
func checkAnswer(t *testing.T, op *openapi.Operation, body []byte) {
	t.Helper()
	answer := op.CheckResponse(200, map[string][]string{"Content-Type": {contentType}}, body)
	if len(answer.Findings) > 0 {
		t.Errorf("%s: %v", op.ID, answer.Findings)
	}
}
