package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/gateway"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

const controlPrefix = "/_sim"

// A problem is a control call that cannot be carried out.
type problem struct {
	status  int
	message string
	allow   string // for 405: the methods that there are
}

func (p *problem) Error() string { return p.message }

func problemf(status int, format string, args ...any) error {
	return &problem{status, fmt.Sprintf(format, args...), ""}
}

// controlRouter routes the control API. A handler returns the value to show, nil for 204. A query
// parameter that a route does not name is refused.
func (s *Simulator) controlRouter() http.Handler {
	r := mux.NewRouter().SkipClean(true)
	r.NotFoundHandler = s.answer(func(r *http.Request) (any, error) {
		return nil, problemf(http.StatusNotFound, "the control API has no %s %s", r.Method, r.URL.Path)
	})
	r.MethodNotAllowedHandler = s.answer(func(req *http.Request) (any, error) {
		return nil, &problem{http.StatusMethodNotAllowed, fmt.Sprintf("the control API has no %s %s", req.Method, req.URL.Path), allowed(r, req)}
	})
	on := func(method, path string, handle func(*http.Request) (any, error), parameters ...string) {
		// The handler comes last: else mux forgets that only the method was wrong.
		r.Path(controlPrefix + path).Methods(method).Handler(s.answer(knowing(parameters, handle)))
	}
	world := func(method, path string, handle func(*http.Request, *api.Sandbox) (any, error), parameters ...string) {
		on(method, "/sandboxes/{sandbox}"+path, s.inSandbox(handle), parameters...)
	}
	on("GET", "/health", s.showHealth)
	on("GET", "/coverage", s.showCoverage)
	on("POST", "/state", s.saveState)
	on("GET", "/sandboxes", s.listSandboxes)
	on("POST", "/sandboxes", s.createSandbox)
	world("GET", "", s.showSandbox)
	world("DELETE", "", s.deleteSandbox)
	world("POST", "/reset", s.resetSandbox)
	world("GET", "/snapshots", s.listSnapshots)
	world("GET", "/snapshots/{snapshot}", s.exportSnapshot)
	world("PUT", "/snapshots/{snapshot}", s.takeSnapshot)
	world("DELETE", "/snapshots/{snapshot}", s.deleteSnapshot)
	world("POST", "/snapshots/{snapshot}/restore", s.restoreSnapshot)
	world("GET", "/clock", s.showClock)
	world("PUT", "/clock", s.setClock)
	world("GET", "/faults", s.showFaults)
	world("PUT", "/faults", s.setFaults)
	world("DELETE", "/faults", s.clearFaults)
	world("GET", "/journal", s.showJournal, "vendor", "operation", "status", "finding", "after", "limit")
	world("DELETE", "/journal", s.clearJournal)
	world("GET", "/journal/stream", s.streamJournal, "vendor", "operation", "status", "finding", "after")
	world("POST", "/verify", s.verify)
	world("GET", "/report", s.report, "format")
	world("GET", "/data", s.exportData, "format")
	world("POST", "/data", s.seedSandbox)
	world("GET", "/data/{vendor}", s.listTables)
	world("GET", "/data/{vendor}/{table}", s.listRecords, anyParameter)
	world("POST", "/data/{vendor}/{table}", s.loadRecords)
	world("DELETE", "/data/{vendor}/{table}", s.clearTable)
	world("GET", "/data/{vendor}/{table}/{id}", s.showRecord)
	world("PUT", "/data/{vendor}/{table}/{id}", s.putRecord)
	world("PATCH", "/data/{vendor}/{table}/{id}", s.patchRecord)
	world("DELETE", "/data/{vendor}/{table}/{id}", s.deleteRecord)
	for _, path := range unbuilt {
		r.Path(controlPrefix + path).Handler(s.answer(notBuilt))
	}
	return r
}

// unbuilt are the routes that are planned and not there yet.
var unbuilt = []string{
	"/", "/metrics", "/openapi.yaml", "/openapi/{vendor}.yaml", "/reference/",
}

func notBuilt(r *http.Request) (any, error) {
	return nil, problemf(http.StatusNotImplemented, "%s is not built yet", r.URL.Path)
}

// anyParameter lets a handler look at the query parameters itself.
const anyParameter = "*"

// knowing refuses query parameters that a handler does not look at.
func knowing(parameters []string, handle func(*http.Request) (any, error)) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		query, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil { // What does not parse may be a filter or a bound.
			return nil, problemf(http.StatusBadRequest, "query: %v", err)
		}
		for _, name := range slices.Sorted(maps.Keys(query)) {
			if len(query[name]) > 1 {
				return nil, problemf(http.StatusBadRequest, "the query parameter %q is given %d times", name, len(query[name]))
			}
			if !slices.Contains(parameters, name) && !slices.Contains(parameters, anyParameter) {
				return nil, problemf(http.StatusBadRequest, "%s has no query parameter %q; it has %q", r.URL.Path, name, parameters)
			}
		}
		return handle(r)
	}
}

// allowed returns the methods that a path of the control API has.
func allowed(router *mux.Router, r *http.Request) string {
	var methods []string
	for _, method := range []string{"DELETE", "GET", "PATCH", "POST", "PUT"} {
		other := r.Clone(r.Context())
		other.Method = method
		if match := (mux.RouteMatch{}); router.Match(other, &match) && match.MatchErr == nil {
			methods = append(methods, method)
		}
	}
	return strings.Join(methods, ", ")
}

// inSandbox finds the sandbox that the path names. While the call is under way the sandbox counts as in use.
func (s *Simulator) inSandbox(handle func(*http.Request, *api.Sandbox) (any, error)) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		name := mux.Vars(r)["sandbox"]
		sb := s.worlds.choose(name, "", "")
		if sb == nil {
			return nil, problemf(http.StatusNotFound, "there is no sandbox %q", name)
		}
		defer sb.Leave()
		return handle(r, sb)
	}
}

// answer turns a handler's value into a JSON answer, and keeps web pages out.
func (s *Simulator) answer(handle func(*http.Request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if reason := s.foreign(r); reason != "" {
			gateway.Refuse(w, http.StatusForbidden, "the control API refuses web pages of other origins and unknown hosts: %s", reason)
			return
		}
		bound := int64(maxBody)
		switch path := r.URL.Path; {
		case strings.Contains(path, "/snapshots/"):
			bound = maxSnapshot
		case strings.Contains(path+"/", "/data/"):
			bound = maxBulk
		}
		r.Body = http.MaxBytesReader(w, r.Body, bound)
		value, err := handle(r)
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.writeTimeout)) // A recorder has none.
		if err != nil {
			refuse(w, err)
			return
		}
		switch v := value.(type) {
		case nil:
			w.WriteHeader(http.StatusNoContent)
		case created:
			writeJSON(w, http.StatusCreated, v.value)
		case http.HandlerFunc:
			v(w, r)
		case textStream:
			w.Header().Set("Content-Type", v.contentType+"; charset=utf-8")
			_ = v.write(w) // The client may have gone away.
		case stream:
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			_ = v(w) // The client may have gone away.
		default:
			writeJSON(w, http.StatusOK, v)
		}
	})
}

// refuse answers an error: a problem, a credential that another sandbox holds, or else a bad request.
func refuse(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	p, conflict, tooLarge := (*problem)(nil), (*api.Conflict)(nil), (*http.MaxBytesError)(nil)
	switch {
	case errors.As(err, &p):
		status = p.status
		if p.allow != "" {
			w.Header().Set("Allow", p.allow)
		}
	case errors.As(err, &conflict):
		status = http.StatusConflict
	case errors.Is(err, api.ErrGone):
		status = http.StatusNotFound
	case errors.As(err, &tooLarge):
		status = http.StatusRequestEntityTooLarge
	}
	message := err.Error()
	gateway.Refuse(w, status, "%s", strings.ToValidUTF8(message[:min(len(message), maxMessage)], ""))
}

// maxMessage is how many bytes of an error are told: it may repeat what was sent.
const maxMessage = 500

// created is a value that is answered with 201.
type created struct{ value any }

// A textStream is a stream of something else than JSON.
type textStream struct {
	contentType string
	write       stream
}

// A stream writes an answer that is too long to be built first.
type stream func(io.Writer) error

// How many bytes the body of a control call may have, one record, many records, and a snapshot, which is read line
// by line.
const maxBody, maxRecord, maxBulk, maxSnapshot = 64 << 10, 1 << 20, 16 << 20, 1 << 30

// maxRows is how many records one call may put.
const maxRows = 100_000

// foreign says why a request looks as if a web page of another origin had made it, or "". A page that
// rebinds its own name to this host betrays itself by that name.
func (s *Simulator) foreign(r *http.Request) string {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return "Sec-Fetch-Site " + site
	}
	if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host && origin != "https://"+r.Host {
		return "Origin " + origin
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if host == "" || host == "localhost" || strings.HasSuffix(host, ".localhost") || net.ParseIP(host) != nil || s.allowed[host] {
		return ""
	}
	return "Host " + r.Host + " (--allow-host takes it)"
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = wire.WriteIndented(w, value) // The client may have gone away.
}

// readJSON decodes the body of a control call into value; unknown keys are errors. An empty body
// leaves value as it is.
func readJSON(r *http.Request, value any) error {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	err := d.Decode(value)
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("body: %w", wire.Explain(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return problemf(http.StatusBadRequest, "body: more than one JSON value")
	}
	return nil
}
