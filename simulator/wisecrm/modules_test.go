package wisecrm

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator/internal/vendortest"
)

// said makes a call in plain mode and returns its answer.
func said(t *testing.T, w *vendortest.World, operation, body string, parameters ...string) (answer struct {
	Code  int             `json:"error_code"`
	Total int             `json:"total_size"`
	Size  int             `json:"page_size"`
	Data  json.RawMessage `json:"data"`
}) {
	t.Helper()
	query := url.Values{"appid": {"000-" + w.Name}, "sign": {"appkey-" + w.Name}, "op_user": {userID(1)}}
	for i := 0; i < len(parameters); i += 2 {
		query.Set(parameters[i], parameters[i+1])
	}
	text := w.Call(w.Vendor.Document.Operation(operation), query.Encode(), body).Body.Bytes()
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatalf("%s: %s", operation, text)
	}
	return answer
}

// TestAModuleOfOnesOwn is made, described, filled, searched and emptied like an entity of the system.
func TestAModuleOfOnesOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := w.Fork(t, "other")
	for _, put := range [][3]string{
		{"modules", "e__parts", `{"name":"零件","workflow":true}`},
		{"fields", "e__parts.c__price", `{"data_type":"decimal"}`},
		{"fields", "e__parts.c__due", `{"data_type":"date"}`},
		{"fields", "e__parts.c__ok", `{"data_type":"boolean"}`},
		{"fields", "e__parts.c__leadId", `{"data_type":"reference","reference_to":"e__lead"}`},
	} {
		if err := w.Put(t, put[0], put[1], put[2]); err != nil {
			t.Fatalf("%v: %v", put, err)
		}
	}
	entity := []string{"entity", "e__parts"}
	lead := w.Rows(t, "customRecords")[0].ID
	added := said(t, w, "addCustomEntity", `{"c__name":"螺丝","c__price":"12.5","c__due":"2024-02-29","c__ok":1,"c__leadId":"`+lead+`","state":2}`, entity...)
	var id struct {
		ID string `json:"record_id"`
	}
	if json.Unmarshal(added.Data, &id) != nil || !strings.HasPrefix(id.ID, "104-") {
		t.Fatalf("code %d, data %s", added.Code, added.Data)
	}
	record := append(entity, "record_id", id.ID)
	const fields = "c__partsId,c__name,c__price,c__due,c__ok,state,isDeleted"
	want := `{"c__partsId":"` + id.ID + `","c__name":"螺丝","c__price":12.50,"c__due":"2024-02-29","c__ok":true,"state":null,"isDeleted":false}`
	if got := said(t, w, "getCustomEntity", "", append(record, "fields", fields)...); string(got.Data) != want {
		t.Errorf("get: code %d\n got %s\nwant %s", got.Code, got.Data, want)
	}
	if got := said(t, w, "listCustomEntities", "", append(entity, "fields", fields, "qname", "螺*")...); string(got.Data) != "["+want+"]" {
		t.Errorf("list: code %d\n got %s\nwant %s", got.Code, got.Data, want)
	}
	for filter, total := range map[string]int{
		`{"fieldName":"c__price","operator":">","value":9.5}`: 1, `{"fieldName":"c__price","operator":"=","value":"12.50"}`: 1,
		`{"fieldName":"c__price","operator":"<","value":12.5}`: 0, `{"fieldName":"c__price","operator":"cl","value":"2.5"}`: 1,
		`{"fieldName":"c__ok","operator":"=","value":true}`: 1, `{"fieldName":"c__ok","operator":"=","value":"false"}`: 0,
		`{"fieldName":"c__due","operator":"<","value":"2024-03-01"}`: 1, `{"fieldName":"c__leadId.c__name","operator":"$NOT_NULL$","value":""}`: 1,
		`{"fieldName":"isDeleted","operator":"=","value":0}`: 1,
	} {
		query := append(entity, "fields", "c__name,c__leadId.c__phone", "sort", "c__price:desc,c__due,c__ok")
		if got := said(t, w, "advQuery", `{"type":"AND","filters":[`+filter+`]}`, query...); got.Code != 0 || got.Total != total {
			t.Errorf("%s: code %d, %d records, want %d", filter, got.Code, got.Total, total)
		}
	}
	if got := said(t, w, "updateCustomEntity", `{"c__price":null,"c__partsId":"x","isDeleted":true}`, record...); got.Code != 0 {
		t.Errorf("update: code %d", got.Code)
	}
	cascade := `{"e__parts":["c__leadId"]}`
	if got := said(t, w, "deleteCustomEntity", "", "entity", "e__lead", "record_id", lead, "cascade_delete", cascade); got.Code != 0 {
		t.Errorf("delete: code %d", got.Code)
	}
	if got := said(t, w, "getCustomEntity", "", append(record, "fields", fields)...); got.Code != codeBusiness {
		t.Errorf("get after the cascade: code %d", got.Code)
	}
	if got := said(t, other, "listCustomEntities", "", append(entity, "fields", "c__name")...); got.Code != codeInvalid {
		t.Errorf("another sandbox has the module too: code %d", got.Code)
	}
	w.CheckTables(t)
}

// TestAModuleThatIsPutAgain stays what it is, but for a name that is given.
func TestAModuleThatIsPutAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const first, renamed = `{"name":"零件","workflow":true,"code":222,"name_field":"c__title"}`, `{"name":"部件"}`
	for _, row := range []string{first, first, renamed} {
		if err := w.Put(t, "modules", "e__parts", row); err != nil {
			t.Fatalf("%s: %v", row, err)
		}
	}
	rows := w.Rows(t, "modules")
	const want = `{"entity":"e__parts","name":"部件","code":222,"name_field":"c__title","workflow":true}`
	if got := string(rows[len(rows)-1].Record); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestForksMakeModulesOfTheirOwn: what one puts into its new module is not in the other's of the same place.
func TestForksMakeModulesOfTheirOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.Put(t, "modules", "e__fifth", `{}`); err != nil {
		t.Fatal(err)
	}
	one, two := w.Fork(t, "one"), w.Fork(t, "two")
	const id = "105-00000000-0000-4000-8000-000000000001"
	for _, fork := range []*vendortest.World{one, two} {
		if err := fork.Put(t, "modules", "e__sixth", `{}`); err != nil {
			t.Fatal(err)
		}
		before := len(fork.Rows(t, "customRecords"))
		if err := fork.Put(t, "customRecords", id, `{"c__name":"`+fork.Name+`"}`); err != nil || len(fork.Rows(t, "customRecords")) != before+1 {
			t.Errorf("%s: %v, %d records after %d", fork.Name, err, len(fork.Rows(t, "customRecords")), before)
		}
	}
	for _, fork := range []*vendortest.World{one, two} {
		got := said(t, fork, "listCustomEntities", "", "entity", "e__sixth", "fields", "c__name")
		if want := `[{"c__name":"` + fork.Name + `"}]`; string(got.Data) != want {
			t.Errorf("%s: %s, want %s", fork.Name, got.Data, want)
		}
	}
}

// TestModulesInMetadata: modules are type 2, and their own fields too.
func TestModulesInMetadata(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	names := func(operation, key string, parameters ...string) string {
		var rows []map[string]any
		if got := said(t, w, operation, "", parameters...); json.Unmarshal(got.Data, &rows) != nil {
			t.Fatalf("%s: code %d", operation, got.Code)
		}
		var all []string
		for _, row := range rows {
			all = append(all, row[key].(string))
		}
		return strings.Join(all, " ")
	}
	if got, want := names("listEntities", "entity", "type", "2"), "e__lead e__dd e__mx1 e__cdmxmx"; got != want {
		t.Errorf("modules %s, want %s", got, want)
	}
	if got := names("listEntities", "entity", "type", "1"); strings.Contains(got, "__") {
		t.Errorf("entities of the system: %s", got)
	}
	if got, want := names("listFields", "field", "type", "2", "entity", "e__dd"),
		"c__dingdanhao c__kehu c__zongjine c__zongmianji c__shengchanwangongriqi c__beizhu"; got != want {
		t.Errorf("custom fields %s, want %s", got, want)
	}
	if got := names("listFields", "field", "type", "1", "entity", "e__dd"); !strings.HasPrefix(got, "c__ddId owningUser") ||
		!strings.HasSuffix(got, "currentFlowStepId latestAuditer latestAuditTime nextAuditers recentTurnUsers state isDeleted") {
		t.Errorf("fields of the system: %s", got)
	}
	if got, want := names("listPicklists", "field", "entity", "e__dd"), "state"; got != want {
		t.Errorf("picklists %s, want %s", got, want)
	}
	for _, entity := range []string{"Account", "e__nobody", "e__LEAD", "SalesOrder"} {
		if got := said(t, w, "listCustomEntities", "", "entity", entity, "fields", "c__name"); got.Code != codeInvalid {
			t.Errorf("%s: code %d, want %d", entity, got.Code, codeInvalid)
		}
	}
}

// TestSalesOrders answer to both their names, the vendor's page's and a program's (WI-Q65).
func TestSalesOrders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	added := said(t, w, "addSalesOrder", `{"subject":"标准版","amount":99999,"orderDate":"2026-01-05"}`)
	var id struct {
		ID string `json:"salesorder_id"`
	}
	if err := json.Unmarshal(added.Data, &id); err != nil || added.Code != 0 {
		t.Fatalf("code %d, %v", added.Code, err)
	}
	got := said(t, w, "getSalesOrder", "", "salesorder_id", id.ID, "fields", "salesorderId,orderId,subject,amount,orderDate,total,isDeleted")
	want := `{"salesorderId":"` + id.ID + `","orderId":"` + id.ID +
		`","subject":"标准版","amount":99999.00,"orderDate":"2026-01-05","total":null,"isDeleted":false}`
	if string(got.Data) != want {
		t.Errorf("got %s\nwant %s", got.Data, want)
	}
}

// TestARecordOfAModuleBringsItsID: a state file may name a module and give an id that is none of its.
func TestARecordOfAModuleBringsItsID(t *testing.T) {
	t.Parallel()
	tx := &tx{State: &state{metadata: standardMetadata()}}
	putModule(tx, module{Entity: "e__parts", Code: 100, NameField: "c__name"})
	for id, taken := range map[string]bool{`"100` + nobody[3:] + `"`: true, `""`: false, "null": false, `"` + nobody + `"`: false} {
		_, err := readCustom(tx, []byte(`{"c__partsId":`+id+`,"c__name":"a","_entity":"e__parts"}`), &record{})
		if (err == nil) != taken {
			t.Errorf("%s: %v, want it taken: %v", id, err, taken)
		}
	}
}
