package socialepoch

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// A task sends contents to targets, one target after another. Where it stands follows from the time alone
// (SE-Q55): nothing is written when it moves on.
type task struct {
	ID         string    `json:"taskId"`
	Name       string    `json:"name"`
	TargetType int       `json:"targetType"` // 1 friends, 2 groups
	Source     int64     `json:"source"`     // the device: 1 PC, 2 mobile, 3 cloud
	StartTime  int64     `json:"startTime"`  // Unix milliseconds, as the other times
	EndTime    int64     `json:"endTime"`    // 0 for none
	Halt       int       `json:"halt"`       // 0, or the status of a task that is halted: taskStopped or taskPaused
	HaltTime   int64     `json:"haltTime"`   // from when on
	Targets    []target  `json:"targets"`
	Contents   []content `json:"contents"` // in the order of sending
}

// A target is a friend or group that a task sends to.
type target struct {
	SendWhatsApp   string `json:"sendWhatsApp"`
	FriendWhatsApp string `json:"friendWhatsApp"`
	AgentAccount   string `json:"agentAccount"` // who sends
	Offline        bool   `json:"offline"`      // whether the account was not there to send (SE-Q56)
}

// A content is what is sent.
type content struct {
	Type  int    `json:"type"` // 1 text, 2 picture, 3 audio, 4 file, 5 video, 6 card, 10 card link, 11 diversion link
	Text  string `json:"text"`
	URL   string `json:"url"`
	Title string `json:"title"`
	Link  string `json:"link"`
}

func lessTask(a, b *task) bool { return a.ID < b.ID }

// The statuses of a task and of its targets.
const (
	taskNotStarted = 1
	taskPending    = 2
	taskProcessing = 3
	taskStopped    = 4
	taskCompleted  = 5
	taskPaused     = 6

	targetFailed          = -1
	targetPendingDispatch = 0
	targetPendingSend     = 1
	targetSending         = 2
	targetSent            = 3
	targetDelivered       = 4
	targetRead            = 5
	targetReplied         = 6
	targetNoReply         = 7
)

// How long what takes, in milliseconds: all of it ours (SE-Q55).
const (
	untilFirst     = int64(2 * time.Second / time.Millisecond)  // from the start of a task to its first target
	betweenTargets = int64(10 * time.Second / time.Millisecond) // from the beginning of one to that of the next
	untilSent      = int64(time.Second / time.Millisecond)      // from a target's beginning, as the next three
	untilDelivered = int64(3 * time.Second / time.Millisecond)
	untilRead      = int64(time.Minute / time.Millisecond)
	untilNoReply   = int64(24 * time.Hour / time.Millisecond)
	untilGivenUp   = int64(time.Minute / time.Millisecond) // from the start of a task that cannot send
)

// begins is when a target's turn comes, and settled when it is sent or has failed.
func (t *task) begins(i int) int64 {
	if t.Targets[i].Offline {
		return t.StartTime + untilGivenUp - untilSent
	}
	return t.StartTime + untilFirst + int64(i)*betweenTargets
}

func (t *task) settled(i int) int64 { return t.begins(i) + untilSent }

// ends is from when on nothing begins any more.
func (t *task) ends() int64 {
	ends := int64(math.MaxInt64)
	if t.EndTime != 0 {
		ends = t.EndTime
	}
	if t.Halt != 0 {
		ends = min(ends, t.HaltTime)
	}
	return ends
}

// sends reports whether a message goes out to the target. Ids of groups have more than digits.
func (t *task) sends(i int) bool {
	to := t.Targets[i]
	return !to.Offline && (t.TargetType == 2 || isNumber(to.FriendWhatsApp)) && t.begins(i) < t.ends()
}

func (t *task) status(now int64) int {
	last := int64(0)
	for i := range t.Targets {
		last = max(last, t.begins(i))
	}
	switch {
	case last < t.ends() && now >= last+untilSent:
		return taskCompleted
	case t.Halt != 0 && now >= t.HaltTime:
		return t.Halt
	case now >= t.ends():
		return taskStopped
	case now < t.StartTime:
		return taskNotStarted
	case now < t.StartTime+untilFirst:
		return taskPending
	default:
		return taskProcessing
	}
}

// targetStatus is the status of a target whose friend wrote last at a time, 0 for never.
func (t *task) targetStatus(i int, now, wrote int64) int {
	since := now - t.begins(i)
	switch {
	case t.begins(i) >= t.ends() || since < 0:
		if now < t.StartTime || t.StartTime >= t.ends() {
			return targetPendingDispatch
		}
		return targetPendingSend
	case since < untilSent:
		return targetSending
	case !t.sends(i):
		return targetFailed
	case wrote >= t.settled(i):
		return targetReplied
	case since < untilDelivered:
		return targetSent
	case since < untilRead:
		return targetDelivered
	case since < untilNoReply:
		return targetRead
	default:
		return targetNoReply
	}
}

// messages are the chat records of what the task sends, dated when it is sent (SE-Q57).
func (t *task) messages(s *state) []*message {
	var all []*message
	for i, to := range t.Targets {
		if !t.sends(i) {
			continue
		}
		name := ""
		if c := s.customers.get(to.FriendWhatsApp); c != nil && t.TargetType == 1 {
			name = c.FriendName
		}
		for n, c := range t.Contents {
			kind, text := c.recorded()
			all = append(all, &message{
				MsgID:    fmt.Sprintf("3EB0%s%04X%02X", strings.ToUpper(t.ID), i, n),
				Username: to.AgentAccount, WhatsID: to.SendWhatsApp, FriendWhatsID: to.FriendWhatsApp, FriendName: name,
				ActionType: 1, ChatType: t.TargetType, ContentType: kind, Content: text, ChatTime: t.settled(i) + int64(n),
			})
		}
	}
	return all
}

// recorded is a content as the chat records have it: they number kinds otherwise (SE-Q57, SE-Q64).
func (c content) recorded() (kind int, text string) {
	switch c.Type {
	case 2:
		return 1, c.URL
	case 3:
		return 3, c.URL
	case 4:
		return 4, c.URL
	case 5:
		return 2, c.URL
	}
	var parts []string
	for _, part := range []string{c.Title, c.Text, c.Link} {
		if part != "" && (len(parts) == 0 || parts[len(parts)-1] != part) { // Programs repeat the title as the text.
			parts = append(parts, part)
		}
	}
	return 0, strings.Join(parts, "\n")
}
