package socialepoch

import (
	"encoding/json"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func askContacts(s declaration) {
	s.Spec("SE-Q22-01", "reports whether a second deletion, or one that meets nothing, succeeds and keeps the first time",
		contracts.From(fromContacts, openapi.Inferred, "delFriendsContacts", "queryDelCustomerInfo").Asks("SE-Q22", "yes", "no").Controlled(),
		func(ctx SpecContext, e *Env) {
			friend := e.Number()
			e.Put(ctx, Contact{WhatsID: e.Number(), Friend: friend, DelFlag: 1, DeleteTime: "2025-04-02 21:01:28"})
			codes := []int{
				CodeOf(e.Client.Contacts.Delete(ctx, socialepoch.ContactConditions{FriendWhatsID: friend})),
				CodeOf(e.Client.Contacts.Delete(ctx, socialepoch.ContactConditions{FriendWhatsID: e.Number()})),
			}
			found := e.Contacts(ctx, socialepoch.ContactConditions{FriendWhatsID: friend}, socialepoch.Deleted)
			Expect(found).To(HaveLen(1))
			kept := found[0].DeleteTime.Format("2006-01-02 15:04:05") == "2025-04-02 21:01:28"
			e.ObserveWhether(slices.Equal(codes, []int{accepted, accepted}) && kept, "yes", "no")
		})

	s.Spec("SE-Q26-01", "tells where the total of a page of contacts stands, and what else a page tells",
		contracts.From(fromQuery+": total", openapi.Inferred, "queryDelCustomerInfo").Asks("SE-Q26", "in data", "at the top", "in both"),
		func(ctx SpecContext, e *Env) {
			answer := e.Send(ctx, e.call("queryDelCustomerInfo"))
			inData, atTop := strings.Contains(string(answer.Data), `"total":`), keyOf(answer.Text, "total")
			switch {
			case inData && atTop:
				e.Observe("in both")
			case inData:
				e.Observe("in data")
			case atTop:
				e.Observe("at the top")
			default:
				e.Observe(contracts.Other)
			}
		})

	s.Spec("SE-Q27-01", "reports whether a page of contacts tells pages, size and current",
		contracts.From(fromQuery+": response example", openapi.Inferred, "queryDelCustomerInfo").Asks("SE-Q27", "no", "yes"),
		func(ctx SpecContext, e *Env) {
			data := string(e.Send(ctx, e.call("queryDelCustomerInfo")).Data)
			e.ObserveWhether(!keyOf(data, "pages") && !keyOf(data, "size") && !keyOf(data, "current"), "no", "yes")
		})
}

func askDeletionFlags(s declaration) {
	s.Spec("SE-Q28-01", "reports whether contacts that are not deleted are listed without a condition",
		contracts.From(fromQuery+": delFlag", openapi.Inferred, "queryDelCustomerInfo").Asks("SE-Q28", "yes", "no").Controlled(),
		func(ctx SpecContext, e *Env) {
			friend, _ := e.friends(ctx)
			e.ObserveWhether(len(e.Contacts(ctx, socialepoch.ContactConditions{FriendWhatsID: friend}, socialepoch.Any)) == 3, "yes", "no")
		})

	s.Spec("SE-Q29-01", "says what deleteTime is of a contact that is not deleted",
		contracts.From(fromQuery+": deleteTime", openapi.Inferred, "queryDelCustomerInfo").Asks("SE-Q29", "null", "absent").Controlled(),
		func(ctx SpecContext, e *Env) {
			friend, _ := e.friends(ctx)
			body := e.complete("queryDelCustomerInfo").With("info", Fields{"friendWhatsId": friend, "delFlag": 0})
			data := string(e.Send(ctx, request("queryDelCustomerInfo", body)).Data)
			switch {
			case strings.Contains(data, `"deleteTime":null`):
				e.Observe("null")
			case !strings.Contains(data, "deleteTime"):
				e.Observe("absent")
			default:
				e.Observe(contracts.Other)
			}
		})
}

// keyOf reports whether a JSON object has a key.
func keyOf(object, key string) bool {
	var keys map[string]json.RawMessage
	Expect(json.Unmarshal([]byte(object), &keys)).To(Succeed())
	_, has := keys[key]
	return has
}

func askContactPages(s declaration) {
	s.Spec("SE-Q30-01", "says what becomes of page 0, of a page beyond the end and of one of 1001",
		contracts.From(fromQuery+": current, pageSize", openapi.Inferred, "queryDelCustomerInfo").Asks("SE-Q30", "400, empty, 400", "otherwise"),
		func(ctx SpecContext, e *Env) {
			body := e.complete("queryDelCustomerInfo")
			zero := e.Send(contracts.Wrong(ctx), request("queryDelCustomerInfo", body.With("current", 0))).Code
			large := e.Send(contracts.Wrong(ctx), request("queryDelCustomerInfo", body.With("pageSize", 1001))).Code
			first, err := e.Client.Contacts.List(ctx, socialepoch.ContactListOptions{PageSize: 1})
			Expect(err).NotTo(HaveOccurred())
			beyond, err := e.Client.Contacts.List(ctx, socialepoch.ContactListOptions{PageSize: 1000, Current: 1<<31 - 1})
			empty := err == nil && len(beyond.Records) == 0 && beyond.Total == first.Total
			e.ObserveWhether(zero == socialepoch.CodeInvalid && empty && large == socialepoch.CodeInvalid, "400, empty, 400", "otherwise")
		})

	s.Spec("SE-Q31-01", "tells in which order contacts come",
		contracts.From(fromQuery+": records", openapi.Inferred, "queryDelCustomerInfo").
			Asks("SE-Q31", "last deleted first, then by number", "another").Controlled(),
		func(ctx SpecContext, e *Env) {
			want := []Contact{
				{WhatsID: "7", Friend: "92", DelFlag: 1, DeleteTime: "2025-04-03 00:00:00"},
				{WhatsID: "8", Friend: "91", DelFlag: 1, DeleteTime: "2025-04-02 21:01:28"},
				{WhatsID: "7", Friend: "93", DelFlag: 1, DeleteTime: "2025-04-02 21:01:28"},
				{WhatsID: "8", Friend: "93", DelFlag: 1, DeleteTime: "2025-04-02 21:01:28"},
				{WhatsID: "9", Friend: "91"}, {WhatsID: "6", Friend: "92"}, {WhatsID: "9", Friend: "92"},
			}
			for i := range want {
				want[i].AgentAccount = "sorted"
				e.Put(ctx, want[len(want)-1-i])
			}
			for i := range want {
				want[i].AgentAccount = "sorted"
				e.Put(ctx, want[i])
			}
			ordered := true
			found := e.Contacts(ctx, socialepoch.ContactConditions{AgentAccount: "sorted"}, socialepoch.Any)
			Expect(found).To(HaveLen(len(want)))
			for i, k := range found {
				ordered = ordered && k.WhatsID == want[i].WhatsID && k.FriendWhatsID == want[i].Friend
			}
			e.ObserveWhether(ordered, "last deleted first, then by number", "another")
		})

	s.Spec("SE-Q32-01", "reports whether the records name the agent that they can be chosen by",
		contracts.From(fromQuery+": agentAccount", openapi.Inferred, "queryDelCustomerInfo").Asks("SE-Q32", "no", "yes").Controlled(),
		func(ctx SpecContext, e *Env) {
			friend, _ := e.friends(ctx)
			body := e.complete("queryDelCustomerInfo").With("info", Fields{"friendWhatsId": friend, "agentAccount": "second"})
			answer := e.Send(ctx, request("queryDelCustomerInfo", body))
			Expect(string(answer.Data)).To(ContainSubstring(`"total":1`))
			e.ObserveWhether(!strings.Contains(string(answer.Data), "agentAccount"), "no", "yes")
		})
}

func askAgents(s declaration) {
	s.Spec("SE-Q38-01", "says what an agent's nickname is by default, and what becomes of names that are taken or unknown",
		contracts.From(fromSeats, openapi.Inferred, "addAgent", "delAgent", "queryAgent").
			Asks("SE-Q38", "the username; 400, 400, null", "otherwise"),
		func(ctx SpecContext, e *Env) {
			name, unknown := e.Agent(ctx), e.Name()
			agent, err := e.Client.Agents.Query(ctx, name)
			Expect(err).NotTo(HaveOccurred())
			codes := []int{
				CodeOf(e.Client.Agents.Add(ctx, socialepoch.NewAgent{Username: name, Password: "x"})),
				CodeOf(e.Client.Agents.Delete(ctx, unknown)),
				e.Send(ctx, request("queryAgent", Fields{"username": unknown})).Code,
			}
			e.ObserveWhether(agent.Nickname == name && slices.Equal(codes, []int{400, 400, accepted}), "the username; 400, 400, null", "otherwise")
		})

	s.Spec("SE-Q38-02", "tells who owns the customers of a deleted agent",
		contracts.From(fromSeats+" > Delete by name", openapi.Inferred, "addAgent", "delAgent", "batchImport", "queryCustomers").
			Asks("SE-Q38", "nobody", "the deleted agent"),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			number := e.Customer(ctx, agent)
			Expect(e.Client.Agents.Delete(ctx, agent)).To(Succeed())
			switch owner, known := e.Owners(ctx, number)[number]; {
			case known && owner == "":
				e.Observe("nobody")
			case owner == agent:
				e.Observe("the deleted agent")
			default:
				e.Observe(contracts.Other)
			}
		})

	s.Spec("SE-Q46-01", "tells under which key the list of agents names them",
		contracts.From(fromSeats+" > List", openapi.Inferred, "listUserByTenantId", "addAgent").Asks("SE-Q46", "userName", "username"),
		func(ctx SpecContext, e *Env) {
			name := e.Agent(ctx)
			data := string(e.Send(ctx, e.call("listUserByTenantId")).Data)
			switch {
			case strings.Contains(data, `"userName":"`+name+`"`):
				e.Observe("userName")
			case strings.Contains(data, `"username":"`+name+`"`):
				e.Observe("username")
			default:
				e.Observe(contracts.Other)
			}
		})
}

func askMessages(s declaration) {
	s.Spec("SE-Q40-01", "reports whether contentType may be a number and a text, and half a range of times is refused",
		contracts.From(fromChat+": contentType", openapi.Inferred, "msgPage").Asks("SE-Q40", "both, refused", "otherwise"),
		func(ctx SpecContext, e *Env) {
			code := func(info Fields) int {
				return e.Send(ctx, request("msgPage", e.complete("msgPage").With("info", info))).Code
			}
			codes := []int{code(Fields{"contentType": 2}), code(Fields{"contentType": "2"}), code(Fields{"startChatTime": 1}), code(Fields{"endChatTime": 1})}
			e.ObserveWhether(slices.Equal(codes, []int{accepted, accepted, 400, 400}), "both, refused", "otherwise")
		})

	s.Spec("SE-Q48-01", "tells in which order messages come, and whether both ends of a range are inside",
		contracts.From(fromChat+": records", openapi.Inferred, "msgPage").
			Asks("SE-Q48", "newest first, then by id; inside", "otherwise").Controlled(),
		func(ctx SpecContext, e *Env) {
			friend, ids := e.chat(ctx, Fields{}, Fields{}, Fields{"chatTime": began.UnixMilli()})
			all := e.found(ctx, socialepoch.MessageListOptions{FriendWhatsID: friend})
			edge := e.found(ctx, socialepoch.MessageListOptions{FriendWhatsID: friend, From: began, To: began})
			want := []string{ids[1], min(ids[0], ids[2]), max(ids[0], ids[2])}
			e.ObserveWhether(slices.Equal(all, want) && len(edge) == 2, "newest first, then by id; inside", "otherwise")
		})

	s.Spec("SE-Q48-02", "tells in which form the content comes",
		contracts.From(fromChat+": content", openapi.Inferred, "msgPage").
			Asks("SE-Q48", "an object with text or url", "text", "another object").Controlled(),
		func(ctx SpecContext, e *Env) {
			friend, _ := e.chat(ctx, Fields{"content": "a"}, Fields{"content": "b", "contentType": 4})
			page, err := e.Client.Messages.List(ctx, socialepoch.MessageListOptions{FriendWhatsID: friend})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(HaveLen(2))
			switch file, line := string(page.Records[0].Content), string(page.Records[1].Content); {
			case file == `{"url":"b"}` && line == `{"text":"a"}`:
				e.Observe("an object with text or url")
			case line == `"a"`:
				e.Observe("text")
			default:
				e.Observe("another object")
			}
		})
}

func askActions(s declaration) {
	s.Spec("SE-Q49-01", "says what the result of a wake-up holds, and what becomes of unknown and repeated ids",
		contracts.From("WhatsApp Account Management > Query Wake-up Result", openapi.Inferred, "batchAddActions", "callbackResult").
			Asks("SE-Q49", "id and tenant; no row; one row", "more", "otherwise"),
		func(ctx SpecContext, e *Env) {
			ids, err := e.Client.Actions.Add(ctx, wake(e.Agent(ctx), e.Number()))
			Expect(err).NotTo(HaveOccurred())
			Expect(ids).To(HaveLen(1))
			body := e.complete("callbackResult").With("data", []any{ids[0], strings.Repeat("0", 32), ids[0]})
			var rows []map[string]any
			Expect(json.Unmarshal(e.Send(ctx, request("callbackResult", body)).Data, &rows)).To(Succeed())
			switch {
			case len(rows) != 1 || rows[0]["id"] != ids[0]:
				e.Observe("otherwise")
			case len(rows[0]) == 2 && rows[0]["tenantId"] != nil:
				e.Observe("id and tenant; no row; one row")
			default:
				e.Observe("more")
			}
		})

	s.Spec("SE-Q50-01", "reports whether the agent of a wake-up must be there, and the numbers",
		contracts.From(fromWakeUp, openapi.Inferred, "batchAddActions").Asks("SE-Q50", "the agent only", "neither", "all"),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			_, unknownNumber := e.Client.Actions.Add(ctx, wake(agent, e.Number()))
			_, unknownAgent := e.Client.Actions.Add(ctx, wake(agent, e.Number()), wake(e.Name(), e.Number()))
			switch number, name := CodeOf(unknownNumber), CodeOf(unknownAgent); {
			case number == accepted && name == socialepoch.CodeInvalid:
				e.Observe("the agent only")
			case number == accepted && name == accepted:
				e.Observe("neither")
			case number != accepted && name != accepted:
				e.Observe("all")
			default:
				e.Observe(contracts.Other)
			}
		})

	s.Spec("SE-Q50-02", "says how many wake-ups one call may have",
		contracts.From(fromWakeUp+": data", openapi.Inferred, "batchAddActions").Asks("SE-Q50", "0 to 100", "another number"),
		func(ctx SpecContext, e *Env) {
			many := make([]socialepoch.WakeUp, 101)
			agent := e.Agent(ctx)
			for i := range many {
				many[i] = wake(agent, e.Number())
			}
			_, none := e.Client.Actions.Add(ctx)
			_, hundred := e.Client.Actions.Add(ctx, many[:100]...)
			_, more := e.Client.Actions.Add(contracts.Wrong(ctx), many...)
			codes := []int{CodeOf(none), CodeOf(hundred), CodeOf(more)}
			e.ObserveWhether(slices.Equal(codes, []int{accepted, accepted, socialepoch.CodeInvalid}), "0 to 100", "another number")
		})
}
