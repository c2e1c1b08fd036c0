package socialepoch

import (
	"cmp"
	"context"
	"errors"
)

// AgentsService opens and closes sub accounts
// (https://doc.socialepoch.com/wa-scrm-open-api-doc/zh/api/seats.html).
type AgentsService struct{ caller *caller }

// A NewAgent is a sub account to open.
type NewAgent struct {
	Username string `json:"username"`           // by which the agent signs in; letter case counts (SE-Q42)
	Nickname string `json:"nickname,omitempty"` // the username when "" (SE-Q38)
	Password string `json:"password"`           // in plain text
}

// Add opens a sub account. A name that is taken is refused with CodeInvalid (SE-Q38).
//
// Operation: addAgent.
func (s *AgentsService) Add(ctx context.Context, agent NewAgent) error {
	return s.caller.send(ctx, "addAgent", "se-api/user/add", agent)
}

// agentName is how the other calls name an agent.
type agentName struct {
	Username string `json:"username"`
}

// Delete closes the sub account of that name and leaves its customers without an owner. A name that
// nobody has is refused with CodeInvalid (SE-Q38).
//
// Operation: delAgent.
func (s *AgentsService) Delete(ctx context.Context, username string) error {
	return s.caller.send(ctx, "delAgent", "se-api/user/del", agentName{username})
}

// An Agent is a sub account.
type Agent struct {
	MainUserID int    `json:"mainUserId"` // user id of the admin account
	TenantID   int64  `json:"tenantId"`
	Username   string `json:"username"`
	UserID     int    `json:"userId"`
	Nickname   string `json:"nickname"`
	GUID       string `json:"guid"`
}

// ErrNoAgent is the error of Query for a name that nobody has.
var ErrNoAgent = errors.New("there is no agent of that name")

// Query returns the sub account of that name. The error wraps ErrNoAgent when there is none.
//
// Operation: queryAgent.
func (s *AgentsService) Query(ctx context.Context, username string) (*Agent, error) {
	const operation = "queryAgent"
	data, answer, err := s.caller.call(ctx, operation, "se-api/user/query", agentName{username})
	if err != nil {
		return nil, err
	}
	if data == nil {
		return nil, fail(operation, ErrNoAgent)
	}
	return decode[*Agent](operation, data, answer)
}

// A ListedAgent is a sub account as the list shows it.
type ListedAgent struct {
	Username string
	UserID   int
	Nickname string
}

// listedAgent is the JSON of a ListedAgent: the name stands under either key (SE-Q46).
type listedAgent struct {
	UserID   int    `json:"userId"`
	UserName string `json:"userName"`
	Username string `json:"username"`
	Nickname string `json:"nickname"`
}

// List returns all sub accounts of the tenant.
//
// Operation: listUserByTenantId.
func (s *AgentsService) List(ctx context.Context) ([]ListedAgent, error) {
	got, err := fetch[[]listedAgent](ctx, s.caller, "listUserByTenantId", "group-dispatch-api/user/listUserByTenantId", struct{}{})
	if err != nil {
		return nil, err
	}
	agents := make([]ListedAgent, len(got))
	for i, a := range got {
		agents[i] = ListedAgent{cmp.Or(a.UserName, a.Username), a.UserID, a.Nickname}
	}
	return agents, nil
}
