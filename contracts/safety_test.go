package contracts

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/onsi/ginkgo/v2"

	"github.com/crmsim/crmsim/openapi"
)

// The specs declare less than they do, so that only the transport stands in their way.
func TestTransportRefuses(t *testing.T) {
	t.Parallel()
	send := func(method, path string, query url.Values) toyBody {
		return func(ctx ginkgo.SpecContext, e *toyEnv) {
			_, _ = e.send(Wrong(ctx), method, path, query, "")
		}
	}
	id := func(id string) url.Values { return url.Values{"id": {id}} }
	cases := map[string]struct {
		effects string
		body    toyBody
		want    string
	}{
		"a write of a run that may read": {openapi.Read, send("POST", "add", url.Values{}),
			"refused: addThing is write, and the run may only read"},
		"a removal of a run that may write": {openapi.Write, send("POST", "delete", id("theirs")),
			"refused: deleteThing is destructive, and the run may only write"},
		"a removal by another method": {openapi.Write, send("GET", "delete", id("theirs")), "refused: deleteThing is destructive"},
		"what nobody knows": {openapi.Write, send("GET", "purge", url.Values{}),
			"refused: nobody knows what GET /toy/purge does"},
		"a change of a stranger's record": {openapi.Destructive, send("POST", "delete", id("theirs")),
			`refused: deleteThing would change the record "theirs", which this run did not make`},
		"a change of a stranger's by other method": {openapi.Destructive, send("PUT", "delete", id("theirs")),
			`refused: deleteThing would change the record "theirs"`},
		"a change of no record in particular": {openapi.Destructive, send("POST", "delete", url.Values{}),
			`refused: deleteThing would change the record ""`},
		"clean-up of a stranger's record": {openapi.Write, func(_ ginkgo.SpecContext, e *toyEnv) {
			e.Cleanup(func(ctx context.Context) error {
				_, _ = e.send(ctx, "POST", "delete", id("theirs"), "")
				return nil
			})
		}, `refused: deleteThing would change the record "theirs"`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newToy()
			about := About{Calls: []string{"getThing"}, From: "Things", Evidence: openapi.Documented}
			wantFailure(t, runOne(t, liveAt(server, c.effects), about, c.body), c.want)
			if server.things["theirs"] == "" || slices.Contains(server.calls, "add") || slices.Contains(server.calls, "delete") {
				t.Errorf("the request got through: %q", server.calls)
			}
		})
	}
}

func TestLiveRunChangesItsOwnRecords(t *testing.T) {
	t.Parallel()
	destroys := About{Calls: []string{"addThing", "deleteThing"}, From: "Things", Evidence: openapi.Documented}
	server := newToy()
	result := runOne(t, liveAt(server, openapi.Destructive), destroys, func(ctx ginkgo.SpecContext, e *toyEnv) {
		_, _ = e.send(ctx, "POST", "delete", url.Values{"id": {e.add(ctx)}}, "")
		e.Claim("made up")
		_, _ = e.send(ctx, "POST", "delete", url.Values{"id": {"made up"}}, "")
	})
	if result.Status != Passed {
		t.Errorf("status %s: %v", result.Status, result.Failures)
	}

	server = newToy()
	if result := runOne(t, liveAt(server, openapi.Write), adds, careless); result.Status != Passed {
		t.Errorf("a run that may write could not clean up: %v", result.Failures)
	}
	if len(server.things) != 1 {
		t.Errorf("things %v are left, want the stranger's alone", server.things)
	}
	if server.sandboxes != 0 || len(server.calls) != 3 {
		t.Errorf("calls %q and %d sandboxes, want the probe, the spec and its clean-up", server.calls, server.sandboxes)
	}
}

func TestSpecsBeyondTheRunsEffectsAreSkipped(t *testing.T) {
	t.Parallel()
	result := runOne(t, liveAt(newToy(), ""), adds, careless)
	if result.Status != Skipped || result.Reason != "is write, and the run may only read" {
		t.Errorf("status %s for %q, want it skipped: live targets are read-only", result.Status, result.Reason)
	}
	control := adds
	control.Control = true
	result = runOne(t, liveAt(newToy(), openapi.Destructive), control, careless)
	if result.Status != Skipped || !strings.Contains(result.Reason, "control API") {
		t.Errorf("status %s for %q, want it skipped: a vendor has no control API", result.Status, result.Reason)
	}
}
