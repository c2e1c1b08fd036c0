package socialepoch

import (
	"encoding/json"
	"testing"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/openapi/spectest"
)

// TestSchemas holds the types to the document.
func TestSchemas(t *testing.T) {
	t.Parallel()
	document, err := openapi.Load("socialepoch")
	if err != nil {
		t.Fatal(err)
	}
	spectest.Match[envelope[json.RawMessage]](t, document, "TextAnswer")
	spectest.Match[envelope[json.RawMessage]](t, document, "NullAnswer")
	spectest.Match[envelope[json.RawMessage]](t, document, "Failure")
	spectest.Match[envelope[ClearResult]](t, document, "SetPrincipalAsNullAnswer")
	spectest.Match[envelope[contactPage]](t, document, "DelCustomerInfoAnswer")
	spectest.Match[envelope[[]Customer]](t, document, "CustomersAnswer")
	spectest.Match[envelope[Agent]](t, document, "AgentAnswer")
	type listed struct { // without the other spelling of userName, which the document leaves to words (SE-Q46)
		UserID   int    `json:"userId"`
		UserName string `json:"userName"`
		Nickname string `json:"nickname"`
	}
	spectest.Match[envelope[[]listed]](t, document, "AgentsAnswer")
	spectest.Match[envelope[MessagePage]](t, document, "MsgPageAnswer")
	spectest.Match[envelope[[]string]](t, document, "ActionIDsAnswer")
	spectest.Match[envelope[[]ActionResult]](t, document, "ActionResultsAnswer")
	spectest.Match[NewAgent](t, document, "AddAgent")
	spectest.Match[agentName](t, document, "AgentName")
	spectest.Match[wakeUp](t, document, "WakeUp")
	spectest.Match[envelope[[]OnlineAgent]](t, document, "OnlineAgentsAnswer")
	spectest.Match[envelope[newTask]](t, document, "TaskAnswer")
	spectest.Match[envelope[taskStatus]](t, document, "TaskStatusAnswer")
	spectest.Match[Target](t, document, "SendInfo")

	type plain Customer // without the decoder, which takes anything
	spectest.Match[plain](t, document, "Customer")
	type imported ImportedCustomer
	spectest.Match[imported](t, document, "ImportedCustomer")
}
