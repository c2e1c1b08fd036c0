package spectest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/openapi"
)

// An Exchange is one documented or recorded request with its answer, as testdata keeps them.
type Exchange struct {
	Name         string   `json:"-"` // the file's, without its ending
	Source       string   `json:"source"`
	URL          string   `json:"url"`
	Evidence     string   `json:"evidence"`
	Operation    string   `json:"operation"`
	Request      Message  `json:"request"`
	Response     *Message `json:"response"`
	Placeholders []string `json:"placeholders"` // JSON pointers to values of the answer that stand for others, such as "xxx"
	Note         string   `json:"note"`
}

// A Message is a request or an answer; what the source does not show is absent.
type Message struct {
	Method string            `json:"method"`
	Path   string            `json:"path"`
	Query  map[string]string `json:"query"`
	Header map[string]string `json:"header"`
	Status int               `json:"status"`
	Body   json.RawMessage   `json:"body"`
}

// Exchanges reads all exchange files of a folder: those that name an operation.
func Exchanges(t testing.TB, folder string) []Exchange {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: found no exchanges, %v", folder, err)
	}
	var all []Exchange
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		e := Exchange{Name: strings.TrimSuffix(filepath.Base(path), ".json")}
		if err := json.Unmarshal(raw, &e); err == nil && e.Operation != "" {
			all = append(all, e)
		}
	}
	return all
}

// Check holds an exchange to the document and returns what departs from it. What the source leaves
// out of the request, and what its placeholders stand for, is no departure.
func (e Exchange) Check(document *openapi.Document) []openapi.Finding {
	op := document.Match(e.Request.Method, e.Request.Path)
	if op == nil || op.ID != e.Operation {
		return []openapi.Finding{{Operation: e.Operation, In: "path", Place: e.Request.Path, Rule: openapi.RuleUnknown}}
	}
	var out []openapi.Finding
	r := e.NewRequest("")
	values, _ := op.Values(r, e.Request.Body)
	for _, f := range op.CheckRequest(r, values, e.Request.Body).Findings {
		if f.Severity == openapi.Violation && f.Rule != openapi.RuleRequired {
			out = append(out, f)
		}
	}
	if e.Response == nil {
		return out
	}
	header := http.Header{"Content-Type": {"application/json"}}
	for _, f := range op.CheckResponse(e.Response.Status, header, e.Response.Body).Findings {
		if !e.exempt(f.Place) {
			out = append(out, f)
		}
	}
	return out
}

func (e Exchange) exempt(place string) bool {
	for _, p := range e.Placeholders {
		if p == place {
			return true
		}
	}
	return false
}

// NewRequest returns the exchange's request to an origin such as http://127.0.0.1:8080.
func (e Exchange) NewRequest(origin string) *http.Request {
	query := url.Values{}
	for name, value := range e.Request.Query {
		query.Set(name, value)
	}
	r := httptest.NewRequest(e.Request.Method, origin+e.Request.Path+"?"+query.Encode(), strings.NewReader(string(e.Request.Body)))
	if len(e.Request.Body) > 0 {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range e.Request.Header {
		r.Header.Set(name, value)
	}
	return r
}
