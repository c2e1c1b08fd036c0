package dustess

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
)

func listCalls() []valid {
	named := func(table string, body object) making {
		return func(ctx context.Context, e *Env) object {
			e.list(ctx, table, "my-"+table, object{"id": "my-" + table, "name": "我的"})
			return body
		}
	}
	depts := listing("getDeptDetails", func(ctx context.Context, e *Env) object {
		e.list(ctx, "departments", "901", object{"id": "901", "name": "华东销售9部", "parentId": "1"})
		e.list(ctx, "departments", "1002", object{"id": "1002", "name": "华北销售9部", "parentId": "1"})
		e.list(ctx, "employees", "emp-x", object{"id": "emp-x", "name": "陈晓东", "deptIds": []string{"901"}})
		return object{"deptIds": []any{"901", "1002"}, "deptName": "销售9部"}
	}, `"emp-x"`)
	depts.Rows = func(a contracts.Answer) (ids []string) {
		var data struct{ DeptList []struct{ ID string } }
		ExpectWithOffset(2, json.Unmarshal(a.Data, &data)).To(Succeed(), a.Text)
		for _, d := range data.DeptList {
			ids = append(ids, d.ID)
		}
		return ids
	}
	depts.Filters = []conform.Filter{
		{Place: "deptIds", Values: []any{[]any{"901"}, []any{"1002", "9999"}}}, {Place: "deptName", Values: []any{"华东", "华北"}},
	}
	return []valid{
		listing("getCustomerPoolList", named("pools", object{}), `{"id":"my-pools","name":"我的"}`),
		listing("getCustomerReason", named("giveUpReasons", object{"kind": "customerGiveUpReason"}), `{"id":"my-giveUpReasons","name":"我的"}`),
		listing("listContactInformationTypes", func(ctx context.Context, e *Env) object {
			e.list(ctx, "contactWays", "my-way", object{"id": "my-way", "name": "工号", "type": "custom", "state": dustess.WayDeleted})
			return object{}
		}, `"my-way"`),
		listing("listFollowStatus", named("followStatus", nil), `"my-followStatus"`),
		depts,
	}
}

func tagCalls() []valid {
	tags := listing("listBusiTags", func(ctx context.Context, e *Env) object {
		tag := func(id, name string, enabled bool) object {
			return object{"tagId": id, "tagName": name, "isEnable": enabled}
		}
		e.list(ctx, "busiTagGroups", "my-a", object{"groupId": "my-a", "groupName": "我的行业", "groupEnable": true, "deptIds": []int{901, 903},
			"tagList": []any{tag("my-1", "制造", true), tag("my-2", "制药", false)}})
		e.list(ctx, "busiTagGroups", "my-b", object{"groupId": "my-b", "groupName": "我的等级", "groupEnable": false, "deptIds": []int{901, 902},
			"tagList": []any{tag("77", "制度", true)}})
		return object{"groupIds": []any{"my-a", "my-b"}, "deptIds": []any{whole(901)}, "tagIds": []any{"my-1", "my-2", whole(77)}}
	}, `"my-1"`)
	tags.Rows = func(a contracts.Answer) (ids []string) {
		var groups []struct{ TagList []struct{ TagID string } }
		ExpectWithOffset(2, json.Unmarshal(a.Data, &groups)).To(Succeed(), a.Text)
		for _, g := range groups {
			for _, t := range g.TagList {
				ids = append(ids, t.TagID)
			}
		}
		return ids
	}
	tags.Filters = []conform.Filter{
		{Place: "groupIds", Values: []any{[]any{"my-a"}, []any{"my-b"}}}, {Place: "groupName", Values: []any{"的行", "等级"}},
		{Place: "groupEnable", Values: []any{true, false}}, {Place: "deptIds", Values: []any{[]any{whole(902)}, []any{whole(903)}}},
		{Place: "tagIds", Values: []any{[]any{"my-1"}, []any{"my-2", whole(77)}}}, {Place: "tagName", Values: []any{"制造", "制药", "制度"}},
		{Place: "isEnable", Values: []any{true, false}},
	}
	add := writing("addQwTag", conform.DoesNothing, func(ctx context.Context, e *Env) object {
		other, name := e.group(), e.group()
		group, err := e.Client.Tags.AddQwTags(ctx, dustess.NewQwTags{GroupName: other, Tag: []dustess.NewQwTag{{Name: "一"}}})
		ExpectWithOffset(1, err).NotTo(HaveOccurred())
		e.otherGroup = group.GroupID
		return object{"groupName": name, "order": whole(3), "tag": []any{object{"name": "t" + name, "order": whole(2)}}}
	}, "qwTags", func(ctx context.Context, e *Env, body object, _ contracts.Answer) any {
		group := e.holding(ctx, "qwTagGroups", "group_name", body["groupName"])
		group["tag"] = e.holding(ctx, "qwTags", "name", of(body, "tag")["name"])
		return group
	})
	add.Fit = func(e *Env, r *contracts.Request, place string) {
		if place == "groupName" { // That or a groupId must be given.
			r.Body.(object)["groupId"] = e.otherGroup
		}
	}
	add.Unshown = map[string]string{"groupId": "names a group that there is: DU-QWTAG-02"}
	return []valid{tags, add}
}

// said is a message in its record: the one of these contents.
func said(list, contents string) func(context.Context, *Env, object, contracts.Answer) any {
	return func(ctx context.Context, e *Env, body object, _ contracts.Answer) any {
		return e.holding(ctx, "agentMessages", "contents", "["+strings.Trim(fmt.Sprint(of(body, list)[contents]), "[]")+"]")
	}
}

func agentCalls() []valid {
	return []valid{
		arranged(writing("sendAgentMsg", conform.DoesMore, func(_ context.Context, e *Env) object {
			return object{"chatID": whole(1001), "userID": whole(498), "msgs": []any{object{
				"msgType": whole(1), "contents": []any{e.Unique("您好"), "在吗"}, "fileURL": "https://files.example/1", "replyMsgID": []any{whole(7), whole(8)},
			}}}
		}, "agentMessages", said("msgs", "contents"), "msgs.msgType", "msg_type", "msgs.contents.-", "contents", "msgs.fileURL", "file_url",
			"msgs.replyMsgID.-", "reply_msg_id")),
		arranged(writing("directSendAgentMsg", conform.DoesMore, func(_ context.Context, e *Env) object {
			return object{
				"scrmAccountID": "9", "qwUserId": "LinJing", "targetType": "group", "targetIds": []any{"g1", "g2"},
				"messages": []any{object{"msgType": whole(1), "content": e.Unique("通知")}},
			}
		}, "agentMessages", said("messages", "content"), "messages.msgType", "msg_type", "messages.content", "contents.0")),
	}
}

func ticketCalls() []valid {
	const ticket = "65f7c2a1000000000000abcd"
	return []valid{
		arranged(listing("getTicketDetail", func(ctx context.Context, e *Env) object {
			e.Put(ctx, "tickets", ticket, object{"ticketId": ticket, "title": "设备无法启动", "status": "1", "createTime": "2025-03-18 02:33:41"})
			return object{"ticketId": ticket, "currentUserId": "498"}
		}, ticket)),
		writing("addTicketField", conform.IsRefused, func(_ context.Context, e *Env) object {
			return object{"name": e.Unique("字段"), "type": "1", "optional": []any{"甲", "乙"}, "uid": "498"}
		}, "ticketFields", func(ctx context.Context, e *Env, body object, _ contracts.Answer) any {
			return e.holding(ctx, "ticketFields", "name", body["name"])
		}),
	}
}
