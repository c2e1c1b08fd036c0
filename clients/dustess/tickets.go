package dustess

import (
	"context"
	"encoding/json"
)

// TicketsService reads work orders and adds fields to them.
type TicketsService struct{ caller *caller }

// A Ticket is a work order as Dustess shows it. Which fields it has no page says (DU-Q82).
type Ticket map[string]any

// ticketRequest is the body of Detail.
type ticketRequest struct {
	TicketID      string `json:"ticketId"`
	CurrentUserID string `json:"currentUserId"`
}

type ticketAnswer struct {
	outcome
	Data Ticket `json:"data"`
}

func (a ticketAnswer) missing() string { return lacks("data", a.Data == nil) }

// Detail returns the work order of an id, which is 24 hexadecimal digits. An unknown one is refused with CodeSystem.
//
// Operation: getTicketDetail.
func (s *TicketsService) Detail(ctx context.Context, ticketID, currentUserID string) (Ticket, error) {
	what := post("getTicketDetail", "work-order/api/v1/ticket/detail", ticketRequest{ticketID, currentUserID})
	what.tokenInHeader = true
	got, err := send[ticketAnswer](ctx, s.caller, what)
	return got.Data, err
}

// A NewTicketField is a field that work orders are to have.
type NewTicketField struct {
	Name     string   `json:"name"`     // which no other field has
	Type     string   `json:"type"`     // TicketFieldText, or other digits
	Optional []string `json:"optional"` // the choices
	UID      string   `json:"uid,omitempty"`
}

// TicketFieldText is the Type of a line of text.
const TicketFieldText = "0"

type ticketFieldAnswer struct {
	outcome
	Data json.RawMessage `json:"data"`
}

func (a ticketFieldAnswer) missing() string { return lacks("code", a.Code == nil) }

// AddField adds a field and returns its id, "" when the answer does not tell (DU-Q83). A name that another field has
// is refused with CodeSystem.
//
// Operation: addTicketField.
func (s *TicketsService) AddField(ctx context.Context, field NewTicketField) (string, error) {
	field.Optional = append([]string{}, field.Optional...)
	what := post("addTicketField", "work-order/api/v1/field/add", field)
	what.tokenInHeader = true
	got, err := send[ticketFieldAnswer](ctx, s.caller, what)
	var data struct {
		ID string `json:"id"`
	}
	if err != nil || json.Unmarshal(got.Data, &data) != nil {
		return "", err
	}
	return data.ID, nil
}
