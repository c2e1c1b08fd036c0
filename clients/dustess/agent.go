package dustess

import "context"

// AgentService sends messages as an AI agent.
type AgentService struct{ caller *caller }

// An AgentMsg is a message to a chat. It has contents or a file.
type AgentMsg struct {
	MsgType    int      `json:"msgType"` // MsgText, or another that Dustess knows
	Contents   []string `json:"contents"`
	FileURL    string   `json:"fileURL,omitempty"`
	ReplyMsgID []int64  `json:"replyMsgID,omitempty"` // messages that this one answers
}

// MsgText is the MsgType of a text.
const MsgText = 0

// agentMsgRequest is the body of Send.
type agentMsgRequest struct {
	ChatID int64      `json:"chatID"`
	UserID int64      `json:"userID"`
	Msgs   []AgentMsg `json:"msgs"`
}

// sentAnswer has a code, which programs demand; of its data nothing is known (DU-Q80).
type sentAnswer struct{ outcome }

func (a sentAnswer) missing() string { return lacks("code", a.Code == nil) }

// Send sends messages, at most 100, to a chat in the name of the agent's user.
//
// Operation: sendAgentMsg.
func (s *AgentService) Send(ctx context.Context, chatID, userID int64, msgs ...AgentMsg) error {
	body := agentMsgRequest{chatID, userID, append([]AgentMsg{}, msgs...)}
	for i := range body.Msgs {
		body.Msgs[i].Contents = append([]string{}, body.Msgs[i].Contents...)
	}
	_, err := send[sentAnswer](ctx, s.caller, post("sendAgentMsg", "ai/v1/agent/msg/sendMsg", body))
	return err
}

// DirectMsgs are messages to people or groups, whether there is a chat or not.
type DirectMsgs struct {
	ScrmAccountID string      `json:"scrmAccountID"` // the tenant's account
	QwUserID      string      `json:"qwUserId"`      // the employee who sends, as WeCom knows him
	TargetType    string      `json:"targetType"`    // TargetSingle or TargetGroup
	TargetIDs     []string    `json:"targetIds"`
	Messages      []DirectMsg `json:"messages"`
}

// The values of DirectMsgs.TargetType.
const (
	TargetSingle = "single"
	TargetGroup  = "group"
)

// A DirectMsg is one of them.
type DirectMsg struct {
	MsgType int    `json:"msgType"` // MsgText, or another that Dustess knows
	Content string `json:"content"`
}

// DirectSend sends messages to people or groups.
//
// Operation: directSendAgentMsg.
func (s *AgentService) DirectSend(ctx context.Context, msgs DirectMsgs) error {
	msgs.TargetIDs, msgs.Messages = append([]string{}, msgs.TargetIDs...), append([]DirectMsg{}, msgs.Messages...)
	_, err := send[sentAnswer](ctx, s.caller, post("directSendAgentMsg", "ai/v1/agent/msg/directSendMsg", msgs))
	return err
}
