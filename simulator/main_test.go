package simulator_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"testing"
	"time"
)

// TestMain fails when the tests leave goroutines of the simulator or of a server behind: a fault that
// holds a call back must let go of it.
func TestMain(m *testing.M) {
	_ = flag.Set("rapid.checks", "8") // Unless the command line says else.
	code := m.Run()
	if stacks := leaked(time.Now().Add(5 * time.Second)); stacks != "" {
		fmt.Fprintf(os.Stderr, "goroutines left behind:\n%s\n", stacks)
		code = max(code, 1)
	}
	os.Exit(code)
}

// leaked waits until no goroutine serves a call any more, or says which still do at the deadline.
func leaked(deadline time.Time) string {
	for {
		var stacks bytes.Buffer
		_ = pprof.Lookup("goroutine").WriteTo(&stacks, 1) // A buffer takes everything.
		busy := bytes.Contains(stacks.Bytes(), []byte("simulator.(*Simulator)")) ||
			bytes.Contains(stacks.Bytes(), []byte("net/http.(*conn).serve"))
		switch {
		case !busy:
			return ""
		case time.Now().After(deadline):
			return stacks.String()
		}
		runtime.Gosched()
	}
}
