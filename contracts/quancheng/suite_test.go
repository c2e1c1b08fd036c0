package quancheng

import (
	"testing"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/simulator"
)

// TestContract runs every spec against the simulator; no other test of this package may need it.
func TestContract(t *testing.T) {
	sim, err := simulator.New(simulator.Config{Seed: 42})
	if err != nil {
		t.Fatal(err)
	}
	contracts.Test(t, Suite(), sim)
}

// TestEachTypeIsBroken: a parameter that is no text, required or not, is given what is none of its type.
func TestEachTypeIsBroken(t *testing.T) {
	s := Suite()
	for _, op := range s.Document().Operations() {
		for _, p := range op.Parameters {
			if kind := p.Schema().Type(); kind != "string" && !s.Has(op.ID+".type."+p.Name) {
				t.Errorf("%s: nothing gives %s what is no %s", op.ID, p.Name, kind)
			}
		}
	}
}
