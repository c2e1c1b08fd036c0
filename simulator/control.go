package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/gorilla/mux"
)

const controlPrefix = "/_sim"

// A problem is a control call that cannot be carried out.
type problem struct {
	status  int
	message string
}

func (p *problem) Error() string { return p.message }

func problemf(status int, format string, args ...any) error {
	return &problem{status, fmt.Sprintf(format, args...)}
}

// controlRouter routes the control API. A handler returns the value to show, nil for 204.
func (s *Simulator) controlRouter() http.Handler {
	r := mux.NewRouter().SkipClean(true)
	r.NotFoundHandler = control(func(r *http.Request) (any, error) {
		return nil, problemf(http.StatusNotFound, "the control API has no %s %s", r.Method, r.URL.Path)
	})
	r.MethodNotAllowedHandler = control(func(r *http.Request) (any, error) {
		return nil, problemf(http.StatusMethodNotAllowed, "the control API has no %s %s", r.Method, r.URL.Path)
	})
	on := func(method, path string, handle func(*http.Request) (any, error)) {
		r.Path(controlPrefix + path).Methods(method).Handler(control(handle)) // In this order: else mux forgets that only the method was wrong.
	}
	world := func(method, path string, handle func(*http.Request, *sandbox) (any, error)) {
		on(method, "/sandboxes/{sandbox}"+path, s.inSandbox(handle))
	}
	on("GET", "/health", s.showHealth)
	on("GET", "/coverage", s.showCoverage)
	on("GET", "/sandboxes", s.listSandboxes)
	on("POST", "/sandboxes", s.createSandbox)
	world("GET", "", s.showSandbox)
	world("DELETE", "", s.deleteSandbox)
	world("POST", "/reset", s.resetSandbox)
	world("GET", "/clock", s.showClock)
	world("PUT", "/clock", s.setClock)
	world("GET", "/faults", s.showFaults)
	world("PUT", "/faults", s.setFaults)
	world("DELETE", "/faults", s.clearFaults)
	world("GET", "/journal", s.showJournal)
	world("DELETE", "/journal", s.clearJournal)
	world("GET", "/data/{vendor}", s.listTables)
	world("GET", "/data/{vendor}/{table}", s.listRecords)
	world("GET", "/data/{vendor}/{table}/{id}", s.showRecord)
	world("PUT", "/data/{vendor}/{table}/{id}", s.putRecord)
	world("DELETE", "/data/{vendor}/{table}/{id}", s.deleteRecord)
	for _, path := range unbuilt {
		r.Path(controlPrefix + path).Handler(control(notBuilt))
	}
	return r
}

// unbuilt are the routes that are planned and not there yet.
var unbuilt = []string{
	"/", "/metrics",
	"/sandboxes/{sandbox}/snapshots", "/sandboxes/{sandbox}/snapshots/{snapshot}", "/sandboxes/{sandbox}/snapshots/{snapshot}/restore",
	"/sandboxes/{sandbox}/journal/stream", "/sandboxes/{sandbox}/verify", "/sandboxes/{sandbox}/report",
}

func notBuilt(r *http.Request) (any, error) {
	return nil, problemf(http.StatusNotImplemented, "%s is not built yet", r.URL.Path)
}

// inSandbox finds the sandbox that the path names.
func (s *Simulator) inSandbox(handle func(*http.Request, *sandbox) (any, error)) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		name := mux.Vars(r)["sandbox"]
		sb := s.sandbox(name)
		if sb == nil {
			return nil, problemf(http.StatusNotFound, "there is no sandbox %q", name)
		}
		return handle(r, sb)
	}
}

// control turns a handler's value into a JSON answer, and keeps web pages out.
func control(handle func(*http.Request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if reason := foreign(r); reason != "" {
			refuse(w, http.StatusForbidden, "the control API refuses web pages of other origins: %s", reason)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		value, err := handle(r)
		if err != nil {
			p := (*problem)(nil)
			if !errors.As(err, &p) {
				p = &problem{http.StatusBadRequest, err.Error()}
			}
			refuse(w, p.status, "%s", p.message)
			return
		}
		switch v := value.(type) {
		case nil:
			w.WriteHeader(http.StatusNoContent)
		case created:
			writeJSON(w, http.StatusCreated, v.value)
		default:
			writeJSON(w, http.StatusOK, v)
		}
	})
}

// created is a value that is answered with 201.
type created struct{ value any }

// foreign tells why a request looks as if a web page of another origin had made it, or "". A page
// that rebinds its own name to this host betrays itself by a Host with a dot that is no address.
func foreign(r *http.Request) string {
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
	host = strings.Trim(host, "[]")
	if strings.Contains(host, ".") && net.ParseIP(host) == nil && !strings.HasSuffix(host, ".localhost") {
		return "Host " + r.Host
	}
	return ""
}

// refuse answers with an error of crmsim's own, never of a vendor's.
func refuse(w http.ResponseWriter, status int, format string, args ...any) {
	writeJSON(w, status, map[string]string{"error": "crmsim: " + fmt.Sprintf(format, args...)})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(value) // The client may have gone away.
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
		return problemf(http.StatusBadRequest, "body: %v", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return problemf(http.StatusBadRequest, "body: more than one JSON value")
	}
	return nil
}
