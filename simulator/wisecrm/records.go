package wisecrm

import (
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// The five operations of accounts, contacts and sales orders. They differ in the entity only.

// add refuses a record that has the same key as another, unless force_add is set (WI-Q26, WI-Q27).
func add(kind int) handler {
	return func(tx *tx, c *api.Call) api.Answer {
		e := tx.State.metadata.entities[kind]
		who, bad := actorOf(tx, c)
		if bad != nil {
			return bad.answer(c)
		}
		all, bad := changes(e, c.Body, true)
		if bad != nil {
			return bad.inBody(e, c.Body).answer(c)
		}
		if who.level == "none" {
			return forbidden(who).answer(c)
		}
		if bad := checkReferences(tx, all); bad != nil {
			return bad.inBody(e, c.Body).answer(c)
		}
		r := newRecord(tx, e, who.id, all)
		r.key = e.duplicateKey(r)
		if !c.Bool("force_add") && tx.State.tables[kind].duplicated(r) {
			return duplicate(e).answer(c)
		}
		tx.State.tables[kind].put(tx.Writer, e, r)
		return okID(e, r.id)
	}
}

func duplicate(e *entity) *failure {
	return failed(codeBusiness, "存在重复"+e.label, "body", "/"+e.duplicates[0], "duplicate",
		"values of "+strings.Join(e.duplicates, " and ")+" that no other record has", "those of another")
}

// get answers exactly the asked fields, in the asked order (WI-Q18).
func get(kind int) handler {
	return func(tx *tx, c *api.Call) api.Answer {
		e := tx.State.metadata.entities[kind]
		columns, bad := columnsOf(tx, e, c.Text("fields"), false)
		if bad != nil {
			return bad.answer(c)
		}
		_, r, bad := target(tx, c, e)
		if bad != nil {
			return bad.answer(c)
		}
		return ok(appendRow(nil, tx, columns, r))
	}
}

// target finds the acting user and the record that the call is about: an unknown user is invalid
// (WI-Q31), an unknown record a business failure (WI-Q30), another's record may be out of reach (WI-Q32).
func target(tx *tx, c *api.Call, e *entity) (actor, *record, *failure) {
	who, bad := actorOf(tx, c)
	if bad != nil {
		return who, nil, bad
	}
	r := tx.State.tables[e.kind].get(c.Text(e.param))
	switch {
	case r == nil:
		return who, nil, noRecord("query", e.param, c.Text(e.param))
	case !who.may(e, r):
		return who, nil, forbidden(who)
	}
	return who, r, nil
}

// list answers one page, newest first, of the records that the acting user sees (WI-Q31, WI-Q37, WI-Q38).
func list(kind int) handler {
	return func(tx *tx, c *api.Call) api.Answer {
		e := tx.State.metadata.entities[kind]
		columns, bad := columnsOf(tx, e, c.Text("fields"), false)
		if bad != nil {
			return bad.answer(c)
		}
		who, bad := actorOf(tx, c)
		if bad != nil {
			return bad.answer(c)
		}
		name := e.field(e.nameField)
		fits := match(c.Text("qname"))
		p := pageOf(c)
		if fits == nil && who.level == "" {
			return p.answer(tx, columns, tx.State.tables[kind].all(p))
		}
		return p.answer(tx, columns, tx.State.tables[kind].find(p, func(b *block) func(int) bool {
			names := b.column(name.slot)
			return func(i int) bool { return (fits == nil || fits(names.at(i).ifText())) && who.may(e, b.records[i]) }
		}, nil))
	}
}

// listUsers answers one page of users; it takes no acting user (WI-Q59).
func listUsers(tx *tx, c *api.Call) api.Answer {
	columns, bad := columnsOf(tx, tx.State.metadata.entities[user], c.Text("fields"), false)
	if bad != nil {
		return bad.answer(c)
	}
	p := pageOf(c)
	return p.answer(tx, columns, tx.State.tables[user].all(p))
}

// update changes the given fields. Only a changed key can make a duplicate (WI-Q28), and nothing to
// change is a success (WI-Q22).
func update(kind int) handler {
	return func(tx *tx, c *api.Call) api.Answer {
		e := tx.State.metadata.entities[kind]
		all, bad := changes(e, c.Body, false)
		if bad != nil {
			return bad.inBody(e, c.Body).answer(c)
		}
		who, old, bad := target(tx, c, e)
		if bad != nil {
			return bad.answer(c)
		}
		if bad := checkReferences(tx, all); bad != nil {
			return bad.inBody(e, c.Body).answer(c)
		}
		if len(all) == 0 {
			return okID(e, old.id)
		}
		r := old.changed(tx, e, who.id, all)
		r.key = e.duplicateKey(r)
		if r.key != old.key && !c.Bool("force_update") && tx.State.tables[kind].duplicated(r) {
			return duplicate(e).answer(c)
		}
		tx.State.tables[kind].put(tx.Writer, e, r)
		return okID(e, r.id)
	}
}

// remove deletes a record with its details, and the records that cascade_delete names with theirs
// (vendor page on deleting, WI-Q39, WI-Q41, WI-Q43). Other references are left dangling (WI-Q40).
func remove(kind int) handler {
	return func(tx *tx, c *api.Call) api.Answer {
		e := tx.State.metadata.entities[kind]
		cascades, bad := cascadesOf(tx, e, c.Text("cascade_delete"))
		if bad != nil {
			return bad.answer(c)
		}
		_, r, bad := target(tx, c, e)
		if bad != nil {
			return bad.answer(c)
		}
		for _, to := range cascades {
			for _, id := range tx.State.tables[to.entity.kind].referring(to.field, r.id) {
				deleteWithDetails(tx, to.entity, id)
			}
		}
		deleteWithDetails(tx, e, r.id)
		return okID(e, r.id)
	}
}
