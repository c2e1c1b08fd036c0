package wisecrm

import (
	"strconv"
	"testing"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/openapi/spectest"
)

// TestTypesMatchTheDocument: each type that travels has the properties of its schema, of types that
// hold them, and no others.
func TestTypesMatchTheDocument(t *testing.T) {
	t.Parallel()
	document, err := openapi.Load("wisecrm")
	if err != nil {
		t.Fatal(err)
	}
	spectest.Match[outcome](t, document, "Failure")
	spectest.Match[accountIDAnswer](t, document, "AccountIDAnswer")
	spectest.Match[contactIDAnswer](t, document, "ContactIDAnswer")
	spectest.Match[salesOrderIDAnswer](t, document, "SalesOrderIDAnswer")
	spectest.Match[recordIDAnswer](t, document, "RecordIDAnswer")
	spectest.Match[recordAnswer](t, document, "RecordAnswer")
	spectest.Match[listAnswer](t, document, "ListAnswer")
	spectest.Match[listAnswer](t, document, "UsersAnswer")
	spectest.Match[entitiesAnswer](t, document, "EntitiesAnswer")
	spectest.Match[fieldsAnswer](t, document, "FieldsAnswer")
	spectest.Match[picklistsAnswer](t, document, "PicklistsAnswer")
	spectest.Match[Entity](t, document, "Entity")
	spectest.Match[Field](t, document, "Field")
	spectest.Match[Picklist](t, document, "Picklist")
	spectest.Match[PicklistValue](t, document, "PicklistValue")
	spectest.Match[Filter](t, document, "AdvQuery")
	spectest.Match[Condition](t, document, "Filter")
}

// TestErrorCodesMatchTheDocument: the constants are the codes of the document.
func TestErrorCodesMatchTheDocument(t *testing.T) {
	t.Parallel()
	document, err := openapi.Load("wisecrm")
	if err != nil {
		t.Fatal(err)
	}
	failures := map[string]bool{}
	for _, code := range []int{
		CodeBusiness, CodeInvalid, CodeMissing, CodeUnsupported, CodePermission, CodeNotOpened, CodeLimit, CodeSystem,
	} {
		failures[strconv.Itoa(code)] = true
	}
	for _, outcome := range document.Operation("addAccount").Outcomes() {
		if outcome != "0" && !failures[outcome] {
			t.Errorf("the document has the code %s, the client no constant for it", outcome)
		}
		delete(failures, outcome)
	}
	if len(failures) > 0 {
		t.Errorf("the document lacks codes that the client has constants for: %v", failures)
	}
}
