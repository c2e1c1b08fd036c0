// Package mutate measures what the contract suites would catch. It lets a simulator misbehave in one way at a
// time, a mutant, and runs the specs that the mutant touches until one fails.
//
// Nobody lists mutants by hand. A first run, of all specs on the simulator as it should be, tells which there are
// and which specs meet them: the simulator names every defect that would have made a difference (see
// simulator.Observe), and the documents' schemas say how an answer or a request can be wrong. Nothing here checks
// traffic: that is the oracle's part, which is measured too.
package mutate

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// A Mutant is one way to misbehave. Its ID is vendor/operation/kind/place.
type Mutant struct {
	ID        string   `json:"id"`
	Vendor    string   `json:"vendor"`
	Operation string   `json:"operation"`
	Kind      string   `json:"kind"`
	Class     string   `json:"class"`
	Specs     []string `json:"specs,omitempty"`  // that meet it, those first that are the likeliest to fail
	Sample    []byte   `json:"sample,omitempty"` // an answer of the operation that tells of success
}

// Classes of mutants.
const (
	Shape      = "shape"      // an answer that breaks its schema, or should
	Meaning    = "meaning"    // an answer of the right shape that says what is not so
	State      = "state"      // the right answer, and the wrong effect
	Input      = "input"      // the operation does not see what was sent
	Acceptance = "acceptance" // taken what is to be refused, or the reverse
	Request    = "request"    // a client that sends something else
	Null       = "null"       // no CRM at all
)

// Classes returns all classes.
func Classes() []string { return []string{Shape, Meaning, State, Input, Acceptance, Request, Null} }

// classes has the class of each kind.
var classes = map[string]string{
	"unchecked": Acceptance, "wider": Acceptance, "narrower": Acceptance, "lacking": Acceptance, "anyMethod": Acceptance,
	"ignored": Input, "more": Input, "less": Input, "case": Input, "flipped": Input, "shorter": Input, "clock": Input,
	"lostAdd": State, "lostChange": State, "lostDelete": State, "lostField": State, "wiped": State, "double": State,
	"neighbour": State, "partial": State, "hard": State, "soft": State, "leaves": State, "repeatedID": State,
	"stale": State, "beginning": State,

	dropped: Shape, null: Shape, retyped: Shape, outOfEnum: Shape, beyond: Shape, malformed: Shape, extra: Shape,
	undocumented: Shape, contentType: Shape, truncated: Shape, halved: Shape, trailing: Shape, repeatedKey: Shape, empty: Shape,
	altered: Meaning, more: Meaning, less: Meaning, flipped: Meaning, another: Meaning, siblings: Meaning, swapped: Meaning,
	reversed: Meaning, lastDropped: Meaning, lastDoubled: Meaning, stale: Meaning, failure: Meaning, success: Meaning,
	idle: Meaning, dead: Meaning,

	notSent: Request, renamed: Request, encodedTwice: Request, forgedSign: Request, firstValue: Request,
	nullEmpty: Null, nullFailure: Null, nullNotFound: Null, nullHangUp: Null, nullEcho: Null,
}

// parse reads a mutant's id. The error names it.
func parse(id string) (Mutant, error) {
	parts := append(strings.SplitN(id, "/", 4), "", "")
	if len(parts) < 5 {
		return Mutant{}, fmt.Errorf("mutant %s: want vendor/operation/kind/place", id)
	}
	m := Mutant{ID: id, Vendor: parts[0], Operation: parts[1], Kind: parts[2], Class: classes[parts[2]]}
	if m.Class == "" {
		return m, fmt.Errorf("mutant %s: there is no kind %q", id, m.Kind)
	}
	return m, nil
}

// Sample returns about one mutant in so many. Which ones depends on nothing but their ids and the seed, so that
// new mutants do not change the choice among the others.
func Sample(all []Mutant, oneIn int, seed int64) []Mutant {
	return slices.DeleteFunc(slices.Clone(all), func(m Mutant) bool { return draw(m.ID, seed)%uint64(max(oneIn, 1)) != 0 })
}

// shuffle brings mutants into an order that the seed gives.
func shuffle(all []Mutant, seed int64) {
	slices.SortFunc(all, func(a, b Mutant) int {
		return cmp.Or(cmp.Compare(draw(a.ID, seed), draw(b.ID, seed)), cmp.Compare(a.ID, b.ID))
	})
}

func draw(id string, seed int64) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, seed, id)
	return h.Sum64()
}
