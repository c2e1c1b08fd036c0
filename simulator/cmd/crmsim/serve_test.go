package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator"
)

// running is a server that serve runs.
type running struct {
	origin string
	stop   context.CancelFunc
	ended  chan error
}

func start(t *testing.T, handler http.Handler) *running {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	r := &running{"http://" + listener.Addr().String(), stop, make(chan error, 1)}
	go func() { r.ended <- serve(ctx, listener, handler, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(stop)
	return r
}

// end stops the server and waits for it.
func (r *running) end(t *testing.T) {
	t.Helper()
	r.stop()
	select {
	case err := <-r.ended:
		if err != nil {
			t.Errorf("serve ended with %v", err)
		}
	case <-time.After(shutdownTimeout + 5*time.Second):
		t.Fatal("serve does not end")
	}
	if r := command("health", "--url", r.origin); r.code != exitFailed {
		t.Errorf("something still answers: %+v", r)
	}
}

func TestServeUntilCancelled(t *testing.T) {
	t.Parallel()
	sim, err := simulator.New(simulator.Config{Seed: 42})
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, sim)
	if got := command("health", "--url", r.origin); got.code != 0 {
		t.Errorf("health: %+v", got)
	}
	r.end(t)
}

// TestHeldCallsEnd: a call that a fault holds back does not keep the server from ending, nor does it get an
// answer then.
func TestHeldCallsEnd(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"timeout", "latency=1h", "latency=1h:after", "timeout:after"} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			heldCallEnds(t, fault)
		})
	}
}

func heldCallEnds(t *testing.T, fault string) {
	t.Helper()
	sim, err := simulator.New(simulator.Config{Seed: 42, Faults: []string{fault}})
	if err != nil {
		t.Fatal(err)
	}
	held := make(chan bool, 1)
	r := start(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		held <- true
		sim.ServeHTTP(w, q)
	}))
	answered := make(chan error, 1)
	go func() {
		response, err := http.Get(r.origin + "/gw/user/list")
		if err == nil {
			response.Body.Close()
		}
		answered <- err
	}()
	<-held
	r.end(t)
	if err := <-answered; err == nil {
		t.Error("a call that is held back was answered")
	}
}

// TestCallsUnderWayAreAnswered before the server ends.
func TestCallsUnderWayAreAnswered(t *testing.T) {
	t.Parallel()
	under, goOn := make(chan bool), make(chan bool)
	r := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		under <- true
		<-goOn
		_, _ = io.WriteString(w, "done")
	}))
	answered := make(chan string, 1)
	go func() {
		response, err := http.Get(r.origin)
		if err != nil {
			answered <- err.Error()
			return
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			answered <- err.Error()
			return
		}
		answered <- string(text)
	}()
	<-under
	r.stop()
	close(goOn)
	if got := <-answered; got != "done" {
		t.Errorf("the call got %q", got)
	}
	r.end(t)
}

func TestServeTellsWhyItCannot(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := serve(t.Context(), listener, http.NotFoundHandler(), slog.New(slog.DiscardHandler)); err == nil {
		t.Error("serve on a closed listener ends without an error")
	}
}

// successes are what each vendor's answer holds when the line in the table works.
var successes = map[string]string{"wisecrm": `"error_code":0,`, "dustess": `"success":true`, "quancheng": `{"value":`, "socialepoch": `"code":200`}

// TestTheTable: it names each vendor with its base URL, and each of its curl lines works as pasted.
func TestTheTable(t *testing.T) {
	t.Parallel()
	sim, err := simulator.New(simulator.Config{Seed: 42})
	if err != nil {
		t.Fatal(err)
	}
	server := served(t, sim)
	var out bytes.Buffer
	(&serveCommand{}).printTable(output{&out, io.Discard}, sim, server.URL)
	text := out.String()
	entries := sim.Entries(server.URL)
	if n := strings.Count(text, "  curl "); n != len(entries) || n == 0 {
		t.Errorf("%d curl lines for %d vendors:\n%s", n, len(entries), text)
	}
	for _, e := range entries {
		if !strings.Contains(text, e.Vendor) || !strings.Contains(text, e.BaseURL) || !strings.HasPrefix(e.BaseURL, server.URL+"/") {
			t.Errorf("the table lacks %s and %s:\n%s", e.Vendor, e.BaseURL, text)
		}
	}
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "  curl ") {
			continue
		}
		vendor := entries[0].Vendor
		entries = entries[1:]
		response, err := http.DefaultClient.Do(fromCurl(t, strings.TrimSpace(line)))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != 200 || !strings.Contains(string(body), successes[vendor]) {
			t.Errorf("%s\n answers %s %s, %v", line, response.Status, body, err)
		}
		if notes := response.Header.Get("Sim-Violation") + response.Header.Get("Sim-Warning"); notes != "" {
			t.Errorf("%s\n is not clean: %s", line, notes)
		}
	}
}

// fromCurl reads a command line of curl in single quotes, with the options that the table uses.
func fromCurl(t *testing.T, line string) *http.Request {
	t.Helper()
	method, address, body := http.MethodGet, "", ""
	header := http.Header{}
	words := strings.Split(line, "'")
	for i := 0; i+1 < len(words); i += 2 {
		value := words[i+1]
		switch option := strings.TrimSpace(words[i]); option {
		case "curl":
			address = value
		case "-H":
			name, text, _ := strings.Cut(value, ": ")
			header.Add(name, text)
		case "-d":
			method, body = http.MethodPost, value
		default:
			t.Fatalf("option %q in %s", option, line)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if r.Header = header; method == http.MethodPost && header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded") // As curl does.
	}
	return r
}
