// Package simtest starts a simulator for a Go test, with a world that no other test shares.
//
//	sim := simtest.New(t)
//	c := sim.Credentials("wisecrm")
//	client, err := wisecrm.NewClient(
//		wisecrm.Credentials{AppID: c["appid"], AppKey: c["appkey"], OpUser: c["op_user"]},
//		wisecrm.WithBaseURL(sim.BaseURL("wisecrm")),
//	)
//
// Everything else is the code under test. What a vendor keeps outside its API, and what tests want to
// happen, goes through Control: the clock, faults, records, the journal.
//
//	sim.Control("PUT", "/clock", map[string]any{"advance": "24h"}, nil)
//	sim.Control("PUT", "/faults", []string{"wisecrm.addAccount=503:x2"}, nil)
package simtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// A Simulator is a running simulator that ends with its test.
type Simulator struct {
	URL string // origin, such as http://127.0.0.1:41234

	t     testing.TB
	world world
}

// A world is what the control API shows of a sandbox.
type world struct {
	Credentials map[string]map[string]any `json:"credentials"`
	BaseURLs    map[string]string         `json:"base_urls"`
}

// New starts a simulator with the demo data on a port of the loopback interface and stops it when
// the test ends. Parallel tests each start their own. It fails the test when that does not work.
func New(t testing.TB) *Simulator {
	t.Helper()
	handler, err := simulator.New(simulator.Config{Seed: 42})
	if err != nil {
		t.Fatalf("simtest: %v", err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.CloseClientConnections() // Calls that a fault holds back would keep Close waiting.
		server.Close()
	})
	s := &Simulator{URL: server.URL, t: t}
	s.Control(http.MethodGet, "", nil, &s.world)
	return s
}

// BaseURL returns what a client of the vendor takes for the vendor's address. The vendor is named by
// its id, such as "wisecrm"; an unknown one fails the test.
func (s *Simulator) BaseURL(vendor string) string {
	s.t.Helper()
	url, ok := s.world.BaseURLs[vendor]
	if !ok {
		s.t.Fatalf("simtest: there is no vendor %q", vendor)
	}
	return url
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

// Control calls the control API of the simulator's sandbox: path is what follows the sandbox's name,
// such as "/clock". Body is sent as JSON unless it is nil, and the answer is decoded into the
// variable that into points to unless that is nil. A call that is refused fails the test.
func (s *Simulator) Control(method, path string, body, into any) {
	s.t.Helper()
	if err := s.control(method, "/_sim/sandboxes/"+simulator.DefaultSandbox+path, body, into); err != nil {
		s.t.Fatalf("simtest: %s %s: %v", method, path, err)
	}
}

func (s *Simulator) control(method, path string, body, into any) error {
	sent := io.Reader(http.NoBody)
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, s.URL+path, sent)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return err
	case response.StatusCode/100 != 2:
		return fmt.Errorf("%s: %s", response.Status, bytes.TrimSpace(answer))
	case into == nil:
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(answer))
	d.UseNumber() // Numbers among credentials keep every digit.
	return d.Decode(into)
}
