package wisecrm

import (
	"context"
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/contracts"
)

// Acting are the parameters of names and values in turn, with the acting user.
func (e *Env) Acting(pairs ...string) url.Values {
	return with(contracts.Values("op_user", e.Credential("op_user")), pairs...)
}

// with sets parameters to values, of names and values in turn.
func with(all url.Values, pairs ...string) url.Values {
	for pair := range slices.Chunk(pairs, 2) {
		all.Set(pair[0], pair[1])
	}
	return all
}

// sign signs a request, by code of its own. An empty list of values leaves a parameter out.
func sign(_ context.Context, e *Env, r *contracts.Request) { r.Query = e.signed(r.Query) }

// read takes the data, or the code and message of a refusal, out of an answer.
func read(a *contracts.Answer) error {
	var envelope struct {
		Code    int             `json:"error_code"`
		Message string          `json:"error_msg"`
		Data    json.RawMessage `json:"data"`
	}
	err := json.Unmarshal([]byte(a.Text), &envelope)
	a.OK, a.Code, a.Message, a.Data = envelope.Code == 0 && envelope.Data != nil, envelope.Code, envelope.Message, envelope.Data
	return err
}

// pageOf takes what an answer says of its page.
func pageOf(a contracts.Answer) (page struct {
	Total  int `json:"total_size"`
	Size   int `json:"page_size"`
	Number int `json:"page_no"`
}) {
	_ = json.Unmarshal([]byte(a.Text), &page) // What is no page has none of them.
	return page
}

// signed returns the query with the parameters of the authentication.
func (e *Env) signed(query url.Values) url.Values {
	all := url.Values{}
	maps.Copy(all, query)
	for name, value := range map[string]string{
		"appid": e.Credential("appid"), "sign_type": "MD5", "timestamp": strconv.FormatInt(e.Now().UnixMilli(), 10),
	} {
		if _, given := all[name]; !given {
			all.Set(name, value)
		}
	}
	if _, given := all["sign"]; !given {
		all.Set("sign", Signature(TextToSign(all)+"appkey="+e.Credential("appkey"), all.Get("sign_type")))
	}
	return all
}

// TextToSign joins what is signed before the key (vendor page on authorisation; WI-Q05, WI-Q06,
// WI-Q07, WI-Q13): parameters by character code, blank ones and sign left out, values as they are.
func TextToSign(query url.Values) string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if value := query.Get(name); name != "sign" && strings.TrimSpace(value) != "" {
			text.WriteString(name + "=" + value + "&")
		}
	}
	return text.String()
}

// Signature is the hex of a text's MD5, or of its SHA1 if that is asked for.
func Signature(text, signType string) string {
	if strings.EqualFold(signType, "SHA1") {
		sum := sha1.Sum([]byte(text))
		return hex.EncodeToString(sum[:])
	}
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}
