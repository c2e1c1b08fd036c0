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
	"strings"
	"sync"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/fault"
	"github.com/crmsim/crmsim/simulator/internal/gateway"
)

// DefaultMaxSandboxes is how many sandboxes there may be beside the default one, unless a Config says else.
const DefaultMaxSandboxes = 20_000

// A Config says what world the simulator starts with. The zero value is usable.
type Config struct {
	Seed         uint64        // of ids, demo data and the dice of faults: same seed and requests, same answers
	Customers    int           // how many customers each vendor has beyond the demo data
	DemoUntil    time.Time     // when the demo data ends; the zero time is the last full hour
	Faults       []string      // of the default sandbox, in the grammar of package fault
	MaxSandboxes int           // beside the default one; 0 is DefaultMaxSandboxes
	MaxAge       time.Duration // after which a sandbox ends that does not say; 0 is never. The default one stays
	MaxIdle      time.Duration // after how long without a call it ends; 0 is never
	AllowHosts   []string      // names under which the control API may be called, beside localhost and addresses
	SeedFile     string        // records that all sandboxes begin with beside the demo data, in YAML or lines of JSON; "" for none
	StateFile    string        // where the sandboxes are kept from one run to the next, see Save; "" is nowhere
	WriteTimeout time.Duration // how long a client may take to read an answer; 0 is half a minute
}

// A Simulator answers as all vendors do. It is an http.Handler and safe for concurrent use.
type Simulator struct {
	vendors []*api.Vendor
	worlds  *worlds
	gateway *gateway.Gateway
	control http.Handler
	allowed map[string]bool // AllowHosts in lower case

	writeTimeout time.Duration
	stateFile    string
	saving       sync.Mutex
}

// usualWriteTimeout is how long a client may take to read an answer.
const usualWriteTimeout = 30 * time.Second

// New returns a simulator with its default sandbox, and those of the state file. It fails when a vendor's
// document and handlers do not match, a fault does not parse, or the state file is not whole.
func New(c Config) (*Simulator, error) {
	if c.DemoUntil.IsZero() {
		c.DemoUntil = time.Now().Truncate(time.Hour)
	}
	vendors, err := loadVendors(api.Options{Seed: api.Seed(c.Seed), Customers: c.Customers, Until: c.DemoUntil})
	if err != nil {
		return nil, err
	}
	if c.MaxSandboxes == 0 {
		c.MaxSandboxes = DefaultMaxSandboxes
	}
	if c.WriteTimeout == 0 {
		c.WriteTimeout = usualWriteTimeout
	}
	s := &Simulator{
		vendors: vendors, worlds: newWorlds(c.Seed, c.MaxSandboxes, vendors), allowed: map[string]bool{},
		stateFile: c.StateFile, writeTimeout: c.WriteTimeout,
	}
	s.worlds.life = api.Life{Age: c.MaxAge, Idle: c.MaxIdle}
	s.gateway = gateway.New(vendors, s.worlds.choose, c.WriteTimeout)
	s.control = s.controlRouter()
	for _, host := range c.AllowHosts {
		s.allowed[strings.ToLower(host)] = true
	}
	faults, err := s.parseFaults(c.Faults)
	if err != nil {
		return nil, err
	}
	if err := s.sow(c.SeedFile, c.DemoUntil); err != nil {
		return nil, err
	}
	if err := s.load(); err != nil {
		return nil, err
	}
	first := s.worlds.named(DefaultSandbox)
	if first == nil {
		if first, err = s.worlds.create(DefaultSandbox, nil, api.Life{}); err != nil {
			return nil, err
		}
	}
	if len(faults) > 0 {
		first.Faults.Replace(faults)
	}
	return s, nil
}

func (s *Simulator) parseFaults(texts []string) ([]fault.Rule, error) {
	if len(texts) > fault.MaxRules {
		return nil, fmt.Errorf("a sandbox has %d faults at most, not %d", fault.MaxRules, len(texts))
	}
	var rules []fault.Rule
	for _, text := range texts {
		r, err := s.gateway.ParseFault(text)
		if err != nil {
			return nil, err
		}
		rules = append(rules, r)
	}
	return rules, nil
}

// loadVendors builds all vendors at once: parsing the documents and making the demo data is most of
// the time to start.
func loadVendors(o api.Options) ([]*api.Vendor, error) {
	vendors := make([]*api.Vendor, len(constructors))
	failures := make([]error, len(constructors))
	var wait sync.WaitGroup
	for i, construct := range constructors {
		wait.Go(func() { vendors[i], failures[i] = construct(o) })
	}
	wait.Wait()
	return vendors, errors.Join(failures...)
}

// vendor returns the vendor of that id, or nil.
func (s *Simulator) vendor(id string) *api.Vendor {
	for _, v := range s.vendors {
		if v.ID() == id {
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
	sb := s.worlds.named(DefaultSandbox)
	var entries []Entry
	for _, v := range s.vendors {
		credentials := sb.Credentials[v.ID()]
		entries = append(entries, Entry{v.ID(), origin + v.Base, credentials, v.Try(origin, credentials)})
	}
	return entries
}

// ServeHTTP answers a vendor's call, or a call of the control API.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path := r.URL.EscapedPath(); path == controlPrefix || strings.HasPrefix(path, controlPrefix+"/") {
		s.control.ServeHTTP(w, r)
		return
	}
	s.gateway.ServeHTTP(w, r)
}
