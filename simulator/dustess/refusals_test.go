package dustess

import (
	"strings"
	"testing"
)

// TestEveryRefusalIsExplained: a call for each refusal in the code, with where it is and which rule it broke.
func TestEveryRefusalIsExplained(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	w.MustPatch(t, "settings", "settings", `{"strict_pools":true,"strict_references":true}`)
	contact := stored[contact](t, w, "contacts")
	var bound, other string // ids of contacts with an external id
	for id, c := range contact {
		if c.ExternalID != "" {
			bound, other = id, bound
		}
	}
	for _, c := range []string{
		`{"id":"twin-1","mobiles":[{"tel":"555-0100","type":"landline"}]}`, `{"id":"twin-2","mobiles":[{"tel":"555-0100","type":"other"}]}`,
	} {
		if err := w.Put(t, "contacts", c[7:13], c); err != nil {
			t.Fatal(err)
		}
	}
	edit := func(fields string) string {
		return `{"customer_list":[{"id":"` + exampleContact + `"},{` + fields + `}]}`
	}
	own := func(fields string) string { return edit(`"id":"` + exampleContact + `",` + fields) }
	add := func(fields string) string { return edit(`"remark":"a","owner":"` + employeeID(1) + `",` + fields) }
	bind := func(items string) string { return `{"list":[` + items + `]}` }
	for _, c := range []struct{ operation, body, want string }{
		{"getAccessToken", `{"clientId":"x","clientSecret":"y"}`,
			"body /clientId: credential, wanted the client id of an app in this sandbox, got x"},
		{"getAccessToken", `{"clientId":"client-default","clientSecret":"y"}`, "body /clientSecret: credential"},
		{"getAccessToken", `{"clientId":"client-default"}`, "body /clientSecret: credential"},
		{"batchEditCustomer", edit(`"remark":"a"`), "body /customer_list/1/id: value, wanted id or external_id, got neither"},
		{"batchEditCustomer", edit(`"id":"nobody"`), "body /customer_list/1/id: record, wanted a contact, got nobody"},
		{"batchEditCustomer", edit(`"external_id":"nobody"`), "body /customer_list/1/external_id: record"},
		{"batchEditCustomer", own(`"external_id":"x"`), "body /customer_list/1/external_id: value"},
		{"batchAddCustomer", edit(`"remark":null,"owner":"x"`), "body /customer_list/1/remark: nullable"},
		{"batchEditCustomer", own(`"category_id":"x"`), "body /customer_list/1/category_id: value, wanted an id of categories, got x"},
		{"batchEditCustomer", own(`"categoryId":"x"`), "body /customer_list/1/categoryId: value"},
		{"batchEditCustomer", own(`"corp_id":"x"`), "body /customer_list/1/corp_id: value"},
		{"batchEditCustomer", own(`"source":"x"`), "body /customer_list/1/source: value"},
		{"batchEditCustomer", own(`"status":"x"`), "body /customer_list/1/status: value"},
		{"batchEditCustomer", own(`"reason":"x"`), "body /customer_list/1/reason: value"},
		{"batchEditCustomer", own(`"pool":"x"`), "body /customer_list/1/pool: value"},
		{"batchEditCustomer", own(`"owner":"x"`), "body /customer_list/1/owner: value"},
		{"batchEditCustomer", own(`"share_uids":["x"]`), "body /customer_list/1/share_uids/0: value"},
		{"batchEditCustomer", own(`"tags":["x"]`), "body /customer_list/1/tags/0: value"},
		{"batchEditCustomer", own(`"birthday":"2021-02-30"`), "body /customer_list/1/birthday: "},
		{"batchEditCustomer", own(`"gender":7`), "body /customer_list/1/gender: "},
		{"batchEditCustomer", own(`"mobiles":[{"tel":"19900000000"},{"tel":" "}]`), "body /customer_list/1/mobiles/1/tel: value"},
		{"batchEditCustomer", own(`"mobiles":[{"tel":"x","type":"landline"}]`),
			"body /customer_list/1/mobiles/0/tel: value, wanted a contact way of type landline, got x"},
		{"batchEditCustomer", own(`"mobiles":[{"tel":"x","type":"nope"}]`), "body /customer_list/1/mobiles/0/type: value"},
		{"batchEditCustomer", own(`"mobiles":[{"tel":"555-0100","type":"landline"}]`), "body /customer_list/1/mobiles: unique"},
		{"batchEditCustomer", own(`"custom_fields":[{"id":"nope"}]`), "body /customer_list/1/custom_fields/0/id: value"},
		{"batchEditCustomer", own(`"custom_fields":[{"id":"field01","type":"radio"}]`),
			"body /customer_list/1/custom_fields/0/type: value, wanted text, got radio"},
		{"batchEditCustomer", own(`"custom_fields":[{"id":"field01","float_value":1}]`),
			"body /customer_list/1/custom_fields/0/type: value, wanted a value in string_value, got float_value"},
		{"batchAddCustomer", edit(`"remark":" ","owner":"` + employeeID(1) + `"`), "body /customer_list/1/remark: "},
		{"batchAddCustomer", edit(`"remark":"a"`), "body /customer_list/1/owner: value, wanted an owner or a pool, got neither"},
		{"batchAddCustomer", add(`"external_id":"` + contact[bound].ExternalID + `"`), "body /customer_list/1/external_id: unique"},
		{"batchAddCustomer", add(`"mobiles":[{"tel":"12500010001"}]`), "body /customer_list/1/mobiles: unique"},
		{"bindExternalId", bind(`{"external_id":"n1","inside_id":"nobody"}`), "body /list/0/inside_id: record, wanted a contact, got nobody"},
		{"bindExternalId", bind(`{"external_id":"n1"}`), "body /list/0/tel: required"},
		{"bindExternalId", bind(`{"external_id":"n1","tel":"000"}`), "body /list/0/tel: record"},
		{"bindExternalId", bind(`{"external_id":"n1","tel":"555-0100"}`),
			"body /list/0/tel: unique, wanted the number of one contact, got 2 contacts"},
		{"bindExternalId", bind(`{"external_id":"n2","inside_id":"twin-1"},{"external_id":"n2","inside_id":"twin-2"}`),
			"body /list/1/external_id: unique"},
		{"bindExternalId", bind(`{"external_id":"n2","inside_id":"twin-1"},{"external_id":"n3","inside_id":"twin-1"}`),
			"body /list/1/inside_id: unique"},
		{"bindExternalId", bind(`{"external_id":"` + contact[bound].ExternalID + `","inside_id":"` + other + `"}`),
			"body /list/0/external_id: unique"},
		{"bindExternalId", bind(`{"external_id":"n9","inside_id":"` + bound + `"}`), "body /list/0/external_id: value"},
		{"addQwTag", `{"tag":[{"name":"x"}]}`, "body /groupName: required, wanted groupId or groupName"},
		{"addQwTag", `{"groupName":"` + strings.Repeat("长", 31) + `","tag":[{"name":"x"}]}`,
			"body /groupName: maxLength, wanted 30 characters at most, got 31"},
		{"addQwTag", `{"groupId":"nope","tag":[{"name":"x"}]}`, "body /groupId: record"},
		{"batchBindContact", bind(`{"friendID":1,"customerID":"` + bound + `"}`), "body /list/0/friendID: record, wanted a friend, got 1"},
		{"batchBindContact", bind(`{"friendID":1001,"customerID":"nobody"}`), "body /list/0/customerID: record"},
	} {
		answer := w.Call(w.Vendor.Document.Operation(c.operation), "accessToken="+w.shown.AccessToken, c.body)
		said := answer.Header().Get("Sim-Violation")
		if !strings.Contains(said, c.operation+" "+c.want) {
			t.Errorf("%s %s:\n got %s\nwant %s", c.operation, c.body, said, c.want)
		}
	}
	for _, op := range []string{"getTicketDetail", "addTicketField"} { // DU-Q06
		answer := w.Call(w.Vendor.Document.Operation(op), "accessToken="+w.shown.AccessToken, "{}")
		if said := answer.Header().Get("Sim-Violation"); !strings.Contains(said,
			"header accessToken: token, wanted a valid token, got no token") {
			t.Errorf("%s with a token in the query: %s", op, said)
		}
	}
	expired := app{"client-default", "secret-default", tenantID("default"), ""}.token(worldTime.AddDate(0, 0, -1))
	for query, want := range map[string]string{
		"": "got no token", "accessToken=x": "got a token that was not issued here", "accessToken=" + expired: "got a token that ended",
	} {
		answer := w.Call(w.Vendor.Document.Operation("getDeptDetails"), query, "")
		if said := answer.Header().Get("Sim-Violation"); !strings.Contains(said, "query accessToken: token") || !strings.Contains(said, want) {
			t.Errorf("%s: %s, want %s", query, said, want)
		}
	}
}

// TestSign: what a call lacks is completed, what it has is not replaced.
func TestSign(t *testing.T) {
	t.Parallel()
	for _, ready := range []string{`{}`, `{"access_token":""}`} {
		w := newWorld(t, "default")
		w.MustPatch(t, "apps", w.shown.ClientID, ready)
		for _, op := range w.Vendor.Document.Operations() {
			answer := w.Call(op, "", "", "Sim-Sign", "yes")
			if said := answer.Header().Get("Sim-Violation"); strings.Contains(said, "accessToken") || strings.Contains(said, "client") {
				t.Errorf("%s: %s", op.ID, said)
			}
			for _, token := range []string{"x", ""} {
				answer := w.Call(op, "accessToken="+token, "", "Sim-Sign", "yes", "accessToken", token)
				if said := answer.Header().Get("Sim-Violation"); !strings.Contains(said, "accessToken: token") && op.ID != "getAccessToken" {
					t.Errorf("%s with %q: %s", op.ID, token, said)
				}
			}
		}
		for body, want := range map[string]string{
			`{}`: "", ` `: "", `{"ClientID":"client-default"}`: "", `{"clientSecret":"secret-default"}`: "",
			`{"clientid":"x"}`: "/clientId: credential", `{"clientId":"","x":1}`: "/clientId", `{"clientSecret":"x"}`: "/clientSecret: credential",
			`null`: "body", `[]`: "body", `{`: "body",
		} {
			answer := w.Call(w.Vendor.Document.Operation("getAccessToken"), "", body, "Sim-Sign", "yes")
			if said := answer.Header().Get("Sim-Violation"); !strings.Contains(said, want) || (said == "") != (want == "") {
				t.Errorf("%s: %s, want %q", body, said, want)
			}
		}
	}
}

// TestFindToken finds the tokens of this vendor in any text, expired and foreign ones too.
func TestFindToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	one := w.token(t)
	two := app{"a", "b", "W00000000001", ""}.token(worldTime.AddDate(-1, 0, 0))
	for text, want := range map[string]string{
		"": "", "no token here": "", tokenHead: "", one: one, "a=" + one + "&b=1": one, `{"t":"` + one + `","u":"` + two + `"}`: one + " " + two,
		one + one: one + one, tokenHead + ".": tokenHead + ".",
	} {
		var found []string
		for rest := text; ; {
			from, to := findToken(rest)
			if from < 0 {
				break
			}
			found, rest = append(found, rest[from:to]), rest[to:]
		}
		if got := strings.Join(found, " "); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
}

// TestUnknownPaths are refused in the envelope and name the nearest operation, in every family of paths.
func TestUnknownPaths(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	for path, nearest := range map[string]string{
		"/customer/v1/batchEditCustomers": "batchEditCustomer", "/customer/v2/batchAddCustomer": "batchAddCustomer",
		"/customer/v1/getCustomerPools": "getCustomerPoolList",
		"/auth/v1/access_token/tokens":  "getAccessToken", "/auth/v2/access_token/token": "getAccessToken",
		"/enterprise/v2/follow-status/list":       "listFollowStatus",
		"/open-integration-api/tag/v1/qwTag/edit": "addQwTag", "/ai/v1/agent/msg/send": "sendAgentMsg",
		"/ai/v2/agent/msg/directSendMsg": "directSendAgentMsg",
		"/work-order/api/v1/ticket/list": "getTicketDetail", "/work-order/api/v1/field/addAll": "addTicketField",
	} {
		op := *w.Vendor.Document.Operation("batchEditCustomer")
		op.Path = path
		answer := w.Call(&op, "", "{}")
		said := answer.Header().Get("Sim-Violation")
		if answer.Code != 404 || !strings.HasPrefix(answer.Body.String(), `{"success":false,"code":404,`) ||
			!strings.Contains(said, "("+nearest+")") {
			t.Errorf("%s: %d %s %s, want %s", path, answer.Code, answer.Body, said, nearest)
		}
	}
}
