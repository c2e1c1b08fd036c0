package contracts

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator"
)

// TestControl drives the real simulator, so that the two sides of the control API cannot drift apart.
func TestControl(t *testing.T) {
	t.Parallel()
	sim, err := simulator.New(simulator.Config{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	root, err := parseRoot(inProcessURL, "")
	if err != nil {
		t.Fatal(err)
	}
	c, credentials, err := newSandbox(ctx, &session{root: root, transport: inProcess{sim}}, "wisecrm", "")
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}

	then := time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC)
	check("set the clock", c.SetClock(ctx, then))
	check("freeze the clock", c.Freeze(ctx))
	check("advance the clock", c.Advance(ctx, 24*time.Hour))
	if now := c.now(); now.Before(then.Add(24*time.Hour)) || now.After(then.Add(25*time.Hour)) || !c.now().Equal(now) {
		t.Errorf("now is %s, want it a day after %s and standing still", now, then)
	}

	appid := credentials["appid"]
	check("patch a record", c.PatchRecord(ctx, "apps", appid, map[string]any{"closed": true}))
	var app struct {
		AppID  string
		Closed bool
	}
	check("read a record", c.Record(ctx, "apps", appid, &app))
	if app.AppID != appid || !app.Closed {
		t.Errorf("app %+v, want %s, closed", app, appid)
	}

	check("set faults", c.SetFaults(ctx, "listEntities", "503"))
	request, err := http.NewRequestWithContext(ctx, "GET", inProcessURL+"/gw/metadata/entity?appid="+appid+"&sign="+credentials["appkey"], nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := c.transport.RoundTrip(request)
	if err != nil || response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("response %v, error %v, want the fault", response, err)
	}
	journal, err := c.Journal(ctx)
	check("read the journal", err)
	if !slices.Equal(journal, []string{"listEntities"}) {
		t.Errorf("journal %q, want the one call", journal)
	}
	check("remove the sandbox", c.remove(ctx))
	if err := c.Freeze(ctx); err == nil {
		t.Error("a removed sandbox still has a clock")
	}
}
