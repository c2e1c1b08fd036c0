package contracts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/crmsim/crmsim/openapi"
)

// A Target is where a suite runs: the zero value is nowhere.
type Target struct {
	URL string // origin, with or without the vendor's base path
	// Credentials make the target live: somebody's real tenant, which is read and not changed unless
	// Effects says more. Without them it is a crmsim, in which the run makes a sandbox of its own.
	Credentials map[string]string
	// Effects is the strongest effect that the run may have. "" is read on a live target and
	// destructive on a crmsim.
	Effects   string
	Transport http.RoundTripper // nil for the network
}

// InProcess returns the target that calls a simulator's handler directly, without a socket.
func InProcess(handler http.Handler) Target {
	return Target{URL: inProcessURL, Transport: inProcess{handler}}
}

// Live reports whether the target is somebody's real tenant.
func (t Target) Live() bool { return t.Credentials != nil }

// String names the target for people, without secrets.
func (t Target) String() string {
	if _, ok := t.Transport.(inProcess); ok {
		return "the simulator in process"
	}
	address := "an unreadable URL"
	if u, err := url.Parse(t.URL); err == nil {
		address = u.Redacted()
	}
	if t.Live() {
		return "live " + address
	}
	return "crmsim at " + address
}

// Strongest returns the strongest effect that a run on the target may have.
func (t Target) Strongest() string {
	if t.Live() {
		return cmp.Or(t.Effects, openapi.Read)
	}
	return cmp.Or(t.Effects, openapi.Destructive)
}

// allows reports whether the run may have the effect.
func (t Target) allows(effect string) bool { return strength(effect) <= strength(t.Strongest()) }

// Effects returns all effects, weakest first.
func Effects() []string { return []string{openapi.Read, openapi.Write, openapi.Destructive} }

// strength orders effects; an unknown one allows nothing.
func strength(effect string) int { return slices.Index(Effects(), effect) }

// connectTimeout bounds the one call that finds out whether a target is there.
const connectTimeout = 15 * time.Second

// A session is a target that was found there, with the credentials to use.
type session struct {
	target      Target
	root        *url.URL // without the vendor's base path and without a closing slash
	transport   http.RoundTripper
	credentials map[string]string
	control     *Control // nil on a live target
}

// open finds out whether the target is there, and makes a sandbox in a crmsim.
func open(ctx context.Context, s *Suite, t Target) (*session, error) {
	root, err := parseRoot(t.URL, s.vendor.BasePath)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Vendor, err)
	}
	o := &session{target: t, root: root, transport: t.Transport, credentials: t.Credentials}
	if o.transport == nil {
		o.transport = http.DefaultTransport
	}
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	if t.Live() {
		return o, o.probe(ctx, s)
	}
	return o.enter(ctx, s, "")
}

func parseRoot(text, basePath string) (*url.URL, error) {
	root, err := url.Parse(text)
	if err != nil || root.Scheme != "http" && root.Scheme != "https" || root.Host == "" || root.RawQuery != "" {
		return nil, errors.New("the URL of the target must be http or https with a host and without a query")
	}
	path := strings.TrimSuffix(root.Path, "/")
	return root.Parse(strings.TrimSuffix(path, strings.TrimSuffix(basePath, "/")) + "/")
}

// probe asks for the base URL, without credentials. Any answer shows that somebody is there.
func (o *session) probe(ctx context.Context, s *Suite) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, o.baseURL(s), nil)
	if err != nil {
		return err
	}
	response, err := o.transport.RoundTrip(request)
	if err != nil {
		return fmt.Errorf("%s: no connection to %s: %w", s.Vendor, o.target, err)
	}
	return response.Body.Close()
}

// enter returns the session in a new sandbox of the same crmsim, which begins with what another one has, or with the
// demo data.
func (o *session) enter(ctx context.Context, s *Suite, from string) (*session, error) {
	inner := *o
	var err error
	inner.control, inner.credentials, err = newSandbox(ctx, o, s.Vendor, from)
	switch {
	case errors.Is(err, errNoCRMSim):
		return nil, fmt.Errorf("%s: %s is no crmsim (%w); a live run needs %s", s.Vendor,
			o.root.Redacted(), err, strings.Join(Variables(s), ", "))
	case err != nil:
		return nil, fmt.Errorf("%s: no connection to %s: %w", s.Vendor, o.target, err)
	}
	for _, c := range s.vendor.Credentials {
		if inner.credentials[c.Name] == "" {
			return nil, fmt.Errorf("%s: the sandbox has no credential %s", s.Vendor, c.Name)
		}
	}
	return &inner, nil
}

// bare makes the sandbox that those of derived specs begin with.
func (o *session) bare(ctx context.Context, s *Suite) (*session, error) {
	inner, err := o.enter(ctx, s, "")
	if err != nil {
		return nil, err
	}
	if err := inner.control.clear(ctx, s.vendor.Cleared); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: clear a sandbox: %w", s.Vendor, err), inner.close(ctx))
	}
	return inner, nil
}

// close removes the sandbox, if there is one.
func (o *session) close(ctx context.Context) error {
	if o.control == nil {
		return nil
	}
	return o.control.remove(ctx)
}

func (o *session) baseURL(s *Suite) string {
	return strings.TrimSuffix(o.root.String(), "/") + "/" + strings.TrimPrefix(s.vendor.BasePath, "/")
}

// path returns the path of a request as the document has it.
func (o *session) path(u *url.URL) string {
	return "/" + strings.TrimPrefix(strings.TrimPrefix(u.Path, strings.TrimSuffix(o.root.Path, "/")), "/")
}
