// Package quancheng_test behaves on the wire as the real program does that calls Quancheng Cloud, the vendor's own desktop
// client written with Qt: how it signs in, what it sends and escapes, what it reads and what it makes of a failure. It is
// our own account of it in our own words; each part names its source by the stored number of a public file. Under a few
// faults the tests show what the program would have done.
package quancheng_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator/simtest"
)

// A desktop is the Qt client in front of a crmsim. What it is told of the site are the addresses of operations, as
// they stand in its configuration, below a virtual directory and in letters of any case.
type desktop struct {
	*simtest.Simulator
	base  string
	http  *http.Client
	token string
}

func start(t *testing.T) *desktop {
	t.Parallel()
	sim := simtest.New(t)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	// Its addresses have a virtual directory before the base, which the base URL of a named sandbox may have too.
	base := strings.Replace(sim.BaseURL("quancheng"), "/WebApi/", "/OM/WebApi/", 1)
	return &desktop{Simulator: sim, base: base, http: &http.Client{Jar: jar}}
}

// get sends everything in the query of a GET that says it is a form, and keeps cookies (id 9226035575). data is what the
// program's onSuccess is given, and failed what its onError does: a status of 400 or more is one of the network's.
func (d *desktop) get(address string) (data []byte, failed bool) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, true
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return d.answer(request)
}

// post sends a form that somebody else has put together (id 9226035575).
func (d *desktop) post(address, form string) (data []byte, failed bool) {
	request, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form))
	if err != nil {
		return nil, true
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return d.answer(request)
}

func (d *desktop) answer(request *http.Request) (data []byte, failed bool) {
	response, err := d.http.Do(request)
	if err != nil {
		return nil, true
	}
	defer response.Body.Close()
	data, err = io.ReadAll(response.Body)
	return data, err != nil || response.StatusCode >= 400
}

// address adds format and token behind the parameters, -1 for no token, and escapes as Qt does (id 9175782311).
func (d *desktop) address(path string, pairs ...string) string {
	token := d.token
	if token == "" {
		token = "-1"
	}
	return d.base + path + "?" + query(append(pairs, "format", "json", "token", token)...)
}

// query joins names and values in turn. Qt escapes what would end a pair or an address, what no address may have, and what
// is no ASCII. A semicolon and a plus sign go out as they are, and so does what looks like an escape already.
func query(pairs ...string) string {
	var text strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		if i > 0 {
			text.WriteByte('&')
		}
		text.WriteString(pairs[i] + "=" + escaped(pairs[i+1]))
	}
	return text.String()
}

func escaped(value string) string {
	var text strings.Builder
	for i := range len(value) {
		switch c := value[i]; {
		case c == '%' && i+2 < len(value) && isHex(value[i+1]) && isHex(value[i+2]):
			text.WriteByte(c)
		case c <= ' ' || c >= 0x7f || strings.IndexByte(`"#%&<>\^{|}`+"`", c) >= 0:
			const digits = "0123456789ABCDEF"
			text.Write([]byte{'%', digits[c>>4], digits[c&15]})
		default:
			text.WriteByte(c)
		}
	}
	return text.String()
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

// object reads as Qt's JSON types do: nil for what is no object, and zero values for members that are not there or are of
// another type (id 9175782311).
func object(data []byte) map[string]any {
	var o map[string]any
	if json.Unmarshal(data, &o) != nil {
		return nil
	}
	return o
}

// records are what a table of the site's holds under a value of a field.
func (d *desktop) records(table, field, value string) []map[string]any {
	var page struct {
		Records []struct{ Record map[string]any }
	}
	d.Control(http.MethodGet, "/data/quancheng/"+table+"?"+url.Values{field: {value}}.Encode(), nil, &page)
	found := []map[string]any{}
	for _, row := range page.Records {
		found = append(found, row.Record)
	}
	return found
}
