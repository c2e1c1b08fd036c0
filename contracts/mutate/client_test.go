package mutate

import (
	"net/url"
	"sync"
	"testing"

	"github.com/crmsim/crmsim/openapi"
)

// TestChangedQueriesAreSignedAgain, where the client signed the one that it meant to send.
func TestChangedQueriesAreSignedAgain(t *testing.T) {
	t.Parallel()
	credential := func(string) string { return "key" }
	signed := func(parameters string) url.Values {
		query, _ := url.ParseQuery(parameters)
		query.Set("sign", signature(query, "key"))
		return query
	}
	with := func(query url.Values, name, value string) url.Values {
		out, _ := url.ParseQuery(query.Encode())
		out.Set(name, value)
		return out
	}
	sent := signed("appid=1&page_no=2&sign_type=SHA1")
	for _, c := range []struct {
		text          string
		sent, changed url.Values
		want          string
	}{
		{"another value", sent, with(sent, "page_no", "1"), signed("appid=1&page_no=1&sign_type=SHA1").Get("sign")},
		{"another algorithm", sent, with(sent, "sign_type", "MD5"), signed("appid=1&page_no=2&sign_type=MD5").Get("sign")},
		{"another signature", sent, with(sent, "sign", "x"), "x"},
		{"a wrong signature sent", with(sent, "sign", "x"), with(with(sent, "sign", "x"), "page_no", "1"), "x"},
		{"none sent", url.Values{}, url.Values{"page_no": {"1"}}, ""},
	} {
		if resign(c.sent, c.changed, credential); c.changed.Get("sign") != c.want {
			t.Errorf("%s: %q, want %q", c.text, c.changed.Get("sign"), c.want)
		}
	}
}

// TestParametersOfADefectiveClient: one mutant at a time, and none where it makes no difference.
func TestParametersOfADefectiveClient(t *testing.T) {
	t.Parallel()
	op := &openapi.Operation{ID: "list"}
	const sent = "name=a+b&page=2&token=t1"
	for kind, want := range map[string]map[string]string{
		notSent:      {"query/name": "page=2&token=t1", "query/page": "name=a+b&token=t1", "query/token": "name=a+b&page=2"},
		renamed:      {"query/name": "name_=a+b&page=2&token=t1"},
		encodedTwice: {"query/name": "name=a%2Bb&page=2&token=t1", "query/page": sent},
		forgedSign:   {"query/token": "name=a+b&page=2&token=t0", "query/name": sent},
		firstValue:   {"query/page": "name=a+b&page=1&token=t1", "query/token": sent},
	} {
		for at, text := range want {
			c := &client{
				mu: &sync.Mutex{}, first: map[string]string{},
				secret: func(_ *openapi.Operation, name string) bool { return name == "token" },
			}
			first, _ := url.ParseQuery("name=a+b&page=1&token=t1")
			c.parameters(op, first, func(string, string) bool { return false })
			query, _ := url.ParseQuery(sent)
			changed := c.parameters(op, query, func(k, place string) bool { return k == kind && place == at })
			if query.Encode() != text || changed != (text != sent) {
				t.Errorf("%s %s: %s, changed %v; want %s", kind, at, query.Encode(), changed, text)
			}
		}
	}
}
