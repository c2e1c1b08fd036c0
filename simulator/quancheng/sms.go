package quancheng

import (
	"strconv"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A message is an SMS with its schedule. It is recorded and never sent (QC-Q49). When it goes out follows from the
// time alone (QC-Q92): nothing is written then.
type message struct {
	ID          int32     `json:"PK_ID"`
	SenderID    int32     `json:"SenderId"`
	MobilePhone string    `json:"MobilePhone"`
	ReceiveName string    `json:"ReceiveName"`
	SendDate    stamp     `json:"SendDate"` // when it was handed in, for those that go out at once
	Content     string    `json:"Content"`
	SendType    int32     `json:"SendType"` // 0 at once, 1 once, 2 daily, 3 weekly, 4 monthly, 5 yearly
	TemplateID  string    `json:"MessageTempleId"`
	Values      [6]string `json:"Values"`
	Remark      string    `json:"Remark"`
	Created     stamp     `json:"CDate"` // when it was handed in

	// What is seen of the schedule, and never stored.
	Sent     *int   `json:"Sent,omitempty"` // how often it has gone out
	LastSent *stamp `json:"LastSent,omitempty"`
	NextSent *stamp `json:"NextSent,omitempty"`
}

func lessMessage(a, b *message) bool { return a.ID < b.ID }

// A template is one that SMS may use. While there is none, any template id will do (QC-Q49).
type template struct {
	ID   string `json:"Id"`
	Text string `json:"Text"`
}

func lessTemplate(a, b *template) bool { return a.ID < b.ID }

func putMessage(tx *tx, m *message) {
	tx.State.messages.Put(tx.Writer, m)
	tx.State.last.Message = max(tx.State.last.Message, m.ID)
}

// insertSms ignores sendDate for an SMS that goes out at once, and takes dates that have passed (QC-Q49).
func insertSms(tx *tx, c *api.Call) api.Answer {
	times, bad := moments(c, "sendDate")
	if bad != "" {
		return rejectTime(c, bad)
	}
	m := &message{
		ID: tx.State.last.Message + 1, SenderID: number(c, "senderID"), MobilePhone: c.Text("mobilePhone"),
		ReceiveName: c.Text("receiveName"), SendDate: times[0], Content: c.Text("content"),
		SendType: number(c, "sendType"), TemplateID: c.Text("messageTempleID"), Remark: c.Text("remark"),
		Created: stampOf(tx.Now),
	}
	if m.SendType == sendAtOnce {
		m.SendDate = stampOf(tx.Now)
	}
	for i := range m.Values {
		m.Values[i] = c.Text("value" + strconv.Itoa(i+1))
	}
	if _, known := tx.State.templates.Get(&template{ID: m.TemplateID}); !known && tx.State.templates.Len() > 0 {
		return no(c, "messageTempleID", ruleExists, "the id of a template")
	}
	putMessage(tx, m)
	return yes(c)
}
