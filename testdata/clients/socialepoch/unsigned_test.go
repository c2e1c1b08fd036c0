package socialepoch

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// unsigned is the program of id 53739908008: it sends the tenant and the key itself in headers of its own naming,
// and no signature. Its contents have other keys than those that are sent by the signing programs.
func unsigned(w *world, method, path, body string) (code int, message, violation string) {
	headers := map[string]string{"Content-Type": "application/json", "tenantId": tenantID, "ApiKey": apiKey}
	got, err := do(method, w.url+path, headers, []byte(body))
	if err != nil {
		w.t.Fatal(err)
	}
	var answer struct {
		Code    int
		Message string
	}
	if err := json.Unmarshal(got.body, &answer); err != nil {
		w.t.Fatalf("%s: %s", path, got.body)
	}
	return answer.Code, answer.Message, got.header.Get("Sim-Violation")
}

// TestUnsigned: nobody is let in without a signature, and the key that was shown is in no record.
func TestUnsigned(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := len(w.records("tasks", "", ""))
	for _, content := range []string{
		`{"type":1,"text":"x","sort":0}`, `{"type":2,"imageUrl":"u","caption":"c","sort":0}`, `{"type":3,"audioUrl":"u","sort":0}`,
		`{"type":4,"fileUrl":"u","fileName":"n","sort":0}`, `{"type":5,"videoUrl":"u","caption":"c","sort":0}`,
		`{"type":6,"name":"n","phone":"1","company":"c","position":"p","sort":0}`,
		`{"type":10,"name":"n","url":"u","desc":"d","imgUrl":"i","sort":0}`,
		`{"type":11,"title":"t","url":"u","flowId":1,"desc":"d","imgUrl":"i","sort":0}`,
	} {
		const task = `{"name":"wa-msg","sendType":1,"targetType":1,"sendWhatsApp":%q,"friendWhatsApp":"999001","content":[%s]}`
		body := fmt.Sprintf(task, pcAccount, content)
		code, message, violation := unsigned(w, "POST", "/group-dispatch-api/gsTask/assign/soCreate", body)
		if code != 504 || message == "" || !strings.Contains(violation, "header token: required") {
			t.Errorf("%s: %d %s, noted %q", content, code, message, violation)
		}
	}
	const status = "/group-dispatch-api/gsTask/queryExecuteStatus?taskId=5c1d3e0f2a7b49868d3e5f7a9b1c2d4e"
	if code, _, _ := unsigned(w, "GET", status, ""); code != 504 {
		t.Errorf("a status: %d, want 504", code)
	}
	if got := len(w.records("tasks", "", "")); got != before {
		t.Errorf("%d tasks, want %d", got, before)
	}
	if journal := w.control("GET", "/journal", ""); strings.Contains(string(journal), apiKey) {
		t.Error("the journal holds the key")
	}
}

// TestUnknownPaths: a path that there is not is refused in the vendor's envelope, with the operation that it is most like.
func TestUnknownPaths(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, want := range map[string]string{
		"/group-dispatch-api/gsTask/assign/soCreat":        "POST /group-dispatch-api/gsTask/assign/soCreate (soCreate)",
		"/group-dispatch-api/gsTask/assign/mosccreate":     "POST /group-dispatch-api/gsTask/assign/moscCreate (moscCreate)",
		"/group-dispatch-api/whatsapp/queryWhatsAppStatus": "POST /group-dispatch-api/user/queryUserStatus (queryUserStatus)",
		"/wscrm-bus-api/open/customer/delFriendContacts":   "(delFriendsContacts)",
		"/wscrm-bus-api/open/customer/batchImport":         "(batchImport)",
		"/wscrm-bus-api/customer/api/import":               "(batchImport)",
		"/group-dispatch-api/gsTask/queryExecuteStatus/":   "GET /group-dispatch-api/gsTask/queryExecuteStatus (queryExecuteStatus)",
		"/group-dispatch-api/chat/record":                  "a path of ", // It is like none.
	} {
		code, _, violation := unsigned(w, "POST", path, "{}")
		if code != 404 || !strings.Contains(violation, "path: path, wanted ") || !strings.Contains(violation, want) {
			t.Errorf("%s: %d, noted %q, want %s", path, code, violation, want)
		}
	}
	code, _, violation := unsigned(w, "POST", "/group-dispatch-api/gsTask/queryExecuteStatus", "{}")
	if code != 405 || !strings.Contains(violation, "method, wanted GET") {
		t.Errorf("another method: %d, noted %q", code, violation)
	}
}
