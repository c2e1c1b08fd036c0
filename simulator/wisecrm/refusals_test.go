package wisecrm

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/vendortest"
)

var vendor = sync.OnceValues(func() (*api.Vendor, error) { return New(vendortest.Options) })

func newWorld(t testing.TB) *vendortest.World {
	t.Helper()
	v, err := vendor()
	if err != nil {
		t.Fatal(err)
	}
	return vendortest.New(t, v, "default")
}

// call makes a call in plain mode. Parameters are name and value in turn; "-" leaves one out.
func call(w *vendortest.World, operation, body string, parameters ...string) (code int, header http.Header) {
	query := url.Values{"appid": {"000-default"}, "sign": {"appkey-default"}, "op_user": {userID(1)}}
	for i := 0; i < len(parameters); i += 2 {
		if query.Set(parameters[i], parameters[i+1]); parameters[i+1] == "-" {
			query.Del(parameters[i])
		}
	}
	return send(w, operation, body, query)
}

func send(w *vendortest.World, operation, body string, query url.Values, headers ...string) (code int, header http.Header) {
	answer := w.Call(w.Vendor.Document.Operation(operation), query.Encode(), body, headers...)
	var said struct {
		Code int `json:"error_code"`
	}
	if json.Unmarshal(answer.Body.Bytes(), &said) != nil {
		said.Code = -1
	}
	return said.Code, answer.Header()
}

const nobody = "002-00000000-0000-4000-8000-000000000000"

// TestEveryRefusalIsExplained: a call for each refusal in the code, with where it is and which rule it broke.
func TestEveryRefusalIsExplained(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.Put(t, "rights", userID(2), `{"level":"none"}`); err != nil {
		t.Fatal(err)
	}
	if err := w.Put(t, "rights", userID(3), `{"level":"self"}`); err != nil {
		t.Fatal(err)
	}
	if err := w.Put(t, "apps", "closed", `{"appid":"closed","appkey":"the-key","closed":true}`); err != nil {
		t.Fatal(err)
	}
	if err := w.Put(t, "apps", "strict", `{"appid":"strict","appkey":"the-key","plain_forbidden":true}`); err != nil {
		t.Fatal(err)
	}
	if err := w.Put(t, "apps", "slow", `{"appid":"slow","appkey":"the-key","calls_per_minute":1}`); err != nil {
		t.Fatal(err)
	}
	call(w, "listUsers", "", "appid", "slow", "sign", "the-key", "fields", "userId")
	now := "1767604500000"
	newest := w.Rows(t, "accounts")[0].ID
	if code, _ := call(w, "addAccount", `{"accountName":"known"}`); code != 0 {
		t.Fatalf("addAccount: code %d", code)
	}
	for _, c := range []struct {
		operation, body, want string
		parameters            []string
	}{
		{"listUsers", "", "query appid: required", []string{"appid", "-"}},
		{"listUsers", "", "query sign: required", []string{"sign", "-"}},
		{"listUsers", "", "query appid: value, wanted the appid of an app in this sandbox, got 000-nobody", []string{"appid", "000-nobody"}},
		{"listUsers", "", "query sign: value", []string{"sign", "another"}},
		{"listUsers", "", "query sign: value", []string{"appid", "strict", "sign", "the-key"}},
		{"listUsers", "", "query sign_type: value, wanted MD5 or SHA1, got CRC", []string{"sign", "another", "sign_type", "CRC"}},
		{"listUsers", "", "query timestamp: required", []string{"sign", "another", "sign_type", "MD5"}},
		{"listUsers", "",
			"query timestamp: value, wanted milliseconds within 30 s of " + now + ", got soon",
			[]string{"sign", "x", "sign_type", "MD5", "timestamp", "soon"}},
		{"listUsers", "",
			"query timestamp: value, wanted milliseconds within 30 s of " + now + ", got 1767604500",
			[]string{"sign", "x", "sign_type", "MD5", "timestamp", "1767604500"}},
		{"listUsers", "", "query sign: signature", []string{"sign", "x", "sign_type", "MD5", "timestamp", now}},
		{"listUsers", "", "query appid: closed", []string{"appid", "closed", "sign", "the-key"}},
		{"listUsers", "", "path: limit", []string{"appid", "slow", "sign", "the-key", "fields", "userId"}},
		{"listUsers", "", "query fields: required", []string{"fields", ","}},
		{"listUsers", "", "query fields: field, wanted a field of the entity, got nope", []string{"fields", "userId,nope"}},
		{"listAccounts", "", "query fields: field", []string{"fields", "owningUser.userName"}},
		{"listAccounts", "",
			"query op_user: value, wanted the id of a user, got 027" + nobody[3:], []string{"fields", "accountId", "op_user", "027" + nobody[3:]}},
		{"getAccount", "", "query fields: field", []string{"fields", "nope", "account_id", newest}},
		{"getAccount", "",
			"query account_id: record, wanted the id of a record, got " + nobody, []string{"fields", "accountId", "account_id", nobody}},
		{"getAccount", "", "query op_user: permission", []string{"fields", "accountId", "account_id", newest, "op_user", userID(2)}},
		{"addAccount", `{"accountName":"a"}`, "query op_user: permission", []string{"op_user", userID(2)}},
		{"addAccount", `{"phone":"1"}`, "body /accountName: required", nil},
		{"addAccount", `{"accountName":"a","nope":1}`, "body /nope: field, wanted a field of the entity, got 1", nil},
		{"addAccount", `{"accountName":"a","typeCode":77}`, "body /typeCode: type, wanted a value of type picklist, got 77", nil},
		{"addAccount", `{"accountName":"a","phone":{}}`, "body /phone: type, wanted a value of type string, got an object", nil},
		{"addAccount", `{"accountName":"known"}`, "body /accountName: duplicate", nil},
		{"addContact", `{"contactName":"a","accountId":"x"}`, "body /accountId: type, wanted a value of type reference, got x", nil},
		{"addContact", `{"contactName":"a","accountId":"` + nobody + `"}`, "body /accountId: record", nil},
		{"updateAccount", `{"accountName":null}`, "body /accountName: required", []string{"account_id", newest}},
		{"updateAccount", `{"nope":1}`, "body /nope: field", []string{"account_id", newest}},
		{"updateAccount", `{"owningUser":"x"}`, "body /owningUser: type", []string{"account_id", newest}},
		{"updateAccount", `{"accountName":"known"}`, "body /accountName: duplicate", []string{"account_id", w.Rows(t, "accounts")[5].ID}},
		{"updateAccount", `{}`, "query account_id: record", []string{"account_id", nobody}},
		{"deleteAccount", "", "query account_id: record", []string{"account_id", nobody}},
		{"deleteAccount", "",
			"query cascade_delete: value, wanted an object of lists of fields",
			[]string{"account_id", newest, "cascade_delete", "x"}},
		{"deleteAccount", "",
			"query cascade_delete: value, wanted names of entities, got Nobody",
			[]string{"account_id", newest, "cascade_delete", `{"Nobody":[]}`}},
		{"deleteAccount", "",
			"query cascade_delete: value, wanted fields that refer to Account, got Contact.nope",
			[]string{"account_id", newest, "cascade_delete", `{"Contact":["nope"]}`}},
		{"listFields", "", "query entity: value, wanted the name of an entity, got Nobody", []string{"entity", "Nobody"}},
		{"listPicklists", "", "query entity: value", []string{"entity", "User2"}},
		{"listPicklists", "", "query fields: field, wanted a field of the entity, got phone", []string{"entity", "Account", "fields", "phone"}},
		{"advQuery", filter(`"fieldName":"phone","operator":"$NULL$"`),
			"query entity: value", []string{"entity", "BusinessUnit", "fields", "name"}},
		{"advQuery", filter(`"fieldName":"phone","operator":"$NULL$"`), "query fields: field", []string{"entity", "Account", "fields", "nope"}},
		{"advQuery", filter(`"fieldName":"phone","operator":"$NULL$"`),
			"query sort: field, wanted a field of the entity, got nope", []string{"entity", "Account", "fields", "accountId", "sort", "nope"}},
		{"advQuery", filter(`"fieldName":"phone","operator":"$NULL$"`),
			"query sort: value, wanted field, field:asc or field:desc, got phone:up",
			[]string{"entity", "Account", "fields", "accountId", "sort", "phone:up"}},
		{"advQuery", filter(`"fieldName":" ","operator":"=","value":"1"`),
			"body /filters/1/fieldName: ", []string{"entity", "Account", "fields", "accountId"}},
		{"advQuery", filter(`"fieldName":"nope","operator":"=","value":"1"`),
			"body /filters/1/fieldName: field, wanted a field of the entity, got nope", []string{"entity", "Account", "fields", "accountId"}},
		{"advQuery", filter(`"fieldName":"phone","operator":"=","value":""`),
			"body /filters/1/value: required", []string{"entity", "Account", "fields", "accountId"}},
		{"advQuery", filter(`"fieldName":"typeCode","operator":"=","value":"x"`),
			"body /filters/1/value: value, wanted a value of type picklist, got x", []string{"entity", "Account", "fields", "accountId"}},
	} {
		code, header := call(w, c.operation, c.body, c.parameters...)
		if said := header.Get("Sim-Violation"); code <= 0 || !strings.Contains(said, c.operation+" "+c.want) {
			t.Errorf("%s %s %v: code %d, violation\n got %s\nwant %s", c.operation, c.body, c.parameters, code, said, c.want)
		}
	}
}

// filter is the body of an adv-query whose second filter is the given one.
func filter(second string) string {
	return `{"type":"AND","filters":[{"fieldName":"phone","operator":"$NULL$"},{` + second + `}]}`
}

// TestSign: what a call lacks is completed, what it has is not replaced.
func TestSign(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, op := range w.Vendor.Document.Operations() {
		query := url.Values{"fields": {"nope"}, "entity": {"Account"}}
		signed, header := send(w, op.ID, `{}`, query, "Sim-Sign", "yes")
		said := header.Get("Sim-Violation")
		if strings.Contains(said, "sign") || strings.Contains(said, "appid") || strings.Contains(said, "op_user") {
			t.Errorf("%s: code %d: %s", op.ID, signed, said)
		}
		for _, sent := range [][2]string{
			{"appid", "000-nobody"}, {"appid", ""}, {"sign", "x"}, {"sign", ""}, {"sign_type", "x"}, {"timestamp", "1"},
		} {
			wrong := url.Values{sent[0]: {sent[1]}}
			code, header := send(w, op.ID, `{}`, wrong, "Sim-Sign", "yes")
			if said := header.Get("Sim-Violation"); code <= 0 || !strings.Contains(said, "query "+sent[0]+":") {
				t.Errorf("%s with the %s %q: code %d, %s", op.ID, sent[0], sent[1], code, said)
			}
		}
	}
	w.MustPatch(t, "apps", "000-default", `{"plain_forbidden":true}`)
	if code, header := send(w, "listAccounts", "", url.Values{"fields": {"accountId"}}, "Sim-Sign", "yes"); code != 0 {
		t.Errorf("listAccounts: code %d, %s", code, header.Get("Sim-Violation"))
	}
}
