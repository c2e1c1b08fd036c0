package dustess

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// A fieldCase is a type of custom field with a value for it.
type fieldCase struct {
	kind, key, value string
	stored           any
}

var fieldCases = []fieldCase{
	{"text", "string_value", `"一行"`, "一行"},
	{"textarea", "string_value", `"两\n行"`, "两\n行"},
	{"radio", "string_value", `"高"`, "高"},
	{"date", "string_value", `"2025-03-18"`, "2025-03-18"},
	{"datetime", "string_value", `"2025-03-18 02:33:41"`, "2025-03-18 02:33:41"},
	{"Int", "float_value", `12.5`, json.Number("12.5")},
	{"checkbox", "array_value", `["撒旦法","地方"]`, []any{"撒旦法", "地方"}},
	{"cascader", "array_value", `["组01=testttest"]`, []any{"组01=testttest"}},
	{"multiCascader", "array_value", `["组01/组001/组001001=path/to/value","组02"]`, []any{"组01/组001/组001001=path/to/value", "组02"}},
}

// emptyValues clear a field, by the key of its value.
var emptyValues = map[string]string{"string_value": `""`, "array_value": `[]`, "files_value": `[]`}

// fieldOf writes one custom field of an item.
func fieldOf(parts ...string) string { return `"custom_fields":[{` + strings.Join(parts, ",") + `}]` }

func pair(key, value string) string { return quoted(key) + ":" + value }

// fieldsOf returns the custom fields of a stored contact by id.
func (e *Env) fieldsOf(ctx SpecContext, contact string) map[string]map[string]any {
	list, _ := e.Stored(ctx, contact)["custom_fields"].([]any)
	fields := map[string]map[string]any{}
	for _, element := range list {
		field, _ := element.(map[string]any)
		fields[fmt.Sprint(field["id"])] = field
	}
	return fields
}

// customFields: the fields that the tenant defines.
func customFields(s declaration) {
	from := editPage + ": custom_fields"
	documented := contracts.From(from, openapi.Documented, "batchEditCustomer").Controlled()
	inferred := contracts.From(from, openapi.Inferred, "batchEditCustomer").Controlled()

	s.Spec("DU-FIELD-01", "stores the value of each type under its own key", documented,
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for _, f := range fieldCases {
				e.Put(ctx, "fields", "my-"+f.kind, map[string]any{"id": "my-" + f.kind, "type": f.kind})
				Expect(e.EditRaw(ctx, item(id, fieldOf(pair("id", quoted("my-"+f.kind)), pair("type", quoted(f.kind)), pair(f.key, f.value))))).To(Equal([]int{0}), f.kind)
				Expect(e.fieldsOf(ctx, id)).To(HaveKeyWithValue("my-"+f.kind, Equal(map[string]any{"id": "my-" + f.kind, "type": f.kind, f.key: f.stored})))
			}
			Expect(e.fieldsOf(ctx, id)).To(HaveLen(len(fieldCases)), "those not given stayed")
		})

	s.Spec("DU-FIELD-02", "fails the item for a value under the key of another type", inferred,
		func(ctx SpecContext, e *Env) {
			values := map[string]string{"string_value": `"x"`, "float_value": `1`, "array_value": `["x"]`, "files_value": `[{"name":"a","url":"b"}]`}
			id := e.Add(ctx, dustess.Contact{})
			for _, f := range fieldCases {
				e.Put(ctx, "fields", "my-field", map[string]any{"id": "my-field", "type": f.kind})
				for key, value := range values {
					want := []int{dustess.ItemInvalid}
					if key == f.key {
						want = []int{0}
					}
					Expect(e.EditRaw(ctx, item(id, fieldOf(`"id":"my-field"`, pair("type", quoted(f.kind)), pair(key, value))))).To(Equal(want), "%s in %s", f.kind, key)
				}
				Expect(e.EditRaw(ctx, item(id, fieldOf(`"id":"my-field"`, `"string_value":"x"`, `"float_value":1`)))).To(Equal([]int{dustess.ItemInvalid}), "two values")
			}
		})

	s.Spec("DU-FIELD-03", "clears a field by an empty value and leaves it when there is none", inferred,
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for _, f := range fieldCases {
				if emptyValues[f.key] == "" {
					continue // A number has no empty value.
				}
				e.Put(ctx, "fields", "my-field", map[string]any{"id": "my-field", "type": f.kind})
				Expect(e.EditRaw(ctx,
					item(id, fieldOf(`"id":"my-field"`, pair(f.key, f.value))), item(id, fieldOf(`"id":"my-field"`, pair("type", quoted(f.kind)))),
					item(id, fieldOf(`"id":"my-field"`, pair(f.key, `null`))), item(id, `"custom_fields":[]`))).To(HaveEach(0), f.kind)
				Expect(e.fieldsOf(ctx, id)).To(HaveKey("my-field"), f.kind)
				Expect(e.EditRaw(ctx, item(id, fieldOf(`"id":"my-field"`, pair(f.key, emptyValues[f.key]))))).To(Equal([]int{0}), f.kind)
				Expect(e.fieldsOf(ctx, id)).NotTo(HaveKey("my-field"), f.kind)
			}
		})
}

// customFieldTypes: how the type of a field is found.
func customFieldTypes(s declaration) {
	inferred := contracts.From(editPage+": custom_fields", openapi.Inferred, "batchEditCustomer").Controlled()

	s.Spec("DU-FIELD-04", "knows the types by other spellings, and stores the table's", inferred,
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			for spelling, kind := range map[string]string{
				"MULTI-CASCADER": "multiCascader", "multicascader": "multiCascader", "int": "Int", "Text": "text", "date-time": "datetime",
			} {
				e.Put(ctx, "fields", "my-field", map[string]any{"id": "my-field", "type": kind})
				Expect(e.EditRaw(contracts.Wrong(ctx), item(id, fieldOf(`"id":"my-field"`, pair("type", quoted(spelling)), valueFor(kind))))).To(Equal([]int{0}), spelling)
				Expect(e.fieldsOf(ctx, id)["my-field"]).To(HaveKeyWithValue("type", kind), spelling)
			}
			e.Put(ctx, "fields", "my-field", map[string]any{"id": "my-field", "type": "multiCascader"})
			Expect(e.EditRaw(ctx, item(id, fieldOf(`"id":"my-field"`, `"type":"multi-cascader"`, `"array_value":["x"]`)))).To(Equal([]int{0}), "as in the document's example")
		})

	s.Spec("DU-FIELD-05", "takes the template's type when none is given, and no other", inferred,
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			e.Put(ctx, "fields", "my-field", map[string]any{"id": "my-field", "type": "radio"})
			Expect(e.EditRaw(ctx, item(id, fieldOf(`"id":"my-field"`, `"string_value":"x"`)))).To(Equal([]int{0}))
			Expect(e.fieldsOf(ctx, id)["my-field"]).To(HaveKeyWithValue("type", "radio"))
			Expect(e.EditRaw(ctx, item(id, fieldOf(`"id":"my-field"`, `"type":"text"`, `"string_value":"x"`)))).To(Equal([]int{dustess.ItemInvalid}))
		})

	s.Spec("DU-FIELD-06", "refuses a field that the template lacks if the tenant is strict, and infers the type without a template", inferred,
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			Expect(e.EditRaw(ctx, item(id, fieldOf(`"id":"delivery_time"`, `"type":"text"`, `"string_value":"x"`)))).To(Equal([]int{0}))
			Expect(e.fieldsOf(ctx, id)).To(HaveKey("delivery_time"))
			e.Set(ctx, map[string]any{"strict_references": true})
			Expect(e.EditRaw(ctx, item(id, fieldOf(`"id":"no such field"`, `"string_value":"x"`)))).To(Equal([]int{dustess.ItemInvalid}))
			ids, err := e.Control().RecordIDs(ctx, "fields")
			Expect(err).NotTo(HaveOccurred())
			for _, listed := range ids {
				Expect(e.Control().DeleteRecord(ctx, "fields", listed)).To(Succeed())
			}
			for key, want := range map[string]string{"string_value": "text", "float_value": "Int", "array_value": "checkbox", "files_value": "files"} {
				value := map[string]string{"string_value": `"x"`, "float_value": `1`, "array_value": `["x"]`, "files_value": `[{"name":"a","url":"b"}]`}[key]
				Expect(e.EditRaw(ctx, item(id, fieldOf(pair("id", quoted("my "+key)), pair(key, value))))).To(Equal([]int{0}), key)
				Expect(e.fieldsOf(ctx, id)["my "+key]).To(HaveKeyWithValue("type", want), key)
			}
		})
}

func valueFor(kind string) string {
	for _, f := range fieldCases {
		if f.kind == kind {
			return pair(f.key, f.value)
		}
	}
	return ""
}

// attachments: lists of files.
func attachments(s declaration) {
	from := editPage + ": custom_fields.files_value"
	documented := contracts.From(from, openapi.Documented, "batchEditCustomer").Controlled()
	const file = `{"name":"合同","url":"https://files.example/1"}`
	files := func(list ...string) string {
		return fieldOf(`"id":"my-files"`, `"files_value":[`+strings.Join(list, ",")+`]`)
	}

	s.Spec("DU-FILE-01", "takes five files, of kind other when none is given, and no sixth", documented,
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			e.Put(ctx, "fields", "my-files", map[string]any{"id": "my-files", "type": "files"})
			five := slices.Repeat([]string{file}, 5)
			Expect(e.EditRaw(ctx, item(id, files(five...)))).To(Equal([]int{0}))
			Expect(e.fieldsOf(ctx, id)["my-files"]).To(HaveKeyWithValue("files_value", And(HaveLen(5), HaveEach(HaveKeyWithValue("file_type", "other")))))
			Expect(e.EditRaw(contracts.Wrong(ctx), item(id, files(append(five, file)...)))).To(Equal([]int{dustess.ItemInvalid}))
		})

	s.Spec("DU-FILE-04", "knows a list of attachments by several names",
		contracts.From(from, openapi.Inferred, "batchEditCustomer").Controlled(),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			e.Put(ctx, "fields", "my-files", map[string]any{"id": "my-files", "type": "files"})
			for _, name := range []string{"file", "attachment", "Files"} {
				Expect(e.EditRaw(contracts.Wrong(ctx), item(id, fieldOf(`"id":"my-files"`, pair("type", quoted(name)), `"files_value":[`+file+`]`)))).To(Equal([]int{0}), name)
			}
			Expect(e.fieldsOf(ctx, id)["my-files"]).To(HaveKeyWithValue("type", "files"))
		})
}
