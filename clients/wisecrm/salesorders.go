package wisecrm

import (
	"context"
	"iter"
)

// SalesOrdersService reads and writes sales orders (订单;
// https://github.com/WiseCRM/dev-docs/blob/master/openapi-docs/api-salesorder.md). Their main display field is
// subject, their id salesorderId, which some tenants call orderId (WI-Q65). Unlike accounts and contacts they know no
// duplicates, so nothing can be forced.
type SalesOrdersService struct{ records records[salesOrderIDAnswer] }

// Add creates a sales order and returns its id.
//
// Operation: addSalesOrder.
func (s *SalesOrdersService) Add(ctx context.Context, fields Fields) (string, error) {
	return s.records.add(ctx, "addSalesOrder", fields, AddOptions{})
}

// Get returns the named fields of a sales order. An id that is not there is refused with
// CodeBusiness (WI-Q30), a field that the entity lacks with CodeInvalid (WI-Q19).
//
// Operation: getSalesOrder.
func (s *SalesOrdersService) Get(ctx context.Context, id string, fields ...string) (Record, error) {
	return s.records.get(ctx, "getSalesOrder", id, fields)
}

// List returns one page of the sales orders that the acting user may see, newest first. A page
// beyond the end is empty.
//
// Operation: listSalesOrders.
func (s *SalesOrdersService) List(ctx context.Context, opts ListOptions) (*Page, error) {
	return s.records.list(ctx, "listSalesOrders", opts)
}

// All yields the sales orders of the page opts.PageNo and of all pages after it, fetching each page
// when it is reached. An error is yielded once, with a nil Record, and ends it. A sales order that
// is added meanwhile pushes others back, so that one may come twice.
//
// Operation: listSalesOrders.
func (s *SalesOrdersService) All(ctx context.Context, opts ListOptions) iter.Seq2[Record, error] {
	return s.records.all(ctx, "listSalesOrders", opts)
}

// Update changes the given fields of a sales order, leaves the others, and returns the id that the
// answer names. Fields that are not updatable are ignored.
//
// Operation: updateSalesOrder.
func (s *SalesOrdersService) Update(ctx context.Context, id string, fields Fields) (string, error) {
	return s.records.update(ctx, "updateSalesOrder", id, fields, UpdateOptions{})
}

// Delete removes a sales order for good and returns the id that the answer names. An id that is not
// there is refused with CodeBusiness (WI-Q42).
//
// Operation: deleteSalesOrder.
func (s *SalesOrdersService) Delete(ctx context.Context, id string, opts DeleteOptions) (string, error) {
	return s.records.delete(ctx, "deleteSalesOrder", id, opts)
}
