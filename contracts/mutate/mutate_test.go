package mutate

import (
	_ "embed"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/contracts/suites"
)

// committed is the score that the fixed sample has had; a change of the suites may only raise it.
//
//go:embed score.json
var committed []byte

// TestScoreHolds tries a fixed sample of all mutants.
func TestScoreHolds(t *testing.T) {
	if raceDetector {
		t.Skip("too slow with -race: make test runs it without")
	}
	var want map[string]Score
	if err := json.Unmarshal(committed, &want); err != nil {
		t.Fatal(err)
	}
	o := Options{Suites: suites.All, Seed: 42, Limit: 10 * time.Second}
	r, err := Measure(t.Context(), Choice{OneIn: 60}, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	for key, least := range want {
		if is := r.Scores[key]; is.Reached == 0 || is.Share() < least.Share() {
			t.Errorf("%s: %s, want %s or more", key, is, least)
		}
	}
	for _, key := range []string{"wisecrm", "dustess", "quancheng", "socialepoch"} {
		if _, known := want[key]; !known {
			t.Errorf("score.json has nothing on %s; it is %s", key, r.Scores[key])
		}
	}
	if t.Failed() {
		for _, v := range r.Survivors() {
			t.Logf("survived %s, nearest %s %s", v.Mutant, v.Nearest, v.Why)
		}
	}
}

func TestWronglyDeclaredMutantIsNamed(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"wisecrm", "wisecrm/getAccount/answer.nulled/data", "wisecrm/getAccount/lost/accounts"} {
		if _, err := parse(id); err == nil || !strings.Contains(err.Error(), "mutant "+id+":") {
			t.Errorf("%s: %v", id, err)
		}
	}
	for _, line := range []string{"wisecrm/getAccount/stale", "%/stale  why", "acme/getAccount/stale  why"} {
		if _, err := readEquivalents(line + "\n"); err == nil || !strings.Contains(err.Error(), strings.Fields(line)[0]+": ") {
			t.Errorf("%s: %v", line, err)
		}
	}
	list := []Equivalent{{"wisecrm/%/stale", "why"}, {"wisecrm/no%", "why"}}
	if _, err := Divide([]string{"wisecrm/getAccount/stale"}, []string{"wisecrm"}, list); err == nil || !strings.Contains(err.Error(), "wisecrm/no%: there is none") {
		t.Errorf("an entry that fits nothing: %v", err)
	}
}

func TestEachKindIsPutIntoWords(t *testing.T) {
	t.Parallel()
	for kind := range classes {
		if words[kind] == "" {
			t.Errorf("%s has no words", kind)
		}
	}
	if len(words) != len(classes) {
		t.Errorf("%d kinds in words, %d have a class", len(words), len(classes))
	}
}

func TestFits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, text string
		fits          bool
	}{
		{"a/b", "a/b", true}, {"a/b", "a/bc", false}, {"a/%", "a/b/c", true}, {"%/c", "a/b/c", true},
		{"a/%/c/%", "a/b/c/d", true}, {"a/%/d/%", "a/b/c/d", false}, {"%", "", true},
	} {
		if fits(c.pattern, c.text) != c.fits {
			t.Errorf("%s on %s: want %v", c.pattern, c.text, c.fits)
		}
	}
}
