package socialepoch

import (
	"crypto/md5"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A sender is the program of ids 52393228543, 53823500583, 53771801668 and 56157092844 (scrm_api.py of
// liuguangchuan/socialepoch-whatsapp-scrm-api in four versions). It signs once, tries three times until the
// HTTP status is 200 and the body is JSON, and prints code, message and data of the answer, whatever they are.
type sender struct {
	world  *world
	source string // "" in the oldest version, else a text: 1 PC, 2 mobile, 3 cloud
	tries  int    // that the last request took
}

// printed is the program's output; the code is -1 for its own errors.
type printed struct {
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data"`
}

type object = map[string]any

func (p *sender) request(method, path string, body object) printed {
	timestamp := strconv.FormatInt(time.Now().UnixMilli(), 10)
	headers := map[string]string{
		"Content-Type": "application/json", "tenant_id": tenantID, "timestamp": timestamp,
		"token": fmt.Sprintf("%x", md5.Sum([]byte(tenantID+timestamp+apiKey))),
	}
	address, sent := p.world.url+path, asPython(body)
	if method == "GET" {
		query := url.Values{}
		for name, value := range body {
			query.Set(name, fmt.Sprint(value))
		}
		address, sent = address+"?"+query.Encode(), nil
	}
	for p.tries = 1; p.tries <= 3; p.tries++ {
		got, err := do(method, address, headers, sent)
		var answer printed
		if err == nil && got.status == 200 && json.Unmarshal(got.body, &answer) == nil {
			return answer
		}
	}
	p.tries--
	return printed{Code: -1, Message: "API request failed"}
}

// one and many are the two ways to send. The newer versions send the device as source, beside a sendType that is always 1.
func (p *sender) one(name, from, to string, content object) printed {
	content["sort"] = 0
	return p.request("POST", "/group-dispatch-api/gsTask/assign/soCreate", p.withSource(object{
		"name": name, "sendType": 1, "targetType": 1, "sendWhatsApp": from, "friendWhatsApp": to, "content": []object{content},
	}))
}

func (p *sender) many(name, from string, to []string, content object) printed {
	content["sort"] = 0
	var infos []object
	for _, friend := range to {
		infos = append(infos, object{"sendWhatsApp": from, "friendWhatsApp": strings.TrimSpace(friend)})
	}
	return p.request("POST", "/group-dispatch-api/gsTask/assign/moscCreate", p.withSource(object{
		"name": name, "sendType": 1, "targetType": 1, "sendInfos": infos, "content": []object{content},
	}))
}

func (p *sender) withSource(body object) object {
	if p.source != "" {
		body["source"] = p.source
	}
	return body
}

func (p *sender) online() printed {
	body := object{"userId": "", "source": 1, "userName": ""}
	return p.request("POST", "/group-dispatch-api/user/queryUserStatus", p.withSource(body))
}

// task reads a status. The program takes data for an object: null makes it fail, and it prints -1.
func (p *sender) task(id string) printed {
	answer := p.request("GET", "/group-dispatch-api/gsTask/queryExecuteStatus", object{"taskId": id})
	if string(answer.Data) == "null" {
		return printed{Code: -1, Message: "Execution failed"}
	}
	return answer
}

const (
	pcAccount    = "8613810240000" // of the demo data, on the PC
	cloudAccount = "8613810240101" // of the demo data, in the cloud
)

// single are the 8 call sites of soCreate, and bulk the 6 of moscCreate, by the names that they give their tasks.
var (
	single = map[string]object{
		"wa-text":  {"type": 1, "text": "你好 🌸 \"quoted\"\nsecond line"},
		"wa-img":   {"type": 2, "url": "https://files.example.com/a.jpg", "text": ""},
		"wa-audio": {"type": 3, "url": "https://files.example.com/a.ogg"},
		"wa-file":  {"type": 4, "url": "https://files.example.com/a.pdf", "text": "Prices"},
		"wa-video": {"type": 5, "url": "https://files.example.com/a.mp4", "text": ""},
		"wa-card":  {"type": 6, "text": "8613810240000"},
		"wa-clink": {"type": 10, "title": "Offers", "text": "", "link": "https://shop.example.com", "url": ""},
		"wa-flink": {"type": 11, "title": "Ask us", "text": "Ask us", "routeType": 3, "routeList": "8613810240000,8613810240100"},
	}
	bulk = map[string]object{
		"bulk_send":      {"type": 1, "text": "hello"},
		"bulk_img":       {"type": 2, "url": "https://files.example.com/a.jpg", "text": "caption"},
		"bulk_audio":     {"type": 3, "url": "https://files.example.com/a.ogg"},
		"bulk_file":      {"type": 4, "url": "https://files.example.com/a.pdf", "text": ""},
		"bulk_video":     {"type": 5, "url": "https://files.example.com/a.mp4", "text": ""},
		"bulk_card_link": {"type": 10, "title": "Offers", "text": "x", "link": "https://shop.example.com", "url": "https://files.example.com/a"},
	}
)

// TestSender: every call site of every version succeeds, and what it sent is in the chat records.
func TestSender(t *testing.T) {
	t.Parallel()
	for source, from := range map[string]string{"": pcAccount, "1": pcAccount, "3": cloudAccount} {
		w := newWorld(t)
		p := &sender{world: w, source: source}
		if got := p.online(); got.Code != 200 || !strings.Contains(string(got.Data), from) {
			t.Errorf("online: %d %s %s, want %s in it", got.Code, got.Message, got.Data, from)
		}
		var ids []string
		made := func(name string, got printed) {
			var data struct{ TaskID string }
			if got.Code != 200 || json.Unmarshal(got.Data, &data) != nil || data.TaskID == "" {
				t.Errorf("%s with source %q: %d %s %s", name, source, got.Code, got.Message, got.Data)
			}
			ids = append(ids, data.TaskID)
		}
		for name, content := range single {
			made(name, p.one(name, from, "999001", content))
		}
		for name, content := range bulk {
			made(name, p.many(name, from, []string{"999001", " 999002 "}, content))
		}
		content := object{"type": 11, "title": "x", "text": "x", "routeType": 3, "routeList": []int{1}}
		made("no numbers to divert to", p.one("wa-flink", from, "999003", content))
		w.calls("soCreate")
		w.control("PUT", "/clock", `{"advance":"1h"}`)
		for _, id := range ids {
			if got := p.task(id); got.Code != 200 || !strings.Contains(string(got.Data), `"status":5`) {
				t.Errorf("task %s with source %q: %d %s %s", id, source, got.Code, got.Message, got.Data)
			}
		}
		for friend, want := range map[string]int{"999001": 14, "999002": 6, "999003": 1} {
			if got := w.records("messages", "friendWhatsId", friend); len(got) != want {
				t.Errorf("source %q: %d messages to %s, want %d", source, len(got), friend, want)
			}
		}
	}
}

// TestSenderMistaken: what it prints for a sender that is unknown, a task that is unknown or not named.
func TestSenderMistaken(t *testing.T) {
	t.Parallel()
	p := &sender{world: newWorld(t), source: "1"}
	if got := p.one("wa-text", "86100", "999001", object{"type": 1, "text": "x"}); got.Code != 400 || p.tries != 1 {
		t.Errorf("unknown sender: %+v after %d tries, want the vendor's code 400 at once", got, p.tries)
	}
	for _, id := range []string{"nosuch", ""} {
		if got := p.task(id); got.Code != -1 || p.tries != 1 {
			t.Errorf("task %q: %+v after %d tries, want its own error, for data is null", id, got, p.tries)
		}
	}
}

// TestSenderUnderFaults: it tries again whatever the cause, so that a fault after the fact sends twice or thrice;
// a failure in the vendor's envelope it prints and leaves at that.
func TestSenderUnderFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := &sender{world: w, source: "1"}
	for i, test := range []struct {
		fault       string
		code, tries int
		sent        int
	}{
		{"", 200, 1, 1},
		{"503:x2", 200, 3, 1},
		{"503:x3", -1, 3, 0},
		{"429:x3", -1, 3, 0},
		{"reset:x1", 200, 2, 1},
		{"garbage:x1", 200, 2, 1},
		{"code=500:x1", 500, 1, 0},
		{"code=429:x1", 429, 1, 0},
		{"503:x1:after", 200, 2, 2},
		{"reset:x2:after", 200, 3, 3},
		{"truncate:x1:after", 200, 2, 2},
		{"code=500:x1:after", 500, 1, 1},
	} {
		friend := fmt.Sprintf("9991%02d", i)
		w.fault("soCreate", test.fault)
		got := p.one("wa-text", pcAccount, friend, object{"type": 1, "text": "x"})
		if sent := len(w.records("messages", "friendWhatsId", friend)); got.Code != test.code || p.tries != test.tries || sent != test.sent {
			t.Errorf("%s: printed %d after %d tries and sent %d, want %+v", test.fault, got.Code, p.tries, sent, test)
		}
	}
	w.fault("queryExecuteStatus", "code=500")
	if got := p.task("5c1d3e0f2a7b49868d3e5f7a9b1c2d4e"); got.Code != -1 {
		t.Errorf("a status that fails: %+v, want its own error", got)
	}
}
