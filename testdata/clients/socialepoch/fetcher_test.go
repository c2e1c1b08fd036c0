package socialepoch

import (
	"cmp"
	"crypto/md5"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A fetcher is the program of ids 55831733869, 55873726473 and 55996843021: it lists the agents and reads each one's
// chats of a day. It signs every try, raises for an HTTP status of 4xx or 5xx, and tries three times; an answer
// with another code than 200 it takes as it is, and goes on with what it makes of its data.
type fetcher struct {
	world  *world
	tries  int // in all
	failed []string
}

func (p *fetcher) post(path string, payload object) (object, error) {
	var last error
	for range 3 {
		p.tries++
		timestamp := strconv.FormatInt(time.Now().UnixMilli(), 10)
		got, err := do("POST", p.world.url+path, map[string]string{
			"tenant_id": tenantID, "timestamp": timestamp, "token": fmt.Sprintf("%x", md5.Sum([]byte(tenantID+timestamp+apiKey))),
			"Content-Type": "application/json",
		}, asPython(payload))
		if err == nil {
			err = got.raiseForStatus()
		}
		var answer object
		if err == nil {
			err = json.Unmarshal(got.body, &answer) // The library counts a body that is no JSON among the errors to try again.
		}
		if err == nil {
			return answer, nil
		}
		last = err
	}
	return nil, last
}

// pages reads all pages by what data says under pages: one when it says nothing. Records may stand under
// three names, data may be a list, and anything else ends it.
func (p *fetcher) pages(path string, payload object, size int) (all []object, err error) {
	for page := 1; ; page++ {
		payload["current"], payload["pageSize"] = page, size
		answer, err := p.post(path, payload)
		if err != nil {
			return all, err
		}
		pages, items := 1.0, []any(nil)
		switch data := answer["data"].(type) {
		case []any:
			items = data
		case object:
			for _, name := range []string{"data", "list", "records"} {
				if list, has := data[name].([]any); has {
					items = list
				}
			}
			for _, name := range []string{"totalPage", "pages"} {
				if n, has := data[name].(float64); has {
					pages = n
				}
			}
		default:
			return all, nil
		}
		for _, item := range items {
			all = append(all, item.(object))
		}
		if float64(page) >= pages || len(items) == 0 {
			return all, nil
		}
	}
}

// day reads the chats of a day, by agent. An agent whose chats cannot be read is noted and left out.
func (p *fetcher) day(day time.Time) map[string][]object {
	p.tries, p.failed = 0, nil
	byAgent := map[string][]object{}
	answer, err := p.post("/group-dispatch-api/user/listUserByTenantId", object{})
	if err != nil {
		p.failed = append(p.failed, "everything")
		return byAgent
	}
	seats, _ := answer["data"].([]any) // What is no list is taken for an empty one.
	for _, seat := range seats {
		text := func(name string) string { s, _ := seat.(object)[name].(string); return s }
		account := cmp.Or(text("userName"), text("username"))
		if account == "" {
			continue
		}
		messages, err := p.pages("/wscrm-bus-api/open/message/msgPage", object{"tenantId": 520274, "info": object{
			"agentAccount": account, "startChatTime": day.UnixMilli(), "endChatTime": day.AddDate(0, 0, 1).UnixMilli() - 1,
		}}, 100)
		if err != nil {
			p.failed = append(p.failed, account)
			continue
		}
		byAgent[account] = messages
	}
	return byAgent
}

// conversations leaves out groups, whose ids are long, colleagues, and messages of nobody.
func conversations(messages []object, colleagues []string) map[string][]object {
	byFriend := map[string][]object{}
	for _, m := range messages {
		friend, _ := m["friendWhatsId"].(string)
		if m["chatType"] == 2.0 || friend == "" || len(friend) > 15 || slices.Contains(colleagues, friend) {
			continue
		}
		byFriend[friend] = append(byFriend[friend], m)
	}
	return byFriend
}

// count counts messages by agent.
func count(byAgent map[string][]object) (n int) {
	for _, messages := range byAgent {
		n += len(messages)
	}
	return n
}

// TestFetcher: it finds all that the agents wrote in a day, on however many pages, and noise that it must leave out.
func TestFetcher(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	day := time.Now().Truncate(24*time.Hour).AddDate(0, 0, -10)
	var load strings.Builder
	for i := range 250 {
		fmt.Fprintf(&load, `{"msgId":"L%d","username":"chenxd","whatsId":"%s","friendWhatsId":"999001","chatTime":%d}`+"\n",
			i, pcAccount, day.Add(time.Duration(i)*5*time.Minute).UnixMilli())
	}
	w.control("POST", "/data/socialepoch/messages", "["+strings.ReplaceAll(strings.TrimSpace(load.String()), "\n", ",")+"]")
	p := &fetcher{world: w}
	found := p.day(day)
	if len(found["chenxd"]) < 250 || len(found["chenxd"]) > 290 || len(p.failed) > 0 {
		t.Errorf("found %d messages of chenxd, failed for %q", len(found["chenxd"]), p.failed)
	}
	ids := map[any]bool{}
	for _, m := range found["chenxd"] {
		ids[m["msgId"]] = true
	}
	if len(ids) != len(found["chenxd"]) {
		t.Errorf("%d messages have %d ids", len(found["chenxd"]), len(ids))
	}
	if n := w.calls("msgPage"); n != 10 { // three pages of one agent, one of each other
		t.Errorf("%d pages, want 10", n)
	}
	var all []object
	for _, messages := range found {
		all = append(all, messages...)
	}
	now := time.Now()
	for _, back := range []int{-2, -1, 0} { // The demo data ends now: yesterday is never empty.
		recent := p.day(now.Truncate(24*time.Hour).AddDate(0, 0, back))
		for _, messages := range recent {
			all = append(all, messages...)
		}
		if back == -1 && count(recent) == 0 {
			t.Error("nothing was written yesterday")
		}
	}
	talks := conversations(all, []string{"8613810240200"})
	kept := 0
	for _, messages := range talks {
		kept += len(messages)
	}
	if kept >= len(all) || kept < len(all)-10 {
		t.Errorf("%d of %d messages are of customers, want all but a little noise", kept, len(all))
	}
}

// TestFetcherUnderFaults: what it loses without a word, and what it notes.
func TestFetcherUnderFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := &fetcher{world: w}
	day := time.Now().Truncate(24*time.Hour).AddDate(0, 0, -3)
	whole := p.day(day)
	if len(whole) != 8 || count(whole) == 0 {
		t.Fatalf("%d agents, %d messages", len(whole), count(whole))
	}
	const agents, chats = "listUserByTenantId", "msgPage"
	for _, test := range []struct {
		operation, fault string
		agents, tries    int // whose chats it has; tries in all
		failed           int
	}{
		{agents, "503:x2", 8, 11, 0},
		{agents, "503:x3", 0, 3, 1},
		{agents, "garbage:x2", 8, 11, 0},
		{agents, "truncate:x1:after", 8, 10, 0},
		{agents, "reset:x3", 0, 3, 1},
		{agents, "code=429:x1", 0, 1, 0}, // It takes the refusal for a tenant without agents.
		{chats, "503:x3", 7, 11, 1},
		{chats, "429:x3", 7, 11, 1}, // The HTTP status, which the vendor is not known to send.
		{chats, "code=500:x1", 8, 9, 0},
	} {
		w.fault(test.operation, test.fault)
		got := p.day(day)
		if len(got) != test.agents || p.tries != test.tries || len(p.failed) != test.failed {
			t.Errorf("%s=%s: %d agents after %d tries, failed for %q, want %+v", test.operation, test.fault, len(got), p.tries, p.failed, test)
		}
	}
	w.fault(chats, "code=500:x8") // Each agent's chats are refused in the vendor's envelope: an empty day, and no error.
	if got := p.day(day); count(got) != 0 || len(p.failed) > 0 {
		t.Errorf("%d messages, failed for %q, want none of either", count(got), p.failed)
	}
}

// TestFetcherNeedsPages: where an answer does not tell how many pages there are it stops after the first, as with
// the friend contacts (SE-Q27).
func TestFetcherNeedsPages(t *testing.T) {
	t.Parallel()
	p := &fetcher{world: newWorld(t)}
	contacts, err := p.pages("/wscrm-bus-api/open/customer/queryDelCustomerInfo", object{"tenantId": 520274, "info": object{}}, 100)
	if err != nil || len(contacts) != 100 || p.tries != 1 {
		t.Errorf("%d contacts after %d tries, %v, want the 100 of one page", len(contacts), p.tries, err)
	}
}
