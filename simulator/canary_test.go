package simulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// A canary is a secret with a part that stands nowhere else and has no character that anybody escapes.
type canary struct{ name, secret, core string }

// canaries are the secrets of a sandbox, all of them odd ones, and tokens that it issued.
func canaries(w *world) []canary {
	w.t.Helper()
	odd := func(name string) canary {
		core := "CANARY" + name + w.name // A credential is in one sandbox only.
		return canary{name, `密"\<&=%+ ` + core, core}
	}
	plain := func(name, secret string) canary { return canary{name, secret, secret} }
	appkey, client, password, site, api := odd("appkey"), odd("clientsecret"), odd("password"), odd("sitekey"), odd("apikey")
	quoted := func(c canary) string { text, _ := json.Marshal(c.secret); return string(text) }
	k := w.keys().Credentials
	w.own("PATCH", "/data/wisecrm/apps/"+k.Wisecrm.Appid, `{"appkey":`+quoted(appkey)+`}`, 200, nil)
	w.own("PATCH", "/data/dustess/apps/"+k.Dustess.Client_id, `{"client_secret":`+quoted(client)+`}`, 200, nil)
	w.own("PATCH", "/data/quancheng/users/1", `{"password":`+quoted(password)+`}`, 200, nil)
	w.own("PATCH", "/data/quancheng/settings/settings", `{"site_key":`+quoted(site)+`}`, 200, nil)
	tenant := string(k.Socialepoch.Tenant_id)
	w.own("PATCH", "/data/socialepoch/tenants/"+tenant, `{"api_key":`+quoted(api)+`}`, 200, nil)
	signed := map[string]string{"Sim-Sign": "yes", "Sim-Sandbox": w.name, "Content-Type": contentJSON}
	_, jwt, _ := w.sendText("POST", "/auth/v1/access_token/token", `{"ClientID":"`+k.Dustess.Client_id+`"}`, signed)
	_, guid, _ := w.sendText("GET", "/WebApi/Handler/1.0/Token/Get.ashx?login_name="+url.QueryEscape(k.Quancheng.Login_name), "", signed)
	issued, got := between(jwt, `"accessToken":"`, `"`), between(guid, `"value":"`, `"`)
	if issued == "" || got == "" {
		w.t.Fatalf("no tokens: %s %s", jwt, guid)
	}
	return []canary{
		appkey, client, password, site, api,
		plain("access_token", k.Dustess.Access_token), plain("token", k.Quancheng.Token), plain("issued access token", issued), plain("issued token", got),
	}
}

// spelt are ways to write a secret.
func spelt(secret string) map[string]string {
	quoted, _ := json.Marshal(secret)
	var percent, escaped strings.Builder
	for i := range len(secret) {
		fmt.Fprintf(&percent, "%%%02x", secret[i])
	}
	for _, r := range secret {
		fmt.Fprintf(&escaped, `\u%04X`, r)
	}
	inJSON := string(quoted[1 : len(quoted)-1])
	return map[string]string{
		"plain": secret, "JSON": inJSON, "percent": percent.String(), "escaped": escaped.String(), "query": url.QueryEscape(secret),
		"JSON in query": url.QueryEscape(inJSON), "twice": url.QueryEscape(url.QueryEscape(secret)),
	}
}

// shows reports whether an output has a canary in any spelling that somebody could read.
func (c canary) shows(output string) bool {
	for _, text := range spelt(c.core) {
		if strings.Contains(strings.ToLower(output), strings.ToLower(text)) {
			return true
		}
	}
	return false
}

// A perch is a call into which secrets are planted, with a documented parameter.
type perch struct{ vendor, method, path, parameter, body string }

var perches = []perch{
	{"wisecrm", "GET", listPath, "qname", ""},
	{"wisecrm", "POST", addPath, "op_user", `{"accountName":"%s"}`},
	{"wisecrm", "POST", "/gw/nothing", "timestamp", `{"sign":"%s"}`},
	{"dustess", "POST", "/customer/v1/batchEditCustomer", "accessToken", `{"customer_list":[{"id":"%s","tags":"%s"}]}`},
	{"dustess", "POST", "/auth/v1/access_token/token", "expire", `{"ClientID":"%s","ClientSecret":"x","more":"%s"}`},
	{"dustess", "POST", "/work-order/api/v1/ticket/detail", "accessToken", `{"ticketId":"%s","currentUserId":"%s"}`},
	{"quancheng", "GET", "/WebApi/Handler/1.0/CRM/Customer/Save.ashx", "json", ""},
	{"quancheng", "POST", "/WebApi/Handler/1.0/Token/Get.ashx", "login_name", `{"password":"%s"}`},
	{"socialepoch", "POST", "/wscrm-bus-api/customer/query", "timestamp", `[{"whatsApp":"%s"}]`},
	{"socialepoch", "POST", "/wscrm-bus-api/open/customer/del", "tenant_id", `{"type":"%s","userName":"%s","createTime":"%s"}`},
}

// plant returns the call with a spelling of a secret in each place.
func (p perch) plant(text string) map[string]*http.Request {
	escaped := url.QueryEscape(text)
	call := func(path, query, contentType, body string) *http.Request {
		r := &http.Request{
			Method: p.method, URL: &url.URL{Path: path, RawQuery: query}, Host: "localhost", Header: http.Header{},
			Body: http.NoBody, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		}
		if body != "" {
			r.Body = httptest.NewRequest("POST", "/", strings.NewReader(body)).Body
			r.Header.Set("Content-Type", contentType)
		}
		return r
	}
	const form = "application/x-www-form-urlencoded"
	body := strings.ReplaceAll(p.body, "%s", text)
	calls := map[string]*http.Request{
		"path": call(p.path+"/"+text, "", "", ""), "query name": call(p.path, escaped+"=1", "", ""), "raw query": call(p.path, text, "", ""),
		"query value": call(p.path, "colour="+escaped, "", ""), "documented value": call(p.path, p.parameter+"="+escaped, "", ""),
		"body": call(p.path, "", contentJSON, body), "body name": call(p.path, "", contentJSON, `{"`+text+`":1,"a":{"`+text+`":[{}]}}`),
		"whole body": call(p.path, "", contentJSON, text), "wrong place": call(p.path, "", contentJSON, `{"a":[{"b":"x `+text+`"}]}`),
		"form":           call(p.path, "", form, "colour="+escaped+"&"+escaped+"="+escaped),
		"JSON in a form": call(p.path, "", form, p.parameter+"="+url.QueryEscape(`{"Name":"`+text+`","`+text+`":1}`)),
		"header":         call(p.path, "", contentJSON, p.body), "method": call(p.path, "", "", ""), "fault": call(p.path, "", "", ""), "signing": call(p.path, "", "", ""),
	}
	calls["method"].Method = text
	for place, name := range map[string]string{"header": p.parameter, "fault": "Sim-Fault", "signing": "Sim-Sign"} {
		calls[place].Header.Set(name, text)
	}
	return calls
}

// TestNoSecretLeavesTheSimulator: wherever a client puts a secret, and however it is spelt, no answer, no header
// and no journal shows it.
func TestNoSecretLeavesTheSimulator(t *testing.T) {
	t.Parallel()
	for _, p := range perches {
		t.Run(p.vendor+" "+p.path, func(t *testing.T) {
			t.Parallel()
			w := newSandbox(t)
			secrets := canaries(w)
			for _, c := range secrets {
				for spelling, text := range spelt(c.secret) {
					for place, r := range p.plant(text) {
						r.Header.Set("Sim-Sandbox", w.name)
						if place != "signing" && len(text)%2 == 0 { // Now with credentials, now without.
							r.Header.Set("Sim-Sign", "yes")
						}
						answer := w.send(r)
						for where, output := range map[string]string{"answer": answer.Body.String(), "headers": fmt.Sprint(answer.Header())} {
							if c.shows(output) {
								t.Errorf("%s as %s in %s: the %s show it: %.300s", c.name, spelling, place, where, output)
							}
						}
						if text := w.own("GET", "/journal", "", 200, nil); c.shows(text) {
							t.Errorf("%s as %s in %s: the journal shows it: %.900s", c.name, spelling, place, text)
						}
						w.own("DELETE", "/journal", "", 204, nil)
					}
				}
			}
			for path, status := range map[string]int{"/snapshots": 200, "/faults": 200, "/clock": 200} {
				output := w.own("GET", path, "", status, nil)
				for _, c := range secrets {
					if c.shows(output) {
						t.Errorf("%s shows %s: %s", path, c.name, output)
					}
				}
			}
		})
	}
}
