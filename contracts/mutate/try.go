package mutate

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// Verdicts on a mutant.
const (
	Killed    = "killed"    // a spec failed
	Survived  = "survived"  // none did
	Unreached = "unreached" // it never came to show itself
)

// A Verdict is what became of one mutant.
type Verdict struct {
	Mutant  string   `json:"mutant"`
	Class   string   `json:"class"`
	Verdict string   `json:"verdict"`
	By      string   `json:"by,omitempty"`      // the spec that failed
	Panic   string   `json:"panic,omitempty"`   // what the defect made the simulator panic with, so that a spec met that and not the defect
	Why     string   `json:"why,omitempty"`     // in its words, or why the mutant counts as survivor although something failed
	Nearest string   `json:"nearest,omitempty"` // for a survivor, the spec that should have failed more than any other
	Fired   int      `json:"fired"`             // how often the mutant showed itself
	Killers []string `json:"killers,omitempty"` // all specs that failed, where all were run
	Seconds float64  `json:"seconds"`
}

// try runs the specs that meet the mutant until one fails, or all of them.
func (b *bench) try(ctx context.Context, m *Mutant, all bool) (Verdict, error) {
	started := time.Now()
	v := Verdict{Mutant: m.ID, Class: m.Class, Verdict: Unreached}
	suite := b.suite(m.Vendor)
	if suite == nil || b.documentHas(m) != nil {
		return v, fmt.Errorf("mutant %s: no such vendor or operation", m.ID)
	}
	o := contracts.Options{IDs: m.Specs, InOrder: !all && m.Class != Null}
	handler, effect, err := b.make(m, &o)
	if err != nil {
		return v, err
	}
	report, err := b.run(ctx, o, handler, suite)
	if ctx.Err() != nil {
		return v, context.Cause(ctx)
	}
	v.Fired, v.Panic, v.Seconds = effect.Fired(), effect.Panic(), time.Since(started).Seconds()
	if report == nil {
		return v, fmt.Errorf("mutant %s: %w", m.ID, err)
	}
	b.judge(&v, m, report)
	return v, b.repair()
}

func (b *bench) documentHas(m *Mutant) error {
	for _, d := range b.documents {
		if d.Vendor == m.Vendor && (m.Class == Null || d.Operation(m.Operation) != nil) {
			return nil
		}
	}
	return fmt.Errorf("mutant %s: no such operation", m.ID)
}

// judge gives the verdict. A panic or a spec that comes to no end is the mutant's doing and no spec's merit.
func (b *bench) judge(v *Verdict, m *Mutant, report *contracts.Report) {
	if v.Fired == 0 {
		return
	}
	v.Verdict, v.Nearest = Survived, m.Specs[0]
	for i := range report.Specs {
		if r := &report.Specs[i]; r.Status == contracts.Failed {
			if r.Seconds >= b.limit.Seconds() {
				v.Why = fmt.Sprintf("%s came to no end within %s", r.ID, b.limit)
				continue
			}
			v.Killers = append(v.Killers, r.ID)
			if v.By == "" {
				v.By, v.Why, v.Nearest = r.ID, reasonOf(r), ""
			}
		}
	}
	if p := b.panicked.Load(); p != nil {
		v.By, v.Why, v.Nearest, v.Killers = "", "the simulator panicked: "+*p, m.Specs[0], nil
	}
	if v.By != "" {
		v.Verdict = Killed
	}
}

// make puts the mutant where it belongs: into the simulator, before it, in its place, or behind the clients.
func (b *bench) make(m *Mutant, o *contracts.Options) (http.Handler, effect, error) {
	var count counter
	at := func(op *openapi.Operation, kind, place string) bool {
		is := idOf(op, kind, place) == m.ID
		if is {
			count.Add(1)
		}
		return is
	}
	switch {
	case m.Class == Null:
		return nullServer(m.Kind, b.sim, func() { count.Add(1) }), &count, nil
	case m.Class == Request:
		o.Client = b.client(func(_ string, op *openapi.Operation, kind, place string) bool { return at(op, kind, place) }).between
		return b.sim, &count, nil
	case m.Kind == "answer."+m.Kind[min(len(m.Kind), len("answer.")):]:
		b.mutator.at, b.mutator.make = at, true
		if m.Sample != nil {
			b.mutator.successes[m.Vendor+"/"+m.Operation] = m.Sample
		}
		return b.mutator, &count, nil
	default:
		planted, err := b.sim.Plant(m.ID)
		return b.sim, planted, err
	}
}

// An effect is what a mutant did in a run.
type effect interface {
	Fired() int    // how often it showed itself
	Panic() string // what it made the simulator panic with
}

// A counter is the effect of a mutant outside of the simulator.
type counter struct{ atomic.Int64 }

// Fired returns the count.
func (c *counter) Fired() int { return int(c.Load()) }

// Panic returns "": the code is this package's own.
func (c *counter) Panic() string { return "" }

// reset makes the mutator forget.
func (m *mutator) reset() {
	m.at, m.make = nil, false
	m.last, m.successes = map[string][]byte{}, map[string][]byte{}
}

// client returns what goes between the clients and the oracle.
func (b *bench) client(at func(spec string, op *openapi.Operation, kind, place string) bool) *client {
	return &client{
		find: b.operation, at: at, mu: &sync.Mutex{}, first: map[string]string{},
		secret: func(op *openapi.Operation, name string) bool { return op.Document().IsSecret(name) },
	}
}

// between returns the client in front of a transport.
func (c *client) between(spec *contracts.Case, oracle http.RoundTripper) http.RoundTripper {
	own := *c
	own.spec, own.next = spec, oracle
	return &own
}
