package socialepoch

import (
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func clearOwners(s declaration) {
	clearing := func(from string) contracts.About {
		return contracts.From(fromClear+from, openapi.Documented, "setPrincipalAsNull")
	}

	s.Spec("SE-OWNER-CLEAR-01", "leaves the given customers without an owner, and no others", clearing(""),
		func(ctx SpecContext, e *Env) {
			agent := e.Agent(ctx)
			first, second, third := e.Customer(ctx, agent), e.Customer(ctx, agent), e.Customer(ctx, agent)
			Expect(e.Client.Customers.ClearOwner(ctx, first, third)).To(Equal(
				&socialepoch.ClearResult{AllOK: true, Total: 2, Succeeded: []string{first, third}, Failed: []string{}}))
			Expect(e.Owners(ctx, first, second, third)).To(Equal(map[string]string{first: "", second: agent, third: ""}))
		})

	s.Spec("SE-OWNER-CLEAR-02", "keeps all else of a customer whose owner it clears", clearing(""),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			before, err := e.Client.Customers.Query(ctx, number)
			Expect(err).NotTo(HaveOccurred())
			Expect(before).To(HaveLen(1))
			_, err = e.Client.Customers.ClearOwner(ctx, number)
			Expect(err).NotTo(HaveOccurred())
			before[0].Principal = ""
			Expect(e.Client.Customers.Query(ctx, number)).To(Equal(before))
		})

	s.Spec("SE-OWNER-CLEAR-03", "names the numbers that it could not update, and updates the others", clearing(": failWhatsIds"),
		func(ctx SpecContext, e *Env) {
			known, unknown, another := e.Customer(ctx, e.Agent(ctx)), e.Number(), e.Number()
			Expect(e.Client.Customers.ClearOwner(ctx, unknown, known, another)).To(Equal(
				&socialepoch.ClearResult{AllOK: false, Total: 3, Succeeded: []string{known}, Failed: []string{unknown, another}}))
			Expect(e.Owners(ctx, known)).To(Equal(map[string]string{known: ""}))
		})

	s.Spec("SE-OWNER-CLEAR-04", "takes a number written as a JSON number and answers it as text", clearing(": request example"),
		func(ctx SpecContext, e *Env) {
			number := e.Customer(ctx, e.Agent(ctx))
			answer := e.Send(ctx, request("setPrincipalAsNull", e.complete("setPrincipalAsNull").With("data", digits(number))))
			Expect(answer.Code).To(Equal(accepted))
			Expect(string(answer.Data)).To(MatchJSON(`{"isAllOk":true,"total":1,"successWhatsIds":["` + number + `"],"failWhatsIds":[]}`))
			Expect(e.Owners(ctx, number)).To(Equal(map[string]string{number: ""}))
		})

	s.Spec("SE-OWNER-CLEAR-05", "takes no numbers at all", contracts.From(fromClear+": data (0-50 items)", openapi.Documented, "setPrincipalAsNull"),
		func(ctx SpecContext, e *Env) {
			Expect(e.Client.Customers.ClearOwner(ctx)).To(Equal(
				&socialepoch.ClearResult{AllOK: true, Total: 0, Succeeded: []string{}, Failed: []string{}}))
		})

	s.Spec("SE-OWNER-CLEAR-06", "takes 50 numbers", contracts.From(fromClear+": data (0-50 items)", openapi.Documented, "setPrincipalAsNull"),
		func(ctx SpecContext, e *Env) {
			numbers := e.Numbers(50)
			Expect(e.Client.Customers.ClearOwner(ctx, numbers...)).To(Equal(
				&socialepoch.ClearResult{AllOK: false, Total: 50, Succeeded: []string{}, Failed: numbers}))
		})
}

// digits turns texts of digits into JSON numbers.
func digits(texts ...string) []any {
	var all []any
	for _, text := range texts {
		n, err := strconv.ParseInt(text, 10, 64)
		ExpectWithOffset(1, err).NotTo(HaveOccurred())
		all = append(all, n)
	}
	return all
}
