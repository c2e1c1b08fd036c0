package socialepoch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// TestTables: the control API stores what it is given, refuses what makes no sense, and shows no password.
func TestTables(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tables", 0)
	accepted := map[string][2]string{
		"agents":    {"helper", `{"nickname":"H"}`},
		"customers": {"999001", `{"principal":"linjing","tags":["a"],"extensions":{"x":"y"}}`},
		"accounts":  {"86100", `{"name":"A","source":3}`},
		"tasks": {"T1", `{"targets":[{"sendWhatsApp":"86100","friendWhatsApp":"1","agentAccount":"","offline":false}],` +
			`"contents":[{"type":1,"text":"x","url":"","title":"","link":""}]}`},
		"contacts": {"86100-999001", `{"agentAccount":"linjing","delFlag":1,"deleteTime":"2025-04-02 21:01:28"}`},
		"messages": {"M1", `{"username":"linjing","whatsId":"86100","friendWhatsId":"999001","content":"hi"}`},
		"actions":  {"20c7c02bf11b494286dd165da47388c9", `{"agentAccount":"linjing"}`},
		"tenants":  {w.id(), `{"api_key":"k","window_seconds":5,"utc_offset":"+08:00","max_page_size":20}`},
		"counters": {"counters", `{"userId":1999000000}`},
	}
	for _, table := range w.vendor.Tables {
		record, tested := accepted[table.Name()]
		if !tested || table.About() == "" {
			t.Errorf("%s is not tested, or does not say what it is", table.Name())
			continue
		}
		w.put(t, table.Name(), record[0], record[1])
		shown, err := w.vendor.Get(w.sandbox, table, record[0])
		if err != nil || !contains(shown, record[1]) {
			t.Errorf("%s shows %s, want %s in it, %v", table.Name(), shown, record[1], err)
		}
		if err := w.vendor.Delete(w.sandbox, table, record[0]); errors.Is(err, api.ErrStays) != (table.Name() == "tenants" || table.Name() == "counters") {
			t.Errorf("%s: deleted: %v", table.Name(), err)
		}
	}
	for _, r := range [][3]string{
		{"agents", "a", `{"username":"b"}`},
		{"agents", "a", `{"userId":621444}`},
		{"agents", "a", `{"userId":2000000000}`},
		{"customers", "+999", `{}`},
		{"customers", "999", `{"unknown":1}`},
		{"contacts", "1-2", `{"delFlag":2}`},
		{"contacts", "1-2", `{"delFlag":1,"deleteTime":"now"}`},
		{"contacts", "1-2", `{"delFlag":1,"deleteTime":"1970-01-01 08:00:00"}`},
		{"contacts", "12", `{}`},
		{"messages", "M", `{"whatsId":"1","chatType":3}`},
		{"contacts", "1-2", `{"delFlag":1,"deleteTime":"2025-04-02 9:01:28"}`},
		{"accounts", "+86", `{}`},
		{"accounts", "86", `{"source":4}`},
		{"tasks", "T", `{}`},
		{"tasks", "T", `{"targets":[{}]}`},
		{"tasks", "T", `{"targets":[{}],"contents":[{}],"halt":5}`},
		{"tasks", "T", `{"targets":[{}],"contents":[{}],"targetType":3}`},
		{"tasks", "T", `{"targets":[` + strings.Repeat("{},", 50) + `{}],"contents":[` + strings.Repeat("{},", 98) + `{}]}`},
		{"actions", "x", `{}`},
		{"counters", "counters", `{"userId":1}`},
		{"tenants", "1", `{"api_key":"k"}`},
		{"tenants", w.id(), `{"window_seconds":5}`},
		{"tenants", w.id(), `{"api_key":"k","utc_offset":"Asia/Jakarta"}`},
		{"tenants", w.id(), `{"api_key":"k","max_page_size":1001}`},
		{"tenants", w.id(), `{"api_key":"k","tenant_id":1}`},
	} {
		if w.vendor.Put(w.sandbox, w.table(t, r[0]), r[1], []byte(r[2])) == nil {
			t.Errorf("%s/%s took %s", r[0], r[1], r[2])
		}
	}
}

// contains reports whether every key of the part has the same value in the whole.
func contains(whole []byte, part string) bool {
	var w, p map[string]json.RawMessage
	if json.Unmarshal(whole, &w) != nil || json.Unmarshal([]byte(part), &p) != nil {
		return false
	}
	for key, value := range p {
		if !bytes.Equal(w[key], value) {
			return false
		}
	}
	return true
}

// TestTablesTakeWhatTheyShow: all that a table shows may be put, and changes nothing.
func TestTablesTakeWhatTheyShow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "one", 0)
	for _, table := range w.vendor.Tables {
		list := func() []api.Row {
			rows, _, err := w.vendor.List(w.sandbox, table, api.Page{Limit: 1 << 20})
			if err != nil {
				t.Fatal(err)
			}
			return rows
		}
		before := list()
		if err := w.vendor.Load(w.sandbox, table, before); err != nil {
			t.Errorf("%s: %v", table.Name(), err)
		}
		if fmt.Sprint(list()) != fmt.Sprint(before) {
			t.Errorf("%s has changed", table.Name())
		}
	}
}

// TestPutReplaces: what a record that is put leaves out is as in a new one; a patch leaves it as it was.
func TestPutReplaces(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "replaced", 0)
	w.put(t, "customers", "999001", `{"friendName":"甲","tags":["a"],"extensions":{"x":"y"}}`)
	w.patch(t, "customers", "999001", `{"principal":"linjing","extensions":{"z":"1"}}`)
	want := customer{WhatsApp: "999001", FriendName: "甲", Principal: "linjing"}
	got := records[customer](t, w, "customers")["999001"]
	if got.FriendName != want.FriendName || got.Principal != want.Principal || len(got.Tags) != 1 || len(got.Extensions) != 2 {
		t.Errorf("patched: %+v", got)
	}
	w.put(t, "customers", "999001", `{"stage":"quoted"}`)
	got = records[customer](t, w, "customers")["999001"]
	if got.FriendName != "" || got.Stage != "quoted" || got.Tags != nil || got.Extensions != nil {
		t.Errorf("replaced: %+v", got)
	}
}

// TestDeletionsCascade: what the vendor's own calls take along goes along through the control API, too.
func TestDeletionsCascade(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "cascades", 0)
	w.put(t, "agents", "helper", `{}`)
	w.put(t, "customers", "999001", `{"principal":"helper"}`)
	w.put(t, "contacts", "86100-999001", `{"agentAccount":"helper"}`)
	if err := w.vendor.Delete(w.sandbox, w.table(t, "agents"), "helper"); err != nil {
		t.Fatal(err)
	}
	if got := w.ask("queryCustomers", `[{"whatsApp":"999001"}]`); !strings.Contains(got, `"principal":null`) {
		t.Errorf("the agent's customer: %s", got)
	}
	if err := w.vendor.Delete(w.sandbox, w.table(t, "customers"), "999001"); err != nil {
		t.Fatal(err)
	}
	if got := records[shownContact](t, w, "contacts")["86100-999001"]; got.DelFlag != 1 || got.DeleteTime == "" {
		t.Errorf("the customer's contact: %+v", got)
	}
}

// TestMessagesMove: a message whose time changes is listed once, where it belongs.
func TestMessagesMove(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "messages", 0)
	for _, at := range []string{"1", "1900000000000", "2"} {
		w.put(t, "messages", "M1", `{"whatsId":"86100","content":"x","chatTime":`+at+`}`)
	}
	got := w.ask("msgPage", `{"tenantId":TENANT,"info":{"whatsId":"86100"}}`)
	if strings.Count(got, `"msgId":"M1"`) != 1 || !strings.Contains(got, `"chatTime":2,`) {
		t.Errorf("got %s", got)
	}
}
