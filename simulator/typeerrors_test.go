package simulator_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestNoGoTypesInRefusals: who sends a wrong type to the control API learns the field, what it takes and what came.
func TestNoGoTypesInRefusals(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	for _, c := range []struct{ method, path, body, want string }{
		{"PUT", "/data/socialepoch/accounts/8613800000000", `{"source":"x"}`, "source: want an integer, not a string"},
		{"PUT", "/data/socialepoch/accounts/8613800000000", `{"online":1}`, "online: want a boolean, not a number"},
		{"PUT", "/data/wisecrm/fields/Account.c__x", `{"values":7}`, "values: want an array, not a number"},
		{"PUT", "/clock", `{"frozen":"yes"}`, "frozen: want a boolean, not a string"},
		{"PUT", "/faults", `{}`, "want an array, not an object"},
		{"POST", "/verify", `{"operation":7}`, "operation: want a string, not a number"},
	} {
		text := w.own(c.method, c.path, c.body, http.StatusBadRequest, nil)
		if !strings.Contains(text, c.want) || strings.Contains(text, "Go ") || strings.Contains(text, "json:") {
			t.Errorf("%s %s %s: %s, want %q in it", c.method, c.path, c.body, text, c.want)
		}
	}
}
