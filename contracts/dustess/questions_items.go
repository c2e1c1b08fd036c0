package dustess

import (
	"github.com/crmsim/crmsim/openapi"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
)

// verdicts are the readings of what becomes of an item.
var verdicts = map[int]string{0: "taken", dustess.ItemInvalid: "13000", dustess.ItemUnknown: "13001", dustess.ItemTaken: "13025"}

// refusedOrTaken are the readings of a question about one item that crmsim refuses.
var refusedOrTaken = []string{"13000", "13001", "taken"}

// takenOrRefused are the readings of a question about one item that crmsim takes.
var takenOrRefused = []string{"taken", "13000", "13001"}

// observeAll observes what became of all items, if that was the same.
func observeAll(e *Env, results []int) {
	for _, code := range results[1:] {
		if code != results[0] {
			e.Observe(contracts.Other)
			return
		}
	}
	e.ObserveCode(results[0], verdicts)
}

// askBatches: what becomes of a batch.
func askBatches(s declaration) {
	s.Spec("DU-Q14-01", "says what becomes of the good items of a batch with a bad one",
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q14", "they are applied, and the answer is 4126", "nothing is applied"),
		func(ctx SpecContext, e *Env) {
			number := e.Phone()
			_, err := e.Client.Contacts.BatchEdit(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{}), Mobiles: []dustess.Mobile{Mobile(number)}}, dustess.Contact{ID: e.UnknownID()})
			switch applied := e.Taken(ctx, number); {
			case !applied:
				e.Observe("nothing is applied")
			default:
				e.ObserveWhether(Code(err) == dustess.CodePartial, "they are applied, and the answer is 4126", contracts.Other)
			}
		})

	s.Spec("DU-Q15-01", "says which code an unknown contact gets, and which a wrong value",
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q15", "13001 and 13000", "13000 and 13001", "the same"),
		func(ctx SpecContext, e *Env) {
			unknown := e.EditOne(ctx, dustess.Contact{ID: e.UnknownID()})
			wrong := e.EditRaw(contracts.Wrong(ctx), item(e.Add(ctx, dustess.Contact{}), `"gender":3`))[0]
			switch {
			case unknown == dustess.ItemUnknown && wrong == dustess.ItemInvalid:
				e.Observe("13001 and 13000")
			case unknown == wrong:
				e.Observe("the same")
			default:
				e.ObserveWhether(unknown == dustess.ItemInvalid && wrong == dustess.ItemUnknown, "13000 and 13001", contracts.Other)
			}
		})

	s.Spec("DU-Q21-01", "says what becomes of the same contact twice in a batch",
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q21", "both are applied", "one is refused"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			result := e.Edit(ctx, dustess.Contact{ID: id, Remark: "first"}, dustess.Contact{ID: id, Remark: "second"})
			e.ObserveWhether(len(result.Fail) == 0, "both are applied", "one is refused")
		})

	s.Spec("DU-Q23-01", "says how many contacts a batch may have",
		contracts.From(editPage+": customer_list", openapi.Inferred, "batchEditCustomer").Asks("DU-Q23", "no more than 500: 40003", "more than 500"),
		func(ctx SpecContext, e *Env) {
			one := item(e.UnknownID(), "")
			answer := e.Send(contracts.Wrong(ctx), written("batchEditCustomer", `{"customer_list":[`+one+strings.Repeat(","+one, 500)+`]}`))
			e.ObserveCode(answer.Code, map[int]string{dustess.CodeMalformed: "no more than 500: 40003", dustess.CodePartial: "more than 500"})
		})

	s.Spec("DU-Q24-01", "says which code a body without customer_list gets",
		contracts.From(editPage+": customer_list", openapi.Inferred, "batchEditCustomer").Asks("DU-Q24", "40003", "10001", "none"),
		func(ctx SpecContext, e *Env) {
			answer := e.Send(contracts.Wrong(ctx), written("batchEditCustomer", `{}`))
			e.ObserveCode(answer.Code, map[int]string{dustess.CodeMalformed: "40003", dustess.CodeSystem: "10001", 0: "none"})
		})

	s.Spec("DU-Q79-01", "says what becomes of an item that only names a contact",
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q79", takenOrRefused...),
		func(ctx SpecContext, e *Env) {
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{})}), verdicts)
		})
}

// askItems: what an item must be.
func askItems(s declaration) {
	bound := func(ctx SpecContext, e *Env) (id, external string) {
		id, external = e.Add(ctx, dustess.Contact{}), e.ExternalID()
		_, err := e.Client.Contacts.BindExternalID(ctx, dustess.Binding{ExternalID: external, InsideID: id})
		Expect(err).NotTo(HaveOccurred())
		return id, external
	}

	s.Spec("DU-Q18-01", "says what becomes of an external_id that is not the one bound to the id",
		contracts.From(editPage+": id, external_id", openapi.Inferred, "bindExternalId", "batchEditCustomer").Asks("DU-Q18", refusedOrTaken...),
		func(ctx SpecContext, e *Env) {
			id, _ := bound(ctx, e)
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: id, ExternalID: e.ExternalID()}), verdicts)
		})

	s.Spec("DU-Q19-01", "reports whether external_id is the id that bindExternalId binds",
		contracts.From(editPage+": external_id", openapi.Inferred, "bindExternalId", "batchEditCustomer").Asks("DU-Q19", "yes", "no"),
		func(ctx SpecContext, e *Env) {
			id, external := bound(ctx, e)
			result := e.Edit(ctx, dustess.Contact{ExternalID: external})
			e.ObserveWhether(len(result.Success) == 1 && result.Success[0].ID == id, "yes", "no")
		})

	s.Spec("DU-Q20-01", "says what becomes of an item without id and external_id",
		contracts.From(editPage+": id, external_id", openapi.Inferred, "batchEditCustomer").Asks("DU-Q20", refusedOrTaken...),
		func(ctx SpecContext, e *Env) {
			e.Claim("")
			observeAll(e, e.EditRaw(ctx, `{"remark":"x"}`, `{"id":"","external_id":"","remark":"x"}`))
		})

	s.Spec("DU-Q22-01", "says what becomes of a contact way that another contact has",
		contracts.From(editPage+": mobiles", openapi.Inferred, "batchEditCustomer").Asks("DU-Q22", refusedOrTaken...),
		func(ctx SpecContext, e *Env) {
			number := e.Phone()
			e.AddWith(ctx, number)
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{}), Mobiles: []dustess.Mobile{Mobile(number)}}), verdicts)
		})

	s.Spec("DU-Q26-01", "reports whether given contact ways replace the stored ones",
		contracts.From(editPage+": mobiles", openapi.Inferred, "batchEditCustomer").Asks("DU-Q26", "they replace them", "they are added"),
		func(ctx SpecContext, e *Env) {
			old := e.Phone()
			id := e.AddWith(ctx, old)
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{Mobile(e.Phone())}})).To(BeZero())
			e.ObserveWhether(!e.Taken(ctx, old), "they replace them", "they are added")
		})

	s.Spec("DU-Q43-01", "reports whether formats of email, id_card and qq are checked",
		contracts.From(editPage+": email, id_card, qq", openapi.Inferred, "batchEditCustomer").Asks("DU-Q43", takenOrRefused...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			observeAll(e, codes(e.Edit(ctx, dustess.Contact{ID: id, Email: "no address"}, dustess.Contact{ID: id, IDCard: "x"}, dustess.Contact{ID: id, QQ: "letters"})))
		})
}

// askKeys: what becomes of keys and values of any field.
func askKeys(s declaration) {
	s.Spec("DU-Q44-01", "says what becomes of an unknown key, and of a value of the wrong type",
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q44", "ignored; 13000 for the item", "both ignored", "the call is refused"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			answer := e.Send(contracts.Wrong(ctx), written("batchEditCustomer", `{"customer_list":[`+item(id, `"nosuchfield":1`)+`,`+item(id, `"remark":5`)+`]}`))
			if c := answer.Code; c != 0 && c != dustess.CodePartial {
				e.Observe("the call is refused")
				return
			}
			switch rows := rows(answer); {
			case rows[1] == 0 && rows[2] == dustess.ItemInvalid:
				e.Observe("ignored; 13000 for the item")
			default:
				e.ObserveWhether(rows[1] == 0 && rows[2] == 0, "both ignored", contracts.Other)
			}
		})

	s.Spec("DU-Q56-01", "reports whether a name may be cleared",
		contracts.From(editPage+": remark", openapi.Inferred, "batchEditCustomer").Asks("DU-Q56", takenOrRefused...),
		func(ctx SpecContext, e *Env) {
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{}), Clear: []string{"remark"}}), verdicts)
		})

	s.Spec("DU-Q57-01", "reports whether letter case counts in the keys of an item",
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q57", "yes: another key", "no"),
		func(ctx SpecContext, e *Env) {
			results := e.EditRaw(contracts.Wrong(ctx), item(e.Add(ctx, dustess.Contact{}), `"Gender":3`))
			e.ObserveWhether(results[0] == 0, "yes: another key", "no")
		})

	s.Spec("DU-Q78-01", "reports whether a text of 10,000 characters is taken",
		contracts.From(editPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q78", takenOrRefused...),
		func(ctx SpecContext, e *Env) {
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{}), Description: strings.Repeat("长", 10_000)}), verdicts)
		})
}

// askReferences: what ids may refer to.
func askReferences(s declaration) {
	const nothing = "no-such-thing-00000000"

	s.Spec("DU-Q09-01", "says which spellings of category_id are read",
		contracts.From(editPage+": category_id", openapi.Inferred, "batchEditCustomer").Asks("DU-Q09", "neither is looked up", "category_id and categoryId", "category_id", "categoryId"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			results := e.EditRaw(contracts.Wrong(ctx), item(id, `"category_id":"`+nothing+`"`), item(id, `"categoryId":"`+nothing+`"`))
			switch {
			case results[0] != 0 && results[1] != 0:
				e.Observe("category_id and categoryId")
			case results[0] != 0:
				e.Observe("category_id")
			default:
				e.ObserveWhether(results[1] != 0, "categoryId", "neither is looked up")
			}
		})

	s.Spec("DU-Q27-01", "reports whether a contact can be added without owner and pool",
		contracts.From(editPage+": pool", openapi.Inferred, "batchAddCustomer").Asks("DU-Q27", refusedOrTaken...),
		func(ctx SpecContext, e *Env) {
			result, err := e.Client.Contacts.BatchAdd(ctx, dustess.Contact{Remark: e.Unique("张三")})
			Expect(err).To(fitTheRows(result))
			e.ObserveCode(codes(result)[0], verdicts)
		})

	s.Spec("DU-Q28-01", "says what becomes of a pool that does not exist",
		contracts.From(editPage+": pool", openapi.Inferred, "batchEditCustomer").Asks("DU-Q28", takenOrRefused...),
		func(ctx SpecContext, e *Env) {
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{}), Pool: nothing}), verdicts)
		})

	s.Spec("DU-Q29-01", "says what becomes of other ids that refer to nothing",
		contracts.From(editPage+": source, status, owner, tags", openapi.Inferred, "batchEditCustomer").Asks("DU-Q29", takenOrRefused...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			observeAll(e, codes(e.Edit(ctx, dustess.Contact{ID: id, Source: nothing}, dustess.Contact{ID: id, Status: nothing}, dustess.Contact{ID: id, Owner: nothing}, dustess.Contact{ID: id, Tags: []string{nothing}})))
		})

	s.Spec("DU-Q48-01", "reports whether a reason for giving up can be the reason of an invalid contact",
		contracts.From(editPage+": reason", openapi.Inferred, "batchEditCustomer", "getCustomerReason").Asks("DU-Q48", takenOrRefused...),
		func(ctx SpecContext, e *Env) {
			reasons, err := e.Client.Lists.Reasons(ctx, dustess.ReasonGiveUp)
			Expect(err).NotTo(HaveOccurred())
			Expect(reasons).NotTo(BeEmpty())
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{}), Reason: reasons[0].ID}), verdicts)
		})
}

// askWays: what a contact way must be.
func askWays(s declaration) {
	s.Spec("DU-Q37-01", "reports whether a mobile number may have a plus sign and another length",
		contracts.From(editPage+": mobiles.tel", openapi.Inferred, "batchEditCustomer").Asks("DU-Q37", takenOrRefused...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			observeAll(e, codes(e.Edit(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{Mobile("+86" + e.Phone())}}, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{Mobile("+1" + e.Phone()[:9])}})))
		})

	s.Spec("DU-Q38-01", "says what becomes of a type that is no contact way",
		contracts.From(editPage+": mobiles.type", openapi.Inferred, "batchEditCustomer").Asks("DU-Q38", refusedOrTaken...),
		func(ctx SpecContext, e *Env) {
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{}), Mobiles: []dustess.Mobile{{Tel: e.Phone(), Type: "no-such-way"}}}), verdicts)
		})

	s.Spec("DU-Q39-01", "says what becomes of a contact way without tel",
		contracts.From(editPage+": mobiles.tel", openapi.Inferred, "batchEditCustomer").Asks("DU-Q39", refusedOrTaken...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			observeAll(e, e.EditRaw(contracts.Wrong(ctx), item(id, `"mobiles":[{"type":"mobile"}]`), item(id, `"mobiles":[{"tel":"","type":"mobile"}]`)))
		})
}

// askValues: what values of single fields must be.
func askValues(s declaration) {
	s.Spec("DU-Q40-01", "says what becomes of a place of four parts",
		contracts.From(editPage+": prov_city", openapi.Inferred, "batchEditCustomer").Asks("DU-Q40", refusedOrTaken...),
		func(ctx SpecContext, e *Env) {
			observeAll(e, e.EditRaw(contracts.Wrong(ctx), item(e.Add(ctx, dustess.Contact{}), `"prov_city":"四川省-成都市-武侯区-某街"`)))
		})

	s.Spec("DU-Q41-01", "says what becomes of a birthday that is no date",
		contracts.From(editPage+": birthday", openapi.Inferred, "batchEditCustomer").Asks("DU-Q41", refusedOrTaken...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			observeAll(e, append(e.EditRaw(ctx, item(id, `"birthday":"2021-02-29"`)), e.EditRaw(contracts.Wrong(ctx), item(id, `"birthday":"16.09.2020"`))...))
		})

	s.Spec("DU-Q42-01", "says what becomes of a gender, an age or an education out of range",
		contracts.From(editPage+": gender, age, education", openapi.Inferred, "batchEditCustomer").Asks("DU-Q42", refusedOrTaken...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			observeAll(e, e.EditRaw(contracts.Wrong(ctx), item(id, `"gender":3`), item(id, `"age":201`), item(id, `"education":"08"`)))
		})
}
