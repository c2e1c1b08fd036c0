package dustess

import (
	"github.com/crmsim/crmsim/openapi"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
)

// askAdds: what no document says about adding contacts.
func askAdds(s declaration) {
	s.Spec("DU-Q49-01", "says what becomes of a new contact with a contact way of another one",
		contracts.From(addPage, openapi.Inferred, "batchAddCustomer").Asks("DU-Q49", refusedOrTaken...),
		func(ctx SpecContext, e *Env) {
			number := e.Phone()
			e.AddWith(ctx, number)
			e.ObserveCode(codes(e.TryAdd(ctx, dustess.Contact{Mobiles: []dustess.Mobile{Mobile(number)}}))[0], verdicts)
		})

	s.Spec("DU-Q65-01", "reports whether adding binds an external_id",
		contracts.From(addPage, openapi.Inferred, "batchEditCustomer").Asks("DU-Q65", "yes", "no"),
		func(ctx SpecContext, e *Env) {
			external := e.ExternalID()
			e.Add(ctx, dustess.Contact{ExternalID: external})
			e.ObserveWhether(e.EditOne(ctx, dustess.Contact{ExternalID: external}) == 0, "yes", "no")
		})
}

// bindCode binds and returns the code of the last failure, 0 when there is none.
func (e *Env) bindCode(ctx SpecContext, bindings ...dustess.Binding) int {
	GinkgoHelper()
	result, err := e.Client.Contacts.BindExternalID(ctx, bindings...)
	Expect(result).NotTo(BeNil(), "%v", err)
	if len(result.Fail) == 0 {
		return 0
	}
	return result.Fail[len(result.Fail)-1].Code
}

// askBindings: what no document says about binding external ids.
func askBindings(s declaration) {
	s.Spec("DU-Q50-01", "says which code an unknown contact gets",
		contracts.From(bindPage, openapi.Inferred, "bindExternalId").Asks("DU-Q50", "13001", "13000", "taken"),
		func(ctx SpecContext, e *Env) {
			e.ObserveCode(e.bindCode(ctx, dustess.Binding{ExternalID: e.ExternalID(), InsideID: e.UnknownID()}), verdicts)
		})

	s.Spec("DU-Q66-01", "says which counts when a binding has a number and an id",
		contracts.From(bindPage+": tel, inside_id", openapi.Inferred, "bindExternalId").Asks("DU-Q66", "the id", "the number"),
		func(ctx SpecContext, e *Env) {
			number := e.Phone()
			byNumber, byID := e.AddWith(ctx, number), e.Add(ctx, dustess.Contact{})
			result, err := e.Client.Contacts.BindExternalID(ctx, dustess.Binding{ExternalID: e.ExternalID(), Tel: number, InsideID: byID})
			Expect(result).NotTo(BeNil(), "%v", err)
			if len(result.Success) != 1 {
				e.Observe(contracts.Other)
				return
			}
			switch result.Success[0].InsideID {
			case byID:
				e.Observe("the id")
			default:
				e.ObserveWhether(result.Success[0].InsideID == byNumber, "the number", contracts.Other)
			}
		})

	s.Spec("DU-Q67-01", "says what becomes of a contact that has another external id already",
		contracts.From(bindPage, openapi.Inferred, "bindExternalId").Asks("DU-Q67", refusedOrTaken...),
		func(ctx SpecContext, e *Env) {
			id := e.Add(ctx, dustess.Contact{})
			Expect(e.bindCode(ctx, dustess.Binding{ExternalID: e.ExternalID(), InsideID: id})).To(BeZero())
			e.ObserveCode(e.bindCode(ctx, dustess.Binding{ExternalID: e.ExternalID(), InsideID: id}), verdicts)
		})

	s.Spec("DU-Q68-01", "says what becomes of a binding that names no contact",
		contracts.From(bindPage, openapi.Inferred, "bindExternalId").Asks("DU-Q68", refusedOrTaken...),
		func(ctx SpecContext, e *Env) {
			e.Claim("")
			e.ObserveCode(e.bindCode(ctx, dustess.Binding{ExternalID: e.ExternalID()}), verdicts)
		})

	s.Spec("DU-Q70-01", "says which code a list of the wrong type gets",
		contracts.From(bindPage+": list", openapi.Inferred, "bindExternalId").Asks("DU-Q70", "40003", "10001"),
		func(ctx SpecContext, e *Env) {
			answer := e.Send(contracts.Wrong(ctx), written("bindExternalId", `{"list":"x"}`))
			e.ObserveCode(answer.Code, map[int]string{dustess.CodeMalformed: "40003", dustess.CodeSystem: "10001"})
		})
}

// askLists: what no document says about lists.
func askLists(s declaration) {
	s.Spec("DU-Q46-01", "says what the list of pools looks like",
		contracts.From(poolPage, openapi.Inferred, "getCustomerPoolList").Asks("DU-Q46", "a list of id and name"),
		func(ctx SpecContext, e *Env) {
			pools, err := e.Client.Lists.Pools(ctx)
			e.ObserveWhether(err == nil && len(pools) > 0 && pools[0].ID != "" && pools[0].Name != "", "a list of id and name", contracts.Other)
		})

	s.Spec("DU-Q54-01", "says which code an unknown kind of reasons gets",
		contracts.From(reasonPage+": kind", openapi.Inferred, "getCustomerReason").Asks("DU-Q54", "10001", "40003", "none"),
		func(ctx SpecContext, e *Env) {
			answer := e.Send(contracts.Wrong(ctx), written("getCustomerReason", `{"kind":"noSuchReason"}`))
			e.ObserveCode(answer.Code, map[int]string{dustess.CodeSystem: "10001", dustess.CodeMalformed: "40003", 0: "none"})
		})

	s.Spec("DU-Q59-01", "says what becomes of a department that does not exist",
		contracts.From(deptPage+": deptIds", openapi.Inferred, "getDeptDetails").Asks("DU-Q59", "it is left out", "the call is refused"),
		func(ctx SpecContext, e *Env) {
			depts, err := e.Client.Departments.Details(ctx, dustess.DeptFilter{DeptIDs: []string{"999999999"}})
			switch {
			case err != nil:
				e.Observe("the call is refused")
			default:
				e.ObserveWhether(len(depts) == 0, "it is left out", contracts.Other)
			}
		})

	s.Spec("DU-Q60-01", "reports whether deleted contact ways are listed",
		contracts.From(wayPage, openapi.Inferred, "listContactInformationTypes").Asks("DU-Q60", "yes", "none is"),
		func(ctx SpecContext, e *Env) {
			ways, err := e.Client.Lists.ContactWays(ctx)
			Expect(err).NotTo(HaveOccurred())
			for _, w := range ways {
				if w.State == dustess.WayDeleted {
					e.Observe("yes")
					return
				}
			}
			e.Observe("none is")
		})

	s.Spec("DU-Q75-01", "says what the status of an employee at work is",
		contracts.From(deptPage+": status", openapi.Inferred, "getDeptDetails").Asks("DU-Q75", "1"),
		func(ctx SpecContext, e *Env) {
			depts, err := e.Client.Departments.Details(ctx, dustess.DeptFilter{})
			Expect(err).NotTo(HaveOccurred())
			times := map[string]int{}
			for _, d := range depts {
				for _, employee := range d.EmpList {
					times[employee.Status]++
				}
			}
			most := ""
			for status, n := range times {
				if n > times[most] {
					most = status
				}
			}
			e.ObserveWhether(most == "1", "1", contracts.Other)
		})

	s.Spec("DU-Q76-01", "says how it is written whether a reason is enabled",
		contracts.From(statusPage, openapi.Inferred, "listFollowStatus").Asks("DU-Q76", "true or false", "as text"),
		func(ctx SpecContext, e *Env) {
			lists, err := e.Client.Enterprises.FollowStatus(ctx)
			switch {
			case err == nil:
				Expect(lists.InvalidReasonList).NotTo(BeEmpty())
				e.Observe("true or false")
			default:
				e.ObserveWhether(Code(err) == 0, "as text", contracts.Other) // An answer that does not decode has no code.
			}
		})
}

// askTags: what no document says about tags.
func askTags(s declaration) {
	s.Spec("DU-Q53-01", "reports whether tagIds are numbers or texts",
		contracts.From(busiTagPage+": tagIds", openapi.Inferred, "listBusiTags").Asks("DU-Q53", "either", "texts", "numbers"),
		func(ctx SpecContext, e *Env) {
			texts := e.Send(ctx, written("listBusiTags", `{"tagIds":["c459138d-6df6-11ec-8df6-e25c856d9493"]}`)).Code == 0
			numbers := e.Send(ctx, written("listBusiTags", `{"tagIds":[1]}`)).Code == 0
			switch {
			case texts && numbers:
				e.Observe("either")
			case texts:
				e.Observe("texts")
			default:
				e.ObserveWhether(numbers, "numbers", contracts.Other)
			}
		})

	s.Spec("DU-Q58-01", "reports whether a filter on a tag leaves out the other tags of its group",
		contracts.From(busiTagPage, openapi.Inferred, "listBusiTags").Asks("DU-Q58", "yes", "no"),
		func(ctx SpecContext, e *Env) {
			all, err := e.Client.Tags.BusiTags(ctx, dustess.BusiTagFilter{})
			Expect(err).NotTo(HaveOccurred())
			for _, g := range all {
				if len(g.TagList) < 2 {
					continue
				}
				found, err := e.Client.Tags.BusiTags(ctx, dustess.BusiTagFilter{TagIDs: []string{g.TagList[0].TagID}})
				Expect(err).NotTo(HaveOccurred())
				e.ObserveWhether(len(found) == 1 && len(found[0].TagList) == 1, "yes", "no")
				return
			}
			Fail("no group has two tags")
		})

	s.Spec("DU-Q71-01", "says what becomes of tags for a group of a known name",
		contracts.From(qwTagPage+": groupName", openapi.Inferred, "addQwTag").Asks("DU-Q71", "they go to that group", "another group of the name is made", "refused"),
		func(ctx SpecContext, e *Env) {
			name := e.group()
			first, err := e.Client.Tags.AddQwTags(ctx, dustess.NewQwTags{GroupName: name, Tag: []dustess.NewQwTag{{Name: "一"}}})
			Expect(err).NotTo(HaveOccurred())
			second, err := e.Client.Tags.AddQwTags(ctx, dustess.NewQwTags{GroupName: name, Tag: []dustess.NewQwTag{{Name: "二"}}})
			switch {
			case err != nil:
				e.Observe("refused")
			default:
				e.ObserveWhether(second.GroupID == first.GroupID, "they go to that group", "another group of the name is made")
			}
		})
}
