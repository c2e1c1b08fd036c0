package quancheng

import (
	"context"
	"net/url"
	"strconv"
)

// ECommerceService is what a customer's web site calls. It needs Credentials.SiteKey and no token.
type ECommerceService struct{ caller *caller }

// AddHits adds to the hit counter of an item of base information. It is false for an unknown item. The
// vendor calls the operation UpdateBaseInfoHit (QC-Q63).
//
// Operation: updateBaseInfoHit.
func (s *ECommerceService) AddHits(ctx context.Context, id, hits int) (bool, error) {
	return s.send(ctx, write("updateBaseInfoHit", "CRM/ECommerce/UpdateBaseInfoHit", url.Values{
		"pkid": {strconv.Itoa(id)}, "addHit": {strconv.Itoa(hits)},
	}))
}

// A BoardMessage is a message that a visitor leaves.
type BoardMessage struct {
	CustomerID int // 0 for an anonymous visitor (QC-Q65)
	Content    string
	Contact    string // name of the contact person, may be empty
}

// AddMessage puts a message on the board. It is false for an unknown customer.
//
// Operation: addMessageBoard.
func (s *ECommerceService) AddMessage(ctx context.Context, m BoardMessage) (bool, error) {
	return s.send(ctx, write("addMessageBoard", "CRM/ECommerce/AddMessageBoard", url.Values{
		"custID": {strconv.Itoa(m.CustomerID)}, "content": {m.Content}, "contact": {m.Contact},
	}))
}

func (s *ECommerceService) send(ctx context.Context, what call) (bool, error) {
	what.parameters.Set("siteKey", s.caller.credentials.SiteKey)
	raw, answer, err := s.caller.send(ctx, what, "")
	if err != nil {
		return false, err
	}
	var done bool
	if err := decode(what, answer, raw, &done); err != nil {
		return false, err
	}
	return done, nil
}
