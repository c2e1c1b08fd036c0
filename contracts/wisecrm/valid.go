package wisecrm

import (
	"context"
	"encoding/json"
	"net/url"

	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
	"github.com/crmsim/crmsim/openapi"
)

// valid is a valid call of this vendor.
type valid = conform.Valid[*Env]

// validCalls are those of all 25 operations.
func validCalls() []valid {
	all := append(metadataCalls(), userCall(), queryCall())
	for _, m := range append(models(), module()) {
		calls := []valid{addCall(m), getCall(m), listCall(m), updateCall(m), deleteCall(m)}
		for i := range calls {
			calls[i].Control = m.custom // Only the control API makes a module.
		}
		all = append(all, calls...)
	}
	return all
}

// about returns the parameters of a call that is about a model's records, with more of them.
func (m *model) about(user string, more ...string) url.Values {
	all := with(contracts.Values("op_user", user), more...)
	if m.custom {
		all.Set("entity", m.entity)
	}
	return all
}

// force returns the parameter that lets a call make a duplicate, if the model's calls have one.
func (m *model) force(name string) []string {
	if m.duplicates == nil {
		return nil
	}
	return []string{name, "true"}
}

// made sees to the module, when the model is one, and to a clock that stands still: the same call then does the same.
func (e *Env) made(ctx context.Context, m *model) {
	if m.custom {
		e.makeModule(ctx)
	}
	if sandbox := e.Simulated(); sandbox != nil {
		ExpectWithOffset(2, sandbox.Freeze(ctx)).To(Succeed())
	}
}

// writing is a call that changes the model's records.
func writing(operation, setUp string, again conform.Repeat, m *model, request func(context.Context, *Env) contracts.Request) valid {
	return valid{
		Operation: operation, SetUp: setUp, Again: again, Request: request,
		Probe: func(ctx context.Context, e *Env, _ contracts.Request) any { return e.newest(ctx, m) },
		Check: func(_ *Env, r contracts.Request, a contracts.Answer) {
			if id := r.Value(m.param); id != "" {
				ExpectWithOffset(2, m.written(a)).To(Equal(id))
			}
		},
	}
}

// newest returns the newest records of a model with all that a call reads, and how many there are. On a vendor's site
// that is nil: others work there too.
func (e *Env) newest(ctx context.Context, m *model) any {
	if e.Simulated() == nil {
		return nil
	}
	page, err := m.service(e.Client).List(ctx, wisecrm.ListOptions{Fields: e.names(ctx, m), PageSize: 9})
	ExpectWithOffset(2, err).NotTo(HaveOccurred())
	return page
}

// names returns the names of a model's fields.
func (e *Env) names(ctx context.Context, m *model) (all []string) {
	for _, f := range e.fields(ctx, m.entity) {
		all = append(all, f.Field)
	}
	return all
}

// written returns the id that a write answers.
func (m *model) written(a contracts.Answer) string {
	var data map[string]string
	_ = json.Unmarshal(a.Data, &data) // What is no such object has no id.
	return data[m.param]
}

// shown returns the record that a write answers, as the control API has it.
func (m *model) shown(ctx context.Context, e *Env, _ contracts.Request, a contracts.Answer) any {
	var text json.RawMessage
	ExpectWithOffset(2, e.Control().Record(ctx, m.table, m.written(a), &text)).To(Succeed())
	return conform.Decode(text)
}

func addCall(m *model) valid {
	v := writing(m.add, openapi.Write, conform.DoesMore, m, func(ctx context.Context, e *Env) contracts.Request {
		e.made(ctx, m)
		fields := e.values(ctx, m, func(f wisecrm.Field) bool { return f.Creatable })
		e.removeNamed(m, fields[m.nameField].(string))
		return contracts.Request{Operation: m.add, Query: m.about(e.colleague(ctx), m.force("force_add")...), Body: fields}
	})
	v.Shown, v.ShownByControl = m.shown, true
	v.Names = map[string]string{"op_user": "createdBy"}
	return m.showing(v, "force_add")
}

func updateCall(m *model) valid {
	v := writing(m.update, openapi.Write, conform.DoesNothing, m, func(ctx context.Context, e *Env) contracts.Request {
		e.made(ctx, m)
		id := e.Add(ctx, m, m.named(e.Unique("before")))
		fields := e.values(ctx, m, func(f wisecrm.Field) bool { return f.Updatable })
		return contracts.Request{Operation: m.update, Query: with(m.about(e.colleague(ctx), m.force("force_update")...), m.param, id), Body: fields}
	})
	v.Shown, v.ShownByControl = m.shown, true
	v.Names = map[string]string{"op_user": "modifiedBy", m.param: m.id}
	return m.showing(v, "force_update")
}

// showing says where the record shows the places that not all models' calls have.
func (m *model) showing(v valid, force string) valid {
	if m.custom {
		v.Names["entity"] = "_entity"
	}
	if m.duplicates != nil {
		v.Unshown = map[string]string{force: "is there for what is a duplicate: " + m.spec("DUPLICATE-02")}
	}
	return v
}

// deleteCall shows nothing: what it was given is gone.
func deleteCall(m *model) valid {
	v := writing(m.remove, openapi.Write, conform.IsRefused, m, func(ctx context.Context, e *Env) contracts.Request {
		e.made(ctx, m)
		id, cascade := e.Add(ctx, m, m.named(e.Unique("gone"))), "{}"
		if m.entity == "Account" {
			e.Add(ctx, contacts(), wisecrm.Fields{"contactName": e.Unique("gone too"), "accountId": id})
			cascade = `{"Contact":["accountId"]}`
		}
		return contracts.Request{Operation: m.remove, Query: with(m.about(e.colleague(ctx)), m.param, id, "cascade_delete", cascade)}
	})
	v.Unread = "takes nothing but which record goes"
	return v
}

func getCall(m *model) valid {
	return valid{
		Operation: m.get, SetUp: openapi.Write,
		Request: func(ctx context.Context, e *Env) contracts.Request {
			e.made(ctx, m)
			id := e.Add(ctx, m, m.named(e.Unique("there")))
			return contracts.Request{Operation: m.get, Query: with(m.about(e.Credential("op_user")), m.param, id, "fields", m.id+","+m.nameField)}
		},
		Check: func(_ *Env, r contracts.Request, a contracts.Answer) {
			var row map[string]any
			ExpectWithOffset(2, json.Unmarshal(a.Data, &row)).To(Succeed())
			ExpectWithOffset(2, row[m.id]).To(Equal(r.Value(m.param)))
		},
	}
}

// pages are those of a list of at least five rows.
var pages = &conform.Pages{Number: "page_no", Size: "page_size", Sizes: [2]int{2, 3}}

// rows returns the values that a list has in a field.
func rows(field string) func(contracts.Answer) []string {
	return func(a contracts.Answer) (all []string) {
		var records []map[string]any
		ExpectWithOffset(2, json.Unmarshal(a.Data, &records)).To(Succeed(), a.Text)
		for _, r := range records {
			all = append(all, r[field].(string))
		}
		return all
	}
}

// listing checks that a list shows rows, and so many on a page as it says.
func listing(field string) func(*Env, contracts.Request, contracts.Answer) {
	return func(_ *Env, _ contracts.Request, a contracts.Answer) {
		page := pageOf(a)
		shown := rows(field)(a)
		ExpectWithOffset(2, shown).NotTo(BeEmpty())
		ExpectWithOffset(2, shown).To(HaveLen(min(page.Size, page.Total)), a.Text)
	}
}

func listCall(m *model) valid {
	v := valid{
		Operation: m.list, SetUp: openapi.Write, Rows: rows(m.id), Pages: pages, Check: listing(m.id),
		Request: func(ctx context.Context, e *Env) contracts.Request {
			e.made(ctx, m)
			stem := e.Unique("row")
			for _, end := range []string{"甲1 ", "甲2 ", "乙1 ", "乙2 ", "乙3 "} {
				e.Add(ctx, m, m.named(end+stem))
			}
			return contracts.Request{Operation: m.list, Query: m.about(e.Credential("op_user"), "fields", m.id+","+m.nameField,
				"qname", "*"+stem, "page_no", "1", "page_size", "20")}
		},
	}
	if m.custom {
		v.Filters = []conform.Filter{{Place: "qname", Values: []any{"甲*", "乙*"}}} // The module has no others.
	}
	return v
}

func userCall() valid {
	return valid{
		Operation: "listUsers", Rows: rows("userId"), Check: listing("userId"),
		Pages: &conform.Pages{Number: "page_no", Size: "page_size", Sizes: [2]int{3, 200}},
		Request: func(context.Context, *Env) contracts.Request {
			return contracts.Request{Operation: "listUsers", Query: contracts.Values("fields", "userId,userName", "page_no", "1", "page_size", "20")}
		},
	}
}

func queryCall() valid {
	return valid{
		Operation: "advQuery", SetUp: openapi.Write, Rows: rows("accountId"), Pages: pages, Check: listing("accountId"),
		Request: func(ctx context.Context, e *Env) contracts.Request {
			address := e.Unique("address")
			for range 5 {
				e.Add(ctx, accounts(), wisecrm.Fields{"accountName": e.Unique("row"), "address": address})
			}
			return contracts.Request{
				Operation: "advQuery",
				Query:     contracts.Values("entity", "Account", "fields", "accountId,address", "sort", "typeCode:desc", "page_no", "1", "page_size", "20"),
				Body: map[string]any{"type": "AND", "filters": []any{
					map[string]any{"fieldName": "address", "operator": "=", "value": address},
				}},
			}
		},
		Fit: func(_ *Env, r *contracts.Request, place string) {
			filter := r.Body.(map[string]any)["filters"].([]any)[0].(map[string]any)
			if filter["value"] == nil && place == "filters.value" {
				filter["operator"] = "$NULL$" // The others need a value (WI-Q71).
			}
		},
	}
}

func metadataCalls() []valid {
	describing := func(operation, field string, pairs ...string) valid {
		return valid{
			Operation: operation,
			Request: func(context.Context, *Env) contracts.Request {
				return contracts.Request{Operation: operation, Query: contracts.Values(pairs...)}
			},
			Check: func(_ *Env, _ contracts.Request, a contracts.Answer) {
				ExpectWithOffset(2, rows(field)(a)).NotTo(BeEmpty())
			},
		}
	}
	return []valid{
		describing("listEntities", "entity", "type", "1"),
		describing("listFields", "field", "entity", "Account", "type", "1"),
		describing("listPicklists", "field", "entity", "Account", "fields", "typeCode"),
	}
}
