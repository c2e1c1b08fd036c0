package socialepoch

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/contracts"
)

// Fields is the object of a body.
type Fields map[string]any

// absent as a value leaves a field out.
type absent struct{}

// With returns a copy in which the named fields have other values; names and values come in turn. A
// name such as data.0.whatsApp leads into what the field holds.
func (f Fields) With(pairs ...any) Fields {
	next := f
	for pair := range slices.Chunk(pairs, 2) {
		next = put(next, strings.Split(pair[0].(string), "."), pair[1]).(Fields)
	}
	return next
}

func put(into any, path []string, value any) any {
	if len(path) == 0 {
		return value
	}
	switch into := into.(type) {
	case Fields:
		next := maps.Clone(into)
		if _, drop := value.(absent); drop && len(path) == 1 {
			delete(next, path[0])
			return next
		}
		next[path[0]] = put(next[path[0]], path[1:], value)
		return next
	case []any:
		next := slices.Clone(into)
		at, err := strconv.Atoi(path[0])
		ExpectWithOffset(3, err).NotTo(HaveOccurred())
		next[at] = put(next[at], path[1:], value)
		return next
	}
	panic(fmt.Sprintf("there is no %s in %v", path[0], into)) // A slip in a spec.
}

// complete returns a body of the operation that lacks nothing. It names numbers and agents that are
// nobody's, so that it changes no record. An agent that it adds is removed after the spec.
func (e *Env) complete(operation string) Fields {
	tenant := Fields{"tenantId": e.TenantID()}
	admin := tenant.With("userName", e.Credential("user_name"))
	switch operation {
	case "setPrincipalAsNull":
		return admin.With("data", []any{e.Number()})
	case "delCustomers":
		return e.legacy(tenant).With("type", 3, "item", []any{e.Number()})
	case "delFriendsContacts":
		return admin.With("info", Fields{"friendWhatsId": e.Number()})
	case "queryDelCustomerInfo":
		return tenant.With("info", Fields{}, "current", 1, "pageSize", 1)
	case "batchImport":
		return tenant.With("data", []any{Fields{"agentAccount": e.Name(), "whatsApp": e.Number()}})
	case "addAgent":
		name := e.Name()
		e.RemoveAgent(name)
		return Fields{"username": name, "password": "pw"}
	case "delAgent", "queryAgent":
		return Fields{"username": e.Name()}
	case "msgPage":
		return tenant.With("info", Fields{})
	case "batchAddActions":
		return tenant.With("data", []any{Fields{"agentAccount": e.Name(), "friendWhatsId": e.Number(), "platformType": 1, "type": 1}})
	case "callbackResult":
		return tenant.With("data", []any{e.Name()})
	case "queryUserStatus":
		return Fields{"source": 1, "userName": e.Name()}
	case "soCreate":
		return Fields{
			"targetType": 1, "sendWhatsApp": e.Number(), "friendWhatsApp": e.Number(),
			"content": []any{Fields{"type": 1, "text": "hello"}},
		}
	case "moscCreate":
		return Fields{
			"targetType": 1, "sendInfos": []any{Fields{"sendWhatsApp": e.Number(), "friendWhatsApp": e.Number()}},
			"content": []any{Fields{"type": 1, "text": "hello"}},
		}
	default: // listUserByTenantId
		return Fields{}
	}
}

// request is a call of an operation with a body.
func request(operation string, body any) contracts.Request {
	return contracts.Request{Operation: operation, Body: body}
}

// call returns a complete call of the operation.
func (e *Env) call(operation string) contracts.Request {
	if operation == "queryCustomers" {
		return request(operation, []any{Fields{"whatsApp": e.Number()}})
	}
	return request(operation, e.complete(operation))
}
