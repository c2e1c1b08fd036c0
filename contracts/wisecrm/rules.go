package wisecrm

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
	"github.com/crmsim/crmsim/openapi"
)

// judge holds a refusal to the code of its rule: 402 for what is missing, empty or null, 403 for a method, 401 for the
// rest (WI-Q14, WI-Q15, WI-Q71). A vendor's own are not known for sure.
func judge(e *Env, f *openapi.Finding, a contracts.Answer) error {
	want := wisecrm.CodeInvalid
	switch {
	case f == nil:
		if a.Code != 0 {
			return fmt.Errorf("want it to be taken, got %s", a.Text)
		}
		return nil
	case f.Rule == conform.RuleMethod:
		want = wisecrm.CodeUnsupported
	case f.Rule == openapi.RuleRequired, f.Rule == "minLength", f.Got == "null":
		want = wisecrm.CodeMissing
	}
	if a.Code == 0 || !e.Live() && a.Code != want {
		return fmt.Errorf("want the refusal %d, got %s", want, a.Text)
	}
	return nil
}

// exceptions are derived specs that do not hold.
var exceptions = []conform.Except{
	{ID: "add*.unknown.body", Question: "WI-Q20", Why: "metadata know all fields of a record, the document none"},
	{ID: "update*.unknown.body", Question: "WI-Q20", Why: "metadata know all fields of a record, the document none"},
}

// rules hold for all operations that they are of, and no schema says them.
func rules() []conform.Rule[*Env] {
	setting := func(name, text, code string, body func(SpecContext, *Env, conform.Call[*Env])) conform.Rule[*Env] {
		return conform.Rule[*Env]{Rule: "setting", Place: name, Text: text, From: "错误码 " + code, Control: true, Body: body}
	}
	identified := func(op *openapi.Operation) bool { m := modelOf(op); return m != nil && has(op, m.param) }
	single := func(op *openapi.Operation) bool { m := modelOf(op); return m != nil && m.list != op.ID }
	return append([]conform.Rule[*Env]{
		setting("closed", "refuses every call of a tenant that has not opened the OpenAPI, and does nothing", "490", refusesClosed),
		setting("denied", "refuses a call that the app has no right to, and does nothing", "403, WI-Q14", refusesDenied),
		setting("limit", "refuses a call beyond the limit until time has passed, and does nothing", "491, WI-Q56", refusesBeyondLimit),
		setting("fault", "tells of an error of its own in its envelope, and does nothing", "500", tellsFaults),
		{Rule: "order", Text: "looks for a bad signature, what is missing, what is malformed, rights, and records, in this order",
			From:    "WI-Q14",
			Control: true, Of: single, Body: looksInOrder},
		{Rule: "unknown", Place: "record", Text: "refuses the id of no record, and does nothing",
			From: "WI-Q30", Of: identified, Body: refusesNobody},
		{Rule: "unknown", Place: "op_user", Text: "refuses a user that there is not, and does nothing", From: "WI-Q31",
			Of: func(op *openapi.Operation) bool { return has(op, "op_user") }, Body: refusesStrangers},
		{Rule: "unknown", Place: "entity", Text: "refuses an entity that there is not, and does nothing", From: "WI-Q55, WI-Q89",
			Of: func(op *openapi.Operation) bool { return has(op, "entity") }, Body: refusesEntities},
		{Rule: "unknown", Place: "fields", Text: "refuses the whole call for one unknown field, and fields of blanks and commas",
			From: "WI-Q19, WI-Q68, WI-Q77",
			Of:   func(op *openapi.Operation) bool { return has(op, "fields") }, Body: refusesUnknownFields},
		{Rule: "page", Text: "says the total, and the number and length of the page, which is the first of 20 when nothing is said",
			From: "WI-Q34, WI-Q35, WI-Q36, WI-Q38",
			Of:   func(op *openapi.Operation) bool { return has(op, "page_no") }, Body: saysPages},
		{Rule: "fields", Text: "answers exactly the asked fields, in their order, and the same as every other way to read them",
			From: "WI-Q18, WI-Q48",
			Of:   func(op *openapi.Operation) bool { m := modelOf(op); return m != nil && has(op, "fields") }, Body: answersFields},
	}, fieldRules()...)
}

func has(op *openapi.Operation, name string) bool {
	return slices.ContainsFunc(op.Parameters, func(p *openapi.Parameter) bool { return p.Name == name })
}

// modelOf returns the model that an operation is of, or nil.
func modelOf(op *openapi.Operation) *model {
	for _, m := range append(models(), module()) {
		if slices.Contains([]string{m.add, m.get, m.list, m.update, m.remove}, op.ID) {
			return m
		}
	}
	return nil
}

// refused makes a call that the document may have something against, and wants its refusal.
func (e *Env) refused(ctx context.Context, code int, r contracts.Request) {
	GinkgoHelper()
	if found := e.Findings(ctx, r); len(found.Findings) > 0 {
		ctx = contracts.Wrong(ctx)
	}
	answer := e.Send(ctx, r)
	Expect(answer.OK).To(BeFalse(), answer.Text)
	if !e.Live() {
		Expect(answer.Code).To(Equal(code), answer.Text)
	}
}

// set changes the settings of the app.
func (e *Env) set(ctx SpecContext, settings map[string]any) {
	GinkgoHelper()
	Expect(e.Control().PatchRecord(ctx, "apps", e.Credential("appid"), settings)).To(Succeed())
}

func refusesClosed(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request := c.Request(ctx, e)
	c.Untouched(ctx, e, request, func() {
		e.set(ctx, map[string]any{"closed": true})
		e.refused(ctx, wisecrm.CodeNotOpened, request)
		e.set(ctx, map[string]any{"closed": false})
	})
}

func refusesDenied(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request, other := c.Request(ctx, e), contracts.Request{Operation: "listEntities"}
	if c.Operation().ID == other.Operation {
		other.Operation = "listUsers"
		other.Query = contracts.Values("fields", "userId")
	}
	c.Untouched(ctx, e, request, func() {
		e.set(ctx, map[string]any{"denied": []string{c.Operation().ID}})
		e.refused(ctx, wisecrm.CodeUnsupported, request)
		Expect(e.Send(ctx, other).OK).To(BeTrue())
		e.set(ctx, map[string]any{"denied": nil})
	})
}

func refusesBeyondLimit(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request := c.Request(ctx, e)
	Expect(e.Control().Freeze(ctx)).To(Succeed())
	c.Untouched(ctx, e, request, func() {
		Expect(e.Control().Advance(ctx, time.Minute)).To(Succeed())
		e.set(ctx, map[string]any{"calls_per_minute": 1})
		Expect(e.Send(ctx, contracts.Request{Operation: "listEntities"}).OK).To(BeTrue())
		e.refused(ctx, wisecrm.CodeLimit, request)
		Expect(e.Control().Advance(ctx, time.Minute)).To(Succeed())
		Expect(e.Send(ctx, contracts.Request{Operation: "listEntities"}).OK).To(BeTrue())
		e.set(ctx, map[string]any{"calls_per_minute": 0})
	})
}

func tellsFaults(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request := c.Request(ctx, e)
	c.Untouched(ctx, e, request, func() {
		Expect(e.Control().SetFaults(ctx, c.Operation().ID, "code=500:x1")).To(Succeed())
		e.refused(ctx, wisecrm.CodeSystem, request)
	})
}

// looksInOrder mends the faults of a call one by one.
func looksInOrder(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	m, request, user := modelOf(c.Operation()), c.Request(ctx, e), e.colleague(ctx)
	malformed, nobody := request.With(m.param, "x"), request
	if _, writes := c.Operation().Body(); writes {
		malformed, nobody = changed(request, "owningUser", "x"), changed(request, "owningUser", e.UnknownID("027-"))
	}
	c.Untouched(ctx, e, request, func() {
		faulty := malformed.With("op_user").With("sign", "x")
		Expect(e.Send(contracts.Wrong(ctx), faulty).Message).To(ContainSubstring("sign"))
		e.refused(ctx, wisecrm.CodeInvalid, faulty)
		e.refused(ctx, wisecrm.CodeMissing, malformed.With("op_user"))
		Expect(e.Control().PutRecord(ctx, "rights", user, map[string]any{"level": "none"})).To(Succeed())
		e.refused(ctx, wisecrm.CodeInvalid, malformed.With("op_user", user))
		e.refused(ctx, wisecrm.CodePermission, nobody.With("op_user", user))
		Expect(e.Control().DeleteRecord(ctx, "rights", user)).To(Succeed())
		if id := request.Value(m.param); id != "" {
			nobody = nobody.With(m.param, e.UnknownID(id[:4]))
		}
		e.refused(ctx, wisecrm.CodeBusiness, nobody)
	})
}

func refusesNobody(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	m, request := modelOf(c.Operation()), c.Request(ctx, e)
	c.Untouched(ctx, e, request, func() {
		e.refused(ctx, wisecrm.CodeBusiness, request.With(m.param, e.UnknownID(request.Value(m.param)[:4])))
		other := e.UnknownID("027-")
		e.refused(ctx, wisecrm.CodeInvalid, request.With(m.param, other))
	})
}

func refusesStrangers(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request := c.Request(ctx, e)
	c.Untouched(ctx, e, request, func() { e.refused(ctx, wisecrm.CodeInvalid, request.With("op_user", e.UnknownID("027-"))) })
}

func refusesEntities(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request := c.Request(ctx, e)
	names := []string{"e__nobody", "NoSuchEntity", strings.ToUpper(request.Value("entity")), "BusinessUnit"}
	if modelOf(c.Operation()) != nil {
		names = append(names, "Account")
	}
	c.Untouched(ctx, e, request, func() {
		for _, name := range names {
			e.refused(ctx, wisecrm.CodeInvalid, request.With("entity", name))
		}
	})
}

func refusesUnknownFields(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request := c.Request(ctx, e)
	names := request.Value("fields")
	c.Works(ctx, e, request.With("fields", " "+strings.ReplaceAll(names, ",", " ,, ")+","))
	e.refused(ctx, wisecrm.CodeInvalid, request.With("fields", names+",noSuchField"))
	e.refused(ctx, wisecrm.CodeInvalid, request.With("fields", strings.ToUpper(names)))
	if c.Operation().ID != "listPicklists" {
		e.refused(ctx, wisecrm.CodeMissing, request.With("fields", " , ,"))
	}
}

func saysPages(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	request := c.Request(ctx, e)
	want := pageOf(c.Works(ctx, e, request.With("page_size", "200")))
	Expect([]int{want.Number, want.Size}).To(Equal([]int{1, 200}))
	for number := 1; number <= want.Total/2+2; number++ {
		answer := e.Send(ctx, request.With("page_size", "2").With("page_no", strconv.Itoa(number)))
		page, shown := pageOf(answer), []json.RawMessage{}
		Expect(json.Unmarshal(answer.Data, &shown)).To(Succeed())
		Expect([]int{page.Number, page.Size, page.Total}).To(Equal([]int{number, 2, want.Total}))
		Expect(shown).To(HaveLen(max(0, min(2, want.Total-2*(number-1)))))
		if number == 20 {
			break // Others have many users.
		}
	}
	everything := request.With("page_no").With("page_size").With("qname")
	if request.Body != nil {
		everything.Body = map[string]any{"type": "OR", "filters": []any{}}
	}
	first := pageOf(c.Works(ctx, e, everything))
	Expect([]int{first.Number, first.Size}).To(Equal([]int{1, 20}))
}

// answersFields reads all fields that metadata name by get, list and query, in two orders.
func answersFields(ctx SpecContext, e *Env, c conform.Call[*Env]) {
	m := modelOf(c.Operation())
	e.made(ctx, m)
	fields := wisecrm.Fields(e.values(ctx, m, func(f wisecrm.Field) bool { return f.Creatable }))
	id, names := e.Add(ctx, m, fields), e.names(ctx, m)
	want := e.Get(ctx, m, id, names...)
	for name, value := range fields {
		Expect(want).To(HaveKeyWithValue(name, value))
	}
	Expect(want).To(HaveLen(len(names)))
	page, err := e.Client.Query.List(ctx, wisecrm.AdvQuery{Entity: m.entity, Fields: names, Filter: wisecrm.And(wisecrm.Equal(m.id, id))})
	Expect(err).NotTo(HaveOccurred())
	Expect(page.Records).To(Equal([]wisecrm.Record{want}))
	for _, order := range [][]string{names, reversed(names)} {
		query := with(m.about(e.Credential("op_user")), "fields", strings.Join(order, ","))
		if has(c.Operation(), m.param) {
			query.Set(m.param, id)
		} else {
			query.Set("qname", fields[m.nameField].(string))
		}
		answer := e.Send(ctx, contracts.Request{Operation: c.Operation().ID, Query: query})
		at := -1
		for _, name := range order {
			next := strings.Index(string(answer.Data), `"`+name+`":`)
			Expect(next).To(BeNumerically(">", at), "%s in %s", name, answer.Data)
			at = next
		}
		row := conform.Decode(answer.Data)
		if list, ok := row.([]any); ok {
			Expect(list).To(HaveLen(1))
			row = list[0]
		}
		Expect(row).To(Equal(map[string]any(want)))
	}
}

func reversed(names []string) []string {
	all := slices.Clone(names)
	slices.Reverse(all)
	return all
}
