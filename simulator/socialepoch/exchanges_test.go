package socialepoch

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/crmsim/crmsim/openapi/spectest"
)

// TestDocumentedAnswers: the documented request gets the documented answer, byte for byte, when the
// tenant is as the example has it.
func TestDocumentedAnswers(t *testing.T) {
	t.Parallel()
	arranged := map[string][][3]string{ // by operation: table, id, record
		"setPrincipalAsNull": {{"customers", "919161506154", `{"principal":"linjing"}`}},
		"delCustomers":       {},
		"delFriendsContacts": {},
		"queryDelCustomerInfo": {{"contacts", "67074807576-8801833524358", `{"delFlag":1,"deleteTime":"2025-04-02 21:01:28"}`},
			{"contacts", "67074807577-8801833524358", `{}`}},
		"addAgent": {},
	}
	for _, e := range spectest.Exchanges(t, "../../testdata/socialepoch") {
		records, arrangeable := arranged[e.Operation]
		if !arrangeable {
			continue
		}
		delete(arranged, e.Operation)
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "default", 0)
			for _, r := range records {
				w.put(t, r[0], r[1], r[2])
			}
			answer, _ := w.call(e.Operation, asOurs(t, w, e.Request.Body), w.headers("1767574800000"))
			var want bytes.Buffer
			if err := json.Compact(&want, e.Response.Body); err != nil {
				t.Fatal(err)
			}
			if answer != want.String() {
				t.Errorf("answered\n got %s\nwant %s", answer, want.String())
			}
		})
	}
	if len(arranged) > 0 {
		t.Errorf("no exchange of %q", slices.Collect(maps.Keys(arranged)))
	}
}

// asOurs puts the sandbox's tenant, admin account and signature into a documented body.
func asOurs(t *testing.T, w *world, body []byte) string {
	t.Helper()
	var given map[string]any
	if err := json.Unmarshal(body, &given); err != nil {
		t.Fatal(err)
	}
	for name, ours := range map[string]any{"tenantId": w.credentials.TenantID, "userName": w.credentials.UserName} {
		if given[name] != nil {
			given[name] = ours
		}
	}
	if created, ok := given["createTime"].(string); ok {
		given["token"] = signature(w.id(), w.credentials.UserName, created, w.credentials.APIKey)
	}
	text, err := json.Marshal(given)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
