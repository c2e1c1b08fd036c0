package gateway

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/fault"
)

// MaxBody is how many bytes a request body may have.
const MaxBody = 4 << 20

// An exchange is one call of a vendor on its way, with the answer that it gets.
type exchange struct {
	g      *Gateway
	w      http.ResponseWriter
	call   *api.Call // own
	vendor *api.Vendor

	own       api.Call        // Within, since the memory for all of it is had at once.
	unchecked openapi.Request // the call's until the check

	nearest   func() *openapi.Operation // to a path that the document does not have; nil for none
	broken    error                     // why the body could not be read
	malformed bool                      // the query or the form has what cannot be decoded
	fault     *fault.Hit
	answer    api.Answer
	hidden    *api.Answer // the answer that a fault keeps from the client
	delivery  delivery
	signed    bool              // the call asked crmsim for its credentials and signature
	handled   bool              // the handler has answered
	findings  []openapi.Finding // without secrets
	refused   bool              // answered by crmsim itself: the call is no vendor's, and in no journal

	right *api.Outcome // what the call leads to without a defect, once a trial asked; the trials' time is tried
	tried time.Time
}

func (x *exchange) done() {
	if x.call.Sandbox != nil {
		x.call.Sandbox.Leave()
	}
}

// refuse answers in crmsim's own name a call that cannot go its way.
func (x *exchange) refuse(status int, format string, args ...any) *api.Answer {
	text := fmt.Sprintf(format, args...)
	if x.call.Sandbox != nil {
		text = x.withoutSecrets(text)
	}
	Refuse(x.w, status, "%s", text)
	x.refused = true
	return nil
}

// withoutSecrets is for what is said of a call before it is recorded.
func (x *exchange) withoutSecrets(text string) string {
	h := newHider(x)
	defer h.Release()
	return h.text(text)
}

// readBody reads the whole body and the parameters. What is wrong with it is answered in the sandbox.
func readBody(x *exchange) *api.Answer {
	c := x.call
	if body := c.HTTP.Body; body != nil && body != http.NoBody {
		c.RawBody, x.broken = io.ReadAll(http.MaxBytesReader(x.w, body, MaxBody))
		if x.broken == nil { // Else the deadline for the request would end a call that a fault holds.
			_ = http.NewResponseController(x.w).SetReadDeadline(time.Time{})
		}
	}
	values, malformed := c.Operation.Values(c.HTTP, c.RawBody)
	c.Query = values
	if errors.Is(malformed, openapi.ErrParameters) && x.broken == nil {
		x.broken = malformed
	}
	if x.malformed = malformed != nil && x.broken == nil; x.malformed {
		c.Note(openapi.Finding{
			Severity: openapi.Suspicion, In: "query", Rule: openapi.RuleSyntax, Wanted: "URL-encoded parameters", Got: malformed.Error(),
		})
	}
	return nil
}

// findSandbox finds the world of the call: the one that is named, else the one that the credential selects.
func findSandbox(x *exchange) *api.Answer {
	c := x.call
	name, credential := c.HTTP.Header.Get(headerSandbox), ""
	if name == "" {
		credential = x.vendor.Credential(c)
	}
	c.Sandbox = x.g.choose(name, x.vendor.ID(), credential)
	if c.Sandbox == nil {
		return x.refuse(http.StatusNotFound, "there is no sandbox of the name that %s or the path gives", headerSandbox)
	}
	if x.broken != nil {
		return x.unreadable()
	}
	return nil
}

// unreadable answers a body that is too large, or that stopped coming.
func (x *exchange) unreadable() *api.Answer {
	c := x.call
	tooLarge := (*http.MaxBytesError)(nil)
	if errors.Is(x.broken, openapi.ErrParameters) {
		c.Note(openapi.Finding{
			Severity: openapi.Violation, In: "query", Rule: openapi.RuleSize, Wanted: "fewer parameters", Got: x.broken.Error(),
		})
		answer := x.vendor.TooLarge(c)
		return &answer
	}
	if errors.As(x.broken, &tooLarge) {
		c.Note(openapi.Finding{
			Severity: openapi.Violation, In: "body", Rule: "maxLength", Wanted: strconv.Itoa(MaxBody) + " bytes at most", Got: "more",
		})
		answer := x.vendor.TooLarge(c)
		return &answer
	}
	c.Note(openapi.Finding{Severity: openapi.Violation, In: "body", Rule: openapi.RuleSyntax, Wanted: "a whole body", Got: x.broken.Error()})
	answer := x.vendor.Failure(c, x.vendor.CodeSystem)
	answer.Status = http.StatusRequestTimeout
	return &answer
}

// complete adds the credentials and the signature that the call lacks, if it asks for that.
func complete(x *exchange) *api.Answer {
	if sign := x.call.HTTP.Header.Get(headerSign); sign == "" || x.call.Operation == nil {
		return nil
	} else if !strings.EqualFold(sign, "yes") {
		return x.refuse(http.StatusBadRequest, "header %s: want yes, not %q", headerSign, shown(x.withoutSecrets(sign)))
	}
	x.signed = true
	x.vendor.Sign(x.call)
	return nil
}

// authenticate lets the vendor refuse who it does not know. What the document does not have is refused
// before that: nobody can say what it would take to be let in.
func authenticate(x *exchange) *api.Answer {
	if x.call.Operation == nil {
		return x.notFound()
	}
	return x.vendor.Authenticate(x.call)
}

// notFound answers a path, or a method of a path, that the document does not have.
func (x *exchange) notFound() *api.Answer {
	c, doc := x.call, x.vendor.Document
	sent := shown(x.withoutSecrets(c.HTTP.Method + " " + c.HTTP.URL.Path)) // Hidden before it is cut: half a secret is not found.
	f := openapi.Finding{Severity: openapi.Violation, In: "path", Rule: "path", Got: sent}
	answer := x.vendor.NotFound(c)
	if methods := doc.Methods(c.HTTP.URL.Path); methods != nil {
		f.Rule, f.Wanted = "method", strings.Join(methods, " or ")
		if answer.Status == http.StatusMethodNotAllowed {
			answer.Allow = strings.Join(methods, ", ")
		}
	} else if op := x.nearest(); op != nil {
		f.Wanted = op.Methods[0] + " " + op.Path + " (" + op.ID + ")"
	} else {
		f.Wanted = "a path of " + doc.Title
	}
	c.Note(f)
	return &answer
}

func limit(x *exchange) *api.Answer {
	if x.vendor.Allow(x.call) {
		return nil
	}
	x.call.Note(openapi.Finding{Severity: openapi.Violation, In: "path", Rule: "limit", Wanted: "fewer calls"})
	answer := x.vendor.Failure(x.call, x.vendor.CodeLimited)
	return &answer
}

// check holds the request against the document.
func check(x *exchange) *api.Answer {
	c := x.call
	c.Request = c.Operation.CheckRequest(c.HTTP, c.Query, c.RawBody)
	if bad := c.Violated(); bad != nil {
		answer := x.vendor.Refused(c, *bad)
		return &answer
	}
	return nil
}

func handle(x *exchange) *api.Answer {
	answer, err := x.vendor.Handle(x.call)
	x.handled = true
	if err != nil {
		x.call.Note(openapi.Finding{
			Severity: openapi.Violation, In: "path", Rule: "sandbox", Wanted: "a credential of its own", Got: err.Error(),
		})
		answer = x.vendor.Failure(x.call, x.vendor.CodeSystem)
	}
	return &answer
}
