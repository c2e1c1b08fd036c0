package dustess

import (
	"strings"
	"testing"
	"time"
)

// The demo data belongs together: whatever a contact refers to is there.
func TestDemoData(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	checkContacts(t, w)
	contacts := stored[contact](t, w, "contacts")
	if len(contacts) < 200 {
		t.Errorf("%d contacts, want 200 and more", len(contacts))
	}
	tables := map[string]map[string]any{}
	for _, table := range w.Vendor.Tables {
		if tables[table.Name()] = stored[any](t, w, table.Name()); len(tables[table.Name()]) == 0 {
			t.Errorf("%s is empty", table.Name())
		}
	}
	strays := map[string]int{"旧表格导入": 0, "delivery_time": 0} // What imports and programs have left.
	want := func(id, table, of string) {
		if _, stray := strays[id]; stray {
			strays[id]++
			return
		}
		if _, ok := tables[table][id]; id != "" && !ok {
			t.Errorf("%s: %s has no %q", of, table, id)
		}
	}
	for id, c := range contacts {
		want(c.CategoryID, "categories", id)
		want(c.CorpID, "enterprises", id)
		want(c.Source, "sources", id)
		want(c.Status, "statuses", id)
		want(c.Reason, "invalidReasons", id)
		want(c.Owner, "employees", id)
		want(c.Pool, "pools", id)
		for _, tag := range c.Tags {
			want(tag, "qwTags", id)
		}
		for _, f := range c.CustomFields {
			want(f.ID, "fields", id)
		}
		if born, err := time.Parse(time.DateOnly, c.Birthday); c.Birthday != "" {
			if age := born.AddDate(*c.Age, 0, 0); err != nil || age.After(worldTime) || !age.AddDate(1, 0, 0).After(worldTime) {
				t.Errorf("%s: born on %s, %d years old, %v", id, c.Birthday, *c.Age, err)
			}
		}
		if c.Owner == "" && c.Pool == "" {
			t.Errorf("%s has no owner and no pool", id)
		}
	}
	for id, f := range stored[friend](t, w, "friends") {
		want(f.CustomerID, "contacts", "friend "+id)
	}
	for id, e := range stored[employee](t, w, "employees") {
		for _, in := range e.DeptIDs {
			want(in, "departments", "employee "+id)
		}
	}
	latest := ""
	for id, c := range stored[chat](t, w, "chats") {
		want(c.FriendID, "friends", "chat "+id)
	}
	for id, m := range stored[agentMsg](t, w, "agentMessages") {
		want(m.ChatID, "chats", "message "+id)
		latest = max(latest, m.Time)
	}
	for id, o := range stored[ticket](t, w, "tickets") {
		want(o.CustomerID, "contacts", "ticket "+id)
		want(o.CreatorID, "employees", "ticket "+id)
		latest = max(latest, o.CreateTime)
		for _, f := range o.Fields {
			want(f.ID, "ticketFields", "ticket "+id)
		}
	}
	if now := localTime(worldTime); latest != now {
		t.Errorf("the latest of the demo data is of %s, want %s", latest, now)
	}
	for stray, times := range strays {
		if times == 0 {
			t.Errorf("nothing has %s", stray)
		}
	}
}

func TestWhatTheControlAPIRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	tests := []struct{ table, id, record, want string }{
		{"settings", "settings", `{"nosuch":1}`, "unknown field"},
		{"settings", "other", `{}`, "one row"},
		{"settings", "settings", `{"fail_id":"1"}`, "fail_id"},
		{"settings", "settings", `{"calls_per_minute":-1}`, "calls_per_minute"},
		{"pools", "p", `{"id":"q"}`, "the path names"},
		{"pools", "p", `{"id":"p"} x`, "JSON"},
		{"apps", "c", `{"client_id":"c"}`, "client_secret"},
		{"contactWays", "w", `{"id":"w","type":"custom","state":"CIType_ACTIVE","regexp":"("}`, "regexp"},
		{"contactWays", "w", `{"id":"w","type":"custom","state":"on"}`, "CIType_ACTIVE"},
		{"fields", "f", `{"id":"f","type":"number"}`, "type of custom fields"},
		{"departments", "x", `{"id":"x"}`, "digits"},
		{"friends", "x", `{"id":"x"}`, "digits"},
		{"friends", "1", `{"customer_id":"nobody"}`, "no such contact"},
		{"contacts", "new", `null`, "JSON object"},
		{"contacts", "new", `{"owner":"a","pool":"b"}`, "owner or lies in a pool"},
		{"contacts", exampleContact, `{"id":"other"}`, "the path names"},
		{"contacts", "new", `{"external_id":"C0000001"}`, "external_id"},
		{"contacts", "new", `[]`, "JSON object"},
	}
	for _, test := range tests {
		err := w.Put(t, test.table, test.id, test.record)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %s: got %v, want %q", test.table, test.record, err, test.want)
		}
	}
}

func TestWhatTheControlAPIStores(t *testing.T) {
	t.Parallel()
	newWorld(t, "default").CheckTables(t)
}

// What a deleted record leaves behind: a friend is nobody's, a tag is gone with its group.
func TestWhatFollowsADeletion(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	friends := func() (bound int) {
		for _, f := range stored[friend](t, w, "friends") {
			if f.CustomerID != "" {
				bound++
			}
		}
		return bound
	}
	before := friends()
	for _, f := range stored[friend](t, w, "friends") {
		if f.CustomerID != "" {
			if err := w.Vendor.Delete(w.Sandbox, w.Table(t, "contacts"), f.CustomerID); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	if after := friends(); after != before-1 {
		t.Errorf("%d friends are bound, want %d", after, before-1)
	}
	if err := w.Vendor.Clear(w.Sandbox, w.Table(t, "qwTagGroups")); err != nil || len(w.Rows(t, "qwTags")) != 0 {
		t.Errorf("%d tags of no group, %v", len(w.Rows(t, "qwTags")), err)
	}
}

// A new app is let in, and its credentials select the sandbox as long as it is there.
func TestANewApp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	if err := w.Put(t, "apps", "second", `{"client_id":"second","client_secret":"s","tenant_id":"W00000000009","access_token":"ready"}`); err != nil {
		t.Fatal(err)
	}
	selects := func(want bool, credentials ...string) {
		t.Helper()
		for _, c := range credentials {
			if got := w.Shared.Holders.Holder("dustess", c) == w.Sandbox; got != want {
				t.Errorf("%s selects the sandbox: %v, want %v", c, got, want)
			}
		}
	}
	selects(true, "second", "W00000000009", "ready")
	w.shown = credentials{"second", "s", ""}
	for _, token := range []string{w.token(t), "ready", "token-default"} {
		if answer := w.send("getDeptDetails", token, ""); strings.Contains(string(answer), "40002") {
			t.Errorf("%s: %s", token, answer)
		}
	}
	if got := w.Sandbox.Redactor(nil).Text("ready 1 s 2 secret-default 3 token-default"); strings.Trim(got, "[redact] 123") != "" {
		t.Errorf("secrets are shown: %s", got)
	}
	w.MustPatch(t, "apps", "second", `{"access_token":"other"}`)
	selects(false, "ready")
	selects(true, "second", "other", "token-default")
	if err := w.Vendor.Delete(w.Sandbox, w.Table(t, "apps"), "second"); err != nil {
		t.Fatal(err)
	}
	selects(false, "second", "W00000000009", "other")
}
