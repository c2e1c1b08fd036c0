package simtest

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator"
)

// An Option says what a world begins with.
type Option func(*settings)

type settings struct {
	config   config
	own      bool
	empty    bool
	state    string // file
	snapshot string // file
	seeds    string // file
	clock    time.Time
	faults   []string
}

// A config is what worlds must agree in to live in one simulator.
type config struct {
	seed      uint64
	customers int
	until     int64
}

// usualSeed is that of worlds that do not say.
const usualSeed = 42

// Seed gives the world other demo data, other ids and other dice.
func Seed(seed uint64) Option { return func(s *settings) { s.config.seed = seed ^ usualSeed } }

// Customers gives each vendor so many customers beyond the demo data.
func Customers(n int) Option { return func(s *settings) { s.config.customers = n } }

// DemoUntil says when the demo data ends; it is the last full hour else.
func DemoUntil(end time.Time) Option { return func(s *settings) { s.config.until = end.UnixNano() } }

// Empty leaves the customers, contacts, orders and messages of the demo data out. Users, metadata and dictionaries
// stay.
func Empty() Option { return func(s *settings) { s.empty = true } }

// Clock lets the world's clock stand still at a time.
func Clock(at time.Time) Option { return func(s *settings) { s.clock = at } }

// Faults gives the world faults to begin with, in the grammar of Simulator.Fault.
func Faults(rules ...string) Option { return func(s *settings) { s.faults = rules } }

// FromSnapshot begins with a file that GET …/snapshots/{snapshot} of a crmsim answered.
func FromSnapshot(file string) Option { return func(s *settings) { s.snapshot = file } }

// FromState begins with the sandbox "default" of a state file, as crmsim --state writes it. The file stays as it is.
func FromState(file string) Option { return func(s *settings) { s.state, s.own = file, true } }

// Records puts the records of a seed file, as crmsim --seed-file takes it, beside the others.
func Records(file string) Option { return func(s *settings) { s.seeds = file } }

// OwnServer gives the test a simulator of its own, which takes tens of milliseconds: for tests of what happens
// when the server goes away, and for those that count goroutines.
func OwnServer() Option { return func(s *settings) { s.own = true } }

// servers are the simulators that tests share, by config.
var servers sync.Map

func (o *settings) server(t testing.TB) (*server, error) {
	c := simulator.Config{Seed: o.config.seed ^ usualSeed, Customers: o.config.customers}
	if o.config.until != 0 {
		c.DemoUntil = time.Unix(0, o.config.until)
	}
	if !o.own {
		shared, _ := servers.LoadOrStore(o.config, sync.OnceValues(func() (*server, error) { return newServer(c) }))
		return shared.(func() (*server, error))()
	}
	if o.state != "" {
		text, err := os.ReadFile(o.state)
		if err != nil {
			return nil, err
		}
		c.StateFile = filepath.Join(t.TempDir(), "state") // A copy: nothing a test does comes back to the file.
		if err := os.WriteFile(c.StateFile, text, fs.FileMode(0o600)); err != nil {
			return nil, err
		}
	}
	s, err := newServer(c)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		s.http.CloseClientConnections() // Calls that a fault holds back would keep Close waiting.
		s.http.Close()
		s.sockets.CloseIdleConnections()
	})
	return s, nil
}

// from names the sandbox that a world begins with, "" for the demo data.
func (o *settings) from(s *server) (string, error) {
	switch {
	case o.state != "":
		return simulator.DefaultSandbox, nil
	case o.empty:
		return emptySandbox, s.empty()
	default:
		return "", nil
	}
}

// emptySandbox is what empty worlds begin with.
const emptySandbox = "simtest-empty"

func (s *server) makeEmpty() error {
	if err := s.control(http.MethodPost, "/_sim/sandboxes", map[string]string{"name": emptySandbox}, nil); err != nil {
		return err
	}
	for _, table := range records {
		if err := s.control(http.MethodDelete, "/_sim/sandboxes/"+emptySandbox+"/data/"+table, nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// prepare does what of the options comes after the sandbox is there.
func (s *Simulator) prepare(o settings) error {
	if o.seeds != "" {
		text, err := os.ReadFile(o.seeds)
		if err != nil {
			return err
		}
		if err := s.control(http.MethodPost, s.path("/data"), text, nil); err != nil {
			return err
		}
	}
	if o.snapshot != "" {
		text, err := os.ReadFile(o.snapshot)
		if err != nil {
			return err
		}
		if err := s.control(http.MethodPut, s.path("/snapshots/begin"), text, nil); err != nil {
			return err
		}
		if err := s.control(http.MethodPost, s.path("/snapshots/begin/restore"), nil, nil); err != nil {
			return err
		}
	}
	if !o.clock.IsZero() {
		if err := s.control(http.MethodPut, s.path("/clock"), map[string]any{"now": o.clock, "frozen": true}, nil); err != nil {
			return err
		}
	}
	if len(o.faults) > 0 {
		return s.control(http.MethodPut, s.path("/faults"), o.faults, nil)
	}
	return nil
}
