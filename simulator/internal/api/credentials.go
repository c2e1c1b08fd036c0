package api

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/crmsim/crmsim/simulator/internal/redact"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// A claim is a text that means something beyond the record that bears it: a credential that selects the sandbox, or a
// secret, which may be the same text. It counts the records that bear it.
type claim struct {
	text    string
	secret  bool
	records int
}

func noClaims() store.Set[claim] {
	return store.NewSet(func(a, b claim) bool { return a.compare(b) < 0 })
}

// compare orders claims by what they are of.
func (c claim) compare(d claim) int {
	switch {
	case c.secret == d.secret:
		return strings.Compare(c.text, d.text)
	case d.secret:
		return -1
	default:
		return 1
	}
}

// Claim lets a credential select this sandbox once the transaction is kept. Each record that bears the
// credential claims it; "" is none.
func (c *change) Claim(credential string) { c.count(claim{text: credential}, +1) }

// Release takes back one Claim.
func (c *change) Release(credential string) { c.count(claim{text: credential}, -1) }

// Hide keeps a text out of all that is recorded of any sandbox's calls, once the transaction is kept. Each record that
// bears the secret hides it; "" is none. One that is shorter than redact.Shortest is hidden in this sandbox only.
func (c *change) Hide(secret string) { c.count(claim{text: secret, secret: true}, +1) }

// Reveal takes back one Hide.
func (c *change) Reveal(secret string) { c.count(claim{text: secret, secret: true}, -1) }

func (c *change) count(of claim, by int) {
	if of.text == "" {
		return
	}
	is, _ := c.claims.Get(of)
	of.records = is.records + by
	if of.records > 0 {
		c.claims.Put(c.Writer, of)
	} else {
		c.claims.Delete(c.Writer, of)
	}
	c.touched = append(c.touched, of)
	if of.secret && len(of.text) < redact.Shortest {
		c.short = slices.DeleteFunc(slices.Clone(c.short), func(s string) bool { return s == of.text })
		if of.records > 0 {
			c.short = append(c.short, of.text)
		}
	}
}

// Holders says which sandbox a credential selects, and which texts are secrets. A credential has one holder at a time;
// a secret may have many. The zero value holds nothing.
type Holders struct {
	Secrets redact.Known

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
func (h *Holders) publish(s *Sandbox, vendor string, c *cell, next *version, touched []claim) error {
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
	for _, of := range touched {
		if holder := h.by[vendor][of.text]; !of.secret && holder != nil && holder != s && next.has(of) {
			return &Conflict{vendor, holder.Name}
		}
	}
	was := c.current.Load()
	slices.SortFunc(touched, claim.compare)
	for _, of := range slices.CompactFunc(touched, func(a, b claim) bool { return a.compare(b) == 0 }) {
		if before, after := was.has(of), next.has(of); before != after {
			h.set(s, vendor, of, after)
		}
	}
	c.current.Store(next)
	return nil
}

// set notes that a sandbox holds a claim from now on, or no longer.
func (h *Holders) set(s *Sandbox, vendor string, of claim, holds bool) {
	switch {
	case of.secret && holds:
		h.Secrets.Add(of.text)
		return
	case of.secret:
		h.Secrets.Remove(of.text)
		return
	}
	credential := of.text
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
		for of := range versions[i].claims.All() {
			if holder := h.by[v.ID()][of.text]; !of.secret && holder != nil && holder != s {
				return &Conflict{v.ID(), holder.Name}
			}
		}
	}
	hold := func(secret bool) {
		for i, v := range s.shared.Vendors {
			for of := range versions[i].claims.All() {
				if of.secret == secret {
					h.set(s, v.ID(), of, true)
				}
			}
		}
	}
	hold(true) // Before those go that the sandbox has: what stays is hidden all the time.
	h.drop(s)
	hold(false)
	for i := range s.cells {
		s.cells[i].current.Store(versions[i])
	}
	return nil
}

// drop releases all that a sandbox holds.
func (h *Holders) drop(s *Sandbox) {
	for i, v := range s.shared.Vendors {
		if now := s.cells[i].current.Load(); now != nil {
			for of := range now.claims.All() {
				h.set(s, v.ID(), of, false)
			}
		}
	}
}

// remove releases a sandbox's credentials for good, also those that a call in flight is about to claim.
func (h *Holders) remove(s *Sandbox) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !s.gone {
		h.drop(s)
	}
	s.gone = true
}

func (v *version) has(of claim) bool {
	_, ok := v.claims.Get(of)
	return ok
}

// Redactor returns a redactor of all secrets that the process holds, of the sandbox's short ones, and of tokens.
func (s *Sandbox) Redactor(tokens []redact.Token) *redact.Redactor {
	r := redact.New(&s.shared.Holders.Secrets, tokens)
	for i := range s.cells {
		r.Add(s.cells[i].current.Load().short...)
	}
	return r
}
