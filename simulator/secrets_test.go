package simulator_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

// TestASecretOfAnotherSandboxIsNotShown: who puts a secret where an id belongs calls the default sandbox, which hides
// it too, for as long as some sandbox has it.
func TestASecretOfAnotherSandboxIsNotShown(t *testing.T) {
	t.Parallel()
	base := newWorld(t, simulator.Config{})
	w := base.fork("another", "")
	k := w.keys().Credentials
	secrets := []string{w.appkey, k.Dustess.Client_secret, k.Dustess.Access_token, k.Quancheng.Password, k.Quancheng.Token, k.Quancheng.Site_key, k.Socialepoch.Api_key}
	shows := func(secret string) string {
		quoted, _ := json.Marshal(secret)
		calls := [][3]string{
			{"GET", "/gw/account/list?appid=" + url.QueryEscape(secret) + "&sign=x", ""},
			{"POST", "/auth/v1/access_token/token", `{"ClientID":` + string(quoted) + `,"ClientSecret":"x"}`},
			{"GET", "/WebApi/Handler/1.0/Token/Get.ashx?org_id=1&password=x&login_name=" + url.QueryEscape(secret), ""},
			{"POST", "/wscrm-bus-api/customer/query", `[{"whatsApp":` + string(quoted) + `}]`},
			{"GET", "/gw/" + url.PathEscape(secret), ""},
		}
		for i, c := range calls {
			r := httptest.NewRequest(c[0], c[1], strings.NewReader(c[2]))
			r.Header.Set("Content-Type", contentJSON)
			answer := base.send(r)
			if headers := fmt.Sprint(answer.Header()); strings.Contains(headers, secret) {
				return fmt.Sprintf("call %d: %s", i, headers)
			}
		}
		if text := base.own("GET", "/journal?limit=1000", "", 200, nil); strings.Contains(text, secret) {
			return "in the journal"
		}
		return ""
	}
	for _, secret := range secrets {
		if len(secret) < 6 {
			t.Fatalf("%q is no secret; all are %q", secret, secrets)
		}
		if where := shows(secret); where != "" {
			t.Errorf("%s is shown, %s", secret, where)
		}
	}
	w.own("POST", "/reset", "", 204, nil)
	if where := shows(w.appkey); where != "" {
		t.Errorf("%s is shown after a reset, %s", w.appkey, where)
	}
	w.own("DELETE", "", "", 204, nil)
	if where := shows(w.appkey); where == "" {
		t.Errorf("%s is nobody's any more, and hidden", w.appkey)
	}
}
