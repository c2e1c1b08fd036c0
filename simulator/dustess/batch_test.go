package dustess

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/crmsim/crmsim/openapi/spectest"
)

// Every documented request is served, with the ids that it has.
func TestDocumentedRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	served := 0
	for _, exchange := range spectest.Exchanges(t, "../../testdata/dustess") {
		if len(exchange.Request.Body) == 0 {
			continue
		}
		served++
		answer := w.send(exchange.Operation, w.shown.AccessToken, string(exchange.Request.Body))
		if !bytes.HasPrefix(answer, []byte(`{"success":true,"code":0,`)) {
			t.Errorf("%s: %s", exchange.Name, answer)
		}
	}
	if served == 0 {
		t.Error("no exchange has a request body")
	}
}

// The same requests give the same bytes, in any sandbox of that seed.
func TestDeterminism(t *testing.T) {
	t.Parallel()
	run := func() string {
		w := newWorld(t, "default")
		var all strings.Builder
		for _, call := range []struct{ operation, body string }{
			{"getAccessToken", `{"clientId":"client-default","clientSecret":"secret-default"}`},
			{"batchAddCustomer", `{"customer_list":[{"remark":"a","pool":"p"},{"remark":"b","pool":"p"}]}`},
			{"addQwTag", `{"groupName":"g","tag":[{"name":"x"},{"name":"y"}]}`},
			{"batchAddCustomer", `{"customer_list":[{"remark":""},{"remark":"c","pool":"p"}]}`},
			{"getDeptDetails", `{}`}, {"listBusiTags", `{}`}, {"listContactInformationTypes", `{}`}, {"listFollowStatus", ``}, {"getCustomerPoolList", `{}`},
		} {
			all.Write(w.send(call.operation, w.shown.AccessToken, call.body))
		}
		contacts, err := json.Marshal(w.Rows(t, "contacts"))
		if err != nil {
			t.Fatal(err)
		}
		return all.String() + string(contacts)
	}
	if first, second := run(), run(); first != second {
		t.Error("two runs differ")
	}
}

// A batch of which nothing is applied leaves no trace: the next id is the one it would have been.
func TestAFailedBatchUsesUpNothing(t *testing.T) {
	t.Parallel()
	add := func(bodies ...string) string {
		w := newWorld(t, "default")
		var last string
		for _, body := range bodies {
			last = string(w.send("batchAddCustomer", w.shown.AccessToken, body))
		}
		return last
	}
	good := `{"customer_list":[{"remark":"a","pool":"p"}]}`
	if once, after := add(good), add(`{"customer_list":[{"remark":"a","pool":"p","birthday":"2021-02-30"}]}`, good); once != after {
		t.Errorf("got %s, want %s", after, once)
	}
}

// Of all that want the same number at the same time exactly one gets it.
func TestConcurrentAdds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	var all sync.WaitGroup
	var mu sync.Mutex
	added := 0
	for n := range 40 {
		all.Go(func() {
			body := fmt.Sprintf(`{"customer_list":[{"remark":"n","pool":"p","mobiles":[{"tel":"1990000000%d"}]}]}`, n%4)
			if bytes.Contains(w.send("batchAddCustomer", w.shown.AccessToken, body), []byte(`"success":true`)) {
				mu.Lock()
				added++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if added != 4 {
		t.Errorf("%d contacts were added for 4 numbers", added)
	}
}

// Whatever a batch holds, each item has one row, and no two contacts share a contact way.
func FuzzBatch(f *testing.F) {
	for _, seed := range []string{
		`{"id":"` + exampleContact + `","mobiles":[{"tel":"19900000000"}]}`, `{"external_id":"C0000001","mobiles":[{"tel":"+1 2"},{"tel":"x","type":"other"}]}`,
		`null`, `5`, `{"id":5}`, `{"id":"` + exampleContact + `","custom_fields":[{"id":"field02","float_value":1e999}]}`,
		`{"id":"` + exampleContact + `","custom_fields":[{"id":"field05","type":"attachment","files_value":[{"name":"a","url":"b"}]}],"age":"1","gender":"2"}`,
	} {
		f.Add(seed)
	}
	w := newWorld(f, "default")
	f.Fuzz(func(t *testing.T, item string) {
		if !json.Valid([]byte(item)) || !utf8.ValidString(item) {
			return
		}
		answer := w.send("batchEditCustomer", w.shown.AccessToken, `{"customer_list":[`+item+`,{"id":"`+exampleContact+`"},`+item+`]}`)
		var got struct {
			Data struct{ Success, Fail []struct{ Index int } }
		}
		if err := json.Unmarshal(answer, &got); err != nil {
			t.Fatalf("%s: %v", answer, err)
		}
		if rows := len(got.Data.Success) + len(got.Data.Fail); rows != 3 {
			t.Errorf("%d rows for 3 items: %s", rows, answer)
		}
		checkContacts(t, w)
	})
}

// checkContacts holds the contacts to what is true of all of them at all times.
func checkContacts(t *testing.T, w *world) {
	t.Helper()
	owners, externals := map[string]string{}, map[string]string{}
	for id, c := range stored[contact](t, w, "contacts") {
		if c.Owner != "" && c.Pool != "" {
			t.Errorf("%s has an owner and lies in a pool", id)
		}
		if c.ExternalID != "" && externals[c.ExternalID] != "" {
			t.Errorf("%s and %s have the external id %s", id, externals[c.ExternalID], c.ExternalID)
		}
		externals[c.ExternalID] = id
		for _, m := range c.Mobiles {
			way := m.Type + " " + m.Tel
			if owners[way] != "" {
				t.Errorf("%s and %s share %s", id, owners[way], way)
			}
			owners[way] = id
		}
	}
}
