package socialepoch

import (
	"context"
	"encoding/json"
)

// CustomersService reads and writes customers
// (https://doc.socialepoch.com/wa-scrm-open-api-doc/api/customer-relation.html).
type CustomersService struct{ caller *caller }

// A ClearResult says which numbers lost their owner.
type ClearResult struct {
	AllOK     bool     `json:"isAllOk"` // none failed
	Total     int      `json:"total"`   // how many numbers there were, each counted once (SE-Q16)
	Succeeded []string `json:"successWhatsIds"`
	Failed    []string `json:"failWhatsIds"` // as they were given: they are no customer's (SE-Q12)
}

// ClearOwner takes the agent in charge away from up to 50 customers, by number. That some numbers
// failed is no error: look at the result. Without numbers nothing is done. More than 50 are refused
// with CodeInvalid, and nothing is changed (SE-Q15).
//
// Operation: setPrincipalAsNull.
func (s *CustomersService) ClearOwner(ctx context.Context, numbers ...string) (*ClearResult, error) {
	body := struct {
		asAdmin
		Data []string `json:"data"`
	}{s.caller.admin(), list(numbers)}
	return fetch[*ClearResult](ctx, s.caller, "setPrincipalAsNull", "wscrm-bus-api/open/customer/setPrincipalAsNull", body)
}

// Delete removes the customers with these numbers for good, and marks their friend contacts deleted.
// A number that is no customer's is skipped; without any number the call is refused (SE-Q19, SE-Q20).
//
// Operation: delCustomers.
func (s *CustomersService) Delete(ctx context.Context, numbers ...string) error {
	return s.delete(ctx, 3, numbers)
}

// DeleteOfAgents removes the customers that these agents own, as Delete does. The agents stay (SE-Q17).
//
// Operation: delCustomers.
func (s *CustomersService) DeleteOfAgents(ctx context.Context, agents ...string) error {
	return s.delete(ctx, 2, agents)
}

// DeleteAll removes every customer of the tenant, as Delete does. The vendor warns that it takes the
// longer the more there are, and that what is written meanwhile may be lost.
//
// Operation: delCustomers.
func (s *CustomersService) DeleteAll(ctx context.Context) error {
	return s.delete(ctx, 1, nil)
}

func (s *CustomersService) delete(ctx context.Context, scope int, items []string) error {
	body := struct {
		asAdmin
		legacySignature
		Type int      `json:"type"`
		Item []string `json:"item"`
	}{s.caller.admin(), s.caller.credentials.signBody(s.caller.date(s.caller.now())), scope, list(items)}
	return s.caller.send(ctx, "delCustomers", "wscrm-bus-api/open/customer/del", body)
}

// An ImportedCustomer is a customer to add, or what to change of the one with its number. Which
// fields beyond the first two are required is a setting of the tenant. What is "" is not sent.
type ImportedCustomer struct {
	AgentAccount  string            `json:"agentAccount"` // agent that becomes the owner
	WhatsApp      string            `json:"whatsApp"`     // the customer's number
	FriendName    string            `json:"friendName,omitempty"`
	Sex           string            `json:"sex,omitempty"`      // unknown, male or female
	Birthday      string            `json:"birthday,omitempty"` // such as 2020/03/08
	Address       string            `json:"address,omitempty"`
	Email         string            `json:"email,omitempty"`
	Profession    string            `json:"profession,omitempty"`
	Income        string            `json:"income,omitempty"`
	Desc          string            `json:"desc,omitempty"`          // remark
	TabName       string            `json:"tabName,omitempty"`       // tags to add, separated by commas
	CancelTabName string            `json:"cancelTabName,omitempty"` // tags to remove, separated by commas
	Stage         string            `json:"stage,omitempty"`
	Source        string            `json:"source,omitempty"`
	LanguageTag   string            `json:"languageTag,omitempty"` // a display name, such as Simplified Chinese (ZH)
	Welcome       string            `json:"welcome,omitempty"`
	Extensions    map[string]string `json:"-"` // the tenant's own fields, by display name
}

// MarshalJSON writes the extension fields beside the others, which go before one of the same name.
func (c ImportedCustomer) MarshalJSON() ([]byte, error) {
	type plain ImportedCustomer
	text, err := json.Marshal(plain(c))
	if err != nil || len(c.Extensions) == 0 {
		return text, err
	}
	all := map[string]string{}
	for name, value := range c.Extensions {
		all[name] = value
	}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	return json.Marshal(all)
}

// Import adds customers, and changes those whose number is known: what is not given stays (SE-Q24,
// SE-Q47). An agent that is not there, or more than 100 customers, are refused with CodeInvalid, and
// nothing is stored (SE-Q41). It is described at https://doc.socialepoch.com/wa-scrm-open-api-doc/api/customer.html.
//
// Operation: batchImport.
func (s *CustomersService) Import(ctx context.Context, customers ...ImportedCustomer) error {
	body := struct {
		TenantID int64              `json:"tenantId"`
		Data     []ImportedCustomer `json:"data"`
	}{s.caller.credentials.TenantID, list(customers)}
	return s.caller.send(ctx, "batchImport", "wscrm-bus-api/customer/api/batchImport", body)
}

// A Customer is a customer as crmsim shows it; the vendor does not publish how it answers (SE-Q25).
type Customer struct {
	WhatsApp    string            `json:"whatsApp"`
	Principal   string            `json:"principal"` // agent account of the owner, "" for none
	FriendName  string            `json:"friendName"`
	Sex         string            `json:"sex"`
	Birthday    string            `json:"birthday"`
	Address     string            `json:"address"`
	Email       string            `json:"email"`
	Profession  string            `json:"profession"`
	Income      string            `json:"income"`
	Desc        string            `json:"desc"`
	TabName     string            `json:"tabName"` // tags, separated by commas
	Stage       string            `json:"stage"`
	Source      string            `json:"source"`
	LanguageTag string            `json:"languageTag"`
	Welcome     string            `json:"welcome"`
	Extensions  map[string]string `json:"-"` // the tenant's own fields, by display name; nil for none
}

// UnmarshalJSON takes the keys that the type does not name as extension fields, those that hold text.
func (c *Customer) UnmarshalJSON(text []byte) error {
	type plain Customer
	known := plain{}
	if err := json.Unmarshal(text, &known); err != nil {
		return err
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	for _, name := range customerKeys {
		delete(all, name)
	}
	for name, value := range all {
		if extension, ok := value.(string); ok {
			if known.Extensions == nil {
				known.Extensions = map[string]string{}
			}
			known.Extensions[name] = extension
		}
	}
	*c = Customer(known)
	return nil
}

var customerKeys = []string{
	"whatsApp", "principal", "friendName", "sex", "birthday", "address", "email", "profession", "income",
	"desc", "tabName", "stage", "source", "languageTag", "welcome",
}

// Query returns those customers that there are, in the order of the numbers, each once (SE-Q51). Against
// the vendor itself its answer is not known (SE-Q25).
//
// Operation: queryCustomers.
func (s *CustomersService) Query(ctx context.Context, numbers ...string) ([]Customer, error) {
	type number struct {
		WhatsApp string `json:"whatsApp"`
	}
	body := []number{}
	for _, n := range numbers {
		body = append(body, number{n})
	}
	return fetch[[]Customer](ctx, s.caller, "queryCustomers", "wscrm-bus-api/customer/query", body)
}

// asAdmin is what names the tenant and its admin account in a body.
type asAdmin struct {
	TenantID int64  `json:"tenantId"`
	UserName string `json:"userName"`
}

func (c *caller) admin() asAdmin { return asAdmin{c.credentials.TenantID, c.credentials.UserName} }
