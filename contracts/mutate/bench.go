package mutate

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator"
)

// A bench is a simulator with what can be put around it, and the suites to try on it. It takes one run at a time.
type bench struct {
	sim       *simulator.Simulator
	mutator   *mutator
	suites    []*contracts.Suite
	documents []*openapi.Document
	seed      int64
	limit     time.Duration // of one spec

	spec     atomic.Pointer[string] // that calls
	panicked atomic.Pointer[string]
}

// newBench fails when there is no simulator or no document.
func newBench(suites []*contracts.Suite, seed int64, limit time.Duration) (*bench, error) {
	sim, err := simulator.New(simulator.Config{Seed: uint64(seed)})
	if err != nil {
		return nil, err
	}
	b := &bench{sim: sim, suites: suites, seed: seed, limit: limit}
	for _, s := range suites {
		document, err := openapi.Load(s.Vendor)
		if err != nil {
			return nil, err
		}
		b.documents = append(b.documents, document)
	}
	b.mutator = newMutator(sim, b.documents)
	return b, nil
}

func (b *bench) suite(vendor string) *contracts.Suite {
	if i := slices.IndexFunc(b.suites, func(s *contracts.Suite) bool { return s.Vendor == vendor }); i >= 0 {
		return b.suites[i]
	}
	return nil
}

// jobs run all suites on the handler.
func (b *bench) jobs(handler http.Handler, suites ...*contracts.Suite) []contracts.Job {
	var jobs []contracts.Job
	for _, s := range suites {
		jobs = append(jobs, contracts.Job{Suite: s, Target: contracts.InProcess(b.watch(handler))})
	}
	return jobs
}

// watch notes which spec calls, and makes a panic a connection that ends: the mutant's own end is no spec's merit.
func (b *bench) watch(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if id, ok := strings.CutPrefix(r.UserAgent(), "crmcheck ("); ok {
			id = strings.TrimSuffix(id, ")")
			b.spec.Store(&id)
		}
		defer func() {
			if p := recover(); p != nil {
				if p != http.ErrAbortHandler {
					text := fmt.Sprint(p)
					b.panicked.Store(&text)
				}
				panic(http.ErrAbortHandler)
			}
		}()
		handler.ServeHTTP(w, r)
	})
}

// operation returns what a client's request calls.
func (b *bench) operation(r *http.Request) *openapi.Operation { return b.mutator.operation(r) }

// repair takes every mutant out and brings the default sandbox back to how it began.
func (b *bench) repair() error {
	b.sim.Repair()
	b.mutator.reset()
	r, err := http.NewRequest(http.MethodPost, "http://localhost/_sim/sandboxes/default/reset", nil)
	if err != nil {
		return err
	}
	if answer := ask(b.sim, r); answer.status/100 != 2 {
		return fmt.Errorf("the default sandbox cannot be reset: %s", answer.body.String())
	}
	return nil
}

// run runs specs on a handler.
func (b *bench) run(ctx context.Context, o contracts.Options, handler http.Handler, suites ...*contracts.Suite) (*contracts.Report, error) {
	o.Seed, o.Timeout = b.seed, b.limit
	b.panicked.Store(nil)
	return contracts.Run(ctx, o, b.jobs(handler, suites...)...)
}
