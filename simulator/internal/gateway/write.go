package gateway

import (
	"compress/gzip"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

const (
	gzipFrom  = 16 << 10 // bytes of an answer from which compression pays
	maxHeader = 2 << 10  // bytes of a Sim- header; longer ones break proxies
	maxShown  = 200      // bytes of what a client sent, where crmsim repeats it
)

// write sends the answer, as far as a fault lets it.
func write(x *exchange) {
	switch x.delivery {
	case dropped:
		hangUp(x.w)
		return
	case withheld:
		<-x.call.HTTP.Context().Done()
		hangUp(x.w)
		return
	}
	_ = http.NewResponseController(x.w).SetWriteDeadline(time.Now().Add(x.g.patience)) // A recorder has none.
	body, h := x.answer.Body, x.w.Header()
	h["Content-Type"] = []string{x.answer.ContentType}
	if x.answer.CacheControl != "" {
		h["Cache-Control"] = []string{x.answer.CacheControl}
	}
	if x.answer.Allow != "" {
		h["Allow"] = []string{x.answer.Allow}
	}
	note(h, "Sim-Violation", x.findings, openapi.Violation)
	note(h, "Sim-Warning", x.findings, openapi.Suspicion)
	if x.fault != nil {
		h["Sim-Fault"] = []string{x.fault.Text}
	}
	if x.delivery == whole && (x.call.Compress || len(body) >= gzipFrom && offersGzip(x.call.HTTP)) {
		h["Content-Encoding"], h["Vary"] = []string{"gzip"}, []string{"Accept-Encoding"}
		x.w.WriteHeader(x.status())
		z := gzip.NewWriter(x.w)
		_, _ = z.Write(body) // A client that has gone away is no failure of the call.
		_ = z.Close()
		return
	}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	x.w.WriteHeader(x.status())
	if x.delivery == halved {
		_, _ = x.w.Write(body[:len(body)/2]) // net/http then closes the connection, since more was announced.
		return
	}
	_, _ = x.w.Write(body)
}

// status is that of the answer, 0 when the client gets none.
func (x *exchange) status() int {
	switch {
	case x.delivery == dropped || x.delivery == withheld:
		return 0
	case x.answer.Status == 0:
		return http.StatusOK
	default:
		return x.answer.Status
	}
}

// offersGzip reports whether the client takes gzip, which a quality of 0 denies.
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

// note names the findings of one severity in a header, in ASCII and within maxHeader bytes.
func note(h http.Header, name string, findings []openapi.Finding, severity openapi.Severity) {
	var text strings.Builder
	for _, f := range findings {
		if f.Severity != severity || text.Len() > maxHeader {
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
	h[name] = []string{ascii(text.String())}
}

// ascii returns a text as a header may have it.
func ascii(text string) string {
	quoted := strconv.QuoteToASCII(text)
	quoted = strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
	if len(quoted) > maxHeader {
		return quoted[:maxHeader-3] + "..."
	}
	return quoted
}

// Refuse answers with an error of crmsim's own, never of a vendor's.
func Refuse(w http.ResponseWriter, status int, format string, args ...any) {
	message := "crmsim: " + fmt.Sprintf(format, args...)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Sim-Violation", ascii(message))
	w.WriteHeader(status)
	_ = wire.WriteIndented(w, map[string]string{"error": message}) // The client may have gone away.
}

// shown is as much of what a client sent as fits a message.
func shown(text string) string {
	if len(text) > maxShown {
		return strings.ToValidUTF8(text[:maxShown], "") + "…"
	}
	return text
}
