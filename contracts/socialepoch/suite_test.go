package socialepoch

import (
	"slices"
	"testing"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator"
)

// TestContract runs every spec against the simulator; no other test of this package may need it.
func TestContract(t *testing.T) {
	sim, err := simulator.New(simulator.Config{Seed: 42})
	if err != nil {
		t.Fatal(err)
	}
	contracts.Test(t, Suite(), sim)
}

// TestChanges: a live run must see whom a request would change, however the request is written.
func TestChanges(t *testing.T) {
	t.Parallel()
	document, err := openapi.Load("socialepoch")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		operation, body string
		want            []string
	}{
		{"setPrincipalAsNull", `{"data":["1",2]}`, []string{"1", "2"}},
		{"setPrincipalAsNull", `{"data":["1",null]}`, []string{"1", ""}},
		{"setPrincipalAsNull", `{"data":[]}`, nil}, // documented: 0 to 50 items
		{"setPrincipalAsNull", `{"data":null}`, []string{everything}},
		{"setPrincipalAsNull", `{"data":"1"}`, []string{everything}},
		{"setPrincipalAsNull", `{"data":`, []string{everything}},
		{"delCustomers", `{"type":3,"item":["1",2]}`, []string{"1", "2"}},
		{"delCustomers", `{"type":"2","item":["shun"]}`, []string{"shun"}},
		{"delCustomers", `{"type":3,"item":[]}`, []string{everything}},
		{"delCustomers", `{"type":3}`, []string{everything}},
		{"delCustomers", `{"type":1,"item":["1"]}`, []string{everything}},
		{"delCustomers", `{"type":0,"item":["1"]}`, []string{everything}},
		{"delCustomers", `{"item":["1"]}`, []string{everything}},
		{"delCustomers", `[]`, []string{everything}},
		{"delFriendsContacts", `{"info":{"friendWhatsId":"1"}}`, []string{"1"}},
		{"delFriendsContacts", `{"info":{"friendWhatsId":""}}`, []string{everything}},
		{"delFriendsContacts", `{"info":{}}`, []string{everything}},
		{"delFriendsContacts", `{}`, []string{everything}},
		{"delAgent", `{"username":"shun"}`, []string{"shun"}},
		{"delAgent", `{}`, []string{everything}},
		{"batchImport", `{"data":[{"whatsApp":"1"},{},{"whatsApp":2}]}`, []string{"1", "2"}},
		{"batchImport", `{"data":"1"}`, nil},
		{"batchAddActions", `{"data":[{"friendWhatsId":"1"}]}`, []string{"1"}},
		{"addAgent", `{"username":"shun"}`, nil},
		{"soCreate", `{"friendWhatsApp":1}`, []string{"1"}},
		{"soCreate", `{}`, []string{""}},
		{"moscCreate", `{"sendInfos":[{"friendWhatsApp":"1"},{},{"friendWhatsApp":2}]}`, []string{"1", "2"}},
		{"queryCustomers", `[{"whatsApp":"1"}]`, nil},
	}
	for _, test := range tests {
		if got := changes(document.Operation(test.operation), nil, []byte(test.body)); !slices.Equal(got, test.want) {
			t.Errorf("%s %s changes %q, want %q", test.operation, test.body, got, test.want)
		}
	}
}
