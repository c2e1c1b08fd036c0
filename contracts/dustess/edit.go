package dustess

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/openapi"
)

// editContacts: how a batch of edits is answered.
func editContacts(s declaration) {
	edits := about(editPage, openapi.Documented, "batchAddCustomer", "batchEditCustomer")

	s.Spec("DU-CONTACT-EDIT-01", "answers a row with index and id for each contact", edits,
		func(ctx SpecContext, e *Env) {
			first, second := e.Add(ctx, dustess.Contact{}), e.Add(ctx, dustess.Contact{})
			Expect(second).NotTo(Equal(first))
			result := e.Edit(ctx, dustess.Contact{ID: first, Remark: e.Unique("李四")}, dustess.Contact{ID: second, Position: "高级工程师"})
			Expect(result.Fail).To(BeEmpty())
			Expect(result.Success).To(HaveLen(2))
			Expect(result.Success[0]).To(And(HaveField("Index", 1), HaveField("ID", first), HaveField("Code", 0)))
			Expect(result.Success[1]).To(And(HaveField("Index", 2), HaveField("ID", second), HaveField("Code", 0)))
		})

	s.Spec("DU-CONTACT-EDIT-02", "finds a contact by external_id and answers its id",
		about(editPage+": external_id", openapi.Documented, "batchAddCustomer", "batchEditCustomer", "bindExternalId"),
		func(ctx SpecContext, e *Env) {
			id, external := e.Add(ctx, dustess.Contact{}), e.ExternalID()
			_, err := e.Client.Contacts.BindExternalID(ctx, dustess.Binding{ExternalID: external, InsideID: id})
			Expect(err).NotTo(HaveOccurred())
			number := e.Phone()
			result := e.Edit(ctx, dustess.Contact{ExternalID: external, Mobiles: []dustess.Mobile{Mobile(number)}})
			Expect(result.Success).To(HaveExactElements(HaveField("ID", id)))
			Expect(e.Taken(ctx, number)).To(BeTrue(), "the contact has the number")
		})

	s.Spec("DU-CONTACT-EDIT-03", "applies the other items when some fail, and says so with 4126", edits,
		func(ctx SpecContext, e *Env) {
			first, last := e.Add(ctx, dustess.Contact{}), e.Add(ctx, dustess.Contact{})
			one, two := e.Phone(), e.Phone()
			result, err := e.Client.Contacts.BatchEdit(ctx,
				dustess.Contact{ID: first, Mobiles: []dustess.Mobile{Mobile(one)}},
				dustess.Contact{ID: e.UnknownID(), Remark: "nobody"},
				dustess.Contact{ID: last, Mobiles: []dustess.Mobile{Mobile(two)}})
			Expect(err).To(HaveCode(dustess.CodePartial))
			Expect(result.Fail).To(HaveExactElements(HaveField("Index", 2)))
			Expect(result.Success).To(HaveExactElements(
				And(HaveField("Index", 1), HaveField("ID", first)), And(HaveField("Index", 3), HaveField("ID", last))))
			Expect(e.Taken(ctx, one)).To(BeTrue(), "the first item was applied")
			Expect(e.Taken(ctx, two)).To(BeTrue(), "the last item was applied")
		})

	s.Spec("DU-CONTACT-EDIT-04", "answers 4126 and no successes when all items fail",
		about(editPage, openapi.Documented, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			result, err := e.Client.Contacts.BatchEdit(ctx, dustess.Contact{ID: e.UnknownID()}, dustess.Contact{ExternalID: e.ExternalID()})
			Expect(err).To(HaveCode(dustess.CodePartial))
			Expect(result.Success).To(BeEmpty())
			Expect(result.Fail).To(HaveExactElements(HaveField("Index", 1), HaveField("Index", 2)))
		})

	s.Spec("DU-CONTACT-EDIT-05", "refuses a contact way of another contact and applies nothing of that item",
		about(editPage+": mobiles", openapi.Inferred, "batchAddCustomer", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			taken, own, fresh := e.Phone(), e.Phone(), e.Phone()
			e.AddWith(ctx, taken)
			id := e.AddWith(ctx, own)
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{Mobile(fresh), Mobile(taken)}})).To(Equal(dustess.ItemInvalid))
			Expect(e.Taken(ctx, own)).To(BeTrue(), "the contact kept its number")
			Expect(e.Taken(ctx, fresh)).To(BeFalse(), "the contact got the other number")
		})

	s.Spec("DU-CONTACT-EDIT-06", "lets a contact keep its own contact way", edits,
		func(ctx SpecContext, e *Env) {
			own := e.Phone()
			id := e.AddWith(ctx, own)
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Remark: "again", Mobiles: []dustess.Mobile{Mobile(own)}})).To(BeZero())
			Expect(e.Taken(ctx, own)).To(BeTrue())
		})

	s.Spec("DU-CONTACT-EDIT-07", "takes numbers of other countries and with a plus sign, landlines and other ways",
		about(editPage+": mobiles.tel", openapi.Documented, "batchAddCustomer", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for _, m := range []dustess.Mobile{
				Mobile("+86" + e.Phone()), Mobile("+1 " + e.Phone()[:10]), {Tel: "010-" + e.Phone()[3:], Type: dustess.TypeLandline}, {Tel: e.Unique("other"), Type: dustess.TypeOther},
			} {
				Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{m}})).To(BeZero(), m.Tel)
			}
		})

	s.Spec("DU-CONTACT-EDIT-08", "takes province, city and district, separated by dashes or slashes, or less",
		about(editPage+": prov_city", openapi.Documented, "batchAddCustomer", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for _, place := range []string{"四川省-成都市-武侯区", "四川省/成都市/武侯区", "四川省-成都市", "四川省/成都市", "四川省"} {
				Expect(e.EditOne(ctx, dustess.Contact{ID: id, ProvCity: place})).To(BeZero(), place)
			}
		})

	s.Spec("DU-CONTACT-EDIT-09", "applies the same contact twice in one batch, in order",
		controlled(about(editPage, openapi.Inferred, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			result := e.Edit(ctx, dustess.Contact{ID: id, Remark: "first", Address: "某村"}, dustess.Contact{ID: id, Remark: "second"})
			Expect(codes(result)).To(Equal([]int{0, 0}))
			Expect(e.Stored(ctx, id)).To(And(HaveKeyWithValue("remark", "second"), HaveKeyWithValue("address", "某村")))
		})

	s.Spec("DU-CONTACT-EDIT-10", "takes 500 contacts at once",
		controlled(about(editPage+": customer_list", openapi.Inferred, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			batch := make([]dustess.Contact, 500)
			for i := range batch {
				batch[i] = dustess.Contact{ID: id, Remark: fmt.Sprint("number ", i+1)}
			}
			Expect(codes(e.Edit(ctx, batch...))).To(HaveEach(0))
			Expect(e.Stored(ctx, id)).To(HaveKeyWithValue("remark", "number 500"))
		})
}

// everyText is a value for each text field of a contact that refers to nothing.
var everyText = map[string]string{
	"remark": "张三", "corp_full_name": "北京尘锋信息技术有限公司", "position": "高级工程师", "prov_city": "天津市-天津市-河东区",
	"address": "某村", "birthday": "2020-09-16", "email": "test@qq.com", "description": "我是描述 <&> \"\\ \n",
	"national": "02", "nationality": "中国", "education": "05", "major": "工程造价", "id_card": "23451521111", "wx": "dsaf111", "qq": "test",
}

// editFields: what an edit does to the stored contact.
func editFields(s declaration) {
	edits := func(what string) string { return editPage + ": " + what }

	s.Spec("DU-CONTACT-EDIT-11", "stores every text field and no other",
		controlled(about(edits("request"), openapi.Documented, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for name, value := range everyText {
				before := e.Stored(ctx, id)
				Expect(e.EditRaw(ctx, item(id, quoted(name)+":"+quoted(value)))).To(Equal([]int{0}), name)
				before[name] = value
				Expect(e.Stored(ctx, id)).To(Equal(before), name)
			}
		})

	s.Spec("DU-CONTACT-EDIT-12", "clears a text field by an empty text, and leaves it at null",
		controlled(about(edits("request"), openapi.Inferred, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for name, value := range everyText {
				Expect(e.EditRaw(ctx, item(id, quoted(name)+":"+quoted(value)), item(id, quoted(name)+":null"))).To(Equal([]int{0, 0}), name)
				Expect(e.Stored(ctx, id)).To(HaveKeyWithValue(name, value))
				Expect(e.EditRaw(ctx, item(id, quoted(name)+`:""`))).To(Equal([]int{0}), name)
				Expect(e.Stored(ctx, id)).To(HaveKeyWithValue(name, ""))
			}
		})

	s.Spec("DU-CONTACT-EDIT-13", "stores age and each gender",
		controlled(about(edits("age, gender"), openapi.Documented, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for _, gender := range []int{dustess.GenderFemale, dustess.GenderMale, dustess.GenderUnknown} {
				Expect(e.EditOne(ctx, dustess.Contact{ID: id, Gender: new(gender), Age: new(20 + gender)})).To(BeZero())
				Expect(e.Stored(ctx, id)).To(And(
					HaveKeyWithValue("gender", json.Number(fmt.Sprint(gender))), HaveKeyWithValue("age", json.Number(fmt.Sprint(20+gender)))))
			}
		})

	s.Spec("DU-CONTACT-EDIT-14", "takes each code of education",
		controlled(about(edits("education"), openapi.Documented, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for _, code := range []string{"01", "02", "03", "04", "05", "06", "07"} {
				Expect(e.EditOne(ctx, dustess.Contact{ID: id, Education: code})).To(BeZero(), code)
				Expect(e.Stored(ctx, id)).To(HaveKeyWithValue("education", code))
			}
		})

	s.Spec("DU-CONTACT-EDIT-15", "replaces contact ways, tags and sharers as a whole",
		controlled(about(edits("mobiles, tags, share_uids"), openapi.Inferred, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			e.Put(ctx, "qwTags", "et-one", map[string]any{"id": "et-one"})
			e.Put(ctx, "qwTags", "et-two", map[string]any{"id": "et-two"})
			old, fresh := e.Phone(), e.Phone()
			id := e.Add(ctx, dustess.Contact{Mobiles: []dustess.Mobile{Mobile(old)}, Tags: []string{"et-one"}, ShareUIDs: []string{e.Owner(ctx)}})
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{{Tel: fresh, Type: "mobile", Display: "手机号"}}, Tags: []string{"et-two"}})).To(BeZero())
			Expect(e.Stored(ctx, id)).To(And(
				HaveKeyWithValue("mobiles", []any{map[string]any{"tel": fresh, "type": "mobile", "display": "手机号"}}),
				HaveKeyWithValue("tags", []any{"et-two"}), HaveKeyWithValue("share_uids", []any{e.Owner(ctx)})))
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{}, Tags: []string{}, ShareUIDs: []string{}})).To(BeZero())
			Expect(e.Stored(ctx, id)).To(And(HaveKeyWithValue("mobiles", BeEmpty()), HaveKeyWithValue("tags", BeEmpty()), HaveKeyWithValue("share_uids", BeEmpty())))
		})

	s.Spec("DU-CONTACT-EDIT-16", "keeps a contact way once that is given twice, trimmed, and names it after its kind",
		controlled(about(edits("mobiles"), openapi.Inferred, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			id, number := e.Add(ctx, dustess.Contact{}), e.Phone()
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{{Tel: " " + number + " "}, Mobile(number)}})).To(BeZero())
			Expect(e.Stored(ctx, id)).To(HaveKeyWithValue("mobiles", []any{map[string]any{"tel": number, "type": "mobile", "display": "手机"}}))
		})

	s.Spec("DU-CONTACT-EDIT-17", "takes both spellings of category_id, the table's first, and knows the default type",
		controlled(about(edits("category_id"), openapi.Documented, "batchAddCustomer", "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			const standard = "00000000-0000-0000-0000-000000000000"
			e.Put(ctx, "categories", "type-a", map[string]any{"id": "type-a", "name": "A"})
			e.Put(ctx, "categories", "type-b", map[string]any{"id": "type-b", "name": "B"})
			id := e.Add(ctx, dustess.Contact{})
			for _, step := range []struct{ fields, want string }{
				{``, standard},
				{`"category_id":"type-a"`, "type-a"},
				{`"categoryId":"type-b"`, "type-b"},
				{`"category_id":"type-a","categoryId":"type-b"`, "type-a"},
				{`"categoryId":"` + standard + `"`, standard},
			} {
				Expect(e.EditRaw(ctx, item(id, step.fields))).To(Equal([]int{0}), step.fields)
				Expect(e.Stored(ctx, id)).To(HaveKeyWithValue("category_id", step.want), step.fields)
			}
		})

	s.Spec("DU-CONTACT-EDIT-18", "takes the document's own example",
		controlled(plain(edits("request example"), openapi.Documented, "batchEditCustomer")),
		func(ctx SpecContext, e *Env) {
			// A new sandbox has the contact, and all that the example refers to, under the ids of the example.
			text := e.Operation("batchEditCustomer").Example()
			Expect(text).NotTo(BeEmpty())
			answer := e.Send(ctx, Call{Operation: "batchEditCustomer", Body: text})
			Expect(answer.rows()).To(Equal(map[int]int{1: 0}), answer.Text)
		})
}

var _ = os.Stdin
var _ = strings.TrimSpace
