package wisecrm

import (
	"net/url"
	"strconv"
	"time"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/conform"
)

// proven are the parameters that proofs look after.
var proven = []string{"appid", "sign", "sign_type", "timestamp"}

// proofs are the ways to sign a call, and what is none.
func proofs() []conform.Proof[*Env] {
	set := func(name string, values ...string) func(*Env, *contracts.Request) {
		return func(_ *Env, r *contracts.Request) { r.Query[name] = values }
	}
	at := func(age time.Duration, unit int64) func(*Env, *contracts.Request) {
		return func(e *Env, r *contracts.Request) {
			r.Query.Set("timestamp", strconv.FormatInt(e.Now().Add(-age).UnixMilli()/unit, 10))
		}
	}
	// by signs what alter makes of the parameters, with a key.
	by := func(key string, alter func(url.Values)) func(*Env, *contracts.Request) {
		return func(e *Env, r *contracts.Request) {
			all := e.signed(r.Query)
			r.Query = e.signed(r.Query)
			alter(all)
			r.Query.Set("sign", Signature(TextToSign(all)+"appkey="+key, "MD5"))
		}
	}
	plain := func(e *Env, r *contracts.Request) {
		r.Query["timestamp"], r.Query["sign_type"], r.Query["sign"] = nil, nil, []string{e.Credential("appkey")}
	}
	const missing, bad = wisecrm.CodeMissing, wisecrm.CodeInvalid
	all := []conform.Proof[*Env]{
		{Name: "SHA1", Text: "takes a signature by SHA1", Make: set("sign_type", "SHA1")},
		{Name: "plain", Text: "takes the key itself, without timestamp and sign_type", Make: plain},
		{Name: "unknown", Text: "refuses an app that there is not", Code: bad, Make: set("appid", "000-nobody")},
		{Name: "unsigned", Text: "refuses a signature of nothing", Code: bad, Make: set("sign", Signature("", "MD5"))},
		{Name: "algorithm", Text: "refuses another sign_type", Code: bad, Make: set("sign_type", "SHA256")},
		{Name: "noAlgorithm", Text: "refuses a signature without sign_type", Code: bad, Make: set("sign_type")},
		{Name: "foreign", Text: "refuses a signature by another tenant's key", Code: bad, Make: by("appkey-default", func(url.Values) {})},
		{Name: "altered", Text: "refuses a signature of other parameters", Code: bad, Make: func(e *Env, r *contracts.Request) {
			by(e.Credential("appkey"), func(all url.Values) { all.Set("page_size", "7") })(e, r)
		}},
		{Name: "old", Text: "refuses a call that is 30 seconds old", Code: bad, Make: at(30*time.Second, 1)},
		{Name: "early", Text: "refuses a call that is a minute ahead", Code: bad, Make: at(-time.Minute, 1)},
		{Name: "seconds", Text: "refuses a timestamp in seconds", Code: bad, Make: at(0, 1000)},
	}
	for _, name := range []string{"appid", "sign", "timestamp"} {
		all = append(all,
			conform.Proof[*Env]{Name: name, Text: "refuses a call without " + name, Code: missing, Make: set(name)},
			conform.Proof[*Env]{Name: name + ".empty", Text: "refuses a call with an empty " + name, Code: missing, Make: set(name, " ")})
	}
	return all
}
