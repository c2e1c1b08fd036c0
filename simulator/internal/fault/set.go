package fault

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// A Set is the faults of one sandbox, with its seeded dice. It is safe for concurrent use, and an
// empty set costs a call next to nothing.
type Set struct {
	seed  uint64
	armed atomic.Bool

	mu    sync.Mutex
	dice  *rand.Rand
	rules []*counted
}

type counted struct {
	Rule
	left int // of Times
}

// A Hit is a fault that a call has run into.
type Hit struct {
	Rule
	Wait time.Duration // of Latency
}

// NewSet returns a set without rules.
func NewSet(seed uint64) *Set {
	s := &Set{seed: seed}
	s.Clear()
	return s
}

// Clear removes all rules and starts the dice anew.
func (s *Set) Clear() { s.Replace(nil) }

// Replace puts other rules in place and starts the dice anew.
func (s *Set) Replace(rules []Rule) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dice = rand.New(rand.NewPCG(s.seed, s.seed))
	s.rules = nil
	for _, r := range rules {
		s.rules = append(s.rules, &counted{r, r.Times})
	}
	s.armed.Store(len(rules) > 0)
}

// Rules returns the rules as they were written.
func (s *Set) Rules() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	texts := []string{}
	for _, r := range s.rules {
		texts = append(texts, r.Text)
	}
	return texts
}

// Next returns what the call runs into, nil for nothing: the first rule that is meant for it, has
// calls left and wins its throw.
func (s *Set) Next(vendor, operation string, batch bool) *Hit {
	if !s.armed.Load() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.rules {
		if !r.matches(vendor, operation, batch) || r.Times > 0 && r.left == 0 || r.Rate < 1 && s.dice.Float64() >= r.Rate {
			continue
		}
		r.left--
		return s.hit(r.Rule)
	}
	return nil
}

// Once returns what a rule given with the call itself (Sim-Fault) does to it, nil for nothing.
func (s *Set) Once(r Rule, vendor, operation string, batch bool) *Hit {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !r.matches(vendor, operation, batch) || r.Rate < 1 && s.dice.Float64() >= r.Rate {
		return nil
	}
	return s.hit(r)
}

func (s *Set) hit(r Rule) *Hit {
	h := &Hit{Rule: r, Wait: r.Least}
	if r.Most > r.Least {
		h.Wait += time.Duration(s.dice.Int64N(int64(r.Most - r.Least)))
	}
	return h
}
