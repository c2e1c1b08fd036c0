package api

import (
	"fmt"
	"iter"
	"sync"

	"github.com/crmsim/crmsim/simulator/internal/store"
)

// A claim is a credential that selects a sandbox, with the number of records that bear it.
type claim struct {
	credential string
	records    int
}

func noClaims() store.Set[claim] {
	return store.NewSet(func(a, b claim) bool { return a.credential < b.credential })
}

// Claim lets a credential select this sandbox once the transaction is kept. Each record that bears the
// credential claims it; "" is none.
func (c *change) Claim(credential string) { c.count(credential, +1) }

// Release takes back one Claim.
func (c *change) Release(credential string) { c.count(credential, -1) }

func (c *change) count(credential string, by int) {
	if credential == "" {
		return
	}
	is, _ := c.credentials.Get(claim{credential: credential})
	is.credential, is.records = credential, is.records+by
	if is.records > 0 {
		c.credentials.Put(c.Writer, is)
	} else {
		c.credentials.Delete(c.Writer, is)
	}
	c.touched = append(c.touched, credential)
}

// Holders says which sandbox a credential selects. A credential has one holder at a time. The zero
// value holds nothing.
type Holders struct {
	mu sync.RWMutex
	by map[string]map[string]*Sandbox // by vendor and credential
}

// A Conflict is a credential that another sandbox holds.
type Conflict struct{ Vendor, Holder string }

func (c *Conflict) Error() string {
	return fmt.Sprintf("a credential of %s selects the sandbox %q already; one credential selects one sandbox", c.Vendor, c.Holder)
}

// Holder returns the sandbox that a credential selects, nil when it selects none.
func (h *Holders) Holder(vendor, credential string) *Sandbox {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.by[vendor][credential]
}

// publish makes a version the current one of a cell, and its claims on the touched credentials count.
// The caller holds the cell's lock.
func (h *Holders) publish(s *Sandbox, vendor string, c *cell, next *version, touched []string) error {
	if len(touched) == 0 {
		c.current.Store(next)
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.gone { // Nobody will come here again, so nothing may lead here.
		c.current.Store(next)
		return nil
	}
	for _, credential := range touched {
		if holder := h.by[vendor][credential]; holder != nil && holder != s && next.claims(credential) {
			return &Conflict{vendor, holder.Name}
		}
	}
	for _, credential := range touched {
		h.set(s, vendor, credential, next.claims(credential))
	}
	c.current.Store(next)
	return nil
}

func (h *Holders) set(s *Sandbox, vendor, credential string, holds bool) {
	if h.by == nil {
		h.by = map[string]map[string]*Sandbox{}
	}
	if h.by[vendor] == nil {
		h.by[vendor] = map[string]*Sandbox{}
	}
	if holds {
		h.by[vendor][credential] = s
	} else if h.by[vendor][credential] == s {
		delete(h.by[vendor], credential)
	}
}

// replace makes versions the current ones of all of a sandbox's cells, with their claims in place of
// those it has. The caller holds the cells' locks.
func (h *Holders) replace(s *Sandbox, versions []*version) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.gone {
		return ErrGone
	}
	for i, v := range s.shared.Vendors {
		for credential := range versions[i].all() {
			if holder := h.by[v.ID()][credential]; holder != nil && holder != s {
				return &Conflict{v.ID(), holder.Name}
			}
		}
	}
	h.drop(s)
	for i, v := range s.shared.Vendors {
		for credential := range versions[i].all() {
			h.set(s, v.ID(), credential, true)
		}
		s.cells[i].current.Store(versions[i])
	}
	return nil
}

// drop releases all credentials that a sandbox holds.
func (h *Holders) drop(s *Sandbox) {
	for i, v := range s.shared.Vendors {
		if now := s.cells[i].current.Load(); now != nil {
			for credential := range now.all() {
				h.set(s, v.ID(), credential, false)
			}
		}
	}
}

// remove releases a sandbox's credentials for good, also those that a call in flight is about to claim.
func (h *Holders) remove(s *Sandbox) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(s)
	s.gone = true
}

func (v *version) claims(credential string) bool {
	_, ok := v.credentials.Get(claim{credential: credential})
	return ok
}

func (v *version) all() iter.Seq[string] {
	return func(yield func(string) bool) {
		for c := range v.credentials.All() {
			if !yield(c.credential) {
				return
			}
		}
	}
}
