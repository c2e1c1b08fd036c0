package simulator_test

import (
	"net/http"
	"strings"
	"testing"
)

// overflow makes good calls until the journal drops its oldest entries.
func (w *world) overflow() {
	w.t.Helper()
	id := w.add("甲公司")
	var shown struct{ Dropped int }
	for n := 0; shown.Dropped < 2; n++ {
		if n == 100 {
			w.t.Fatal("the journal never drops anything")
		}
		for range 100 {
			w.get(getPath, "account_id", id, "fields", strings.Repeat("accountId,", 700)+"accountId")
		}
		w.own("GET", "/journal?limit=1", "", http.StatusOK, &shown)
	}
}

// TestADroppedJournalIsNeverClean: what was found is counted beyond the entries, and what was not found is not known.
func TestADroppedJournalIsNeverClean(t *testing.T) {
	t.Parallel()
	for first, want := range map[string]string{getPath: "incomplete", listPath: "violation"} {
		w := newSandbox(t)
		w.t = t
		if first == listPath {
			w.get(listPath)
		}
		w.overflow()
		v := w.report()
		counted := len(v.Problems) > 0 && v.Problems[0].Operation == "listAccounts" && v.Problems[0].Count > 0
		if v.Verdict != want || counted != (want == "violation") {
			t.Errorf("after the drop the verdict is %s with %+v, want %s", v.Verdict, v.Problems, want)
		}
		for want, satisfied := range map[string]bool{
			`{"operation":"deleteAccount","exactly":0}`: false, `{"operation":"deleteAccount","atMost":9}`: false,
			`{"operation":"getAccount","atLeast":2}`: true,
		} {
			var got verified
			w.own("POST", "/verify", want, http.StatusOK, &got)
			if got.Satisfied != satisfied || !strings.Contains(got.Message, "the journal has dropped") {
				t.Errorf("%s: %+v", want, got)
			}
		}
		w.own("DELETE", "/journal", "", http.StatusNoContent, nil)
		if v := w.report(); v.Verdict != "clean" {
			t.Errorf("after the journal was cleared: %+v", v)
		}
	}
}
