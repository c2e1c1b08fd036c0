package simulator

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/fault"
)

const (
	maxBody    = 4 << 20  // bytes of a request body
	gzipFrom   = 16 << 10 // bytes of an answer from which compression pays
	maxWarning = 2 << 10  // bytes of a Sim- header; longer ones break proxies
)

// An exchange is one call of a vendor on its way through the simulator.
type exchange struct {
	s        *Simulator
	w        http.ResponseWriter
	call     *api.Call
	vendor   api.Vendor
	sandbox  *sandbox
	findings []openapi.Finding
	hit      *fault.Hit
}

// serve takes a call through: sandbox, fault, the vendor's own stages, fault after commit, journal.
func (s *Simulator) serve(w http.ResponseWriter, r *http.Request, at *endpoint, sandboxName string) {
	body, problem := readBody(w, r)
	values, malformed := at.operation.Values(r, body)
	x := &exchange{s: s, w: w, vendor: at.vendor, call: &api.Call{Operation: at.operation, HTTP: r, Query: values, RawBody: body}}
	if malformed != nil {
		x.suspect("query", openapi.RuleSyntax, "URL-encoded parameters", malformed.Error())
	}
	if sandboxName == "" {
		sandboxName = r.Header.Get("Sim-Sandbox")
	}
	sb := s.choose(x, sandboxName)
	if sb == nil {
		refuse(w, http.StatusNotFound, "there is no sandbox %q", sandboxName)
		return
	}
	x.sandbox, x.call.Sandbox = sb, sb.Sandbox
	if problem != nil {
		x.unreadable(problem)
		return
	}
	x.run()
}

func (s *Simulator) choose(x *exchange, name string) *sandbox {
	if name != "" {
		return s.sandbox(name)
	}
	return s.selected(x.vendor.Document().Vendor, x.vendor.Credential(x.call))
}

func (x *exchange) run() {
	if !x.throwDice() {
		return
	}
	if x.hit != nil && !x.hit.After && x.hit.Kind != fault.Truncate && !x.fail() {
		return
	}
	answer := x.answer()
	x.findings = append(x.findings, x.found()...)
	if x.hit != nil && x.hit.Kind == fault.Truncate {
		x.truncate(answer)
		return
	}
	if x.hit != nil && x.hit.After && !x.fail() {
		return
	}
	x.send(answer)
}

func (x *exchange) answer() api.Answer {
	if x.call.Operation == nil {
		return x.vendor.NotFound(x.call)
	}
	answer := x.vendor.Answer(x.call)
	x.s.adopt(x.sandbox, x.vendor.Document().Vendor, x.call.Selectors)
	return answer
}

func (x *exchange) found() []openapi.Finding {
	if x.call.Request == nil {
		return x.call.Notes
	}
	return append(x.call.Notes, x.call.Findings...)
}

// unreadable answers a body that is too large, or that stopped coming. Nothing was changed.
func (x *exchange) unreadable(problem error) {
	tooLarge := (*http.MaxBytesError)(nil)
	if errors.As(problem, &tooLarge) {
		x.suspect("body", "maxLength", strconv.Itoa(maxBody)+" bytes at most", "more")
		x.send(x.vendor.TooLarge(x.call))
		return
	}
	x.suspect("body", openapi.RuleSyntax, "a whole body", problem.Error())
	x.record(http.StatusRequestTimeout, nil)
	refuse(x.w, http.StatusRequestTimeout, "the request body did not arrive: %v", problem)
}

func (x *exchange) suspect(in, rule, wanted, got string) {
	f := openapi.Finding{Severity: openapi.Suspicion, In: in, Rule: rule, Wanted: wanted, Got: got}
	if x.call.Operation != nil {
		f.Operation = x.call.Operation.ID
	}
	x.findings = append(x.findings, f)
}

// send records the answer and writes it.
func (x *exchange) send(a api.Answer) {
	status := a.Status
	if status == 0 {
		status = http.StatusOK
	}
	x.record(status, a.Body)
	h := x.w.Header()
	h["Content-Type"] = []string{a.ContentType}
	if a.CacheControl != "" {
		h["Cache-Control"] = []string{a.CacheControl}
	}
	x.note(h, "Sim-Violation", openapi.Violation)
	x.note(h, "Sim-Warning", openapi.Suspicion)
	if len(a.Body) >= gzipFrom && offersGzip(x.call.HTTP) {
		h["Content-Encoding"], h["Vary"] = []string{"gzip"}, []string{"Accept-Encoding"}
		x.w.WriteHeader(status)
		z := gzip.NewWriter(x.w)
		_, _ = z.Write(a.Body) // A client that has gone away is no failure of the call.
		_ = z.Close()
		return
	}
	h["Content-Length"] = []string{strconv.Itoa(len(a.Body))}
	x.w.WriteHeader(status)
	_, _ = x.w.Write(a.Body)
}

// offersGzip tells whether the client takes gzip, which a quality of 0 denies.
func offersGzip(r *http.Request) bool {
	for offer := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, options, _ := strings.Cut(offer, ";")
		name, quality, _ := strings.Cut(strings.ReplaceAll(options, " ", ""), "=")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			return name != "q" || strings.Trim(quality, "0.") != ""
		}
	}
	return false
}

// note names the findings of one severity in a header, in ASCII and within maxWarning bytes.
func (x *exchange) note(h http.Header, name string, severity openapi.Severity) {
	var text strings.Builder
	for _, f := range x.findings {
		if f.Severity != severity {
			continue
		}
		if text.Len() > 0 {
			text.WriteString("; ")
		}
		text.WriteString(f.String())
	}
	if text.Len() == 0 {
		return
	}
	ascii := strconv.QuoteToASCII(text.String())
	ascii = strings.ReplaceAll(ascii[1:len(ascii)-1], `\"`, `"`)
	if len(ascii) > maxWarning {
		ascii = ascii[:maxWarning-3] + "..."
	}
	h[name] = []string{ascii}
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	return io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
}
