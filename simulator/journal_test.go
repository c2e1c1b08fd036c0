package simulator_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestTheJournalTellsWhatHappened(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	w.freeze()
	w.post(addPath, `{"accountName":"杨志永"}`, "force_add", "maybe")
	e := w.last()
	if e.Operation != "addAccount" || e.Nearest != "" || e.Method != "POST" || e.Path != addPath || e.Status != 200 ||
		e.Time != "2026-03-01T12:00:00Z" || e.Sequence != 1 {
		t.Errorf("entry %+v", e)
	}
	if string(e.Request) != `{"accountName":"杨志永"}` || !strings.Contains(string(e.Response), `"error_code":401`) {
		t.Errorf("bodies %s and %s", e.Request, e.Response)
	}
	if len(e.Findings) != 1 {
		t.Fatalf("findings %+v, want one", e.Findings)
	}
	if f := e.Findings[0]; f.Severity != "violation" || f.In != "query" || f.Place != "force_add" || f.Rule != "type" || f.Got != `"maybe"` || f.Wanted == "" {
		t.Errorf("finding %+v", f)
	}
}

func TestTheJournalNamesWhatWasMeant(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	for _, c := range []struct{ method, path, nearest string }{
		{"POST", "/gw/acount/add", "addAccount"},
		{"POST", "/gw/Account/Add", "addAccount"},
		{"POST", "/gw/account/add/", "addAccount"},
		{"GET", "/gw/account/add", "addAccount"},
		{"GET", "/gw/contacts/list", "listContacts"},
		{"PUT", "/gw/metadata/picklist", "listPicklists"},
		{"GET", "/gw/zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", ""},
	} {
		if a := read(w.send(w.request(c.method, c.path, ""))); a.Code != 403 || a.status != 200 {
			t.Errorf("%s %s: %d %s", c.method, c.path, a.status, a.body)
		}
		if e := w.last(); e.Nearest != c.nearest || e.Operation != "" || e.Method != c.method || e.Path != c.path {
			t.Errorf("%s %s: entry %+v, want nearest %s", c.method, c.path, e, c.nearest)
		}
	}
}

// secret are calls of a client that does something wrong with its key. None of them may bring the
// key into the journal, nor into a header of the answer.
func secretCalls(w *world, key string) map[string]*http.Request {
	plain := "appid=" + w.appid + "&sign=" + key
	raw := func(method, path, query, contentType, body string) *http.Request {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.URL.RawQuery = query
		r.RequestURI = ""
		if contentType != "" {
			r.Header.Set("Content-Type", contentType)
		}
		return r
	}
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	_ = m.WriteField("sign", key) // A buffer takes everything.
	_ = m.Close()
	return map[string]*http.Request{
		"good":                      raw("GET", listPath, plain, "", ""),
		"encoded name":              raw("GET", listPath, "appid="+w.appid+"&%73ign="+key, "", ""),
		"encoded name in capitals":  raw("GET", listPath, "appid="+w.appid+"&%53IGN="+key, "", ""),
		"capitals":                  raw("GET", listPath, "appid="+w.appid+"&SIGN="+key, "", ""),
		"under its own name":        raw("GET", listPath, "appid="+w.appid+"&appkey="+key+"&sign=x&sign_type=MD5&timestamp=1", "", ""),
		"own name, signed in time":  raw("GET", listPath, signedNow(w, "appkey="+key), "", ""),
		"malformed value":           raw("GET", listPath, "appid="+w.appid+"&sign=%zz"+key, "", ""),
		"malformed name":            raw("GET", listPath, "appid="+w.appid+"&sign%zz="+key, "", ""),
		"semicolons":                raw("GET", listPath, "appid="+w.appid+";sign="+key, "", ""),
		"encoded as a whole":        raw("GET", listPath, url.QueryEscape(plain), "", ""),
		"encoded equals sign":       raw("GET", listPath, "appid="+w.appid+"&sign%3D"+key, "", ""),
		"blank before the name":     raw("GET", listPath, "appid="+w.appid+"&+sign="+key, "", ""),
		"repeated":                  raw("GET", listPath, plain+"&sign="+key, "", ""),
		"unknown path":              raw("GET", "/gw/nowhere", plain, "", ""),
		"unknown method":            raw("PUT", addPath, plain, "", ""),
		"form":                      raw("POST", addPath, "", "application/x-www-form-urlencoded", plain),
		"form in capitals":          raw("POST", addPath, "", "Application/X-WWW-Form-Urlencoded; charset=utf-8", plain),
		"form without a type":       raw("POST", addPath, "", "", plain),
		"form under a false name":   raw("POST", addPath, "", "text/plain", plain),
		"multipart":                 raw("POST", addPath, "", m.FormDataContentType(), form.String()),
		"multipart in capitals":     raw("POST", addPath, "", "Multipart/Form-Data; boundary="+m.Boundary(), form.String()),
		"JSON":                      raw("POST", addPath, plain, contentJSON, `{"accountName":"甲","sign":"`+key+`"}`),
		"JSON under its own name":   raw("POST", addPath, plain, contentJSON, `{"appkey": "`+key+`"}`),
		"JSON that breaks off":      raw("POST", addPath, plain, contentJSON, `{"accountName":"甲","sign":"`+key),
		"JSON on an unknown path":   raw("POST", "/gw/nowhere", plain, contentJSON, `{"sign":"`+key+`"}`),
		"too large":                 raw("POST", addPath, plain, contentJSON, `{"sign":"`+key+`","x":"`+strings.Repeat("x", 5<<20)+`"}`),
		"deep in the wrong sandbox": raw("GET", "/~"+w.name+listPath, plain, "", ""),
	}
}

// signedNow returns a query with a parameter, a recent timestamp and a signature that does not fit.
func signedNow(w *world, parameter string) string {
	return "appid=" + w.appid + "&" + parameter + "&sign=0123&sign_type=MD5&timestamp=1772366400000"
}

func TestTheJournalHoldsNoSecret(t *testing.T) {
	t.Parallel()
	for name := range secretCalls(&world{}, "") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newSandbox(t)
			w.freeze()
			const key = "ThatSecretKey"
			w.own("PUT", "/data/wisecrm/apps/"+w.appid, `{"appid":"`+w.appid+`","appkey":"`+key+`"}`, http.StatusOK, nil)
			r := secretCalls(w, key)[name]
			r.Header.Set("Sim-Sandbox", w.name) // Not every call shows its credential.
			answer := w.send(r)
			if answer.Code >= 500 {
				t.Errorf("status %d", answer.Code)
			}
			if n := len(w.journal()); n != 1 {
				t.Errorf("%d entries in the journal, want 1", n)
			}
			if text := w.own("GET", "/journal", "", http.StatusOK, nil); strings.Contains(text, key) {
				t.Errorf("the journal shows the key:\n%s", text)
			}
			if notes := fmt.Sprint(answer.Header()); strings.Contains(notes, key) {
				t.Errorf("the headers show the key: %s", notes)
			}
			if strings.Contains(answer.Body.String(), key) {
				t.Errorf("the answer shows the key: %s", answer.Body)
			}
		})
	}
}

// TestAWrongSignatureIsExplained: the text that should have been signed is shown, without the key.
func TestAWrongSignatureIsExplained(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	w.freeze()
	r := httptest.NewRequest("GET", listPath, nil)
	r.URL.RawQuery = signedNow(w, "qname=*%E4%BC%81%E8%83%BD")
	a := read(w.send(r))
	if a.Code != 401 || a.Message != "参数 sign 无效" {
		t.Errorf("answered %s", a.body)
	}
	e := w.last()
	want := "appid=" + w.appid + "&qname=*企能&sign_type=MD5&timestamp=1772366400000&appkey=[appkey]"
	if len(e.Findings) != 1 || !strings.Contains(e.Findings[0].Wanted, want) {
		t.Errorf("findings %+v, want %s", e.Findings, want)
	}
}

func TestTheJournalIsBounded(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	long := strings.Repeat("x", 15<<10)
	const calls = 200
	for range calls {
		w.get("/gw/user/list", "fields", long)
	}
	var shown struct {
		Dropped int
		Entries []entry
	}
	text := w.own("GET", "/journal", "", http.StatusOK, &shown) // Twice what is kept: queries are shown decoded too.
	if len(text) > 9<<20 || len(shown.Entries) < 50 || shown.Dropped+len(shown.Entries) != calls {
		t.Errorf("the journal shows %d bytes, %d entries and %d dropped", len(text), len(shown.Entries), shown.Dropped)
	}
	if last := shown.Entries[len(shown.Entries)-1].Sequence; last != calls {
		t.Errorf("the last entry is number %d, want %d", last, calls)
	}
}

// TestALongBodyIsCut in the journal, not in the answer.
func TestALongBodyIsCut(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	a := w.get(listPath, "fields", "accountId,accountName,phone,createdOn,createdBy,modifiedBy", "page_size", "200")
	if len(a.body) < 17<<10 || a.Code != 0 {
		t.Fatalf("the answer has %d bytes: %.100s", len(a.body), a.body)
	}
	if e := w.last(); len(e.Response) > 20<<10 || !strings.Contains(string(e.Response), "(cut)") {
		t.Errorf("the journal keeps %d bytes of it", len(e.Response))
	}
	// One call with a very long query must not push all others out.
	w.get(listPath, "fields", strings.Repeat("x", 1<<20))
	w.get(listPath, "fields", strings.Repeat("y", 5<<20))
	if n := len(w.journal()); n != 3 {
		t.Errorf("%d entries in the journal, want 3", n)
	}
}
