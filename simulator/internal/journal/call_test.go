package journal

import (
	"encoding/json"
	"reflect"
	"testing"
)

// read adds an entry and reads it back.
func read(t *testing.T, e Entry) *Call {
	t.Helper()
	j := NewPool(1<<20, 1<<20).New()
	j.Add(e)
	texts, _ := j.Entries(Filter{})
	if len(texts) != 1 {
		t.Fatalf("%d entries, want 1", len(texts))
	}
	c, err := Read(texts[0])
	if err != nil {
		t.Fatal(err)
	}
	var shown Call
	if err := json.Unmarshal(Decoded(texts[0]), &shown); err != nil {
		t.Fatalf("%v in %s", err, Decoded(texts[0]))
	}
	if shown.Outcome != c.Outcome || len(shown.Parameters) != len(c.Parameters) {
		t.Errorf("shown as %+v, read as %+v", shown, c)
	}
	return c
}

// TestAnEntryShowsWhatWasMeant, whatever way a vendor's parameters go.
func TestAnEntryShowsWhatWasMeant(t *testing.T) {
	t.Parallel()
	type all = map[string]any
	for name, c := range map[string]struct {
		entry   Entry
		want    all
		body    any
		outcome string
	}{
		"query": {
			Entry{Vendor: "wisecrm", Operation: "listAccounts", Method: "GET", Query: "fields=a%2Cb&qname=*%E5%8C%97&page_no=2", Response: Body{Text: `{"error_code":0}`}},
			all{"fields": "a,b", "qname": "*北", "page_no": "2"}, nil, "0",
		},
		"repeated": {
			Entry{Vendor: "wisecrm", Operation: "listAccounts", Method: "GET", Query: "fields=a&fields=b"},
			all{"fields": []any{"a", "b"}}, nil, "",
		},
		"JSON body": {
			Entry{Vendor: "wisecrm", Operation: "addAccount", Method: "POST", Query: "force_add=true", Request: Body{Text: `{"accountName":"甲","n":12345678901234567890}`}},
			all{"force_add": "true"}, all{"accountName": "甲", "n": json.Number("12345678901234567890")}, "",
		},
		"form with JSON": {
			Entry{
				Vendor: "quancheng", Operation: "saveCustomer", Method: "POST", Request: Body{Text: "json=%7B%22CName%22%3A%22a%26b%22%7D&format=json"},
				Response: Body{Text: `{"value":true}`},
			},
			all{"json": all{"CName": "a&b"}, "format": "json"}, nil, "ok",
		},
		"other letter case": {
			Entry{Vendor: "quancheng", Operation: "getAllCustomers", Method: "GET", Query: "PAGEINDEX=3&other=1"},
			all{"pageIndex": "3", "other": "1"}, nil, "",
		},
		"headers": {
			Entry{Vendor: "socialepoch", Operation: "queryAgent", Method: "POST", Headers: []Header{{"timestamp", "17"}}, Request: Body{Text: "{}"}},
			all{"timestamp": "17"}, all{}, "",
		},
		"JSON that is cut":  {Entry{Vendor: "quancheng", Operation: "saveCustomer", Method: "POST", Request: Body{Text: `json={"CName":"a… (cut)`}}, all{"json": `{"CName":"a… (cut)`}, nil, ""},
		"unknown operation": {Entry{Vendor: "wisecrm", Method: "GET", Query: "a=%7B%7D"}, all{"a": all{}}, nil, ""},
		"unknown vendor":    {Entry{Vendor: "nobody", Method: "GET", Query: "a=1&b=%zz"}, all{"a": "1"}, nil, ""},
		"hidden answer": {
			Entry{Vendor: "wisecrm", Operation: "addAccount", Status: 503, Hidden: &Body{Text: `{"error_code":400}`}}, all{}, nil, "400",
		},
	} {
		got := read(t, c.entry)
		if !reflect.DeepEqual(got.Parameters, c.want) || !reflect.DeepEqual(got.Body(), c.body) || got.Outcome != c.outcome {
			t.Errorf("%s: parameters %v, body %v, outcome %q; want %v, %v, %q", name, got.Parameters, got.Body(), got.Outcome, c.want, c.body, c.outcome)
		}
	}
}

func TestALostCallTookEffect(t *testing.T) {
	t.Parallel()
	ok := Body{Text: `{"error_code":0}`}
	for name, c := range map[string]struct {
		entry Entry
		want  bool
	}{
		"answered":           {Entry{Accepted: true, Status: 200, Response: ok}, false},
		"refused and hidden": {Entry{Status: 503, Hidden: &ok}, false},
		"hidden":             {Entry{Accepted: true, Status: 503, Hidden: &ok}, true},
		"never answered":     {Entry{Accepted: true, Hidden: &ok}, true},
	} {
		if got := read(t, c.entry).Lost(); got != c.want {
			t.Errorf("%s: lost %v, want %v", name, got, c.want)
		}
	}
}
