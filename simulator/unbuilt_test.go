package simulator_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// TestWhatIsNotBuiltSaysSo: a planned route answers 501 and names itself.
func TestWhatIsNotBuiltSaysSo(t *testing.T) {
	t.Parallel()
	sim, err := simulator.New(simulator.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/_sim/", "/_sim/metrics", "/_sim/reference/"} {
		w := httptest.NewRecorder()
		sim.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "http://localhost"+path, nil))
		if w.Code != http.StatusNotImplemented || !strings.Contains(w.Body.String(), path) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}
