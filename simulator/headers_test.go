package simulator_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestFindingsInHeaders(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	for _, c := range []struct {
		what               string
		request            *http.Request
		code               int
		warning, violation string // texts that the header must hold; "" for no header
	}{
		{"clean", w.request("GET", listPath, "", "fields", "accountId"), 0, "", ""},
		{"unknown parameter", w.request("GET", listPath, "", "fields", "accountId", "colour", "red"), 0, "colour", ""},
		{"other letter case", w.request("GET", listPath, "", "fields", "accountId", "Page_No", "2"), 0, "page_no", ""},
		{"repeated", twice(w.request("GET", listPath, "", "fields", "accountId")), 0, "repeated", ""},
		{"violation", w.request("GET", listPath, "", "fields", "accountId", "page_size", "201"), 401, "", "page_size"},
		{"both", w.request("GET", listPath, "", "colour", "red"), 402, "colour", "fields"},
		{"Chinese", w.request("GET", listPath, "", "fields", "accountId", "颜色", "红"), 0, `\u989c\u8272`, ""},
		{"trailing bytes", w.request("POST", addPath, `{"accountName":"多余"} {}`), 401, "", "trailing"}, // WI-Q22
		{"repeated key", w.request("POST", addPath, `{"accountName":"甲","accountName":"乙"}`), 0, "/accountName", ""},
	} {
		a := read(w.send(c.request))
		if a.Code != c.code {
			t.Errorf("%s: %s, want code %d", c.what, a.body, c.code)
		}
		for name, want := range map[string]string{"Sim-Warning": c.warning, "Sim-Violation": c.violation} {
			if got := a.header.Get(name); (got == "") != (want == "") || !strings.Contains(got, want) {
				t.Errorf("%s: %s: %q, want %q in it", c.what, name, got, want)
			}
			if strings.Contains(a.body, "Sim-") {
				t.Errorf("%s: a note of ours in the body: %s", c.what, a.body)
			}
		}
	}
}

func twice(r *http.Request) *http.Request {
	r.URL.RawQuery += "&fields=phone"
	return r
}

func TestHeadersAreShortAndASCII(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	many := []string{"fields", "userId"}
	for i := range 300 {
		many = append(many, strings.Repeat("名", i%7+1)+strings.Repeat("x", i), "值\r\nSim-Fault: reset\x00\x7f\"\\")
	}
	a := w.get("/gw/user/list", many...)
	check := func(what string, a answer) {
		t.Helper()
		warning, violation := a.header.Get("Sim-Warning"), a.header.Get("Sim-Violation")
		if warning == "" && violation == "" || len(warning) > 2<<10 || len(violation) > 2<<10 {
			t.Errorf("%s: headers of %d and %d bytes, want 1 to 2048", what, len(warning), len(violation))
		}
		text := warning + violation
		if i := strings.IndexFunc(text, func(c rune) bool { return c < ' ' || c > '~' }); i >= 0 {
			t.Errorf("%s: byte %#x in a header: %q", what, text[i], text)
		}
	}
	check("many parameters", a)
	filters := strings.Repeat(`{"fieldName":"`+strings.Repeat("字", 50)+`","operator":"`+"\u202e"+`不对","value":1},`, 40)
	a = w.post("/gw/entity/adv-query", `{"type":"AND","filters":[`+filters[:len(filters)-1]+`]}`, "entity", "Account", "fields", "phone")
	check("many violations", a)
	if a.Code != 401 {
		t.Errorf("many violations: %s", a.body)
	}
}

// TestGzip: only when the client offers it, and only where it pays (WI-Q57).
func TestGzip(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	big := w.request("GET", listPath, "", "fields", "accountId,accountName,phone,createdOn,modifiedOn,createdBy", "page_size", "200").URL
	small := w.request("GET", listPath, "", "fields", "accountId", "page_size", "1").URL
	for _, c := range []struct {
		what, offer string
		url         *url.URL
		zipped      bool
	}{
		{"large and offered", "gzip", big, true},
		{"large and offered among others", "deflate, gzip;q=1.0, *;q=0.5", big, true},
		{"large and not offered", "", big, false},
		{"large and another offered", "br", big, false},
		{"large and refused", "gzip;q=0", big, false},
		{"large and refused in decimals", "identity, gzip; q=0.000", big, false},
		{"large and something of a like name", "x-notgzip", big, false},
		{"small and offered", "gzip", small, false},
	} {
		r := w.request("GET", listPath, "")
		r.URL = c.url
		plain := w.send(r).Body.String()
		if c.offer != "" {
			r.Header.Set("Accept-Encoding", c.offer)
		}
		got := w.send(r)
		if zipped := got.Header().Get("Content-Encoding") == "gzip"; zipped != c.zipped {
			t.Errorf("%s: gzip %v, want %v", c.what, zipped, c.zipped)
			continue
		}
		text := got.Body.String()
		if c.zipped {
			z, err := gzip.NewReader(got.Body)
			if err != nil {
				t.Fatalf("%s: %v", c.what, err)
			}
			unzipped, err := io.ReadAll(z)
			if err != nil {
				t.Fatalf("%s: %v", c.what, err)
			}
			text = string(unzipped)
			if got.Header().Get("Vary") != "Accept-Encoding" || got.Header().Get("Content-Length") != "" {
				t.Errorf("%s: headers %v", c.what, got.Header())
			}
		}
		if text != plain {
			t.Errorf("%s: another body than without the offer", c.what)
		}
	}
}
