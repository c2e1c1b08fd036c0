package simulator_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestUndecodableParameters: what was sent, but cannot be decoded, is not said to be missing; in a query or a form, a
// credential or another parameter.
func TestUndecodableParameters(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	for _, c := range []struct{ name, path, form, place string }{
		{"a parameter", getPath + "?appid=" + w.appid + "&sign=" + w.appkey + "&op_user=" + demoUser + "&fields=phone&account_id=%zz", "", "account_id"},
		{"a credential", "/WebApi/Handler/1.0/CRM/BaseType/GetBaseType.ashx?token=%zz&par_id=industry", "", "token"},
		{"a credential in a form", "/WebApi/Handler/1.0/CRM/BaseType/GetBaseType.ashx", "token=%zz&par_id=industry", "token"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/~"+w.name+c.path, nil)
		if c.form != "" {
			r = httptest.NewRequest(http.MethodPost, "/~"+w.name+c.path, strings.NewReader(c.form))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		w.send(r)
		if f := w.last().Findings[0]; f.Rule != "required" || f.Place != c.place || !strings.HasPrefix(f.Got, "a value that cannot be decoded") {
			t.Errorf("%s: found %+v", c.name, w.last().Findings)
		}
	}
}

// TestTooManyParameters are told as what they are.
func TestTooManyParameters(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	w.send(httptest.NewRequest(http.MethodGet, "/~"+w.name+getPath+"?"+strings.Repeat("&", 10_000), nil))
	if e := w.last(); e.Status != http.StatusRequestEntityTooLarge || len(e.Findings) != 1 || e.Findings[0].Rule != "size" {
		t.Errorf("answered %d for %+v", e.Status, e.Findings)
	}
}
