package dustess

import (
	"context"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// documentedItem is the item of the document's example.
const documentedItem = `{
	"id": "d3e83957-175a-11eb-b365-1111111111111",
	"custom_fields": [{"id": "field01", "string_value": "", "type": "text"}, {"id": "field71", "array_value": ["撒旦法", "地方"], "type": "checkbox"}, {"id": "field91", "array_value": ["嗯嗯"], "type": "checkbox"}, {"id": "field15", "array_value": ["组01=testttest"], "type": "multi-cascader"}, {"id": "field16", "array_value": ["组01/组001/组001001=path/to/value"], "type": "multi-cascader"}],
	"mobiles": [{"tel": "12500010002", "type": "mobile", "display": "手机号"}, {"tel": "ead12312acxzcasd", "type": "11b90rp60zya", "display": "微信号"}],
	"categoryId": "00000000-0000-0000-0000-000000000000",
	"age": 26,
	"remark": "张三",
	"tags": ["etDolHEAAAF2A3f71_Y81111111111", "etDolHEAAAG0BIKWd7UHHP52U1111111"],
	"source": "searchEngines",
	"prov_city": "天津市-天津市-河东区",
	"address": "某村",
	"birthday": "2020-09-16",
	"gender": 1,
	"corp_full_name": "北京尘锋信息技术有限公司",
	"corp_id": "cda55210-9fe5-11ea-bce3-111111111111",
	"email": "test@qq.com",
	"national": "02",
	"position": "高级工程师",
	"qq": "test",
	"education": "05",
	"description": "我是描述",
	"nationality": "中国",
	"id_card": "23451521111",
	"wx": "dsaf111",
	"major": "工程造价"}`

// everyText is a value for each text field of a contact that refers to nothing.
var everyText = map[string]string{
	"remark": "张三", "corp_full_name": "北京尘锋信息技术有限公司", "position": "高级工程师", "prov_city": "天津市-天津市-河东区",
	"address": "某村", "birthday": "2020-09-16", "email": "test@qq.com", "description": "我是描述 <&> \"\\ \n",
	"national": "02", "nationality": "中国", "education": "05", "major": "工程造价", "id_card": "23451521111", "wx": "dsaf111", "qq": "test",
}

// editFields: what an edit does to the stored contact.
func editFields(s declaration) {
	edits := func(what string) string { return editPage + ": " + what }

	s.Spec("DU-CONTACT-EDIT-12", "clears a text field by an empty text, and leaves it at null",
		contracts.From(edits("request"), openapi.Inferred, "batchEditCustomer").Controlled(),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for name, value := range everyText {
				Expect(e.EditRaw(ctx, item(id, quoted(name)+":"+quoted(value)), item(id, quoted(name)+":null"))).To(Equal([]int{0, 0}), name)
				Expect(e.Stored(ctx, id)).To(HaveKeyWithValue(name, value))
				Expect(e.EditRaw(ctx, item(id, quoted(name)+`:""`))).To(Equal([]int{0}), name)
				Expect(e.Stored(ctx, id)).To(HaveKeyWithValue(name, ""))
			}
		})
}

// editLists: fields that hold lists, and types of contacts.
func editLists(s declaration) {
	edits := func(what string) string { return editPage + ": " + what }

	s.Spec("DU-CONTACT-EDIT-15", "replaces contact ways, tags and sharers as a whole",
		contracts.From(edits("mobiles, tags, share_uids"), openapi.Inferred, "batchEditCustomer").Controlled(),
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
		contracts.From(edits("mobiles"), openapi.Inferred, "batchEditCustomer").Controlled(),
		func(ctx SpecContext, e *Env) {
			id, number := e.Add(ctx, dustess.Contact{}), e.Phone()
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{{Tel: " " + number + " "}, Mobile(number)}})).To(BeZero())
			Expect(e.Stored(ctx, id)).To(HaveKeyWithValue("mobiles", []any{map[string]any{"tel": number, "type": "mobile", "display": "手机"}}))
		})

	s.Spec("DU-CONTACT-EDIT-17", "takes both spellings of category_id, the table's first, and knows the default type",
		contracts.From(edits("category_id"), openapi.Documented, "batchEditCustomer").Controlled(),
		func(ctx SpecContext, e *Env) {
			const standard = "00000000-0000-0000-0000-000000000000"
			Expect(e.Control().DeleteRecord(ctx, "categories", standard)).To(Succeed(), "it needs no entry")
			e.Put(ctx, "categories", "type-a", map[string]any{"id": "type-a", "name": "A"})
			e.Put(ctx, "categories", "type-b", map[string]any{"id": "type-b", "name": "B"})
			id := e.Add(ctx, dustess.Contact{})
			// The document leaves the second spelling to words: two names that differ so little break the
			// code that is generated from it.
			for _, step := range []struct{ fields, want string }{
				{``, standard},
				{`"category_id":"type-a"`, "type-a"},
				{`"categoryId":"type-b"`, "type-b"},
				{`"category_id":"type-a","categoryId":"type-b"`, "type-a"},
				{`"categoryId":"` + standard + `"`, standard},
			} {
				var spelt context.Context = ctx
				if strings.Contains(step.fields, "categoryId") {
					spelt = contracts.Wrong(ctx)
				}
				Expect(e.EditRaw(spelt, item(id, step.fields))).To(Equal([]int{0}), step.fields)
				Expect(e.Stored(ctx, id)).To(HaveKeyWithValue("category_id", step.want), step.fields)
			}
		})

	s.Spec("DU-CONTACT-EDIT-18", "takes the document's own example",
		contracts.From(edits("request example"), openapi.Documented, "batchEditCustomer").Controlled(),
		func(ctx SpecContext, e *Env) {
			// A new sandbox has the contact, and all that the example refers to, under the ids of the example.
			// Its one departure from the document is categoryId (DU-Q09).
			answer := e.Send(contracts.Wrong(ctx), written("batchEditCustomer", `{"customer_list":[`+documentedItem+`]}`))
			Expect(rows(answer)).To(Equal(map[int]int{1: 0}), answer.Text)
			Expect(e.Stored(ctx, "d3e83957-175a-11eb-b365-1111111111111")).To(And(
				HaveKeyWithValue("remark", "张三"), HaveKeyWithValue("corp_id", "cda55210-9fe5-11ea-bce3-111111111111"),
				HaveKeyWithValue("source", "searchEngines"), HaveKeyWithValue("custom_fields", HaveLen(4))))
		})
}
