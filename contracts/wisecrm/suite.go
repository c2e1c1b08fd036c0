// Package wisecrm is the contract of WiseCRM365.
package wisecrm

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"strings"

	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// Suite returns the contract of WiseCRM365.
func Suite() *contracts.Suite {
	s := contracts.NewSuite(contracts.Vendor[*Env]{
		ID:          "wisecrm",
		BasePath:    "/gw/",
		Credentials: []contracts.Credential{{Name: "appid"}, {Name: "appkey"}, {Name: "op_user"}},
		Connect:     connect,
		Created:     created,
		Changes:     changes,
	})
	addAccount(s)
	addDuplicateAccount(s)
	refuseAccount(s)
	return s.Suite
}

// declaration is what the files of this package add their specs to.
type declaration = *contracts.Declaration[*Env]

// Env is what a spec works through.
type Env struct {
	*contracts.Case
	Client *wisecrm.Client
}

func connect(c *contracts.Case) *Env {
	client, err := wisecrm.NewClient(
		wisecrm.Credentials{AppID: c.Credential("appid"), AppKey: c.Credential("appkey"), OpUser: c.Credential("op_user")},
		wisecrm.WithBaseURL(c.BaseURL()), wisecrm.WithHTTPClient(c.HTTPClient()), wisecrm.WithClock(c.Now),
	)
	Expect(err).NotTo(HaveOccurred())
	return &Env{c, client}
}

// created finds the id that an add answers under the name of its entity: data.account_id.
func created(op *openapi.Operation, body any) []string {
	if !strings.HasPrefix(op.ID, "add") {
		return nil
	}
	answer, _ := body.(map[string]any)
	data, _ := answer["data"].(map[string]any)
	var ids []string
	for name, value := range data {
		if id, ok := value.(string); ok && strings.HasSuffix(name, "_id") {
			ids = append(ids, id)
		}
	}
	return ids
}

// changes finds the record that an update or a delete is about. What a cascade takes along refers to
// that record, and so was made by the same run.
func changes(op *openapi.Operation, query url.Values, _ []byte) []string {
	for _, p := range op.Parameters {
		if strings.HasSuffix(p.Name, "_id") && op.Effect != openapi.Read {
			return []string{query.Get(p.Name)}
		}
	}
	return nil
}

// Named returns the fields of an account of that name.
func Named(name string) wisecrm.Fields { return wisecrm.Fields{"accountName": name} }

// AddAccount adds an account that is removed after the spec, and returns its id.
func (e *Env) AddAccount(ctx context.Context, fields wisecrm.Fields, opts wisecrm.AddOptions) string {
	id, err := e.Client.Accounts.Add(ctx, fields, opts)
	e.RemoveAccount(id)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return id
}

// RemoveAccount removes the account after the spec. It is called with the id of each account that
// came to be, even against the spec's expectation; "" is none.
func (e *Env) RemoveAccount(id string) {
	if id == "" {
		return
	}
	e.Cleanup(func(ctx context.Context) error {
		_, err := e.Client.Accounts.Delete(ctx, id, wisecrm.DeleteOptions{})
		return unlessGone(err)
	})
}

// unlessGone takes the failure to find a record (WI-Q30) for a success.
func unlessGone(err error) error {
	if refusal, ok := errors.AsType[*wisecrm.Error](err); ok && refusal.Code == wisecrm.CodeBusiness {
		return nil
	}
	return err
}

// UnknownID returns an id that is well-formed and no record's. The prefix is the entity's, such as "002".
func (e *Env) UnknownID(prefix string) string {
	hash := sha256.Sum256([]byte(e.Unique(prefix)))
	id := fmt.Sprintf("%s-%x-%x-%x-%x-%x", prefix, hash[0:4], hash[4:6], hash[6:8], hash[8:10], hash[10:16])
	e.Claim(id)
	return id
}

// HaveCode matches the refusal of a call with that error_code.
func HaveCode(code int) types.GomegaMatcher {
	return WithTransform(func(err error) (int, error) {
		refusal, err := refusalIn(err)
		return refusal.Code, err
	}, Equal(code))
}

// HaveMessage matches the refusal of a call with that error_msg.
func HaveMessage(text string) types.GomegaMatcher {
	return WithTransform(func(err error) (string, error) {
		refusal, err := refusalIn(err)
		return refusal.Message, err
	}, Equal(text))
}

// refusalIn fails for what is no refusal by the vendor: success, no answer, or an answer that makes no sense.
func refusalIn(err error) (wisecrm.Error, error) {
	refusal, ok := errors.AsType[*wisecrm.Error](err)
	if !ok || refusal.Code == 0 {
		return wisecrm.Error{}, fmt.Errorf("want a refusal by WiseCRM365, got %v", err)
	}
	return *refusal, nil
}
