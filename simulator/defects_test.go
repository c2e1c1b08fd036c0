package simulator

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// listAccounts asks the default sandbox for a page of accounts, with what crmsim itself adds or with a wrong proof.
func listAccounts(sim http.Handler, wrong string) string {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/gw/account/list?fields=accountId&page_size=2"+wrong, nil)
	r.Header.Set("Sim-Sign", "yes")
	sim.ServeHTTP(w, r)
	return w.Body.String()
}

func TestPlantedDefectShowsUntilRepaired(t *testing.T) {
	t.Parallel()
	sim, err := New(Config{Seed: 42})
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]bool{}
	sim.Observe(func(name string) { met[name] = true })
	right := listAccounts(sim, "")
	refused := listAccounts(sim, "&sign=wrong")
	for _, c := range []struct{ name, wrong, right string }{
		{"wisecrm/listAccounts/ignored/query/page_size", "", right},
		{"wisecrm/listAccounts/more/query/page_size", "", right},
		{"wisecrm/listAccounts/unchecked/query/sign/value", "&sign=wrong", refused},
	} {
		if !met[c.name] {
			t.Errorf("%s was not named while observing", c.name)
		}
		planted, err := sim.Plant(c.name)
		if err != nil {
			t.Fatal(err)
		}
		if listAccounts(sim, c.wrong) == c.right || planted.Fired() != 1 {
			t.Errorf("%s does not show itself (fired %d times)", c.name, planted.Fired())
		}
		sim.Repair()
		if got := listAccounts(sim, c.wrong); got != c.right {
			t.Errorf("%s is still there after Repair: %s", c.name, got)
		}
	}
}

// TestObservingChangesNoAnswer: neither which of several faults is named nor what a trial cannot carry out.
func TestObservingChangesNoAnswer(t *testing.T) {
	t.Parallel()
	plain, err := New(Config{Seed: 42})
	if err != nil {
		t.Fatal(err)
	}
	observed, err := New(Config{Seed: 42})
	if err != nil {
		t.Fatal(err)
	}
	observed.Observe(func(string) {})
	for _, c := range []struct{ path, body string }{
		{"/gw/account/add?force_add=maybe&op_user=1", `{"noSuchField":1}`},
		{"/gw/customentity/add?entity=e__lead", `{"c__name":"a"}`},
	} {
		var answers []string
		for _, sim := range []http.Handler{plain, observed} {
			w := httptest.NewRecorder()
			r := httptest.NewRequest(http.MethodPost, c.path, strings.NewReader(c.body))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Sim-Sign", "yes")
			sim.ServeHTTP(w, r)
			answers = append(answers, w.Body.String())
		}
		if answers[0] != answers[1] {
			t.Errorf("%s: %s while observed, else %s", c.path, answers[1], answers[0])
		}
	}
}

func TestPlantRefusesWhatThereIsNot(t *testing.T) {
	t.Parallel()
	sim, err := New(Config{Seed: 42})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "acme/listAccounts/stale", "wisecrm/listAcounts/stale", "wisecrm/listAccounts/stall"} {
		if _, err := sim.Plant(name); err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("Plant(%q): %v, want one line that names it", name, err)
		}
	}
}
