package contracts

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"

	"github.com/crmsim/crmsim/openapi"
)

// A ledger knows the ids of the records that this run made.
type ledger struct {
	mu  sync.Mutex
	ids map[string]bool
}

func (l *ledger) add(ids ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range ids {
		l.ids[id] = true
	}
}

// stranger returns the first id that this run did not make.
func (l *ledger) stranger(ids []string) (string, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range ids {
		if !l.ids[id] {
			return id, true
		}
	}
	return "", false
}

// refuse says why a request that affects op must not leave, or nil. It is the last line of defence:
// the specs are chosen by what they declare, and this looks at what they do.
func (o *oracle) refuse(op *openapi.Operation, r *http.Request, query url.Values, body []byte) error {
	target := o.session.target
	if op == nil {
		if !target.allows(openapi.Destructive) {
			return fmt.Errorf("refused: nobody knows what %s %s does, and the run may only %s", r.Method, r.URL.Path, target.Strongest())
		}
		return nil
	}
	changed := o.suite.vendor.Changes(op, query, body)
	tidying := op.Effect == openapi.Destructive && marked(r.Context(), cleaningUp) && target.allows(openapi.Write)
	if !target.allows(op.Effect) && !tidying {
		return fmt.Errorf("refused: %s is %s, and the run may only %s", op.ID, op.Effect, target.Strongest())
	}
	if op.Effect == openapi.Read || !target.Live() {
		return nil
	}
	if tidying && len(changed) == 0 {
		return fmt.Errorf("refused: %s in clean-up names no record", op.ID)
	}
	if id, found := o.ledger.stranger(changed); found {
		return fmt.Errorf("refused: %s would change the record %q, which this run did not make", op.ID, id)
	}
	return nil
}

// affected returns the operation that a request may set off: the one that the document has for it,
// or the strongest of its path, since a vendor may not care about the method.
func (s *Suite) affected(method, path string) *openapi.Operation {
	if op := s.document.Match(method, path); op != nil {
		return op
	}
	var strongest *openapi.Operation
	for _, op := range s.document.Operations() {
		if op.Path == path && (strongest == nil || strength(op.Effect) > strength(strongest.Effect)) {
			strongest = op
		}
	}
	return strongest
}
