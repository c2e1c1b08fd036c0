package contracts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// inProcessURL is where the handler of InProcess pretends to listen. A simulator would take a host
// with a dot for somebody's domain and refuse its control API.
const inProcessURL = "http://in-process.localhost"

// inProcess is a RoundTripper that calls a handler in the caller's goroutine. The handler sees what
// it would see behind a listener on the loopback interface.
type inProcess struct{ handler http.Handler }

func (t inProcess) RoundTrip(request *http.Request) (*http.Response, error) {
	incoming := request.Clone(request.Context())
	incoming.Header = http.Header{}
	for name, values := range request.Header {
		incoming.Header[http.CanonicalHeaderKey(name)] = values // As net/http reads them.
	}
	incoming.RequestURI, incoming.RemoteAddr = request.URL.RequestURI(), "127.0.0.1:1"
	if incoming.Host == "" {
		incoming.Host = request.URL.Host
	}
	if incoming.Body == nil {
		incoming.Body = http.NoBody
	}
	recorder := &recorder{header: http.Header{}}
	aborted := serve(t.handler, recorder, incoming)
	incoming.Body.Close()
	if err := request.Context().Err(); err != nil {
		return nil, err
	}
	if aborted && recorder.status == 0 {
		return nil, errors.New("the server closed the connection without an answer")
	}
	return recorder.response(request, aborted), nil
}

// serve calls the handler and reports whether it hung up, which a handler does by panicking so.
func serve(h http.Handler, w http.ResponseWriter, r *http.Request) (aborted bool) {
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			aborted = true
		default:
			panic(p)
		}
	}()
	h.ServeHTTP(w, r)
	return false
}

// recorder is the ResponseWriter of inProcess.
type recorder struct {
	header http.Header
	sent   http.Header // as it was when the status was written
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status, w.sent = status, w.header.Clone()
	}
}

func (w *recorder) Write(p []byte) (int, error) {
	if w.status == 0 && w.header.Get("Content-Type") == "" {
		w.header.Set("Content-Type", http.DetectContentType(p))
	}
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// Flush exists because handlers ask for it; there is nothing to flush.
func (w *recorder) Flush() { w.WriteHeader(http.StatusOK) }

func (w *recorder) response(request *http.Request, aborted bool) *http.Response {
	w.WriteHeader(http.StatusOK)
	var body io.Reader = &w.body
	if promised, err := strconv.Atoi(w.sent.Get("Content-Length")); aborted || err == nil && promised > w.body.Len() {
		body = io.MultiReader(body, cutOff{})
	}
	return &http.Response{
		Status:     fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)),
		StatusCode: w.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        w.sent,
		Body:          io.NopCloser(body),
		ContentLength: -1,
		Request:       request,
	}
}

// cutOff is the end of a body that did not come whole.
type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
