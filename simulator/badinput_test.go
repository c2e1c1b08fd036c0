package simulator_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const (
	formType      = "application/x-www-form-urlencoded"
	multipartType = "multipart/form-data; boundary=b"
	bodyMissing   = "参数 POST流 不能为空"
	bodyInvalid   = "参数 POST流 无效"
	maxBody       = 4 << 20
)

// TestBadBodies: each gets the vendor's envelope with the documented code and changes nothing.
func TestBadBodies(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	before := w.accounts()
	for _, c := range []struct {
		what, contentType, body string
		code                    int
		message                 string // "" for any
	}{
		{"none", contentJSON, "", 402, bodyMissing},
		{"blanks", contentJSON, " \n\t", 402, bodyMissing},
		{"no JSON", contentJSON, "accountName", 401, bodyInvalid},
		{"broken off", contentJSON, `{"accountName":"甲`, 401, bodyInvalid},
		{"one comma too many", contentJSON, `{"accountName":"甲",}`, 401, bodyInvalid},
		{"single quotes", contentJSON, `{'accountName':'甲'}`, 401, bodyInvalid},
		{"byte order mark", contentJSON, "\ufeff{\"accountName\":\"甲\"}", 401, bodyInvalid},
		{"null", contentJSON, "null", 402, bodyMissing},
		{"array", contentJSON, `[{"accountName":"甲"}]`, 401, bodyInvalid},
		{"empty array", contentJSON, `[]`, 401, bodyInvalid},
		{"string", contentJSON, `"accountName"`, 401, bodyInvalid},
		{"number", contentJSON, `1`, 401, bodyInvalid},
		{"true", contentJSON, `true`, 401, bodyInvalid},
		{"empty object", contentJSON, `{}`, 402, "参数 accountName 不能为空"},
		{"100,000 brackets", contentJSON, strings.Repeat("[", 100_000), 401, bodyInvalid},
		{"100,000 closed brackets", contentJSON, strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000), 401, bodyInvalid},
		{"100,000 objects", contentJSON, strings.Repeat(`{"accountName":`, 100_000) + "1" + strings.Repeat("}", 100_000), 401, bodyInvalid},
		{"9,000 objects", contentJSON, strings.Repeat(`{"accountName":`, 9_000) + "1" + strings.Repeat("}", 9_000), 401, "字段 accountName 无效"},
		{"invalid UTF-8", contentJSON, "{\"accountName\":\"\xff\xfe\"}", 401, bodyInvalid},
		{"UTF-8 cut short", contentJSON, "{\"accountName\":\"\xe4\xbc\"}", 401, bodyInvalid},
		{"GBK", "application/json; charset=gbk", "{\"accountName\":\"\xc6\xf3\xc4\xdc\"}", 401, bodyInvalid},
		{"unknown field", contentJSON, `{"accountName":"甲","nope":1}`, 401, "字段 nope 无效"},
		{"field in other letter case", contentJSON, `{"accountname":"甲"}`, 402, "参数 accountName 不能为空"},
		{"object for text", contentJSON, `{"accountName":{}}`, 401, "字段 accountName 无效"},
		{"array for text", contentJSON, `{"accountName":["甲"]}`, 401, "字段 accountName 无效"},
		{"true for text", contentJSON, `{"accountName":true}`, 401, "字段 accountName 无效"},
		{"over-long text", contentJSON, accountNamed(strings.Repeat("企", 501)), 401, "字段 accountName 无效"},
		{"number beyond all bounds", contentJSON, `{"accountName":"甲","typeCode":1e400}`, 401, "字段 typeCode 无效"},
		{"form", formType, "accountName=甲", 401, bodyInvalid},
		{"form that holds JSON", formType, `{"accountName":"甲"}`, 401, bodyInvalid},
		{"multipart", multipartType, "--b\r\nContent-Disposition: form-data; name=\"accountName\"\r\n\r\n甲\r\n--b--\r\n", 401, bodyInvalid},
		{"XML", "text/xml", "<accountName>甲</accountName>", 401, bodyInvalid},
		{"malformed content type", ";;;", "accountName", 401, bodyInvalid},
		{"one byte too many", contentJSON, accountNamed(strings.Repeat("x", maxBody)), 401, bodyInvalid},
	} {
		a := read(w.send(withBody(w.request("POST", addPath, ""), c.contentType, c.body)))
		status := http.StatusOK
		if len(c.body) > maxBody {
			status = http.StatusRequestEntityTooLarge
		}
		if a.status != status || a.Code != c.code || c.message != "" && a.Message != c.message || !a.vendors {
			t.Errorf("%s: %d %.200s; want %d, code %d, %s", c.what, a.status, a.body, status, c.code, c.message)
		}
		if strings.Contains(a.body, `"data"`) {
			t.Errorf("%s: a failure with data: %.200s", c.what, a.body)
		}
	}
	if n := w.accounts(); n != before {
		t.Errorf("%d accounts, want %d as before", n, before)
	}
}

func withBody(r *http.Request, contentType, body string) *http.Request {
	with := httptest.NewRequest(r.Method, r.URL.String(), strings.NewReader(body))
	if contentType != "" {
		with.Header.Set("Content-Type", contentType)
	}
	return with
}

// TestOtherContentTypesPass as long as the body is a JSON object (WI-Q61).
func TestOtherContentTypesPass(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	for i, contentType := range []string{"", "text/plain", "application/octet-stream", "application/json; charset=gbk", "APPLICATION/JSON", "image/png", ";;;", "a/b; c=\xff"} {
		a := read(w.send(withBody(w.request("POST", addPath, ""), contentType, accountNamed(strings.Repeat("甲", i+1)))))
		if a.Code != 0 {
			t.Errorf("%q: %s", contentType, a.body)
		}
		if warned, want := a.header.Get("Sim-Warning") != "", !strings.HasPrefix(strings.ToLower(contentType), "application/json"); warned != want {
			t.Errorf("%q: warning %q, want one: %v", contentType, a.header.Get("Sim-Warning"), want)
		}
	}
}

// TestParametersInAFormAreMissing: they belong to the query, whatever the method (WI-Q12).
func TestParametersInAFormAreMissing(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	r := httptest.NewRequest("POST", addPath, strings.NewReader(w.request("POST", addPath, "").URL.RawQuery))
	r.Header.Set("Content-Type", formType)
	if a := read(w.send(r)); a.Code != 402 || a.Message != "参数 appid 不能为空" {
		t.Errorf("answered %s", a.body)
	}
}

// TestABodyWhereNoneBelongs is let pass, with a warning, as long as it is not too large.
func TestABodyWhereNoneBelongs(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	a := read(w.send(w.request("GET", listPath, `{"a":`, "fields", "accountId")))
	if a.Code != 0 || !strings.Contains(a.header.Get("Sim-Warning"), "no body") {
		t.Errorf("%s, warning %q", a.body, a.header.Get("Sim-Warning"))
	}
	a = read(w.send(w.request("GET", listPath, strings.Repeat("x", maxBody+1), "fields", "accountId")))
	if a.status != http.StatusRequestEntityTooLarge || a.Code != 401 || !a.vendors {
		t.Errorf("too large: %d %.200s", a.status, a.body)
	}
}

// TestMuchWrongAtOnce: a body that breaks a rule thousands of times is answered like any other, and
// stays in the journal: what is wrong with one call must not fill it.
func TestMuchWrongAtOnce(t *testing.T) {
	t.Parallel()
	const many = 20_000
	for name, body := range map[string]string{
		"numbers for filters": `{"type":"AND","filters":[` + strings.Repeat("1,", many) + `1]}`,
		"empty filters":       `{"type":"AND","filters":[` + strings.Repeat("{},", many) + `{}]}`,
		"repeated keys":       `{"type":"AND","filters":[` + strings.Repeat("1,", many) + `1]` + strings.Repeat(`,"x":1`, many) + `}`,
	} {
		w := newSandbox(t)
		if a := w.post("/gw/entity/adv-query", body, "entity", "Account", "fields", "phone"); a.status != 200 || a.Code != 401 && a.Code != 402 {
			t.Errorf("%s: %d %.200s", name, a.status, a.body)
		}
		if n := len(w.journal()); n != 1 {
			t.Errorf("%s: %d entries in the journal, want 1", name, n)
		}
	}
}
