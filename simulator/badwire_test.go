package simulator_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// connect opens a connection to the origin, closed after the test. All reads end with the test's patience.
func connect(t *testing.T, origin string) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(origin, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	tcp, _ := conn.(*net.TCPConn)
	return tcp
}

// head is the head of a POST that promises a body.
func (w *world) head(length string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%s\r\n\r\n",
		w.request("POST", addPath, "").URL.RequestURI(), length)
}

// TestTooLargeOnTheWire: with a length and in chunks, and the client can read the answer.
func TestTooLargeOnTheWire(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	origin := w.serve(nil)
	for name, body := range map[string]io.Reader{
		"with a length": strings.NewReader(accountNamed(strings.Repeat("x", maxBody))),
		"in chunks":     io.MultiReader(strings.NewReader(`{"accountName":"`), strings.NewReader(strings.Repeat("x", maxBody)), strings.NewReader(`"}`)),
	} {
		r := w.wire(origin, "POST", addPath, "")
		r.Body, r.ContentLength, r.GetBody = io.NopCloser(body), -1, nil
		if sized, ok := body.(*strings.Reader); ok {
			r.ContentLength = sized.Size()
		}
		response, text, err := exchange(r)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if response.StatusCode != http.StatusRequestEntityTooLarge || string(text) != `{"error_code":401,"error_msg":"参数 POST流 无效"}` {
			t.Errorf("%s: %s %s", name, response.Status, text)
		}
		if e := w.last(); e.Status != http.StatusRequestEntityTooLarge || len(e.Findings) != 1 || e.Findings[0].Rule != "maxLength" {
			t.Errorf("%s: the journal ends with %d %+v", name, e.Status, e.Findings)
		}
	}
}

// TestTheLargestBodyPasses: the bound itself is within it.
func TestTheLargestBodyPasses(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	body := `{"accountName":"大"}`
	if a := w.post(addPath, body+strings.Repeat(" ", maxBody-len(body))); a.Code != 0 || w.count("大") != 1 {
		t.Errorf("answered %d %s", a.status, a.body)
	}
}

// TestAnAbortedBody changes nothing and is in the journal.
func TestAnAbortedBody(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	origin := w.serve(nil)
	for name, text := range map[string]string{
		"short of its length": w.head("Content-Length: 100") + accountNamed("没说完"),
		"inside a chunk":      w.head("Transfer-Encoding: chunked") + "ff\r\n" + accountNamed("没说完"),
		"between chunks":      w.head("Transfer-Encoding: chunked") + "1\r\n{\r\n",
	} {
		conn := connect(t, origin)
		if _, err := io.WriteString(conn, text); err != nil {
			t.Fatal(err)
		}
		if err := conn.CloseWrite(); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		response.Body.Close()
		if response.StatusCode != http.StatusRequestTimeout {
			t.Errorf("%s: answered %s", name, response.Status)
		}
		if e := w.last(); e.Status != http.StatusRequestTimeout || e.Operation != "addAccount" || len(e.Findings) != 1 {
			t.Errorf("%s: the journal ends with %+v", name, e)
		}
	}
	if n := w.count("没说完"); n != 0 {
		t.Errorf("%d accounts of half a request", n)
	}
}

// TestASlowBody gives up when the server's patience ends, in the vendor's envelope.
func TestASlowBody(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	origin := w.serve(func(s *http.Server) { s.ReadTimeout = 50 * time.Millisecond })
	conn := connect(t, origin)
	if _, err := io.WriteString(conn, w.head("Content-Length: 100")+`{"accountName":`); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusRequestTimeout || !strings.Contains(string(text), `"error_code":500`) ||
		!strings.Contains(response.Header.Get("Sim-Violation"), "a whole body") {
		t.Errorf("answered %s %s, %v", response.Status, text, err)
	}
	if e := w.last(); e.Status != http.StatusRequestTimeout {
		t.Errorf("the journal ends with %+v", e)
	}
}

// TestMalformedHTTP is answered with 400 by net/http, and never reaches a vendor.
func TestMalformedHTTP(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	origin := w.serve(nil)
	for name, text := range map[string]string{
		"no HTTP":              "hello\r\n\r\n",
		"malformed escape":     "GET /gw/account/list%zz HTTP/1.1\r\nHost: x\r\n\r\n",
		"two lengths":          w.head("Content-Length: 1\r\nContent-Length: 2"),
		"negative length":      w.head("Content-Length: -1"),
		"length and something": w.head("Content-Length: 1x"),
		"no host":              "GET /gw/user/list HTTP/1.1\r\n\r\n",
	} {
		conn := connect(t, origin)
		if _, err := io.WriteString(conn, text); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		response.Body.Close()
		if response.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: answered %s", name, response.Status)
		}
	}
	if n := len(w.journal()); n != 0 {
		t.Errorf("%d entries in the journal, want none", n)
	}
}

// TestALongQueryOnTheWire: up to the bound of net/http it is served, beyond it refused.
func TestALongQueryOnTheWire(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	origin := w.serve(nil)
	for size, want := range map[int]int{500 << 10: http.StatusOK, 2 << 20: http.StatusRequestHeaderFieldsTooLarge} {
		conn := connect(t, origin)
		line := w.request("GET", listPath, "", "fields", "accountId", "qname", strings.Repeat("x", size)).URL.RequestURI()
		go func() {
			// The server may hang up before it has read all; what counts is its answer.
			_, _ = io.WriteString(conn, "GET "+line+" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
		}()
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Errorf("%d bytes: %v", size, err)
			continue
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%d bytes: answered %s, want %d", size, response.Status, want)
		}
	}
}

// TestTheConnectionGoesOn after a refused call.
func TestTheConnectionGoesOn(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	origin := w.serve(nil)
	conn := connect(t, origin)
	answers := bufio.NewReader(conn)
	for _, c := range []struct {
		body string
		want string
	}{{"nonsense", `"error_code":401`}, {"", `"error_code":402`}, {accountNamed("还在"), `"error_code":0`}} {
		if _, err := io.WriteString(conn, w.head(fmt.Sprintf("Content-Length: %d", len(c.body)))+c.body); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || !strings.Contains(string(text), c.want) {
			t.Errorf("%q: answered %s, %v; want %s", c.body, text, err, c.want)
		}
	}
}
