// Package wisecrm holds programs in the wild that call WiseCRM365, in our own words: how each signs, pages, reads
// what comes back, and what it makes of a failure. They run against crmsim on a port as they ran against the vendor.
// "id" is the number of the stored public file that shows the behaviour.
package wisecrm

import (
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/crmsim/crmsim/simulator/simtest"
)

// An sdk is the vendor's Java sample, which all these programs copy. Source: id 22325718064.
type sdk struct {
	base, appID, appKey, opUser string

	charset func(string) ([]byte, error) // the machine's own, in which the sample hashes
	ahead   time.Duration                // how far the machine's clock is ahead
	http    *http.Client
}

func utf8Bytes(text string) ([]byte, error) { return []byte(text), nil }

// newSDK returns the sample on a machine that is set up well. It sends no header but User-Agent and Host.
func newSDK(sim *simtest.Simulator) *sdk {
	c := sim.Credentials("wisecrm")
	plain := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	return &sdk{sim.BaseURL("wisecrm"), c["appid"], c["appkey"], c["op_user"], utf8Bytes, 0, &http.Client{Transport: plain}}
}

// parameters are those of a signed call on a page of 200. They are put into a map, so their order in the address is
// any.
func (s *sdk) parameters(page int, own map[string]string) url.Values {
	all := url.Values{
		"appid": {s.appID}, "sign_type": {"MD5"}, "timestamp": {strconv.FormatInt(time.Now().Add(s.ahead).UnixMilli(), 10)},
		"page_no": {strconv.Itoa(page)}, "page_size": {"200"},
	}
	for name, value := range own {
		all.Set(name, value)
	}
	return all
}

// sign joins what is not blank in the order of a TreeMap, adds the key, and hashes the bytes of the machine's charset.
func (s *sdk) sign(parameters url.Values) (string, error) {
	var names []string
	for name := range parameters {
		names = append(names, name)
	}
	slices.Sort(names)
	var text strings.Builder
	for _, name := range names {
		if value := parameters.Get(name); strings.TrimSpace(value) != "" {
			text.WriteString(name + "=" + value + "&")
		}
	}
	raw, err := s.charset(text.String() + "appkey=" + s.appKey)
	sum := md5.Sum(raw)
	return hex.EncodeToString(sum[:]), err
}

// An object is what the sample's JSON library makes of an answer. Nil is Java's null.
type object map[string]any

// call returns null for everything that is no JSON with status 200, whatever the cause, and never tries again: the
// programs learn nothing of what went wrong.
func (s *sdk) call(api string, parameters url.Values, body string) object {
	sign, err := s.sign(parameters)
	if err != nil {
		return nil
	}
	parameters.Set("sign", sign)
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	r, err := http.NewRequest(method, s.base+api+"?"+parameters.Encode(), strings.NewReader(body))
	if err != nil {
		return nil
	}
	r.Header.Set("User-Agent", "Jakarta Commons-HttpClient/3.1")
	if body != "" {
		r.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	answer, err := s.http.Do(r)
	if err != nil {
		return nil
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil
	}
	return parse(answer)
}

// parse unpacks an answer that says it is packed, though nobody asked for that, and takes a body that ends early for a
// whole one.
func parse(answer *http.Response) object {
	in := io.Reader(answer.Body)
	if strings.Contains(strings.ToUpper(answer.Header.Get("Content-Encoding")), "GZIP") {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil
		}
		in = z
	}
	text, err := io.ReadAll(in)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var o object
	if d.Decode(&o) != nil {
		return nil
	}
	return o
}

// errNull is the NullPointerException that ends these programs: none of them looks at error_code.
var errNull = errors.New("NullPointerException")

// rows pages until an empty page. A failure in the vendor's envelope has no data, and null is dereferenced; so is a
// whole answer that is null. What was read before goes back with the exception.
func (s *sdk) rows(api string, own map[string]string, body string) ([]object, error) {
	var all []object
	for page := 1; ; page++ {
		data, isArray := s.call(api, s.parameters(page, own), body)["data"].([]any)
		if !isArray {
			return all, errNull
		}
		if len(data) == 0 {
			return all, nil
		}
		for _, row := range data {
			o, _ := row.(map[string]any)
			all = append(all, o)
		}
	}
}

// text is a field as text, "" for null.
func (o object) text(name string) string {
	switch v := o[name].(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	case bool:
		return strconv.FormatBool(v)
	default:
		return ""
	}
}

// fault makes the simulator fail as told, in place of whatever it was told before.
func fault(sim *simtest.Simulator, rules ...string) { sim.Control("PUT", "/faults", rules, nil) }

// calls counts the calls of an operation since the last count.
func calls(sim *simtest.Simulator, operation string) int {
	var journal struct{ Entries []json.RawMessage }
	sim.Control("GET", "/journal?limit=1000&operation="+operation, nil, &journal)
	sim.Control("DELETE", "/journal", nil, nil)
	return len(journal.Entries)
}

// total is how many records of an entity there are.
func total(t *testing.T, s *sdk, entity, field string) int {
	t.Helper()
	answer := s.call("entity/adv-query", s.parameters(1, map[string]string{"entity": entity, "fields": field}), `{"type":"AND","filters":[]}`)
	n, err := strconv.Atoi(answer.text("total_size"))
	if err != nil {
		t.Fatalf("%s: %v", entity, answer)
	}
	return n
}
