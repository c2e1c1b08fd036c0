package spectest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/openapi/internal/form"
	"github.com/getkin/kin-openapi/openapi3"
)

// A RequestExample is what a document shows of one operation's request: the examples of its parameters
// and that of its body. Its credentials are examples too, so it has to be signed anew.
type RequestExample struct {
	Operation    string // operationId; that of a twin (x-same-as) is the twin's own
	Method, Path string
	Query        url.Values
	Header       http.Header
	Body         string
}

// RequestExamples returns the request examples of all operations of a YAML document, twins included, by operation.
func RequestExamples(t testing.TB, path string) []RequestExample {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, spec, err := form.Compile(path, text) // It has the credentials among the parameters.
	if err != nil {
		t.Fatal(err)
	}
	var all []RequestExample
	for path, item := range spec.Paths.Map() {
		for method, op := range item.Operations() {
			e := RequestExample{Operation: op.OperationID, Method: method, Path: path, Query: url.Values{}, Header: http.Header{}}
			for _, p := range op.Parameters {
				switch p.Value.In {
				case openapi3.ParameterInQuery:
					e.Query.Set(p.Value.Name, plain(p.Value.Example))
				case openapi3.ParameterInHeader:
					e.Header.Set(p.Value.Name, plain(p.Value.Example))
				}
			}
			if op.RequestBody != nil {
				if err := e.addBody(op.RequestBody.Value.Content); err != nil {
					t.Fatalf("%s: %v", op.OperationID, err)
				}
			}
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b RequestExample) int { return strings.Compare(a.Operation, b.Operation) })
	return all
}

const mediaForm = "application/x-www-form-urlencoded"

func (e *RequestExample) addBody(content openapi3.Content) error {
	if form := content[mediaForm]; form != nil {
		values := url.Values{}
		fields, _ := form.Example.(map[string]any)
		for name, value := range fields {
			values.Set(name, plain(value))
		}
		e.Body = values.Encode()
		e.Header.Set("Content-Type", mediaForm)
		return nil
	}
	for _, media := range slices.Sorted(maps.Keys(content)) {
		value := content[media].Example
		for _, name := range slices.Sorted(maps.Keys(content[media].Examples)) {
			value = content[media].Examples[name].Value.Value
		}
		text, err := json.Marshal(value)
		if err != nil {
			return err
		}
		e.Body = string(text)
		e.Header.Set("Content-Type", media)
	}
	return nil
}

// plain writes a scalar as a query has it.
func plain(value any) string {
	if n, ok := value.(float64); ok {
		return fmt.Sprintf("%.0f", n)
	}
	return fmt.Sprint(value)
}

// NewRequest returns the example as a request to an origin such as http://127.0.0.1:8080.
func (e RequestExample) NewRequest(origin string) *http.Request {
	target := origin + e.Path
	if len(e.Query) > 0 {
		target += "?" + e.Query.Encode()
	}
	var body io.Reader
	if e.Body != "" {
		body = strings.NewReader(e.Body)
	}
	r := httptest.NewRequest(e.Method, target, body)
	r.Header = e.Header.Clone()
	return r
}
