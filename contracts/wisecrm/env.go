package wisecrm

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
)

// Env is what a spec works through.
type Env struct {
	*contracts.Case
	Client *wisecrm.Client

	described map[string][]wisecrm.Field // by entity, what was asked for already
	other     string                     // a colleague
	module    bool                       // the specs' module is there
}

func connect(c *contracts.Case) *Env {
	e := &Env{Case: c, described: map[string][]wisecrm.Field{}}
	e.Client = e.Signing(wisecrm.MD5)
	return e
}

// Signing returns a client that proves itself in the given way.
func (e *Env) Signing(way wisecrm.SignType) *wisecrm.Client {
	return e.clientOf(wisecrm.Credentials{
		AppID: e.Credential("appid"), AppKey: e.Credential("appkey"), OpUser: e.Credential("op_user"), SignType: way,
	})
}

func (e *Env) clientOf(credentials wisecrm.Credentials) *wisecrm.Client {
	client, err := wisecrm.NewClient(credentials,
		wisecrm.WithBaseURL(e.BaseURL()), wisecrm.WithHTTPClient(e.HTTPClient()), wisecrm.WithClock(e.Now))
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return client
}

// Add adds a record that is removed after the spec, and returns its id.
func (e *Env) Add(ctx context.Context, m *model, fields wisecrm.Fields) string {
	id, err := m.service(e.Client).Add(ctx, fields, wisecrm.AddOptions{})
	e.Remove(m, id)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return id
}

// TryAdd adds a record that should not come to be, removes it after the spec if it did, and returns
// why it was refused.
func (e *Env) TryAdd(ctx context.Context, m *model, fields wisecrm.Fields) error {
	id, err := m.service(e.Client).Add(ctx, fields, wisecrm.AddOptions{})
	e.Remove(m, id)
	return err
}

// Remove removes the record after the spec. It is called with the id of each record that came to be,
// even against the spec's expectation; "" is none.
func (e *Env) Remove(m *model, id string) {
	if id == "" {
		return
	}
	e.Cleanup(func(ctx context.Context) error {
		_, err := m.service(e.Client).Delete(ctx, id, wisecrm.DeleteOptions{})
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

// Get reads fields of a record that is there.
func (e *Env) Get(ctx context.Context, m *model, id string, fields ...string) wisecrm.Record {
	record, err := m.service(e.Client).Get(ctx, id, fields...)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return record
}

// Find lists the records whose main display field fits qname: one page, with all that it says.
func (e *Env) Find(ctx context.Context, m *model, qname string, fields ...string) *wisecrm.Page {
	page, err := m.service(e.Client).List(ctx, wisecrm.ListOptions{Fields: fields, QName: qname})
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return page
}

// Count says how many records have the name.
func (e *Env) Count(ctx context.Context, m *model, name string) int {
	page := e.Find(ctx, m, name, m.id)
	ExpectWithOffset(1, page.Records).To(HaveLen(page.TotalSize))
	return page.TotalSize
}

// UnknownID returns an id that is well-formed and no record's.
func (e *Env) UnknownID(prefix string) string {
	hash := sha256.Sum256([]byte(e.Unique(prefix)))
	id := fmt.Sprintf("%s%x-%x-%x-%x-%x", prefix, hash[0:4], hash[4:6], hash[6:8], hash[8:10], hash[10:16])
	e.Claim(id)
	return id
}

// Code returns the code of a refusal, and 0 for a call that succeeded.
func Code(err error) int {
	if err == nil {
		return 0
	}
	refusal, err := refusalIn(err)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return refusal.Code
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
