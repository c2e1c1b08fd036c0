package openapi

import "testing"

// TestLines: a finding points at the rule in the YAML file, and operations keep the file's order.
func TestLines(t *testing.T) {
	t.Parallel()
	doc := probe(t)
	var last int
	for _, op := range doc.Operations() {
		if op.Line <= last {
			t.Errorf("%s stands at line %d, after line %d", op.ID, op.Line, last)
		}
		last = op.Line
	}
	op := doc.Operation("query")
	for _, c := range []struct {
		target string
		line   int
	}{
		{"/q?limit=101", 15}, // maximum
		{"/q?limit=", 15},    // the parameter
		{"/q?x=1", 10},       // the operation
	} {
		r := request("GET", c.target, "", nil)
		values, _ := op.Values(r, nil)
		if f := op.CheckRequest(r, values, nil).Findings; len(f) != 1 || f[0].Line != c.line {
			t.Errorf("%s: found %v at %d, want one at line %d", c.target, f, f[0].Line, c.line)
		}
	}
	answer := op.CheckResponse(200, map[string][]string{"Content-Type": {"application/json"}}, []byte(`{"code":0,"data":["x"]}`))
	if len(answer.Findings) != 1 || answer.Findings[0].Line != 64 {
		t.Errorf("found %v at %d, want one at line 64", answer.Findings, answer.Findings[0].Line)
	}
}
