package wisecrm

import (
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// The five operations of accounts, contacts, sales orders and custom modules. They differ in the entity only. What is
// wrong is answered in the order of WI-Q14, wherever it stands.

// A which finds the entity that an operation is about.
type which func(tx *tx, c *api.Call) (*entity, *failure)

// standard is that entity of the system.
func standard(kind int) which {
	return func(tx *tx, _ *api.Call) (*entity, *failure) { return tx.State.metadata.entities[kind], nil }
}

// customModule is the one that the parameter entity names (WI-Q89).
func customModule(tx *tx, c *api.Call) (*entity, *failure) {
	e := tx.State.metadata.find(c.Text("entity"))
	if e == nil || !e.custom {
		return nil, foremost(lacking(tx.State, c), invalid("entity").because("the name of a custom module", c.Text("entity")))
	}
	return e, nil
}

// add refuses a record that has the same key as another, unless force_add is set (WI-Q26, WI-Q27).
func add(of which) handler {
	return func(tx *tx, c *api.Call) api.Answer {
		e, bad := of(tx, c)
		if bad != nil {
			return bad.answer(c)
		}
		who, unknown := actorOf(tx, c)
		all, wrong := changes(e, c.Body, true)
		bad = foremost(unknown, wrong.inBody(e, c.Body), who.mayAdd(), checkReferences(tx, all).inBody(e, c.Body))
		if bad != nil {
			return bad.answer(c)
		}
		r := newRecord(tx, e, who.id, all)
		r.key = e.duplicateKey(r)
		if !c.Bool("force_add") && tx.State.table(e).duplicated(r) {
			return duplicate(e).answer(c)
		}
		tx.State.writable(e).put(tx.Writer, e, r)
		return okID(e, r.id)
	}
}

func duplicate(e *entity) *failure {
	return failed(codeBusiness, "存在重复"+e.label, "body", "/"+e.duplicates[0], "duplicate",
		"values of "+strings.Join(e.duplicates, " and ")+" that no other record has", "those of another")
}

// get answers exactly the asked fields, in the asked order (WI-Q18).
func get(of which) handler {
	return func(tx *tx, c *api.Call) api.Answer {
		e, bad := of(tx, c)
		if bad != nil {
			return bad.answer(c)
		}
		columns, wrong := columnsOf(tx, e, c.Text("fields"), false)
		_, r, bad := target(tx, c, e)
		if bad := foremost(wrong, bad); bad != nil {
			return bad.answer(c)
		}
		return ok(appendRow(nil, tx, columns, r))
	}
}

// target finds the acting user and the record that the call is about: an unknown user and an id of another entity
// are invalid (WI-Q30, WI-Q31), an unknown record is a business failure (WI-Q30), another's record may be out of
// reach (WI-Q32).
func target(tx *tx, c *api.Call, e *entity) (actor, *record, *failure) {
	id := c.Text(e.param)
	who, bad := actorOf(tx, c)
	if !isID(e, id) {
		bad = foremost(bad, invalid(e.param).because("the id of a record of "+e.name, id))
	}
	if bad != nil {
		return who, nil, bad
	}
	r := tx.State.table(e).get(id)
	switch {
	case r == nil:
		return who, nil, noRecord("query", e.param, id)
	case !who.may(e, r):
		return who, nil, forbidden(who)
	}
	return who, r, nil
}

// list answers one page, newest first, of the records that the acting user sees (WI-Q31, WI-Q37, WI-Q38).
func list(of which) handler {
	return func(tx *tx, c *api.Call) api.Answer {
		e, bad := of(tx, c)
		if bad != nil {
			return bad.answer(c)
		}
		columns, wrong := columnsOf(tx, e, c.Text("fields"), false)
		who, unknown := actorOf(tx, c)
		if bad := foremost(wrong, unknown); bad != nil {
			return bad.answer(c)
		}
		name := e.field(e.nameField)
		fits := match(c.Text("qname"))
		p, records := pageOf(c), tx.State.table(e)
		if fits == nil && who.level == "" {
			return p.answer(tx, columns, records.all(p))
		}
		return p.answer(tx, columns, records.find(p, func(b *block) func(int) bool {
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
func update(of which) handler {
	return func(tx *tx, c *api.Call) api.Answer {
		e, bad := of(tx, c)
		if bad != nil {
			return bad.answer(c)
		}
		all, wrong := changes(e, c.Body, false)
		who, old, bad := target(tx, c, e)
		bad = foremost(wrong.inBody(e, c.Body), bad, checkReferences(tx, all).inBody(e, c.Body))
		if bad != nil {
			return bad.answer(c)
		}
		if len(all) == 0 {
			return okID(e, old.id)
		}
		r := old.changed(tx, e, who.id, all)
		r.key = e.duplicateKey(r)
		if r.key != old.key && !c.Bool("force_update") && tx.State.table(e).duplicated(r) {
			return duplicate(e).answer(c)
		}
		tx.State.writable(e).put(tx.Writer, e, r)
		return okID(e, r.id)
	}
}

// remove deletes a record with its details, and the records that cascade_delete names with theirs
// (vendor page on deleting, WI-Q39, WI-Q41, WI-Q43). Other references are left dangling (WI-Q40).
func remove(of which) handler {
	return func(tx *tx, c *api.Call) api.Answer {
		e, bad := of(tx, c)
		if bad != nil {
			return bad.answer(c)
		}
		cascades, wrong := cascadesOf(tx, e, c.Text("cascade_delete"))
		_, r, bad := target(tx, c, e)
		if bad := foremost(wrong, bad); bad != nil {
			return bad.answer(c)
		}
		for _, to := range cascades {
			for _, id := range tx.State.table(to.entity).referring(to.field, r.id) {
				deleteWithDetails(tx, to.entity, id)
			}
		}
		deleteWithDetails(tx, e, r.id)
		return okID(e, r.id)
	}
}
