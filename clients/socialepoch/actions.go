package socialepoch

import "context"

// ActionsService wakes up chats on the devices of agents
// (https://doc.socialepoch.com/wa-scrm-open-api-doc/api/client-whatsapp.html).
type ActionsService struct{ caller *caller }

// The values of WakeUp.PlatformType.
const (
	PlatformPC      = 1
	PlatformAndroid = 2
)

// A WakeUp is a conversation window to open. It fails by itself when the agent and the service account
// are not signed in within a minute, and windows of one account are opened 10 seconds apart.
type WakeUp struct {
	AgentAccount  string
	WhatsID       string // customer service account; with "" the agent chooses
	FriendWhatsID string // number of the friend
	PlatformType  int    // PlatformPC or PlatformAndroid
	Content       string // text to begin the message with
}

// wakeUp is the JSON of a WakeUp. Type 1 is the only one there is.
type wakeUp struct {
	AgentAccount  string `json:"agentAccount"`
	WhatsID       string `json:"whatsId,omitempty"`
	FriendWhatsID string `json:"friendWhatsId"`
	PlatformType  int    `json:"platformType"`
	Content       string `json:"content,omitempty"`
	Type          int    `json:"type"`
}

// Add asks for conversation windows and returns an id for each, in order. An agent that is not there
// is refused with CodeInvalid, and nothing is done (SE-Q50).
//
// Operation: batchAddActions.
func (s *ActionsService) Add(ctx context.Context, wakeUps ...WakeUp) ([]string, error) {
	items := make([]wakeUp, len(wakeUps))
	for i, w := range wakeUps {
		items[i] = wakeUp{w.AgentAccount, w.WhatsID, w.FriendWhatsID, w.PlatformType, w.Content, 1}
	}
	body := struct {
		TenantID int64    `json:"tenantId"`
		Data     []wakeUp `json:"data"`
	}{s.caller.credentials.TenantID, items}
	return fetch[[]string](ctx, s.caller, "batchAddActions", "wscrm-bus-api/open/action/batchAdd", body)
}

// An ActionResult tells that an action is known. What else a result tells is not published (SE-Q49).
type ActionResult struct {
	ID       string `json:"id"`
	TenantID int64  `json:"tenantId"`
}

// Results returns a row for each of the ids that is known.
//
// Operation: callbackResult.
func (s *ActionsService) Results(ctx context.Context, ids ...string) ([]ActionResult, error) {
	body := struct {
		TenantID int64    `json:"tenantId"`
		Data     []string `json:"data"`
	}{s.caller.credentials.TenantID, list(ids)}
	return fetch[[]ActionResult](ctx, s.caller, "callbackResult", "wscrm-bus-api/open/action/callbackResult", body)
}
