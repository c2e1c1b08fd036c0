package dustess

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A ticket is a work order. What of it an answer shows is made up (DU-Q82).
type ticket struct {
	ID         string        `json:"ticketId"` // 24 hexadecimal digits
	Title      string        `json:"title"`
	Status     string        `json:"status"`
	CustomerID string        `json:"customerId"` // the contact that it is about, or ""
	CreatorID  string        `json:"creatorId"`  // employee
	CreateTime string        `json:"createTime"` // in Shanghai
	Fields     []ticketValue `json:"fields"`
}

// A ticketValue is the value of a field in a ticket.
type ticketValue struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

func (t ticket) key() string { return t.ID }

var ticketID = regexp.MustCompile(`^[0-9a-f]{24}$`)

func checkTicket(_ *tx, t *ticket) error {
	if !ticketID.MatchString(t.ID) {
		return errors.New("want a ticketId of 24 hexadecimal digits")
	}
	t.Fields = append([]ticketValue{}, t.Fields...)
	return nil
}

// A ticketField is a field that tickets may have.
type ticketField struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"` // of its own
	Type     string   `json:"type"` // digits; "0" is one line of text (DU-Q83)
	Optional []string `json:"optional"`
	UID      string   `json:"uid"` // who added it
}

func (f ticketField) key() string { return f.ID }

func checkTicketField(tx *tx, f *ticketField) error {
	if f.Name == "" {
		return errors.New("want a name")
	}
	for other := range tx.State.ticketFields.All() {
		if other.Name == f.Name && other.ID != f.ID {
			return errors.New("name: that of " + other.ID)
		}
	}
	f.Optional = append([]string{}, f.Optional...)
	return nil
}

// What programs read in the answers about work orders.
const (
	ticketDone   = "成功"
	ticketFailed = "服务端错误："
)

// getTicketDetail answers a ticket, whoever asks (DU-Q82).
func getTicketDetail(tx *tx, c *api.Call) api.Answer {
	id := text(bodyOf(c), "ticketId")
	t, known := tx.State.tickets.Get(ticket{ID: id})
	if !known {
		return deny(c, codeSystem, ticketFailed+"工单不存在", openapi.Finding{
			In: "body", Place: "/ticketId", Rule: "record", Wanted: "the id of a ticket", Got: id,
		})
	}
	return ok(ticketDone, t).answer()
}

// addTicketField adds a field, whose name no other one may have (DU-Q83).
func addTicketField(tx *tx, c *api.Call) api.Answer {
	body := bodyOf(c)
	optional, _ := textsOf(body, "optional")
	f := ticketField{
		ID: strings.ReplaceAll(tx.NewUUID(), "-", "")[:24], Name: text(body, "name"), Type: fmt.Sprint(body["type"]),
		Optional: optional, UID: text(body, "uid"),
	}
	if checkTicketField(tx, &f) != nil {
		return deny(c, codeSystem, ticketFailed+"名称重复", openapi.Finding{
			In: "body", Place: "/name", Rule: "unique", Wanted: "a name that no other field has", Got: f.Name,
		})
	}
	tx.State.ticketFields.Put(tx.Writer, f)
	return kept(ok(ticketDone, struct {
		ID string `json:"id"`
	}{f.ID}))
}
