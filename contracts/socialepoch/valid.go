package socialepoch

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
	"github.com/crmsim/crmsim/openapi"
)

// valid is a valid call of this vendor, and object what deriving changes in its body.
type (
	valid  = conform.Valid[*Env]
	object = map[string]any
)

// making sets up what a call needs and returns its body.
type making = func(ctx context.Context, e *Env) any

func requested(operation string, make making) func(context.Context, *Env) contracts.Request {
	return func(ctx context.Context, e *Env) contracts.Request {
		return request(operation, make(ctx, e))
	}
}

// reading is a call that changes nothing. Its set-up may.
func reading(operation, setUp string, make making, check func(e *Env, r contracts.Request, a contracts.Answer)) valid {
	return valid{Operation: operation, SetUp: setUp, Request: requested(operation, make), Check: check}
}

// writing is a call that changes a table. Its set-up may write as well.
func writing(operation string, again conform.Repeat, table string, make making) valid {
	return valid{
		Operation: operation, Again: again, SetUp: openapi.Write, Request: requested(operation, make),
		Probe: func(ctx context.Context, e *Env, _ contracts.Request) any {
			sandbox := e.Simulated()
			if sandbox == nil {
				return nil
			}
			records, err := sandbox.Table(ctx, table)
			ExpectWithOffset(1, err).NotTo(HaveOccurred())
			return records
		},
	}
}

// arranged is a call whose records only the control API makes.
func arranged(v valid) valid {
	v.Control = true
	return v
}

// validCalls are those of all 17 operations.
func validCalls() []valid {
	all := slices.Concat(customerCalls(), contactCalls(), agentCalls(), actionCalls(), sendingCalls())
	for i, v := range all {
		all[i].Unread = unread[v.Operation]
	}
	return all
}

// unread are the writes whose values no record shows, with the reasons.
var unread = map[string]string{
	"setPrincipalAsNull": "takes nothing but the customers whose agent goes",
	"delCustomers":       "takes nothing but which customers go",
	"delFriendsContacts": "takes nothing but which contacts go",
	"delAgent":           "takes nothing but which agent goes",
}

func customerCalls() []valid {
	deletion := writing("delCustomers", conform.DoesNothing, "customers", func(ctx context.Context, e *Env) any {
		agent := e.Agent(ctx)
		return object(e.legacy(Fields{"tenantId": e.TenantID(), "type": 3, "item": []any{e.Customer(ctx, agent), agent}}))
	})
	deletion.SetUp = openapi.Destructive
	deletion.Fit = func(_ *Env, r *contracts.Request, place string) {
		if body, isObject := r.Body.(object); isObject && strings.HasPrefix(place, "item") {
			body["type"] = 1 // Nothing but type 1 takes any item (SE-Q18).
		}
	}
	imports := writing("batchImport", conform.DoesNothing, "customers", func(ctx context.Context, e *Env) any {
		number := e.Number()
		e.RemoveCustomer(number)
		return object{"tenantId": e.TenantID(), "data": []any{object{
			"agentAccount": e.Agent(ctx), "whatsApp": number, "friendName": `李 & "伟"`, "sex": "male", "birthday": "2020/03/08", "address": "a",
			"email": "b@example.com", "profession": "c", "income": "d", "desc": "e", "tabName": "vip,new", "cancelTabName": "late", "stage": "f",
			"source": "g", "languageTag": "Simplified Chinese (ZH)", "welcome": "h", "Faction": "Guanlong Group",
		}}}
	})
	imports.Names = map[string]string{"data.agentAccount": "data.principal"}
	imports.Unshown = map[string]string{"data.cancelTabName": "takes tags away: SE-CUSTOMER-IMPORT-04"}
	imports.Shown = func(ctx context.Context, e *Env, r contracts.Request, _ contracts.Answer) any {
		answer := e.Send(ctx, request("queryCustomers", []any{object{"whatsApp": imported(r)["whatsApp"]}}))
		return object{"data": conform.Decode(answer.Data)}
	}
	imports.Fit = func(e *Env, r *contracts.Request, place string) {
		if text, isText := imported(*r)["whatsApp"].(string); isText && place == "data.whatsApp" {
			number := strings.Repeat("9", utf8.RuneCountInString(text)-5) + e.Number()[10:] // It has a length and a pattern.
			e.Claim(number)
			e.RemoveCustomer(number)
			imported(*r)["whatsApp"] = number
		}
	}
	return []valid{
		writing("setPrincipalAsNull", conform.DoesNothing, "customers", func(ctx context.Context, e *Env) any {
			return object(e.complete("setPrincipalAsNull").With("data", []any{e.Customer(ctx, e.Agent(ctx))}))
		}),
		deletion, imports,
		reading("queryCustomers", openapi.Write, func(ctx context.Context, e *Env) any {
			return []any{object{"whatsApp": e.Customer(ctx, e.Agent(ctx))}}
		}, func(_ *Env, r contracts.Request, a contracts.Answer) {
			ExpectWithOffset(2, rows("whatsApp")(a)).To(Equal([]string{r.Body.([]any)[0].(object)["whatsApp"].(string)}))
		}),
	}
}

// imported is the first customer of an import, nil when there is none.
func imported(r contracts.Request) object {
	body, _ := r.Body.(object)
	list, _ := body["data"].([]any)
	if len(list) == 0 {
		return nil
	}
	first, _ := list[0].(object)
	return first
}

// rows returns what takes fields out of the rows of an answer, whether they are a page or all there are.
func rows(names ...string) func(a contracts.Answer) []string {
	return func(a contracts.Answer) (all []string) {
		var page struct{ Records json.RawMessage }
		list := a.Data
		if json.Unmarshal(list, &page) == nil && page.Records != nil {
			list = page.Records
		}
		var records []map[string]json.RawMessage
		ExpectWithOffset(2, json.Unmarshal(list, &records)).To(Succeed(), a.Text)
		for _, record := range records {
			var values []string
			for _, name := range names {
				values = append(values, text(record[name]))
			}
			all = append(all, strings.Join(values, " "))
		}
		return all
	}
}

// paged is a call of a list that comes in pages, of five rows of a friend.
func paged(v valid, id string, filters ...conform.Filter) valid {
	v.Pages, v.Rows, v.RowsByControl = &conform.Pages{Number: "current", Size: "pageSize", Sizes: [2]int{2, 3}}, rows(id), true
	v.Filters = filters
	v.Check = func(e *Env, r contracts.Request, a contracts.Answer) {
		if e.Live() {
			return
		}
		friend := r.Body.(object)["info"].(object)["friendWhatsId"].(string)
		ExpectWithOffset(2, rows("friendWhatsId")(a)).To(Equal([]string{friend, friend, friend, friend, friend}))
		ExpectWithOffset(2, text(e.dataOf(a)["total"])).To(Equal("5"))
	}
	return v
}

// accounts are the service accounts of the friends that lists are made of.
var accounts = []any{"999100", "999200", "999300", "999400", "999500"}

func contactCalls() []valid {
	return []valid{
		arranged(writing("delFriendsContacts", conform.DoesNothing, "contacts", func(ctx context.Context, e *Env) any {
			friend, account := e.Number(), e.Number()
			e.Put(ctx, Contact{WhatsID: account, Friend: friend, AgentAccount: "first"})
			return object(e.complete("delFriendsContacts").
				With("info", object{"friendWhatsId": friend, "whatsId": account, "agentAccount": "first"}))
		})),
		paged(reading("queryDelCustomerInfo", "", func(ctx context.Context, e *Env) any {
			friend := e.Number()
			for i, account := range accounts {
				k := Contact{WhatsID: account.(string), Friend: friend, AgentAccount: []string{"first", "second"}[i%2], DelFlag: i / 3}
				if sandbox := e.Simulated(); sandbox != nil {
					ExpectWithOffset(1, sandbox.PutRecord(ctx, "contacts", k.WhatsID+"-"+friend, k)).To(Succeed())
				}
			}
			return object{"tenantId": e.TenantID(), "info": object{"friendWhatsId": friend}, "current": 1, "pageSize": 10}
		}, nil), "whatsId", conform.Filter{Place: "info.delFlag", Values: []any{0, 1}}, conform.Filter{Place: "info.whatsId", Values: accounts},
			conform.Filter{Place: "info.agentAccount", Values: []any{"first", "second"}}),
		chats(),
	}
}

func chats() valid {
	v := paged(reading("msgPage", "", func(ctx context.Context, e *Env) any {
		friend := e.Number()
		if e.Simulated() != nil {
			var changes []Fields
			for i, account := range accounts {
				changes = append(changes, Fields{
					"whatsId": account, "username": []string{"first", "second"}[i%2], "actionType": 1 + i/2%2, "chatType": 1 + i/3,
					"contentType": i / 2 * 2,
				})
			}
			e.talk(ctx, friend, changes...)
		}
		return object{"tenantId": e.TenantID(), "info": object{"friendWhatsId": friend}, "current": 1, "pageSize": 10}
	}, nil), "msgId", conform.Filter{Place: "info.whatsId", Values: accounts},
		conform.Filter{Place: "info.agentAccount", Values: []any{"first", "second"}},
		conform.Filter{Place: "info.actionType", Values: []any{1, 2}}, conform.Filter{Place: "info.chatType", Values: []any{1, 2}},
		conform.Filter{Place: "info.contentType", Values: []any{0, "2", 4}})
	v.Fit = func(_ *Env, r *contracts.Request, place string) {
		other := map[string]string{"info.startChatTime": "endChatTime", "info.endChatTime": "startChatTime"}[place]
		if info := r.Body.(object)["info"].(object); other != "" && info[strings.TrimPrefix(place, "info.")] != nil {
			info[other] = 7 // One needs the other.
		}
	}
	return v
}

func agentCalls() []valid {
	added := writing("addAgent", conform.IsRefused, "agents", func(_ context.Context, e *Env) any {
		return object(e.complete("addAgent").With("nickname", "小顺"))
	})
	added.Unshown = map[string]string{"password": "is never shown: SE-AGENT-ADD-02"}
	added.Shown = func(ctx context.Context, e *Env, r contracts.Request, _ contracts.Answer) any {
		return conform.Decode(e.Send(ctx, request("queryAgent", object{"username": r.Body.(object)["username"]})).Data)
	}
	added.Fit = func(e *Env, r *contracts.Request, place string) {
		if name, isText := r.Body.(object)["username"].(string); isText && place == "username" {
			e.Claim(name)
			e.RemoveAgent(name)
		}
	}
	named := func(ctx context.Context, e *Env) any { return object{"username": e.Agent(ctx)} }
	return []valid{
		added,
		writing("delAgent", conform.IsRefused, "agents", named),
		reading("queryAgent", openapi.Write, named, func(e *Env, r contracts.Request, a contracts.Answer) {
			ExpectWithOffset(2, text(e.dataOf(a)["username"])).To(Equal(r.Body.(object)["username"]))
		}),
		reading("listUserByTenantId", openapi.Write, func(ctx context.Context, e *Env) any {
			e.Agent(ctx)
			return object{}
		}, func(_ *Env, _ contracts.Request, a contracts.Answer) {
			ExpectWithOffset(2, rows("userName")(a)).NotTo(BeEmpty())
		}),
	}
}

func actionCalls() []valid {
	wakeUp := writing("batchAddActions", conform.DoesMore, "actions", func(ctx context.Context, e *Env) any {
		return object{"tenantId": e.TenantID(), "data": []any{object{
			"agentAccount": e.Agent(ctx), "whatsId": e.Number(), "friendWhatsId": e.Number(), "platformType": 2, "content": "hello", "type": 1,
		}}}
	})
	wakeUp.ShownByControl, wakeUp.Unshown = true, map[string]string{"data.type": "has one value"}
	wakeUp.Shown = func(ctx context.Context, e *Env, _ contracts.Request, a contracts.Answer) any {
		var ids []string
		ExpectWithOffset(1, json.Unmarshal(a.Data, &ids)).To(Succeed())
		return object{"data": e.record(ctx, "actions", ids[0])}
	}
	return []valid{wakeUp, reading("callbackResult", openapi.Write, func(ctx context.Context, e *Env) any {
		ids, err := e.Client.Actions.Add(ctx, wake(e.Agent(ctx), e.Number()))
		ExpectWithOffset(1, err).NotTo(HaveOccurred())
		return object{"tenantId": e.TenantID(), "data": []any{ids[0]}}
	}, func(_ *Env, r contracts.Request, a contracts.Answer) {
		ExpectWithOffset(2, rows("id")(a)).To(Equal([]string{r.Body.(object)["data"].([]any)[0].(string)}))
	})}
}

// record returns a record as the control API shows it.
func (e *Env) record(ctx context.Context, table, id string) object {
	var record json.RawMessage
	ExpectWithOffset(2, e.Control().Record(ctx, table, id, &record)).To(Succeed())
	return conform.Decode(record).(object)
}

func sendingCalls() []valid {
	status := reading("queryExecuteStatus", openapi.Write, nil, func(e *Env, r contracts.Request, a contracts.Answer) {
		data := e.dataOf(a)
		ExpectWithOffset(2, text(data["taskId"])).To(Equal(r.Value("taskId")))
		ExpectWithOffset(2, string(data["info"])).NotTo(Equal("[]"))
	})
	status.Request = func(ctx context.Context, e *Env) contracts.Request {
		to := from(e.Account(ctx, "first", socialepoch.DevicePC), e.Number())
		id, err := e.Client.Sending.SendMany(ctx, to, socialepoch.SendOptions{}, hello)
		ExpectWithOffset(1, err).NotTo(HaveOccurred())
		return contracts.Request{Operation: status.Operation, Query: contracts.Values("taskId", id)}
	}
	return []valid{
		arranged(reading("queryUserStatus", openapi.Write, func(ctx context.Context, e *Env) any {
			name := e.Agent(ctx)
			e.Account(ctx, name, socialepoch.DevicePC)
			agent, err := e.Client.Agents.Query(ctx, name)
			ExpectWithOffset(1, err).NotTo(HaveOccurred())
			return object{"userId": agent.UserID, "userName": name, "source": 1}
		}, func(_ *Env, r contracts.Request, a contracts.Answer) {
			ExpectWithOffset(2, rows("agentAccount")(a)).To(Equal([]string{r.Body.(object)["userName"].(string)}))
		})),
		sending("soCreate", func(task object, account, friend string) {
			task["sendWhatsApp"], task["friendWhatsApp"] = account, friend
		}),
		sending("moscCreate", func(task object, account, friend string) {
			task["sendInfos"] = []any{object{"sendWhatsApp": account, "friendWhatsApp": friend}}
		}),
		arranged(status),
	}
}

// sending is a call that makes a task. Each of its contents has what every type is made of.
func sending(operation string, aim func(task object, account, friend string)) valid {
	v := arranged(writing(operation, conform.DoesMore, "tasks", func(ctx context.Context, e *Env) any {
		at := func(after time.Duration) string { return e.Now().Add(after).In(china).Format(time.DateTime) }
		name := e.Agent(ctx)
		task := object{
			"name": "新品", "startTaskTime": at(time.Hour), "endTaskTime": at(2 * time.Hour), "sendType": 1, "source": 3,
			"agentAccount": name, "targetType": 2,
			"content": []any{object{
				"type": 1, "text": "a", "url": "b", "sort": 1, "variableFields": []any{object{}}, "transId": "c", "title": "d",
				"link": "e", "routeType": 2,
				"routeList": []any{"f"},
			}},
		}
		aim(task, e.Account(ctx, "first", socialepoch.DeviceCloud), e.Number()) // Another agent's, so that the one who sends shows.
		// A number that is no text is 7 in the derived calls, and must be somebody's (SE-Q56).
		ExpectWithOffset(1, e.Control().PutRecord(ctx, "accounts", "7", Fields{"agentAccount": name})).To(Succeed())
		return task
	}))
	v.ShownByControl = true
	v.Unshown = map[string]string{
		"sendType": "is the device only without a source: SE-Q58", "content.sort": "is an order: SE-SEND-09",
		"content.transId": "goes nowhere: SE-Q54", "content.routeType": "goes nowhere: SE-Q54", "content.routeList.-": "goes nowhere: SE-Q54",
	}
	v.Shown = func(ctx context.Context, e *Env, _ contracts.Request, a contracts.Answer) any {
		task := e.record(ctx, "tasks", text(e.dataOf(a)["taskId"]))
		for taken, kept := range map[string]string{"startTaskTime": "startTime", "endTaskTime": "endTime"} {
			millis, err := strconv.ParseInt(task[kept].(json.Number).String(), 10, 64)
			ExpectWithOffset(1, err).NotTo(HaveOccurred())
			task[taken] = time.UnixMilli(millis).In(china).Format(time.DateTime)
		}
		task["content"], task["sendInfos"] = task["contents"], task["targets"]
		for name, value := range task["targets"].([]any)[0].(object) {
			task[name] = value
		}
		return task
	}
	v.Fit = func(_ *Env, r *contracts.Request, place string) {
		content, _ := r.Body.(object)["content"].([]any)[0].(object)
		if place == "content.text" && (content["text"] == nil || content["text"] == "") {
			content["type"] = 2 // A picture needs none (SE-Q54).
		}
	}
	return v
}
