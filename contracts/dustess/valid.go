package dustess

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
	"github.com/crmsim/crmsim/openapi"
)

// valid is a valid call of this vendor, and object a JSON object.
type (
	valid  = conform.Valid[*Env]
	object = map[string]any
)

// making sets up what a call needs and returns its body.
type making = func(ctx context.Context, e *Env) object

// listing is a read whose answer has what stands in a record that make has put there, and it alone tells tenants apart.
func listing(operation string, make making, found string) valid {
	return valid{
		Operation: operation, SetUp: openapi.Read, Request: requested(operation, make),
		Check: func(e *Env, _ contracts.Request, a contracts.Answer) {
			if !e.Live() {
				ExpectWithOffset(2, a.Text).To(ContainSubstring(found))
			}
		},
	}
}

func requested(operation string, make making) func(context.Context, *Env) contracts.Request {
	return func(ctx context.Context, e *Env) contracts.Request {
		r := contracts.Request{Operation: operation}
		if body := make(ctx, e); body != nil {
			r.Body = body
		}
		return r
	}
}

// writing is a call whose values stand in the record that shown returns. names are the places that the record calls
// something else.
func writing(
	operation string, again conform.Repeat, make making, table string, shown func(context.Context, *Env, object, contracts.Answer) any, names ...string,
) valid {
	v := valid{
		Operation: operation, Again: again, Request: requested(operation, make), ShownByControl: true, Names: map[string]string{},
		Probe: func(ctx context.Context, e *Env, _ contracts.Request) any { return e.table(ctx, table) },
		Shown: func(ctx context.Context, e *Env, r contracts.Request, a contracts.Answer) any {
			return shown(ctx, e, r.Body.(object), a)
		},
	}
	for pair := range slices.Chunk(names, 2) {
		v.Names[pair[0]] = pair[1]
	}
	return v
}

// setUp is a call whose set-up has an effect.
func setUp(effect string, v valid) valid {
	v.SetUp = effect
	return v
}

// arranged is a call that only the control API can set up, or that a live run must not make: it would write to somebody.
func arranged(v valid) valid {
	v.Control = true
	return v
}

// table returns what stands in a table of a sandbox, nil on a vendor's site.
func (e *Env) table(ctx context.Context, name string) any {
	sandbox := e.Simulated()
	if sandbox == nil {
		return nil
	}
	records, err := sandbox.Table(ctx, name)
	ExpectWithOffset(2, err).NotTo(HaveOccurred())
	return records
}

// ofSubject is a call that changes one contact: a look at it is much cheaper than one at all of them.
func ofSubject(v valid) valid {
	v.Probe = func(ctx context.Context, e *Env, _ contracts.Request) any {
		sandbox := e.Simulated()
		if sandbox == nil {
			return nil
		}
		var record object
		ExpectWithOffset(2, sandbox.Record(ctx, "contacts", e.subject, &record)).To(Succeed())
		return record
	}
	return v
}

// holding returns the last record of a table that has a value in a field.
func (e *Env) holding(ctx context.Context, table, field string, value any) object {
	var shown struct {
		Records []struct{ Record json.RawMessage }
	}
	records, err := e.Control().Table(ctx, table)
	ExpectWithOffset(2, err).NotTo(HaveOccurred())
	ExpectWithOffset(2, json.Unmarshal([]byte(records), &shown)).To(Succeed())
	for _, r := range slices.Backward(shown.Records) {
		if record, ok := conform.Decode(r.Record).(object); ok && fmt.Sprint(record[field]) == fmt.Sprint(value) {
			return record
		}
	}
	return nil
}

// list puts a record into a sandbox for a read to find; a vendor's site has its own.
func (e *Env) list(ctx context.Context, table, id string, record object) {
	if sandbox := e.Simulated(); sandbox != nil {
		ExpectWithOffset(2, sandbox.PutRecord(ctx, table, id, record)).To(Succeed())
	}
}

// of returns the object of the first item of a list.
func of(body object, list string) object { return body[list].([]any)[0].(object) }

func whole(n int) json.Number { return json.Number(fmt.Sprint(n)) }

// validCalls are those of all 16 operations.
func validCalls() []valid {
	return slices.Concat([]valid{getToken()}, contactCalls(), listCalls(), tagCalls(), agentCalls(), ticketCalls())
}

func getToken() valid {
	return valid{
		Operation: "getAccessToken",
		Request: requested("getAccessToken", func(_ context.Context, e *Env) object {
			return object{"clientId": e.Credential("client_id"), "clientSecret": e.Credential("client_secret")}
		}),
		Check: func(_ *Env, _ contracts.Request, a contracts.Answer) {
			var data tokenData
			ExpectWithOffset(2, json.Unmarshal(a.Data, &data)).To(Succeed())
			ExpectWithOffset(2, data.AccessToken).NotTo(BeEmpty())
		},
	}
}

// contact is a contact with all fields that the vendor takes together, under a number and an external id of its own.
func (e *Env) contact(ctx context.Context) object {
	custom := func(id, kind, key string, value any) any { return object{"id": id, "type": kind, key: value} }
	return object{
		"external_id": e.ExternalID(), "remark": e.Unique("张三"), "category_id": "type-x", "corp_id": "corp-x", "corp_full_name": "甲公司",
		"mobiles":  []any{object{"tel": e.Phone(), "type": "mobile", "display": "办公"}},
		"position": "高级工程师", "source": "source-x", "prov_city": "天津市-天津市-河东区", "address": "某村", "birthday": "2020-09-16",
		"email": "test@example.com", "gender": whole(2), "description": "我是描述 <&> \"\\ \n", "tags": []any{"tag-x", "tag-y"}, "age": whole(26),
		"custom_fields": []any{
			custom("x-text", "text", "string_value", "一行"), custom("x-number", "Int", "float_value", json.Number("12.5")),
			custom("x-box", "checkbox", "array_value", []any{"甲", "乙"}),
			custom("x-files", "files", "files_value", []any{object{"name": "合同", "url": "https://files.example/1", "file_type": "pdf"}}),
		},
		"national": "02", "nationality": "中国", "education": "05", "major": "工程造价", "id_card": "23451521111", "wx": "dsaf111", "qq": "test",
		"owner": e.Owner(ctx), "pool": "pool-x", "reason": "reason-x", "status": "status-x", "share_uids": []any{"uid-x", e.Owner(ctx)},
	}
}

// fitField gives a custom field the value that its type wants.
func fitField(_ *Env, r *contracts.Request, place string) {
	if place != "customer_list.custom_fields.type" {
		return
	}
	field := of(of(r.Body.(object), "customer_list"), "custom_fields")
	delete(field, "string_value")
	switch strings.ToLower(fmt.Sprint(field["type"])) {
	case "int":
		field["float_value"] = json.Number("12.5")
	case "checkbox", "cascader", "multicascader", "multi-cascader":
		field["array_value"] = []any{"甲"}
	case "files":
		field["files_value"] = []any{object{"name": "合同", "url": "https://files.example/1"}}
	default:
		field["string_value"] = "2025-03-18"
	}
}

// applied is the contact that the first row of an answer names, in a list as a request has it.
func applied(ctx context.Context, e *Env, _ object, a contracts.Answer) any {
	var data struct {
		Success []struct {
			ID       string
			InsideID string `json:"inside_id"`
		}
	}
	ExpectWithOffset(2, json.Unmarshal(a.Data, &data)).To(Succeed())
	record := e.Stored(ctx, data.Success[0].ID+data.Success[0].InsideID)
	return object{"customer_list": record, "list": record}
}

// contactCalls: the contact of the other calls is made by the client.
func contactCalls() []valid {
	edit := ofSubject(setUp(openapi.Write, writing("batchEditCustomer", conform.DoesNothing, func(ctx context.Context, e *Env) object {
		item := e.contact(ctx)
		e.subject = e.Add(ctx, dustess.Contact{ExternalID: item["external_id"].(string)})
		item["id"] = e.subject
		return object{"customer_list": []any{item}}
	}, "contacts", applied)))
	edit.Fit = fitField
	edit.Unshown = map[string]string{"customer_list.pool": "gives way to the owner: DU-CONTACT-HOLD-02"}

	add := writing("batchAddCustomer", conform.IsRefused, func(ctx context.Context, e *Env) object {
		item := e.contact(ctx)
		item["id"] = e.UnknownID()
		return object{"customer_list": []any{item}}
	}, "contacts", applied)
	add.Fit, add.Unshown = fitField, map[string]string{
		"customer_list.pool": "gives way to the owner: DU-CONTACT-HOLD-02", "customer_list.id": "does not count: DU-CONTACT-ADD-04",
	}
	return []valid{
		edit, add,
		ofSubject(setUp(openapi.Write, writing("bindExternalId", conform.DoesNothing, func(ctx context.Context, e *Env) object {
			number := e.Phone()
			e.Claim(number)
			e.subject = e.AddWith(ctx, number)
			return object{"list": []any{object{"external_id": e.ExternalID(), "tel": number, "inside_id": e.subject}}}
		}, "contacts", applied, "list.tel", "list.mobiles.tel", "list.inside_id", "list.id"))),
		setUp(openapi.Write, arranged(writing("batchBindContact", conform.DoesNothing, func(ctx context.Context, e *Env) object {
			id := e.Phone()
			e.Put(ctx, "friends", id, object{"id": id, "name": "好友"})
			return object{"list": []any{object{"friendID": json.Number(id), "customerID": e.Add(ctx, dustess.Contact{})}}}
		}, "friends", func(ctx context.Context, e *Env, body object, _ contracts.Answer) any {
			return e.holding(ctx, "friends", "id", of(body, "list")["friendID"])
		}, "list.friendID", "id", "list.customerID", "customer_id"))),
	}
}
