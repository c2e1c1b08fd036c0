package dustess

import (
	"strings"
	"testing"
)

// editing sends an edit of the example's contact by the given fields, and returns the contact and what crmsim says of it.
func (w *world) editing(t *testing.T, fields string) (stored contact, warning, violation string) {
	t.Helper()
	answer := w.Call(w.Vendor.Document.Operation("batchEditCustomer"), "accessToken="+w.shown.AccessToken,
		`{"customer_list":[{"id":"`+exampleContact+`",`+fields+`}]}`)
	return w.contact(t, exampleContact), answer.Header().Get("Sim-Warning"), answer.Header().Get("Sim-Violation")
}

func (w *world) contact(t *testing.T, id string) contact {
	t.Helper()
	return stored[contact](t, w, "contacts")[id]
}

// TestReferences: an id is taken; a name is taken for its id, and what is neither as it is, with a suspicion; the
// strict settings take ids only (DU-Q28, DU-Q29, DU-Q33).
func TestReferences(t *testing.T) {
	t.Parallel()
	tag, person := demoTags[2], employeeNames[2]
	for _, test := range []struct {
		place, field, id, name string // the field has %s for the value
		of                     func(contact) string
	}{
		{"category_id", `"category_id":"%s"`, demoLists[categories][1].ID, demoLists[categories][1].Name,
			func(c contact) string { return c.CategoryID }},
		{"categoryId", `"categoryId":"%s"`, demoLists[categories][1].ID, demoLists[categories][1].Name,
			func(c contact) string { return c.CategoryID }},
		{"corp_id", `"corp_id":"%s"`, demoLists[enterprises][2].ID, demoLists[enterprises][2].Name, func(c contact) string { return c.CorpID }},
		{"source", `"source":"%s"`, "socialPromotion", "社交推广", func(c contact) string { return c.Source }},
		{"status", `"status":"%s"`, "valid", "有效", func(c contact) string { return c.Status }},
		{"reason", `"reason":"%s"`, "peer", "同行", func(c contact) string { return c.Reason }},
		{"pool", `"pool":"%s"`, poolID(2), "华东公海", func(c contact) string { return c.Pool }},
		{"owner", `"owner":"%s"`, employeeID(3), person, func(c contact) string { return c.Owner }},
		{"share_uids/0", `"share_uids":["%s"]`, employeeID(3), person, func(c contact) string { return strings.Join(c.ShareUIDs, " ") }},
		{"tags/0", `"tags":["%s"]`, tag.ID, tag.Name, func(c contact) string { return strings.Join(c.Tags, " ") }},
		{"custom_fields/0/id", `"custom_fields":[{"id":"%s","string_value":"x"}]`, "field06", "需求说明",
			func(c contact) string { return c.CustomFields[len(c.CustomFields)-1].ID }},
	} {
		t.Run(test.place, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "default")
			place := "/customer_list/0/" + test.place + ": value, wanted an id of "
			for given, want := range map[string]string{test.id: test.id, test.name: test.id, "nobody's": "nobody's"} {
				w.MustPatch(t, "contacts", exampleContact, `{"custom_fields":[]}`)
				got, warning, violation := w.editing(t, strings.ReplaceAll(test.field, "%s", given))
				if test.of(got) != want || strings.Contains(warning, place) != (given != test.id) || violation != "" {
					t.Errorf("%s: stored %q, want %q; warning %q, violation %q", given, test.of(got), want, warning, violation)
				}
			}
			w.MustPatch(t, "settings", "settings", `{"strict_pools":true,"strict_references":true}`)
			for given, refused := range map[string]bool{test.id: false, test.name: true, "nobody's": true} {
				if _, warning, violation := w.editing(t, strings.ReplaceAll(test.field, "%s", given)); strings.Contains(violation,
					place) != refused || strings.Contains(warning, ": value") {
					t.Errorf("strict: %s: warning %q, violation %q", given, warning, violation)
				}
			}
		})
	}
}

// TestWhatLosesIsIgnored: category_id goes before categoryId and owner before pool; the other one is not even looked up
// (DU-Q09, DU-Q27).
func TestWhatLosesIsIgnored(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	w.MustPatch(t, "settings", "settings", `{"strict_pools":true,"strict_references":true}`)
	category := demoLists[categories][1].ID
	for fields, of := range map[string]func(contact) bool{
		`"category_id":"` + category + `","categoryId":"nope"`: func(c contact) bool { return c.CategoryID == category },
		`"category_id":"","categoryId":"nope"`:                 func(c contact) bool { return c.CategoryID == defaultCategory },
		`"owner":"` + employeeID(4) + `","pool":"nope"`:        func(c contact) bool { return c.Owner == employeeID(4) && c.Pool == "" },
	} {
		if got, warning, violation := w.editing(t, fields); !of(got) || strings.Contains(warning, ": value") || violation != "" {
			t.Errorf("%s: %+v, %s, %s", fields, got, warning, violation)
		}
	}
	if _, _, violation := w.editing(t, `"category_id":null,"categoryId":"nope"`); !strings.Contains(violation, "/categoryId: value") {
		t.Errorf("null is as good as absent, so categoryId counts: %s", violation)
	}
}

// TestStoredContactWaysAreNoReason: an edit without mobiles is not refused for those that two contacts share already (DU-Q22).
func TestStoredContactWaysAreNoReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	if err := w.Put(t, "contacts", "twin", `{"mobiles":[{"tel":"12500010001","type":"mobile"}]}`); err != nil {
		t.Fatal(err)
	}
	if got, _, violation := w.editing(t, `"remark":"李四"`); got.Remark != "李四" || violation != "" {
		t.Errorf("%s, %s", got.Remark, violation)
	}
	if _, _, violation := w.editing(t, `"mobiles":[{"tel":"12500010001"}]`); !strings.Contains(violation, "/customer_list/0/mobiles: unique") {
		t.Errorf("given once more: %s", violation)
	}
}

// TestMessagesHaveNoPlaces: what is wrong is named in the vendor's own words, without an index or a pointer of ours.
func TestMessagesHaveNoPlaces(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	w.MustPatch(t, "settings", "settings", `{"hints":true}`)
	for _, test := range []struct{ operation, body, want string }{
		{"getDeptDetails", `{"deptIds":["67",5]}`, `"msg":"deptIds invalid"`},
		{"getDeptDetails", `{"deptIds":[]} x`, `"msg":"request body is not JSON"`},
		{"batchEditCustomer", `{"customer_list":[5]}`, `"msg":"customer_list 无效"`},
		{"batchEditCustomer", `{"customer_list":[{"id":"x","mobiles":[{"tel":"1"},{"tel":5}]}]}`, `"msg":"tel 无效"`},
		{"batchEditCustomer", `{"customer_list":[{"id":"x"}]} x`, `"success":false,"code":40003,"msg":"request body is not JSON"`}, // DU-Q24
		{"batchEditCustomer", `{"customer_list":[{"id":"x"}]}`, `"msg":"联系人不存在"`},
		{"bindExternalId", `{"list":[{"external_id":5,"tel":"1"}]}`, `"msg":"external_id 无效"`},
		{"batchBindContact", `{"list":[{"friendID":1,"customerID":5}]}`, `"msg":"customerID invalid"`},
		{"addQwTag", `{"groupName":"g","tag":[{"name":"x"},5]}`, `"msg":"tag invalid"`},
	} {
		if answer := string(w.send(test.operation, w.shown.AccessToken, test.body)); !strings.Contains(answer, test.want) {
			t.Errorf("%s %s:\n got %s\nwant %s", test.operation, test.body, answer, test.want)
		}
	}
}

// TestKeysThatNobodyKnows are no reason to refuse a call, nor is a name of a group that nobody needs.
func TestKeysThatNobodyKnows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	for _, test := range []struct{ operation, body string }{
		{"batchEditCustomer", `{"customer_list":[{"id":"` + exampleContact + `"}],"x":1}`}, {"getCustomerPoolList", `{"x":1}`},
		{"listContactInformationTypes", `{"page":1}`},
		{"getCustomerReason", `{"kind":"customerInvalidReason","x":1}`}, {"listBusiTags", `{"x":1}`}, {"getDeptDetails", `{"x":1}`},
		{"addQwTag", `{"groupId":"` + demoGroup + `","groupName":"` + strings.Repeat("长", 31) + `","tag":[{"name":"x"}],"x":1}`},
	} {
		if answer := string(w.send(test.operation, w.shown.AccessToken, test.body)); !strings.HasPrefix(answer, `{"success":true,"code":0,`) {
			t.Errorf("%s %s: %s", test.operation, test.body, answer)
		}
	}
}
