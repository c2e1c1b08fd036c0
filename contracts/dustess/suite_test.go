package dustess

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
