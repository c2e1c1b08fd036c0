package wisecrm

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator/internal/vendortest"
)

func TestTablesKeepWhatTheyShow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.MustPatch(t, "fields", "Account.typeCode", `{"values":[{"value":0,"label":"甲"},{"value":1,"label":"乙"},{"value":2,"label":"丙"}]}`)
	if err := w.Put(t, "rights", userID(2), `{"level":"none"}`); err != nil {
		t.Fatal(err)
	}
	w.CheckTables(t)
}

// everything is all that the tables of a sandbox show.
func everything(t *testing.T, w *vendortest.World) string {
	t.Helper()
	var all strings.Builder
	for _, table := range w.Vendor.Tables {
		for _, row := range w.Rows(t, table.Name()) {
			fmt.Fprintln(&all, table.Name(), row.ID, string(row.Record))
		}
	}
	return all.String()
}

// TestAForkChangesNobodyElse: neither by what it is given nor by what it refuses.
func TestAForkChangesNobodyElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	fork := w.Fork(t, "fork")
	before := everything(t, w)
	newest, lead := w.Rows(t, "accounts")[0].ID, w.Rows(t, "customRecords")[0].ID
	if err := fork.Put(t, "modules", "e__new", `{}`); err != nil || everything(t, w) != before {
		t.Fatalf("a new module: %v", err)
	}
	if err := fork.Put(t, "customRecords", "104"+nobody[3:], `{"c__name":"a"}`); err != nil || everything(t, w) != before {
		t.Fatalf("a record of a new module: %v", err)
	}
	for _, c := range []struct {
		table, id, patch string
		taken            bool
	}{
		{"fields", "Account.typeCode", `{"values":[{"value":9,"label":"x"}]}`, true},
		{"fields", "Account.typeCode", `{"values":[{"value":8,"label":"y"}],"data_type":"nope"}`, false},
		{"duplicates", "Contact", `{"fields":["phone"]}`, true},
		{"duplicates", "Contact", `{"fields":["nope"]}`, false},
		{"modules", "e__lead", `{"name":"x"}`, true},
		{"modules", "e__lead", `{"code":200}`, false},
		{"fields", "e__lead.c__accountId", `{"data_type":"string"}`, true},
		{"customRecords", lead, `{"c__phone":"1"}`, true},
		{"customRecords", lead, `{"c__phone":"2","nope":1}`, false},
		{"accounts", newest, `{"phone":"1","createdOn":"2020-01-01 00:00:00"}`, true},
		{"accounts", newest, `{"phone":"2","nope":1}`, false},
	} {
		err := fork.Vendor.Patch(fork.Sandbox, fork.Table(t, c.table), c.id, json.RawMessage(c.patch))
		if (err == nil) != c.taken {
			t.Errorf("%s %s %s: %v", c.table, c.id, c.patch, err)
		}
		if everything(t, w) != before {
			t.Fatalf("%s %s %s changes another sandbox", c.table, c.id, c.patch)
		}
	}
	if got := fork.Rows(t, "accounts"); got[len(got)-1].ID != newest {
		t.Error("the account that was made first is not the last one")
	}
}

func TestWhatTheControlAPIRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	newest, lead := w.Rows(t, "accounts")[0].ID, w.Rows(t, "customRecords")[0].ID
	for _, c := range []struct{ table, id, record, want string }{
		{"apps", "a", `{}`, "appkey"},
		{"apps", "a", `{"appkey":"k","calls_per_minute":-1}`, "calls_per_minute"},
		{"rights", userID(1), `{"level":"all"}`, "self or none"},
		{"rights", "nobody", `{"level":"self"}`, "no such user"},
		{"fields", "Account", `{}`, "want an id"},
		{"fields", "Nobody.x", `{}`, "name of an entity"},
		{"fields", "Account.x", `{"id":"Contact.x"}`, "the path names"},
		{"fields", "Account.x", `{"field":"y"}`, "name in the id"},
		{"fields", "Account._created", `{}`, "another thing"},
		{"fields", "Account.x", `{"data_type":"float"}`, "data_type"},
		{"fields", "Account.x", `{"type":3}`, "want 1 or 2"},
		{"fields", "Account.x", `{"data_type":"reference","reference_to":"Nobody"}`, "reference_to"},
		{"duplicates", "Nobody", `{"fields":[]}`, "no entity"},
		{"duplicates", "Account", `{"fields":["typeCode"]}`, "text fields"},
		{"accounts", "x", `{"accountName":"a"}`, "want an id"},
		{"accounts", newest, `{}`, "accountName"},
		{"accounts", newest, `{"accountName":" "}`, "accountName"},
		{"accounts", newest, `{"accountName":"a","typeCode":77}`, "does not fit"},
		{"accounts", newest, `{"accountName":"a","phone":[]}`, "a text, a number, a boolean or null"},
		{"accounts", newest, `{"accountName":"a","phone":true}`, "does not fit"},
		{"accounts", newest, `{"accountName":"a","isDeleted":"x"}`, "does not fit"},
		{"accounts", newest, `{"accountName":"a","_entity":"Account"}`, "no field"},
		{"apps", "a", `{"appkey":"k","denied":["addAcount"]}`, "no operation"},
		{"fields", "e__nobody.c__x", `{}`, "no entity"},
		{"fields", "Account._entity", `{}`, "another thing"},
		{"modules", "lead", `{}`, "such as e__lead"},
		{"modules", "e__", `{}`, "such as e__lead"},
		{"modules", "e__new", `{"code":7}`, "want 100 to 999"},
		{"modules", "e__new", `{"code":1000}`, "want 100 to 999"},
		{"modules", "e__new", `{"code":100}`, "another entity's"},
		{"modules", "e__new", `{"name_field":"name"}`, "such as c__name"},
		{"modules", "e__new", `{"name_field":"c__newId"}`, "such as c__name"},
		{"modules", "e__lead", `{"code":777}`, "stay as they are"},
		{"customRecords", nobody, `{"c__name":"a"}`, "code of a module"},
		{"customRecords", lead, `{}`, "c__name"},
		{"customRecords", lead, `{"c__name":"a","phone":"1"}`, "no field"},
		{"customRecords", lead, `{"c__name":"a","_entity":"e__dd"}`, "no field"},
		{"customRecords", "100-x", `{"c__name":"a"}`, "want an id"},
		{"accounts", newest, `{"accountName":"a","_created":"then"}`, "_created"},
		{"accounts", newest, `{"accountName":"a","accountId":"` + nobody + `"}`, "the path names"},
		{"accounts", newest, `null`, "JSON object"},
	} {
		if err := w.Put(t, c.table, c.id, c.record); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s %s: got %v, want %q", c.table, c.id, c.record, err, c.want)
		}
	}
}

// TestWhatFollowsADeletion: the lines of an order go with it, a user's right with the user, an app's credential with the app.
func TestWhatFollowsADeletion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.Put(t, "rights", userID(2), `{"level":"none"}`); err != nil {
		t.Fatal(err)
	}
	for table, gone := range map[string]string{"salesOrders": "salesOrderDetails", "users": "rights"} {
		if err := w.Vendor.Clear(w.Sandbox, w.Table(t, table)); err != nil || len(w.Rows(t, gone)) > 0 {
			t.Errorf("%s are deleted and %d %s stay, %v", table, len(w.Rows(t, gone)), gone, err)
		}
	}
	holds := func() bool { return w.Shared.Holders.Holder("wisecrm", "another") == w.Sandbox }
	for range 2 {
		if err := w.Put(t, "apps", "another", `{"appkey":"the-key"}`); err != nil || !holds() {
			t.Errorf("the new app selects the sandbox: %v, %v", holds(), err)
		}
	}
	if err := w.Vendor.Delete(w.Sandbox, w.Table(t, "apps"), "another"); err != nil || holds() {
		t.Errorf("the deleted app selects the sandbox: %v, %v", holds(), err)
	}
}

// TestTheIndexesFollowTheFields: a field that becomes a reference is indexed, one that is none any more is not.
func TestTheIndexesFollowTheFields(t *testing.T) {
	t.Parallel()
	tx := newTenant(0)
	links := func() int { return tx.State.tables[contact].byTarget.Len() }
	before := links()
	plain := *tx.State.metadata.entities[contact].field("accountId")
	plain.DataType = typeString
	setField(tx, tx.State.metadata.entities[contact], plain)
	if links() != 0 || before == 0 {
		t.Errorf("%d of %d links of a plain field", links(), before)
	}
	plain.DataType = typeReference
	setField(tx, tx.State.metadata.entities[contact], plain)
	if links() != before {
		t.Errorf("%d links of a reference, want %d", links(), before)
	}
}
