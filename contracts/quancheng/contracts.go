package quancheng

import (
	"context"
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// wrong marks a call that departs from the document on purpose.
func wrong(ctx context.Context) context.Context { return contracts.Wrong(ctx) }

func contractStates(s declaration) {
	s.Spec("QC-CONTRACT-AUDIT-10", "approves a contract once, takes the approval back once, and leaves other contracts alone",
		contracts.From(document("Contract", "根据id审核合同订单")+", QC-Q32", openapi.Inferred, "contractAudit",
			"contractUnAudit").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			id, neighbour := e.contract(ctx, nil), e.contract(ctx, nil)
			Expect(e.Client.Contracts.UnAudit(ctx, id)).To(BeFalse())
			Expect(e.Client.Contracts.Audit(ctx, id)).To(BeTrue())
			Expect(e.audited(ctx, id)).To(BeTrue())
			Expect(e.Client.Contracts.Audit(ctx, id)).To(BeFalse())
			Expect(e.Client.Contracts.UnAudit(ctx, id)).To(BeTrue())
			Expect(e.audited(ctx, id)).To(BeFalse())
			Expect(e.Client.Contracts.UnAudit(ctx, id)).To(BeFalse())
			Expect(e.Client.Contracts.Audit(ctx, neighbour)).To(BeTrue())
		})

	s.Spec("QC-CONTRACT-STOP-10", "terminates a contract, approved or not, once, and what is terminated is neither approved nor the reverse",
		contracts.From(document("Contract", "根据id终止合同")+", QC-Q32, QC-Q33", openapi.Inferred, "stopContract", "contractAudit",
			"contractUnAudit").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			plain, approved := e.contract(ctx, nil), e.contract(ctx, map[string]any{"Audited": true})
			for _, id := range []int{plain, approved} {
				Expect(e.Client.Contracts.Stop(ctx, id)).To(BeTrue())
				Expect(e.Client.Contracts.Stop(ctx, id)).To(BeFalse())
			}
			Expect(e.Client.Contracts.Audit(ctx, plain)).To(BeFalse())
			Expect(e.Client.Contracts.UnAudit(ctx, approved)).To(BeFalse())
			Expect([]bool{e.audited(ctx, plain), e.audited(ctx, approved)}).To(Equal([]bool{false, true}))
		})

	s.Spec("QC-CONTRACT-SAMPLEGIFT-01", "approves an order by its number once, and takes the approval back once",
		contracts.From(document("Contract", "商务-合同订单-根据id审核样品赠品订单")+": orderID, QC-Q31", openapi.Inferred,
			"sampleGiftAuditById", "sampleGiftUnAuditById").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			number := "YP " + strconv.Itoa(e.number("order"))
			for _, order := range []string{number, number + "1"} {
				Expect(e.Control().PutRecord(ctx, "orders", order, map[string]any{"CustomerId": 1})).To(Succeed())
			}
			Expect(e.Client.Contracts.UnAuditSampleGift(ctx, number)).To(BeZero())
			Expect(e.Client.Contracts.AuditSampleGift(ctx, number)).To(Equal(1))
			Expect(e.Client.Contracts.AuditSampleGift(ctx, number)).To(BeZero())
			Expect(e.Client.Contracts.AuditSampleGift(ctx, number+"1")).To(Equal(1))
			Expect(e.Client.Contracts.UnAuditSampleGift(ctx, number)).To(Equal(1))
			Expect(e.Client.Contracts.UnAuditSampleGift(ctx, number)).To(BeZero())
			Expect(e.Client.Contracts.AuditSampleGift(ctx, "yp"+number[2:])).To(BeZero())
		})
}

// contract puts a contract into the sandbox and returns its id.
func (e *Env) contract(ctx SpecContext, fields map[string]any) int {
	GinkgoHelper()
	if fields == nil {
		fields = map[string]any{"Number": "HT-1"}
	}
	id := e.number("contract")
	Expect(e.Control().PutRecord(ctx, "contracts", strconv.Itoa(id), fields)).To(Succeed())
	return id
}

// audited says what the sandbox knows of a contract.
func (e *Env) audited(ctx SpecContext, id int) bool {
	GinkgoHelper()
	var contract struct{ Audited bool }
	Expect(e.Control().Record(ctx, "contracts", strconv.Itoa(id), &contract)).To(Succeed())
	return contract.Audited
}
