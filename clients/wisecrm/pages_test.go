package wisecrm

import (
	"errors"
	"iter"
	"slices"
	"testing"
)

func TestList(t *testing.T) {
	t.Parallel()
	v := newVendor(t, `{"error_code":0,"error_msg":"调用成功","total_size":10000,"page_size":2,"page_no":7,"data":[
		{"accountId":"xxx","accountName":"杨志永","phone":"021-34240127"},{"accountId":"yyy","accountName":null}]}`)
	page, err := v.client(t).Accounts.List(t.Context(), ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if page.TotalSize != 10000 || page.PageSize != 2 || page.PageNo != 7 || len(page.Records) != 2 {
		t.Errorf("got %+v", page)
	}
	if name, none := page.Records[0].Text("accountName"), page.Records[1].Text("accountName"); name != "杨志永" || none != "" {
		t.Errorf("names %q and %q", name, none)
	}
}

func TestAllPagesUntilAnEmptyOne(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		all  func(*Client) iter.Seq2[Record, error]
		want []string // page_no and page_size of each request
	}{
		{"accounts", func(c *Client) iter.Seq2[Record, error] {
			return c.Accounts.All(t.Context(), ListOptions{Fields: []string{"n"}})
		}, []string{"1 200", "2 200", "3 200"}},
		{"contacts from a page on", func(c *Client) iter.Seq2[Record, error] {
			return c.Contacts.All(t.Context(), ListOptions{PageNo: 4, PageSize: 2})
		}, []string{"4 2", "5 2", "6 2"}},
		{"sales orders", func(c *Client) iter.Seq2[Record, error] {
			return c.SalesOrders.All(t.Context(), ListOptions{PageSize: 3})
		}, []string{"1 3", "2 3", "3 3"}},
		{"custom modules", func(c *Client) iter.Seq2[Record, error] {
			return c.CustomEntities.All(t.Context(), "e__dd", ListOptions{PageNo: 5})
		}, []string{"5 200", "6 200", "7 200"}},
		{"users", func(c *Client) iter.Seq2[Record, error] {
			return c.Users.All(t.Context(), UserListOptions{})
		}, []string{"1 200", "2 200", "3 200"}},
		{"query", func(c *Client) iter.Seq2[Record, error] {
			return c.Query.All(t.Context(), AdvQuery{PageNo: 2})
		}, []string{"2 200", "3 200", "4 200"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			pages := []string{listed(`{"n":"1"},{"n":"2"}`), listed(`{"n":"3"}`), listed("")}
			v := newVendor(t, append(pages, pages...)...)
			all := test.all(v.client(t))
			var got []string
			for range 2 { // The sequence begins anew each time.
				for record, err := range all {
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, record.Text("n"))
				}
			}
			if want := []string{"1", "2", "3", "1", "2", "3"}; !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			var asked []string
			for _, r := range v.seen() {
				asked = append(asked, r.query.Get("page_no")+" "+r.query.Get("page_size"))
			}
			if want := append(test.want, test.want...); !slices.Equal(asked, want) {
				t.Errorf("asked for %q, want %q", asked, want)
			}
		})
	}
}

func TestAllEndsWithAnError(t *testing.T) {
	t.Parallel()
	v := newVendor(t, listed(`{"n":"1"}`), `{"error_code":491,"error_msg":"超出限制"}`)
	var records, failures int
	for record, err := range v.client(t).Accounts.All(t.Context(), ListOptions{}) {
		if err == nil {
			records++
			continue
		}
		failures++
		if e, ok := errors.AsType[*Error](err); !ok || e.Code != CodeLimit || record != nil {
			t.Errorf("got %v, %v", record, err)
		}
	}
	if records != 1 || failures != 1 || len(v.seen()) != 2 {
		t.Errorf("%d records, %d errors, %d requests", records, failures, len(v.seen()))
	}
}

func TestAllStopsWhereTheCallerDoes(t *testing.T) {
	t.Parallel()
	v := newVendor(t, listed(`{"n":"1"},{"n":"2"}`))
	seen := 0
	for range v.client(t).Accounts.All(t.Context(), ListOptions{}) {
		if seen++; seen == 3 {
			break
		}
	}
	if len(v.seen()) != 2 {
		t.Errorf("%d requests for 3 records of pages of 2", len(v.seen()))
	}
}
