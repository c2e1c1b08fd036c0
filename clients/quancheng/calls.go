package quancheng

import (
	"context"
	"net/url"
	"strconv"
	"time"
)

// A CallType says who called whom.
type CallType int

// The values of CallType.
const (
	Incoming CallType = 1
	Outgoing CallType = 2
)

// A Call is the record of a phone call. Tel and Start identify it.
type Call struct {
	Tel        string
	Start, End time.Time // to the second
	Answered   bool
	Type       CallType
	Recorded   bool
	Duration   int    // seconds
	IMS        string // the line's number
	UserID     int
	UserName   string
	Remark     string // may be empty
}

// AddCallHistory stores a call record. It is false when there is one of the same number and start (QC-Q44).
//
// Operation: addCallHistory.
func (s *CustomersService) AddCallHistory(ctx context.Context, c Call) (bool, error) {
	return value[bool](ctx, s.caller, write("addCallHistory", "CRM/Customer/AddCallHistory", url.Values{
		"callState": {yesNo(c.Answered)}, "tel": {c.Tel}, "userID": {strconv.Itoa(c.UserID)}, "remark": {c.Remark},
		"callType": {strconv.Itoa(int(c.Type))}, "startTime": {dateTime(c.Start)}, "endTime": {dateTime(c.End)},
		"record": {yesNo(c.Recorded)}, "duration": {strconv.Itoa(c.Duration)}, "ims": {c.IMS}, "userName": {c.UserName},
	}))
}

// A CallUpdate is the new state of a call record, which Tel and Start identify (QC-Q45).
type CallUpdate struct {
	Tel         string
	Start, End  time.Time // to the second
	Answered    bool
	Type        CallType
	Recorded    bool
	Duration    int    // seconds (QC-Q46)
	IMS         string // the line's number
	DisplayTel  string // number shown to the called side
	AddUserName string // name of the current operator
}

// UpdateCallHistory overwrites a call record. It is false when there is none.
//
// Operation: updateCallHistory.
func (s *CustomersService) UpdateCallHistory(ctx context.Context, c CallUpdate) (bool, error) {
	return value[bool](ctx, s.caller, write("updateCallHistory", "CRM/Customer/UpdateCallHistory", url.Values{
		"sCallNumber": {c.Tel}, "dCallTime": {dateTime(c.Start)}, "bCallState": {yesNo(c.Answered)},
		"callType": {strconv.Itoa(int(c.Type))}, "teleIms": {c.IMS}, "displayTel": {c.DisplayTel}, "endTime": {dateTime(c.End)},
		"record": {yesNo(c.Recorded)}, "duration": {strconv.Itoa(c.Duration)}, "addUserName": {c.AddUserName},
	}))
}

// LockIMS locks an IMS number for a user. It is false when another user holds the lock (QC-Q48).
//
// Operation: imsLock.
func (s *CustomersService) LockIMS(ctx context.Context, userID int, ims string) (bool, error) {
	return value[bool](ctx, s.caller, write("imsLock", "CRM/Customer/IMSLock", url.Values{
		"userID": {strconv.Itoa(userID)}, "ims": {ims},
	}))
}

// UnlockIMS unlocks an IMS number, whoever holds it. It is false when nobody does.
//
// Operation: unIMSLock.
func (s *CustomersService) UnlockIMS(ctx context.Context, ims string) (bool, error) {
	return value[bool](ctx, s.caller, write("unIMSLock", "CRM/Customer/UnIMSLock", single("ims", ims)))
}

// A SendType is the schedule of an SMS.
type SendType int

// The values of SendType.
const (
	SendAtOnce SendType = iota
	SendOnce
	SendDaily
	SendWeekly
	SendMonthly
	SendYearly
)

// An SMS is a message made from a template.
type SMS struct {
	SenderID    int // user
	MobilePhone string
	ReceiveName string    // may be empty
	SendDate    time.Time // to the second; required and ignored with SendAtOnce
	Content     string
	SendType    SendType
	TemplateID  string
	Values      [6]string // that replace the template's places; may be empty
	Remark      string    // may be empty
}

// InsertSMS hands in an SMS.
//
// Operation: insertSms.
func (s *CustomersService) InsertSMS(ctx context.Context, m SMS) (bool, error) {
	parameters := url.Values{
		"senderID": {strconv.Itoa(m.SenderID)}, "mobilePhone": {m.MobilePhone}, "receiveName": {m.ReceiveName},
		"sendDate": {dateTime(m.SendDate)}, "content": {m.Content}, "sendType": {strconv.Itoa(int(m.SendType))},
		"messageTempleID": {m.TemplateID}, "remark": {m.Remark},
	}
	for i, v := range m.Values {
		parameters.Set("value"+strconv.Itoa(i+1), v)
	}
	return value[bool](ctx, s.caller, write("insertSms", "CRM/Customer/InsertSms", parameters))
}
