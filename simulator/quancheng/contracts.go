package quancheng

import (
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A contract is a contract order. No operation makes one (QC-Q34).
type contract struct {
	ID         int32  `json:"PK_ID"`
	Number     string `json:"Number"`
	CustomerID int32  `json:"CustomerId"`
	Title      string `json:"Title"`
	Audited    bool   `json:"Audited"`
	Stopped    bool   `json:"Stopped"`
}

func lessContract(a, b *contract) bool { return a.ID < b.ID }

// An order is a sample or gift order. No operation makes one (QC-Q34).
type order struct {
	Number     string `json:"Number"` // its key (QC-Q30)
	CustomerID int32  `json:"CustomerId"`
	Gift       bool   `json:"Gift"` // else a sample
	Audited    bool   `json:"Audited"`
}

func lessOrder(a, b *order) bool { return a.Number < b.Number }

// auditOrder approves a sample or gift order, or takes that back: 1 row, or 0 when there is nothing
// to change (QC-Q31).
func auditOrder(audited bool) handler {
	return func(tx *tx, c *api.Call) api.Answer {
		old, known := tx.State.orders.Get(&order{Number: c.Text("orderID")})
		if !known {
			return none(c, 0, "orderID", ruleExists, "the number of an order")
		}
		if old.Audited == audited {
			return none(c, 0, "orderID", ruleState, "an order that is "+approval(!audited))
		}
		next := *old
		next.Audited = audited
		tx.State.orders.Put(tx.Writer, &next)
		return counted(c, 1)
	}
}

func approval(audited bool) string {
	if audited {
		return "approved"
	}
	return "not approved"
}

// auditContract approves a contract or takes that back; a terminated one stays as it is (QC-Q32).
func auditContract(audited bool) handler {
	return func(tx *tx, c *api.Call) api.Answer {
		old, known := tx.State.contracts.Get(&contract{ID: number(c, "id")})
		switch {
		case !known:
			return no(c, "id", ruleExists, "the id of a contract")
		case old.Stopped:
			return no(c, "id", ruleState, "a contract that is not terminated")
		case old.Audited == audited:
			return no(c, "id", ruleState, "a contract that is "+approval(!audited))
		}
		next := *old
		next.Audited = audited
		tx.State.contracts.Put(tx.Writer, &next)
		return yes(c)
	}
}

// stopContract terminates a contract, approved or not, once (QC-Q33).
func stopContract(tx *tx, c *api.Call) api.Answer {
	old, known := tx.State.contracts.Get(&contract{ID: number(c, "id")})
	if !known {
		return none(c, -1, "id", ruleExists, "the id of a contract")
	}
	if old.Stopped {
		return none(c, -1, "id", ruleState, "a contract that is not terminated")
	}
	next := *old
	next.Stopped = true
	tx.State.contracts.Put(tx.Writer, &next)
	return counted(c, 1)
}
