package simulator_test

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
)

// A plainWorld is what a sandbox should hold: accounts by id, and the credentials that select it. Those are WiseCRM's
// appids, and one that stands for all that the sandbox was created with at other vendors.
type plainWorld struct {
	accounts map[string]string
	apps     map[string]bool
}

// elsewhere is how the credentials of other vendors begin, before the name of the sandbox that they were made for.
const elsewhere = "elsewhere "

// appids is how many of the credentials are WiseCRM's.
func (p plainWorld) appids() (n int) {
	for credential := range p.apps {
		if !strings.HasPrefix(credential, elsewhere) {
			n++
		}
	}
	return n
}

func (p plainWorld) clone() plainWorld { return plainWorld{maps.Clone(p.accounts), maps.Clone(p.apps)} }

// A plainSandbox is a sandbox of the model. One that was removed is remembered only by the calls within it.
type plainSandbox struct {
	plainWorld
	name      string
	origin    plainWorld
	snapshots map[string]plainWorld
}

// model is who holds what, and which records there are.
type model map[string]*plainSandbox

// holder returns the sandbox that an appid selects, nil for none.
func (m model) holder(appid string) *plainSandbox {
	for _, s := range m {
		if s.apps[appid] {
			return s
		}
	}
	return nil
}

// conflicts returns the sandboxes other than s that hold any of the credentials.
func (m model) conflicts(s *plainSandbox, credentials map[string]bool) (holders []string) {
	for credential := range credentials {
		if other := m.holder(credential); other != nil && other != s {
			holders = append(holders, other.name)
		}
	}
	return holders
}

// owned are the credentials that a sandbox is created with.
func owned(name string) map[string]bool {
	return map[string]bool{"000-" + name: true, elsewhere + name: true}
}

// keyOf is the key of an appid.
func keyOf(appid string) string {
	if name, ok := strings.CutPrefix(appid, "000-"); ok {
		return "appkey-" + name
	}
	return "key-of-" + appid
}

// A heldContext is that of a call that a fault holds back: it tells when the call is held, and holds it for as long
// as it takes, where a real one would only be waited for.
type heldContext struct {
	context.Context
	once              sync.Once
	entered, released chan struct{}
}

// Done is asked for by whoever waits.
func (g *heldContext) Done() <-chan struct{} {
	g.once.Do(func() {
		close(g.entered)
		<-g.released
	})
	return nil
}

// A heldCall is an addAccount that has begun and waits.
type heldCall struct {
	appid, name string
	in          *plainSandbox // nil while it still sends its body, and so is nowhere yet
	release     func()
	answer      chan string
}

// addRequest adds an account in the sandbox that the appid selects.
func addRequest(appid string, body io.Reader) *http.Request {
	q := url.Values{"appid": {appid}, "sign": {keyOf(appid)}, "op_user": {demoUser}}
	r := httptest.NewRequest("POST", addPath+"?"+q.Encode(), body)
	r.Header.Set("Content-Type", contentJSON)
	return r
}

func answerOf(handler http.Handler, r *http.Request) string {
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, r)
	return recorder.Body.String()
}

// holdInside begins a call that a fault holds back within the sandbox.
func holdInside(handler http.Handler, appid, name string, in *plainSandbox) *heldCall {
	g := &heldContext{Context: context.Background(), entered: make(chan struct{}), released: make(chan struct{})}
	r := addRequest(appid, strings.NewReader(accountNamed(name)))
	r.Header.Set("Sim-Fault", "latency=1ms")
	c := &heldCall{appid, name, in, func() { close(g.released) }, make(chan string, 1)}
	go func() { c.answer <- answerOf(handler, r.WithContext(g)) }()
	<-g.entered
	return c
}

// holdOutside begins a call whose body does not end.
func holdOutside(handler http.Handler, appid, name string) *heldCall {
	reader, writer := io.Pipe()
	body := accountNamed(name)
	c := &heldCall{appid, name, nil, func() {
		_, _ = io.WriteString(writer, body[5:])
		writer.Close()
	}, make(chan string, 1)}
	go func() { c.answer <- answerOf(handler, addRequest(appid, reader)) }()
	_, _ = io.WriteString(writer, body[:5]) // Which the handler has read then.
	return c
}
