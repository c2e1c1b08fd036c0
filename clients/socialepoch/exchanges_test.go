package socialepoch

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/openapi/spectest"
)

// documented makes the call of each operation that is documented with an answer, and says what the
// answer must be read as.
var documented = map[string]struct {
	call func(context.Context, *Client) (any, error)
	want any
}{
	"setPrincipalAsNull": {
		func(ctx context.Context, c *Client) (any, error) { return c.Customers.ClearOwner(ctx, "919161506154") },
		&ClearResult{true, 1, []string{"919161506154"}, []string{}},
	},
	"delCustomers": {func(ctx context.Context, c *Client) (any, error) { return nothing(c.Customers.DeleteAll(ctx)) }, nil},
	"delFriendsContacts": {func(ctx context.Context, c *Client) (any, error) {
		return nothing(c.Contacts.Delete(ctx, ContactConditions{FriendWhatsID: "8801833524358"}))
	}, nil},
	"queryDelCustomerInfo": {
		func(ctx context.Context, c *Client) (any, error) {
			return c.Contacts.List(ctx, ContactListOptions{Deletion: Deleted, PageSize: 2})
		},
		&ContactPage{1, []Contact{{"67074807576", "8801833524358", true, time.Date(2025, 4, 2, 21, 1, 28, 0, china)}}},
	},
	"addAgent": {func(ctx context.Context, c *Client) (any, error) {
		return nothing(c.Agents.Add(ctx, NewAgent{"shun", "shun123", "1234567"}))
	}, nil},
	"delAgent": {func(ctx context.Context, c *Client) (any, error) { return nothing(c.Agents.Delete(ctx, "shun")) }, nil},
	"queryAgent": {
		func(ctx context.Context, c *Client) (any, error) { return c.Agents.Query(ctx, "202510161") },
		&Agent{621443, 520274, "202510161", 621450, "1016", "1428695028875792384"},
	},
	"batchAddActions": {
		func(ctx context.Context, c *Client) (any, error) {
			return c.Actions.Add(ctx, WakeUp{AgentAccount: "test", FriendWhatsID: "8613633800088", PlatformType: PlatformPC})
		},
		[]string{"20c7c02bf11b494286dd165da47388c9"},
	},
	"queryUserStatus": {
		func(ctx context.Context, c *Client) (any, error) { return c.Sending.Online(ctx, DeviceMobile, "") },
		[]OnlineAgent{{12, "u1", []OnlineAccount{{"861821371272", "jack"}}}},
	},
	"queryExecuteStatus": {
		func(ctx context.Context, c *Client) (any, error) {
			return c.Sending.Status(ctx, "5c1d3e0f2a7b49868d3e5f7a9b1c2d4e")
		},
		&TaskStatus{Status: TaskProcessing, Targets: []TargetStatus{{Status: TargetDelivered}, {Status: TargetPendingSend}}},
	},
}

// TestExchanges: the client calls the documented path and reads the documented answer.
func TestExchanges(t *testing.T) {
	t.Parallel()
	read := 0
	for _, e := range spectest.Exchanges(t, "../../testdata/socialepoch") {
		if e.Response == nil {
			continue
		}
		read++
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			v := newVendor(t, string(e.Response.Body))
			got, err := documented[e.Operation].call(t.Context(), v.client(t))
			if err != nil || !reflect.DeepEqual(got, documented[e.Operation].want) {
				t.Errorf("read\n got %+v, %v\nwant %+v", got, err, documented[e.Operation].want)
			}
			path := strings.TrimSuffix(e.NewRequest("").URL.RequestURI(), "?")
			if sent := v.seen()[0]; sent.path != path || sent.method != e.Request.Method {
				t.Errorf("called %s %s, want %s %s", sent.method, sent.path, e.Request.Method, path)
			}
		})
	}
	if read != len(documented) {
		t.Errorf("read %d answers, want %d", read, len(documented))
	}
}
