package socialepoch

import (
	"iter"
	"strconv"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// A message is one line of a chat. It never changes once it is stored.
type message struct {
	MsgID         string `json:"msgId"`
	Username      string `json:"username"` // agent account
	WhatsID       string `json:"whatsId"`
	FriendWhatsID string `json:"friendWhatsId"`
	FriendName    string `json:"friendName"`
	ActionType    int    `json:"actionType"`  // 1 sent, 2 received
	ChatType      int    `json:"chatType"`    // 1 with one person, 2 in a group
	ContentType   int    `json:"contentType"` // 0 text, 1 picture, 2 video, 3 audio, 4 file
	Content       string `json:"content"`     // the text, or where the file is
	ChatTime      int64  `json:"chatTime"`    // Unix milliseconds
}

// lessMessage puts the newest first (SE-Q48).
func lessMessage(a, b *message) bool {
	if a.ChatTime != b.ChatTime {
		return a.ChatTime > b.ChatTime
	}
	return a.MsgID < b.MsgID
}

// putMessage stores a message in the place of the one with its id.
func (s *state) putMessage(w store.Writer, m *message) {
	s.deleteMessage(w, m)
	s.messages.Put(w, m)
	s.byID.Put(w, m)
}

func (s *state) deleteMessage(w store.Writer, m *message) {
	if old, had := s.byID.Get(m); had {
		s.messages.Delete(w, old)
		s.byID.Delete(w, old)
	}
}

// until yields the messages up to a moment, newest first: a task has stored what it is yet to send.
func (s *state) until(now time.Time) iter.Seq[*message] {
	return s.messages.From(&message{ChatTime: now.UnixMilli()})
}

// A messageQuery is what messages must satisfy; "" is no condition.
type messageQuery struct {
	account, friend, agent, chat, action, content string
	timed                                         bool
	start, end                                    int64
}

// messageQueryOf reads the conditions, and says which of a pair of times is missing (SE-Q40).
func messageQueryOf(info fields) (q messageQuery, lacks string) {
	start, hasStart := info.integer("startChatTime")
	end, hasEnd := info.integer("endChatTime")
	switch {
	case hasStart && !hasEnd:
		return q, "endChatTime"
	case hasEnd && !hasStart:
		return q, "startChatTime"
	}
	return messageQuery{
		account: info.text("whatsId"), friend: info.text("friendWhatsId"), agent: info.text("agentAccount"),
		chat: info.text("chatType"), action: info.text("actionType"), content: info.text("contentType"),
		timed: hasStart, start: start, end: end,
	}, ""
}

func (q *messageQuery) fit(m *message) bool {
	is := func(condition, value string) bool { return condition == "" || condition == value }
	return is(q.account, m.WhatsID) && is(q.friend, m.FriendWhatsID) && is(q.agent, m.Username) &&
		is(q.chat, strconv.Itoa(m.ChatType)) && is(q.action, strconv.Itoa(m.ActionType)) && is(q.content, strconv.Itoa(m.ContentType)) &&
		(!q.timed || q.start <= m.ChatTime && m.ChatTime <= q.end)
}

// msgPage answers a page of messages, newest first.
func msgPage(tx *tx, c *api.Call) api.Answer {
	body := bodyOf(c)
	q, lacks := messageQueryOf(body.object("info"))
	if lacks != "" {
		return reject(c, required("info."+lacks), "/info/"+lacks, openapi.RuleRequired, "both times or none")
	}
	current, size, refused := tx.State.tenant.page(c)
	if refused != nil {
		return *refused
	}
	start, total := (current-1)*size, 0
	var records []byte
	for m := range tx.State.until(tx.Now) {
		if !q.fit(m) {
			continue
		}
		if total >= start && total-start < size {
			if len(records) > 0 {
				records = append(records, ',')
			}
			records = m.append(records)
		}
		total++
	}
	data := strconv.AppendInt([]byte(`{"total":`), int64(total), 10)
	data = strconv.AppendInt(wire.AppendKey(data, "size"), int64(size), 10)
	data = strconv.AppendInt(wire.AppendKey(data, "current"), int64(current), 10)
	data = strconv.AppendInt(wire.AppendKey(data, "pages"), int64((total+size-1)/size), 10)
	data = append(append(wire.AppendKey(data, "records"), '['), records...)
	return ok(success, append(data, ']', '}'))
}

func (m *message) append(dst []byte) []byte {
	dst = wire.AppendString(wire.AppendKey(append(dst, '{'), "username"), m.Username)
	dst = wire.AppendString(wire.AppendKey(dst, "whatsId"), m.WhatsID)
	dst = strconv.AppendInt(wire.AppendKey(dst, "actionType"), int64(m.ActionType), 10)
	dst = strconv.AppendInt(wire.AppendKey(dst, "chatType"), int64(m.ChatType), 10)
	part := "text"
	if m.ContentType != 0 {
		part = "url"
	}
	dst = wire.AppendKey(append(wire.AppendKey(dst, "content"), '{'), part)
	dst = append(wire.AppendString(dst, m.Content), '}')
	dst = wire.AppendString(wire.AppendKey(dst, "friendWhatsId"), m.FriendWhatsID)
	dst = wire.AppendString(wire.AppendKey(dst, "friendName"), m.FriendName)
	dst = strconv.AppendInt(wire.AppendKey(dst, "contentType"), int64(m.ContentType), 10)
	dst = strconv.AppendInt(wire.AppendKey(dst, "chatTime"), m.ChatTime, 10)
	return append(wire.AppendString(wire.AppendKey(dst, "msgId"), m.MsgID), '}')
}
