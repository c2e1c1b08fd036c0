package simulator_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator"
)

func TestHealth(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	var health struct{ Name, Status string }
	w.control("GET", "/health", "", http.StatusOK, &health)
	if health.Name != "crmsim" || health.Status != "ok" {
		t.Errorf("health %+v", health)
	}
}

// TestCoverageLeavesNothingOut: every operation of every document is there.
func TestCoverageLeavesNothingOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	var coverage struct {
		Vendors []struct {
			Vendor, Title string
			Operations    []struct {
				Operation, Path, Effect, Evidence, Source string
				Methods, Outcomes, Questions              []string
			}
		}
	}
	text := w.control("GET", "/coverage", "", http.StatusOK, &coverage)
	if strings.Contains(text, "null") {
		t.Errorf("coverage shows a null: %s", text)
	}
	if len(coverage.Vendors) == 0 {
		t.Fatal("coverage names no vendor")
	}
	for _, v := range coverage.Vendors {
		doc, err := openapi.Load(v.Vendor)
		if err != nil {
			t.Errorf("vendor %s: %v", v.Vendor, err)
			continue
		}
		if v.Title != doc.Title || len(v.Operations) != len(doc.Operations()) {
			t.Errorf("%s: %q with %d operations, want %q with %d", v.Vendor, v.Title, len(v.Operations), doc.Title, len(doc.Operations()))
		}
		for _, shown := range v.Operations {
			op := doc.Operation(shown.Operation)
			if op == nil || shown.Path != op.Path || shown.Effect != op.Effect || shown.Evidence != op.Evidence ||
				shown.Source == "" || len(shown.Methods) != len(op.Methods) || len(shown.Outcomes) != len(op.Outcomes()) || len(shown.Questions) != len(op.Questions) {
				t.Errorf("%s: %+v is not what the document says", v.Vendor, shown)
			}
		}
	}
}

// TestTheControlAPIHasNoMore: other paths and methods are told so, in JSON.
func TestTheControlAPIHasNoMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/nothing", 404},
		{"GET", "/health/", 404},
		{"GET", "//health", 404},
		{"GET", "/../_sim/health", 404},
		{"GET", "/sandboxes/default/nothing", 404},
		{"GET", "/sandboxes/default/", 404},
		{"POST", "/health", 405},
		{"HEAD", "/health", 405},
		{"DELETE", "/sandboxes", 405},
		{"PUT", "/sandboxes/default", 405},
		{"GET", "/sandboxes/default/reset", 405},
		{"POST", "/sandboxes/default/clock", 405},
		{"OPTIONS", "/sandboxes/default/faults", 405},
		{"POST", "/sandboxes/default/data/wisecrm/users/1", 405},
		{"PUT", "/sandboxes/default/data/wisecrm/users", 405},
	} {
		if text := w.control(c.method, c.path, "", c.status, nil); !strings.Contains(text, `"error": "crmsim: `) {
			t.Errorf("%s %s: %s", c.method, c.path, text)
		}
	}
}

// TestForeignPagesAreKeptOut: a web page that the developer visits must not reach the control API.
func TestForeignPagesAreKeptOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	for _, c := range []struct {
		host, header, value string
		status              int
	}{
		{"localhost", "", "", 200},
		{"localhost:8080", "", "", 200},
		{"127.0.0.1:8080", "", "", 200},
		{"127.0.0.1", "", "", 200},
		{"[::1]:1", "", "", 200},
		{"[::1]", "", "", 200},
		{"[fd00::1.2.3.4]:80", "", "", 200},
		{"192.168.1.7:8080", "", "", 200},
		{"crmsim:8080", "", "", 403},
		{"crmsim", "", "", 403},
		{"sim.localhost:8080", "", "", 200},
		{"evil.example", "", "", 403},
		{"evil.example:8080", "", "", 403},
		{"127.0.0.1.evil.example:8080", "", "", 403},
		{"localhost.evil.example", "", "", 403},
		{"notlocalhost.com", "", "", 403},
		{"127.1.evil:8080", "", "", 403},
		{"localhost:8080", "Origin", "http://localhost:8080", 200},
		{"localhost:8080", "Origin", "https://localhost:8080", 200},
		{"localhost:8080", "Origin", "http://localhost:3000", 403},
		{"localhost:8080", "Origin", "http://evil.example", 403},
		{"localhost:8080", "Origin", "http://localhost:8080.evil.example", 403},
		{"localhost:8080", "Origin", "null", 403},
		{"localhost:8080", "Sec-Fetch-Site", "none", 200},
		{"localhost:8080", "Sec-Fetch-Site", "same-origin", 200},
		{"localhost:8080", "Sec-Fetch-Site", "same-site", 403},
		{"localhost:8080", "Sec-Fetch-Site", "cross-site", 403},
		{"localhost:8080", "Sec-Fetch-Site", "CROSS-SITE", 403},
	} {
		for _, method := range []string{"GET", "POST", "OPTIONS"} {
			path := map[string]string{"GET": "/_sim/health", "POST": "/_sim/sandboxes/default/reset", "OPTIONS": "/_sim/health"}[method]
			r := httptest.NewRequest(method, path, nil)
			r.Host = c.host
			if c.header != "" {
				r.Header.Set(c.header, c.value)
			}
			want := c.status
			if want == 200 {
				want = map[string]int{"GET": 200, "POST": 204, "OPTIONS": 405}[method]
			}
			got := w.send(r)
			if got.Code != want {
				t.Errorf("%s, Host %s, %s %q: status %d, want %d", method, c.host, c.header, c.value, got.Code, want)
			}
			if cors := got.Header().Get("Access-Control-Allow-Origin"); cors != "" {
				t.Errorf("%s: a browser is invited: %s", c.host, cors)
			}
		}
	}
}

// TestForeignPagesThroughASandboxPath: the way round by /~NAME is guarded too.
func TestForeignPagesThroughASandboxPath(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	r := httptest.NewRequest("POST", "/~default/_sim/sandboxes/default/reset", nil)
	r.Host = "evil.example"
	if got := w.send(r); got.Code != http.StatusForbidden && got.Code != http.StatusNotFound {
		t.Errorf("status %d", got.Code)
	}
}

// TestBadControlBodies: each is 400, names what is wrong, and changes nothing.
func TestBadControlBodies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	w.freeze()
	state := func() string {
		return w.own("GET", "/clock", "", 200, nil) + w.own("GET", "/faults", "", 200, nil) + w.control("GET", "/sandboxes", "", 200, nil) +
			w.own("GET", "/data/wisecrm/users/"+demoUser, "", 200, nil) + w.own("GET", "/data/wisecrm/apps", "", 200, nil) +
			w.own("GET", "/data/wisecrm/rights", "", 200, nil) + w.own("GET", "/data/wisecrm/fields", "", 200, nil) + w.own("GET", "/data/wisecrm/duplicates", "", 200, nil)
	}
	before := state()
	const own = "/sandboxes/default"
	for path, bodies := range map[string][]string{
		"POST /sandboxes":                                 {`{"name":"a"`, `[]`, `"a"`, `{"nam":"a"}`, `{"name":1}`, `{"name":"a"} {}`, `{"name":"a"}}`, `{"name":"a"}]`, `{"name":"a"} x`},
		"PUT " + own + "/clock":                           {`{"now":"today"}`, `{"now":1}`, `{"advance":"1 day"}`, `{"advance":5}`, `{"frozen":"yes"}`, `{"later":"1h"}`, `[]`, `{"now":"2026-13-01T00:00:00Z"}`},
		"PUT " + own + "/faults":                          {`{}`, `"503"`, `[503]`, `["burn"]`, `["503","burn"]`, `["503"`, `["503"] ["504"]`, `["503"]]`},
		"PUT " + own + "/data/wisecrm/users/" + demoUser:  {``, `[]`, `1`, `{`, `{"nope":1}`, `{"userName":""}`, `{"userName":{}}`, `{"userName":"甲"} x`, `{"userName":"甲"}}`},
		"PUT " + own + "/data/wisecrm/apps/000-x":         {``, `{}`, `[]`, `{"appkey":""}`, `{"appkey":1}`, `{"appkey":"k","nope":1}`, `{"appkey":"k","appid":"000-y"}`, `{"appkey":"k","calls_per_minute":-1}`, `{"appkey":"k"} x`},
		"PUT " + own + "/data/wisecrm/rights/" + demoUser: {``, `{}`, `{"level":"all"}`, `{"level":"self","user":"x"}`, `{"level":"self"} {"level":"none"}`},
		"PUT " + own + "/data/wisecrm/rights/027-x":       {`{"level":"self"}`},
		"PUT " + own + "/data/wisecrm/fields/Account.c__x": {``, `[]`, `{"data_type":"float"}`, `{"field":"c__y"}`, `{"type":3}`, `{"data_type":"reference"}`,
			`{"data_type":"reference","reference_to":"Nobody"}`, `{"nullable":"yes"}`, `{"colour":"red"}`, `{"data_type":"int"} x`},
		"PUT " + own + "/data/wisecrm/fields/Nobody.c__x":   {`{}`},
		"PUT " + own + "/data/wisecrm/fields/Account":       {`{}`},
		"PUT " + own + "/data/wisecrm/fields/Account.":      {`{}`},
		"PUT " + own + "/data/wisecrm/duplicates/Account":   {``, `[]`, `{"fields":"phone"}`, `{"fields":["nope"]}`, `{"fields":["typeCode"]}`, `{"names":["phone"]}`, `{"fields":["phone"]} x`},
		"PUT " + own + "/data/wisecrm/duplicates/Nobody":    {`{"fields":[]}`},
		"PUT " + own + "/data/wisecrm/accounts/1":           {`{"accountName":"甲"}`},
		"PUT " + own + "/data/wisecrm/accounts/" + demoUser: {`{"accountName":"甲"}`},
	} {
		method, target, _ := strings.Cut(path, " ")
		for _, body := range bodies {
			if text := w.control(method, target, body, http.StatusBadRequest, nil); !strings.Contains(text, `"error": "crmsim: `) {
				t.Errorf("%s %s: %s", path, body, text)
			}
		}
	}
	w.control("POST", "/sandboxes", fmt.Sprintf("{\"name\":%q}", strings.Repeat("x", 5<<20)), http.StatusRequestEntityTooLarge, nil)
	if after := state(); after != before {
		t.Errorf("refused calls changed something:\n%s\n\n%s", before, after)
	}
}
