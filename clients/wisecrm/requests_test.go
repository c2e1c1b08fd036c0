package wisecrm

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
)

// A requestCase is one call and the request that it must send, apart from what authenticates.
type requestCase struct {
	name   string
	answer string
	call   func(context.Context, *Client) error
	method string
	path   string
	query  string // sorted, not URL-encoded
	body   string
}

const asUser = "op_user=" + testUser

func secondPage() ListOptions {
	return ListOptions{Fields: []string{"a", "b"}, QName: "*企能软件", PageNo: 2, PageSize: 50}
}

func TestAccountRequests(t *testing.T) {
	t.Parallel()
	checkRequests(t, []requestCase{
		{"addAccount", written("account_id", testAccount), func(ctx context.Context, c *Client) error {
			_, err := c.Accounts.Add(ctx, Fields{"accountName": "杨志永"}, AddOptions{})
			return err
		}, "POST", "account/add", asUser, `{"accountName":"杨志永"}`},
		{"addAccount forced", written("account_id", testAccount), func(ctx context.Context, c *Client) error {
			_, err := c.Accounts.Add(ctx, nil, AddOptions{Force: true})
			return err
		}, "POST", "account/add", "force_add=true&" + asUser, `{}`},
		{"getAccount", emptyObject, func(ctx context.Context, c *Client) error {
			_, err := c.Accounts.Get(ctx, testAccount, "accountName", "phone")
			return err
		}, "GET", "account/get", "account_id=" + testAccount + "&fields=accountName,phone&" + asUser, ""},
		{"listAccounts", listed(""), func(ctx context.Context, c *Client) error {
			_, err := c.Accounts.List(ctx, secondPage())
			return err
		}, "GET", "account/list", "fields=a,b&" + asUser + "&page_no=2&page_size=50&qname=*企能软件", ""},
		{"listAccounts by default", listed(""), func(ctx context.Context, c *Client) error {
			_, err := c.Accounts.List(ctx, ListOptions{Fields: []string{"a"}})
			return err
		}, "GET", "account/list", "fields=a&" + asUser, ""},
		{"listAccounts as wrong as asked", listed(""), func(ctx context.Context, c *Client) error {
			_, err := c.Accounts.List(ctx, ListOptions{PageNo: -1, PageSize: 201})
			return err
		}, "GET", "account/list", asUser + "&page_no=-1&page_size=201", ""},
		{"updateAccount", written("account_id", testAccount), func(ctx context.Context, c *Client) error {
			_, err := c.Accounts.Update(ctx, testAccount, Fields{"phone": nil}, UpdateOptions{Force: true})
			return err
		}, "POST", "account/update", "account_id=" + testAccount + "&force_update=true&" + asUser, `{"phone":null}`},
		{"deleteAccount", written("account_id", testAccount), func(ctx context.Context, c *Client) error {
			_, err := c.Accounts.Delete(ctx, testAccount, DeleteOptions{})
			return err
		}, "POST", "account/delete", "account_id=" + testAccount + "&" + asUser, ""},
		{"deleteAccount with others", written("account_id", testAccount), func(ctx context.Context, c *Client) error {
			cascade := map[string][]string{"SalesOrder": {"accountId"}, "Contact": {"accountId", "c__other"}}
			_, err := c.Accounts.Delete(ctx, testAccount, DeleteOptions{Cascade: cascade})
			return err
		}, "POST", "account/delete", "account_id=" + testAccount +
			`&cascade_delete={"Contact":["accountId","c__other"],"SalesOrder":["accountId"]}&` + asUser, ""},
	})
}

func TestContactRequests(t *testing.T) {
	t.Parallel()
	checkRequests(t, []requestCase{
		{"addContact", written("contact_id", "003-1"), func(ctx context.Context, c *Client) error {
			_, err := c.Contacts.Add(ctx, Fields{"contactName": "老黄"}, AddOptions{Force: true})
			return err
		}, "POST", "contact/add", "force_add=true&" + asUser, `{"contactName":"老黄"}`},
		{"getContact", emptyObject, func(ctx context.Context, c *Client) error {
			_, err := c.Contacts.Get(ctx, "003-1", "contactId")
			return err
		}, "GET", "contact/get", "contact_id=003-1&fields=contactId&" + asUser, ""},
		{"listContacts", listed(""), func(ctx context.Context, c *Client) error {
			_, err := c.Contacts.List(ctx, secondPage())
			return err
		}, "GET", "contact/list", "fields=a,b&" + asUser + "&page_no=2&page_size=50&qname=*企能软件", ""},
		{"updateContact", written("contact_id", "003-1"), func(ctx context.Context, c *Client) error {
			_, err := c.Contacts.Update(ctx, "003-1", nil, UpdateOptions{})
			return err
		}, "POST", "contact/update", "contact_id=003-1&" + asUser, `{}`},
		{"deleteContact", written("contact_id", "003-1"), func(ctx context.Context, c *Client) error {
			_, err := c.Contacts.Delete(ctx, "003-1", DeleteOptions{})
			return err
		}, "POST", "contact/delete", "contact_id=003-1&" + asUser, ""},
	})
}

func TestSalesOrderRequests(t *testing.T) {
	t.Parallel()
	checkRequests(t, []requestCase{
		{"addSalesOrder", written("salesorder_id", "005-1"), func(ctx context.Context, c *Client) error {
			_, err := c.SalesOrders.Add(ctx, Fields{"accountId": testAccount})
			return err
		}, "POST", "salesorder/add", asUser, `{"accountId":"` + testAccount + `"}`},
		{"getSalesOrder", emptyObject, func(ctx context.Context, c *Client) error {
			_, err := c.SalesOrders.Get(ctx, "005-1", "salesorderId")
			return err
		}, "GET", "salesorder/get", "fields=salesorderId&" + asUser + "&salesorder_id=005-1", ""},
		{"listSalesOrders", listed(""), func(ctx context.Context, c *Client) error {
			_, err := c.SalesOrders.List(ctx, secondPage())
			return err
		}, "GET", "salesorder/list", "fields=a,b&" + asUser + "&page_no=2&page_size=50&qname=*企能软件", ""},
		{"updateSalesOrder", written("salesorder_id", "005-1"), func(ctx context.Context, c *Client) error {
			_, err := c.SalesOrders.Update(ctx, "005-1", Fields{"amount": 12.5})
			return err
		}, "POST", "salesorder/update", asUser + "&salesorder_id=005-1", `{"amount":12.5}`},
		{"deleteSalesOrder", written("salesorder_id", "005-1"), func(ctx context.Context, c *Client) error {
			_, err := c.SalesOrders.Delete(ctx, "005-1", DeleteOptions{Cascade: map[string][]string{"Invoice": {"orderId"}}})
			return err
		}, "POST", "salesorder/delete", `cascade_delete={"Invoice":["orderId"]}&` + asUser + "&salesorder_id=005-1", ""},
	})
}

func TestCustomEntityRequests(t *testing.T) {
	t.Parallel()
	const lead, inLeads = "100-1", "entity=e__lead&"
	checkRequests(t, []requestCase{
		{"addCustomEntity", written("record_id", lead), func(ctx context.Context, c *Client) error {
			id, err := c.CustomEntities.Add(ctx, "e__lead", Fields{"c__name": "企能软件", "c__ok": true, "c__price": json.Number("12.10")})
			return same(id, lead, err)
		}, "POST", "customentity/add", inLeads + asUser, `{"c__name":"企能软件","c__ok":true,"c__price":12.10}`},
		{"getCustomEntity", emptyObject, func(ctx context.Context, c *Client) error {
			_, err := c.CustomEntities.Get(ctx, "e__lead", lead, "c__leadId", "c__name")
			return err
		}, "GET", "customentity/get", inLeads + "fields=c__leadId,c__name&" + asUser + "&record_id=" + lead, ""},
		{"listCustomEntities", listed(""), func(ctx context.Context, c *Client) error {
			_, err := c.CustomEntities.List(ctx, "e__lead", secondPage())
			return err
		}, "GET", "customentity/list", inLeads + "fields=a,b&" + asUser + "&page_no=2&page_size=50&qname=*企能软件", ""},
		{"listCustomEntities whole", listed(""), func(ctx context.Context, c *Client) error {
			for _, err := range c.CustomEntities.All(ctx, "e__lead", ListOptions{Fields: []string{"a"}}) {
				return err
			}
			return nil
		}, "GET", "customentity/list", inLeads + "fields=a&" + asUser + "&page_no=1&page_size=200", ""},
		{"updateCustomEntity", written("record_id", lead), func(ctx context.Context, c *Client) error {
			id, err := c.CustomEntities.Update(ctx, "e__lead", lead, nil)
			return same(id, lead, err)
		}, "POST", "customentity/update", inLeads + asUser + "&record_id=" + lead, `{}`},
		{"deleteCustomEntity", written("record_id", lead), func(ctx context.Context, c *Client) error {
			id, err := c.CustomEntities.Delete(ctx, "e__lead", lead, DeleteOptions{Cascade: map[string][]string{"e__dd": {"c__leadId"}}})
			return same(id, lead, err)
		}, "POST", "customentity/delete", `cascade_delete={"e__dd":["c__leadId"]}&` + inLeads + asUser + "&record_id=" + lead, ""},
	})
}

// same fails unless the id is the wanted one.
func same(id, want string, err error) error {
	if err == nil && id != want {
		return errors.New("the id is " + id)
	}
	return err
}

func TestOtherRequests(t *testing.T) {
	t.Parallel()
	checkRequests(t, []requestCase{
		{"listUsers", listed(""), func(ctx context.Context, c *Client) error {
			_, err := c.Users.List(ctx, UserListOptions{Fields: []string{"userId", "userName"}, PageNo: 3, PageSize: 10})
			return err
		}, "GET", "user/list", "fields=userId,userName&page_no=3&page_size=10", ""},
		{"listEntities", `{"error_code":0,"error_msg":"调用成功","data":[]}`, func(ctx context.Context, c *Client) error {
			_, err := c.Metadata.Entities(ctx, KindAny)
			return err
		}, "GET", "metadata/entity", "", ""},
		{"listFields", `{"error_code":0,"error_msg":"调用成功","data":[]}`, func(ctx context.Context, c *Client) error {
			_, err := c.Metadata.Fields(ctx, "Account", KindCustom)
			return err
		}, "GET", "metadata/field", "entity=Account&type=2", ""},
		{"listPicklists", `{"error_code":0,"error_msg":"调用成功","data":[]}`, func(ctx context.Context, c *Client) error {
			_, err := c.Metadata.Picklists(ctx, "Account", "typeCode", "c__rank")
			return err
		}, "GET", "metadata/picklist", "entity=Account&fields=typeCode,c__rank", ""},
		{"advQuery", listed(""), func(ctx context.Context, c *Client) error {
			_, err := c.Query.List(ctx, AdvQuery{
				Entity: "Account", Fields: []string{"accountId", "phone"}, Filter: Or(Contains("phone", "021")),
				Sort: []Sort{Asc("accountName"), Desc("createdOn")}, PageNo: 2, PageSize: 100,
			})
			return err
		}, "POST", "entity/adv-query",
			"entity=Account&fields=accountId,phone&page_no=2&page_size=100&sort=accountName:asc,createdOn:desc",
			`{"type":"OR","filters":[{"fieldName":"phone","operator":"cl","value":"021"}]}`},
	})
}

// checkRequests makes each call and looks at what arrived: its own parameters and no others.
func checkRequests(t *testing.T, tests []requestCase) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v := newVendor(t, test.answer)
			if err := test.call(t.Context(), v.client(t)); err != nil {
				t.Fatal(err)
			}
			got := v.seen()[0]
			if got.method != test.method || got.path != "/gw/"+test.path {
				t.Errorf("called %s %s, want %s /gw/%s", got.method, got.path, test.method, test.path)
			}
			if query := own(t, got); query != test.query {
				t.Errorf("query\n got %s\nwant %s", query, test.query)
			}
			if got.body != test.body {
				t.Errorf("body\n got %s\nwant %s", got.body, test.body)
			}
			if json := "application/json; charset=utf-8"; test.body != "" && got.contentType != json {
				t.Errorf("content type %q, want %q", got.contentType, json)
			}
		})
	}
}

// own returns the query without what authenticates, decoded and sorted.
func own(t *testing.T, r received) string {
	t.Helper()
	for _, name := range []string{"appid", "sign", "sign_type", "timestamp"} {
		if len(r.query[name]) != 1 {
			t.Errorf("%s came %d times", name, len(r.query[name]))
		}
		r.query.Del(name)
	}
	var text []string
	for _, name := range slices.Sorted(maps.Keys(r.query)) {
		text = append(text, name+"="+strings.Join(r.query[name], " and "))
	}
	return strings.Join(text, "&")
}

func TestABodyWithoutAJSONFormIsNotSent(t *testing.T) {
	t.Parallel()
	v := newVendor(t, written("account_id", testAccount))
	_, err := v.client(t).Accounts.Add(t.Context(), Fields{"phone": make(chan int)}, AddOptions{})
	if err == nil || !strings.Contains(err.Error(), "addAccount") || len(v.seen()) != 0 {
		t.Errorf("got %v after %d requests", err, len(v.seen()))
	}
}
