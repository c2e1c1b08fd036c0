package wisecrm

import (
	"context"
	"iter"
)

// ContactsService reads and writes contacts, the people at a customer (联系人;
// https://github.com/WiseCRM/dev-docs/blob/master/openapi-docs/api-contact.md). Their main display
// field is contactName.
type ContactsService struct{ records records[contactIDAnswer] }

// Add creates a contact and returns its id. A duplicate is refused with CodeBusiness unless
// opts.Force is set (WI-Q63).
//
// Operation: addContact.
func (s *ContactsService) Add(ctx context.Context, fields Fields, opts AddOptions) (string, error) {
	return s.records.add(ctx, "addContact", fields, opts)
}

// Get returns the named fields of a contact. An id that is not there is refused with CodeBusiness
// (WI-Q30), a field that the entity lacks with CodeInvalid (WI-Q19).
//
// Operation: getContact.
func (s *ContactsService) Get(ctx context.Context, id string, fields ...string) (Record, error) {
	return s.records.get(ctx, "getContact", id, fields)
}

// List returns one page of the contacts that the acting user may see, newest first. A page beyond
// the end is empty.
//
// Operation: listContacts.
func (s *ContactsService) List(ctx context.Context, opts ListOptions) (*Page, error) {
	return s.records.list(ctx, "listContacts", opts)
}

// All yields the contacts of the page opts.PageNo and of all pages after it, fetching each page when
// it is reached. An error is yielded once, with a nil Record, and ends it. A contact that is added
// meanwhile pushes others back, so that one may come twice.
//
// Operation: listContacts.
func (s *ContactsService) All(ctx context.Context, opts ListOptions) iter.Seq2[Record, error] {
	return s.records.all(ctx, "listContacts", opts)
}

// Update changes the given fields of a contact, leaves the others, and returns the id that the
// answer names. Fields that are not updatable are ignored. A duplicate is refused with CodeBusiness
// unless opts.Force is set (WI-Q63).
//
// Operation: updateContact.
func (s *ContactsService) Update(ctx context.Context, id string, fields Fields, opts UpdateOptions) (string, error) {
	return s.records.update(ctx, "updateContact", id, fields, opts)
}

// Delete removes a contact for good and returns the id that the answer names. An id that is not
// there is refused with CodeBusiness (WI-Q42).
//
// Operation: deleteContact.
func (s *ContactsService) Delete(ctx context.Context, id string, opts DeleteOptions) (string, error) {
	return s.records.delete(ctx, "deleteContact", id, opts)
}
