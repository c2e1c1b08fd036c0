package simulator_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// An event is one of a stream of server-sent events.
type event struct{ id, kind, data string }

// A stream is the journal of a sandbox as it grows.
type stream struct {
	t    *testing.T
	body io.ReadCloser
	*bufio.Reader
}

func (w *world) stream(t *testing.T, url, query string, header ...string) *stream {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", url+"/_sim/sandboxes/"+w.name+"/journal/stream"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(header) > 0 {
		r.Header.Set(header[0], header[1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if got := response.Header.Get("Content-Type"); response.StatusCode != 200 || got != "text/event-stream" {
		t.Fatalf("%s, content type %q", response.Status, got)
	}
	t.Cleanup(func() { response.Body.Close() })
	return &stream{t, response.Body, bufio.NewReader(response.Body)}
}

// next returns the next event, with the kind "end" for the end of the stream.
func (s *stream) next() (e event) {
	for {
		line, err := s.ReadString('\n')
		if err != nil {
			return event{kind: "end"}
		}
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch {
		case line == "\n" && e != event{}:
			return e
		case name == "id":
			e.id = value
		case name == "event":
			e.kind = value
		case name == "data":
			e.data = value
		}
	}
}

func TestTheJournalAsAStream(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{}).fork("watched", "")
	url := w.serve(nil)
	w.add("甲公司")
	s := w.stream(t, url, "?operation=addAccount")
	w.get(listPath, "fields", "accountId")
	w.add("乙公司")
	var shown struct {
		Operation, Outcome string
		Parameters         map[string]any
		Request            struct{ AccountName string }
	}
	e := s.next()
	if err := json.Unmarshal([]byte(e.data), &shown); err != nil || e.id != "3" || e.kind != "" {
		t.Fatalf("event %+v: %v", e, err)
	}
	if shown.Operation != "addAccount" || shown.Outcome != "0" || shown.Request.AccountName != "乙公司" || shown.Parameters["op_user"] != demoUser {
		t.Errorf("entry %+v", shown)
	}
	again := w.stream(t, url, "", "Last-Event-ID", "1")
	if e := again.next(); e.id != "2" {
		t.Errorf("a reader that comes back behind 1 gets %+v", e)
	}
	w.own("DELETE", "/journal", "", http.StatusNoContent, nil)
	if e := s.next(); e.kind != "cleared" {
		t.Errorf("after the journal was cleared: %+v", e)
	}
	w.own("DELETE", "", "", http.StatusNoContent, nil)
	if e := s.next(); e.kind != "removed" || s.next().kind != "end" {
		t.Errorf("after the sandbox was removed: %+v", e)
	}
}

// TestAStreamEndsWithTheServer, which tells its calls so by their context.
func TestAStreamEndsWithTheServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	ctx, stop := context.WithCancel(t.Context())
	s := w.stream(t, w.serve(func(c *http.Server) { c.BaseContext = func(net.Listener) context.Context { return ctx } }), "")
	stop()
	if e := s.next(); e.kind != "end" {
		t.Errorf("after the server was told to stop: %+v", e)
	}
}

func TestAStreamRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	w.own("GET", "/journal/stream?limit=1", "", http.StatusBadRequest, nil)
	w.own("GET", "/journal/stream?status=x", "", http.StatusBadRequest, nil)
}
