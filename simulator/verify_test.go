package simulator_test

import (
	"net/http"
	"strings"
	"testing"
)

// A verified is an answer of verify.
type verified struct {
	Satisfied      bool
	Message        string
	Found, Missing int
	Matched        []int
	Nearest        []struct {
		Sequence    int
		Differences []string
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	w.freeze()
	w.post(addPath, accountNamed("甲公司"))
	w.post(addPath, accountNamed("乙公司"), "force_add", "true")
	w.post("/gw/contacts/add", `{}`)
	w.post(addPath, accountNamed("甲公司")) // A duplicate.
	form := w.request("POST", "/WebApi/Handler/1.0/CRM/Customer/Save.ashx", "json=%7B%22Name%22%3A%22%E4%B8%81%22%7D", "appid", "", "sign", "", "op_user", "")
	form.URL.RawQuery = ""
	form.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Sim-Sandbox": {w.name}, "Sim-Sign": {"yes"}}
	w.send(form)
	for _, c := range []struct {
		body             string
		satisfied        bool
		matched, nearest int
		message          string
	}{
		{`{"operation":"addAccount"}`, true, 3, 0, "found 3"},
		{`{"operation":"addAccount","exactly":3}`, true, 3, 0, "exactly 3 calls"},
		{`{"operation":"addAccount","exactly":2}`, false, 3, 0, "matched are the calls 1, 2, 4"},
		{`{"operation":"addAccount","atMost":2}`, false, 3, 0, "at most 2 calls"},
		{`{"operation":"addAccount","atLeast":1,"atMost":3,"vendor":"wisecrm"}`, true, 3, 0, "1 to 3 calls"},
		{`{"operation":"addAccount","where":{"body":{"accountName":"甲公司"},"outcome":0}}`, true, 1, 0, ""},
		{`{"operation":"addAccount","where":{"parameters":{"force_add":true}},"exactly":1}`, true, 1, 0, ""},
		{`{"operation":"addAccount","where":{"body":{"accountName":"丙公司"}}}`, false, 0, 3, `call 1 differs: /body/accountName: wanted "丙公司", got "甲公司"`},
		{`{"operation":"addAccount","atLeast":2,"where":{"outcome":"400"}}`, false, 1, 2, `/outcome: wanted "400", got "0"`},
		{`{"operation":"addContact"}`, false, 0, 1, `/path: the document has no POST /gw/contacts/add`},
		{`{"operation":"saveCustomer","where":{"parameters":{"json":{"Name":"丁"}},"body":{"$contains":"json="}}}`, true, 1, 0, ""},
		{`{"operation":"addAccount","where":{"fault":{"$exists":false}}}`, true, 3, 0, ""},
		{`{"operation":"addAccount","where":{"fault":null}}`, true, 3, 0, ""},
		{`{"operation":"addAccount","where":{"fault":{"$exists":true}}}`, false, 0, 3, "/fault: wanted one, it is missing"},
		{`{"operation":"addSalesOrder"}`, false, 0, 0, "called were: (POST /gw/contacts/add) ×1, addAccount ×3, saveCustomer ×1"},
		{`{"operation":"addSalesOrder","exactly":0}`, true, 0, 0, "found 0"},
		{`{"operation":"addAccount","atMost":0,"where":{"status":500}}`, true, 0, 3, "found 0"},
	} {
		var v verified
		w.own("POST", "/verify", c.body, http.StatusOK, &v)
		if v.Satisfied != c.satisfied || v.Found != c.matched || len(v.Matched) != c.matched || len(v.Nearest) != c.nearest || !strings.Contains(v.Message, c.message) {
			t.Errorf("%s: %+v", c.body, v)
		}
	}
	var v verified
	w.own("POST", "/verify", `{"operation":"addAccount","atLeast":5}`, http.StatusOK, &v)
	if v.Missing != 2 {
		t.Errorf("missing %d, want 2", v.Missing)
	}
}

func TestVerifyRefusesWhatCanNeverMatch(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	for body, want := range map[string]string{
		`{}`:                          "operation",
		`{"operation":"addAcount"}`:   "did you mean addAccount",
		`{"operation":"addAccount"`:   "body",
		`{"operation":"addAccount"}1`: "more than one",
		`{"operation":"addAccount","vendor":"nobody"}`:             `no vendor \"nobody\"`,
		`{"operation":"addAccount","vendor":"dustess"}`:            "did you mean",
		`{"operation":"addAccount","exactly":1,"atLeast":1}`:       "exactly",
		`{"operation":"addAccount","atLeast":-1}`:                  "0 or more",
		`{"operation":"addAccount","atLeast":3,"atMost":2}`:        "atLeast is more than atMost",
		`{"operation":"addAccount","where":{"headers":{}}}`:        "it has body, fault, method",
		`{"operation":"addAccount","where":{"body":{"$near":{}}}}`: "$near",
		`{"operation":"addAccount","times":1}`:                     "times",
	} {
		if text := w.own("POST", "/verify", body, http.StatusBadRequest, nil); !strings.Contains(text, want) {
			t.Errorf("%s is answered %s, want it to name %s", body, text, want)
		}
	}
}
