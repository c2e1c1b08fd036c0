package quancheng

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// siteSettings are crmsim's own settings, for sites that follow another reading.
func siteSettings(s declaration) {
	s.Spec("QC-SETTINGS-01", "takes pageIndex and pageSize for required when the site does",
		contracts.From(fromGetAll+": pageIndex, QC-Q40", openapi.Inferred, "getAllCustomers").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			Expect(e.Get(ctx, "getAllCustomers", nil).Code).To(BeZero())
			Expect(e.Control().PatchRecord(ctx, "settings", "settings", map[string]any{"strict_paging": true})).To(Succeed())
			for _, left := range []string{"pageIndex", "pageSize"} {
				Expect(e.Get(ctx, "getAllCustomers", without(contracts.Values("pageIndex", "1", "pageSize", "3"),
					left))).To(e.BeRefused(quancheng.CodeMissing))
			}
			Expect(e.page(ctx, 1, 3)).To(HaveLen(3))
		})

	s.Spec("QC-SETTINGS-02", "says true for a name and a number that are free when the site does",
		contracts.From(fromName+", QC-Q50", openapi.Inferred, "customerNameIsRepeat",
			"customerTelIsRepeat").Beyond().Controlled().After(openapi.Write), func(ctx SpecContext, e *Env) {
			tel := e.phone()
			made := e.Add(ctx, quancheng.CustomerChange{Tel: &tel})
			for _, inverted := range []bool{true, false} {
				Expect(e.Control().PatchRecord(ctx, "settings", "settings", map[string]any{"invert_repeats": inverted})).To(Succeed())
				Expect(e.Client.Customers.NameIsRepeat(ctx, made.Name, 0)).To(Equal(!inverted))
				Expect(e.Client.Customers.TelIsRepeat(ctx, tel, made.ID)).To(Equal(inverted))
			}
		})
}
