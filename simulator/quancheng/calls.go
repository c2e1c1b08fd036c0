package quancheng

import (
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A call is a call record. Number and start find it (QC-Q44, QC-Q45).
type call struct {
	Tel         string `json:"Tel"`
	StartTime   stamp  `json:"StartTime"`
	EndTime     stamp  `json:"EndTime"`
	CallState   int32  `json:"CallState"` // 1 answered, 0 missed
	CallType    int32  `json:"CallType"`  // 1 incoming, 2 outgoing
	Record      int32  `json:"Record"`    // 1 recorded, 0 not
	Duration    int32  `json:"Duration"`  // seconds (QC-Q46)
	Ims         string `json:"Ims"`       // the line's number (QC-Q47)
	UserID      int32  `json:"UserId"`
	UserName    string `json:"UserName"`
	Remark      string `json:"Remark"`
	DisplayTel  string `json:"DisplayTel"`
	AddUserName string `json:"AddUserName"`
}

func lessCall(a, b *call) bool { return a.Tel < b.Tel || a.Tel == b.Tel && a.StartTime < b.StartTime }

// rejectEnd refuses a call that ends before it starts (QC-Q43, QC-Q90).
func rejectEnd(c *api.Call) api.Answer {
	return reject(c, invalid("endTime"), "endTime", "minimum", "a time not before the start")
}

// addCallHistory stores what it is given; the duration is not checked against the times (QC-Q43).
func addCallHistory(tx *tx, c *api.Call) api.Answer {
	times, bad := moments(c, "startTime", "endTime")
	if bad != "" {
		return rejectTime(c, bad)
	}
	if times[1] < times[0] {
		return rejectEnd(c)
	}
	made := &call{
		Tel: c.Text("tel"), StartTime: times[0], EndTime: times[1],
		CallState: number(c, "callState"), CallType: number(c, "callType"), Record: number(c, "record"),
		Duration: number(c, "duration"), Ims: c.Text("ims"),
		UserID: number(c, "userID"), UserName: c.Text("userName"), Remark: c.Text("remark"),
	}
	if _, exists := tx.State.calls.Get(made); exists {
		return no(c, "startTime", ruleUnique, "a start that no other call of the number has") // QC-Q44
	}
	tx.State.calls.Put(tx.Writer, made)
	return yes(c)
}

// updateCallHistory overwrites the record of the number and start (QC-Q45).
func updateCallHistory(tx *tx, c *api.Call) api.Answer {
	times, bad := moments(c, "dCallTime", "endTime")
	if bad != "" {
		return rejectTime(c, bad)
	}
	if times[1] < times[0] {
		return rejectEnd(c)
	}
	old, known := tx.State.calls.Get(&call{Tel: c.Text("sCallNumber"), StartTime: times[0]})
	if !known {
		return no(c, "dCallTime", ruleExists, "number and start of a call record")
	}
	next := *old
	next.EndTime = times[1]
	next.CallState, next.CallType, next.Record = number(c, "bCallState"), number(c, "callType"), number(c, "record")
	next.Duration, next.Ims = number(c, "duration"), c.Text("teleIms")
	next.DisplayTel, next.AddUserName = c.Text("displayTel"), c.Text("addUserName")
	tx.State.calls.Put(tx.Writer, &next)
	return yes(c)
}

// A lock keeps an IMS number for one user.
type lock struct {
	Ims    string `json:"Ims"`
	UserID int32  `json:"UserId"`
}

func lessLock(a, b *lock) bool { return a.Ims < b.Ims }

// imsLock is false when another user holds the lock; any number may be locked (QC-Q48).
func imsLock(tx *tx, c *api.Call) api.Answer {
	wanted := &lock{c.Text("ims"), number(c, "userID")}
	held, locked := tx.State.locks.Get(wanted)
	if locked && held.UserID != wanted.UserID {
		return no(c, "ims", ruleState, "a number that no other user has locked")
	}
	tx.State.locks.Put(tx.Writer, wanted)
	return yes(c)
}

// unIMSLock takes no user: anyone may unlock (QC-Q48).
func unIMSLock(tx *tx, c *api.Call) api.Answer {
	if !tx.State.locks.Delete(tx.Writer, &lock{Ims: c.Text("ims")}) {
		return no(c, "ims", ruleExists, "a locked number")
	}
	return yes(c)
}
