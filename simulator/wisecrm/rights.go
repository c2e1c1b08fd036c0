package wisecrm

import (
	"fmt"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A right narrows what a user may do. Users without one may do everything (WI-Q32).
type right struct {
	UserID string `json:"user_id"`
	Level  string `json:"level"` // "self": own records only; "none": nothing
}

func lessRight(a, b right) bool { return a.UserID < b.UserID }

func checkRight(tx *tx, r *right) error {
	if r.Level != "self" && r.Level != "none" {
		return fmt.Errorf("level %q: want self or none", r.Level)
	}
	if tx.State.tables[user].get(r.UserID) == nil {
		return fmt.Errorf("user_id %q: there is no such user", r.UserID)
	}
	return nil
}

// An actor is the user in whose name a call acts.
type actor struct {
	id    string
	level string
}

// actorOf finds op_user (WI-Q31).
func actorOf(tx *tx, c *api.Call) (actor, *failure) {
	id := c.Text("op_user")
	if tx.State.tables[user].get(id) == nil {
		return actor{}, invalid("op_user").because("the id of a user", id)
	}
	r, _ := tx.State.rights.Get(right{UserID: id})
	return actor{id, r.Level}, nil
}

// mayAdd refuses an actor who may do nothing.
func (a actor) mayAdd() *failure {
	if a.level == "none" {
		return forbidden(a)
	}
	return nil
}

// may reports whether the actor has the right on a record.
func (a actor) may(e *entity, r *record) bool {
	switch a.level {
	case "none":
		return false
	case "self":
		return r.text(e.field("owningUser")) == a.id
	default:
		return true
	}
}
