package dustess

import (
	"context"
	"strings"
	"testing"
)

// A requestCase is one call and the request that it must send.
type requestCase struct {
	operation string
	answer    string
	call      func(context.Context, *Client) error
	method    string
	path      string
	body      string
}

var requestCases = []requestCase{
	{"batchEditCustomer", applied, func(ctx context.Context, c *Client) error {
		_, err := c.Contacts.BatchEdit(ctx,
			Contact{ID: "d3e8", Remark: "张三 <&>", Gender: new(0), Tags: []string{}, Clear: []string{"email", "qq"}},
			Contact{ExternalID: "C1", Mobiles: []Mobile{{Tel: "+86 12500010002", Type: TypeMobile}}, CustomFields: []CustomField{
				TextField("field01", FieldText, ""), NumberField("field02", 0), ListField("field71", FieldCheckbox), FilesField("field05", File{"a.pdf", "https://x.example/a.pdf", FilePDF}),
			}})
		return err
	}, "POST", "/customer/v1/batchEditCustomer", `{"customer_list":[` +
		`{"id":"d3e8","remark":"张三 <&>","gender":0,"tags":[],"email":"","qq":""},` +
		`{"external_id":"C1","mobiles":[{"tel":"+86 12500010002","type":"mobile"}],"custom_fields":[` +
		`{"id":"field01","type":"text","string_value":""},{"id":"field02","type":"Int","float_value":0},` +
		`{"id":"field71","type":"checkbox","array_value":[]},` +
		`{"id":"field05","files_value":[{"name":"a.pdf","url":"https://x.example/a.pdf","file_type":"pdf"}]}]}]}`},
	{"batchEditCustomer of nothing", applied, func(ctx context.Context, c *Client) error {
		_, err := c.Contacts.BatchEdit(ctx)
		return err
	}, "POST", "/customer/v1/batchEditCustomer", `{"customer_list":[]}`},
	{"batchAddCustomer", applied, func(ctx context.Context, c *Client) error {
		_, err := c.Contacts.BatchAdd(ctx, Contact{Remark: "张三", Owner: "c0a8", Age: new(26)})
		return err
	}, "POST", "/customer/v1/batchAddCustomer", `{"customer_list":[{"remark":"张三","age":26,"owner":"c0a8"}]}`},
	{"bindExternalId", `{"success":true,"msg":"","data":{"fail":null,"success":[]}}`, func(ctx context.Context, c *Client) error {
		_, err := c.Contacts.BindExternalID(ctx, Binding{ExternalID: "100003", InsideID: "69ee"}, Binding{ExternalID: "100004", Tel: "138"})
		return err
	}, "POST", "/customer/v1/bindExternalId", `{"list":[{"external_id":"100003","inside_id":"69ee"},{"external_id":"100004","tel":"138"}]}`},
	{"getCustomerPoolList", someNames, func(ctx context.Context, c *Client) error {
		_, err := c.Lists.Pools(ctx)
		return err
	}, "POST", "/customer/v1/getCustomerPoolList", `{}`},
	{"getCustomerReason", someNames, func(ctx context.Context, c *Client) error {
		_, err := c.Lists.Reasons(ctx, ReasonGiveUp)
		return err
	}, "POST", "/customer/v1/getCustomerReason", `{"kind":"customerGiveUpReason"}`},
	{"listContactInformationTypes", `{"success":true,"code":0,"msg":"","trace_id":"1","data":{"list":[]}}`, func(ctx context.Context, c *Client) error {
		_, err := c.Lists.ContactWays(ctx)
		return err
	}, "POST", "/customer/v1/contactInformationType/list", `{}`},
	{"listBusiTags", `{"success":true,"code":0,"msg":"success","data":[]}`, func(ctx context.Context, c *Client) error {
		_, err := c.Tags.BusiTags(ctx, BusiTagFilter{DeptIDs: []int{7}, TagIDs: []string{"c459"}, TagName: "t", IsEnable: new(false), GroupIDs: []string{"g"}, GroupName: "n", GroupEnable: new(true)})
		return err
	}, "POST", "/customer/v1/busiTagList", `{"deptIds":[7],"tagIds":["c459"],"tagName":"t","isEnable":false,"groupIds":["g"],"groupName":"n","groupEnable":true}`},
	{"listFollowStatus", `{"code":0,"msg":"OK","data":{"follow_status_list":[],"invalid_reason_list":[]}}`, func(ctx context.Context, c *Client) error {
		_, err := c.Enterprises.FollowStatus(ctx)
		return err
	}, "GET", "/enterprise/v1/follow-status/list", ""},
	{"getDeptDetails", `{"success":true,"code":0,"msg":"success","trace_id":"1","data":{"deptList":[]}}`, func(ctx context.Context, c *Client) error {
		_, err := c.Departments.Details(ctx, DeptFilter{DeptIDs: []string{"67"}, DeptName: "销售"})
		return err
	}, "POST", "/open-integration-api/customer/v1/getDeptDetails", `{"deptIds":["67"],"deptName":"销售"}`},
	{"addQwTag", `{"success":true,"code":0,"msg":"success","data":{"errcode":0,"errmsg":"ok","tag_group":{"group_id":"et1","tag":[]}}}`, func(ctx context.Context, c *Client) error {
		_, err := c.Tags.AddQwTags(ctx, NewQwTags{GroupName: "等级", Tag: []NewQwTag{{Name: "重要"}, {Name: "一般", Order: 1}}})
		return err
	}, "POST", "/open-integration-api/tag/v1/qwTag/add", `{"groupName":"等级","tag":[{"name":"重要"},{"name":"一般","order":1}]}`},
	{"batchBindContact", `{"success":true,"code":0,"msg":"","data":[]}`, func(ctx context.Context, c *Client) error {
		_, err := c.Friends.BatchBind(ctx, FriendBinding{9007199254740993, "ad14"})
		return err
	}, "POST", "/open-integration-api/friend/v1/batchBindContact", `{"list":[{"friendID":9007199254740993,"customerID":"ad14"}]}`},
	{"sendAgentMsg", `{"success":true,"code":0,"msg":"","data":null}`, func(ctx context.Context, c *Client) error {
		return c.Agent.Send(ctx, 1001, 498, AgentMsg{Contents: []string{"您好"}},
			AgentMsg{MsgType: 2, FileURL: "https://x.example/a.png", ReplyMsgID: []int64{7}})
	}, "POST", "/ai/v1/agent/msg/sendMsg", `{"chatID":1001,"userID":498,"msgs":[{"msgType":0,"contents":["您好"]},{"msgType":2,"contents":[],"fileURL":"https://x.example/a.png","replyMsgID":[7]}]}`},
	{"directSendAgentMsg", `{"code":0,"data":{"x":1}}`, func(ctx context.Context, c *Client) error {
		return c.Agent.DirectSend(ctx, DirectMsgs{"9", "LinJing", TargetGroup, []string{"g1"}, []DirectMsg{{MsgText, "通知"}}})
	}, "POST", "/ai/v1/agent/msg/directSendMsg", `{"scrmAccountID":"9","qwUserId":"LinJing","targetType":"group","targetIds":["g1"],"messages":[{"msgType":0,"content":"通知"}]}`},
	{"getTicketDetail", `{"success":true,"code":0,"msg":"成功","data":{"anything":5}}`, func(ctx context.Context, c *Client) error {
		_, err := c.Tickets.Detail(ctx, "65f7c2a10000000000000001", "498")
		return err
	}, "POST", "/work-order/api/v1/ticket/detail", `{"ticketId":"65f7c2a10000000000000001","currentUserId":"498"}`},
	{"addTicketField", `{"code":0,"msg":"成功","data":true}`, func(ctx context.Context, c *Client) error {
		_, err := c.Tickets.AddField(ctx, NewTicketField{Name: "备注", Type: TicketFieldText, UID: "498"})
		return err
	}, "POST", "/work-order/api/v1/field/add", `{"name":"备注","type":"0","optional":[],"uid":"498"}`},
}

func TestRequests(t *testing.T) {
	t.Parallel()
	for _, test := range requestCases {
		t.Run(test.operation, func(t *testing.T) {
			t.Parallel()
			v := newVendor(t, test.answer)
			if err := test.call(t.Context(), v.client(t)); err != nil {
				t.Fatal(err)
			}
			got := v.seen()[0]
			if got.method != test.method || got.path != test.path {
				t.Errorf("called %s %s, want %s %s", got.method, got.path, test.method, test.path)
			}
			if token := got.query.Get("accessToken") + got.header; len(got.query) > 1 || token != "token-1" ||
				(got.header != "") != strings.HasPrefix(test.path, "/work-order/") {
				t.Errorf("query %v, header %q, want the token in the one or, of work orders, the other", got.query, got.header)
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

// No call takes a failure for a success, whatever data comes with it.
func TestEveryCallFailsOnAFailure(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{
		`{"success":false,"code":10001,"msg":"system unknown error","data":null}`, `{"code":10001,"msg":"x","data":{"deptList":[],"success":[]}}`,
		`{"success":false,"msg":"","data":null}`, `{}`, `{"msg":"","data":[]}`, `{"success":true,"msg":""}`, `<html>`, ``,
	} {
		for _, test := range requestCases {
			if err := test.call(t.Context(), newVendor(t, answer).client(t)); err == nil {
				t.Errorf("%s: no error for %s", test.operation, answer)
			}
		}
	}
}

func TestClearTakesTextFieldsOnly(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		contact Contact
		want    string // "" for an error
	}{
		{Contact{Clear: []string{"remark"}}, `{"remark":""}`},
		{Contact{ID: "1", Clear: []string{"owner", "pool"}}, `{"id":"1","owner":"","pool":""}`},
		{Contact{Clear: []string{"mobiles"}}, ""},
		{Contact{Clear: []string{"age"}}, ""},
		{Contact{Clear: []string{"Remark"}}, ""},
		{Contact{Remark: "张三", Clear: []string{"remark"}}, ""},
	} {
		body, err := test.contact.MarshalJSON()
		if string(body) != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%+v: got %s, %v", test.contact, body, err)
		}
	}
}
