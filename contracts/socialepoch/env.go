package socialepoch

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/crmsim/crmsim/clients/socialepoch"
	"github.com/crmsim/crmsim/contracts"
)

// Env is what a spec works through.
type Env struct {
	*contracts.Case
	Client *socialepoch.Client
}

func connect(c *contracts.Case) *Env {
	e := &Env{Case: c}
	e.Client = e.As(e.TenantID(), e.Credential("api_key"), e.Credential("user_name"))
	return e
}

// TenantID returns the tenant's id as a number, as bodies hold it.
func (e *Env) TenantID() int64 {
	id, err := strconv.ParseInt(e.Credential("tenant_id"), 10, 64)
	ExpectWithOffset(1, err).NotTo(HaveOccurred(), "tenant_id must be a number")
	return id
}

// As returns a client with other credentials.
func (e *Env) As(tenantID int64, apiKey, userName string) *socialepoch.Client {
	client, err := socialepoch.NewClient(socialepoch.Credentials{TenantID: tenantID, APIKey: apiKey, UserName: userName},
		socialepoch.WithBaseURL(e.BaseURL()), socialepoch.WithHTTPClient(e.HTTPClient()), socialepoch.WithClock(e.Now))
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return client
}

// Number makes up a WhatsApp number that is nobody's: the country code 999 is not given to any country.
func (e *Env) Number() string {
	h := fnv.New64a()
	fmt.Fprint(h, e.Unique("number"))
	number := fmt.Sprintf("999%012d", h.Sum64()%1e12)
	e.Claim(number)
	return number
}

// Numbers makes up several.
func (e *Env) Numbers(n int) []string {
	numbers := make([]string, n)
	for i := range numbers {
		numbers[i] = e.Number()
	}
	return numbers
}

// Name makes up a name of an agent.
func (e *Env) Name() string {
	name := strings.ToLower(strings.ReplaceAll(e.Unique("agent"), " ", "-"))
	e.Claim(name)
	return name
}

// Agent adds an agent that is removed after the spec.
func (e *Env) Agent(ctx context.Context) string {
	name := e.Name()
	e.RemoveAgent(name)
	ExpectWithOffset(1, e.Client.Agents.Add(ctx, socialepoch.NewAgent{Username: name, Password: "pw-" + name})).To(Succeed())
	return name
}

// RemoveAgent removes the agent after the spec, if it is there then.
func (e *Env) RemoveAgent(name string) {
	e.Cleanup(func(ctx context.Context) error {
		_, err := e.Client.Agents.Query(ctx, name)
		if errors.Is(err, socialepoch.ErrNoAgent) {
			return nil
		}
		return errors.Join(err, e.Client.Agents.Delete(ctx, name))
	})
}

// Customer imports a customer that is removed after the spec, and returns its number.
func (e *Env) Customer(ctx context.Context, agent string) string {
	number := e.Number()
	e.Import(ctx, socialepoch.ImportedCustomer{AgentAccount: agent, WhatsApp: number, FriendName: "Rahim"})
	return number
}

// Import imports customers that are removed after the spec.
func (e *Env) Import(ctx context.Context, customers ...socialepoch.ImportedCustomer) {
	ExpectWithOffset(1, e.TryImport(ctx, customers...)).To(Succeed())
}

// TryImport imports customers, and removes after the spec those that came to be.
func (e *Env) TryImport(ctx context.Context, customers ...socialepoch.ImportedCustomer) error {
	for _, c := range customers {
		e.RemoveCustomer(c.WhatsApp)
	}
	return e.Client.Customers.Import(ctx, customers...)
}

// RemoveCustomer removes the customer after the spec; one that is not there is skipped (SE-Q19).
func (e *Env) RemoveCustomer(number string) {
	e.Cleanup(func(ctx context.Context) error { return e.Client.Customers.Delete(ctx, number) })
}

// Owners returns the owners of those of the numbers that are customers', by number; "" is none.
func (e *Env) Owners(ctx context.Context, numbers ...string) map[string]string {
	found, err := e.Client.Customers.Query(ctx, numbers...)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	owners := map[string]string{}
	for _, c := range found {
		owners[c.WhatsApp] = c.Principal
	}
	return owners
}

// Exists reports whether the number is a customer's.
func (e *Env) Exists(ctx context.Context, number string) bool {
	_, found := e.Owners(ctx, number)[number]
	return found
}

// A Contact is a friend contact as the control API takes it.
type Contact struct {
	WhatsID      string `json:"whatsId"`
	Friend       string `json:"friendWhatsId"`
	AgentAccount string `json:"agentAccount"`
	DelFlag      int    `json:"delFlag"`
	DeleteTime   string `json:"deleteTime"`
}

// Put stores a friend contact past all rules of the vendor.
func (e *Env) Put(ctx context.Context, contacts ...Contact) {
	for _, k := range contacts {
		ExpectWithOffset(1, e.Control().PutRecord(ctx, "contacts", k.WhatsID+"-"+k.Friend, k)).To(Succeed())
	}
}

// Contacts lists the contacts that satisfy conditions: at most the 100 of one page.
func (e *Env) Contacts(ctx context.Context, conditions socialepoch.ContactConditions, deletion socialepoch.Deletion) []socialepoch.Contact {
	page, err := e.Client.Contacts.List(ctx, socialepoch.ContactListOptions{ContactConditions: conditions, Deletion: deletion})
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	ExpectWithOffset(1, page.Records).To(HaveLen(page.Total))
	return page.Records
}

// Alive lists the accounts that know a friend, without the deleted contacts.
func (e *Env) Alive(ctx context.Context, friend string) []string {
	accounts := []string{}
	for _, k := range e.Contacts(ctx, socialepoch.ContactConditions{FriendWhatsID: friend}, socialepoch.NotDeleted) {
		accounts = append(accounts, k.WhatsID)
	}
	return accounts
}

// Refuse matches the refusal of a call. The codes are crmsim's own (SE-Q07), so that a live tenant is
// only asked to refuse.
func (e *Env) Refuse(code int) types.GomegaMatcher {
	return WithTransform(func(err error) (int, error) {
		refusal, ok := errors.AsType[*socialepoch.Error](err)
		if !ok || refusal.Code == 0 {
			return 0, fmt.Errorf("want a refusal by SocialEpoch, got %v", err)
		}
		return refusal.Code, nil
	}, e.BeCode(code))
}

// BeCode matches the code of an answer as Refuse does.
func (e *Env) BeCode(code int) types.GomegaMatcher {
	if e.Live() && code != accepted {
		return Not(Equal(accepted))
	}
	return Equal(code)
}

// accepted is the code of success.
const accepted = 200

// CodeOf returns the code of a call's answer: accepted for one that succeeded.
func CodeOf(err error) int {
	if err == nil {
		return accepted
	}
	refusal, ok := errors.AsType[*socialepoch.Error](err)
	ExpectWithOffset(1, ok).To(BeTrue(), "want a refusal by SocialEpoch, got %v", err)
	return refusal.Code
}
