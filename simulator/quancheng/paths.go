package quancheng

import (
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// base is where a site keeps the operations, unless it lies below a virtual directory (QC-Q01).
const base = "/WebApi/Handler/1.0/"

// canonical finds the documented spelling of a path: letter case does not count (QC-Q03), and what
// stands before the base is the site's virtual directory, such as /OM (QC-Q01).
func canonical(document *openapi.Document) func(string) (string, bool) {
	spelling := map[string]string{}
	for _, op := range document.Operations() {
		spelling[strings.ToLower(op.Path)] = op.Path
	}
	start := strings.ToLower(base)
	return func(path string) (string, bool) {
		lower := strings.ToLower(path)
		at := strings.Index(lower, start)
		if at < 0 {
			return "", false
		}
		if documented, ok := spelling[lower[at:]]; ok {
			return documented, true
		}
		return base + lower[at+len(start):], true
	}
}

// notFound answers an unknown path with 404, and another method than GET and POST with 405 (QC-Q10).
func notFound(document *openapi.Document) func(*api.Call) api.Answer {
	find := canonical(document)
	return func(c *api.Call) api.Answer {
		answer := failureOf(codeUnknownOperation).bare(c)
		path, _ := find(c.HTTP.URL.Path)
		answer.Status = api.NotFoundStatus(document, path)
		return answer
	}
}
