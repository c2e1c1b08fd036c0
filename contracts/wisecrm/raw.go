package wisecrm

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/gomega"
)

// Answer is the envelope of an answer to a raw call.
type Answer struct {
	Status  int             `json:"-"` // HTTP
	Code    int             `json:"error_code"`
	Message string          `json:"error_msg"`
	Data    json.RawMessage `json:"data"`
}

// Send makes a call that the client would not make, signed by code of its own. The authentication's
// parameters are added unless query has them already: with an empty list to leave one out.
func (e *Env) Send(ctx context.Context, operation string, query url.Values, body string) Answer {
	op := e.Operation(operation)
	address := e.URL(op)
	address.RawQuery = e.sign(query).Encode()
	request, err := http.NewRequestWithContext(ctx, op.Methods[0], address.String(), strings.NewReader(body))
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	if body != "" {
		request.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	response, err := e.HTTPClient().Do(request)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	answer := Answer{Status: response.StatusCode}
	ExpectWithOffset(1, json.Unmarshal(text, &answer)).To(Succeed())
	return answer
}

// sign returns the query with the parameters of the authentication.
func (e *Env) sign(query url.Values) url.Values {
	signed := maps.Clone(query)
	add := func(name, value string) {
		if _, given := signed[name]; !given {
			signed[name] = []string{value}
		}
	}
	add("appid", e.Credential("appid"))
	add("sign_type", "MD5")
	add("timestamp", strconv.FormatInt(e.Now().UnixMilli(), 10))
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(signed)) {
		if value := signed.Get(name); name != "sign" && strings.TrimSpace(value) != "" {
			text.WriteString(name + "=" + value + "&")
		}
	}
	sum := md5.Sum([]byte(text.String() + "appkey=" + e.Credential("appkey")))
	add("sign", hex.EncodeToString(sum[:]))
	return signed
}
