package mutate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/contracts/suites"
)

// TestWorkers that do not do as they should: each mutant gets its verdict, and the run ends.
func TestWorkers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, command string
		limit         time.Duration
		why, err      string
	}{
		{"hangs", "cat >/dev/null", time.Millisecond, "no verdict within 10ms", ""},
		{"dies", "exit 1", time.Minute, "the process of the run ended", ""},
		{"babbles", "read line; echo what; cat >/dev/null", time.Minute, "the process of the run ended", ""},
		{"refuses", `read line; echo '{"error":"mutant b: no such thing"}'; cat >/dev/null`, time.Minute, "", "mutant b: no such thing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mutants := []Mutant{{ID: "b", Specs: []string{"B-01"}}, {ID: "a", Specs: []string{"A-01"}}}
			o := Options{Worker: []string{"sh", "-c", c.command}, Workers: 1, Limit: c.limit}
			verdicts, err := Run(t.Context(), mutants, o)
			if c.err != "" {
				if err == nil || err.Error() != c.err {
					t.Errorf("error %v, want %s", err, c.err)
				}
				return
			}
			if err != nil || len(verdicts) != 2 || verdicts[0].Mutant != "a" || verdicts[1].Mutant != "b" {
				t.Fatalf("%v, error %v", verdicts, err)
			}
			for _, v := range verdicts {
				if v.Verdict != Survived || v.Why != c.why {
					t.Errorf("%+v, want a survivor because %s", v, c.why)
				}
			}
		})
	}
}

// TestARunIsStopped while a worker is at it, and says by what.
func TestARunIsStopped(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancelCause(t.Context())
	reason := errors.New("somebody stopped it")
	stop(reason)
	o := Options{Worker: []string{"sh", "-c", "cat >/dev/null"}, Workers: 2, Limit: time.Hour}
	if _, err := Run(ctx, []Mutant{{ID: "a", Specs: []string{"A-01"}}}, o); !errors.Is(err, reason) {
		t.Errorf("error %v, want %v", err, reason)
	}
}

// TestServeNamesAMutantThatThereIsNot, and goes on.
func TestServeNamesAMutantThatThereIsNot(t *testing.T) {
	t.Parallel()
	var in, out bytes.Buffer
	for _, m := range []Mutant{
		{ID: "wisecrm/getNothing/stale", Vendor: "wisecrm", Operation: "getNothing", Kind: "stale"},
		{ID: "acme/all/null.empty", Vendor: "acme", Operation: "all", Kind: nullEmpty, Class: Null},
	} {
		if err := json.NewEncoder(&in).Encode(job{Mutant: m}); err != nil {
			t.Fatal(err)
		}
	}
	if err := Serve(t.Context(), Options{Suites: suites.All, Seed: 42, Limit: time.Minute}, &in, &out); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"wisecrm/getNothing/stale", "acme/all/null.empty"} {
		line, err := out.ReadString('\n')
		if err != nil || !strings.Contains(line, `"error":"mutant `+id+`: `) {
			t.Errorf("%s: %q, %v", id, line, err)
		}
	}
}
