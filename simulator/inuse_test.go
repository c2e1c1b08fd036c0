package simulator

import (
	"errors"
	"fmt"
	"testing"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// TestASandboxInUseStays: while a call is under way in it, nothing takes its place.
func TestASandboxInUseStays(t *testing.T) {
	t.Parallel()
	sim, err := New(Config{MaxSandboxes: 2})
	if err != nil {
		t.Fatal(err)
	}
	entered := map[string]*api.Sandbox{}
	for _, name := range []string{"a", "b"} {
		if _, err := sim.worlds.create(name, nil, api.Life{}); err != nil {
			t.Fatal(err)
		}
		entered[name] = sim.worlds.choose(name, "", "")
	}
	if _, err := sim.worlds.create("c", nil, api.Life{}); !errors.Is(err, errFull) {
		t.Errorf("a sandbox too many while all are in use: %v", err)
	}
	entered["b"].Leave()
	for i := range 3 {
		if _, err := sim.worlds.create(fmt.Sprint("later-", i), nil, api.Life{}); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]bool{"a": true, "b": false, "later-1": false, "later-2": true, DefaultSandbox: true} {
		if got := sim.worlds.named(name) != nil; got != want {
			t.Errorf("sandbox %s is there: %v, want %v", name, got, want)
		}
	}
}
