package dustess

import (
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
		asks("DU-Q14", editPage, []string{"they are applied, and the answer is 4126", "nothing is applied"}, "batchAddCustomer", "batchEditCustomer"),
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
		asks("DU-Q15", editPage, []string{"13001 and 13000", "13000 and 13001", "the same"}, "batchAddCustomer", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			unknown := e.EditOne(ctx, dustess.Contact{ID: e.UnknownID()})
			wrong := e.EditRaw(e.Wrong(ctx), item(e.Add(ctx, dustess.Contact{}), `"gender":3`))[0]
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
		asks("DU-Q21", editPage, []string{"both are applied", "one is refused"}, "batchAddCustomer", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			result := e.Edit(ctx, dustess.Contact{ID: id, Remark: "first"}, dustess.Contact{ID: id, Remark: "second"})
			e.ObserveWhether(len(result.Fail) == 0, "both are applied", "one is refused")
		})

	s.Spec("DU-Q23-01", "says how many contacts a batch may have",
		asksPlainly("DU-Q23", editPage+": customer_list", []string{"no more than 500: 40003", "more than 500"}, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			one := item(e.UnknownID(), "")
			answer := e.Send(e.Wrong(ctx), Call{Operation: "batchEditCustomer", Body: `{"customer_list":[` + one + strings.Repeat(","+one, 500) + `]}`})
			e.ObserveCode(answer.code(), map[int]string{dustess.CodeMalformed: "no more than 500: 40003", dustess.CodePartial: "more than 500"})
		})

	s.Spec("DU-Q24-01", "says which code a body without customer_list gets",
		asksPlainly("DU-Q24", editPage+": customer_list", []string{"40003", "10001", "none"}, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			answer := e.Send(e.Wrong(ctx), Call{Operation: "batchEditCustomer", Body: `{}`})
			e.ObserveCode(answer.code(), map[int]string{dustess.CodeMalformed: "40003", dustess.CodeSystem: "10001", 0: "none"})
		})

	s.Spec("DU-Q79-01", "says what becomes of an item that only names a contact",
		asks("DU-Q79", editPage, takenOrRefused, "batchAddCustomer", "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{})}), verdicts)
		})
}

// askItems: what an item must be.
func askItems(s declaration) {
	edits := []string{"batchAddCustomer", "batchEditCustomer"}
	binds := append([]string{"bindExternalId"}, edits...)
	bound := func(ctx SpecContext, e *Env) (id, external string) {
		id, external = e.Add(ctx, dustess.Contact{}), e.ExternalID()
		_, err := e.Client.Contacts.BindExternalID(ctx, dustess.Binding{ExternalID: external, InsideID: id})
		Expect(err).NotTo(HaveOccurred())
		return id, external
	}

	s.Spec("DU-Q18-01", "says what becomes of an external_id that is not the one bound to the id",
		asks("DU-Q18", editPage+": id, external_id", refusedOrTaken, binds...),
		func(ctx SpecContext, e *Env) {
			id, _ := bound(ctx, e)
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: id, ExternalID: e.ExternalID()}), verdicts)
		})

	s.Spec("DU-Q19-01", "reports whether external_id is the id that bindExternalId binds",
		asks("DU-Q19", editPage+": external_id", []string{"yes", "no"}, binds...),
		func(ctx SpecContext, e *Env) {
			id, external := bound(ctx, e)
			result := e.Edit(ctx, dustess.Contact{ExternalID: external})
			e.ObserveWhether(len(result.Success) == 1 && result.Success[0].ID == id, "yes", "no")
		})

	s.Spec("DU-Q20-01", "says what becomes of an item without id and external_id",
		asksPlainly("DU-Q20", editPage+": id, external_id", refusedOrTaken, "batchEditCustomer"),
		func(ctx SpecContext, e *Env) {
			e.Claim("")
			observeAll(e, e.EditRaw(ctx, `{"remark":"x"}`, `{"id":"","external_id":"","remark":"x"}`))
		})
}

// askContactWays: what becomes of contact ways.
func askContactWays(s declaration) {
	edits := []string{"batchAddCustomer", "batchEditCustomer"}

	s.Spec("DU-Q22-01", "says what becomes of a contact way that another contact has",
		asks("DU-Q22", editPage+": mobiles", refusedOrTaken, edits...),
		func(ctx SpecContext, e *Env) {
			number := e.Phone()
			e.AddWith(ctx, number)
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{}), Mobiles: []dustess.Mobile{Mobile(number)}}), verdicts)
		})

	s.Spec("DU-Q26-01", "reports whether given contact ways replace the stored ones",
		asks("DU-Q26", editPage+": mobiles", []string{"they replace them", "they are added"}, edits...),
		func(ctx SpecContext, e *Env) {
			old := e.Phone()
			id := e.AddWith(ctx, old)
			Expect(e.EditOne(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{Mobile(e.Phone())}})).To(BeZero())
			e.ObserveWhether(!e.Taken(ctx, old), "they replace them", "they are added")
		})

	s.Spec("DU-Q43-01", "reports whether formats of email, id_card and qq are checked",
		asks("DU-Q43", editPage+": email, id_card, qq", takenOrRefused, edits...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			observeAll(e, codes(e.Edit(ctx, dustess.Contact{ID: id, Email: "no address"}, dustess.Contact{ID: id, IDCard: "x"}, dustess.Contact{ID: id, QQ: "letters"})))
		})
}

// askKeys: what becomes of keys and values of any field.
func askKeys(s declaration) {
	edits := []string{"batchAddCustomer", "batchEditCustomer"}

	s.Spec("DU-Q44-01", "says what becomes of an unknown key, and of a value of the wrong type",
		asks("DU-Q44", editPage, []string{"ignored; 13000 for the item", "both ignored", "the call is refused"}, edits...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			answer := e.Send(e.Wrong(ctx), Call{Operation: "batchEditCustomer", Body: `{"customer_list":[` + item(id, `"nosuchfield":1`) + `,` + item(id, `"remark":5`) + `]}`})
			if c := answer.code(); c != 0 && c != dustess.CodePartial {
				e.Observe("the call is refused")
				return
			}
			switch rows := answer.rows(); {
			case rows[1] == 0 && rows[2] == dustess.ItemInvalid:
				e.Observe("ignored; 13000 for the item")
			default:
				e.ObserveWhether(rows[1] == 0 && rows[2] == 0, "both ignored", contracts.Other)
			}
		})

	s.Spec("DU-Q56-01", "reports whether a name may be cleared",
		asks("DU-Q56", editPage+": remark", takenOrRefused, edits...),
		func(ctx SpecContext, e *Env) {
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{}), Clear: []string{"remark"}}), verdicts)
		})

	s.Spec("DU-Q57-01", "reports whether letter case counts in the keys of an item",
		asks("DU-Q57", editPage, []string{"yes: another key", "no"}, edits...),
		func(ctx SpecContext, e *Env) {
			results := e.EditRaw(e.Wrong(ctx), item(e.Add(ctx, dustess.Contact{}), `"Gender":3`))
			e.ObserveWhether(results[0] == 0, "yes: another key", "no")
		})

	s.Spec("DU-Q78-01", "reports whether a text of 10,000 characters is taken",
		asks("DU-Q78", editPage, takenOrRefused, edits...),
		func(ctx SpecContext, e *Env) {
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{}), Description: strings.Repeat("长", 10_000)}), verdicts)
		})
}

// askReferences: what ids may refer to.
func askReferences(s declaration) {
	edits := []string{"batchAddCustomer", "batchEditCustomer"}
	const nothing = "no-such-thing-00000000"

	s.Spec("DU-Q09-01", "says which spellings of category_id are read",
		asks("DU-Q09", editPage+": category_id", []string{"neither is looked up", "category_id and categoryId", "category_id",
			"categoryId"}, edits...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			results := e.EditRaw(e.Wrong(ctx), item(id, `"category_id":"`+nothing+`"`), item(id, `"categoryId":"`+nothing+`"`))
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
		asksPlainly("DU-Q27", editPage+": pool", refusedOrTaken, "batchAddCustomer"),
		func(ctx SpecContext, e *Env) {
			result, err := e.Client.Contacts.BatchAdd(ctx, dustess.Contact{Remark: e.Unique("张三")})
			Expect(err).To(fitTheRows(result))
			e.ObserveCode(codes(result)[0], verdicts)
		})

	s.Spec("DU-Q28-01", "says what becomes of a pool that does not exist",
		asks("DU-Q28", editPage+": pool", takenOrRefused, edits...),
		func(ctx SpecContext, e *Env) {
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{}), Pool: nothing}), verdicts)
		})

	s.Spec("DU-Q29-01", "says what becomes of other ids that refer to nothing",
		asks("DU-Q29", editPage+": source, status, owner, tags", takenOrRefused, edits...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			observeAll(e, codes(e.Edit(ctx, dustess.Contact{ID: id, Source: nothing}, dustess.Contact{ID: id, Status: nothing}, dustess.Contact{ID: id, Owner: nothing}, dustess.Contact{ID: id, Tags: []string{nothing}})))
		})

	s.Spec("DU-Q48-01", "reports whether a reason for giving up can be the reason of an invalid contact",
		asks("DU-Q48", editPage+": reason", takenOrRefused, "batchAddCustomer", "batchEditCustomer", "getCustomerReason"),
		func(ctx SpecContext, e *Env) {
			reasons, err := e.Client.Lists.Reasons(ctx, dustess.ReasonGiveUp)
			Expect(err).NotTo(HaveOccurred())
			Expect(reasons).NotTo(BeEmpty())
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{}), Reason: reasons[0].ID}), verdicts)
		})
}

// askWays: what a contact way must be.
func askWays(s declaration) {
	edits := []string{"batchAddCustomer", "batchEditCustomer"}

	s.Spec("DU-Q37-01", "reports whether a mobile number may have a plus sign and another length",
		asks("DU-Q37", editPage+": mobiles.tel", takenOrRefused, edits...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			observeAll(e, codes(e.Edit(ctx, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{Mobile("+86" + e.Phone())}}, dustess.Contact{ID: id, Mobiles: []dustess.Mobile{Mobile("+1" + e.Phone()[:9])}})))
		})

	s.Spec("DU-Q38-01", "says what becomes of a type that is no contact way",
		asks("DU-Q38", editPage+": mobiles.type", refusedOrTaken, edits...),
		func(ctx SpecContext, e *Env) {
			e.ObserveCode(e.EditOne(ctx, dustess.Contact{ID: e.Add(ctx, dustess.Contact{}), Mobiles: []dustess.Mobile{{Tel: e.Phone(), Type: "no-such-way"}}}), verdicts)
		})

	s.Spec("DU-Q39-01", "says what becomes of a contact way without tel",
		asks("DU-Q39", editPage+": mobiles.tel", refusedOrTaken, edits...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			observeAll(e, e.EditRaw(e.Wrong(ctx), item(id, `"mobiles":[{"type":"mobile"}]`), item(id, `"mobiles":[{"tel":"","type":"mobile"}]`)))
		})
}

// askValues: what values of single fields must be.
func askValues(s declaration) {
	edits := []string{"batchAddCustomer", "batchEditCustomer"}

	s.Spec("DU-Q40-01", "says what becomes of a place of four parts",
		asks("DU-Q40", editPage+": prov_city", refusedOrTaken, edits...),
		func(ctx SpecContext, e *Env) {
			observeAll(e, e.EditRaw(e.Wrong(ctx), item(e.Add(ctx, dustess.Contact{}), `"prov_city":"四川省-成都市-武侯区-某街"`)))
		})

	s.Spec("DU-Q41-01", "says what becomes of a birthday that is no date",
		asks("DU-Q41", editPage+": birthday", refusedOrTaken, edits...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			observeAll(e, append(e.EditRaw(ctx, item(id, `"birthday":"2021-02-29"`)), e.EditRaw(e.Wrong(ctx), item(id, `"birthday":"16.09.2020"`))...))
		})

	s.Spec("DU-Q42-01", "says what becomes of a gender, an age or an education out of range",
		asks("DU-Q42", editPage+": gender, age, education", refusedOrTaken, edits...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			observeAll(e, e.EditRaw(e.Wrong(ctx), item(id, `"gender":3`), item(id, `"age":201`), item(id, `"education":"08"`)))
		})
}
