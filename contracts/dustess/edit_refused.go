package dustess

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/openapi"
)

// wrongItems are, for each field, values that it must not have. Each fails its item and nothing else.
var wrongItems = map[string][]string{
	"id": {`5`, `{}`, `true`}, "external_id": {`5`}, "remark": {`5`, `[]`}, "category_id": {`5`}, "corp_id": {`{}`}, "corp_full_name": {`5`},
	"mobiles":  {`{}`, `"13800000000"`, `[5]`, `[{}]`, `[{"type":"mobile"}]`, `[{"tel":""}]`, `[{"tel":13800000000}]`, `[{"tel":"13800000000","type":5}]`, `[{"tel":"13800000000","display":[]}]`},
	"position": {`5`}, "source": {`5`}, "prov_city": {`5`, `"四川省-成都市-武侯区-某街"`, `"a/b-c/d"`},
	"address": {`5`}, "birthday": {`5`, `"2020-13-01"`, `"2020-9-16"`, `"16.09.2020"`, `"2020-09-16 00:00:00"`}, "email": {`5`},
	"gender": {`3`, `-1`, `"3"`, `1.5`, `true`, `2147483648`, `9223372036854775808`}, "description": {`5`},
	"custom_fields": {`{}`, `[5]`, `[{}]`, `[{"id":""}]`, `[{"id":"f","type":"nosuch"}]`, `[{"id":"f","string_value":5}]`, `[{"id":"f","float_value":"5"}]`, `[{"id":"f","array_value":"x"}]`, `[{"id":"f","array_value":[5]}]`, `[{"id":"f","files_value":{}}]`},
	"tags":          {`"et"`, `[5]`, `{}`}, "age": {`-1`, `201`, `1.5`, `"young"`, `2147483648`, `9223372036854775808`},
	"national": {`5`}, "nationality": {`5`}, "education": {`5`, `"5"`, `"08"`, `"本科"`}, "major": {`5`}, "id_card": {`5`}, "wx": {`5`}, "qq": {`5`},
	"owner": {`5`}, "pool": {`5`}, "reason": {`5`}, "status": {`5`}, "share_uids": {`"u"`, `[5]`},
}

// refuseItems: what is wrong in one item is that item's own affair.
func refuseItems(s declaration) {
	s.Spec("DU-CONTACT-EDIT-20", "fails the item for a value of the wrong type or range, and applies the others",
		about(editPage, openapi.Inferred, "batchAddCustomer", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			e.Claim("")
			for name, values := range wrongItems {
				for _, value := range values {
					wrong := item(id, quoted(name)+":"+value)
					if name == "id" {
						wrong = `{"id":` + value + `}`
					}
					Expect(e.EditRaw(e.Wrong(ctx), item(id, ""), wrong, item(id, ""))).To(Equal([]int{0, dustess.ItemInvalid, 0}), "%s: %s", name, value)
				}
			}
		})

	s.Spec("DU-CONTACT-EDIT-21", "fails what is no object",
		about(editPage, openapi.Inferred, "batchAddCustomer", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			e.Claim("")
			for _, wrong := range []string{`5`, `"x"`, `[]`, `null`, `true`} {
				Expect(e.EditRaw(e.Wrong(ctx), wrong, item(id, ""))).To(Equal([]int{dustess.ItemInvalid, 0}), wrong)
			}
		})

	s.Spec("DU-CONTACT-EDIT-22", "fails an item without id and external_id, or with empty ones",
		about(editPage+": id, external_id", openapi.Inferred, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			e.Claim("")
			Expect(e.EditRaw(ctx, `{"remark":"x"}`, `{"id":"","remark":"x"}`, `{"id":"","external_id":"","remark":"x"}`, `{}`)).To(HaveEach(dustess.ItemInvalid))
		})
}

// refuseContacts: contacts that are not found, and what fails late.
func refuseContacts(s declaration) {
	s.Spec("DU-CONTACT-EDIT-23", "fails an item for a contact that does not exist",
		about(editPage+": id, external_id", openapi.Inferred, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			result := e.Edit(ctx, dustess.Contact{ID: e.UnknownID()}, dustess.Contact{ExternalID: e.ExternalID()})
			Expect(codes(result)).To(HaveEach(dustess.ItemUnknown))
		})

	s.Spec("DU-CONTACT-EDIT-24", "fails an item whose external_id is not the one bound to its id",
		about(editPage+": id, external_id", openapi.Inferred, "batchAddCustomer", "batchEditCustomer", "bindExternalId"),
		func(ctx SpecContext, e *Env) {
			id, external := e.Add(ctx, dustess.Contact{}), e.ExternalID()
			_, err := e.Client.Contacts.BindExternalID(ctx, dustess.Binding{ExternalID: external, InsideID: id})
			Expect(err).NotTo(HaveOccurred())
			Expect(codes(e.Edit(ctx, dustess.Contact{ID: id, ExternalID: external}, dustess.Contact{ID: id, ExternalID: e.ExternalID()}))).To(
				Equal([]int{0, dustess.ItemInvalid}))
		})

	s.Spec("DU-CONTACT-EDIT-25", "applies nothing of an item that fails",
		controlled(about(editPage, openapi.Inferred, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			taken := e.Phone()
			e.AddWith(ctx, taken)
			id := e.AddWith(ctx, e.Phone())
			before := e.Stored(ctx, id)
			e.Set(ctx, map[string]any{"strict_references": true})
			for _, wrong := range []string{
				`"birthday":"2021-02-29"`, `"source":"no such source"`, `"custom_fields":[{"id":"no such field","string_value":"x"}]`, `"mobiles":[{"tel":"` + taken + `"}]`,
			} {
				Expect(e.EditRaw(ctx, item(id, `"remark":"changed","age":5,"tags":[],"owner":"",`+wrong))).To(Equal([]int{dustess.ItemInvalid}), wrong)
				Expect(e.Stored(ctx, id)).To(Equal(before), wrong)
			}
		})

	s.Spec("DU-CONTACT-EDIT-26", "takes texts of any length and with any character",
		controlled(about(editPage, openapi.Inferred, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			long := strings.Repeat("联系人😀\u2028\t", 5000)
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Remark: long})).To(BeZero())
			Expect(e.Stored(ctx, id)["remark"] == long).To(BeTrue(), "the stored text is the same")
		})
}

// wrongBodies spoil a whole batch.
var wrongBodies = []string{
	``, ` `, `null`, `5`, `[]`, `"x"`, `{}`, `{"customer_list":null}`, `{"customer_list":[]}`, `{"customer_list":{}}`, `{"customer_list":"x"}`,
	`{"customer_list":[`, `{"customer_list":[{"id":"x"}]`, `{customer_list:[]}`, "\xff\xfe", `customer_list=5`,
}

// refuseEdits: what is wrong with the request itself fails all of it, and nothing is applied.
func refuseEdits(s declaration) {
	for _, op := range []struct{ tag, id string }{{"EDIT", "batchEditCustomer"}, {"ADD", "batchAddCustomer"}} {
		s.Spec("DU-CONTACT-"+op.tag+"-30", "refuses a body that is missing, no JSON, or has no list of contacts",
			plain(editPage+": customer_list", openapi.Inferred, op.id),
			func(ctx SpecContext, e *Env) {
				for _, body := range wrongBodies {
					answer := e.Send(e.Wrong(ctx), Call{Operation: op.id, Body: body})
					Expect(answer.code()).To(Equal(dustess.CodeMalformed), body)
					Expect(*answer.Success).To(BeFalse(), body)
				}
			})

		s.Spec("DU-CONTACT-"+op.tag+"-31", "refuses more than 500 contacts and applies none",
			controlled(about(editPage+": customer_list", openapi.Inferred, op.id, "batchAddCustomer")),
			func(ctx SpecContext, e *Env) {
				number, id := e.Phone(), e.Add(ctx, dustess.Contact{})
				one := `{"id":"` + id + `","remark":"changed","owner":"` + e.Owner(ctx) + `","mobiles":[{"tel":"` + number + `"}]}`
				for _, list := range []string{one + strings.Repeat(","+one, 500), one + strings.Repeat(",{}", 9_999)} {
					answer := e.Send(e.Wrong(ctx), Call{Operation: op.id, Body: `{"customer_list":[` + list + `]}`})
					Expect(answer.code()).To(Equal(dustess.CodeMalformed))
					Expect(*answer.Msg).To(Equal("customer_list too long"))
				}
				Expect(e.Stored(ctx, id)).NotTo(HaveKeyWithValue("remark", "changed"))
				Expect(e.Taken(ctx, number)).To(BeFalse())
			})
	}
}

// refuseReferences: ids that refer to something are looked up, as long as there is something (DU-Q29).
func refuseReferences(s declaration) {
	s.Spec("DU-CONTACT-EDIT-40", "refuses an id that is in no list when the tenant is strict, and takes one that is",
		controlled(about(editPage+": category_id, corp_id, source, status, reason, owner, share_uids, tags", openapi.Inferred, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			e.Set(ctx, map[string]any{"strict_references": true})
			for _, r := range references {
				e.Put(ctx, r.table, "there is one", map[string]any{"id": "there is one"})
				Expect(e.EditRaw(ctx, item(id, r.field("no such thing")))).To(Equal([]int{dustess.ItemInvalid}), r.name)
				Expect(e.EditRaw(ctx, item(id, r.field("there is one")))).To(Equal([]int{0}), r.name)
			}
		})

	s.Spec("DU-CONTACT-EDIT-43", "takes a name for the id of what is called so, and what is neither as it is",
		controlled(about(addPage+": source", openapi.PublicClient, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			e.Put(ctx, "sources", "my-source", map[string]any{"id": "my-source", "name": "我的来源"})
			for given, want := range map[string]string{"我的来源": "my-source", "my-source": "my-source", "no such source": "no such source"} {
				Expect(e.EditOne(ctx, dustess.Contact{ID: id, Source: given})).To(BeZero(), given)
				Expect(e.Stored(ctx, id)).To(HaveKeyWithValue("source", want), given)
			}
		})

	s.Spec("DU-CONTACT-EDIT-41", "takes any id where there is no list",
		controlled(about(editPage+": category_id, corp_id, source, status, reason, owner, share_uids, tags", openapi.Inferred, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for _, r := range references {
				ids, err := e.Control().RecordIDs(ctx, r.table)
				Expect(err).NotTo(HaveOccurred())
				for _, listed := range ids {
					Expect(e.Control().DeleteRecord(ctx, r.table, listed)).To(Succeed())
				}
				Expect(e.EditRaw(ctx, item(id, r.field("no such thing")))).To(Equal([]int{0}), r.name)
			}
		})

	s.Spec("DU-CONTACT-EDIT-42", "takes a source of any level",
		controlled(about(editPage+": source", openapi.Documented, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			parent := ""
			for _, level := range []string{"level-1", "level-2", "level-3"} {
				e.Put(ctx, "sources", level, map[string]any{"id": level, "name": level, "parent": parent})
				parent = level
			}
			for _, level := range []string{"level-3", "level-1", "level-2"} {
				Expect(e.EditOne(ctx, dustess.Contact{ID: id, Source: level})).To(BeZero(), level)
				Expect(e.Stored(ctx, id)).To(HaveKeyWithValue("source", level))
			}
		})
}

// A reference is a field that refers to the records of a table.
type reference struct {
	name, table string
	list        bool
}

var references = []reference{
	{"category_id", "categories", false}, {"corp_id", "enterprises", false}, {"source", "sources", false}, {"status", "statuses", false},
	{"reason", "invalidReasons", false}, {"owner", "employees", false}, {"share_uids", "employees", true}, {"tags", "qwTags", true},
}

func (r reference) field(id string) string {
	if r.list {
		return quoted(r.name) + ":[" + quoted(id) + "]"
	}
	return quoted(r.name) + ":" + quoted(id)
}
