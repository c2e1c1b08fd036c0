package wisecrm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/crmsim/crmsim/openapi"
)

// An app is what the vendor issues to a developer.
type app struct {
	AppID          string `json:"appid"`
	AppKey         string `json:"appkey"`
	Closed         bool   `json:"closed"`           // the tenant has not paid for the OpenAPI: 490
	PlainForbidden bool   `json:"plain_forbidden"`  // signatures only (WI-Q04)
	CallsPerMinute int    `json:"calls_per_minute"` // 0: no limit (WI-Q56)

	FutureForbidden bool     `json:"future_forbidden"` // no timestamp may be ahead of the clock (WI-Q09)
	ClampPageSize   bool     `json:"clamp_page_size"`  // a page_size above 200 is 200 (WI-Q35)
	GzipAlways      bool     `json:"gzip_always"`      // answers are compressed unasked (WI-Q57)
	Denied          []string `json:"denied"`           // operations that the app has no right to call, by operationId: 403
}

func lessApp(a, b app) bool { return a.AppID < b.AppID }

// credentials are what the control API shows of a sandbox.
type credentials struct {
	AppID  string `json:"appid"`
	AppKey string `json:"appkey"`
	OpUser string `json:"op_user"`
}

// issue gives the sandbox its one app. Its names are plain, so that they can be written down before the sandbox exists.
func issue(tx *tx, sandbox string) any {
	for _, a := range slices.Collect(tx.State.apps.All()) {
		removeApp(tx, a)
	}
	issued := app{AppID: "000-" + sandbox, AppKey: "appkey-" + sandbox}
	putApp(tx, issued)
	return credentials{issued.AppID, issued.AppKey, userID(1)}
}

func appKeys(s *state) []string {
	var keys []string
	for a := range s.apps.All() {
		keys = append(keys, a.AppKey)
	}
	return keys
}

// try lists a page of accounts in plain mode, which needs no signature.
func try(origin string, shown any) string {
	c, _ := shown.(credentials)
	return "curl '" + origin + "/gw/account/list?appid=" + c.AppID + "&sign=" + c.AppKey + "&op_user=" + c.OpUser +
		"&fields=accountId,accountName,phone&page_size=3'"
}

// putApp adds an app, or replaces the one of its appid.
func putApp(tx *tx, a app) {
	removeApp(tx, a)
	tx.State.apps.Put(tx.Writer, a)
	tx.Claim(a.AppID)
}

func removeApp(tx *tx, a app) {
	if tx.State.apps.Delete(tx.Writer, a) {
		tx.Release(a.AppID)
	}
}

// appCheck returns the check of apps that the control API is given.
func appCheck(document *openapi.Document) func(*tx, *app) error {
	return func(_ *tx, a *app) error {
		if a.AppID == "" || a.AppKey == "" || a.CallsPerMinute < 0 {
			return errors.New("want an appid, an appkey, and calls_per_minute of 0 or more")
		}
		for _, id := range a.Denied {
			if document.Operation(id) == nil {
				return fmt.Errorf("denied: there is no operation %q", id)
			}
		}
		return nil
	}
}
