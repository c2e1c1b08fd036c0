package wisecrm

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"github.com/crmsim/crmsim/openapi/spectest"
)

// documented makes the call of each operation that the vendor documents with an answer. The arguments
// do not matter where the documents show none.
var documented = map[string]func(context.Context, *Client, Fields) (any, error){
	"addAccount": func(ctx context.Context, c *Client, body Fields) (any, error) {
		return idOf("account_id")(c.Accounts.Add(ctx, body, AddOptions{}))
	},
	"getAccount": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return c.Accounts.Get(ctx, testAccount, "accountName", "phone")
	},
	"listAccounts": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return pageOf(c.Accounts.List(ctx, ListOptions{Fields: []string{"accountId"}}))
	},
	"updateAccount": func(ctx context.Context, c *Client, body Fields) (any, error) {
		return idOf("account_id")(c.Accounts.Update(ctx, testAccount, body, UpdateOptions{}))
	},
	"deleteAccount": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return idOf("account_id")(c.Accounts.Delete(ctx, testAccount, DeleteOptions{}))
	},
	"addContact": func(ctx context.Context, c *Client, body Fields) (any, error) {
		return idOf("contact_id")(c.Contacts.Add(ctx, body, AddOptions{}))
	},
	"getContact": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return c.Contacts.Get(ctx, "003-1", "contactName", "phone")
	},
	"listContacts": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return pageOf(c.Contacts.List(ctx, ListOptions{Fields: []string{"contactId"}}))
	},
	"updateContact": func(ctx context.Context, c *Client, body Fields) (any, error) {
		return idOf("contact_id")(c.Contacts.Update(ctx, "003-1", body, UpdateOptions{}))
	},
	"deleteContact": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return idOf("contact_id")(c.Contacts.Delete(ctx, "003-1", DeleteOptions{}))
	},
	"addSalesOrder": func(ctx context.Context, c *Client, body Fields) (any, error) {
		return idOf("salesorder_id")(c.SalesOrders.Add(ctx, body))
	},
	"getSalesOrder": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return c.SalesOrders.Get(ctx, "004-1", "subject", "amount")
	},
	"listSalesOrders": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return pageOf(c.SalesOrders.List(ctx, ListOptions{Fields: []string{"salesorderId"}}))
	},
	"deleteSalesOrder": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return idOf("salesorder_id")(c.SalesOrders.Delete(ctx, "004-1", DeleteOptions{}))
	},
	"addCustomEntity": func(ctx context.Context, c *Client, body Fields) (any, error) {
		return idOf("record_id")(c.CustomEntities.Add(ctx, "e__lead", body))
	},
	"getCustomEntity": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return c.CustomEntities.Get(ctx, "e__lead", "100-1", "c__name", "c__phone")
	},
	"listCustomEntities": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return pageOf(c.CustomEntities.List(ctx, "e__lead", ListOptions{Fields: []string{"c__leadId"}}))
	},
	"updateCustomEntity": func(ctx context.Context, c *Client, body Fields) (any, error) {
		return idOf("record_id")(c.CustomEntities.Update(ctx, "e__lead", "100-1", body))
	},
	"deleteCustomEntity": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return idOf("record_id")(c.CustomEntities.Delete(ctx, "e__lead", "100-1", DeleteOptions{}))
	},
	"listUsers": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return pageOf(c.Users.List(ctx, UserListOptions{Fields: []string{"userId"}}))
	},
	"listEntities": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return c.Metadata.Entities(ctx, KindAny)
	},
	"listFields": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return c.Metadata.Fields(ctx, "Account", KindAny)
	},
	"listPicklists": func(ctx context.Context, c *Client, _ Fields) (any, error) {
		return c.Metadata.Picklists(ctx, "Account")
	},
}

// idOf returns a written id as the data of its answer.
func idOf(name string) func(string, error) (any, error) {
	return func(id string, err error) (any, error) { return map[string]string{name: id}, err }
}

// pageOf returns a page as its answer spells it.
func pageOf(page *Page, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return map[string]any{"total_size": page.TotalSize, "page_size": page.PageSize, "page_no": page.PageNo, "data": page.Records}, nil
}

// TestDocumentedAnswers: each answer that the vendor documents decodes to the documented values, and
// the call that it answers is the documented one.
func TestDocumentedAnswers(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, e := range spectest.Exchanges(t, "../../testdata/wisecrm") {
		if e.Response == nil {
			continue
		}
		seen[e.Operation] = true
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			checkDocumented(t, e)
		})
	}
	for operation := range documented {
		if !seen[operation] {
			t.Errorf("%s: testdata has no answer to it", operation)
		}
	}
}

func checkDocumented(t *testing.T, e spectest.Exchange) {
	t.Helper()
	call := documented[e.Operation]
	if call == nil {
		t.Fatalf("no call of %s", e.Operation)
	}
	var sent Fields
	if len(e.Request.Body) > 0 {
		if err := json.Unmarshal(e.Request.Body, &sent); err != nil {
			t.Fatal(err)
		}
	}
	var answer map[string]any
	if err := json.Unmarshal(e.Response.Body, &answer); err != nil {
		t.Fatal(err)
	}
	v := newVendor(t, string(e.Response.Body))
	got, err := call(t.Context(), v.client(t), sent)
	request := v.seen()[0]
	if request.method != e.Request.Method || request.path != e.Request.Path {
		t.Errorf("called %s %s, want %s %s", request.method, request.path, e.Request.Method, e.Request.Path)
	}
	if len(e.Request.Body) > 0 && !reflect.DeepEqual(plain(t, json.RawMessage(request.body)), plain(t, e.Request.Body)) {
		t.Errorf("sent %s, want %s", request.body, e.Request.Body)
	}
	if code := answer["error_code"]; code != 0.0 {
		refusal, ok := errors.AsType[*Error](err)
		if !ok || float64(refusal.Code) != code || refusal.Message != answer["error_msg"] {
			t.Errorf("got %v, want error_code %v", err, code)
		}
		return
	}
	delete(answer, "error_code")
	delete(answer, "error_msg")
	var want any = answer
	if len(answer) == 1 {
		want = answer["data"]
	}
	if err != nil || !reflect.DeepEqual(plain(t, got), plain(t, want)) {
		t.Errorf("got %+v, %v; want %+v", plain(t, got), err, want)
	}
}

// plain returns a value as plain JSON, in which a text that is empty is as good as absent.
func plain(t *testing.T, value any) any {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return withoutEmpty(out)
}

func withoutEmpty(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if member == "" {
				delete(v, name)
				continue
			}
			v[name] = withoutEmpty(member)
		}
	case []any:
		for i := range v {
			v[i] = withoutEmpty(v[i])
		}
	}
	return value
}
