package dustess

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// refuseItems: what is wrong in one item is that item's own affair.
func refuseItems(s declaration) {
	s.Spec("DU-CONTACT-EDIT-22", "fails an item without id and external_id, or with empty ones",
		contracts.From(editPage+": id, external_id", openapi.Inferred, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			e.Claim("")
			Expect(e.EditRaw(ctx, `{"remark":"x"}`, `{"id":"","remark":"x"}`, `{"id":"","external_id":"","remark":"x"}`, `{}`)).To(HaveEach(dustess.ItemInvalid))
		})

	s.Spec("DU-CONTACT-EDIT-23", "fails an item for a contact that does not exist",
		contracts.From(editPage+": id, external_id", openapi.Inferred, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			result := e.Edit(ctx, dustess.Contact{ID: e.UnknownID()}, dustess.Contact{ExternalID: e.ExternalID()})
			Expect(codes(result)).To(HaveEach(dustess.ItemUnknown))
		})

	s.Spec("DU-CONTACT-EDIT-24", "fails an item whose external_id is not the one bound to its id",
		contracts.From(editPage+": id, external_id", openapi.Inferred, "batchEditCustomer", "bindExternalId"),
		func(ctx SpecContext, e *Env) {
			id, external := e.Add(ctx, dustess.Contact{}), e.ExternalID()
			_, err := e.Client.Contacts.BindExternalID(ctx, dustess.Binding{ExternalID: external, InsideID: id})
			Expect(err).NotTo(HaveOccurred())
			Expect(codes(e.Edit(ctx, dustess.Contact{ID: id, ExternalID: external}, dustess.Contact{ID: id, ExternalID: e.ExternalID()}))).To(
				Equal([]int{0, dustess.ItemInvalid}))
		})

	s.Spec("DU-CONTACT-EDIT-25", "applies nothing of an item that fails",
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Controlled(),
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
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Controlled(),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			long := strings.Repeat("联系人😀\u2028\t", 5000)
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Remark: long})).To(BeZero())
			Expect(e.Stored(ctx, id)["remark"] == long).To(BeTrue(), "the stored text is the same")
		})
}

// refuseReferences: ids that refer to something are looked up, as long as there is something (DU-Q29).
func refuseReferences(s declaration) {
	s.Spec("DU-CONTACT-EDIT-40", "refuses an id that is in no list when the tenant is strict, and takes one that is",
		contracts.From(editPage+": category_id, corp_id, source, status, reason, owner, share_uids, tags", openapi.Inferred, "batchEditCustomer").Controlled(),
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
		contracts.From(addPage+": source", openapi.PublicClient, "batchEditCustomer").Controlled(),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			e.Put(ctx, "sources", "my-source", map[string]any{"id": "my-source", "name": "我的来源"})
			for given, want := range map[string]string{"我的来源": "my-source", "my-source": "my-source", "no such source": "no such source"} {
				Expect(e.EditOne(ctx, dustess.Contact{ID: id, Source: given})).To(BeZero(), given)
				Expect(e.Stored(ctx, id)).To(HaveKeyWithValue("source", want), given)
			}
		})

	s.Spec("DU-CONTACT-EDIT-41", "takes any id where there is no list",
		contracts.From(editPage+": category_id, corp_id, source, status, reason, owner, share_uids, tags", openapi.Inferred, "batchEditCustomer").Controlled(),
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
		contracts.From(editPage+": source", openapi.Documented, "batchEditCustomer").Controlled(),
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
