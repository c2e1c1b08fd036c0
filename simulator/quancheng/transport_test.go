package quancheng

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestWhichValueCounts: the query before the form and the first before others, in any letter case; a GET has no form
// (QC-Q02, QC-Q03).
func TestWhichValueCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	token := "&token=" + w.shown.Token
	const form = "application/x-www-form-urlencoded"
	parts := func(name, value string) string {
		return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
	}
	for _, test := range []struct{ method, query, contentType, body, want string }{
		{"GET", "ID=7&id=6" + token, "", "", `{"PK_ID":7,`},
		{"GET", "id=7&ID=6" + token, "", "", `{"PK_ID":7,`},
		{"GET", "iD=7&Id=6&TOKEN=" + w.shown.Token, "", "", `{"PK_ID":7,`},
		{"POST", "ID=7", form, "id=6&Token=" + w.shown.Token, `{"PK_ID":7,`},
		{"POST", "id=7", form, "ID=6" + token, `{"PK_ID":7,`},
		{"POST", "", form, "ID=7&id=6" + token, `{"PK_ID":7,`},
		{"POST", "Id=7" + token, "multipart/form-data; boundary=b", parts("id", "6") + "--b--\r\n", `{"PK_ID":7,`},
		{"POST", token, "multipart/form-data; boundary=b", parts("ID", "7") + parts("id", "6") + "--b--\r\n", `{"PK_ID":7,`},
		{"GET", "id=7" + token, form, "id=6", `{"PK_ID":7,`},
		{"GET", token, form, "id=6", `{"error_code":2001,`},
		{"GET", "id=7", form, token, `{"error_code":1001,`},
		{"POST", "id=" + token, form, "id=6", `{"error_code":2001,`}, // The query's counts, though it is empty (QC-Q18).
	} {
		if got := w.send(test.method, "getCustomer", test.query, test.contentType, test.body); !strings.Contains(got, test.want) {
			t.Errorf("%s ?%s %s: got %s, want %s", test.method, test.query, test.body, got, test.want)
		}
	}
}

// TestSemicolons: a raw semicolon is part of a value in query and form, and no reason for a remark.
func TestSemicolons(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	object := strings.ReplaceAll(url.QueryEscape(`{"Name":"分号;公司","Remark":"<p style=\"a:0px; b:1px;\">&nbsp;</p>"}`), "%3B", ";")
	call := "json=" + object + "&token=" + w.shown.Token
	for _, send := range []struct{ method, query, contentType, body string }{
		{"GET", call, "", ""},
		{"POST", "", "application/x-www-form-urlencoded; charset=UTF-8", call},
	} {
		answer := w.exchange(send.method, "saveCustomer", send.query, send.contentType, send.body, nil)
		if remarks := answer.Header().Get("Sim-Violation") + answer.Header().Get("Sim-Warning"); answer.Body.String() != isTrue || remarks != "" {
			t.Errorf("%s: %s, remarks %q", send.method, answer.Body, remarks)
		}
	}
	if all := w.list("customers"); strings.Count(all, `"Name":"分号;公司"`) != 2 || strings.Count(all, `b:1px;\">&nbsp;</p>`) != 2 {
		t.Error("what follows a semicolon is lost")
	}
}

// TestUnknownPathsAndMethods: crmsim names the nearest operation wherever a site lies, and what a path allows.
func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "default")
	for _, test := range []struct {
		method, path, allow, violation string
		status                         int
	}{
		{"PUT", "/WebApi/Handler/1.0/CRM/Customer/Get.ashx", "GET, POST", "wanted GET or POST", 405},
		{"DELETE", "/om/webapi/handler/1.0/crm/customer/GET.ASHX", "GET, POST", "wanted GET or POST", 405},
		{"GET", "/WebApi/Handler/1.0/CRM/Customer/Gett.ashx", "", "(getCustomer)", 404},
		{"POST", "/om/webapi/handler/1.0/crm/customer/savee.ashx", "", "(saveCustomer)", 404},
		{"GET", "/WebApi/Handler/1.0/CRM/LinkMan/GetList", "", "(listLinkMen)", 404},
		{"GET", "/" + strings.Repeat("site/", 40) + "WebApi/Handler/1.0/Token/Gets.ashx", "", "(getToken)", 404},
		{"GET", "/WebApi/Handler/1.0/" + strings.Repeat("x", 200), "", "a path of", 404},
	} {
		answer := httptest.NewRecorder()
		w.gateway.ServeHTTP(answer, httptest.NewRequest(test.method, test.path, nil))
		violation := answer.Header().Get("Sim-Violation")
		if answer.Code != test.status || answer.Header().Get("Allow") != test.allow || !strings.Contains(violation, test.violation) ||
			!strings.HasPrefix(answer.Body.String(), `{"error_code":2003,`) {
			t.Errorf("%s %s: %d, Allow %q, %s, %s", test.method, test.path, answer.Code, answer.Header().Get("Allow"), violation, answer.Body)
		}
	}
}
