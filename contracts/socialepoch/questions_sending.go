package socialepoch

import (
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func askSending(s declaration) {
	sending := func(question, from string, readings []string, operations ...string) contracts.About {
		return contracts.From(fromSending+from, openapi.Inferred, operations...).Asks(question, readings...).Controlled()
	}

	s.Spec("SE-Q54-01", "reports whether a content must hold what its type sends",
		sending("SE-Q54", ": content", []string{"yes, 400", "no"}, "soCreate"),
		func(ctx SpecContext, e *Env) {
			to := socialepoch.Target{SendWhatsApp: e.Account(ctx, "first", socialepoch.DevicePC), FriendWhatsApp: e.Number()}
			_, err := e.Client.Sending.Send(ctx, to, socialepoch.SendOptions{}, socialepoch.Content{Type: socialepoch.SendPicture})
			e.ObserveCode(CodeOf(err), map[int]string{socialepoch.CodeInvalid: "yes, 400", accepted: "no"})
		})

	s.Spec("SE-Q56-01", "says what becomes of senders that are not the tenant's, or not online",
		sending("SE-Q56", ": sendWhatsApp", []string{"refused; fails", "otherwise"}, "moscCreate", "queryExecuteStatus"),
		func(ctx SpecContext, e *Env) {
			_, err := e.Client.Sending.SendMany(ctx, from(e.Number(), e.Number()), socialepoch.SendOptions{}, hello)
			unknown := CodeOf(err)
			account := e.Account(ctx, "first", socialepoch.DevicePC)
			Expect(e.Control().PatchRecord(ctx, "accounts", account, Fields{"online": false})).To(Succeed())
			id, err := e.Client.Sending.SendMany(ctx, from(account, e.Number()), socialepoch.SendOptions{}, hello)
			Expect(err).NotTo(HaveOccurred())
			Expect(e.Control().Advance(ctx, time.Hour)).To(Succeed())
			_, targets := e.status(ctx, id)
			Expect(targets).To(HaveLen(1))
			e.ObserveWhether(unknown == socialepoch.CodeInvalid && targets[0] == socialepoch.TargetFailed, "refused; fails", "otherwise")
		})

	s.Spec("SE-Q57-01", "reports whether what was sent is in the chat records",
		sending("SE-Q57", "", []string{"yes", "no"}, "soCreate", "msgPage"),
		func(ctx SpecContext, e *Env) {
			to := socialepoch.Target{SendWhatsApp: e.Account(ctx, "first", socialepoch.DevicePC), FriendWhatsApp: e.Number()}
			_, err := e.Client.Sending.Send(ctx, to, socialepoch.SendOptions{}, hello)
			Expect(err).NotTo(HaveOccurred())
			Expect(e.Control().Advance(ctx, time.Hour)).To(Succeed())
			e.ObserveWhether(len(e.sent(ctx, to.FriendWhatsApp)) == 1, "yes", "no")
		})

	s.Spec("SE-Q58-01", "tells which of sendType and source is the device",
		sending("SE-Q58", ": sendType", []string{"source", "sendType"}, "soCreate", "queryExecuteStatus"),
		func(ctx SpecContext, e *Env) {
			body := e.complete("soCreate").With("sendWhatsApp", e.Account(ctx, "first", socialepoch.DeviceCloud), "sendType", 1, "source", 3)
			taskID := text(e.dataOf(e.Send(ctx, request("soCreate", body)))["taskId"])
			Expect(e.Control().Advance(ctx, time.Hour)).To(Succeed())
			_, targets := e.status(ctx, taskID)
			Expect(targets).To(HaveLen(1))
			e.ObserveWhether(targets[0] != socialepoch.TargetFailed, "source", "sendType")
		})

	s.Spec("SE-Q59-01", "says what becomes of 5001 targets and of two contents for many",
		sending("SE-Q59", " > moscCreate", []string{"400 both", "otherwise"}, "moscCreate"),
		func(ctx SpecContext, e *Env) {
			account := e.Account(ctx, "first", socialepoch.DevicePC)
			targets := make([]any, 5001)
			for i := range targets {
				targets[i] = Fields{"sendWhatsApp": account, "friendWhatsApp": fmt.Sprintf("999%012d", i)}
			}
			body := e.complete("moscCreate").With("sendInfos", targets)
			many := e.Send(contracts.Wrong(ctx), request("moscCreate", body)).Code
			text := Fields{"type": 1, "text": "x"}
			body = body.With("sendInfos", targets[:1], "content", []any{text, text})
			two := e.Send(contracts.Wrong(ctx), request("moscCreate", body)).Code
			e.ObserveWhether(many == socialepoch.CodeInvalid && two == socialepoch.CodeInvalid, "400 both", "otherwise")
		})
}

func askTasks(s declaration) {
	s.Spec("SE-Q55-01", "tells how fast a task moves",
		contracts.From(fromSending, openapi.Inferred, "moscCreate", "queryExecuteStatus").
			Asks("SE-Q55", "a target in 10 seconds, read in 60", "otherwise").Controlled(),
		func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			account := e.Account(ctx, "first", socialepoch.DevicePC)
			id, err := e.Client.Sending.SendMany(ctx, from(account, e.Numbers(2)...), socialepoch.SendOptions{}, hello)
			Expect(err).NotTo(HaveOccurred())
			var seen []int
			for _, after := range []time.Duration{0, 2, 1, 9, 49, 1} { // 0, 2, 3, 12, 61 and 62 seconds after the start
				Expect(e.Control().Advance(ctx, after*time.Second)).To(Succeed())
				task, targets := e.status(ctx, id)
				seen = append(seen, task*100+targets[0]*10+targets[1])
			}
			Expect(seen).To(HaveLen(6))
			e.ObserveWhether(fmt.Sprint(seen) == "[211 321 331 342 544 554]", "a target in 10 seconds, read in 60", "otherwise")
		})

	s.Spec("SE-Q60-01", "says what becomes of an unknown task, and whether an id is a text",
		contracts.From(fromSending+" > queryExecuteStatus", openapi.Inferred, "soCreate", "queryExecuteStatus").
			Asks("SE-Q60", "400; a text", "otherwise").Controlled(),
		func(ctx SpecContext, e *Env) {
			_, err := e.Client.Sending.Status(ctx, e.Name())
			body := e.complete("soCreate").With("sendWhatsApp", e.Account(ctx, "first", socialepoch.DevicePC))
			id := string(e.dataOf(e.Send(ctx, request("soCreate", body)))["taskId"])
			e.ObserveWhether(CodeOf(err) == socialepoch.CodeInvalid && len(id) > 2 && id[0] == '"', "400; a text", "otherwise")
		})

	s.Spec("SE-Q61-01", "says what becomes of a start in the past, and of an end in the past",
		contracts.From(fromSending+": startTaskTime, endTaskTime", openapi.Inferred, "soCreate", "queryExecuteStatus").
			Asks("SE-Q61", "now; 400", "otherwise").Controlled(),
		func(ctx SpecContext, e *Env) {
			to := socialepoch.Target{SendWhatsApp: e.Account(ctx, "first", socialepoch.DevicePC), FriendWhatsApp: e.Number()}
			past := e.Now().Add(-time.Hour)
			id, err := e.Client.Sending.Send(ctx, to, socialepoch.SendOptions{Start: past}, hello)
			Expect(err).NotTo(HaveOccurred())
			status, _ := e.status(ctx, id)
			_, err = e.Client.Sending.Send(ctx, to, socialepoch.SendOptions{End: past}, hello)
			e.ObserveWhether(status == socialepoch.TaskPending && CodeOf(err) == socialepoch.CodeInvalid, "now; 400", "otherwise")
		})
}

func askOnline(s declaration) {
	s.Spec("SE-Q62-01", "says what becomes of an agent that is not there, or not online",
		contracts.From(fromOnline, openapi.Inferred, "queryUserStatus").Asks("SE-Q62", "an empty list", "400"),
		func(ctx SpecContext, e *Env) {
			online, err := e.Client.Sending.Online(ctx, socialepoch.DevicePC, e.Name())
			switch {
			case err == nil && len(online) == 0:
				e.Observe("an empty list")
			case CodeOf(err) == socialepoch.CodeInvalid:
				e.Observe("400")
			default:
				e.Observe(contracts.Other)
			}
		})

	s.Spec("SE-Q63-01", "reports whether a wake-up may name its agent in the older way",
		contracts.From(fromWakeUp+" (older version)", openapi.Inferred, "batchAddActions").
			Asks("SE-Q63", "signed in the body only", "always", "never"),
		func(ctx SpecContext, e *Env) {
			item := Fields{"userName": e.Agent(ctx), "friendWhatsId": e.Number(), "type": 1}
			body := e.complete("batchAddActions").With("data", []any{item})
			older := e.Send(ctx, contracts.Request{Operation: "batchAddActions", Body: e.legacy(body), Unsigned: true}).Code
			signed := e.Send(ctx, request("batchAddActions", body)).Code
			switch {
			case older == accepted && signed != accepted:
				e.Observe("signed in the body only")
			case older == accepted:
				e.Observe("always")
			default:
				e.Observe("never")
			}
		})

	s.Spec("SE-Q64-01", "reports whether 2 stands for videos among the chat records",
		contracts.From(fromChat+": contentType", openapi.Inferred, "msgPage").Asks("SE-Q64", "yes", "no").Controlled(),
		func(ctx SpecContext, e *Env) {
			friend, ids := e.chat(ctx, Fields{"contentType": 1}, Fields{"contentType": 2}, Fields{"contentType": 3})
			found := e.found(ctx, socialepoch.MessageListOptions{FriendWhatsID: friend, ContentType: socialepoch.ContentVideo})
			e.ObserveWhether(len(found) == 1 && found[0] == ids[1], "yes", "no")
		})
}
