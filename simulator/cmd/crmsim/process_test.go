package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary stand in for crmsim: started with asCrmsim in the environment, it is one.
func TestMain(m *testing.M) {
	if os.Getenv(asCrmsim) != "" {
		main()
	}
	os.Exit(m.Run())
}

const asCrmsim = "TEST_AS_CRMSIM"

var listening = regexp.MustCompile(`address=(\S+)`)

// asProcess returns crmsim as a process that is not started yet.
func asProcess(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asCrmsim+"=1")
	return c
}

// underGoRun returns go run with a crmsim that writes its port to a file.
func underGoRun(file string) *exec.Cmd {
	return exec.Command("go", "run", ".", "--listen", "127.0.0.1:0", "--quiet", "--log-format", "off", "--port-file", file)
}

// process starts crmsim as a process of its own and returns it with its origin.
func process(t *testing.T, args ...string) (*exec.Cmd, string) {
	t.Helper()
	c := asProcess(append([]string{"--listen", "127.0.0.1:0", "--quiet"}, args...)...)
	log, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill() })
	lines := bufio.NewReader(log)
	first, err := lines.ReadString('\n')
	found := listening.FindStringSubmatch(first)
	if err != nil || found == nil {
		t.Fatalf("crmsim says %q, %v", first, err)
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return c, "http://" + found[1]
}

// TestStopAndStartAgain: what a client did is there after a stop by signal and a new start.
func TestStopAndStartAgain(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state")
	c, origin := process(t, "--state", file)
	made, err := http.Post(origin+"/_sim/sandboxes", "application/json", nil)
	if err != nil || made.StatusCode != http.StatusCreated {
		t.Fatalf("%v %v", made, err)
	}
	made.Body.Close()
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Fatalf("crmsim ended with %v", err)
	}
	_, origin = process(t, "--state", file)
	found, err := http.Get(origin + "/_sim/sandboxes/sandbox-1")
	if err != nil || found.StatusCode != http.StatusOK {
		t.Fatalf("%v %v", found, err)
	}
	found.Body.Close()
}

// TestASecondSignalEndsItAtOnce: whoever presses Ctrl-C twice does not want to wait.
func TestASecondSignalEndsItAtOnce(t *testing.T) {
	t.Parallel()
	c, origin := process(t)
	// A request whose body does not end keeps the first signal's shutdown waiting.
	body, never := io.Pipe()
	defer never.Close()
	go func() {
		answer, err := http.Post(origin+"/gw/account/add", "application/json", body)
		if err == nil {
			answer.Body.Close()
		}
	}()
	if _, err := io.WriteString(never, "{"); err != nil { // The server has the connection now.
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for signals := 0; ; signals++ {
		select {
		case err := <-ended:
			status, _ := c.ProcessState.Sys().(syscall.WaitStatus)
			if signals < 2 || !status.Signaled() || status.Signal() != syscall.SIGINT {
				t.Errorf("after %d signals it ended with %v, want by the signal", signals, err)
			}
			return
		case <-time.After(20 * time.Millisecond): // The first must have been seen before the second counts.
			_ = c.Process.Signal(syscall.SIGINT) // It may have ended.
		}
	}
}
