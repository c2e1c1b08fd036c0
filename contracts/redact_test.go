package contracts

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// TestRedactsSecretsWhereTheyDoNotBelong: a spec signs the body of operations that have no token in it.
func TestRedactsSecretsWhereTheyDoNotBelong(t *testing.T) {
	t.Parallel()
	d := newRedactor(toySuite(t).Suite, nil)
	const body = `{"id":"t1","secret":"replayed"}`
	shown := d.request(httptest.NewRequest("POST", "/things/delete", strings.NewReader(body)), []byte(body))
	if strings.Contains(shown, "replayed") || !strings.Contains(shown, `"id":"t1"`) {
		t.Errorf("shows %s", shown)
	}
}
