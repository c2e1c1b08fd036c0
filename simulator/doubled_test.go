package simulator_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// quancheng makes a call that crmsim signs, by POST with a form or by GET.
func (w *world) quancheng(method, path string, parameters ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i < len(parameters); i += 2 {
		form.Set(parameters[i], parameters[i+1])
	}
	path, body := "/WebApi/Handler/1.0/CRM/"+path, form.Encode()
	if method == "GET" {
		path, body = path+"?"+body, ""
	}
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Sim-Sandbox", w.name)
	r.Header.Set("Sim-Sign", "yes")
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return w.send(r)
}

// rules are the rules of a report's problems, but for unsigned calls.
func (v verdict) rules() (rules []string) {
	for _, p := range v.Problems {
		if p.Rule != "unsigned" {
			rules = append(rules, p.Severity+" "+p.Rule)
		}
	}
	return rules
}

// TestDoubledWrites: a write is doubled when it was carried out twice and both added something, whatever was answered.
func TestDoubledWrites(t *testing.T) {
	t.Parallel()
	const save, insert, remove = "Customer/Save.ashx", "LinkMan/InsertLinkMan.ashx", "LinkMan/DeleteLinkMan.ashx"
	named, man := []string{"json", `{"Name":"甲公司"}`}, []string{"man", `{"CustId":1,"Name":"王伟"}`}
	for name, c := range map[string]struct {
		calls func(w *world)
		want  []string
	}{
		"customers": {func(w *world) {
			w.quancheng("POST", save, named...)
			w.quancheng("POST", save, named...)
		}, []string{"suspicion doubled-write"}},
		"link men": {func(w *world) {
			w.quancheng("POST", insert, man...)
			w.quancheng("POST", insert, man...)
		}, []string{"suspicion doubled-write"}},
		"by POST, then by GET": {func(w *world) {
			w.own("PUT", "/faults", `["503:x1:after"]`, http.StatusOK, nil)
			w.quancheng("POST", save, named...)
			w.quancheng("GET", save, named...)
		}, []string{"violation doubled-write"}},
		"a change": {func(w *world) {
			for range 2 {
				w.quancheng("POST", save, "json", `{"PK_ID":1,"Name":"甲公司"}`)
			}
		}, nil},
		"add, delete, add": {func(w *world) {
			for range 2 {
				id := w.add("甲公司")
				w.post("/gw/account/delete", "", "account_id", id)
			}
		}, nil},
		"add, delete another, add": {func(w *world) {
			id := w.add("乙公司")
			w.add("甲公司")
			w.post("/gw/account/delete", "", "account_id", id)
			w.post(addPath, accountNamed("甲公司"), "force_add", "true")
		}, nil}, // The second one is forced, and so another request.
		"add, delete another, add the same": {func(w *world) {
			id := w.add("乙公司")
			w.post(addPath, accountNamed("甲公司"), "force_add", "true")
			w.post("/gw/account/delete", "", "account_id", id)
			w.post(addPath, accountNamed("甲公司"), "force_add", "true")
		}, []string{"suspicion doubled-write"}},
		"add, delete, add where answers have no id": {func(w *world) {
			w.quancheng("POST", insert, man...)
			all := w.own("GET", "/data/quancheng/linkMen?limit=1000", "", http.StatusOK, nil)
			ids := regexp.MustCompile(`"PK_ID": *(\d+)`).FindAllStringSubmatch(all, -1)
			w.quancheng("POST", remove, "id", ids[len(ids)-1][1])
			w.quancheng("POST", insert, man...)
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSandbox(t)
			w.t = t
			w.freeze()
			c.calls(w)
			if got := w.report(); !slices.Equal(got.rules(), c.want) {
				t.Errorf("problems %+v, want %v", got.Problems, c.want)
			}
		})
	}
}
