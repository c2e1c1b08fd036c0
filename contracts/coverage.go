package contracts

import "slices"

// Coverage tells for one operation which of its documented outcomes the run saw. Every operation of
// the document and every documented outcome is there, reached or not.
type Coverage struct {
	Vendor    string    `json:"vendor"`
	Operation string    `json:"operation"`
	Outcomes  []Outcome `json:"outcomes"`
}

// An Outcome is one documented way for an operation to answer.
type Outcome struct {
	Outcome string   `json:"outcome"`
	Specs   []string `json:"specs"` // that reached it with an answer within the document; empty when none did
}

// Reached counts the outcomes that at least one spec reached.
func (c Coverage) Reached() int {
	n := 0
	for _, o := range c.Outcomes {
		if len(o.Specs) > 0 {
			n++
		}
	}
	return n
}

func (r *run) coverage(s *Suite) []Coverage {
	specs := r.reached(s)
	var all []Coverage
	for _, op := range s.document.Operations() {
		c := Coverage{Vendor: s.Vendor, Operation: op.ID}
		for _, outcome := range op.Outcomes() {
			c.Outcomes = append(c.Outcomes, Outcome{outcome, append([]string{}, specs[op.ID+" "+outcome]...)})
		}
		all = append(all, c)
	}
	return all
}

// reached returns the ids of the specs by operation and outcome.
func (r *run) reached(s *Suite) map[string][]string {
	specs := map[string][]string{}
	for _, p := range r.plan {
		c := r.cases[p.Spec.ID]
		if p.suite != s || c == nil || c.oracle == nil {
			continue
		}
		for _, x := range c.oracle.seen() {
			if x.outcome == "" {
				continue
			}
			key := x.operation.ID + " " + x.outcome
			if !slices.Contains(specs[key], p.Spec.ID) {
				specs[key] = append(specs[key], p.Spec.ID)
			}
		}
	}
	return specs
}
