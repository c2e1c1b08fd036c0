package socialepoch

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"time"
)

// MessagesService reads chat records (https://doc.socialepoch.com/wa-scrm-open-api-doc/api/message.html).
type MessagesService struct{ caller *caller }

// The values of Message.ChatType, Message.ActionType and Message.ContentType.
const (
	ChatIndividual = 1
	ChatGroup      = 2

	ActionSend    = 1
	ActionReceive = 2

	ContentText    = "0" // the page names no values; these are what programs go by (SE-Q64)
	ContentPicture = "1"
	ContentVideo   = "2"
	ContentAudio   = "3"
	ContentFile    = "4"
)

// MessageListOptions choose a page of messages. What is left at its zero value is no condition.
type MessageListOptions struct {
	FriendWhatsID string    // number of the friend
	WhatsID       string    // customer service account
	AgentAccount  string    // agent, written exactly so
	ChatType      int       // ChatIndividual or ChatGroup
	ActionType    int       // ActionSend or ActionReceive
	ContentType   string    // such as ContentText
	From, To      time.Time // both or none; to the millisecond, both included (SE-Q40, SE-Q48)
	Current       int       // page from 1, which 0 stands for; where All begins
	PageSize      int       // 0 stands for the vendor's 10 in List and for 100 in All
}

// A Message is one line of a chat.
type Message struct {
	Username      string          `json:"username"` // agent
	WhatsID       string          `json:"whatsId"`  // customer service account
	FriendWhatsID string          `json:"friendWhatsId"`
	FriendName    string          `json:"friendName"`
	ActionType    int             `json:"actionType"` // ActionSend or ActionReceive
	ChatType      int             `json:"chatType"`   // ChatIndividual or ChatGroup
	ContentType   json.Number     `json:"contentType"`
	Content       json.RawMessage `json:"content"`  // its form is not published (SE-Q48)
	ChatTime      int64           `json:"chatTime"` // Unix milliseconds
	MsgID         string          `json:"msgId"`
}

// Time returns when the message was written.
func (m Message) Time() time.Time { return time.UnixMilli(m.ChatTime) }

// A MessagePage is one page of a list.
type MessagePage struct {
	Total   int       `json:"total"` // number of all messages that match
	Size    int       `json:"size"`
	Current int       `json:"current"`
	Pages   int       `json:"pages"`
	Records []Message `json:"records"`
}

// messageConditions are the JSON of what MessageListOptions ask for.
type messageConditions struct {
	FriendWhatsID string `json:"friendWhatsId,omitempty"`
	WhatsID       string `json:"whatsId,omitempty"`
	AgentAccount  string `json:"agentAccount,omitempty"`
	ChatType      int    `json:"chatType,omitempty"`
	ActionType    int    `json:"actionType,omitempty"`
	ContentType   string `json:"contentType,omitempty"`
	StartChatTime *int64 `json:"startChatTime,omitempty"`
	EndChatTime   *int64 `json:"endChatTime,omitempty"`
}

// List returns one page of the messages that satisfy all conditions, newest first (SE-Q48). A page
// beyond the end is empty.
//
// Operation: msgPage.
func (s *MessagesService) List(ctx context.Context, opts MessageListOptions) (*MessagePage, error) {
	body := struct {
		TenantID int64             `json:"tenantId"`
		Info     messageConditions `json:"info"`
		Current  int               `json:"current,omitempty"`
		PageSize int               `json:"pageSize,omitempty"`
	}{
		s.caller.credentials.TenantID,
		messageConditions{
			opts.FriendWhatsID, opts.WhatsID, opts.AgentAccount, opts.ChatType, opts.ActionType, opts.ContentType,
			millis(opts.From), millis(opts.To),
		},
		opts.Current, opts.PageSize,
	}
	data, answer, err := s.caller.call(ctx, "msgPage", "wscrm-bus-api/open/message/msgPage", body)
	page, err := fetched[*MessagePage]("msgPage", data, answer, err)
	if err != nil {
		return nil, err
	}
	page.Total = totalOf(answer)
	return page, nil
}

// millis is a time as the vendor takes it, nil for the zero time.
func millis(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	n := t.UnixMilli()
	return &n
}

// All yields the messages of the page opts.Current and of all pages after it, fetching each page when
// it is reached. An error is yielded once, with a zero Message, and ends it. A message that is written
// meanwhile pushes others back, so that one may come twice.
//
// Operation: msgPage.
func (s *MessagesService) All(ctx context.Context, opts MessageListOptions) iter.Seq2[Message, error] {
	opts.PageSize = cmp.Or(opts.PageSize, defaultPageSize)
	return allPages(opts.Current, func(current int) ([]Message, error) {
		next := opts
		next.Current = current
		page, err := s.List(ctx, next)
		if err != nil {
			return nil, err
		}
		return page.Records, nil
	})
}
