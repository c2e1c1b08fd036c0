package quancheng

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
)

// valid is a valid call of this vendor.
type valid = conform.Valid[*Env]

func document(resource, heading string) string {
	return "CRM客户关系 > " + resource + " > " + heading
}

// parameters set up what a call needs and return what it is called with.
type parameters = func(ctx context.Context, e *Env) url.Values

// reading is a call that changes nothing. Its set-up may.
func reading(operation, setUp string, make parameters, check func(e *Env, r contracts.Request, a contracts.Answer)) valid {
	return valid{Operation: operation, SetUp: setUp, Request: requested(operation, make), Check: check}
}

// writing is a call that answers done, or anything if that is "", and changes those tables. Its set-up may write as well.
func writing(operation, done string, again conform.Repeat, make parameters, tables ...string) valid {
	return valid{
		Operation: operation, Again: again, Request: requested(operation, make),
		Probe: func(ctx context.Context, e *Env, _ contracts.Request) any { return e.tables(ctx, tables...) },
		Check: func(_ *Env, _ contracts.Request, a contracts.Answer) {
			if done != "" {
				ExpectWithOffset(2, a).To(Answering(done))
			}
		},
	}
}

// keeping is a call whose values stand in the record of a table that has one of them: that of the parameter in that
// field. names are the places that the record calls something else.
func keeping(v valid, table, parameter, field string, names ...string) valid {
	v.ShownByControl, v.Names = true, map[string]string{}
	for pair := range slices.Chunk(names, 2) {
		v.Names[pair[0]] = pair[1]
	}
	v.Shown = func(ctx context.Context, e *Env, r contracts.Request, _ contracts.Answer) any {
		return e.holding(ctx, table, field, r.Value(parameter))
	}
	return v
}

// unshown is a call of which no record shows some places, with the reasons.
func unshown(v valid, reasons ...string) valid {
	v.Unshown = map[string]string{}
	for pair := range slices.Chunk(reasons, 2) {
		v.Unshown[pair[0]] = pair[1]
	}
	return v
}

// holding returns the last record of a table that has a value in a field.
func (e *Env) holding(ctx context.Context, table, field, value string) any {
	text, err := e.Control().Table(ctx, table)
	ExpectWithOffset(2, err).NotTo(HaveOccurred())
	var shown struct {
		Records []struct{ Record json.RawMessage }
	}
	ExpectWithOffset(2, json.Unmarshal([]byte(text), &shown)).To(Succeed())
	for _, r := range slices.Backward(shown.Records) {
		record := conform.Decode(r.Record)
		if fields, ok := record.(map[string]any); ok && fmt.Sprint(fields[field]) == value {
			return record
		}
	}
	return nil
}

// arranged is a call whose records only the control API makes.
func arranged(v valid) valid {
	v.Control = true
	return v
}

func requested(operation string, make parameters) func(context.Context, *Env) contracts.Request {
	return func(ctx context.Context, e *Env) contracts.Request {
		return contracts.Request{Operation: operation, Query: make(ctx, e)}
	}
}

// tables returns what stands in tables of a sandbox, nil on a vendor's site.
func (e *Env) tables(ctx context.Context, names ...string) any {
	sandbox := e.Simulated()
	if sandbox == nil {
		return nil
	}
	all := map[string]string{}
	for _, name := range names {
		records, err := sandbox.Table(ctx, name)
		ExpectWithOffset(2, err).NotTo(HaveOccurred())
		all[name] = records
	}
	return all
}

// put adds a record to a sandbox, for a read to find; a vendor's site has its own.
func (e *Env) put(ctx context.Context, table string, fields map[string]any) string {
	id := strconv.Itoa(e.number(table))
	if sandbox := e.Simulated(); sandbox != nil {
		ExpectWithOffset(2, sandbox.PutRecord(ctx, table, id, fields)).To(Succeed())
	}
	return id
}

// of are the parameters of a call about a record of a table that only the control API fills.
func of(table, kind, parameter string, fields map[string]any, more ...string) parameters {
	return func(ctx context.Context, e *Env) url.Values {
		id := strconv.Itoa(e.number(kind))
		ExpectWithOffset(1, e.Control().PutRecord(ctx, table, id, fields)).To(Succeed())
		return with(contracts.Values(more...), parameter, id)
	}
}

// fixed are those of a call that needs nothing set up.
func fixed(pairs ...string) parameters {
	return func(context.Context, *Env) url.Values { return contracts.Values(pairs...) }
}

// ofCustomer are those of a call about a new customer, whose id fills the parameter.
func ofCustomer(parameter string, pairs ...string) parameters {
	return func(ctx context.Context, e *Env) url.Values {
		return with(contracts.Values(pairs...), parameter, strconv.Itoa(e.Customer(ctx).ID))
	}
}

// ofLinkMan are those of a call about a new link man, who is a main one.
func ofLinkMan(parameter string) parameters {
	return func(ctx context.Context, e *Env) url.Values {
		man := e.LinkMan(ctx, e.Customer(ctx).ID, quancheng.LinkManChange{IsMain: new(true)})
		return contracts.Values(parameter, strconv.Itoa(man.ID))
	}
}

// ofStaff are those of a call about a new customer with two link men.
func ofStaff(parameter string) parameters {
	return func(ctx context.Context, e *Env) url.Values {
		id := e.Customer(ctx).ID
		e.LinkMan(ctx, id, quancheng.LinkManChange{IsMain: new(true), Tel: new("021-1 & <2>")})
		e.LinkMan(ctx, id, quancheng.LinkManChange{})
		return contracts.Values(parameter, strconv.Itoa(id))
	}
}

// showing checks that the answer shows the record that a parameter names.
func showing(parameter string) func(*Env, contracts.Request, contracts.Answer) {
	return func(_ *Env, r contracts.Request, a contracts.Answer) {
		var record struct{ PK_ID json.Number }
		ExpectWithOffset(2, json.Unmarshal(a.Data, &record)).To(Succeed(), a.Text)
		ExpectWithOffset(2, string(record.PK_ID)).To(Equal(r.Value(parameter)))
	}
}

// listing checks that the answer is a list of at least so many.
func listing(least int) func(*Env, contracts.Request, contracts.Answer) {
	return func(e *Env, _ contracts.Request, a contracts.Answer) {
		var rows []json.RawMessage
		ExpectWithOffset(2, json.Unmarshal(a.Data, &rows)).To(Succeed(), a.Text)
		if !e.Live() {
			ExpectWithOffset(2, len(rows)).To(BeNumerically(">=", least), a.Text)
		}
	}
}

// paged is a call of a list that comes in pages.
func paged(v valid, number, size string) valid {
	v.Pages = &conform.Pages{Number: number, Size: size, Sizes: [2]int{100, 70}}
	v.Rows = func(a contracts.Answer) (ids []string) {
		var rows []struct{ PK_ID json.Number }
		ExpectWithOffset(2, json.Unmarshal(a.Data, &rows)).To(Succeed(), a.Text)
		for _, row := range rows {
			ids = append(ids, string(row.PK_ID))
		}
		return ids
	}
	return v
}

// answering checks the value of an answer on a crmsim, where the call was set up to have it.
func answering(value string) func(*Env, contracts.Request, contracts.Answer) {
	return func(e *Env, _ contracts.Request, a contracts.Answer) {
		if !e.Live() {
			ExpectWithOffset(2, a).To(Answering(value))
		}
	}
}

// object writes a JSON object of keys and values in turn.
func object(pairs ...any) string {
	var parts []string
	for i := 0; i < len(pairs); i += 2 {
		value, err := json.Marshal(pairs[i+1])
		ExpectWithOffset(1, err).NotTo(HaveOccurred())
		parts = append(parts, strconv.Quote(pairs[i].(string))+":"+string(value))
	}
	return "{" + strings.Join(parts, ",") + "}"
}
