package socialepoch

import (
	"cmp"
	"context"
	"iter"
	"time"
)

// ContactsService deletes friend contacts and lists what was deleted
// (https://doc.socialepoch.com/wa-scrm-open-api-doc/api/customer-relation.html).
type ContactsService struct{ caller *caller }

// ContactConditions choose contacts. A condition that is "" holds for every contact (SE-Q23).
type ContactConditions struct {
	FriendWhatsID string `json:"friendWhatsId"` // number of the friend
	WhatsID       string `json:"whatsId"`       // customer service account
	AgentAccount  string `json:"agentAccount"`  // agent, written exactly so
}

// Delete marks the contacts of a friend as deleted, those that satisfy all conditions. The friend's
// number is required. That there are none, or that they were deleted before, is no error (SE-Q22).
//
// Operation: delFriendsContacts.
func (s *ContactsService) Delete(ctx context.Context, conditions ContactConditions) error {
	body := struct {
		asAdmin
		Info ContactConditions `json:"info"`
	}{s.caller.admin(), conditions}
	return s.caller.send(ctx, "delFriendsContacts", "wscrm-bus-api/open/customer/delFriendsContacts", body)
}

// A Deletion is a condition on whether a contact is deleted.
type Deletion int

// Which contacts to list.
const (
	Any        Deletion = iota // deleted or not (SE-Q28)
	NotDeleted                 // delFlag 0
	Deleted                    // delFlag 1
)

// ContactListOptions choose a page of contacts.
type ContactListOptions struct {
	ContactConditions
	Deletion Deletion
	Current  int // page from 1, which 0 stands for; where All begins
	PageSize int // 0 stands for 100; crmsim takes up to 1000 (SE-Q30)
}

// A Contact is that a friend is known to a customer service account.
type Contact struct {
	WhatsID       string // customer service account
	FriendWhatsID string
	Deleted       bool
	DeleteTime    time.Time // zero when it is not deleted, or when no moment can be read
}

// A ContactPage is one page of a list.
type ContactPage struct {
	Total   int // number of all contacts that match
	Records []Contact
}

// contactPage is the JSON of a ContactPage.
type contactPage struct {
	Records []friendContact `json:"records"`
	Total   looseInt        `json:"total"` // read by totalOf
}

type friendContact struct {
	WhatsID       string   `json:"whatsId"`
	FriendWhatsID string   `json:"friendWhatsId"`
	DelFlag       looseInt `json:"delFlag"`
	DeleteTime    string   `json:"deleteTime"`
}

func (k friendContact) contact(zone *time.Location) Contact {
	c := Contact{WhatsID: k.WhatsID, FriendWhatsID: k.FriendWhatsID, Deleted: k.DelFlag == 1}
	if at, err := time.ParseInLocation(time.DateTime, k.DeleteTime, zone); err == nil {
		c.DeleteTime = at
	}
	return c
}

// List returns one page of the contacts that satisfy all conditions, last deleted first (SE-Q31). A
// page beyond the end is empty.
//
// Operation: queryDelCustomerInfo.
func (s *ContactsService) List(ctx context.Context, opts ContactListOptions) (*ContactPage, error) {
	const operation = "queryDelCustomerInfo"
	type info struct {
		ContactConditions
		DelFlag *int `json:"delFlag,omitempty"`
	}
	body := struct {
		TenantID int64 `json:"tenantId"`
		Info     info  `json:"info"`
		Current  int   `json:"current"`
		PageSize int   `json:"pageSize"`
	}{s.caller.credentials.TenantID, info{opts.ContactConditions, opts.Deletion.flag()}, cmp.Or(opts.Current, 1), cmp.Or(opts.PageSize, defaultPageSize)}
	data, answer, err := s.caller.call(ctx, operation, "wscrm-bus-api/open/customer/queryDelCustomerInfo", body)
	got, err := fetched[contactPage](operation, data, answer, err)
	if err != nil {
		return nil, err
	}
	page := &ContactPage{Total: totalOf(answer)}
	for _, k := range got.Records {
		page.Records = append(page.Records, k.contact(s.caller.zone))
	}
	return page, nil
}

// flag is the value of delFlag, nil for none.
func (d Deletion) flag() *int {
	if d == Any {
		return nil
	}
	flag := int(d - NotDeleted)
	return &flag
}

// All yields the contacts of the page opts.Current and of all pages after it, fetching each page when
// it is reached. An error is yielded once, with a zero Contact, and ends it. A contact that is deleted
// meanwhile moves to the front, so that another may come twice.
//
// Operation: queryDelCustomerInfo.
func (s *ContactsService) All(ctx context.Context, opts ContactListOptions) iter.Seq2[Contact, error] {
	return allPages(opts.Current, func(current int) ([]Contact, error) {
		next := opts
		next.Current = current
		page, err := s.List(ctx, next)
		if err != nil {
			return nil, err
		}
		return page.Records, nil
	})
}

// defaultPageSize is what programs ask for; the vendor's largest page is not known (SE-Q30).
const defaultPageSize = 100

// allPages yields the records of the pages from first on until one is empty: not every answer tells
// how many there are (SE-Q27). An error ends it.
func allPages[R any](first int, fetch func(current int) ([]R, error)) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		for current := cmp.Or(first, 1); ; current++ {
			records, err := fetch(current)
			if err != nil {
				var none R
				yield(none, err)
				return
			}
			for _, record := range records {
				if !yield(record, nil) {
					return
				}
			}
			if len(records) == 0 {
				return
			}
		}
	}
}
