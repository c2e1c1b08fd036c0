package quancheng

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/crmsim/crmsim/openapi"
)

// TestCanonical: letter case and virtual directories.
func TestCanonical(t *testing.T) {
	t.Parallel()
	document, err := openapi.Load("quancheng")
	if err != nil {
		t.Fatal(err)
	}
	find := canonical(document)
	const documented = "/WebApi/Handler/1.0/CRM/Customer/Get.ashx"
	tests := []struct {
		path, want string
		ours       bool
	}{
		{documented, documented, true},
		{"/webapi/handler/1.0/crm/customer/get.ashx", documented, true},
		{"/OM/WebApi/Handler/1.0/CRM/Customer/GET.ASHX", documented, true},
		{"/WebApi/Handler/1.0/CRM/Customer/Nope.ashx", "/WebApi/Handler/1.0/crm/customer/nope.ashx", true},
		{"/WebApi/Handler/2.0/CRM/Customer/Get.ashx", "", false},
		{"/gw/account/add", "", false},
	}
	for _, test := range tests {
		if got, ours := find(test.path); got != test.want || ours != test.ours {
			t.Errorf("%s: got %q, %v", test.path, got, ours)
		}
	}
}

// FuzzParseTime: what is read is written back as the same time.
func FuzzParseTime(f *testing.F) {
	for _, seed := range []string{"2013-05-05 10:25:30", "2013/05/05T10:25:30", "2013-05-05", "2013-02-30", "0000-01-01", "2013-05-05 10:25:30.5", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, ok := parseTime(text)
		if !ok {
			return
		}
		again, ok := parseTime(s.String())
		if !ok || again != s || time.Unix(int64(s), 0).In(zone).Year() < 1 {
			t.Errorf("%q: %v, then %v", text, s, again)
		}
	})
}

// FuzzObject: whatever comes as an entity, reading it ends, and what is accepted fits the vendor's answers.
func FuzzObject(f *testing.F) {
	for _, seed := range []string{`{"PK_ID":1,"Name":"甲"}`, `{"pk_id":"1","isPublic":"TRUE"}`, `{"SignId":1e9}`, `{"Name":null,"name":"x"}`, `[]`, `{"a":{}}{}`, `{"IdentityId":-1}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o, isObject := parseObject(text)
		if !isObject {
			return
		}
		var plain map[string]any
		if json.Unmarshal([]byte(text), &plain) != nil {
			t.Errorf("%q is no JSON object", text)
		}
		var c customer
		var m linkMan
		identity, _ := c.read(o)
		m.read(o)
		if o.wrong == "" && identity < 0 {
			t.Errorf("%q: identity %d", text, identity)
		}
	})
}

// TestWriter: the same calls give both formats, and texts are escaped in each.
func TestWriter(t *testing.T) {
	t.Parallel()
	text := "a\"<&>\n\x01中"
	tests := map[bool]string{
		false: `{"n":-1,"b":true,"s":"a\"<&>\n\u0001中","o":null,"l":[]}`,
		true:  `<?xml version="1.0" encoding="utf-8"?><root><n>-1</n><b>true</b><s>a&#34;&lt;&amp;&gt;&#xA;` + "\uFFFD" + `中</s><o></o><l></l></root>`,
	}
	for inXML, want := range tests {
		w := newWriter(inXML)
		w.number("n", -1)
		w.flag("b", true)
		w.text("s", text)
		w.optional("o", nil)
		w.open("l")
		writeList(w, []*kind(nil))
		w.close("l")
		if got := string(w.answer().Body); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
