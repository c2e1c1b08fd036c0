package wisecrm

import (
	"encoding/json"
	"net/url"
	"os"
	"testing"
)

// TestSignatures: the documented way to sign, on vectors that were computed by hand.
func TestSignatures(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../testdata/wisecrm/signatures.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Name, AppKey, Text, Sign string
		SignType                 string `json:"sign_type"`
		Params                   map[string]string
	}
	if err := json.Unmarshal(raw, &vectors); err != nil || len(vectors) < 8 {
		t.Fatalf("%d vectors, %v", len(vectors), err)
	}
	for _, v := range vectors {
		query := url.Values{"sign": {"whatever"}}
		for name, value := range v.Params {
			query.Set(name, value)
		}
		text := append(signedText(query), v.AppKey...)
		if string(text) != v.Text {
			t.Errorf("%s: signed text\n got %s\nwant %s", v.Name, text, v.Text)
		}
		if got := digest(v.SignType, text); got != v.Sign {
			t.Errorf("%s: %s, want %s", v.Name, got, v.Sign)
		}
	}
}

// TestTheFirstOfARepeatedParameterIsSigned (WI-Q13), a blank first value leaves it out (WI-Q05).
func TestTheFirstOfARepeatedParameterIsSigned(t *testing.T) {
	t.Parallel()
	got := string(signedText(url.Values{"b": {"1", "2"}, "a": {"", "3"}, "c": {"\t ", "4"}, "sign": {"x"}, "Sign": {"y"}}))
	if want := "Sign=y&b=1&appkey="; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
