package socialepoch

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// send makes a task, which must be taken, and returns its id.
func (w *world) send(t *testing.T, operation, body string) string {
	t.Helper()
	var answer struct {
		Code int
		Data struct{ TaskID string }
	}
	text := w.ask(operation, body)
	if err := json.Unmarshal([]byte(text), &answer); err != nil || answer.Code != 200 || answer.Data.TaskID == "" {
		t.Fatalf("%s %s: %s", operation, body, text)
	}
	return answer.Data.TaskID
}

// statuses returns the status of a task and those of its targets.
func (w *world) statuses(t *testing.T, id string) (task int, targets []int) {
	t.Helper()
	var answer struct {
		Data struct {
			Status int
			Info   []struct{ Status int }
		}
	}
	if err := json.Unmarshal([]byte(w.ask("queryExecuteStatus", "?taskId="+id)), &answer); err != nil {
		t.Fatal(err)
	}
	for _, info := range answer.Data.Info {
		targets = append(targets, info.Status)
	}
	return answer.Data.Status, targets
}

// many is a body of moscCreate from an account to friends.
func many(from, more string, friends ...string) string {
	var infos []string
	for _, friend := range friends {
		infos = append(infos, fmt.Sprintf(`{"sendWhatsApp":%q,"friendWhatsApp":%q}`, from, friend))
	}
	return `{"targetType":1,"sendInfos":[` + strings.Join(infos, ",") + `],"content":[{"type":1,"text":"hello"}]` + more + `}`
}

// A moment is what a task and its targets are after so many seconds.
type moment struct {
	after   float64
	task    int
	targets []int
	records int // in the chat records of the first target
}

func (w *world) follow(t *testing.T, id string, began time.Time, friend string, moments ...moment) {
	t.Helper()
	for _, m := range moments {
		w.sandbox.Clock.Set(began.Add(time.Duration(m.after*float64(time.Second))), true)
		task, targets := w.statuses(t, id)
		records := strings.Count(w.ask("msgPage", `{"tenantId":TENANT,"info":{"friendWhatsId":"`+friend+`"}}`), `"msgId"`)
		if task != m.task || !slices.Equal(targets, m.targets) || records != m.records {
			t.Errorf("after %v s: task %d, targets %d and %d records, want %+v", m.after, task, targets, records, m)
		}
	}
}

// TestTasksMoveWithTheClock: where a task stands follows from the time, and a message is recorded when it is sent.
func TestTasksMoveWithTheClock(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sending", 0)
	w.sandbox.Clock.Set(morning, true)
	id := w.send(t, "moscCreate", many(accountNumber(0, 0), "", "999001", "999002", "+999"))
	w.follow(t, id, morning, "999001",
		moment{0, taskPending, []int{1, 1, 1}, 0},
		moment{2, taskProcessing, []int{2, 1, 1}, 0},
		moment{3, taskProcessing, []int{3, 1, 1}, 1},
		moment{5, taskProcessing, []int{4, 1, 1}, 1},
		moment{12, taskProcessing, []int{4, 2, 1}, 1},
		moment{22, taskProcessing, []int{4, 4, 2}, 1},
		moment{23, taskCompleted, []int{4, 4, targetFailed}, 1},
		moment{62, taskCompleted, []int{5, 4, targetFailed}, 1},
		moment{24*60*60 + 2, taskCompleted, []int{7, 5, targetFailed}, 1})
	const reply = `{"whatsId":%q,"friendWhatsId":"999002","actionType":2,"chatTime":%d}`
	w.put(t, "messages", "R", fmt.Sprintf(reply, accountNumber(0, 0), morning.Add(time.Hour).UnixMilli()))
	w.follow(t, id, morning, "999001",
		moment{59 * 60, taskCompleted, []int{5, 5, targetFailed}, 1},
		moment{60 * 60, taskCompleted, []int{5, 6, targetFailed}, 1},
		moment{48 * 60 * 60, taskCompleted, []int{7, 6, targetFailed}, 1})
}

// TestTasksStartAndStop: at startTaskTime and endTaskTime, in the tenant's zone, and through the control API.
func TestTasksStartAndStop(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "scheduled", 0)
	w.sandbox.Clock.Set(morning, true)
	w.patch(t, "tenants", w.id(), `{"utc_offset":"+07:00"}`)
	const times = `,"startTaskTime":"2026-01-05 09:00:00","endTaskTime":"2026-01-05 09:00:12"`
	id := w.send(t, "moscCreate", many(accountNumber(0, 0), times, "999001", "999002"))
	start := morning.Add(time.Hour) // 09:00 in +07:00
	w.follow(t, id, start, "999001",
		moment{-1, taskNotStarted, []int{0, 0}, 0},
		moment{0, taskPending, []int{1, 1}, 0},
		moment{11, taskProcessing, []int{4, 1}, 1},
		moment{12, taskStopped, []int{4, 1}, 1},
		moment{3600, taskStopped, []int{5, 1}, 1})
	w.sandbox.Clock.Set(start, true)
	for halt, status := range map[string]int{"4": taskStopped, "6": taskPaused} {
		friend := "99900" + halt
		id = w.send(t, "moscCreate", many(accountNumber(0, 0), "", "999003", friend))
		w.sandbox.Clock.Set(start.Add(5*time.Second), true)
		w.patch(t, "tasks", id, `{"halt":`+halt+`}`)
		w.follow(t, id, start, friend, moment{5, status, []int{4, 1}, 0}, moment{3600, status, []int{5, 1}, 0})
		w.patch(t, "tasks", id, `{"halt":0}`)
		w.follow(t, id, start, friend, moment{3600, taskCompleted, []int{5, 5}, 1})
		w.sandbox.Clock.Set(start, true)
	}
	id = w.send(t, "moscCreate", many(accountNumber(0, 0), "", "999005"))
	if err := w.vendor.Delete(w.sandbox, w.table(t, "tasks"), id); err != nil {
		t.Fatal(err)
	}
	w.sandbox.Clock.Set(start.Add(time.Hour), true)
	if got := w.ask("msgPage", `{"tenantId":TENANT,"info":{"friendWhatsId":"999005"}}`); !strings.Contains(got, `"total":0`) {
		t.Errorf("a task that was forgotten in time has sent: %s", got)
	}
}

// TestWhoCannotSend: a task of an account that is not online on the task's device fails after a minute (SE-Q56, SE-Q58).
func TestWhoCannotSend(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "offline", 0)
	w.put(t, "accounts", "86100", `{"agentAccount":"linjing","online":false}`)
	w.put(t, "accounts", "86101", `{"agentAccount":"linjing","source":2}`)
	for i, test := range []struct {
		from, more string
		sends      bool
	}{
		{"86100", "", false}, {"86101", "", false}, {"86101", `,"sendType":2`, true}, {"86101", `,"sendType":1,"source":"2"`, true},
		{"86101", `,"sendType":2,"source":1`, false}, {"86101", `,"sendType":2,"source":""`, true},
	} {
		w.sandbox.Clock.Set(morning, true)
		friend := fmt.Sprintf("99910%d", i)
		id := w.send(t, "moscCreate", many(test.from, test.more, friend))
		late := moment{60, taskCompleted, []int{targetFailed}, 0}
		if test.sends {
			late = moment{60, taskCompleted, []int{targetDelivered}, 1}
		}
		w.follow(t, id, morning, friend, late)
		if !test.sends {
			w.follow(t, id, morning, friend, moment{58, taskProcessing, []int{1}, 0})
		}
	}
}

// TestWhatIsRecorded: each kind of content as the chat records number and show it, in the order of sort (SE-Q57).
func TestWhatIsRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "recorded", 0)
	w.sandbox.Clock.Set(morning, true)
	w.put(t, "customers", "999001", `{"friendName":"Rahim"}`)
	w.send(t, "soCreate", `{"targetType":1,"sendWhatsApp":`+accountNumber(0, 0)+`,"friendWhatsApp":999001,"agentAccount":"linjing","content":[
		{"type":1,"text":"t","sort":9},{"type":2,"url":"p","text":"caption"},{"type":3,"url":"a","sort":"1"},{"type":4,"url":"f","sort":2},
		{"type":5,"url":"v","sort":3},{"type":6,"text":"c","sort":4},{"type":10,"title":"T","text":"","link":"L","url":"U","sort":5},
		{"type":11,"title":"D","text":"D","routeType":3,"routeList":"1,2","sort":6}]}`)
	toGroup := strings.Replace(many(accountNumber(0, 0), "", "86188-1635872577"), `"targetType":1`, `"targetType":2`, 1)
	w.send(t, "moscCreate", toGroup)
	w.sandbox.Clock.Set(morning.Add(time.Minute), true)
	type record struct {
		Username, FriendName  string
		ContentType, ChatType int
		ActionType            int
		Content               map[string]string
		MsgID                 string
	}
	read := func(friend string) (all []record) {
		var answer struct{ Data struct{ Records []record } }
		text := w.ask("msgPage", `{"tenantId":TENANT,"info":{"friendWhatsId":"`+friend+`"}}`)
		if err := json.Unmarshal([]byte(text), &answer); err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		for _, r := range slices.Backward(answer.Data.Records) { // newest first
			ids[r.MsgID] = true
			r.MsgID = ""
			all = append(all, r)
		}
		if len(ids) != len(all) {
			t.Errorf("%d ids of %d records", len(ids), len(all))
		}
		return all
	}
	of := func(kind int, key, text string) record {
		return record{"linjing", "Rahim", kind, 1, 1, map[string]string{key: text}, ""}
	}
	want := []record{
		of(1, "url", "p"), of(3, "url", "a"), of(4, "url", "f"), of(2, "url", "v"),
		of(0, "text", "c"), of(0, "text", "T\nL"), of(0, "text", "D"), of(0, "text", "t"),
	}
	if got := read("999001"); !reflect.DeepEqual(got, want) {
		t.Errorf("recorded\n got %+v\nwant %+v", got, want)
	}
	group := []record{{agentNames[0], "", 0, 2, 1, map[string]string{"text": "hello"}, ""}}
	if got := read("86188-1635872577"); !reflect.DeepEqual(got, group) {
		t.Errorf("recorded\n got %+v\nwant %+v", got, group)
	}
}

// TestRefusedTasks: each refusal names the field and changes nothing.
func TestRefusedTasks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "refused", 0)
	w.sandbox.Clock.Set(morning, true)
	before := w.state()
	one := func(change, content string) string {
		return `{"targetType":1,"sendWhatsApp":"` + accountNumber(0, 0) + `","friendWhatsApp":"1","content":[` + content + `]` + change + `}`
	}
	const hello = `{"type":1,"text":"x"}`
	for _, test := range []struct{ operation, body, want string }{
		{"soCreate", one(`,"agentAccount":"nobody"`, hello), "/agentAccount: exists"},
		{"soCreate", strings.Replace(one("", hello), accountNumber(0, 0), "86100", 1),
			`/sendWhatsApp: exists, wanted a service account of the tenant, got "86100"`},
		{"moscCreate", many("86100", "", "1", "2"), "/sendInfos/0/sendWhatsApp: exists"},
		{"moscCreate", many(accountNumber(0, 0), "", slices.Repeat([]string{"1"}, 5001)...), "/sendInfos: maxItems"},
		{"moscCreate", `{"targetType":1,"sendInfos":[],"content":[` + hello + `]}`, "/sendInfos: minItems"},
		{"moscCreate", strings.Replace(many(accountNumber(0, 0), "", "1"), `"content":[`, `"content":[`+hello+",", 1), "/content: maxItems"},
		{"soCreate", one("", ""), "/content: minItems"},
		{"soCreate", one("", `{"type":1,"text":"`+strings.Repeat("长", 1025)+`"}`), "/content/0/text: maxLength"},
		{"soCreate", one("", `{"type":7,"text":"x"}`), "/content/0/type: enum"},
		{"soCreate", one("", `{"type":1}`), "/content/0/text: required"},
		{"soCreate", one("", `{"type":1,"text":""}`), "/content/0/text: required"},
		{"soCreate", one("", hello+`,{"type":2,"text":"x"}`), "/content/1/url: required"},
		{"soCreate", one("", `{"type":10,"title":"x"}`), "/content/0/link: required"},
		{"soCreate", one("", `{"type":11,"title":"x"}`), "/content/0/routeType: required"},
		{"soCreate", one("", `{"type":11,"routeType":4}`), "/content/0/routeType: maximum"},
		{"soCreate", one(`,"startTaskTime":"2026-02-29 09:00:00"`, hello), "/startTaskTime: format"},
		{"soCreate", one(`,"startTaskTime":"2026-02-28 9:00:00"`, hello), "/startTaskTime: pattern"},
		{"soCreate", one(`,"endTaskTime":"2026-01-05 09:00:00"`, hello), "/endTaskTime: minimum"},
		{"soCreate", one(`,"startTaskTime":"2026-01-06 09:00:00","endTaskTime":"2026-01-06 09:00:00"`, hello), "/endTaskTime: minimum"},
		{"soCreate", one(`,"sendType":4`, hello), "/sendType: maximum"},
		{"queryUserStatus", `{}`, "/source: required"},
		{"queryUserStatus", `{"source":4}`, "/source: enum"},
		{"queryUserStatus", `{"source":1,"userId":"x"}`, "/userId: type"},
		{"queryExecuteStatus", "?taskId=nosuch", `query taskId: exists, wanted the id of a task, got "nosuch"`},
		{"queryExecuteStatus", "?taskId=", "query taskId: required"},
		{"queryExecuteStatus", "?", "query taskId: required"},
	} {
		answer, violation := w.call(test.operation, test.body, w.headers(millis))
		if codeOf(t, answer) != codeInvalid || !strings.Contains(violation, test.want) {
			t.Errorf("%s %.200s\nanswered %s\nnoted    %s\nwant     %s", test.operation, test.body, answer, violation, test.want)
		}
	}
	if w.state() != before {
		t.Error("the state changed")
	}
	for _, operation := range []string{"soCreate", "queryUserStatus"} {
		body := `{"tenantId":` + w.id() + `,"source":1` + legacy("a", created, signature(w.id(), "a", created, w.credentials.APIKey)) + `}`
		if answer, _ := w.call(operation, body, nil); codeOf(t, answer) != codeNoToken {
			t.Errorf("%s takes a signed body: %s", operation, answer)
		}
	}
}

// TestOnline: agents with an account that is signed in on the device, by id or name (SE-Q62).
func TestOnline(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "online", 0)
	w.put(t, "agents", "anna", `{"userId":700001}`)
	w.put(t, "agents", "bert", `{"userId":700002}`)
	w.put(t, "accounts", "86100", `{"agentAccount":"anna","name":"A","source":3}`)
	w.put(t, "accounts", "86101", `{"agentAccount":"anna","source":3}`)
	w.put(t, "accounts", "86102", `{"agentAccount":"bert","source":3,"online":false}`)
	const anna = `{"userId":700001,"agentAccount":"anna","whatsAppList":[{"whatsApp":"86100","name":"A"},{"whatsApp":"86101","name":""}]}`
	for body, want := range map[string]string{
		`{"source":3,"userName":"anna"}`:                 `[` + anna + `]`,
		`{"source":"3","userId":"700001","userName":""}`: `[` + anna + `]`,
		`{"source":3,"userId":700002}`:                   `[]`,
		`{"source":3,"userName":"Anna"}`:                 `[]`,
		`{"source":3,"userId":700001,"userName":"bert"}`: `[]`,
		`{"source":1,"userName":"anna"}`:                 `[]`,
	} {
		if got := w.ask("queryUserStatus", body); got != `{"code":200,"message":"success","data":`+want+`}` {
			t.Errorf("%s\n got %s\nwant %s", body, got, want)
		}
	}
	if got := w.ask("queryUserStatus", `{"userId":"","source":3,"userName":""}`); !strings.Contains(got, `"data":[`+anna) {
		t.Errorf("all: %s", got)
	}
	w.ask("delAgent", `{"username":"anna"}`)
	if got := records[account](t, w, "accounts")["86100"]; got.Online || got.AgentAccount != "" {
		t.Errorf("the account of an agent who left: %+v", got)
	}
}
