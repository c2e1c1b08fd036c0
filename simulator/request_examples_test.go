package simulator_test

import (
	"crypto/md5"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/openapi/spectest"
	"github.com/crmsim/crmsim/simulator"
)

// successes are the outcomes by which the vendors say that a call succeeded.
var successes = map[string]string{"wisecrm": "0", "dustess": "0", "quancheng": openapi.OutcomeOK, "socialepoch": "200"}

// TestRequestExamples: the request example of each operation, signed and otherwise as the document
// shows it, succeeds on a fresh crmsim, which has nothing to remark on it. The ids in the examples are
// those of the demo data: after a change of the demo data this test says which examples need new ones.
func TestRequestExamples(t *testing.T) {
	t.Parallel()
	for vendor, success := range successes {
		t.Run(vendor, func(t *testing.T) {
			t.Parallel()
			document, err := openapi.Load(vendor)
			if err != nil {
				t.Fatal(err)
			}
			w := newWorld(t, simulator.Config{Seed: 42})
			examples := spectest.RequestExamples(t, "../openapi/"+vendor+".yaml")
			if len(examples) < len(document.Operations()) {
				t.Fatalf("%d examples of %d operations", len(examples), len(document.Operations()))
			}
			for _, e := range examples {
				w.own("POST", "/reset", "", http.StatusNoContent, nil)
				sign(t, vendor, &e)
				got := w.send(e.NewRequest(""))
				answer := document.Match(e.Method, e.Path).CheckResponse(got.Code, got.Header(), got.Body.Bytes())
				if answer.Outcome != success || len(answer.Findings) > 0 {
					t.Errorf("%s %s %s\nanswered %s %v", e.Operation, e.NewRequest("").URL, e.Body, got.Body, answer.Findings)
				}
				if slices.Contains(idle, strings.TrimSuffix(e.Operation, "ByPost")) {
					continue
				}
				for _, note := range []string{"Sim-Warning", "Sim-Violation"} {
					if text := got.Header().Get(note); text != "" {
						t.Errorf("%s: %s", e.Operation, text)
					}
				}
				if nothing.MatchString(got.Body.String()) {
					t.Errorf("%s: nothing found or done: %s", e.Operation, got.Body)
				}
			}
		})
	}
}

// nothing matches answers that are well-formed and say that there was nothing to change or to show.
var nothing = regexp.MustCompile(`"value":(false|0|-1|null|\[\])}|"(data|records|list|success)":(null|\[\])`)

// idle are operations whose example cannot do more on a fresh crmsim: no line is locked, no call has a time that can be
// written down, the new number and name are free, no wake-up has an id yet, an agent's answer has no data, nor has that
// to messages.
var idle = []string{"unIMSLock", "updateCallHistory", "customerTelIsRepeat", "callbackResult", "addAgent", "delAgent",
	"sendAgentMsg", "directSendAgentMsg"}

// sign replaces the credentials of an example by those of the default sandbox, as info.description says.
func sign(t *testing.T, vendor string, e *spectest.RequestExample) {
	t.Helper()
	now := strconv.FormatInt(time.Now().UnixMilli(), 10)
	switch vendor {
	case "wisecrm":
		e.Query.Set("timestamp", now)
		e.Query.Del("sign")
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(e.Query)) {
			parts = append(parts, name+"="+e.Query.Get(name))
		}
		e.Query.Set("sign", hash(strings.Join(parts, "&")+"&appkey=appkey-default"))
	case "socialepoch":
		e.Header.Del("timestamp")
		e.Header.Set("timestamp", now)
		e.Header.Set("token", hash(e.Header.Get("tenant_id")+now+"apikey-default"))
		if e.Operation == "delCustomers" {
			e.Body = signBody(t, e.Body)
		}
	}
}

// signBody signs a body by the older scheme of SocialEpoch.
func signBody(t *testing.T, text string) string {
	t.Helper()
	var body struct {
		TenantID   int    `json:"tenantId"`
		UserName   string `json:"userName"`
		CreateTime string `json:"createTime"`
		Token      string `json:"token"`
	}
	if err := json.Unmarshal([]byte(text), &body); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(text, body.Token, hash(fmt.Sprint(body.TenantID, body.UserName, body.CreateTime, "apikey-default")))
}

func hash(text string) string { return fmt.Sprintf("%x", md5.Sum([]byte(text))) }
