// Package simtest gives each Go test a world of its own: four vendors' CRM APIs with data, a clock, faults and a
// journal, which no other test sees and which is gone after the test.
//
//	func TestSync(t *testing.T) {
//		t.Parallel()
//		sim := simtest.New(t)
//		sim.Fault("wisecrm.addAccount=503:x1:after") // takes effect, and then looks like a failure
//		run(t.Context(), sim.WiseCRM(), sim.Quancheng())
//		sim.Verify("saveCustomer", simtest.Exactly(1))
//		sim.Clean()
//	}
//
// All worlds live in one simulator, which the first test starts: a test costs well under a millisecond. Programs in
// other languages, and clients that are not made here, get BaseURL and Credentials, or HTTPClient, which leads
// every call to the world, whatever host it was for.
//
// A test fails when the program under it sent something that the vendor's document forbids, unless it said
// AllowViolations. A failed test logs what the program sent and got, what was wrong with it and how to put that
// right.
package simtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// A Simulator is the world of one test. Its methods fail the test when they cannot do what they say.
type Simulator struct {
	URL  string // origin, such as http://127.0.0.1:41234
	Name string // of the sandbox, made of the test's name

	t         testing.TB
	server    *server
	client    *http.Client
	world     world
	allowed   []string // operations and rules
	allowsAll bool
}

// A world is what the control API shows of a sandbox.
type world struct {
	Credentials map[string]map[string]any `json:"credentials"`
	BaseURLs    map[string]string         `json:"base_urls"`
}

// New returns a new world with the demo data, named after the test. It ends with the test.
func New(t testing.TB, options ...Option) *Simulator {
	t.Helper()
	var o settings
	for _, option := range options {
		option(&o)
	}
	server, err := o.server(t)
	if err != nil {
		t.Fatalf("simtest: %v", err)
	}
	s := &Simulator{URL: server.url, t: t, server: server}
	if err := s.enter(o); err != nil {
		t.Fatalf("simtest: %v", err)
	}
	ended, end := context.WithCancel(context.Background())
	s.client = &http.Client{Transport: &transport{s, ended}}
	t.Cleanup(func() {
		t.Helper()
		end() // Calls that a fault holds back.
		s.conclude()
		if err := s.control(http.MethodDelete, s.path(""), nil, nil); err != nil {
			t.Errorf("simtest: %v", err)
		}
	})
	if err := s.prepare(o); err != nil {
		t.Fatalf("simtest: %v", err)
	}
	return s
}

// enter makes a sandbox. Tests of one name, and worlds of one test, are numbered.
func (s *Simulator) enter(o settings) error {
	from, err := o.from(s.server)
	if err != nil {
		return err
	}
	s.Name = s.server.reserve(slug(s.t.Name()))
	s.t.Cleanup(func() { s.server.release(s.Name) })
	return s.control(http.MethodPost, "/_sim/sandboxes", map[string]string{"name": s.Name, "from": from}, &s.world)
}

// reserve returns a name that no running test has: the lowest number, so that a test that runs again has the same
// name, and with it the same ids.
func (s *server) reserve(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	free := name
	for n := 2; s.names[free]; n++ {
		free = fmt.Sprintf("%s-%d", name, n)
	}
	s.names[free] = true
	return free
}

func (s *server) release(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.names, name)
}

// maxSlug leaves room for a number in the name of a sandbox.
const maxSlug = 34

// slug makes a sandbox's name of a test's.
func slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	text := b.String()
	return strings.TrimRight(text[:min(len(text), maxSlug)], "-")
}

// BaseURL returns what a client of the vendor takes for the vendor's address. The vendor is named by
// its id, such as "wisecrm"; an unknown one fails the test. Whatever credentials a call to it has, it
// reaches this world.
func (s *Simulator) BaseURL(vendor string) string {
	s.t.Helper()
	base, ok := s.world.BaseURLs[vendor]
	if !ok {
		s.t.Fatalf("simtest: there is no vendor %q", vendor)
	}
	at, err := url.Parse(base)
	if err != nil {
		s.t.Fatalf("simtest: %v", err)
	}
	return s.URL + "/~" + s.Name + at.Path
}

// Credentials returns the vendor's credentials by their names in the control API, such as "appid",
// with numbers as text. An unknown vendor fails the test.
func (s *Simulator) Credentials(vendor string) map[string]string {
	s.t.Helper()
	shown, ok := s.world.Credentials[vendor]
	if !ok {
		s.t.Fatalf("simtest: there is no vendor %q", vendor)
	}
	texts := make(map[string]string, len(shown))
	for name, value := range shown {
		texts[name] = fmt.Sprint(value)
	}
	return texts
}

// Control calls the control API of the world's sandbox: path is what follows the sandbox's name,
// such as "/clock". Body is sent as JSON unless it is nil, and the answer is decoded into the
// variable that into points to unless that is nil. A call that is refused fails the test.
func (s *Simulator) Control(method, path string, body, into any) {
	s.t.Helper()
	if err := s.control(method, s.path(path), body, into); err != nil {
		s.t.Fatalf("simtest: %s %s: %v", method, path, err)
	}
}

func (s *Simulator) path(path string) string { return "/_sim/sandboxes/" + s.Name + path }

// A refusal is what the control API answers instead of carrying a call out.
type refusal struct {
	status  int
	message string
}

func (r *refusal) Error() string { return fmt.Sprintf("%d: %s", r.status, r.message) }

// control calls the simulator's handler: the control API needs no connection.
func (s *Simulator) control(method, path string, body, into any) error {
	return s.server.control(method, path, body, into)
}

func (s *server) control(method, path string, body, into any) error {
	var sent []byte
	switch b := body.(type) {
	case nil:
	case []byte:
		sent = b
	default:
		var err error
		if sent, err = json.Marshal(body); err != nil {
			return err
		}
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, httptest.NewRequest(method, s.url+path, bytes.NewReader(sent)))
	switch {
	case w.Code/100 != 2:
		return &refusal{w.Code, strings.TrimSpace(w.Body.String())}
	case into == nil:
		return nil
	}
	d := json.NewDecoder(w.Body)
	d.UseNumber() // Numbers among credentials keep every digit.
	return d.Decode(into)
}

// A server is a simulator behind a port of the loopback interface.
type server struct {
	url     string
	handler *simulator.Simulator
	http    *httptest.Server
	sockets *http.Transport
	empty   func() error // makes the sandbox that empty worlds begin with, once

	mu    sync.Mutex
	names map[string]bool // of the worlds that there are
}

func newServer(c simulator.Config) (*server, error) {
	handler, err := simulator.New(c)
	if err != nil {
		return nil, err
	}
	s := &server{
		handler: handler, http: httptest.NewServer(handler),
		names: map[string]bool{simulator.DefaultSandbox: true, emptySandbox: true},
	}
	s.url, s.sockets = s.http.URL, &http.Transport{MaxIdleConnsPerHost: 64}
	s.empty = sync.OnceValue(s.makeEmpty)
	return s, nil
}
