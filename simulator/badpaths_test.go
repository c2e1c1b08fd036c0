package simulator_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestUnknownPathsAndMethods: below the vendor's prefix the vendor answers (WI-Q15), elsewhere
// crmsim says which prefixes there are. Nothing is served by a path that is nearly right.
// unknownPaths are requests that no document has; vendors tells whose they are: the vendor's by its
// prefix, or nobody's.
var unknownPaths = []struct {
	method, path string
	vendors      bool
}{
	{"POST", "/gw/account/nope", true},
	{"POST", "/gw/account/add/", true},
	{"POST", "/gw/account//add", true},
	{"POST", "/gw//account/add", true},
	{"POST", "/gw/./account/add", true},
	{"POST", "/gw/account/../account/add", true},
	{"POST", "/gw/Account/add", true},
	{"POST", "/gw/account/ADD", true},
	{"POST", "/gw/account/add%00", true},
	{"POST", "/gw/account/add%20", true},
	{"POST", "/gw/account%2Fadd", true},
	{"POST", "/gw/account/add%3Fx=1", true},
	{"POST", "/gw/", true},
	{"POST", "/gw/%E5%AE%A2%E6%88%B7", true},
	{"POST", "/gw/%ff%fe", true},
	{"POST", "/gw/" + strings.Repeat("a/", 20_000), true},
	{"GET", addPath, true},
	{"PUT", addPath, true},
	{"PATCH", addPath, true},
	{"DELETE", addPath, true},
	{"HEAD", listPath, true},
	{"OPTIONS", addPath, true},
	{"TRACE", addPath, true},
	{"BREW", addPath, true},
	{"post", addPath, true},
	{"POST", listPath, true},
	{"POST", "/gw", false},
	{"POST", "//gw/account/add", false},
	{"POST", "/GW/account/add", false},
	{"POST", "/gw%2Faccount%2Fadd", false},
	{"POST", "/", false},
	{"POST", "/account/add", false},
	{"POST", "/x/gw/account/add", false},
	{"POST", "/~default", false},
	{"POST", "/~", false},
}

func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	before := w.accounts()
	for _, c := range unknownPaths {
		name := c.method + " " + c.path[:min(len(c.path), 60)]
		r := w.request(c.method, "/", accountNamed("无路可走"), "fields", "accountId")
		r.URL.RawPath = c.path
		var err error
		if r.URL.Path, err = url.PathUnescape(c.path); err != nil {
			t.Fatal(err)
		}
		got := w.send(r)
		text := got.Body.String()
		switch {
		case c.vendors && (got.Code != 200 || text != `{"error_code":403,"error_msg":"不被支持的操作"}`):
			t.Errorf("%s: %d %.200s, want the vendor's 403", name, got.Code, text)
		case !c.vendors && (got.Code != 404 || !strings.Contains(text, "crmsim: ") || !strings.Contains(text, "/gw/")):
			t.Errorf("%s: %d %.200s, want crmsim's 404 with the known prefixes", name, got.Code, text)
		}
	}
	if n := w.accounts(); n != before {
		t.Errorf("%d accounts, want %d as before", n, before)
	}
}

// TestBadQueries: each gets the vendor's envelope with the documented code.
func TestBadQueries(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	own := w.request("GET", listPath, "").URL.RawQuery
	for _, c := range []struct {
		what, query string
		code        int
		message     string // "" for any
	}{
		{"page 0", "fields=phone&page_no=0", 401, "参数 page_no 无效"},
		{"page -1", "fields=phone&page_no=-1", 401, "参数 page_no 无效"},
		{"page 1.0", "fields=phone&page_no=1.0", 401, "参数 page_no 无效"},
		{"page 1e3", "fields=phone&page_no=1e3", 401, "参数 page_no 无效"},
		{"page 0x1", "fields=phone&page_no=0x1", 401, "参数 page_no 无效"},
		{"page １", "fields=phone&page_no=%EF%BC%91", 401, "参数 page_no 无效"},
		{"page NaN", "fields=phone&page_no=NaN", 401, "参数 page_no 无效"},
		{"page 2^63", "fields=phone&page_no=9223372036854775808", 401, "参数 page_no 无效"},
		{"page 10^30", "fields=phone&page_no=1" + strings.Repeat("0", 30), 401, "参数 page_no 无效"},
		{"page 10^100000", "fields=phone&page_no=1" + strings.Repeat("0", 100_000), 401, "参数 page_no 无效"},
		{"size 0", "fields=phone&page_size=0", 401, "参数 page_size 无效"},
		{"size 201", "fields=phone&page_size=201", 401, "参数 page_size 无效"},
		{"size -2^63", "fields=phone&page_size=-9223372036854775808", 401, "参数 page_size 无效"},
		{"no fields", "", 402, "参数 fields 不能为空"},
		{"fields of commas", "fields=,,+,", 402, "参数 fields 不能为空"},
		{"unknown field", "fields=phone,nope", 401, "字段 nope 无效"},
		{"NUL in a field", "fields=phone%00", 401, ""},
		{"invalid UTF-8 in a field", "fields=%ff", 401, ""},
		{"the first of two counts", "fields=phone&fields=nope", 0, ""},
		{"the first of two counts, wrong", "fields=nope&fields=phone", 401, ""},
		{"array style", "fields[]=phone", 402, "参数 fields 不能为空"},
		{"semicolon", "fields=phone;page_no=1", 401, "字段 phone;page_no=1 无效"},
		{"malformed escape in a name", "fields=phone&%zz=1", 0, ""},
		{"malformed escape in a value", "fields=phone%zz", 402, "参数 fields 不能为空"},
		{"escape cut short", "fields=phone&qname=%", 0, ""},
		{"nothing between ampersands", "&&fields=phone&&=&", 0, ""},
		{"NUL in qname", "fields=phone&qname=%00", 0, ""},
		{"invalid UTF-8 in qname", "fields=phone&qname=%ff*", 0, ""},
		{"a million stars", "fields=phone&qname=" + strings.Repeat("*a", 500_000), 0, ""},
		{"9,000 names", "fields=phone" + strings.Repeat("&a", 9_000), 0, ""},
		{"a long parameter", "fields=phone&" + strings.Repeat("x", 1<<20) + "=1", 0, ""},
		{"a long list of fields", "fields=" + strings.Repeat("phone,", 200_000), 0, ""},
	} {
		r := httptest.NewRequest("GET", listPath, nil)
		r.URL.RawQuery = own + "&" + c.query
		a := read(w.send(r))
		if a.status != 200 || a.Code != c.code || c.message != "" && a.Message != c.message || !a.vendors {
			t.Errorf("%s: %d %.200s; want code %d, %s", c.what, a.status, a.body, c.code, c.message)
		}
	}
}

// TestPagesBeyondTheEnd: however far out, they are empty and know the total (WI-Q36).
func TestPagesBeyondTheEnd(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	total := w.accounts()
	for _, page := range []string{"1000", "2147483647", "2147483648", "4294967297", "46116860184273880", "9223372036854775807"} {
		for _, query := range [][]string{
			{"fields", "accountId", "page_no", page, "page_size", "200"},
			{"fields", "accountId", "page_no", page, "page_size", "200", "qname", "*公司*"},
		} {
			a := w.get(listPath, query...)
			want := `"page_no":` + page + `,"data":[]}`
			if a.Code != 0 || !strings.HasSuffix(a.body, want) || len(query) == 6 && a.Total != total {
				t.Errorf("page %s: %.200s, want %s", page, a.body, want)
			}
		}
		for _, sort := range []string{"", "accountName"} {
			a := w.post("/gw/entity/adv-query", `{"type":"AND","filters":[{"fieldName":"phone","operator":"$NOT_NULL$"}]}`,
				"entity", "Account", "fields", "accountId", "page_no", page, "sort", sort)
			if a.Code != 0 || !strings.HasSuffix(a.body, `"data":[]}`) {
				t.Errorf("adv-query page %s sorted by %q: %.200s", page, sort, a.body)
			}
		}
	}
}

// TestBadIDs: malformed, foreign, unknown (WI-Q30).
func TestBadIDs(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	id := w.add("甲")
	for _, c := range []struct {
		id   string
		code int
	}{
		{"", 402}, {" ", 402}, {"1", 401}, {id + "0", 401}, {strings.ToUpper("002-abcdefab") + id[12:], 401}, {"003" + id[3:], 401},
		{id[:39] + "\x00", 401}, {"'; drop table account; --", 401}, {strings.Repeat("0", 1<<16), 401},
		{"002-00000000-0000-4000-8000-000000000000", 400}, {id, 0},
	} {
		if a := w.get(getPath, "account_id", c.id, "fields", "phone"); a.Code != c.code || !a.vendors {
			t.Errorf("get %.60q: %s, want code %d", c.id, a.body, c.code)
		}
		if a := w.post(updatePath, `{}`, "account_id", c.id); a.Code != c.code || !a.vendors {
			t.Errorf("update %.60q: %s, want code %d", c.id, a.body, c.code)
		}
	}
	if a := w.get(getPath, "account_id", id, "fields", "phone", "op_user", "027-00000000-0000-4000-8000-00000000000x"); a.Code != 401 {
		t.Errorf("malformed op_user: %s", a.body)
	}
}

// TestNULsInText: a text may hold any character, and comes back as it was.
func TestNULsInText(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	a := w.post(addPath, `{"accountName":"a\u0000b\u2028<&>\ud83d\ude00\"\\"}`)
	if a.Code != 0 {
		t.Fatalf("add: %s", a.body)
	}
	got := w.get(getPath, "account_id", a.Data.AccountID, "fields", "accountName").body
	if want := `{"error_code":0,"error_msg":"调用成功","data":{"accountName":"a\u0000b` + "\u2028" + `<&>😀\"\\"}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if r := w.send(httptest.NewRequest(http.MethodGet, "/", nil)); r.Code != 404 {
		t.Errorf("the root answers %d", r.Code)
	}
}
