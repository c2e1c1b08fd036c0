package openapi_test

import (
	"slices"
	"testing"

	"github.com/crmsim/crmsim/openapi"
)

// TestViews reads each kind of thing that others derive from the documents.
func TestViews(t *testing.T) {
	load := func(vendor, id string) *openapi.Operation {
		t.Helper()
		doc, err := openapi.Load(vendor)
		if err != nil {
			t.Fatal(err)
		}
		return doc.Operation(id)
	}
	add := load("dustess", "batchAddCustomer")
	if field, most := add.Batch(); field != "customer_list" || most == 0 {
		t.Errorf("batch of batchAddCustomer: %q, at most %d", field, most)
	}
	body, ok := add.Body()
	if !ok || !body.Required || body.Media != "application/json" {
		t.Errorf("body of batchAddCustomer: %+v", body)
	}
	item, _ := body.Schema.Properties()["customer_list"].Items()
	if k := item.Keywords(); !slices.Contains(k.Required, "remark") || item.Type() != "object" {
		t.Errorf("an item of batchAddCustomer: %+v", k)
	}
	list := load("wisecrm", "listAccounts")
	if _, ok := list.Body(); ok {
		t.Error("listAccounts takes a body")
	}
	i := slices.IndexFunc(list.Parameters, func(p *openapi.Parameter) bool { return p.Name == "page_size" })
	if k := list.Parameters[i].Schema().Keywords(); k.Max == nil || *k.Max < 1 {
		t.Errorf("page_size: %+v", k)
	}
	if answers := list.Responses(); len(answers) == 0 || answers[0].Status != 200 || len(answers[0].Variants) == 0 {
		t.Errorf("answers of listAccounts: %+v", answers)
	}
	if !load("quancheng", "getCustomer").Forms() {
		t.Error("getCustomer takes no form")
	}
}
