package simulator_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// script makes the same calls in any world and returns all answers, status, headers and body.
func script(t *testing.T, w *world) []string {
	t.Helper()
	w.freeze()
	var answers []string
	do := func(r *http.Request) answer {
		recorder := w.send(r)
		var text strings.Builder
		if err := recorder.Result().Header.Write(&text); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, recorder.Result().Status+"\n"+text.String()+recorder.Body.String())
		return read(recorder)
	}
	do(w.request("GET", listPath, "", "fields", "accountId,accountName,phone,createdOn", "page_size", "200"))
	first := do(w.request("POST", addPath, `{"accountName":"甲公司"}`)).Data.AccountID
	do(w.request("POST", addPath, `{"accountName":"甲公司"}`))
	do(w.request("POST", addPath, `{"accountName":"乙公司","c__x":1}`))
	do(w.request("POST", addPath, `{"accountName":"乙公司"}`, "strange", "1"))
	do(w.request("POST", updatePath, `{"phone":"021-1","b":1,"a":2}`, "account_id", first))
	do(w.request("POST", updatePath, `{"phone":"021-1"}`, "account_id", first))
	do(w.request("GET", getPath, "", "account_id", first, "fields", "accountId,phone,createdOn,modifiedOn,createdBy"))
	for _, entity := range []string{"Account", "Contact", "SalesOrder", "User"} {
		do(w.request("GET", "/gw/metadata/field", "", "entity", entity))
		do(w.request("POST", "/gw/entity/adv-query", `{"type":"AND","filters":[]}`, "entity", entity, "fields", "createdOn,owningUser", "sort", "createdOn:asc"))
	}
	w.own("PUT", "/faults", `["wisecrm.addAccount=code=500:0.5","wisecrm=503:0.3:after"]`, http.StatusOK, nil)
	for _, name := range []string{"丙", "丁", "戊", "己", "庚", "辛"} {
		do(w.request("POST", addPath, accountNamed(name)))
	}
	do(w.request("GET", listPath, "", "fields", "accountId,accountName", "sort", "x", "page_size", "10"))
	return append(answers, w.own("GET", "/journal", "", http.StatusOK, nil))
}

func TestSameSeedSameAnswers(t *testing.T) {
	t.Parallel()
	first := script(t, newWorld(t, simulator.Config{Seed: 7}))
	second := script(t, newWorld(t, simulator.Config{Seed: 7}))
	for i := range first {
		if first[i] != second[i] {
			t.Errorf("answer %d differs:\n%s\n\n%s", i, first[i], second[i])
		}
	}
}

// TestResetStartsTheSameStory: the same calls after a reset are answered as the first time.
func TestResetStartsTheSameStory(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{Seed: 7})
	first := script(t, w)
	w.own("POST", "/reset", "", http.StatusNoContent, nil)
	if !slices.Equal(first, script(t, w)) {
		t.Error("the answers after a reset are others")
	}
}

func TestAnotherSeedOtherIDs(t *testing.T) {
	t.Parallel()
	seven, eight := newWorld(t, simulator.Config{Seed: 7}), newWorld(t, simulator.Config{Seed: 8})
	if a, b := seven.add("甲公司"), eight.add("甲公司"); a == b {
		t.Errorf("seeds 7 and 8 both give the id %s", a)
	}
	list := []string{"fields", "accountId", "page_size", "200"}
	if a, b := seven.get(listPath, list...).body, eight.get(listPath, list...).body; a == b {
		t.Error("the demo data of seeds 7 and 8 has the same ids")
	}
}

// TestARefusedCallUsesUpNoID: what is refused leaves no trace, not even in the ids to come.
func TestARefusedCallUsesUpNoID(t *testing.T) {
	t.Parallel()
	plain, troubled := newWorld(t, simulator.Config{Seed: 7}), newWorld(t, simulator.Config{Seed: 7})
	troubled.add("甲公司")
	plain.add("甲公司")
	for range 3 {
		if a := troubled.post(addPath, `{"accountName":"甲公司"}`); a.Code != 400 {
			t.Fatalf("a duplicate is answered %s", a.body)
		}
	}
	if a, b := plain.add("乙公司"), troubled.add("乙公司"); a != b {
		t.Errorf("ids %s and %s, want the same", a, b)
	}
}
