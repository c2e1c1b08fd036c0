package dustess

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/crmsim/crmsim/clients/dustess"
	"github.com/crmsim/crmsim/contracts"
)

// Env is what a spec works through.
type Env struct {
	*contracts.Case
	Client *dustess.Client

	owner      string // an employee, once Owner has found one
	otherGroup string // of friend tags, which the call under test makes no tags for
	subject    string // the contact that the call under test changes
}

func connect(c *contracts.Case) *Env {
	e := &Env{Case: c}
	e.Client = e.clientOf(dustess.Credentials{ClientID: c.Credential("client_id"), ClientSecret: c.Credential("client_secret")})
	return e
}

func (e *Env) clientOf(credentials dustess.Credentials) *dustess.Client {
	client, err := dustess.NewClient(credentials,
		dustess.WithBaseURL(e.BaseURL()), dustess.WithHTTPClient(e.HTTPClient()), dustess.WithClock(e.Now))
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return client
}

// Token returns the token that the client uses.
func (e *Env) Token(ctx context.Context) string {
	token, err := e.Client.Token(ctx)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return token
}

// Owner returns the id of an employee who may own contacts.
func (e *Env) Owner(ctx context.Context) string {
	if e.owner != "" {
		return e.owner
	}
	depts, err := e.Client.Departments.Details(ctx, dustess.DeptFilter{})
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	for _, dept := range depts {
		for _, employee := range dept.EmpList {
			e.owner = employee.ID
			return e.owner
		}
	}
	ExpectWithOffset(1, depts).To(BeEmpty(), "the tenant has no employee")
	return ""
}

// Phone returns a mobile number that nothing else has.
func (e *Env) Phone() string {
	hash := sha256.Sum256([]byte(e.Unique("phone")))
	return fmt.Sprintf("19%09d", binary.BigEndian.Uint64(hash[:8])%1_000_000_000)
}

// UnknownID returns an id that is no contact's.
func (e *Env) UnknownID() string {
	hash := sha256.Sum256([]byte(e.Unique("id")))
	id := fmt.Sprintf("%x-%x-%x-%x-%x", hash[0:4], hash[4:6], hash[6:8], hash[8:10], hash[10:16])
	e.Claim(id)
	return id
}

// ExternalID returns an id of one's own system that is bound to no contact.
func (e *Env) ExternalID() string {
	id := e.Unique("external")
	e.Claim(id)
	return id
}

// Mobile returns the contact way of a mobile number.
func Mobile(number string) dustess.Mobile {
	return dustess.Mobile{Tel: number, Type: dustess.TypeMobile}
}

// Add adds a contact, with a name and an owner if it has none, and returns its id. It cannot be removed
// afterwards: Dustess has no known call for that.
func (e *Env) Add(ctx context.Context, c dustess.Contact) string {
	result := e.TryAdd(ctx, c)
	ExpectWithOffset(1, codes(result)).To(Equal([]int{0}))
	return result.Success[0].ID
}

// TryAdd is Add for contacts that may be refused.
func (e *Env) TryAdd(ctx context.Context, contacts ...dustess.Contact) *dustess.BatchResult {
	for i := range contacts {
		if contacts[i].Remark == "" {
			contacts[i].Remark = e.Unique("张三")
		}
		if contacts[i].Owner == "" && contacts[i].Pool == "" {
			contacts[i].Owner = e.Owner(ctx)
		}
	}
	result, err := e.Client.Contacts.BatchAdd(ctx, contacts...)
	ExpectWithOffset(1, err).To(fitTheRows(result))
	return result
}

// AddWith adds a contact that has the mobile number and returns its id.
func (e *Env) AddWith(ctx context.Context, number string) string {
	return e.Add(ctx, dustess.Contact{Mobiles: []dustess.Mobile{Mobile(number)}})
}

// Edit edits contacts; items may be refused, the call may not.
func (e *Env) Edit(ctx context.Context, contacts ...dustess.Contact) *dustess.BatchResult {
	result, err := e.Client.Contacts.BatchEdit(ctx, contacts...)
	ExpectWithOffset(1, err).To(fitTheRows(result))
	return result
}

// EditOne edits one contact and returns the code of its row.
func (e *Env) EditOne(ctx context.Context, c dustess.Contact) int {
	all := codes(e.Edit(ctx, c))
	ExpectWithOffset(1, all).To(HaveLen(1))
	return all[0]
}

// Taken reports whether a contact has the mobile number: another one is then refused it. A number that
// was free belongs to a new contact afterwards.
func (e *Env) Taken(ctx context.Context, number string) bool {
	return codes(e.TryAdd(ctx, dustess.Contact{Mobiles: []dustess.Mobile{Mobile(number)}}))[0] != 0
}

// Stored reads a contact through the control API.
func (e *Env) Stored(ctx context.Context, id string) map[string]any {
	var record map[string]any
	ExpectWithOffset(1, e.Control().Record(ctx, "contacts", id, &record)).To(Succeed())
	return record
}

// Put stores a record through the control API, past most rules of the vendor.
func (e *Env) Put(ctx context.Context, table, id string, record map[string]any) {
	ExpectWithOffset(1, e.Control().PutRecord(ctx, table, id, record)).To(Succeed())
}

// Patch changes a record through the control API, past most rules of the vendor.
func (e *Env) Patch(ctx context.Context, table, id string, patch map[string]any) {
	ExpectWithOffset(1, e.Control().PatchRecord(ctx, table, id, patch)).To(Succeed())
}

// Set changes settings of the sandbox.
func (e *Env) Set(ctx context.Context, settings map[string]any) {
	e.Patch(ctx, "settings", "settings", settings)
}

// codes returns the code of each item, in the order of the request.
func codes(r *dustess.BatchResult) []int {
	all := make([]int, len(r.Success)+len(r.Fail))
	for _, row := range r.Fail {
		ExpectWithOffset(1, row.Index).To(And(BeNumerically(">=", 1), BeNumerically("<=", len(all))), "index of a row")
		all[row.Index-1] = row.Code
	}
	return all
}

// fitTheRows matches no error when no item failed, and CodePartial otherwise.
func fitTheRows(r *dustess.BatchResult) types.GomegaMatcher {
	if r != nil && len(r.Fail) > 0 {
		return HaveCode(dustess.CodePartial)
	}
	return Not(HaveOccurred())
}

// HaveCode matches the refusal of a call with that code.
func HaveCode(code int) types.GomegaMatcher {
	return WithTransform(func(err error) (int, error) {
		refusal, ok := errors.AsType[*dustess.Error](err)
		if !ok {
			return 0, fmt.Errorf("want a refusal by Dustess, got %v", err)
		}
		return refusal.Code, nil
	}, Equal(code))
}

// Code returns the code of a refusal, and 0 for a call that succeeded.
func Code(err error) int {
	if err == nil {
		return 0
	}
	refusal, ok := errors.AsType[*dustess.Error](err)
	ExpectWithOffset(1, ok).To(BeTrue(), "want a refusal by Dustess, got %v", err)
	return refusal.Code
}
