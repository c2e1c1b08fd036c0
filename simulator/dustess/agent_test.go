package dustess

import (
	"strings"
	"testing"
)

// called makes a call, with the token in the query and in the header, and holds its answer to the document.
func (w *world) called(t *testing.T, operation, body string) (answer, warning, violation string) {
	t.Helper()
	op := w.Vendor.Document.Operation(operation)
	got := w.Call(op, "accessToken="+w.shown.AccessToken, body, "accessToken", w.shown.AccessToken)
	checkAnswer(t, op, got.Body.Bytes())
	return got.Body.String(), got.Header().Get("Sim-Warning"), got.Header().Get("Sim-Violation")
}

const done = `{"success":true,"code":0,"msg":"","data":null}`

// TestMessagesAreKept: what an AI agent sends can be seen, with when (DU-Q80, DU-Q81).
func TestMessagesAreKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	if err := w.Vendor.Clear(w.Sandbox, w.Table(t, "agentMessages")); err != nil {
		t.Fatal(err)
	}
	for _, call := range []struct{ operation, body string }{
		{"sendAgentMsg", `{"chatID":1001,"userID":"498","msgs":[{"msgType":0,"contents":["您好","在吗"],"fileURL":"","replyMsgID":[7]},{"msgType":2,"contents":[],"fileURL":"https://x.example/a.png"}]}`},
		{"directSendAgentMsg", `{"scrmAccountID":"9","qwUserId":"LinJing","targetType":"group","targetIds":["a","b","a"],"messages":[{"msgType":0,"content":"通知"}]}`},
	} {
		if answer, _, violation := w.called(t, call.operation, call.body); answer != done || violation != "" {
			t.Errorf("%s: %s, %s", call.operation, answer, violation)
		}
	}
	kept := map[string]agentMsg{}
	for _, m := range stored[agentMsg](t, w, "agentMessages") {
		if m.ID == "" || m.Time != localTime(worldTime) {
			t.Errorf("%+v has no id or another time", m)
		}
		kept[strings.Join(m.Contents, " ")] = m
	}
	text, file, direct := kept["您好 在吗"], kept[""], kept["通知"]
	if len(kept) != 3 || text.ChatID != "1001" || text.UserID != "498" || strings.Join(text.ReplyMsgID, " ") != "7" ||
		file.MsgType != 2 || file.FileURL == "" ||
		direct.QwUserID != "LinJing" || direct.ScrmAccountID != "9" || direct.TargetType != "group" ||
		strings.Join(direct.TargetIDs, " ") != "a b" {
		t.Errorf("%+v", kept)
	}
}

// TestBadCallsOfTheNewOperations: each says what is wrong, and nothing is stored.
func TestBadCallsOfTheNewOperations(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	send := func(chat, user, msgs string) string {
		return `{"chatID":` + chat + `,"userID":` + user + `,"msgs":` + msgs + `}`
	}
	direct := func(more string) string {
		return `{"scrmAccountID":"9","qwUserId":"LinJing","targetType":"single","targetIds":["a"],"messages":[{"msgType":0,"content":"x"}],` + more + `}`
	}
	const ticket = `{"ticketId":"65f7c2a10000000000000001",`
	before := len(w.Rows(t, "agentMessages")) + len(w.Rows(t, "ticketFields"))
	for _, test := range []struct{ operation, body, code, want string }{
		{"sendAgentMsg", `{}`, "40003", "/chatID: required"}, {"sendAgentMsg", send(`null`, `1`, `[]`), "40003", "/chatID: nullable"},
		{"sendAgentMsg", send(`"abc"`, `1`, `[{"msgType":0,"contents":["x"]}]`), "40003", "/chatID: type"},
		{"sendAgentMsg", send(`-1`, `1`, `[]`), "40003", "/chatID: minimum"},
		{"sendAgentMsg", send(`9223372036854775808`, `1`, `[]`), "40003", "/chatID: "},
		{"sendAgentMsg", send(`1001`, `1.5`, `[]`), "40003", "/userID: type"},
		{"sendAgentMsg", send(`1001`, `1`, `[]`), "40003", "/msgs: minItems"}, {"sendAgentMsg", send(`1001`, `1`, `{}`), "40003", "/msgs: type"},
		{"sendAgentMsg", send(`1001`, `1`, `[{"contents":["x"]}]`), "40003", "/msgs/0/msgType: required"},
		{"sendAgentMsg", send(`1001`, `1`, `[{"msgType":"0","contents":["x"]}]`), "40003", "/msgs/0/msgType: type"},
		{"sendAgentMsg", send(`1001`, `1`, `[{"msgType":0,"contents":"x"}]`), "40003", "/msgs/0/contents: type"},
		{"sendAgentMsg", send(`1001`, `1`, `[{"msgType":0,"contents":[""]}]`), "40003", "/msgs/0/contents/0: minLength"},
		{"sendAgentMsg", send(`1001`, `1`, `[{"msgType":0,"contents":["x"]},{"msgType":0,"contents":[]}]`), "40003",
			"/msgs/1/contents: required, wanted contents or fileURL"},
		{"sendAgentMsg", send(`1001`, `1`, `[{"msgType":0,"contents":["x"],"replyMsgID":["x"]}]`), "40003", "/msgs/0/replyMsgID/0: type"},
		{"sendAgentMsg", send(`1001`, `1`, `[{"msgType":0,"contents":["x"]}`+strings.Repeat(`,{"msgType":0,"contents":["x"]}`, 100)+`]`),
			"40003", "/msgs: maxItems"},
		{"directSendAgentMsg", direct(`"scrmAccountID":""`), "40003", "/scrmAccountID: minLength"},
		{"directSendAgentMsg", direct(`"qwUserId":5`), "40003", "/qwUserId: type"},
		{"directSendAgentMsg", direct(`"targetType":"all"`), "40003", "/targetType: enum"},
		{"directSendAgentMsg", direct(`"targetIds":[]`), "40003", "/targetIds: minItems"},
		{"directSendAgentMsg", direct(`"targetIds":[5]`), "40003", "/targetIds/0: type"},
		{"directSendAgentMsg", direct(`"messages":[{"msgType":0}]`), "40003", "/messages/0/content: required"},
		{"directSendAgentMsg", direct(`"messages":[{"msgType":0,"content":["x"]}]`), "40003", "/messages/0/content: type"},
		{"getTicketDetail", ticket + `"currentUserId":""}`, "40003", "/currentUserId: minLength"},
		{"getTicketDetail", `{"ticketId":"65f7c2a1","currentUserId":"1"}`, "40003", "/ticketId: pattern"},
		{"getTicketDetail", `{"ticketId":5,"currentUserId":"1"}`, "40003", "/ticketId: type"},
		{"getTicketDetail", ticket + `"currentUserId":"1"} x`, "40003", "trailing"},
		{"getTicketDetail", `{"ticketId":"ffffffffffffffffffffffff","currentUserId":"1"}`, "10001",
			"/ticketId: record, wanted the id of a ticket"},
		{"addTicketField", `{"type":"0"}`, "40003", "/name: required"}, {"addTicketField", `{"name":"","type":"0"}`, "40003", "/name: minLength"},
		{"addTicketField", `{"name":"x"}`, "40003", "/type: required"},
		{"addTicketField", `{"name":"x","type":"text"}`, "40003", "/type: pattern"},
		{"addTicketField", `{"name":"x","type":"0","optional":"a"}`, "40003", "/optional: type"},
		{"addTicketField", `{"name":"x","type":"0","optional":[1]}`, "40003", "/optional/0: type"},
		{"addTicketField", `{"name":"故障现象","type":"0"}`, "10001", "/name: unique"},
	} {
		answer, _, violation := w.called(t, test.operation, test.body)
		if !strings.HasPrefix(answer, `{"success":false,"code":`+test.code+`,`) || !strings.Contains(violation, test.want) {
			t.Errorf("%s %.120s:\n got %s\n     %s\nwant %s, %s", test.operation, test.body, answer, violation, test.code, test.want)
		}
	}
	if after := len(w.Rows(t, "agentMessages")) + len(w.Rows(t, "ticketFields")); after != before {
		t.Errorf("%d records, want %d", after, before)
	}
}

// TestReferencesOfMessages: a chat or an employee that is not there is a suspicion, or refused where settings are strict.
func TestReferencesOfMessages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	calls := map[string][2]string{
		"/chatID: record":   {"sendAgentMsg", `{"chatID":404,"userID":1,"msgs":[{"msgType":0,"contents":["x"]}]}`},
		"/qwUserId: record": {"directSendAgentMsg", `{"scrmAccountID":"9","qwUserId":"Nobody","targetType":"single","targetIds":["a"],"messages":[{"msgType":0,"content":"x"}]}`},
	}
	for place, call := range calls {
		if answer, warning, _ := w.called(t, call[0], call[1]); answer != done || !strings.Contains(warning, place) {
			t.Errorf("%s: %s, %s", call[0], answer, warning)
		}
	}
	w.MustPatch(t, "settings", "settings", `{"strict_references":true}`)
	for place, call := range calls {
		if answer, _, violation := w.called(t, call[0], call[1]); !strings.Contains(answer, "40003") || !strings.Contains(violation, place) {
			t.Errorf("strict: %s: %s, %s", call[0], answer, violation)
		}
	}
	for table := range map[string]bool{"chats": true, "employees": true} {
		if err := w.Vendor.Clear(w.Sandbox, w.Table(t, table)); err != nil {
			t.Fatal(err)
		}
	}
	for _, call := range calls {
		if answer, warning, violation := w.called(t, call[0], call[1]); answer != done || warning+violation != "" {
			t.Errorf("nothing to compare with: %s: %s, %s, %s", call[0], answer, warning, violation)
		}
	}
}

// TestTickets: a ticket is shown with its fields; a field is added once.
func TestTickets(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	answer, warning, _ := w.called(t, "getTicketDetail", `{"ticketId":"65f7c2a10000000000000001","currentUserId":498}`)
	if !strings.HasPrefix(answer, `{"success":true,"code":0,"msg":"成功","data":{"ticketId":"65f7c2a10000000000000001",`) ||
		!strings.Contains(answer, exampleContact) || !strings.Contains(warning, "/currentUserId: type") {
		t.Errorf("%s, %s", answer, warning)
	}
	const field = `{"name":"备注","type":"0","optional":["a","b"],"uid":"498"}`
	first, _, _ := w.called(t, "addTicketField", field)
	if !strings.HasPrefix(first, `{"success":true,"code":0,"msg":"成功","data":{"id":"`) {
		t.Error(first)
	}
	for id, f := range stored[ticketField](t, w, "ticketFields") {
		if f.Name == "备注" && (f.Type != "0" || strings.Join(f.Optional, " ") != "a b" || f.UID != "498" || !strings.Contains(first, id)) {
			t.Errorf("stored %+v", f)
		}
	}
	const taken = `{"success":false,"code":10001,"msg":"服务端错误：名称重复","data":null}`
	if again, _, _ := w.called(t, "addTicketField", field); again != taken {
		t.Error(again)
	}
	for table, record := range map[string]string{"tickets": `{"ticketId":"x"}`, "ticketFields": `{"id":"x","name":"故障现象"}`} {
		if err := w.Put(t, table, "x", record); err == nil {
			t.Errorf("%s takes %s", table, record)
		}
	}
}
