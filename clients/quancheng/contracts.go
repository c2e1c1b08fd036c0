package quancheng

import "context"

// ContractsService approves and terminates contract orders, and approves sample and gift orders
// (合同订单). No operation makes or lists them.
type ContractsService struct{ caller *caller }

// Audit approves a contract order. It is false when that is unknown, approved or terminated.
//
// Operation: contractAudit.
func (s *ContractsService) Audit(ctx context.Context, id int) (bool, error) {
	return value[bool](ctx, s.caller, write("contractAudit", "CRM/Contract/ContractAudit", singleID("id", id)))
}

// UnAudit takes the approval of a contract order back. It is false when the order is unknown, not
// approved, or terminated.
//
// Operation: contractUnAudit.
func (s *ContractsService) UnAudit(ctx context.Context, id int) (bool, error) {
	return value[bool](ctx, s.caller, write("contractUnAudit", "CRM/Contract/ContractUnAudit", singleID("id", id)))
}

// Stop terminates a contract for good. It is false, which the vendor writes -1, when the contract is
// unknown or terminated.
//
// Operation: stopContract.
func (s *ContractsService) Stop(ctx context.Context, id int) (bool, error) {
	got, err := value[stopResult](ctx, s.caller, write("stopContract", "CRM/Contract/StopContract", singleID("id", id)))
	return got == 1, err
}

// AuditSampleGift approves a sample or gift order, given by its number, and returns how many orders
// it changed.
//
// Operation: sampleGiftAuditById.
func (s *ContractsService) AuditSampleGift(ctx context.Context, number string) (int, error) {
	return value[int](ctx, s.caller, write("sampleGiftAuditById", "CRM/Contract/SampleGiftAuditById", single("orderID", number)))
}

// UnAuditSampleGift takes the approval of a sample or gift order back, given by its number, and
// returns how many orders it changed.
//
// Operation: sampleGiftUnAuditById.
func (s *ContractsService) UnAuditSampleGift(ctx context.Context, number string) (int, error) {
	return value[int](ctx, s.caller, write("sampleGiftUnAuditById", "CRM/Contract/SampleGiftUnAuditById", single("orderID", number)))
}
