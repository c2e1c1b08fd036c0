package simulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// faulty sends an add with a fault over a connection of its own.
func faulty(ctx context.Context, w *world, origin, fault, name string) (*http.Response, []byte, error) {
	w.t.Helper()
	r := w.wire(origin, "POST", addPath, accountNamed(name)).WithContext(ctx)
	r.Header.Set("Sim-Fault", fault)
	return exchange(r)
}

func TestAnsweringFaultsOnTheWire(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	origin := w.serve(nil)
	response, body, err := faulty(t.Context(), w, origin, "503", "状态")
	if err != nil || response.StatusCode != 503 || len(body) != 0 {
		t.Errorf("503: %v %q, %v", response, body, err)
	}
	response, body, err = faulty(t.Context(), w, origin, "code=491", "代码")
	if err != nil || response.StatusCode != 200 || string(body) != `{"error_code":491,"error_msg":"请求超出限制"}` {
		t.Errorf("code=491: %v %q, %v", response, body, err)
	}
	response, body, err = faulty(t.Context(), w, origin, "garbage", "垃圾")
	if err != nil || response.StatusCode != 200 || len(body) == 0 || json.Valid(body) {
		t.Errorf("garbage: %v %q, %v", response, body, err)
	}
	for _, name := range []string{"状态", "代码", "垃圾"} {
		if n := w.count(name); n != 0 {
			t.Errorf("%d accounts %s, want none", n, name)
		}
	}
}

func TestResetCutsTheConnection(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	origin := w.serve(nil)
	for fault, want := range map[string]int{"reset": 0, "reset:after": 1} {
		_, _, err := faulty(t.Context(), w, origin, fault, fault)
		if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v, want a connection that is cut", fault, err)
		}
		if n := w.count(fault); n != want {
			t.Errorf("%s: %d accounts, want %d", fault, n, want)
		}
	}
}

// TestTruncateSendsHalf: the answer begins well, announces its true length, and ends early with a normal close;
// its status and headers are the vendor's. The call has taken effect.
func TestTruncateSendsHalf(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	origin := w.serve(nil)
	response, body, err := faulty(t.Context(), w, origin, "truncate", "一半")
	if err == nil || response == nil {
		t.Fatalf("got %v %q, %v; want an answer that breaks off", response, body, err)
	}
	if !strings.HasPrefix(string(body), `{"error_code":0,`) || json.Valid(body) {
		t.Errorf("the half is %q", body)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) || int(response.ContentLength) != len(body)*2 && int(response.ContentLength) != len(body)*2+1 {
		t.Errorf("%d of %d bytes, then %v; want half and an unexpected end", len(body), response.ContentLength, err)
	}
	r := w.wire(origin, "DELETE", "/WebApi/Handler/1.0/Token/Get.ashx", "")
	r.Header.Set("Sim-Fault", "truncate")
	if response, _, _ := exchange(r); response == nil || response.StatusCode != 405 || response.Header.Get("Cache-Control") == "" ||
		response.Header.Get("Sim-Fault") != "truncate" || response.Header.Get("Sim-Violation") == "" {
		t.Errorf("a refusal that is cut: %+v", response)
	}
	if n := w.count("一半"); n != 1 {
		t.Errorf("%d accounts, want 1", n)
	}
}

// TestTimeoutEndsWithTheClientsDeadline: the call is never answered, and has not taken effect.
func TestTimeoutEndsWithTheClientsDeadline(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	origin := w.serve(nil)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, _, err := faulty(ctx, w, origin, "timeout", "超时"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want the client's own deadline", err)
	}
	if n := w.count("超时"); n != 0 {
		t.Errorf("%d accounts, want none", n)
	}
}

// A gate tells when a call has come to the simulator and when the simulator has let go of it.
type gate struct {
	http.Handler
	entered, left chan bool
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() { g.left <- true }()
	g.entered <- true
	g.Handler.ServeHTTP(w, r)
}

// TestHeldCalls: the simulator holds the call back until the client gives up, and then lets go of it.
func TestHeldCalls(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	g := &gate{w.handler, make(chan bool, 1), make(chan bool, 1)}
	origin := (&world{t: t, handler: g}).serve(nil)
	for fault, want := range map[string]int{"timeout": 0, "timeout:after": 1, "latency=1h": 0, "latency=1h:after": 1} {
		ctx, giveUp := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			_, _, err := faulty(ctx, w, origin, fault, fault)
			done <- err
		}()
		<-g.entered
		for w.count(fault) != want && t.Context().Err() == nil {
		}
		giveUp()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("%s: the client got %v", fault, err)
		}
		<-g.left
		if n := w.count(fault); n != want {
			t.Errorf("%s: %d accounts, want %d", fault, n, want)
		}
	}
}

// TestLatencyThenAnswers: the call is slow and otherwise as any.
func TestLatencyThenAnswers(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	origin := w.serve(nil)
	const wait = 20 * time.Millisecond
	begun := time.Now()
	response, body, err := faulty(t.Context(), w, origin, "latency=20ms..25ms", "慢")
	if err != nil || response.StatusCode != 200 || !json.Valid(body) || w.count("慢") != 1 {
		t.Errorf("%v %q, %v", response, body, err)
	}
	if took := time.Since(begun); took < wait {
		t.Errorf("the answer took %v, want at least %v", took, wait)
	}
}

// TestAHeldCallIsInTheJournal: one can see what the simulator is waiting with.
func TestAHeldCallIsInTheJournal(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	origin := w.serve(nil)
	ctx, giveUp := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, _, err := faulty(ctx, w, origin, "timeout", "悬着")
		done <- err
	}()
	for len(w.journal()) == 0 && t.Context().Err() == nil {
	}
	if e := w.last(); e.Fault != "timeout" || e.Status != 0 || e.Operation != "addAccount" {
		t.Errorf("the journal shows %+v", e)
	}
	giveUp()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("the client got %v", err)
	}
}
