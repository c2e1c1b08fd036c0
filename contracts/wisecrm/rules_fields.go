package wisecrm

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
	"github.com/crmsim/crmsim/openapi"
)

// fieldRules are the rules of what a write takes, which metadata say in place of the document.
func fieldRules() []conform.Rule[*Env] {
	writes := func(op *openapi.Operation) bool { _, has := op.Body(); return has && modelOf(op) != nil }
	adds := func(op *openapi.Operation) bool { return writes(op) && modelOf(op).add == op.ID }
	updates := func(op *openapi.Operation) bool { return writes(op) && modelOf(op).update == op.ID }
	const from = "元数据 > 获取实体字段列表: "
	return []conform.Rule[*Env]{
		{Rule: "stored", Place: "fields", Text: "keeps every field of every type as it is given",
			From: from + "data_type; WI-Q47, WI-Q48", Control: true, Of: writes, Body: keepsFields},
		{Rule: "optional", Place: "fields", Text: "takes a record of what it must have, whose other fields read null",
			From: from + "nullable; WI-Q24, WI-Q82", Of: adds, Body: takesBare},
		{Rule: "only", Place: "fields", Text: "changes the one field that is given, and no other, and no other record",
			From: from + "updatable", Of: updates, Body: changesOne},
		{Rule: "null", Place: "fields", Text: "clears a nullable field by null or an empty text, and refuses that for others",
			From: from + "nullable; WI-Q23, WI-Q24", Of: writes, Body: clearsFields},
		{Rule: "type", Place: "fields", Text: "refuses values that do not fit their fields, and does nothing",
			From: from + "data_type; WI-Q25, WI-Q81, WI-Q85, WI-Q88", Control: true, Of: writes, Body: refusesValues},
		{Rule: "unknown", Place: "field", Text: "refuses a field that the entity does not have, and does nothing",
			From: "WI-Q20", Of: writes, Body: refusesNames},
		{Rule: "readOnly", Place: "fields", Text: "ignores fields that it may not set, and keeps the others",
			From: from + "creatable, updatable; WI-Q21, WI-Q83", Of: writes, Body: ignoresFields},
		{Rule: "required", Place: "fields", Text: "refuses a new record without a field that it must have, and does nothing",
			From: from + "nullable; WI-Q23", Of: adds, Body: asksForFields},
	}
}

// everyType gives a model a field of each type, which the tenant has added.
func (e *Env) everyType(ctx SpecContext, m *model) {
	e.made(ctx, m)
	for name, field := range map[string]map[string]any{
		"c__level": {"data_type": "int"}, "c__sum": {"data_type": "decimal"}, "c__yes": {"data_type": "boolean"},
		"c__day": {"data_type": "date"}, "c__since": {"data_type": "datetime"}, "c__note": {"data_type": "string"},
		"c__parent": {"data_type": "reference", "reference_to": "Account"},
		"c__colour": {"data_type": "picklist", "values": []any{
			map[string]any{"value": 7, "label": "红"}, map[string]any{"value": 8, "label": "蓝"}}},
	} {
		e.addField(ctx, m.entity+"."+name, field)
	}
}

// settable reports whether an operation may set a field.
func settable(op *openapi.Operation, f wisecrm.Field) bool {
	if modelOf(op).add == op.ID {
		return f.Creatable
	}
	return f.Updatable
}

// only returns the request with these fields in its body.
func only(r contracts.Request, fields map[string]any) contracts.Request {
	r = r.Clone()
	r.Body = fields
	return r
}

// changed returns the request with one field of its body changed.
func changed(r contracts.Request, name string, value any) contracts.Request {
	fields := maps.Clone(r.Body.(map[string]any))
	fields[name] = value
	return only(r, fields)
}

// reads returns the record that a write answers, with the named fields.
func (e *Env) reads(ctx SpecContext, m *model, a contracts.Answer, names ...string) wisecrm.Record {
	GinkgoHelper()
	Expect(a.OK).To(BeTrue(), a.Text)
	e.Remove(m, m.written(a))
	return e.Get(ctx, m, m.written(a), names...)
}

func keepsFields(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	m := modelOf(c.Operation())
	e.everyType(ctx, m)
	request := c.Request(ctx, e)
	given := request.Body.(map[string]any)
	Expect(len(given)).To(BeNumerically(">=", 9))
	record := e.reads(ctx, m, c.Works(ctx, e, request), slices.Collect(maps.Keys(given))...)
	Expect(record).To(Equal(wisecrm.Record(given)))
	edges := map[string]any{
		"c__level": json.Number("2147483647"), "c__sum": json.Number("-0.01"), "c__yes": false, "c__day": "1999-12-31", "c__since": "2024-01-01 00:00:00",
		"c__note": strings.Repeat("字", 500), "c__parent": nil, "c__colour": json.Number("7"), m.nameField: e.Unique("edge"),
	}
	record = e.reads(ctx, m, e.Send(ctx, only(request, edges)), slices.Collect(maps.Keys(edges))...)
	Expect(record).To(Equal(wisecrm.Record(edges)))
}

func takesBare(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	m, request := modelOf(c.Operation()), c.Request(ctx, e)
	record := e.reads(ctx, m, e.Send(ctx, only(request, map[string]any{m.nameField: e.Unique("bare")})), e.names(ctx, m)...)
	for _, f := range e.fields(ctx, m.entity) {
		Expect(record).To(HaveKey(f.Field))
		Expect(record[f.Field] == nil).To(Equal(f.Nullable), f.Field)
	}
}

func changesOne(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	m, request := modelOf(c.Operation()), c.Request(ctx, e)
	id, neighbour := request.Value(m.param), e.Add(ctx, m, m.named(e.Unique("neighbour")))
	names := e.names(ctx, m)
	beside := e.Get(ctx, m, neighbour, names...)
	want := e.Get(ctx, m, id, names...)
	given := request.Body.(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(given)) {
		Expect(want[name]).NotTo(Equal(given[name]), name)
		answer := e.Send(ctx, only(request, map[string]any{name: given[name]}))
		Expect(answer.OK).To(BeTrue(), answer.Text)
		record := e.Get(ctx, m, id, names...)
		want[name], want["modifiedBy"], want["modifiedOn"] = given[name], request.Value("op_user"), record["modifiedOn"]
		want["owningBusinessUnit"] = record["owningBusinessUnit"] // It is the owner's.
		Expect(record).To(Equal(want), name)
	}
	Expect(e.Get(ctx, m, neighbour, names...)).To(Equal(beside))
}

func clearsFields(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	m, request := modelOf(c.Operation()), c.Request(ctx, e)
	c.Untouched(ctx, e, request, func() {
		for _, empty := range []any{nil, ""} {
			e.refused(ctx, wisecrm.CodeMissing, changed(request, m.nameField, empty))
		}
	})
	for _, f := range e.fields(ctx, m.entity) {
		for _, empty := range []any{nil, ""} {
			if settable(c.Operation(), f) && f.Nullable {
				call := changed(c.Request(ctx, e), f.Field, empty)
				Expect(e.reads(ctx, m, e.Send(ctx, call), f.Field)).To(Equal(wisecrm.Record{f.Field: nil}))
			}
		}
	}
}

// unfit are values that do not fit a type.
var unfit = map[string][]any{
	"string":    {strings.Repeat("字", 501)},
	"int":       {"x", json.Number("1.5"), json.Number("99999999999999999999"), true},
	"decimal":   {"x", json.Number("1.005"), json.Number("10000000000000"), true},
	"boolean":   {"x", json.Number("2")},
	"date":      {"x", "2023-02-29", "2024-02-29 00:00:00", json.Number("20240229"), true},
	"datetime":  {"x", "2023-02-29 00:00:00", "2024-01-01 24:00:00", "2024-01-01T00:00:00", "2024-01-01 1:02:03", true},
	"picklist":  {"x", json.Number("99"), json.Number("-1")},
	"reference": {"x", json.Number("7"), true},
}

func refusesValues(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	m := modelOf(c.Operation())
	e.everyType(ctx, m)
	request := c.Request(ctx, e)
	c.Untouched(ctx, e, request, func() {
		for _, f := range e.fields(ctx, m.entity) {
			if !settable(c.Operation(), f) {
				continue
			}
			values := append([]any{map[string]any{"id": "x"}, []any{"x"}}, unfit[f.DataType]...)
			if f.DataType == "reference" {
				known := fmt.Sprint(request.Body.(map[string]any)[f.Field])
				values = append(values, e.UnknownID("005-"), strings.ToUpper(known[:4]+"abcdef01"+known[12:]))
				e.refused(ctx, wisecrm.CodeBusiness, changed(request, f.Field, e.UnknownID(known[:4])))
			}
			for _, value := range values {
				e.refused(ctx, wisecrm.CodeInvalid, changed(request, f.Field, value))
			}
		}
	})
}

func refusesNames(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	m, request := modelOf(c.Operation()), c.Request(ctx, e)
	c.Untouched(ctx, e, request, func() {
		for _, name := range []string{"noSuchField", strings.ToUpper(m.nameField), "owningUser.userName"} {
			e.refused(ctx, wisecrm.CodeInvalid, changed(request, name, "x"))
		}
	})
}

func ignoresFields(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	m, request := modelOf(c.Operation()), c.Request(ctx, e)
	given := request.Body.(map[string]any)
	refused := map[string]any{}
	for _, f := range e.fields(ctx, m.entity) {
		if !settable(c.Operation(), f) {
			refused[f.Field] = "2001-02-03 04:05:06"
		}
	}
	Expect(refused).To(HaveKey("createdOn"))
	all := maps.Clone(given)
	maps.Copy(all, refused)
	record := e.reads(ctx, m, e.Send(ctx, only(request, all)), slices.Collect(maps.Keys(all))...)
	for name, value := range given {
		Expect(record).To(HaveKeyWithValue(name, value))
	}
	for name, value := range refused {
		Expect(record[name]).NotTo(Equal(value), name)
	}
}

func asksForFields(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	m, request := modelOf(c.Operation()), c.Request(ctx, e)
	c.Untouched(ctx, e, request, func() {
		bare := maps.Clone(request.Body.(map[string]any))
		delete(bare, m.nameField)
		e.refused(ctx, wisecrm.CodeMissing, only(request, bare))
		e.refused(ctx, wisecrm.CodeMissing, only(request, map[string]any{}))
	})
}
