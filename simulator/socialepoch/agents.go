package socialepoch

import (
	"cmp"
	"strconv"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// An agent is a sub account of the tenant. Its password is not kept: nothing asks for it.
type agent struct {
	Username string `json:"username"`
	Nickname string `json:"nickname"`
	UserID   int32  `json:"userId"`
}

func lessAgent(a, b agent) bool { return a.Username < b.Username }

// mainUserID is the user id of the admin account, as the vendor's example has it. Those of agents follow.
const mainUserID int32 = 621443

// guid is made of the user id in the manner of the vendor's example.
func (a agent) guid() string {
	return strconv.FormatInt(1428695028875792384+int64(a.UserID-mainUserID)<<22, 10)
}

// putAgent stores an agent; a new one gets the next user id.
func putAgent(tx *tx, a agent) {
	if a.UserID == 0 {
		a.UserID = tx.State.counters.UserID + 1
	}
	tx.State.counters.UserID = max(tx.State.counters.UserID, a.UserID)
	tx.State.agents.Put(tx.Writer, a)
}

// addAgent opens an account under a free name (SE-Q38).
func addAgent(tx *tx, c *api.Call) api.Answer {
	body := bodyOf(c)
	name := body.text("username")
	if _, taken := tx.State.agents.Get(agent{Username: name}); taken {
		return reject(c, &failure{codeInvalid, "username is taken"}, "/username", "unique", "a name that no agent has")
	}
	putAgent(tx, agent{Username: name, Nickname: cmp.Or(body.text("nickname"), name)})
	return ok(successSmall, []byte("null"))
}

// delAgent closes an account and leaves its customers without an owner (SE-Q38).
func delAgent(tx *tx, c *api.Call) api.Answer {
	a, known := tx.State.agents.Get(agent{Username: bodyOf(c).text("username")})
	if !known {
		return reject(c, &failure{codeInvalid, "username is unknown"}, "/username", "exists", "the name of an agent")
	}
	deleteAgent(tx, a)
	return ok(successSmall, []byte("null"))
}

// deleteAgent leaves the agent's customers without an owner, and its accounts offline.
func deleteAgent(tx *tx, a agent) {
	tx.State.agents.Delete(tx.Writer, a)
	signOut(tx, a.Username)
	for _, owned := range tx.State.customers.ownedBy(a.Username) {
		tx.State.customers.disown(tx.Writer, owned)
	}
}

// queryAgent answers null for an unknown name (SE-Q38).
func queryAgent(tx *tx, c *api.Call) api.Answer {
	a, known := tx.State.agents.Get(agent{Username: bodyOf(c).text("username")})
	if !known {
		return ok(successSmall, []byte("null"))
	}
	data := append([]byte(`{"mainUserId":`), strconv.Itoa(int(mainUserID))...)
	data = append(append(data, `,"tenantId":`...), tx.State.tenant.id()...)
	data = wire.AppendString(wire.AppendKey(data, "username"), a.Username)
	data = strconv.AppendInt(wire.AppendKey(data, "userId"), int64(a.UserID), 10)
	data = wire.AppendString(wire.AppendKey(data, "nickname"), a.Nickname)
	data = wire.AppendString(wire.AppendKey(data, "guid"), a.guid())
	return ok(successSmall, append(data, '}'))
}

// listUserByTenantID answers all agents, by name (SE-Q46).
func listUserByTenantID(tx *tx, _ *api.Call) api.Answer {
	data := []byte{'['}
	for a := range tx.State.agents.All() {
		if len(data) > 1 {
			data = append(data, ',')
		}
		data = strconv.AppendInt(wire.AppendKey(append(data, '{'), "userId"), int64(a.UserID), 10)
		data = wire.AppendString(wire.AppendKey(data, "userName"), a.Username)
		data = append(wire.AppendString(wire.AppendKey(data, "nickname"), a.Nickname), '}')
	}
	return ok(success, append(data, ']'))
}
