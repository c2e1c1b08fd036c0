package contracts

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"

	"github.com/crmsim/crmsim/openapi"
)

// A Case is one spec while it runs: where it runs, and what it leaves behind.
type Case struct {
	spec    *Spec
	suite   *Suite
	session *session
	ledger  *ledger
	oracle  *oracle
	tag     string // of the run, in every unique name
	sign    func(context.Context, *Request)
	client  func(c *Case, oracle http.RoundTripper) http.RoundTripper

	names    int
	observed string
	finished bool // the body came to its end
	failures []Failure
}

// HTTPClient returns the client that all traffic of the spec must go through. It follows no redirects.
func (c *Case) HTTPClient() *http.Client {
	transport := http.RoundTripper(c.oracle)
	if c.client != nil {
		transport = c.client(c, transport)
	}
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Frame returns the case itself: what a vendor's specs work through has one within it.
func (c *Case) Frame() *Case { return c }

// Spec returns the spec that runs.
func (c *Case) Spec() *Spec { return c.spec }

// BaseURL returns the target's address with the vendor's base path, as a client takes it.
func (c *Case) BaseURL() string { return c.session.baseURL(c.suite) }

// Live reports whether the target is a vendor's. A spec may hold a crmsim to a reading of ours that it
// cannot hold a vendor to, such as a code that no document names.
func (c *Case) Live() bool { return c.session.target.Live() }

// Operation returns an operation of the vendor's document, or nil.
func (c *Case) Operation(id string) *openapi.Operation { return c.suite.document.Operation(id) }

// URL returns the address of an operation on the target, for a request that no client would send.
func (c *Case) URL(op *openapi.Operation) *url.URL { return c.session.root.JoinPath(op.Path) }

// Credential returns one of the vendor's credentials, by its name.
func (c *Case) Credential(name string) string { return c.session.credentials[name] }

// Now returns the target's time: a client that signs its requests must take it from here.
func (c *Case) Now() time.Time {
	if c.session.control == nil {
		return time.Now()
	}
	return c.session.control.now()
}

// Control returns the control API of the spec's own sandbox. Only a spec whose About asks for Control may call it.
func (c *Case) Control() *Control {
	ginkgo.GinkgoHelper()
	if !c.spec.Control {
		c.misuse("the spec uses the control API and does not say so")
	}
	return c.session.control
}

// Simulated returns the control API of a crmsim, nil on a live target. It is for what makes a spec faster or
// sharper there and is not needed for it to hold.
func (c *Case) Simulated() *Control { return c.session.control }

// misuse ends the body: the spec itself is wrong.
func (c *Case) misuse(format string, args ...any) {
	ginkgo.GinkgoHelper()
	ginkgo.Fail(fmt.Sprintf(format, args...))
}

// Unique returns a name that nothing else has: the prefix, the run's tag, the spec's id and a
// number. The same seed gives the same names.
func (c *Case) Unique(prefix string) string {
	c.names++
	return fmt.Sprintf("%s %s %s %d", prefix, c.tag, c.spec.ID, c.names)
}

// Cleanup registers what removes a record, and is to be called as soon as the record is there.
// Clean-ups run last in first out, whatever became of the spec; remove must take a record that is
// already gone for a success. In clean-up a run that may write may also delete, but only what it made. A derived spec on
// a crmsim cleans nothing up: its records go with its sandbox.
func (c *Case) Cleanup(remove func(context.Context) error) {
	if c.spec.Rule != "" && c.spec.Apart && c.session.control != nil {
		return
	}
	ginkgo.DeferCleanup(func(ctx ginkgo.SpecContext) {
		if err := remove(context.WithValue(ctx, cleaningUp, true)); err != nil {
			c.fail(Failure{Headline: "clean-up: " + c.oracle.redact.text(err.Error())})
		}
	}, ginkgo.NodeTimeout(cleanupTimeout))
}

// Claim says that the run made these ids up, so that a call on a live target may name them though
// no answer gave them. Claim "" for a call that leaves the id out.
func (c *Case) Claim(ids ...string) { c.ledger.add(ids...) }

// Observe reports which of its readings a question spec saw. On a crmsim it must be the first; on a
// live target any is reported and none fails.
func (c *Case) Observe(reading string) {
	ginkgo.GinkgoHelper()
	if reading != Other && !slices.Contains(c.spec.Readings, reading) {
		ginkgo.Fail(fmt.Sprintf("the spec observed %q, which is none of its readings", reading))
	}
	c.observed = reading
	if !c.session.target.Live() {
		gomega.Expect(reading).To(gomega.Equal(c.spec.Readings[0]), "%s: the reading that crmsim is built on", c.spec.Question)
	}
}

// ObserveCode reports the reading that a vendor's code stands for, Other when it stands for none.
func (c *Case) ObserveCode(code int, readings map[int]string) {
	ginkgo.GinkgoHelper()
	reading, known := readings[code]
	if !known {
		reading = Other
	}
	c.Observe(reading)
}

// ObserveWhether reports one of two readings.
func (c *Case) ObserveWhether(holds bool, reading, otherwise string) {
	ginkgo.GinkgoHelper()
	if !holds {
		reading = otherwise
	}
	c.Observe(reading)
}

// lenient reports whether the spec asks what it cannot know, so that nothing it sees is a failure.
func (c *Case) lenient() bool { return c.spec.Level == Question && c.session.target.Live() }

// mark is the type of the frame's keys in a context.
type mark string

const (
	cleaningUp mark = "cleaning up"
	wrong      mark = "wrong"
	guarded    mark = "guarded"
)

// Wrong returns a context for calls that depart from the document on purpose. Each request made
// with it must do so; what is wrong with it beyond the document's sight (a signature, a rule between
// records) needs no mark. The answer is held against the document as always, unless the document has
// no operation for the request.
func Wrong(ctx context.Context) context.Context { return context.WithValue(ctx, wrong, true) }

// IsWrong reports whether a call is made with a context of Wrong.
func IsWrong(ctx context.Context) bool { return marked(ctx, wrong) }

// Guarded returns a context for calls that crmsim's own guards refuse, with a status that no document has. Neither they
// nor their answers are held against the document; the spec looks at them.
func Guarded(ctx context.Context) context.Context { return context.WithValue(ctx, guarded, true) }

func marked(ctx context.Context, key mark) bool { return ctx.Value(key) != nil }

// Failf ends the body with a failure in these words.
func (c *Case) Failf(format string, args ...any) { c.stop(fmt.Sprintf(format, args...), []int{1}) }

// stop ends the body with a failure of its own words.
func (c *Case) stop(message string, skip []int) {
	offset := 2 // this function and the handler
	if len(skip) > 0 {
		offset += skip[0]
	}
	if c.lenient() && !c.finished {
		ginkgo.Skip("gave no reading: "+c.oracle.redact.text(message), offset)
	}
	at := types.NewCodeLocation(offset)
	c.failures = append(c.failures, c.assertion(message, place(at)))
	ginkgo.Fail(c.oracle.redact.text(message), offset)
}

// place names a line of a spec from the top of the project on.
func place(at types.CodeLocation) string {
	file := at.FileName
	if i := strings.LastIndex(file, "/contracts/"); i >= 0 {
		file = file[i+1:]
	}
	return fmt.Sprintf("%s:%d", file, at.LineNumber)
}

// fail records a failure of the frame's words and tells Ginkgo.
func (c *Case) fail(f Failure) {
	c.failures = append(c.failures, f)
	ginkgo.Fail(f.Headline)
}

// conclude gives the verdict on all traffic, clean-up included.
func (c *Case) conclude() {
	if c.finished && c.spec.Level == Question && c.observed == "" {
		c.failures = append(c.failures, Failure{Headline: "observed no reading of " + c.spec.Question})
	}
	if !c.lenient() {
		// First, since what the spec itself found is often but a consequence.
		c.failures = append(c.oracle.verdict(c.finished), c.failures...)
	}
	if len(c.failures) > 0 {
		ginkgo.Fail(c.failures[0].Headline)
	}
}
