package simulator_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// TestDataTakesOneValue: whichever vendor a record is of, bytes after it spoil the call.
func TestDataTakesOneValue(t *testing.T) {
	t.Parallel()
	sim, err := simulator.New(simulator.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for record, body := range map[string]string{
		"wisecrm/apps/000-x":        `{"appkey":"k"}`,
		"dustess/pools/p":           `{"id":"p","name":"n"}`,
		"quancheng/sms/7":           `{}`,
		"socialepoch/agents/nobody": `{"nickname":"n"}`,
	} {
		path := "http://localhost/_sim/sandboxes/default/data/" + record
		for text, want := range map[string]int{body: http.StatusOK, body + " x": http.StatusBadRequest} {
			w := httptest.NewRecorder()
			sim.ServeHTTP(w, httptest.NewRequest(http.MethodPut, path, strings.NewReader(text)))
			if w.Code != want {
				t.Errorf("PUT %s %s: %d %s, want %d", record, text, w.Code, w.Body, want)
			}
		}
	}
}
