package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// An endpoint is where a vendor's route leads: an operation, or with none what the vendor answers
// when its document has nothing for the path or the method.
type endpoint struct {
	vendor    api.Vendor
	operation *openapi.Operation
}

// ServeHTTP is never called: mux wants a http.Handler, Simulator.ServeHTTP takes the endpoint itself.
func (*endpoint) ServeHTTP(http.ResponseWriter, *http.Request) {}

// vendorRouter builds a vendor's router from its document: a route an operation, named by its id.
func vendorRouter(v api.Vendor) *mux.Router {
	router := mux.NewRouter().SkipClean(true)
	for _, op := range v.Document().Operations() {
		router.Path(op.Path).Methods(slices.Clone(op.Methods)...).Name(op.ID).Handler(&endpoint{v, op})
	}
	return router
}

// find routes a vendor's request; nil when the path is no vendor's. A path that no document has may
// be another spelling of one that a document has.
func (s *Simulator) find(r *http.Request) (*http.Request, *endpoint) {
	nothing := (*endpoint)(nil)
	for i, v := range s.vendors {
		if !ownsPath(v, r) {
			continue
		}
		var match mux.RouteMatch
		if s.routers[i].Match(r, &match) && !hasEncodedSlash(r) {
			return r, match.Handler.(*endpoint)
		}
		nothing = &endpoint{vendor: v}
	}
	for _, v := range s.vendors {
		if path, ok := v.Canonical(r.URL.Path); ok && path != r.URL.Path {
			return s.find(withPath(r, path))
		}
	}
	return r, nothing
}

// ownsPath tells whether the path, as it was sent, begins with one of the vendor's prefixes.
func ownsPath(v api.Vendor, r *http.Request) bool {
	path := r.URL.EscapedPath()
	return slices.ContainsFunc(v.Prefixes(), func(prefix string) bool { return strings.HasPrefix(path, prefix) })
}

// hasEncodedSlash tells whether the path holds a slash that separates nothing (RFC 3986, 2.2). mux
// does not see the difference; a vendor's server does.
func hasEncodedSlash(r *http.Request) bool {
	return strings.Contains(strings.ToLower(r.URL.RawPath), "%2f")
}

// withPath returns a copy of the request under another path.
func withPath(r *http.Request, path string) *http.Request {
	inner := *r
	inner.URL = &url.URL{Path: path, RawQuery: r.URL.RawQuery}
	return &inner
}

// cutSandbox takes a leading /~NAME off the path of a request.
func cutSandbox(r *http.Request) (*http.Request, string) {
	rest, ok := strings.CutPrefix(r.URL.Path, "/~")
	if !ok {
		return r, ""
	}
	name, path, _ := strings.Cut(rest, "/")
	return withPath(r, "/"+path), name
}

// notFound answers a path that is no vendor's and not the control API's.
func (s *Simulator) notFound(w http.ResponseWriter, r *http.Request) {
	var prefixes []string
	for _, v := range s.vendors {
		prefixes = append(prefixes, v.Document().Vendor+" "+strings.Join(v.Prefixes(), " "))
	}
	refuse(w, http.StatusNotFound, "no vendor serves %s; known prefixes: %s; control API: %s/", r.URL.Path, strings.Join(prefixes, ", "), controlPrefix)
}

// nearest returns the id of the documented operation whose path is most like the given one.
func nearest(doc *openapi.Document, path string) string {
	best, id := len(path)/2+1, ""
	for _, op := range doc.Operations() {
		if d := distance(strings.ToLower(op.Path), strings.ToLower(path)); d < best {
			best, id = d, op.ID
		}
	}
	return id
}

// distance counts the edits that turn one text into the other. Overlong texts are far apart.
func distance(a, b string) int {
	if len(b) > 256 {
		return len(b)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		previous := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := previous
			if a[i] != b[j] {
				cost++
			}
			previous = row[j+1]
			row[j+1] = min(cost, previous+1, row[j]+1)
		}
	}
	return row[len(b)]
}
