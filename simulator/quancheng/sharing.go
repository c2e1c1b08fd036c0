package quancheng

import (
	"math"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/store"
)

// A share lets a user work with somebody else's customer. No operation makes one (QC-Q34).
type share struct {
	CustomerID int32 `json:"CustomerId"`
	UserID     int32 `json:"UserId"`
}

func lessShare(a, b *share) bool {
	return a.CustomerID < b.CustomerID || a.CustomerID == b.CustomerID && a.UserID < b.UserID
}

// A mark makes a customer a user's favourite; there is one per user and customer (QC-Q38).
type mark struct {
	CustomerID int32 `json:"CustomerId"`
	UserID     int32 `json:"UserId"`
	IdentityID int32 `json:"IdentityId"` // never 0
}

func lessMark(a, b *mark) bool {
	return a.CustomerID < b.CustomerID || a.CustomerID == b.CustomerID && a.UserID < b.UserID
}

// setMark stores a mark, or removes it when its identity is 0; it reports whether anything was there to do.
func (s *state) setMark(w store.Writer, m mark) bool {
	if m.IdentityID == 0 {
		return s.marks.Delete(w, &m)
	}
	s.marks.Put(w, &m)
	return true
}

// unmark removes all users' marks of a customer.
func (s *state) unmark(w store.Writer, customerID int32) {
	var all []*mark
	for m := range s.marks.From(&mark{CustomerID: customerID, UserID: math.MinInt32}) {
		if m.CustomerID != customerID {
			break
		}
		all = append(all, m)
	}
	for _, m := range all {
		s.marks.Delete(w, m)
	}
}

// shown is the customer with the user's mark.
func (s *state) shown(c *customer, userID int32) shownCustomer {
	m, marked := s.marks.Get(&mark{CustomerID: c.ID, UserID: userID})
	if !marked {
		return shownCustomer{c, 0}
	}
	return shownCustomer{c, m.IdentityID}
}

// setCustIdentity marks a customer for the token's user. Clearing a mark that is not there is false (QC-Q91).
func setCustIdentity(tx *tx, c *api.Call) api.Answer {
	id := number(c, "custId")
	if _, known := tx.State.customer(id); !known {
		return no(c, "custId", ruleExists, "the id of a customer")
	}
	if !tx.State.setMark(tx.Writer, mark{id, caller(tx, c), number(c, "identityId")}) {
		return no(c, "identityId", ruleState, "a mark to clear")
	}
	return yes(c)
}

// removeCollection removes the marks of the given user (QC-Q36, QC-Q38).
func removeCollection(tx *tx, c *api.Call) api.Answer {
	return forEach(c, "custIdString", "a customer that the user has marked", func(id int32) bool {
		return tx.State.marks.Delete(tx.Writer, &mark{CustomerID: id, UserID: number(c, "userId")})
	})
}

// cancelShare ends all sharing of the customers (QC-Q36, QC-Q37).
func cancelShare(tx *tx, c *api.Call) api.Answer {
	return forEach(c, "strIds", "a customer that is shared", func(id int32) bool { return tx.State.endSharing(tx.Writer, id) })
}

// endSharing reports whether the customer was shared.
func (s *state) endSharing(w store.Writer, customerID int32) bool {
	var ended []*share
	for shared := range s.shares.From(&share{CustomerID: customerID, UserID: math.MinInt32}) {
		if shared.CustomerID != customerID {
			break
		}
		ended = append(ended, shared)
	}
	for _, shared := range ended {
		s.shares.Delete(w, shared)
	}
	return len(ended) > 0
}

// setPublicCust takes owner and sharing from the customers; public ones stay as they are (QC-Q72).
func setPublicCust(tx *tx, c *api.Call) api.Answer {
	return forEach(c, "pkidList", "a customer that is not public", func(id int32) bool {
		old, known := tx.State.customer(id)
		if !known || old.IsPublic {
			return false
		}
		next := *old
		next.IsPublic = true
		putCustomer(tx, &next)
		return true
	})
}

// forEach carries out a change for each listed id and answers whether any was changed (QC-Q36).
func forEach(c *api.Call, parameter, wanted string, change func(id int32) bool) api.Answer {
	ids, refusal := idsOf(c, parameter)
	if refusal != nil {
		return *refusal
	}
	done := false
	for _, id := range ids {
		done = change(id) || done
	}
	if !done {
		return no(c, parameter, ruleState, wanted)
	}
	return yes(c)
}
