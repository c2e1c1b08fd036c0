package wisecrm

import (
	"strings"
	"testing"
)

// TestTheOrderOfChecks: of all that is wrong with a call, what is missing is said first, then what is malformed, then
// what may not be, then what the records say, wherever it stands (WI-Q14).
func TestTheOrderOfChecks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for user, level := range map[string]string{userID(2): "none", userID(3): "self"} {
		if err := w.Put(t, "rights", user, `{"level":"`+level+`"}`); err != nil {
			t.Fatal(err)
		}
	}
	newest, lead := w.Rows(t, "accounts")[0].ID, w.Rows(t, "customRecords")[0].ID
	stranger, query := "027"+nobody[3:], []string{"entity", "Account", "fields", "accountId"}
	reference := `{"contactName":"a","accountId":"` + nobody + `"}`
	for _, c := range []struct {
		want            int
		operation, body string
		parameters      []string
	}{
		{402, "addAccount", `{}`, []string{"force_add", "maybe"}},
		{402, "addAccount", `{"nope":1}`, []string{"op_user", stranger}},
		{402, "addAccount", `{"accountName":null,"typeCode":"x"}`, []string{"op_user", userID(2)}},
		{402, "addCustomEntity", `{"c__phone":1}`, []string{"entity", "e__lead", "op_user", "x"}},
		{402, "updateAccount", `{"accountName":"","nope":1}`, []string{"account_id", "x", "op_user", "y"}},
		{402, "updateCustomEntity", `{"c__name":""}`, []string{"entity", "e__lead", "record_id", "x"}},
		{402, "getAccount", "", []string{"account_id", "x", "fields", ",", "op_user", stranger}},
		{402, "getCustomEntity", "", []string{"entity", "e__nobody", "record_id", lead, "fields", " , "}},
		{402, "listAccounts", "", []string{"page_no", "0", "fields", ","}},
		{402, "listUsers", "", []string{"page_size", "x", "fields", ",,"}},
		{402, "advQuery", `{"type":" ","filters":[{"fieldName":"nope","operator":"?","value":1}]}`, query},
		{402, "advQuery", `{"type":"NOT","filters":[{"fieldName":"phone","operator":" ","value":1}]}`, query},
		{402, "advQuery", `{"type":"NOT","filters":[{"fieldName":null,"operator":"?","value":1}]}`, query},
		{402, "advQuery", `{"type":"AND","filters":[{"fieldName":"nope","operator":"=","value":1},{"fieldName":"phone","operator":"cl","value":" "}]}`, query},
		{402, "advQuery", `{"type":"AND","filters":[{"fieldName":"phone","operator":"="}]}`, []string{"entity", "Nobody", "fields", "x"}},
		{402, "advQuery", `{"type":"NOT","filters":[]}`, []string{"entity", "Account", "fields", ","}},

		{401, "advQuery", `{"type":"AND","filters":[{"fieldName":"phone","operator":"$NOT_NULL$","value":""},{"fieldName":"x","operator":"$NULL$"}]}`, query},
		{401, "addAccount", `{"accountName":"a"} x`, nil},
		{401, "addAccount", `{"accountName":"a","nope":1}`, []string{"op_user", userID(2)}},
		{401, "addContact", reference, []string{"op_user", stranger}},
		{401, "addContact", `{"contactName":"a","accountId":"x"}`, []string{"op_user", userID(2)}},
		{401, "updateAccount", `{"nope":1}`, []string{"account_id", nobody}},
		{401, "updateAccount", `{"owningUser":"x"}`, []string{"account_id", newest, "op_user", userID(2)}},
		{401, "getAccount", "", []string{"account_id", nobody, "fields", "nope"}},
		{401, "getCustomEntity", "", []string{"entity", "e__dd", "record_id", lead, "fields", "c__ddId", "op_user", userID(2)}},
		{401, "deleteAccount", "", []string{"account_id", nobody, "cascade_delete", "x"}},
		{401, "deleteAccount", "", []string{"account_id", nobody, "op_user", stranger}},
		{401, "deleteCustomEntity", "", []string{"entity", "Account", "record_id", newest}},

		{410, "addContact", reference, []string{"op_user", userID(2)}},
		{410, "updateAccount", `{"owningUser":"` + stranger + `"}`, []string{"account_id", newest, "op_user", userID(2)}},
		{410, "deleteCustomEntity", "", []string{"entity", "e__lead", "record_id", lead, "op_user", userID(2)}},

		{400, "addContact", reference, nil},
		{400, "getCustomEntity", "", []string{"entity", "e__lead", "record_id", "100" + nobody[3:], "fields", "c__name"}},
		{400, "updateCustomEntity", `{}`, []string{"entity", "e__lead", "record_id", "100" + nobody[3:]}},
		{400, "updateCustomEntity", `{"c__accountId":"` + nobody + `"}`, []string{"entity", "e__lead", "record_id", lead}},
		{400, "deleteCustomEntity", "", []string{"entity", "e__lead", "record_id", "100" + nobody[3:]}},
	} {
		code, header := call(w, c.operation, c.body, c.parameters...)
		if said := header.Get("Sim-Violation"); code != c.want || said == "" {
			t.Errorf("%s %s %v: code %d, want %d; %s", c.operation, c.body, c.parameters, code, c.want, said)
		}
	}
}

// TestWhatFieldsRefuse: values that are not of their field's type, in every way (WI-Q25, WI-Q88).
func TestWhatFieldsRefuse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lead := w.Rows(t, "customRecords")[0].ID
	refuse := func(operation, name, field, value string, parameters ...string) {
		t.Helper()
		code, header := call(w, operation, `{"`+name+`":"a","`+field+`":`+value+`}`, parameters...)
		if said := header.Get("Sim-Violation"); code != codeInvalid || !strings.Contains(said, "body /"+field) {
			t.Errorf("%s %s: code %d, %s", field, value, code, said)
		}
	}
	for field, values := range map[string][]string{
		"amount": {
			`true`, `[]`, `{}`, `"x"`, `"1,000"`, `1.005`, `"0.001"`, `1e-3`, `10000000000000`, `-10000000000000`, `1e13`, `1e99`, `1e999999999`,
			`"NaN"`, `"Infinity"`, `"0x10"`, `"１"`, `"1."`, `".5"`, `"+1"`, `"1 0"`,
		},
		"orderDate": {
			`20260105`, `true`, `[]`, `"2026-02-29"`, `"2026-13-01"`, `"2026-00-10"`, `"2026-04-31"`, `"2026-1-5"`, `"26-01-05"`,
			`"2026-01-05 00:00:00"`, `"2026-01-05T00:00:00Z"`, `"2026-01-05 "`, `"2026/01/05"`, `"今天"`,
		},
		"orderType":            {`true`, `9`, `"x"`, `1.0`, `{}`},
		"c__zongshuliangzhang": {`1.5`, `9223372036854775808`, `"x"`, `false`},
		"accountId":            {`true`, `"x"`, `"004-00000000-0000-4000-8000-000000000001"`},
		"orderName":            {`true`, `[]`, `{}`, `"` + strings.Repeat("企", 501) + `"`},
	} {
		for _, value := range values {
			refuse("addSalesOrder", "subject", field, value)
		}
	}
	for field, values := range map[string][]string{
		"c__youxiao":      {`"yes"`, `2`, `[]`, `"真"`, `1.0`},
		"c__lastAssignOn": {`"2026-02-30 00:00:00"`, `"2026-01-05 24:00:00"`, `"2026-01-05 1:02:03"`, `1767604500000`, `true`},
	} {
		for _, value := range values {
			refuse("updateCustomEntity", "c__name", field, value, "entity", "e__lead", "record_id", lead)
		}
	}
}
