package simtest

import (
	"context"
	"io"
	"net/http"
	"net/url"
)

// HTTPClient returns a client for programs that bring a vendor's client of their own: every request reaches this
// world, whatever host it is for, so the vendor's real address can stay in the program. Each call returns a new
// client, which may be changed.
func (s *Simulator) HTTPClient() *http.Client {
	client := *s.client
	return &client
}

// A transport leads requests to a world, until that ends.
type transport struct {
	world *Simulator
	ended context.Context
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(request.Context())
	stop := context.AfterFunc(t.ended, cancel)
	done := func() { stop(); cancel() }
	to, err := url.Parse(t.world.URL)
	if err != nil {
		done()
		return nil, err
	}
	inner := request.Clone(ctx)
	inner.URL.Scheme, inner.URL.Host, inner.Host = to.Scheme, to.Host, ""
	if inner.Header.Get("Sim-Sandbox") == "" {
		inner.Header.Set("Sim-Sandbox", t.world.Name)
	}
	response, err := t.world.server.sockets.RoundTrip(inner)
	if err != nil {
		done()
		return nil, err
	}
	response.Body = &body{response.Body, done}
	return response, nil
}

// A body releases what belongs to its call when it is closed.
type body struct {
	io.ReadCloser
	done func()
}

// Close implements io.Closer.
func (b *body) Close() error {
	defer b.done()
	return b.ReadCloser.Close()
}
