package contracts

import (
	"strings"
	"testing"
)

// TestRedactsSecretsWhereTheyDoNotBelong: a spec signs the body of operations that have no token in it.
func TestRedactsSecretsWhereTheyDoNotBelong(t *testing.T) {
	t.Parallel()
	d := newRedactor(toySuite(t).Suite, nil)
	deletion := d.document.Match("POST", "/things/delete")
	shown := d.sent(&exchange{operation: deletion, method: "POST", sent: []byte(`{"id":"t1","secret":"replayed"}`)})
	if strings.Contains(shown, "replayed") || !strings.Contains(shown, `"id":"t1"`) {
		t.Errorf("shows %s", shown)
	}
}
