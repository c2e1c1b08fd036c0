// Package simulator stands in for the vendors' CRM APIs: one http.Handler with real state in memory.
//
//	sim, err := simulator.New(simulator.Config{Seed: 42})
//	server := httptest.NewServer(sim)
//	// A vendor's client now needs nothing but server.URL for the vendor's host, and the credentials
//	// of a sandbox: GET /_sim/sandboxes/default shows them.
//
// Each vendor keeps its real paths. What a client changes stays in the sandbox that its credential
// selects. The control API lives below /_sim. Package simtest starts a simulator for a Go test.
package simulator

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/gorilla/mux"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/fault"
)

// DefaultSandbox is the sandbox that exists from the start. Requests that select no other are its own.
const DefaultSandbox = "default"

// A Config says what world the simulator starts with. The zero value is usable.
type Config struct {
	Seed      uint64   // of ids, demo data and the dice of faults: same seed and requests, same answers
	Customers int      // how many customers each vendor has beyond the demo data
	Faults    []string // of the default sandbox, in the grammar of package fault
}

// A Simulator answers as all vendors do. It is an http.Handler and safe for concurrent use.
type Simulator struct {
	seed    uint64
	vendors []api.Vendor
	routers []*mux.Router // beside vendors
	control http.Handler

	mu        sync.RWMutex
	sandboxes map[string]*sandbox
	selectors map[selector]*sandbox
}

// A sandbox is a world with the credentials it was given.
type sandbox struct {
	*api.Sandbox
	credentials map[string]any // by vendor id, as the control API shows them
}

// A selector is a credential that selects a sandbox.
type selector struct{ vendor, credential string }

// New returns a simulator with its default sandbox. It fails when a vendor's document and handlers
// do not match, or a fault does not parse.
func New(c Config) (*Simulator, error) {
	faults, err := parseFaults(c.Faults)
	if err != nil {
		return nil, err
	}
	vendors, err := loadVendors(c.Seed, c.Customers)
	if err != nil {
		return nil, err
	}
	s := &Simulator{seed: c.Seed, vendors: vendors, sandboxes: map[string]*sandbox{}, selectors: map[selector]*sandbox{}}
	for _, v := range vendors {
		s.routers = append(s.routers, vendorRouter(v))
	}
	s.control = s.controlRouter()
	first, err := s.create(DefaultSandbox, nil)
	if err != nil {
		return nil, err
	}
	first.Faults.Replace(faults)
	return s, nil
}

func parseFaults(texts []string) ([]fault.Rule, error) {
	var rules []fault.Rule
	for _, text := range texts {
		r, err := fault.Parse(text)
		if err != nil {
			return nil, err
		}
		rules = append(rules, r)
	}
	return rules, nil
}

// loadVendors builds all vendors at once: parsing the documents and making the demo data is most of
// the time to start.
func loadVendors(seed uint64, customers int) ([]api.Vendor, error) {
	vendors := make([]api.Vendor, len(constructors))
	failures := make([]error, len(constructors))
	var wait sync.WaitGroup
	for i, construct := range constructors {
		wait.Go(func() { vendors[i], failures[i] = construct(seed, customers) })
	}
	wait.Wait()
	return vendors, errors.Join(failures...)
}

var errTaken = errors.New("there is a sandbox of that name")

// create adds a sandbox with the state of another one, or with the demo data when from is nil.
func (s *Simulator) create(name string, from *sandbox) (*sandbox, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name == "" {
		name = s.freeName()
	}
	if s.sandboxes[name] != nil {
		return nil, errTaken
	}
	sb := &sandbox{Sandbox: api.NewSandbox(name, s.seed), credentials: map[string]any{}}
	var origin *api.Sandbox
	if from != nil {
		origin = from.Sandbox
	}
	for _, v := range s.vendors {
		id := v.Document().Vendor
		shown, selects := v.Settle(sb.Sandbox, origin)
		sb.credentials[id] = shown
		for _, credential := range selects {
			s.selectors[selector{id, credential}] = sb
		}
	}
	s.sandboxes[name] = sb
	return sb, nil
}

// freeName returns the first of sandbox-1, sandbox-2, … that no sandbox has. The caller holds the lock.
func (s *Simulator) freeName() string {
	for n := 1; ; n++ {
		name := fmt.Sprintf("sandbox-%d", n)
		if s.sandboxes[name] == nil {
			return name
		}
	}
}

// remove deletes a sandbox and tells whether it was there.
func (s *Simulator) remove(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	sb := s.sandboxes[name]
	if sb == nil {
		return false
	}
	delete(s.sandboxes, name)
	for key, owner := range s.selectors {
		if owner == sb {
			delete(s.selectors, key)
		}
	}
	return true
}

// reset takes a sandbox back to how it was created; its credentials stay.
func (s *Simulator) reset(sb *sandbox) {
	for _, v := range s.vendors {
		v.Reset(sb.Sandbox)
	}
	sb.Forget()
}

// sandbox returns the sandbox of that name, or nil.
func (s *Simulator) sandbox(name string) *sandbox {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.sandboxes[name]
}

// selected returns the sandbox that a credential selects, or the default one.
func (s *Simulator) selected(vendor, credential string) *sandbox {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if sb := s.selectors[selector{vendor, credential}]; sb != nil {
		return sb
	}
	return s.sandboxes[DefaultSandbox]
}

// adopt lets credentials select a sandbox from now on, except those that select another one.
func (s *Simulator) adopt(sb *sandbox, vendor string, credentials []string) {
	if len(credentials) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, credential := range credentials {
		key := selector{vendor, credential}
		if s.selectors[key] == nil {
			s.selectors[key] = sb
		}
	}
}

// names returns the names of all sandboxes, sorted.
func (s *Simulator) names() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	names := make([]string, 0, len(s.sandboxes))
	for name := range s.sandboxes {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// vendor returns the vendor of that id, or nil.
func (s *Simulator) vendor(id string) api.Vendor {
	for _, v := range s.vendors {
		if v.Document().Vendor == id {
			return v
		}
	}
	return nil
}

// An Entry is what a developer needs to call a vendor in the default sandbox.
type Entry struct {
	Vendor      string
	BaseURL     string
	Credentials any    // a struct with JSON tags
	Curl        string // a command line that works as it is
}

// Entries returns an entry for each vendor, given the origin under which the simulator is served.
func (s *Simulator) Entries(origin string) []Entry {
	sb := s.sandbox(DefaultSandbox)
	var entries []Entry
	for _, v := range s.vendors {
		credentials := sb.credentials[v.Document().Vendor]
		entries = append(entries, Entry{v.Document().Vendor, origin + v.Base(), credentials, v.Try(origin, credentials)})
	}
	return entries
}

// ServeHTTP answers a vendor's call, or a call of the control API.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == controlPrefix || strings.HasPrefix(r.URL.Path, controlPrefix+"/") {
		s.control.ServeHTTP(w, r)
		return
	}
	r, name := cutSandbox(r)
	r, at := s.find(r)
	if at == nil {
		s.notFound(w, r)
		return
	}
	s.serve(w, r, at, name)
}
