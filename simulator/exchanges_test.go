package simulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/openapi/spectest"
)

// TestDocumentedExchanges: each documented request of WiseCRM365, completed by what its source leaves
// out, is answered in the documented form: the same keys in the same order and values of the same
// types. A failure is the same to the byte.
func TestDocumentedExchanges(t *testing.T) {
	t.Parallel()
	document, err := openapi.Load("wisecrm")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range spectest.Exchanges(t, "../testdata/wisecrm") {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			w := newSandbox(t)
			got := w.send(complete(t, w, document.Operation(e.Operation), e))
			for _, note := range []string{"Sim-Warning", "Sim-Violation"} {
				failed := e.Response != nil && !bytes.Contains(e.Response.Body, []byte(`"error_code": 0`))
				if text := got.Header().Get(note); text != "" && !failed {
					t.Errorf("%s: %s", note, text)
				}
			}
			if e.Response == nil {
				if a := read(got); a.status != 200 || a.Code != 0 {
					t.Errorf("answered %s", a.body)
				}
				return
			}
			if got.Code != e.Response.Status {
				t.Errorf("status %d, want %d", got.Code, e.Response.Status)
			}
			compareAnswers(t, got.Body.Bytes(), e.Response.Body)
		})
	}
}

func compareAnswers(t *testing.T, got, documented []byte) {
	t.Helper()
	var outcome struct {
		Code    int    `json:"error_code"`
		Message string `json:"error_msg"`
	}
	if err := json.Unmarshal(documented, &outcome); err != nil {
		t.Fatal(err)
	}
	if outcome.Code != 0 {
		var compact bytes.Buffer
		if err := json.Compact(&compact, documented); err != nil || !bytes.Equal(got, compact.Bytes()) {
			t.Errorf("answered %s, want %s", got, &compact)
		}
		return
	}
	if want := fmt.Sprintf(`{"error_code":0,"error_msg":%q,`, outcome.Message); !bytes.HasPrefix(got, []byte(want)) {
		t.Errorf("answered %.200s, want it to begin %s", got, want)
	}
	if is, want := shape(t, got), shape(t, documented); is != want {
		t.Errorf("the answer's shape is\n%s, want\n%s", is, want)
	}
}

// complete adds credentials, and the required parameters that the source does not show.
func complete(t *testing.T, w *world, op *openapi.Operation, e spectest.Exchange) *http.Request {
	t.Helper()
	r := e.NewRequest("")
	query := r.URL.Query()
	for _, p := range op.Parameters {
		if p.Required && !query.Has(p.Name) && (e.Response == nil || !bytes.Contains(e.Response.Body, []byte("参数 "+p.Name+" 不能为空"))) {
			query.Set(p.Name, w.parameter(p.Name, e))
		}
	}
	r.URL.RawQuery = query.Encode()
	return r
}

// parameter returns a value that the simulator's demo data knows.
func (w *world) parameter(name string, e spectest.Exchange) string {
	w.t.Helper()
	entities := map[string]string{"account_id": "accounts", "contact_id": "contacts", "salesorder_id": "salesOrders", "record_id": "customRecords"}
	switch name {
	case "appid":
		return w.appid
	case "sign":
		return w.appkey
	case "op_user":
		return demoUser
	case "entity":
		return "Account"
	case "fields":
		return fieldsOf(w.t, e)
	}
	var list struct{ Records []shownRecord }
	w.own("GET", dataPath+entities[name], "", http.StatusOK, &list)
	if len(list.Records) == 0 {
		w.t.Fatalf("no value for parameter %s", name)
	}
	return list.Records[0].ID
}

// fieldsOf returns the fields that the documented answer shows, in their order.
func fieldsOf(t testing.TB, e spectest.Exchange) string {
	t.Helper()
	if e.Response == nil {
		return "owningUser" // Every entity has it.
	}
	var answer struct{ Data json.RawMessage }
	if err := json.Unmarshal(e.Response.Body, &answer); err != nil {
		t.Fatal(err)
	}
	_, members, _ := bytes.Cut(answer.Data, []byte("{"))
	first, _, _ := bytes.Cut(members, []byte("}"))
	var names []string
	for member := range bytes.SplitSeq(first, []byte(",")) {
		name, _, _ := bytes.Cut(member, []byte(":"))
		names = append(names, strings.Trim(string(name), "\" \n"))
	}
	return strings.Join(names, ",")
}

// shape writes the keys of a JSON text in their order and the types of its values. An array shows
// each shape of its items once.
func shape(t *testing.T, text []byte) string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	s := shapeOf(t, d)
	if _, err := d.Token(); err != io.EOF {
		t.Errorf("more than one value: %s", text)
	}
	return s
}

func shapeOf(t *testing.T, d *json.Decoder) string {
	t.Helper()
	token, err := d.Token()
	if err != nil {
		t.Fatal(err)
	}
	switch token {
	case json.Delim('{'):
		var members []string
		for d.More() {
			key, err := d.Token()
			if err != nil {
				t.Fatal(err)
			}
			members = append(members, fmt.Sprint(key, ":", shapeOf(t, d)))
		}
		_, _ = d.Token() // The closing bracket that More has seen.
		return "{" + strings.Join(members, ",") + "}"
	case json.Delim('['):
		var items []string
		for d.More() {
			items = append(items, shapeOf(t, d))
		}
		_, _ = d.Token()
		slices.Sort(items)
		return "[" + strings.Join(slices.Compact(items), "|") + "]"
	}
	return fmt.Sprintf("%T", token)
}
