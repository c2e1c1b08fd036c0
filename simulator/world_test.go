package simulator_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// The tests of the whole simulator speak WiseCRM365 in plain mode: it needs no signature, and what
// they test holds for every vendor.
const (
	demoUser    = "027-00000000-0000-4000-8000-000000000001"
	addPath     = "/gw/account/add"
	getPath     = "/gw/account/get"
	listPath    = "/gw/account/list"
	updatePath  = "/gw/account/update"
	contentJSON = "application/json; charset=utf-8"
)

// A world is one sandbox of a simulator as a client meets it.
type world struct {
	t       testing.TB
	handler http.Handler
	name    string
	appid   string
	appkey  string
}

// shared is the simulator of all tests that are content with a sandbox of their own.
var shared = sync.OnceValues(func() (*simulator.Simulator, error) { return simulator.New(simulator.Config{Seed: 42}) })

// newSandbox returns a new sandbox with the demo data, which is deleted after the test.
func newSandbox(t testing.TB) *world {
	t.Helper()
	sim, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	w := (&world{t: t, handler: sim}).fork("", "")
	t.Cleanup(func() { w.own("DELETE", "", "", http.StatusNoContent, nil) })
	return w
}

// newWorld returns the default sandbox of a simulator of its own.
func newWorld(t testing.TB, c simulator.Config) *world {
	t.Helper()
	sim, err := simulator.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return &world{t, sim, "default", "000-default", "appkey-default"}
}

// fork creates a sandbox, from another one unless from is "", and returns it.
func (w *world) fork(name, from string) *world {
	w.t.Helper()
	var shown struct {
		Name        string
		Credentials struct {
			Wisecrm struct{ Appid, Appkey string }
		}
	}
	wish, _ := json.Marshal(map[string]string{"name": name, "from": from})
	w.control("POST", "/sandboxes", string(wish), http.StatusCreated, &shown)
	c := shown.Credentials.Wisecrm
	return &world{w.t, w.handler, shown.Name, c.Appid, c.Appkey}
}

// send makes a request as it is and returns the answer.
func (w *world) send(r *http.Request) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	return recorder
}

// request returns a call of the vendor with the credentials of the sandbox. Parameters are name and
// value in turn; they replace the credentials of the same name.
func (w *world) request(method, path, body string, parameters ...string) *http.Request {
	query := url.Values{"appid": {w.appid}, "sign": {w.appkey}, "op_user": {demoUser}}
	for i := 0; i < len(parameters); i += 2 {
		query.Set(parameters[i], parameters[i+1])
	}
	r := httptest.NewRequest(method, path+"?"+query.Encode(), strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", contentJSON)
	}
	return r
}

func (w *world) get(path string, parameters ...string) answer {
	return read(w.send(w.request(http.MethodGet, path, "", parameters...)))
}

func (w *world) post(path, body string, parameters ...string) answer {
	return read(w.send(w.request(http.MethodPost, path, body, parameters...)))
}

// add adds an account and returns its id.
func (w *world) add(name string) string {
	w.t.Helper()
	a := w.post(addPath, accountNamed(name))
	if a.Code != 0 {
		w.t.Fatalf("add %s: %s", name, a.body)
	}
	return a.Data.AccountID
}

func accountNamed(name string) string {
	text, _ := json.Marshal(map[string]string{"accountName": name})
	return string(text)
}

// count returns how many accounts have the name.
func (w *world) count(name string) int {
	w.t.Helper()
	a := w.get(listPath, "fields", "accountId", "qname", name, "page_size", "1")
	if a.Code != 0 {
		w.t.Fatalf("count %s: %s", name, a.body)
	}
	return a.Total
}

// accounts returns how many accounts there are.
func (w *world) accounts() int { return w.count("*") }

// An answer is an answer of the vendor in brief.
type answer struct {
	Code    int    `json:"error_code"`
	Message string `json:"error_msg"`
	Total   int    `json:"total_size"`
	Data    written
	status  int
	header  http.Header
	body    string
	vendors bool // whether the body is the vendor's envelope
}

// written is the data of a write; that of reads stays in the body.
type written struct{ AccountID string }

func (d *written) UnmarshalJSON(text []byte) error {
	var named struct {
		AccountID string `json:"account_id"`
	}
	if text[0] == '{' {
		if err := json.Unmarshal(text, &named); err != nil {
			return err
		}
	}
	d.AccountID = named.AccountID
	return nil
}

func read(r *httptest.ResponseRecorder) answer {
	a := answer{Code: -1, status: r.Code, header: r.Header(), body: r.Body.String()}
	a.vendors = json.Unmarshal(r.Body.Bytes(), &a) == nil && a.Code >= 0 && strings.HasPrefix(a.body, `{"error_code":`)
	return a
}

// control calls the control API, checks the status and decodes the answer into a variable unless into is nil.
func (w *world) control(method, path, body string, status int, into any) string {
	w.t.Helper()
	r := w.send(httptest.NewRequest(method, "http://localhost:8080/_sim"+path, strings.NewReader(body)))
	text := r.Body.String()
	if r.Code != status {
		w.t.Errorf("%s /_sim%s %s: status %d, want %d: %s", method, path, body, r.Code, status, text)
		return text
	}
	if into != nil {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			w.t.Errorf("%s /_sim%s: %v in %s", method, path, err, text)
		}
	}
	return text
}

// own is control below the path of the sandbox.
func (w *world) own(method, path, body string, status int, into any) string {
	w.t.Helper()
	return w.control(method, "/sandboxes/"+w.name+path, body, status, into)
}

// freeze stops the sandbox's clock.
func (w *world) freeze() {
	w.t.Helper()
	w.own("PUT", "/clock", `{"now":"2026-03-01T12:00:00Z","frozen":true}`, http.StatusOK, nil)
}

// An entry is an entry of the journal in brief.
type entry struct {
	Sequence                                      int
	Time, Operation, Nearest, Method, Path, Query string
	Status                                        int
	Fault                                         string
	Request, Response                             json.RawMessage
	Findings                                      []struct{ Severity, In, Place, Rule, Wanted, Got string }
}

func (w *world) journal() []entry {
	w.t.Helper()
	var shown struct{ Entries []entry }
	w.own("GET", "/journal", "", http.StatusOK, &shown)
	return shown.Entries
}

// last returns the latest entry of the journal.
func (w *world) last() entry {
	w.t.Helper()
	all := w.journal()
	if len(all) == 0 {
		w.t.Fatal("the journal is empty")
	}
	return all[len(all)-1]
}

// serve puts the world behind a port of the loopback interface, with the server as configure changes it.
func (w *world) serve(configure func(*http.Server)) string {
	w.t.Helper()
	server := httptest.NewUnstartedServer(w.handler)
	if configure != nil {
		configure(server.Config)
	}
	server.Start()
	w.t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

// wire returns the request for a server at the origin.
func (w *world) wire(origin, method, path, body string, parameters ...string) *http.Request {
	w.t.Helper()
	made := w.request(method, path, "", parameters...)
	r, err := http.NewRequestWithContext(w.t.Context(), method, origin+made.URL.RequestURI(), strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentJSON)
	return r
}

// exchange sends a request over a connection of its own and reads the whole answer.
func exchange(r *http.Request) (*http.Response, []byte, error) {
	transport := &http.Transport{DisableKeepAlives: true, DisableCompression: true}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	var body bytes.Buffer
	_, err = io.Copy(&body, response.Body)
	return response, body.Bytes(), err
}
