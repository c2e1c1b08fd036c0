package mutate

import (
	"io"
	"net/http"
	"strings"
)

// Kinds of servers that are no CRM. A suite of any strength fails on each of them, and so does each spec on one.
const (
	nullEmpty    = "null.empty"    // 200 and {}
	nullFailure  = "null.failure"  // 500
	nullNotFound = "null.notFound" // 404
	nullHangUp   = "null.hangUp"   // ends the connection
	nullEcho     = "null.echo"     // 200 and what was sent
)

var nullKinds = []string{nullEmpty, nullFailure, nullNotFound, nullHangUp, nullEcho}

// nullServer answers all but the control API as the kind says.
func nullServer(kind string, control http.Handler, fired func()) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_sim") {
			control.ServeHTTP(w, r)
			return
		}
		fired()
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		switch kind {
		case nullEmpty:
			_, _ = io.WriteString(w, "{}") // To a recorder in this process, as below.
		case nullFailure:
			w.WriteHeader(http.StatusInternalServerError)
		case nullNotFound:
			w.WriteHeader(http.StatusNotFound)
		case nullHangUp:
			panic(http.ErrAbortHandler)
		case nullEcho:
			_, _ = io.Copy(w, r.Body)
		}
	})
}
