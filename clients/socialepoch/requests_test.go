package socialepoch

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// A requestCase is a call, what must arrive, and what must come of the answer.
type requestCase struct {
	name   string
	call   func(context.Context, *Client) (any, error)
	path   string
	body   string // "" for that of a GET
	answer string
	want   any
}

func nothing(err error) (any, error) { return nil, err }

func TestCustomerRequests(t *testing.T) {
	t.Parallel()
	const legacy = `"tenantId":520274,"userName":"yangkun","token":"%s","createTime":"2024-03-20 20:09:19"`
	signed := fmt.Sprintf(legacy, digest("520274", "yangkun", "2024-03-20 20:09:19", "TESTKEY"))
	checkRequests(t, []requestCase{
		{"setPrincipalAsNull", func(ctx context.Context, c *Client) (any, error) { return c.Customers.ClearOwner(ctx, "1", "2") },
			"/wscrm-bus-api/open/customer/setPrincipalAsNull", `{"tenantId":520274,"userName":"yangkun","data":["1","2"]}`,
			ok(`{"isAllOk":false,"total":2,"successWhatsIds":["1"],"failWhatsIds":["2"]}`), &ClearResult{false, 2, []string{"1"}, []string{"2"}}},
		{"setPrincipalAsNull of nobody", func(ctx context.Context, c *Client) (any, error) { return c.Customers.ClearOwner(ctx) },
			"/wscrm-bus-api/open/customer/setPrincipalAsNull", `{"tenantId":520274,"userName":"yangkun","data":[]}`,
			ok(`{"isAllOk":true,"total":0,"successWhatsIds":[],"failWhatsIds":[]}`), &ClearResult{true, 0, []string{}, []string{}}},
		{"delCustomers by number", func(ctx context.Context, c *Client) (any, error) { return nothing(c.Customers.Delete(ctx, "1")) },
			"/wscrm-bus-api/open/customer/del", `{` + signed + `,"type":3,"item":["1"]}`, ok(`""`), nil},
		{"delCustomers by agent", func(ctx context.Context, c *Client) (any, error) {
			return nothing(c.Customers.DeleteOfAgents(ctx, "shun", "moppo"))
		}, "/wscrm-bus-api/open/customer/del", `{` + signed + `,"type":2,"item":["shun","moppo"]}`, ok(`[]`), nil},
		{"delCustomers, all", func(ctx context.Context, c *Client) (any, error) { return nothing(c.Customers.DeleteAll(ctx)) },
			"/wscrm-bus-api/open/customer/del", `{` + signed + `,"type":1,"item":[]}`, `{"code":200}`, nil},
		{"batchImport", func(ctx context.Context, c *Client) (any, error) {
			return nothing(c.Customers.Import(ctx, ImportedCustomer{AgentAccount: "shun", WhatsApp: "1", Birthday: "2020/03/08"},
				ImportedCustomer{AgentAccount: "shun", WhatsApp: "2", Desc: "a & b", Extensions: map[string]string{"Faction": "Guanlong Group", "whatsApp": "no"}}))
		}, "/wscrm-bus-api/customer/api/batchImport", `{"tenantId":520274,"data":[{"agentAccount":"shun","whatsApp":"1","birthday":"2020/03/08"},` +
			`{"Faction":"Guanlong Group","agentAccount":"shun","desc":"a \u0026 b","whatsApp":"2"}]}`, ok(`""`), nil},
		{"queryCustomers", func(ctx context.Context, c *Client) (any, error) { return c.Customers.Query(ctx, "1", "2") },
			"/wscrm-bus-api/customer/query", `[{"whatsApp":"1"},{"whatsApp":"2"}]`,
			ok(`[{"whatsApp":"1","principal":null,"desc":"x","Faction":"Y","n":5},{"whatsApp":"2","principal":"shun"}]`),
			[]Customer{{WhatsApp: "1", Desc: "x", Extensions: map[string]string{"Faction": "Y"}}, {WhatsApp: "2", Principal: "shun"}}},
	})
}

func TestContactRequests(t *testing.T) {
	t.Parallel()
	deleted := time.Date(2025, 4, 2, 13, 1, 28, 0, time.UTC).In(china)
	checkRequests(t, []requestCase{
		{"delFriendsContacts", func(ctx context.Context, c *Client) (any, error) {
			return nothing(c.Contacts.Delete(ctx, ContactConditions{FriendWhatsID: "1", AgentAccount: "shun"}))
		}, "/wscrm-bus-api/open/customer/delFriendsContacts",
			`{"tenantId":520274,"userName":"yangkun","info":{"friendWhatsId":"1","whatsId":"","agentAccount":"shun"}}`, ok(`""`), nil},
		{"queryDelCustomerInfo", func(ctx context.Context, c *Client) (any, error) {
			return c.Contacts.List(ctx, ContactListOptions{ContactConditions: ContactConditions{WhatsID: "7"}, Deletion: Deleted, Current: 2, PageSize: 5})
		}, "/wscrm-bus-api/open/customer/queryDelCustomerInfo",
			`{"tenantId":520274,"info":{"friendWhatsId":"","whatsId":"7","agentAccount":"","delFlag":1},"current":2,"pageSize":5}`,
			ok(`{"records":[{"whatsId":"7","friendWhatsId":"8","delFlag":1,"deleteTime":"2025-04-02 21:01:28"},{"whatsId":"7","friendWhatsId":"9","delFlag":0,"deleteTime":null}],"total":12}`),
			&ContactPage{12, []Contact{{"7", "8", true, deleted}, {"7", "9", false, time.Time{}}}}},
		{"queryDelCustomerInfo, not deleted", func(ctx context.Context, c *Client) (any, error) {
			return c.Contacts.List(ctx, ContactListOptions{Deletion: NotDeleted})
		}, "/wscrm-bus-api/open/customer/queryDelCustomerInfo",
			`{"tenantId":520274,"info":{"friendWhatsId":"","whatsId":"","agentAccount":"","delFlag":0},"current":1,"pageSize":100}`, ok(`{"records":[],"total":0}`), &ContactPage{}},
		{"queryDelCustomerInfo, any", func(ctx context.Context, c *Client) (any, error) { return c.Contacts.List(ctx, ContactListOptions{}) },
			"/wscrm-bus-api/open/customer/queryDelCustomerInfo",
			`{"tenantId":520274,"info":{"friendWhatsId":"","whatsId":"","agentAccount":""},"current":1,"pageSize":100}`, ok(`{"records":[]}`), &ContactPage{}},
	})
}

func TestOtherRequests(t *testing.T) {
	t.Parallel()
	checkRequests(t, []requestCase{
		{"addAgent", func(ctx context.Context, c *Client) (any, error) {
			return nothing(c.Agents.Add(ctx, NewAgent{"shun", "shun123", "1234567"}))
		}, "/se-api/user/add", `{"username":"shun","nickname":"shun123","password":"1234567"}`, ok(`null`), nil},
		{"delAgent", func(ctx context.Context, c *Client) (any, error) { return nothing(c.Agents.Delete(ctx, "shun")) },
			"/se-api/user/del", `{"username":"shun"}`, ok(`null`), nil},
		{"queryAgent", func(ctx context.Context, c *Client) (any, error) { return c.Agents.Query(ctx, "shun") },
			"/se-api/user/query", `{"username":"shun"}`,
			ok(`{"mainUserId":621443,"tenantId":520274,"username":"shun","userId":7,"nickname":"1016","guid":"1428695028875792384"}`),
			&Agent{621443, 520274, "shun", 7, "1016", "1428695028875792384"}},
		{"listUserByTenantId", func(ctx context.Context, c *Client) (any, error) { return c.Agents.List(ctx) },
			"/group-dispatch-api/user/listUserByTenantId", `{}`, ok(`[{"userName":"a","userId":1},{"username":"b","nickname":"B"}]`),
			[]ListedAgent{{"a", 1, ""}, {"b", 0, "B"}}},
		{"msgPage", func(ctx context.Context, c *Client) (any, error) {
			return c.Messages.List(ctx, MessageListOptions{
				FriendWhatsID: "1", WhatsID: "2", AgentAccount: "shun", ChatType: ChatIndividual, ActionType: ActionReceive, ContentType: ContentText,
				From: time.UnixMilli(0), To: time.UnixMilli(5), Current: 3, PageSize: 4,
			})
		}, "/wscrm-bus-api/open/message/msgPage",
			`{"tenantId":520274,"info":{"friendWhatsId":"1","whatsId":"2","agentAccount":"shun","chatType":1,"actionType":2,"contentType":"0","startChatTime":0,"endChatTime":5},"current":3,"pageSize":4}`,
			ok(`{"total":9,"size":4,"current":3,"pages":3,"records":[{"username":"shun","whatsId":"2","actionType":2,"chatType":1,"content":{"text":"x"},"contentType":0,"chatTime":5,"msgId":"M"}]}`),
			&MessagePage{9, 4, 3, 3, []Message{{Username: "shun", WhatsID: "2", ActionType: 2, ChatType: 1, ContentType: "0", Content: []byte(`{"text":"x"}`), ChatTime: 5, MsgID: "M"}}}},
		{"msgPage of all", func(ctx context.Context, c *Client) (any, error) { return c.Messages.List(ctx, MessageListOptions{}) },
			"/wscrm-bus-api/open/message/msgPage", `{"tenantId":520274,"info":{}}`, ok(`{"total":0,"size":10,"current":1,"pages":0,"records":[]}`), &MessagePage{0, 10, 1, 0, []Message{}}},
		{"batchAddActions", func(ctx context.Context, c *Client) (any, error) {
			return c.Actions.Add(ctx, WakeUp{AgentAccount: "shun", FriendWhatsID: "1", PlatformType: PlatformAndroid, Content: "hello"})
		}, "/wscrm-bus-api/open/action/batchAdd",
			`{"tenantId":520274,"data":[{"agentAccount":"shun","friendWhatsId":"1","platformType":2,"content":"hello","type":1}]}`, ok(`["20c7"]`), []string{"20c7"}},
		{"callbackResult", func(ctx context.Context, c *Client) (any, error) { return c.Actions.Results(ctx, "20c7") },
			"/wscrm-bus-api/open/action/callbackResult", `{"tenantId":520274,"data":["20c7"]}`, ok(`[{"id":"20c7","tenantId":520274}]`), []ActionResult{{"20c7", 520274}}},
	})
}

func TestSendingRequests(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 2, 3, 20, 0, 0, 0, time.UTC)
	checkRequests(t, []requestCase{
		{"soCreate", func(ctx context.Context, c *Client) (any, error) {
			return c.Sending.Send(ctx, Target{"861", "2"}, SendOptions{}, Content{Type: SendText, Text: "a & b"})
		}, "/group-dispatch-api/gsTask/assign/soCreate",
			`{"targetType":1,"sendWhatsApp":"861","friendWhatsApp":"2","content":[{"type":1,"text":"a & b","sort":0}]}`, ok(`{"taskId":"T"}`), "T"},
		{"soCreate with all there is", func(ctx context.Context, c *Client) (any, error) {
			opts := SendOptions{Name: "n", AgentAccount: "shun", Device: DeviceCloud, Groups: true, Start: start, End: start.Add(time.Hour)}
			return c.Sending.Send(ctx, Target{"861", "120363"}, opts,
				Content{Type: SendCardLink, Title: "t", Text: "x", Link: "https://l", URL: "https://u"},
				Content{Type: SendDiversionLink, Title: "t", RouteType: RouteNumbers, RouteList: []string{"1", "2"}})
		}, "/group-dispatch-api/gsTask/assign/soCreate",
			`{"name":"n","startTaskTime":"2026-02-04 04:00:00","endTaskTime":"2026-02-04 05:00:00","sendType":3,"agentAccount":"shun",` +
				`"targetType":2,"sendWhatsApp":"861","friendWhatsApp":"120363",` +
				`"content":[{"type":10,"text":"x","url":"https://u","title":"t","link":"https://l","sort":0},` +
				`{"type":11,"title":"t","routeType":3,"routeList":["1","2"],"sort":1}]}`, ok(`{"taskId":"T"}`), "T"},
		{"moscCreate", func(ctx context.Context, c *Client) (any, error) {
			return c.Sending.SendMany(ctx, []Target{{"861", "2"}, {"862", "3"}}, SendOptions{}, Content{Type: SendPicture, URL: "https://u"})
		}, "/group-dispatch-api/gsTask/assign/moscCreate",
			`{"targetType":1,"sendInfos":[{"sendWhatsApp":"861","friendWhatsApp":"2"},{"sendWhatsApp":"862","friendWhatsApp":"3"}],` +
				`"content":[{"type":2,"url":"https://u","sort":0}]}`,
			ok(`{"taskId":7}`), "7"},
		{"queryExecuteStatus", func(ctx context.Context, c *Client) (any, error) { return c.Sending.Status(ctx, "a b&c") },
			"/group-dispatch-api/gsTask/queryExecuteStatus?taskId=a+b%26c", "",
			ok(`{"taskId":"T","status":"5","info":[{"sendWhatsApp":"861","friendWhatsApp":"2","status":-1},{"status":6}]}`),
			&TaskStatus{"T", TaskCompleted, []TargetStatus{{Target{"861", "2"}, TargetFailed}, {Target{}, TargetReplied}}}},
		{"queryUserStatus", func(ctx context.Context, c *Client) (any, error) { return c.Sending.Online(ctx, DevicePC, "shun") },
			"/group-dispatch-api/user/queryUserStatus", `{"userName":"shun","source":1}`, ok(`[]`), []OnlineAgent{}},
	})
}

// TestZone: a tenant's date-times may be those of another zone (SE-Q33).
func TestZone(t *testing.T) {
	t.Parallel()
	jakarta := time.FixedZone("WIB", 7*60*60)
	const records = `[{"whatsId":"7","friendWhatsId":"8","delFlag":1,"deleteTime":"2025-04-02 20:01:28"}]`
	v := newVendor(t, ok(`{"records":`+records+`,"total":1}`), ok(`""`))
	client, err := NewClient(testCredentials, WithBaseURL(v.url), WithClock(testClock), WithZone(jakarta))
	if err != nil {
		t.Fatal(err)
	}
	page, err := client.Contacts.List(t.Context(), ContactListOptions{})
	if want := time.Date(2025, 4, 2, 13, 1, 28, 0, time.UTC); err != nil || !page.Records[0].DeleteTime.Equal(want) {
		t.Errorf("read %v, %v, want %s", page, err, want)
	}
	if err := client.Customers.Delete(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	if sent := v.seen()[1].body; !strings.Contains(sent, `"createTime":"2024-03-20 19:09:19"`) {
		t.Errorf("sent %s", sent)
	}
}

// checkRequests makes each call and looks at what arrived and at what came of the answer.
func checkRequests(t *testing.T, tests []requestCase) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v := newVendor(t, test.answer)
			got, err := test.call(t.Context(), v.client(t))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("gave\n got %+v\nwant %+v", got, test.want)
			}
			sent := v.seen()[0]
			method, media := "POST", "application/json; charset=utf-8"
			if test.body == "" {
				method, media = "GET", ""
			}
			if sent.method != method || sent.path != test.path {
				t.Errorf("called %s %s, want %s %s", sent.method, sent.path, method, test.path)
			}
			if sent.body != test.body {
				t.Errorf("body\n got %s\nwant %s", sent.body, test.body)
			}
			for name, want := range map[string]string{
				"tenant_id": "520274", "timestamp": "1710936559123", "token": "7c2b39d0367ce971f45a4a208a1e0ee0", "Content-Type": media,
			} {
				if got := sent.header.Get(name); got != want {
					t.Errorf("header %s is %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestAllPages(t *testing.T) {
	t.Parallel()
	contact := func(friend string) string {
		return `{"whatsId":"7","friendWhatsId":"` + friend + `","delFlag":0,"deleteTime":null}`
	}
	page := func(records string) string { return ok(`{"records":[` + records + `],"total":3}`) }
	v := newVendor(t, page(contact("1")+","+contact("2")), page(contact("3")), page(""))
	var got []string
	for k, err := range v.client(t).Contacts.All(t.Context(), ContactListOptions{Current: 4, PageSize: 2}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, k.FriendWhatsID)
	}
	if want := []string{"1", "2", "3"}; !reflect.DeepEqual(got, want) {
		t.Errorf("yielded %q, want %q", got, want)
	}
	for i, r := range v.seen() {
		if want := fmt.Sprintf(`"current":%d,"pageSize":2}`, 4+i); r.body[len(r.body)-len(want):] != want {
			t.Errorf("page %d asked with %s", i+1, r.body)
		}
	}
}

func TestAllMessagesEndsWithAnError(t *testing.T) {
	t.Parallel()
	v := newVendor(t, ok(`{"total":2,"size":1,"current":1,"pages":2,"records":[{"msgId":"M","content":""}]}`), `{"code":400,"message":"x","data":null}`)
	var ids []string
	var failures int
	for m, err := range v.client(t).Messages.All(t.Context(), MessageListOptions{}) {
		if err != nil {
			failures++
			continue
		}
		ids = append(ids, m.MsgID)
	}
	if !reflect.DeepEqual(ids, []string{"M"}) || failures != 1 || len(v.seen()) != 2 {
		t.Errorf("yielded %q and %d errors after %d calls", ids, failures, len(v.seen()))
	}
}
