package simulator_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// A verdict is a report in brief.
type verdict struct {
	Verdict    string
	Calls      int
	Operations []used
	Problems   []problem
	Rates      []struct {
		Vendor        string
		Peak, Allowed int
	}
}

type used struct {
	Operation      string
	Calls, Refused int
	Outcomes       map[string]int
}

type problem struct {
	Severity, Operation, Rule, What, Fix string
	Count                                int
	Calls                                []int
}

func (w *world) report() verdict {
	w.t.Helper()
	var v verdict
	w.own("GET", "/report", "", http.StatusOK, &v)
	return v
}

// signed makes a call that crmsim signs.
func (w *world) signed(method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Sim-Sandbox", w.name)
	r.Header.Set("Sim-Sign", "yes")
	if body != "" {
		r.Header.Set("Content-Type", contentJSON)
	}
	return w.send(r)
}

const nameFields = "accountId,accountName"

// tokens fetches as many tokens of Dustess.
func (w *world) tokens(n int) {
	var shown struct {
		Credentials struct {
			Dustess map[string]string
		}
	}
	w.own("GET", "", "", http.StatusOK, &shown)
	c := shown.Credentials.Dustess
	body, _ := json.Marshal(map[string]string{"clientId": c["client_id"], "clientSecret": c["client_secret"]})
	for range n {
		r := httptest.NewRequest("POST", "/auth/v1/access_token/token", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", contentJSON)
		w.send(r)
	}
}

// misuses are what a program may do wrong, each with the rule that the report must name, and how bad it is.
var misuses = map[string]struct {
	severity, rule string
	calls          func(w *world)
}{
	"a violation": {"violation", "required", func(w *world) { w.get(listPath) }},
	"a suspicion": {"suspicion", "unknown", func(w *world) { w.get(listPath, "fields", nameFields, "page_size", "1", "strange", "1") }},
	"no signature": {"violation", "required", func(w *world) {
		r := w.request("GET", listPath, "", "fields", nameFields, "page_size", "1", "sign", "")
		w.send(r)
	}},
	"a signature by crmsim": {"suspicion", "unsigned", func(w *world) { w.signed("GET", listPath+"?fields=accountId&page_size=1", "") }},
	"a retry that doubled a write": {"violation", "doubled-write", func(w *world) {
		w.own("PUT", "/faults", `["wisecrm.addAccount=503:x1:after"]`, http.StatusOK, nil)
		w.post(addPath, accountNamed("甲公司"), "force_add", "true")
		w.post(addPath, accountNamed("甲公司"), "force_add", "true")
	}},
	"a retry after an answer that broke off": {"violation", "doubled-write", func(w *world) {
		w.own("PUT", "/faults", `["wisecrm.addAccount=truncate:x1"]`, http.StatusOK, nil)
		w.post(addPath, accountNamed("甲公司"), "force_add", "true")
		w.post(addPath, accountNamed("甲公司"), "force_add", "true")
	}},
	"a write again after it took effect": {"suspicion", "repeated-write", func(w *world) {
		id := w.add("甲公司")
		w.own("PUT", "/faults", `["wisecrm.updateAccount=garbage:x1:after"]`, http.StatusOK, nil)
		w.post(updatePath, `{"phone":"021-1"}`, "account_id", id)
		w.post(updatePath, `{"phone":"021-1"}`, "account_id", id)
	}},
	"the same write twice": {"suspicion", "doubled-write", func(w *world) {
		w.post(addPath, accountNamed("甲公司"), "force_add", "true")
		w.post(addPath, accountNamed("甲公司"), "force_add", "true")
	}},
	"a list that is not read to its end": {"suspicion", "pages-unread", func(w *world) {
		w.get(listPath, "fields", nameFields, "page_size", "100")
		w.get(listPath, "fields", nameFields, "page_size", "100", "page_no", "2")
	}},
	"a page that is read twice": {"suspicion", "page-twice", func(w *world) {
		for _, page := range []string{"1", "1", "2"} {
			w.get(listPath, "fields", nameFields, "page_size", "200", "page_no", page)
		}
	}},
	"too many calls": {"violation", "limit", func(w *world) {
		w.own("PATCH", "/data/wisecrm/apps/"+w.appid, `{"calls_per_minute":2}`, http.StatusOK, nil)
		for _, page := range []string{"1", "2", "3"} {
			w.get(listPath, "fields", nameFields, "page_size", "200", "page_no", page)
		}
	}},
	"a token for each call": {"suspicion", "token-often", func(w *world) {
		w.tokens(4)
	}},
	"an old signature": {"suspicion", "replayed", func(w *world) {
		query := []string{"account_id", w.add("甲公司"), "fields", nameFields, "timestamp", "1772366400000"}
		w.get(getPath, query...)
		w.own("PUT", "/clock", `{"advance":"3s"}`, http.StatusOK, nil)
		w.get(getPath, query...)
	}},
	"an old signature for another request": {"suspicion", "replayed", func(w *world) {
		id, now := w.add("甲公司"), "1772366400000"
		w.get(getPath, "account_id", id, "fields", nameFields, "timestamp", now)
		w.own("PUT", "/clock", `{"advance":"3s"}`, http.StatusOK, nil)
		w.post(updatePath, `{"phone":"021-1"}`, "account_id", id, "timestamp", now)
	}},
}

// TestTheReportNamesEveryMisuse, once and with what to do about it, and nothing else.
func TestTheReportNamesEveryMisuse(t *testing.T) {
	t.Parallel()
	for name, c := range misuses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSandbox(t)
			w.t = t
			w.freeze()
			c.calls(w)
			v := w.report()
			if v.Verdict != c.severity || len(v.Problems) != 1 {
				t.Fatalf("verdict %+v, want one problem, a %s", v, c.severity)
			}
			p := v.Problems[0]
			if p.Rule != c.rule || p.Severity != c.severity || p.What == "" || p.Fix == "" || p.Count == 0 || len(p.Calls) == 0 {
				t.Errorf("problem %+v, want the rule %s", p, c.rule)
			}
			text := w.own("GET", "/report?format=text", "", http.StatusOK, nil)
			for _, part := range []string{c.severity, p.Rule, p.What, p.Fix} {
				if !strings.Contains(text, part) {
					t.Errorf("the report lacks %q:\n%s", part, text)
				}
			}
		})
	}
}

// TestACleanProgramGetsACleanVerdict: it looks before it writes again, reads lists to their end, and remembers.
func TestACleanProgramGetsACleanVerdict(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	w.freeze()
	w.own("PUT", "/faults", `["wisecrm.addAccount=503:x1:after","wisecrm.listAccounts=503:x1"]`, http.StatusOK, nil)
	w.post(addPath, accountNamed("甲公司"))
	w.get(listPath, "fields", nameFields, "qname", "甲公司", "page_size", "2") // Meets the 503, and so is asked again.
	w.get(listPath, "fields", nameFields, "qname", "甲公司", "page_size", "2")
	for _, page := range []string{"1", "2", "3"} {
		w.get(listPath, "fields", nameFields, "page_size", "100", "page_no", page)
	}
	w.add("乙公司")
	w.get(listPath, "fields", nameFields, "page_size", "200", "page_no", "1") // The same list again, after a write.
	w.get(listPath, "fields", nameFields, "page_size", "200", "page_no", "2")
	w.get(listPath, "fields", nameFields, "page_size", "1") // A look at whether there is any.
	v := w.report()
	if v.Verdict != "clean" || len(v.Problems) != 0 || v.Calls != 10 {
		t.Errorf("verdict %+v", v)
	}
	i := slices.IndexFunc(v.Operations, func(o used) bool { return o.Operation == "addAccount" })
	if i < 0 || v.Operations[i].Calls != 2 || v.Operations[i].Refused != 0 || v.Operations[i].Outcomes["0"] != 2 {
		t.Errorf("operations %+v", v.Operations)
	}
	if len(v.Rates) != 1 || v.Rates[0].Peak != 10 || v.Rates[0].Allowed != 0 {
		t.Errorf("rates %+v", v.Rates)
	}
}

// TestATokenThatNeverCame may be fetched again.
func TestATokenThatNeverCame(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	w.own("PUT", "/faults", `["dustess=503:x2:after"]`, http.StatusOK, nil)
	w.tokens(5)
	if v := w.report(); v.Verdict != "clean" {
		t.Errorf("verdict %+v", v)
	}
}

// TestTheReportKnowsTheLimit that the vendor holds the program to.
func TestTheReportKnowsTheLimit(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	w.freeze()
	w.own("PATCH", "/data/wisecrm/apps/"+w.appid, `{"calls_per_minute":3}`, http.StatusOK, nil)
	for range 3 {
		w.get(getPath, "account_id", "x", "fields", "accountId")
	}
	w.own("PUT", "/clock", `{"advance":"2m"}`, http.StatusOK, nil)
	w.get(getPath, "account_id", "x", "fields", "accountId")
	if v := w.report(); len(v.Rates) != 1 || v.Rates[0].Peak != 3 || v.Rates[0].Allowed != 3 {
		t.Errorf("rates %+v, want a peak of 3 of 3", v.Rates)
	}
	w.own("GET", "/report?format=pdf", "", http.StatusBadRequest, nil)
}
