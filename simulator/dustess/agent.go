package dustess

import (
	"fmt"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A chat is a conversation that an AI agent may write to.
type chat struct {
	ID       string `json:"id"` // digits
	Name     string `json:"name"`
	Type     string `json:"type"`      // single or group
	FriendID string `json:"friend_id"` // with whom, in a single chat
}

func (c chat) key() string { return c.ID }

// An agentMsg is a message that an AI agent has sent. No operation reads it back.
type agentMsg struct {
	ID   string `json:"id"`
	Time string `json:"time"` // in Shanghai

	ChatID     string   `json:"chat_id"` // of sendMsg, and
	UserID     string   `json:"user_id"`
	ReplyMsgID []string `json:"reply_msg_id"`
	FileURL    string   `json:"file_url"`

	ScrmAccountID string   `json:"scrm_account_id"` // of directSendMsg, and
	QwUserID      string   `json:"qw_user_id"`
	TargetType    string   `json:"target_type"`
	TargetIDs     []string `json:"target_ids"`

	MsgType  int      `json:"msg_type"`
	Contents []string `json:"contents"`
}

func (m agentMsg) key() string { return m.ID }

// add stores a message that is sent now.
func (m agentMsg) add(tx *tx) {
	m.ID, m.Time = tx.NewUUID(), localTime(tx.Now)
	tx.State.agentMsgs.Put(tx.Writer, m)
}

// checkAgentMsg makes lists of what is null.
func checkAgentMsg(_ *tx, m *agentMsg) error {
	m.ReplyMsgID, m.TargetIDs, m.Contents = append([]string{}, m.ReplyMsgID...), append([]string{}, m.TargetIDs...),
		append([]string{}, m.Contents...)
	return nil
}

// sendAgentMsg sends messages to a chat (DU-Q80).
func sendAgentMsg(tx *tx, c *api.Call) api.Answer {
	body := bodyOf(c)
	chatID := fmt.Sprint(body["chatID"])
	_, known := tx.State.chats.Get(chat{ID: chatID})
	if !known && tx.State.chats.Len() > 0 {
		if refusal := doubt(tx, c, "chatID", "the id of a chat", chatID); refusal != nil {
			return *refusal
		}
	}
	msgs := objectsOf(body, "msgs")
	for i, m := range msgs {
		if contents, _ := textsOf(m, "contents"); len(contents) == 0 && text(m, "fileURL") == "" {
			return deny(c, codeMalformed, "contents is required", openapi.Finding{
				In: "body", Place: fmt.Sprintf("/msgs/%d/contents", i), Rule: openapi.RuleRequired, Wanted: "contents or fileURL", Got: "neither",
			})
		}
	}
	for _, m := range msgs {
		kind, _ := number(m["msgType"])
		contents, _ := m["contents"].([]any)
		replies, _ := m["replyMsgID"].([]any)
		agentMsg{
			ChatID: chatID, UserID: fmt.Sprint(body["userID"]), MsgType: kind, Contents: written(contents), FileURL: text(m, "fileURL"),
			ReplyMsgID: written(replies), TargetIDs: []string{},
		}.add(tx)
	}
	return kept(ok("", nil))
}

// directSendAgentMsg sends messages to people or groups without a chat (DU-Q81).
func directSendAgentMsg(tx *tx, c *api.Call) api.Answer {
	body := bodyOf(c)
	sender := text(body, "qwUserId")
	known := tx.State.employees.Len() == 0
	for e := range tx.State.employees.All() {
		known = known || e.QwUserID == sender
	}
	if !known {
		if refusal := doubt(tx, c, "qwUserId", "the qwUserId of an employee", sender); refusal != nil {
			return *refusal
		}
	}
	targets, _ := textsOf(body, "targetIds")
	for _, m := range objectsOf(body, "messages") {
		kind, _ := number(m["msgType"])
		agentMsg{
			ScrmAccountID: text(body, "scrmAccountID"), QwUserID: sender, TargetType: text(body, "targetType"), TargetIDs: targets,
			MsgType: kind, Contents: []string{text(m, "content")}, ReplyMsgID: []string{},
		}.add(tx)
	}
	return kept(ok("", nil))
}

// doubt notes a reference to what is not there, or refuses the call if the settings are strict (DU-Q29).
func doubt(tx *tx, c *api.Call, name, wanted, got string) *api.Answer {
	f := openapi.Finding{Severity: openapi.Suspicion, In: "body", Place: "/" + name, Rule: "record", Wanted: wanted, Got: got}
	if tx.State.settings.StrictReferences {
		refusal := deny(c, codeMalformed, name+" invalid", f)
		return &refusal
	}
	c.Note(f)
	return nil
}

// objectsOf returns the objects of a list.
func objectsOf(body map[string]any, name string) []map[string]any {
	list, _ := body[name].([]any)
	objects := make([]map[string]any, len(list))
	for i, element := range list {
		objects[i], _ = element.(map[string]any)
	}
	return objects
}

// written returns scalars as texts; it is never nil.
func written(list []any) []string {
	texts := make([]string, len(list))
	for i, value := range list {
		texts[i] = fmt.Sprint(value)
	}
	return texts
}
