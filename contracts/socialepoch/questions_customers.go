package socialepoch

import (
	"context"
	"encoding/json"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func askNumbers(s declaration) {
	s.Spec("SE-Q10-01", "reports whether numbers may be texts and JSON numbers, and what else",
		contracts.From(fromClear+": data", openapi.Inferred, "setPrincipalAsNull").
			Asks("SE-Q10", "both, nothing else", "anything", "one of them").Controlled(),
		func(ctx SpecContext, e *Env) {
			code := func(ctx SpecContext, item any) int {
				return e.Send(ctx, request("setPrincipalAsNull", e.complete("setPrincipalAsNull").With("data", []any{item}))).Code
			}
			text, number := code(ctx, e.Number()), code(ctx, digits(e.Number())[0])
			var others []int
			for _, item := range []any{true, json.Number("1.0"), json.Number("1e3"), json.Number("123456789012345678901234567890")} {
				body := e.complete("setPrincipalAsNull").With("data", []any{item})
				others = append(others, e.Send(contracts.Wrong(ctx), request("setPrincipalAsNull", body)).Code)
			}
			taken := func(code int) bool { return code != socialepoch.CodeInvalid }
			switch {
			case text == accepted && number == accepted && !slices.ContainsFunc(others, taken):
				e.Observe("both, nothing else")
			case text == accepted && number == accepted && slices.Contains(others, accepted):
				e.Observe("anything")
			case text != number:
				e.Observe("one of them")
			default:
				e.Observe(contracts.Other)
			}
		})

	s.Spec("SE-Q11-01", "reports whether a number with a plus, blanks or letters is put right",
		contracts.From(fromClear+": data", openapi.Inferred, "setPrincipalAsNull").Asks("SE-Q11", "no, it fails as given", "yes"),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			spellings := []string{"+" + number, number[:5] + " " + number[5:], number + "x", "00" + number}
			e.Claim(spellings...)
			result, err := e.Client.Customers.ClearOwner(ctx, spellings...)
			Expect(err).NotTo(HaveOccurred())
			e.ObserveWhether(slices.Equal(result.Failed, spellings), "no, it fails as given", "yes")
		})

	s.Spec("SE-Q12-01", "reports whether clearing a customer that has no owner succeeds",
		contracts.From(fromClear+": failWhatsIds", openapi.Inferred, "setPrincipalAsNull").
			Asks("SE-Q12", "yes, and an unknown number fails", "no"),
		func(ctx SpecContext, e *Env) {
			known, unknown := e.Customer(ctx, e.Agent(ctx)), e.Number()
			_, err := e.Client.Customers.ClearOwner(ctx, known)
			Expect(err).NotTo(HaveOccurred())
			result, err := e.Client.Customers.ClearOwner(ctx, known, unknown)
			Expect(err).NotTo(HaveOccurred())
			e.ObserveWhether(slices.Equal(result.Succeeded, []string{known}) && slices.Equal(result.Failed, []string{unknown}),
				"yes, and an unknown number fails", "no")
		})
}

func askClearing(s declaration) {
	s.Spec("SE-Q13-01", "says which code some failed numbers have",
		contracts.From(fromClear+": code", openapi.Inferred, "setPrincipalAsNull").Asks("SE-Q13", "200", "another"),
		func(ctx SpecContext, e *Env) {
			e.ObserveWhether(e.Send(ctx, e.call("setPrincipalAsNull")).Code == accepted, "200", "another")
		})

	s.Spec("SE-Q14-01", "says what the answer is to an empty list of numbers",
		contracts.From(fromClear+": data (0-50 items)", openapi.Inferred, "setPrincipalAsNull").Asks("SE-Q14", "all ok, total 0", "refused"),
		func(ctx SpecContext, e *Env) {
			answer := e.Send(ctx, request("setPrincipalAsNull", e.complete("setPrincipalAsNull").With("data", []any{})))
			switch {
			case answer.Code == accepted && string(answer.Data) == `{"isAllOk":true,"total":0,"successWhatsIds":[],"failWhatsIds":[]}`:
				e.Observe("all ok, total 0")
			case answer.Code != accepted:
				e.Observe("refused")
			default:
				e.Observe(contracts.Other)
			}
		})

	s.Spec("SE-Q14-02", "says what the answer is to no list of numbers at all",
		contracts.From(fromClear+": data (0-50 items)", openapi.Inferred, "setPrincipalAsNull").Asks("SE-Q14", "400", "accepted").Controlled(),
		func(ctx SpecContext, e *Env) {
			body := e.complete("setPrincipalAsNull").With("data", absent{})
			e.ObserveCode(e.Send(contracts.Wrong(ctx), request("setPrincipalAsNull", body)).Code,
				map[int]string{socialepoch.CodeInvalid: "400", accepted: "accepted"})
		})

	s.Spec("SE-Q15-01", "says what becomes of 51 numbers",
		contracts.From(fromClear+": data (0-50 items)", openapi.Inferred, "setPrincipalAsNull").Asks("SE-Q15", "400", "accepted"),
		func(ctx SpecContext, e *Env) {
			_, err := e.Client.Customers.ClearOwner(contracts.Wrong(ctx), e.Numbers(51)...)
			e.ObserveCode(CodeOf(err), map[int]string{socialepoch.CodeInvalid: "400", accepted: "accepted"})
		})

	s.Spec("SE-Q16-01", "says how often a number counts that comes twice",
		contracts.From(fromClear+": total", openapi.Inferred, "setPrincipalAsNull").Asks("SE-Q16", "once", "twice"),
		func(ctx SpecContext, e *Env) {
			known, unknown := e.Customer(ctx, e.Agent(ctx)), e.Number()
			result, err := e.Client.Customers.ClearOwner(ctx, unknown, known, unknown, known)
			Expect(err).NotTo(HaveOccurred())
			switch {
			case result.Total == 2 && len(result.Succeeded) == 1 && len(result.Failed) == 1:
				e.Observe("once")
			case result.Total == 4:
				e.Observe("twice")
			default:
				e.Observe(contracts.Other)
			}
		})
}

func askDeletions(s declaration) {
	s.Spec("SE-Q17-01", "reports whether deleting by agent deletes the agent",
		contracts.From(fromDelete+": type 2", openapi.Inferred, "delCustomers").Asks("SE-Q17", "no", "yes"),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			Expect(e.Client.Customers.DeleteOfAgents(ctx, agent)).To(Succeed())
			_, err := e.Client.Agents.Query(ctx, agent)
			e.ObserveWhether(err == nil, "no", "yes")
		})

	s.Spec("SE-Q18-01", "reports whether item may be anything when all are deleted",
		contracts.From(fromDelete+": item", openapi.Inferred, "delCustomers").Asks("SE-Q18", "yes", "no").Controlled(),
		func(ctx SpecContext, e *Env) {
			taken := true
			take := func(ctx context.Context, items ...any) {
				for _, item := range items {
					answer := e.Send(ctx, request("delCustomers", e.complete("delCustomers").With("type", 1, "item", item)))
					taken = answer.Code == accepted && taken
				}
			}
			take(ctx, absent{}, nil, []any{}, []any{"moppo00001"})
			take(contracts.Wrong(ctx), "all", 0, true, Fields{"a": 1}, []any{nil, 1.5, Fields{}})
			e.ObserveWhether(taken, "yes", "no")
		})

	s.Spec("SE-Q19-01", "says what becomes of no items and of unknown ones",
		contracts.From(fromDelete+": item", openapi.Inferred, "delCustomers").
			Asks("SE-Q19", "none 400, unknown skipped", "both refused", "both accepted").Controlled(),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			none := []int{CodeOf(e.Client.Customers.Delete(ctx)), CodeOf(e.Client.Customers.DeleteOfAgents(ctx))}
			unknown := []int{CodeOf(e.Client.Customers.Delete(ctx, e.Number(), number)), CodeOf(e.Client.Customers.DeleteOfAgents(ctx, e.Name()))}
			gone := !e.Exists(ctx, number)
			switch {
			case slices.Equal(none, []int{400, 400}) && slices.Equal(unknown, []int{accepted, accepted}) && gone:
				e.Observe("none 400, unknown skipped")
			case !slices.Contains(none, accepted) && !slices.Contains(unknown, accepted):
				e.Observe("both refused")
			case slices.Equal(none, []int{accepted, accepted}):
				e.Observe("both accepted")
			default:
				e.Observe(contracts.Other)
			}
		})

	s.Spec("SE-Q19-02", "reports whether numbers may be JSON numbers, and agents too",
		contracts.From(fromDelete+": item", openapi.Inferred, "delCustomers").Asks("SE-Q19", "numbers only", "neither", "both"),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			body := e.complete("delCustomers").With("item", digits(number))
			agents := e.Send(contracts.Wrong(ctx), request("delCustomers", body.With("type", 2))).Code
			numbers := e.Send(contracts.Wrong(ctx), request("delCustomers", body)).Code
			switch {
			case numbers == accepted && agents == socialepoch.CodeInvalid && !e.Exists(ctx, number):
				e.Observe("numbers only")
			case numbers != accepted && agents != accepted:
				e.Observe("neither")
			case numbers == accepted && agents == accepted:
				e.Observe("both")
			default:
				e.Observe(contracts.Other)
			}
		})
}

func askDeleted(s declaration) {
	s.Spec("SE-Q20-01", "reports whether a deletion is done when it answers",
		contracts.From(fromDelete, openapi.Inferred, "delCustomers").Asks("SE-Q20", "yes", "later"),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			Expect(e.Client.Customers.Delete(ctx, number)).To(Succeed())
			e.ObserveWhether(!e.Exists(ctx, number), "yes", "later")
		})

	s.Spec("SE-Q21-01", "says what data is after a deletion",
		contracts.From(fromDelete+": data", openapi.Inferred, "delCustomers", "delFriendsContacts").Asks("SE-Q21", `""`, "[]"),
		func(ctx SpecContext, e *Env) {
			data := []string{string(e.Send(ctx, e.call("delCustomers")).Data), string(e.Send(ctx, e.call("delFriendsContacts")).Data)}
			switch {
			case slices.Equal(data, []string{`""`, `""`}):
				e.Observe(`""`)
			case slices.Contains(data, "[]"):
				e.Observe("[]")
			default:
				e.Observe(contracts.Other)
			}
		})
}

func askCustomers(s declaration) {
	s.Spec("SE-Q25-01", "reports whether the customer query answers as crmsim does",
		contracts.From(fromGuide+" > sample program", openapi.Inferred, "queryCustomers").After(openapi.Write).Asks("SE-Q25", "yes", "no"),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			number := e.Customer(ctx, agent)
			found, err := e.Client.Customers.Query(ctx, number)
			e.ObserveWhether(err == nil && len(found) == 1 && found[0].Principal == agent && found[0].FriendName == "Rahim", "yes", "no")
		})

	s.Spec("SE-Q51-01", "says what becomes of unknown and repeated numbers in the customer query, and in which order it answers",
		contracts.From(fromGuide+" > sample program", openapi.Inferred, "queryCustomers").After(openapi.Write).
			Asks("SE-Q51", "no row, one row, as asked", "otherwise"),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			first, second := e.Customer(ctx, agent), e.Customer(ctx, agent)
			var got []string
			for _, order := range [][]string{{first, e.Number(), second, first}, {second, first}} {
				found, err := e.Client.Customers.Query(ctx, order...)
				Expect(err).NotTo(HaveOccurred())
				for _, c := range found {
					got = append(got, c.WhatsApp)
				}
			}
			e.ObserveWhether(slices.Equal(got, []string{first, second, second, first}), "no row, one row, as asked", "otherwise")
		})
}
