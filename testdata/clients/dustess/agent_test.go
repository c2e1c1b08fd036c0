package dustess_test

import (
	"errors"
	"strconv"
	"testing"
	"time"
)

// An agent is a Python program that answers chats (ids 65844354670, 66121734975, 65898125492, 65738237634). It signs in
// with keys in small letters, demands a status of 2xx and then code 0, and keeps the token until 300 s before expiresIn:
// a date-time that it reads in the zone of its own machine, and two hours where it cannot. A refused token it does not
// replace. It writes ids as numbers where they are digits.
type agent struct {
	*world
	now  func() time.Time
	zone *time.Location

	token string
	end   time.Time
}

// errRaised is an error of the HTTP client: no answer, a status that is none of 2xx, or a body that is no JSON.
var errRaised = errors.New("raised")

func (a *agent) request(path string, body any) (map[string]any, error) {
	got := a.post(path, body)
	if object := got.object(); got.err == nil && got.status/100 == 2 && object != nil {
		return object, nil
	}
	return nil, errRaised
}

// signIn returns the token that is kept, or another one; "" when there is none.
func (a *agent) signIn() string {
	if a.token != "" && a.now().Before(a.end.Add(-300*time.Second)) {
		return a.token
	}
	got, err := a.request("auth/v1/access_token/token", map[string]string{"clientid": a.id, "clientsecret": a.secret})
	token, _ := in(got, "data", "accessToken").(string)
	if err != nil || in(got, "code") != 0.0 || token == "" {
		return ""
	}
	a.token, a.end = token, a.now().Add(7200*time.Second)
	text, _ := in(got, "data", "expiresIn").(string)
	if end, err := time.ParseInLocation(time.DateTime, text, a.zone); err == nil {
		a.end = end
	}
	return token
}

func number(id string) any {
	if n, err := strconv.Atoi(id); err == nil {
		return n
	}
	return id
}

// say reports whether the program believes that its text was sent to the chat.
func (a *agent) say(chat, text string) bool {
	token := a.signIn()
	if token == "" {
		return false
	}
	got, err := a.request("ai/v1/agent/msg/sendMsg?accessToken="+token, map[string]any{
		"chatID": number(chat), "userID": number("498"), "msgs": []any{map[string]any{"msgType": 0, "contents": []string{text},
			"fileURL": "", "replyMsgID": []int{}}},
	})
	return err == nil && in(got, "code") == 0.0
}

// direct sends a text to people and shows whatever object comes back.
func (a *agent) direct(text string, targets ...string) (map[string]any, error) {
	return a.request("ai/v1/agent/msg/directSendMsg?accessToken="+a.signIn(), map[string]any{
		"scrmAccountID": "1", "qwUserId": "LinJing", "targetType": "single", "targetIds": targets,
		"messages": []any{map[string]any{"msgType": 0, "content": text}},
	})
}

// newAgent returns the program on a machine in that zone, whose clock is crmsim's.
func newAgent(t *testing.T, zone *time.Location) *agent {
	w := start(t)
	return &agent{world: w, zone: zone, now: func() time.Time {
		var clock struct{ Now time.Time }
		w.Control("GET", "/clock", nil, &clock)
		return clock.Now
	}}
}

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// said counts the messages in a chat, those of the demo data included.
func (a *agent) said(chat string) int { return len(a.records("agentMessages", "chat_id", chat)) }

func TestAgent(t *testing.T) {
	a := newAgent(t, shanghai)
	before := a.said("1001")
	if !a.say("1001", "您好") || a.said("1001") != before+1 {
		t.Errorf("it says that nothing was sent, or nothing was: %d messages", a.said("1001")-before)
	}
	first := a.token
	if a.later(114 * time.Minute); !a.say("1001", "在吗") || a.token != first {
		t.Error("the token is not kept for 114 minutes")
	}
	if a.later(2 * time.Minute); !a.say("1001", "再见") || a.token == first {
		t.Error("the token is not replaced five minutes before its end")
	}
	if got, err := a.direct("通知", "1001", "1003"); err != nil || got["code"] != 0.0 {
		t.Errorf("sent directly: %v, %v", got, err)
	}
}

// TestAgentAbroad: west of Shanghai the program takes the end of its token for a later one, so from two hours and ten
// minutes on all messages are lost until then; two hours and more to the east it signs in for every message.
func TestAgentAbroad(t *testing.T) {
	for _, test := range []struct {
		hours int // from UTC
		said  bool
		same  bool // token, at once
	}{{8, true, true}, {0, false, true}, {9, true, true}, {11, true, false}} {
		t.Run(strconv.Itoa(test.hours), func(t *testing.T) {
			a := newAgent(t, time.FixedZone("", test.hours*3600))
			if !a.say("1001", "您好") {
				t.Fatal("nothing is sent at first")
			}
			token := a.token
			if a.later(time.Second); !a.say("1001", "您好") || (a.token == token) != test.same {
				t.Errorf("a second later: the same token %v, want %v", a.token == token, test.same)
			}
			if a.later(3 * time.Hour); a.say("1001", "在吗") != test.said {
				t.Errorf("three hours later: sent %v, want %v", !test.said, test.said)
			}
		})
	}
}

// TestAgentUnderFaults: nothing is tried again, so one failure loses one message; and a message that was sent although
// the answer was lost is taken for one that was not.
func TestAgentUnderFaults(t *testing.T) {
	for _, test := range []struct {
		fault string
		sent  int
	}{
		{"getAccessToken=code=40001:x1", 0}, {"getAccessToken=503:x1", 0}, {"getAccessToken=garbage:x1", 0},
		{"sendAgentMsg=code=40002:x1", 0}, {"sendAgentMsg=code=10001:x1", 0}, {"sendAgentMsg=429:x1", 0}, {"sendAgentMsg=garbage:x1", 0},
		{"sendAgentMsg=504:x1:after", 1}, {"sendAgentMsg=truncate:x1", 1},
	} {
		t.Run(test.fault, func(t *testing.T) {
			a := newAgent(t, shanghai)
			a.fault(test.fault)
			before := a.said("1001")
			if a.say("1001", "您好") || a.said("1001") != before+test.sent {
				t.Errorf("it believes that it was sent, or %d messages were, want %d", a.said("1001")-before, test.sent)
			}
			if !a.say("1001", "您好") {
				t.Error("the next one is not sent either")
			}
		})
	}
}
