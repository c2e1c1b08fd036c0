package wisecrm

import (
	"context"
	"iter"
)

// CustomEntitiesService reads and writes the records of the modules that a tenant made for itself (自定义模块;
// https://github.com/WiseCRM/dev-docs/blob/master/openapi-docs/api-customentity.md). Each method takes the
// internal name of the module, such as e__lead; the id of its records is then the field c__leadId.
// Metadata lists the modules as KindCustom, and QueryService reads them too. A name that is no custom module's is
// refused with CodeInvalid (WI-Q89).
type CustomEntitiesService struct{ caller *caller }

func (s *CustomEntitiesService) records(entity string) records[recordIDAnswer] {
	return records[recordIDAnswer]{s.caller, "customentity", "record_id", entity}
}

// Add creates a record and returns its id. Records know no duplicates (WI-Q67).
//
// Operation: addCustomEntity.
func (s *CustomEntitiesService) Add(ctx context.Context, entity string, fields Fields) (string, error) {
	return s.records(entity).add(ctx, "addCustomEntity", fields, AddOptions{})
}

// Get returns the named fields of a record. An id that is not there is refused with CodeBusiness
// (WI-Q30), a field that the module lacks with CodeInvalid (WI-Q19).
//
// Operation: getCustomEntity.
func (s *CustomEntitiesService) Get(ctx context.Context, entity, id string, fields ...string) (Record, error) {
	return s.records(entity).get(ctx, "getCustomEntity", id, fields)
}

// List returns one page of the records that the acting user may see, newest first. A page beyond
// the end is empty.
//
// Operation: listCustomEntities.
func (s *CustomEntitiesService) List(ctx context.Context, entity string, opts ListOptions) (*Page, error) {
	return s.records(entity).list(ctx, "listCustomEntities", opts)
}

// All yields the records of the page opts.PageNo and of all pages after it, fetching each page when
// it is reached. An error is yielded once, with a nil Record, and ends it. A record that is added
// meanwhile pushes others back, so that one may come twice.
//
// Operation: listCustomEntities.
func (s *CustomEntitiesService) All(ctx context.Context, entity string, opts ListOptions) iter.Seq2[Record, error] {
	return s.records(entity).all(ctx, "listCustomEntities", opts)
}

// Update changes the given fields of a record, leaves the others, and returns the id that the
// answer names. Fields that are not updatable are ignored.
//
// Operation: updateCustomEntity.
func (s *CustomEntitiesService) Update(ctx context.Context, entity, id string, fields Fields) (string, error) {
	return s.records(entity).update(ctx, "updateCustomEntity", id, fields, UpdateOptions{})
}

// Delete removes a record for good and returns the id that the answer names. An id that is not
// there is refused with CodeBusiness (WI-Q42).
//
// Operation: deleteCustomEntity.
func (s *CustomEntitiesService) Delete(ctx context.Context, entity, id string, opts DeleteOptions) (string, error) {
	return s.records(entity).delete(ctx, "deleteCustomEntity", id, opts)
}
