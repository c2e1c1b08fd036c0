package dustess

import (
	"context"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

const agentPage = "Public client programs > AI agent messages"

// sent returns the messages that say a text, as the control API shows them.
func (e *Env) sent(ctx context.Context, text string) []map[string]any {
	GinkgoHelper()
	ids, err := e.Control().RecordIDs(ctx, "agentMessages")
	Expect(err).NotTo(HaveOccurred())
	var found []map[string]any
	for _, id := range ids {
		var m map[string]any
		Expect(e.Control().Record(ctx, "agentMessages", id, &m)).To(Succeed())
		if fmt.Sprint(m["contents"]) == "["+text+"]" {
			found = append(found, m)
		}
	}
	return found
}

// agentMessages: what an AI agent sends.
func agentMessages(s declaration) {
	send := contracts.From(agentPage, openapi.PublicClient, "sendAgentMsg").Beyond().Controlled()

	s.Spec("DU-AGENT-01", "sends each message to the chat in the name of the user", send,
		func(ctx SpecContext, e *Env) {
			e.Put(ctx, "chats", "77001", map[string]any{"id": "77001", "name": "好友"})
			first, second := e.Unique("您好"), e.Unique("在吗")
			Expect(e.Client.Agent.Send(ctx, 77001, 498, dustess.AgentMsg{Contents: []string{first}},
				dustess.AgentMsg{Contents: []string{second}, ReplyMsgID: []int64{7}})).To(Succeed())
			Expect(e.sent(ctx, first)).To(HaveExactElements(And(HaveKeyWithValue("chat_id", "77001"), HaveKeyWithValue("user_id", "498"))))
			Expect(e.sent(ctx, second)).To(HaveExactElements(HaveKeyWithValue("reply_msg_id", HaveExactElements("7"))))
		})

	s.Spec("DU-AGENT-02", "sends none of the messages of a call that is refused", send,
		func(ctx SpecContext, e *Env) {
			text := e.Unique("您好")
			err := e.Client.Agent.Send(ctx, 1, 498, dustess.AgentMsg{Contents: []string{text}}, dustess.AgentMsg{})
			Expect(err).To(HaveCode(dustess.CodeMalformed))
			Expect(e.sent(ctx, text)).To(BeEmpty())
		})

	s.Spec("DU-AGENT-04", "refuses a chat and an employee that are not there only when the tenant is strict",
		contracts.From(agentPage, openapi.Inferred, "sendAgentMsg", "directSendAgentMsg").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			send := func() []int {
				return []int{
					Code(e.Client.Agent.Send(ctx, 404, 498, dustess.AgentMsg{Contents: []string{"x"}})),
					Code(e.Client.Agent.DirectSend(ctx, directly("Nobody"))),
				}
			}
			Expect(send()).To(HaveEach(0))
			e.Set(ctx, map[string]any{"strict_references": true})
			Expect(send()).To(HaveEach(dustess.CodeMalformed))
		})
}

// directly is a message of an employee to nobody.
func directly(qwUserID string) dustess.DirectMsgs {
	return dustess.DirectMsgs{
		ScrmAccountID: "9", QwUserID: qwUserID, TargetType: dustess.TargetSingle, TargetIDs: []string{"nobody"},
		Messages: []dustess.DirectMsg{{Content: "x"}},
	}
}

// askAgent: what no document says about messages.
func askAgent(s declaration) {
	codes := map[int]string{dustess.CodeMalformed: "40003", dustess.CodeSystem: "10001", 0: "taken"}

	s.Spec("DU-Q80-01", "says what becomes of a message with neither contents nor a file",
		contracts.From(agentPage, openapi.Inferred, "sendAgentMsg").Asks("DU-Q80", "40003", "10001", "taken"),
		func(ctx SpecContext, e *Env) {
			e.ObserveCode(Code(e.Client.Agent.Send(ctx, 0, 0, dustess.AgentMsg{})), codes)
		})

	s.Spec("DU-Q81-01", "says what becomes of a message of an employee who does not exist",
		contracts.From(agentPage, openapi.Inferred, "directSendAgentMsg").Asks("DU-Q81", "taken", "40003", "10001"),
		func(ctx SpecContext, e *Env) {
			e.ObserveCode(Code(e.Client.Agent.DirectSend(ctx, directly(e.UnknownID()))), codes)
		})
}
