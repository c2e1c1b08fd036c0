package dustess

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// The demo data belongs together: whatever a contact refers to is there.
func TestDemoData(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	checkContacts(t, w)
	contacts := w.table(t, "contacts")
	if len(contacts) < 200 {
		t.Errorf("%d contacts, want 200 and more", len(contacts))
	}
	tables := map[string]map[string]any{}
	for _, name := range w.vendor.Tables() {
		if tables[name] = w.table(t, name); len(tables[name]) == 0 {
			t.Errorf("%s is empty", name)
		}
	}
	want := func(id, table, of string) {
		if _, ok := tables[table][id]; id != "" && !ok {
			t.Errorf("%s: %s has no %q", of, table, id)
		}
	}
	for id, record := range contacts {
		c := record.(*contact)
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
		if c.Owner == "" && c.Pool == "" {
			t.Errorf("%s has no owner and no pool", id)
		}
	}
	for id, record := range tables["friends"] {
		want(record.(friend).CustomerID, "contacts", "friend "+id)
	}
	for id, record := range tables["employees"] {
		for _, in := range record.(employee).DeptIDs {
			want(in, "departments", "employee "+id)
		}
	}
}

func TestWhatTheControlAPIRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	tests := []struct{ table, id, record, want string }{
		{"settings", "all", `{"nosuch":1}`, "unknown field"},
		{"settings", "other", `{}`, "want the id"},
		{"settings", "all", `{"fail_id":"1"}`, "fail_id"},
		{"settings", "all", `{"calls_per_minute":-1}`, "calls_per_minute"},
		{"pools", "p", `{"id":"q"}`, "id of the path"},
		{"pools", "p", `{"id":"p"} x`, "JSON"},
		{"apps", "c", `{"client_id":"c"}`, "client_secret"},
		{"contactWays", "w", `{"id":"w","type":"custom","state":"CIType_ACTIVE","regexp":"("}`, "regexp"},
		{"contactWays", "w", `{"id":"w","type":"custom","state":"on"}`, "CIType_ACTIVE"},
		{"fields", "f", `{"id":"f","type":"number"}`, "type of custom fields"},
		{"departments", "x", `{"id":"x"}`, "digits"},
		{"friends", "x", `{"id":"x"}`, "digits"},
		{"contacts", exampleContact, `{"id":"other"}`, "id of the path"},
		{"contacts", "new", `{"external_id":"C0000001"}`, "external_id"},
		{"contacts", "new", `[]`, "unmarshal"},
	}
	for _, test := range tests {
		_, err := w.vendor.PutRecord(w.sandbox, test.table, test.id, json.RawMessage(test.record))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %s: got %v, want %q", test.table, test.record, err, test.want)
		}
	}
}

func TestWhatTheControlAPIStores(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	for _, name := range w.vendor.Tables() {
		for id, record := range w.table(t, name) {
			raw, err := json.Marshal(record)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.vendor.PutRecord(w.sandbox, name, id, raw); err != nil {
				t.Errorf("%s %s: what it shows cannot be stored: %v", name, id, err)
			}
			had, err := w.vendor.DeleteRecord(w.sandbox, name, id)
			if !had || err != nil {
				t.Errorf("%s %s: not deleted, %v", name, id, err)
			}
			break
		}
		if had, _ := w.vendor.DeleteRecord(w.sandbox, name, "no such record"); had {
			t.Errorf("%s: deletes what is not there", name)
		}
	}
}

// A new app is let in, and tells which requests are its sandbox's.
func TestANewApp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	selectors, err := w.vendor.PutRecord(w.sandbox, "apps", "second", json.RawMessage(`{"client_id":"second","client_secret":"s","tenant_id":"W00000000009","access_token":"ready"}`))
	if err != nil || !slices.Equal(selectors, []string{"second", "W00000000009", "ready"}) {
		t.Errorf("selects by %v, %v", selectors, err)
	}
	w.shown = credentials{"second", "s", ""}
	for _, token := range []string{w.token(t), "ready", "token-default"} {
		if answer := w.send("getDeptDetails", token, ""); strings.Contains(string(answer.Body), "40002") {
			t.Errorf("%s: %s", token, answer.Body)
		}
	}
	secrets := w.vendor.Secrets(w.sandbox)
	slices.Sort(secrets)
	if !slices.Equal(secrets, []string{"ready", "s", "secret-default", "token-default"}) {
		t.Errorf("secrets %v", secrets)
	}
}
