// Package gateway is a vendor call's way from the router to the answer: the stages of a call, the faults
// that befall it, and what of it is recorded.
package gateway

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/mux"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/defect"
	"github.com/crmsim/crmsim/simulator/internal/redact"
)

// The headers that a call may carry for crmsim. No vendor has one that begins so.
const (
	headerSandbox = "Sim-Sandbox" // the sandbox's name, where the credential cannot select it
	headerFault   = "Sim-Fault"   // a fault for this call only
	headerSign    = "Sim-Sign"    // "yes": complete credentials and signature
)

// A Gateway answers the calls of all vendors. It is an http.Handler and safe for concurrent use.
type Gateway struct {
	vendors    []*api.Vendor
	routers    []*mux.Router // beside vendors
	choose     Choose
	operations map[string][]string // by vendor, for faults
	tokens     []redact.Token      // of the vendors that make their own
	patience   time.Duration       // with a client that reads its answer
	planted    atomic.Pointer[defect.Hook]
}

// Choose returns the sandbox of that name or, with an empty name, the one that the credential selects. The
// call has entered it and must leave it. Nil when there is none of that name.
type Choose func(name, vendor, credential string) *api.Sandbox

// A stage is one step of a call's way. An answer ends the way in; the way out is every call's.
type stage func(*exchange) *api.Answer

// way is what happens to a call, in this order.
var way = []stage{
	readBody,     // Before the sandbox: some credentials stand in the body.
	findSandbox,  // Before all that has state. Whatever fails from here on is in a journal.
	faultBefore,  // Before authentication: a server that is down refuses nobody.
	complete,     // Before authentication, which must not know who signed.
	authenticate, // Before the limit: strangers use nobody's calls up.
	limit,        // Before the check: a client that floods with nonsense is stopped too.
	check,        // Before the handler, which then holds nothing but the vendor's rules.
	handle,       // In a transaction, kept if the answer says so.
}

// out is what happens to every call that has a sandbox, whoever answered it.
var out = []func(*exchange){
	faultAfter, // After the handler: the call has taken effect, the client does not learn it.
	record,     // Before writing: who has read an answer finds it in the journal.
	write,
}

// New returns the gateway of the vendors. A client may take as long as patience to read an answer.
func New(vendors []*api.Vendor, choose Choose, patience time.Duration) *Gateway {
	g := &Gateway{vendors: vendors, choose: choose, operations: map[string][]string{}, patience: patience}
	for _, v := range vendors {
		g.routers = append(g.routers, g.router(v))
		if v.Token != nil {
			g.tokens = append(g.tokens, v.Token)
		}
		for _, op := range v.Document.Operations() {
			g.operations[v.ID()] = append(g.operations[v.ID()], op.ID)
		}
	}
	return g
}

// router builds a vendor's router from its document: a route an operation, named by its id.
func (g *Gateway) router(v *api.Vendor) *mux.Router {
	router := mux.NewRouter().SkipClean(true)
	for _, op := range v.Document.Operations() {
		router.Path(op.Path).Methods(slices.Clone(op.Methods)...).Name(op.ID).Handler(g.serve(v, op))
	}
	router.NotFoundHandler = g.serve(v, nil)
	router.MethodNotAllowedHandler = g.serve(v, nil)
	return router
}

// ServeHTTP answers a vendor's call, in the sandbox that a leading /~NAME in the path names if there is one.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = cutSandbox(r)
	if i, path := g.find(r.URL); i >= 0 {
		if path != r.URL.Path {
			r = withPath(r, path, "")
		}
		var match mux.RouteMatch
		if hasEncodedSlash(r.URL) { // It separates nothing (RFC 3986, 2.2), which mux does not see.
			match.Handler = g.routers[i].NotFoundHandler
		} else {
			g.routers[i].Match(r, &match) // Not ServeHTTP, which copies the request twice for what nobody reads here.
		}
		match.Handler.ServeHTTP(w, r)
		return
	}
	var prefixes []string
	for _, v := range g.vendors {
		prefixes = append(prefixes, v.ID()+" "+strings.Join(v.Prefixes, " "))
	}
	// The path is not repeated: without a sandbox nobody knows which parts of it are secret.
	Refuse(w, http.StatusNotFound, "no vendor serves this path; known prefixes: %s", strings.Join(prefixes, ", "))
}

// find returns the vendor that serves a path, -1 for none, and the documented spelling of the path.
func (g *Gateway) find(u *url.URL) (vendor int, path string) {
	sent := u.EscapedPath()
	owner := slices.IndexFunc(g.vendors, func(v *api.Vendor) bool {
		return slices.ContainsFunc(v.Prefixes, func(prefix string) bool { return strings.HasPrefix(sent, prefix) })
	})
	if owner >= 0 && g.vendors[owner].Document.HasPath(u.Path) {
		return owner, u.Path
	}
	for i, v := range g.vendors {
		if v.Canonical == nil {
			continue
		}
		switch path, ok := v.Canonical(u.Path); {
		case ok && v.Document.HasPath(path):
			return i, path
		case ok:
			return i, u.Path // As it was sent, for whatever is said of it.
		}
	}
	return owner, u.Path
}

// cutSandbox makes the header Sim-Sandbox of a leading /~NAME in the path.
func cutSandbox(r *http.Request) *http.Request {
	rest, ok := strings.CutPrefix(r.URL.Path, "/~")
	if !ok {
		return r
	}
	name, path, _ := strings.Cut(rest, "/")
	_, raw, _ := strings.Cut(strings.TrimPrefix(r.URL.RawPath, "/~"), "/")
	if raw != "" {
		raw = "/" + raw
	}
	inner := withPath(r, "/"+path, raw)
	inner.Header = r.Header.Clone()
	inner.Header.Set(headerSandbox, name)
	return inner
}

func hasEncodedSlash(u *url.URL) bool { return strings.Contains(strings.ToLower(u.RawPath), "%2f") }

// withPath returns a copy of the request under another path.
func withPath(r *http.Request, path, raw string) *http.Request {
	inner := *r
	inner.URL = &url.URL{Path: path, RawPath: raw, RawQuery: r.URL.RawQuery}
	return &inner
}

// serve returns the handler of an operation, or with none of what the vendor's document does not have.
func (g *Gateway) serve(v *api.Vendor, op *openapi.Operation) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &exchange{g: g, w: w, vendor: v, own: api.Call{Operation: op, HTTP: r, Defect: g.planted.Load()}}
		x.call, x.own.Request = &x.own, &x.unchecked
		if op == nil {
			x.nearest = sync.OnceValue(func() *openapi.Operation { return meant(v, r.URL.Path) })
		}
		defer x.done()
		x.run()
	})
}

// run takes the call its way.
func (x *exchange) run() {
	for _, stage := range x.stages() {
		if answer := stage(x); answer != nil {
			x.answer = *answer
			break
		}
		if x.refused {
			return
		}
	}
	for _, stage := range out {
		stage(x)
	}
}
