package socialepoch

import (
	"context"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// Account stores a service account that is online on a device. No call of the vendor makes one.
func (e *Env) Account(ctx context.Context, agent string, device int) string {
	number := e.Number()
	record := Fields{"agentAccount": agent, "name": "Jack", "source": device, "online": true}
	Expect(e.Control().PutRecord(ctx, "accounts", number, record)).To(Succeed())
	return number
}

// hello is what the specs send when it does not matter what.
var hello = socialepoch.Content{Type: socialepoch.SendText, Text: "hello"}

// from returns targets of one account.
func from(account string, friends ...string) []socialepoch.Target {
	var all []socialepoch.Target
	for _, friend := range friends {
		all = append(all, socialepoch.Target{SendWhatsApp: account, FriendWhatsApp: friend})
	}
	return all
}

// status returns the status of a task and those of its targets.
func (e *Env) status(ctx context.Context, taskID string) (task int, targets []int) {
	status, err := e.Client.Sending.Status(ctx, taskID)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	for _, t := range status.Targets {
		targets = append(targets, t.Status)
	}
	return status.Status, targets
}

// sent lists what the chat records say was sent to a friend, oldest first.
func (e *Env) sent(ctx context.Context, friend string) []string {
	texts := []string{}
	for m, err := range e.Client.Messages.All(ctx, socialepoch.MessageListOptions{FriendWhatsID: friend, ActionType: socialepoch.ActionSend}) {
		ExpectWithOffset(1, err).NotTo(HaveOccurred())
		texts = append([]string{string(m.Content)}, texts...)
	}
	return texts
}

// running is about for a spec of tasks, which need an account and a clock.
func running(from, evidence string, operations ...string) contracts.About {
	return contracts.From(fromSending+from, evidence, operations...).Controlled()
}

func sendMessages(s declaration) {
	s.Spec("SE-SEND-01", "sends contents to one target, in their order, and records them under the account's agent",
		running(": content", openapi.VendorPage, "soCreate", "queryExecuteStatus", "msgPage"),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			to := socialepoch.Target{SendWhatsApp: e.Account(ctx, "first", socialepoch.DevicePC), FriendWhatsApp: e.Customer(ctx, e.Agent(ctx))}
			id, err := e.Client.Sending.Send(ctx, to, socialepoch.SendOptions{}, hello,
				socialepoch.Content{Type: socialepoch.SendPicture, URL: "https://files.example.com/a.jpg", Text: "caption"})
			Expect(err).NotTo(HaveOccurred())
			Expect(e.sent(ctx, to.FriendWhatsApp)).To(BeEmpty())
			Expect(e.Control().Advance(ctx, time.Minute)).To(Succeed())
			page, err := e.Client.Messages.List(ctx, socialepoch.MessageListOptions{FriendWhatsID: to.FriendWhatsApp})
			Expect(err).NotTo(HaveOccurred())
			Expect(page.Records).To(HaveLen(2))
			for i, want := range []struct{ kind, content string }{{socialepoch.ContentPicture, "a.jpg"}, {socialepoch.ContentText, "hello"}} {
				m := page.Records[i] // newest first
				Expect(m.ContentType.String()).To(Equal(want.kind))
				Expect(string(m.Content)).To(ContainSubstring(want.content))
				Expect(m.Username).To(Equal("first"))
				Expect(m.FriendName).To(Equal("Rahim"))
				Expect(m.WhatsID).To(Equal(to.SendWhatsApp))
				Expect(m.ActionType).To(Equal(socialepoch.ActionSend))
				Expect(m.Time()).To(BeTemporally("~", e.Now(), time.Minute))
			}
			status, err := e.Client.Sending.Status(ctx, id)
			Expect(err).NotTo(HaveOccurred())
			Expect(status.TaskID).To(Equal(id))
			Expect(status.Targets).To(HaveLen(1))
			Expect(status.Targets[0].Target).To(Equal(to))
		})

	s.Spec("SE-SEND-02", "sends to every target, each once for each time that it is named",
		running(" > moscCreate: sendInfos", openapi.PublicClient, "moscCreate", "queryExecuteStatus", "msgPage"),
		func(ctx SpecContext, e *Env) {
			one, two := e.Account(ctx, "first", socialepoch.DevicePC), e.Account(ctx, "second", socialepoch.DevicePC)
			friends := e.Numbers(2)
			to := append(from(one, friends[0], friends[0]), from(two, friends[1])...)
			id, err := e.Client.Sending.SendMany(ctx, to, socialepoch.SendOptions{}, hello)
			Expect(err).NotTo(HaveOccurred())
			Expect(e.Control().Advance(ctx, time.Hour)).To(Succeed())
			task, targets := e.status(ctx, id)
			Expect(task).To(Equal(socialepoch.TaskCompleted))
			Expect(targets).To(HaveLen(3))
			Expect(e.sent(ctx, friends[0])).To(HaveLen(2))
			Expect(e.sent(ctx, friends[1])).To(HaveLen(1))
		})
}

func runTasks(s declaration) {
	s.Spec("SE-SEND-04", "starts a task at its time and not before, and stops it at its end",
		running(": startTaskTime, endTaskTime", openapi.VendorPage, "moscCreate", "queryExecuteStatus", "msgPage"),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			account, friends := e.Account(ctx, "first", socialepoch.DevicePC), e.Numbers(2)
			start := e.Now().Truncate(time.Second).Add(time.Hour)
			opts := socialepoch.SendOptions{Start: start, End: start.Add(8 * time.Second)}
			id, err := e.Client.Sending.SendMany(ctx, from(account, friends...), opts, hello)
			Expect(err).NotTo(HaveOccurred())
			Expect(e.Control().SetClock(ctx, start.Add(-time.Second))).To(Succeed())
			task, targets := e.status(ctx, id)
			Expect(task).To(Equal(socialepoch.TaskNotStarted))
			Expect(targets).To(Equal([]int{socialepoch.TargetPendingDispatch, socialepoch.TargetPendingDispatch}))
			Expect(e.Control().SetClock(ctx, start.Add(time.Minute))).To(Succeed())
			task, targets = e.status(ctx, id)
			Expect(task).To(Equal(socialepoch.TaskStopped))
			Expect(targets[1]).To(Equal(socialepoch.TargetPendingSend))
			Expect(e.sent(ctx, friends[0])).To(HaveLen(1))
			Expect(e.sent(ctx, friends[1])).To(BeEmpty())
		})

	s.Spec("SE-SEND-05", "tells of a target whether it was read, and whether the friend wrote back",
		running(" > queryExecuteStatus: info.status", openapi.PublicClient, "moscCreate", "queryExecuteStatus"),
		func(ctx SpecContext, e *Env) {
			account, friends := e.Account(ctx, "first", socialepoch.DevicePC), e.Numbers(2)
			id, err := e.Client.Sending.SendMany(ctx, from(account, friends...), socialepoch.SendOptions{}, hello)
			Expect(err).NotTo(HaveOccurred())
			Expect(e.Control().Advance(ctx, time.Hour)).To(Succeed())
			reply := Fields{"whatsId": account, "friendWhatsId": friends[1], "actionType": 2, "chatTime": e.Now().UnixMilli()}
			Expect(e.Control().PutRecord(ctx, "messages", strings.ReplaceAll(e.Unique("M"), " ", "-"), reply)).To(Succeed())
			Expect(e.Control().Advance(ctx, time.Second)).To(Succeed())
			_, targets := e.status(ctx, id)
			Expect(targets).To(Equal([]int{socialepoch.TargetRead, socialepoch.TargetReplied}))
			Expect(e.Control().Advance(ctx, 48*time.Hour)).To(Succeed())
			_, targets = e.status(ctx, id)
			Expect(targets).To(Equal([]int{socialepoch.TargetNoReply, socialepoch.TargetReplied}))
		})

	s.Spec("SE-SEND-06", "pauses and stops a task before what it has not sent yet",
		running(" > queryExecuteStatus: status", openapi.PublicClient, "soCreate", "queryExecuteStatus", "msgPage"),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			for _, halt := range []int{socialepoch.TaskStopped, socialepoch.TaskPaused} {
				to := socialepoch.Target{SendWhatsApp: e.Account(ctx, "first", socialepoch.DevicePC), FriendWhatsApp: e.Number()}
				id, err := e.Client.Sending.Send(ctx, to, socialepoch.SendOptions{}, hello)
				Expect(err).NotTo(HaveOccurred())
				Expect(e.Control().PatchRecord(ctx, "tasks", id, Fields{"halt": halt})).To(Succeed())
				Expect(e.Control().Advance(ctx, time.Hour)).To(Succeed())
				task, _ := e.status(ctx, id)
				Expect(task).To(Equal(halt))
				Expect(e.sent(ctx, to.FriendWhatsApp)).To(BeEmpty())
			}
		})
}

func refuseSending(s declaration) {
	s.Spec("SE-SEND-07", "refuses contents without what they are made of, and sends nothing of the call",
		running(": content", openapi.Inferred, "soCreate", "msgPage"),
		func(ctx SpecContext, e *Env) {
			account := e.Account(ctx, "first", socialepoch.DevicePC)
			for _, content := range []socialepoch.Content{
				{Type: socialepoch.SendText}, {Type: socialepoch.SendPicture, Text: "x"}, {Type: socialepoch.SendAudio}, {Type: socialepoch.SendFile},
				{Type: socialepoch.SendVideo}, {Type: socialepoch.SendCard, URL: "x"}, {Type: socialepoch.SendCardLink, Title: "x"},
				{Type: socialepoch.SendCardLink, Link: "x"}, {Type: socialepoch.SendDiversionLink, Title: "x"},
			} {
				friend := e.Number()
				_, err := e.Client.Sending.Send(ctx, from(account, friend)[0], socialepoch.SendOptions{}, hello, content)
				Expect(err).To(e.Refuse(socialepoch.CodeInvalid), "%+v", content)
				Expect(e.Control().Advance(ctx, time.Minute)).To(Succeed())
				Expect(e.sent(ctx, friend)).To(BeEmpty())
			}
		})

	s.Spec("SE-SEND-08", "refuses an end that is over, days that do not exist, and agents that are not there",
		running("", openapi.Inferred, "soCreate"),
		func(ctx SpecContext, e *Env) {
			body := e.complete("soCreate").With("sendWhatsApp", e.Account(ctx, "first", socialepoch.DevicePC))
			for field, value := range map[string]string{
				"endTaskTime": "2020-01-01 00:00:00", "startTaskTime": "2027-02-29 00:00:00", "agentAccount": e.Name(),
			} {
				answer := e.Send(ctx, request("soCreate", body.With(field, value)))
				Expect(answer.Code).To(e.BeCode(socialepoch.CodeInvalid), field)
				Expect(answer.Message).To(ContainSubstring(field))
			}
		})

	s.Spec("SE-SEND-09", "sends contents in the order of sort, from the device of sendType without a source",
		running(": content.sort, sendType", openapi.VendorPage, "soCreate", "msgPage"),
		func(ctx SpecContext, e *Env) {
			body := e.complete("soCreate").With("sendWhatsApp", e.Account(ctx, "first", socialepoch.DeviceCloud), "sendType", 3, "content",
				[]any{Fields{"type": 1, "text": "second", "sort": 2}, Fields{"type": 1, "text": "first", "sort": 1}})
			Expect(e.Send(ctx, request("soCreate", body)).OK).To(BeTrue())
			Expect(e.Control().Advance(ctx, time.Hour)).To(Succeed())
			Expect(e.sent(ctx, body["friendWhatsApp"].(string))).To(Equal([]string{`{"text":"first"}`, `{"text":"second"}`}))
		})

	s.Spec("SE-SEND-10", "records each type of content as the kind that the chat records have for it",
		running(": content.type", openapi.Inferred, "soCreate", "msgPage"),
		func(ctx SpecContext, e *Env) {
			account := e.Account(ctx, "first", socialepoch.DevicePC)
			for kind, want := range map[int][2]string{
				socialepoch.SendText: {"0", `{"text":"a"}`}, socialepoch.SendPicture: {"1", `{"url":"b"}`}, socialepoch.SendAudio: {"3", `{"url":"b"}`},
				socialepoch.SendFile: {"4", `{"url":"b"}`}, socialepoch.SendVideo: {"2", `{"url":"b"}`}, socialepoch.SendCard: {"0", `{"text":"a"}`},
				socialepoch.SendCardLink: {"0", `{"text":"c\na\nd"}`},
			} {
				content := socialepoch.Content{Type: kind, Text: "a", URL: "b"}
				if kind == socialepoch.SendCardLink {
					content.Title, content.Link = "c", "d"
				}
				friend := e.Number()
				_, err := e.Client.Sending.Send(ctx, from(account, friend)[0], socialepoch.SendOptions{}, content)
				Expect(err).NotTo(HaveOccurred())
				Expect(e.Control().Advance(ctx, time.Hour)).To(Succeed())
				page, err := e.Client.Messages.List(ctx, socialepoch.MessageListOptions{FriendWhatsID: friend})
				Expect(err).NotTo(HaveOccurred())
				Expect(page.Records).To(HaveLen(1))
				Expect([2]string{page.Records[0].ContentType.String(), string(page.Records[0].Content)}).To(Equal(want), "%+v", content)
			}
		})
}

func seeOnline(s declaration) {
	s.Spec("SE-ONLINE-01", "lists the agents who are online on a device with their accounts, and no others",
		contracts.From(fromOnline, openapi.VendorPage, "queryUserStatus").Beyond().After(openapi.Write).Controlled(),
		func(ctx SpecContext, e *Env) {
			one, two, three := e.Agent(ctx), e.Agent(ctx), e.Agent(ctx)
			pc, cloud := e.Account(ctx, one, socialepoch.DevicePC), e.Account(ctx, two, socialepoch.DeviceCloud)
			Expect(e.Control().PutRecord(ctx, "accounts", e.Number(), Fields{"agentAccount": three, "online": false})).To(Succeed())
			for device, want := range map[int]map[string]string{
				socialepoch.DevicePC: {one: pc}, socialepoch.DeviceMobile: {}, socialepoch.DeviceCloud: {two: cloud},
			} {
				for _, agent := range []string{one, two, three} {
					online, err := e.Client.Sending.Online(ctx, device, agent)
					Expect(err).NotTo(HaveOccurred())
					if want[agent] == "" {
						Expect(online).To(BeEmpty())
						continue
					}
					known, err := e.Client.Agents.Query(ctx, agent)
					Expect(err).NotTo(HaveOccurred())
					Expect(online).To(Equal([]socialepoch.OnlineAgent{{UserID: known.UserID, AgentAccount: agent,
						Accounts: []socialepoch.OnlineAccount{{WhatsApp: want[agent], Name: "Jack"}}}}))
				}
			}
			all, err := e.Client.Sending.Online(ctx, socialepoch.DevicePC, "")
			Expect(err).NotTo(HaveOccurred())
			Expect(all).To(ContainElement(HaveField("AgentAccount", one)))
			Expect(all).NotTo(ContainElement(HaveField("AgentAccount", two)))
		})

	s.Spec("SE-ONLINE-03", "finds an agent by its id, until it is deleted, which signs its accounts out",
		contracts.From(fromOnline+": userId", openapi.Inferred, "queryUserStatus").Beyond().After(openapi.Destructive).Controlled(),
		func(ctx SpecContext, e *Env) {
			name, other := e.Agent(ctx), e.Agent(ctx)
			for _, agent := range []string{name, other} {
				e.Account(ctx, agent, socialepoch.DevicePC)
			}
			agent, err := e.Client.Agents.Query(ctx, name)
			Expect(err).NotTo(HaveOccurred())
			online := func() []string {
				return rows("agentAccount")(e.Send(ctx, request("queryUserStatus", Fields{"userId": agent.UserID, "source": 1})))
			}
			Expect(online()).To(Equal([]string{name}))
			Expect(e.Client.Agents.Delete(ctx, name)).To(Succeed())
			Expect(online()).To(BeEmpty())
			Expect(e.Client.Agents.Add(ctx, socialepoch.NewAgent{Username: name, Password: "x"})).To(Succeed())
			Expect(e.Client.Sending.Online(ctx, socialepoch.DevicePC, name)).To(BeEmpty())
		})
}
