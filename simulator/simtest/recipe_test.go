package simtest_test

import (
	"os"
	"os/exec"
	"testing"
)

// TestTheRecipeOfAnotherModule builds and runs the tests of a module that uses this one as a stranger would. What it
// needs is what this module needs, so it asks nobody for more.
func TestTheRecipeOfAnotherModule(t *testing.T) {
	t.Parallel()
	c := exec.Command("go", "test", "./...")
	c.Dir = "../../testdata/recipes/go"
	c.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=readonly", "GOWORK=off")
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
