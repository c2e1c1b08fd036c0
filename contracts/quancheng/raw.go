package quancheng

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
)

// base is where a site keeps the operations.
const base = "/WebApi/Handler/1.0/"

// Get makes a call by GET.
func (e *Env) Get(ctx context.Context, operation string, parameters url.Values) contracts.Answer {
	return e.Send(ctx, contracts.Request{Operation: operation, Query: parameters})
}

// tokenless are the operations that a call sends no token to unless it says so.
var tokenless = map[string]bool{"getToken": true, "updateBaseInfoHit": true, "addMessageBoard": true}

// sign adds the token where the other parameters are: in the form or in the query.
func sign(_ context.Context, e *Env, r *contracts.Request) {
	place := r.Query
	if len(r.Form) > 0 {
		place = r.Form
	}
	if _, given := place["token"]; !given && !tokenless[r.Operation] {
		place.Set("token", e.Credential("token"))
	}
}

// read takes the value, or the code and message of a refusal, out of an answer. In XML that is whether there is a
// value, and the code.
func read(a *contracts.Answer) error {
	if strings.HasPrefix(a.Text, "<?xml") {
		var envelope struct {
			Value *struct{} `xml:"value"`
			Code  string    `xml:"error_code"`
		}
		err := xml.Unmarshal([]byte(a.Text), &envelope)
		a.Code = codeOf(envelope.Code)
		a.OK = a.Code == 0 && envelope.Value != nil
		return err
	}
	var envelope struct {
		Value   json.RawMessage
		Code    json.RawMessage `json:"error_code"`
		Message string          `json:"error_msg"`
	}
	err := json.Unmarshal([]byte(a.Text), &envelope)
	a.Code = codeOf(strings.Trim(string(envelope.Code), `"`))
	a.OK, a.Data, a.Message = a.Code == 0 && envelope.Value != nil, envelope.Value, envelope.Message
	return err
}

// codeOf is an error code as a number, and quancheng.CodeText for a text, which refuses a call as well (QC-Q09).
func codeOf(text string) int {
	if text == "" || text == "null" {
		return 0
	}
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return quancheng.CodeText
}

// with returns the parameters with one more, or another value of one.
func with(all url.Values, name, value string) url.Values {
	changed := maps.Clone(all)
	changed.Set(name, value)
	return changed
}

// without returns the parameters without one.
func without(all url.Values, name string) url.Values {
	changed := maps.Clone(all)
	changed[name] = nil
	return changed
}

// text writes a JSON value's scalar.
func text(value any) string {
	if number, ok := value.(float64); ok {
		return fmt.Sprintf("%.0f", number)
	}
	return fmt.Sprint(value)
}
