package wisecrm

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/crmsim/crmsim/simulator/internal/vendortest"
)

// TestDenied: an app without the right to call an operation gets 403 for it, and for that one only.
func TestDenied(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, op := range w.Vendor.Document.Operations() {
		w.MustPatch(t, "apps", "000-default", `{"denied":["`+op.ID+`"]}`)
		for _, other := range w.Vendor.Document.Operations() {
			code, header := call(w, other.ID, `{}`)
			if said := header.Get("Sim-Violation"); (code == codeUnsupported) != (op == other) || op == other && !strings.Contains(said, "denied") {
				t.Errorf("%s without %s: code %d, %s", other.ID, op.ID, code, said)
			}
		}
	}
}

// TestClampPageSize: with the setting, a page_size above the maximum is the maximum (WI-Q35).
func TestClampPageSize(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, clamped := range []bool{false, true} {
		w.MustPatch(t, "apps", "000-default", `{"clamp_page_size":`+strconv.FormatBool(clamped)+`}`)
		for size, want := range map[string]int{"200": 0, "201": 401, "99999": 401, "0": 401, "-1": 401, "x": 401, "": 0} {
			if clamped && (size == "201" || size == "99999") {
				want = 0
			}
			code, header := call(w, "listAccounts", "", "fields", "accountId", "page_size", size)
			warned := strings.Contains(header.Get("Sim-Warning"), "query page_size: maximum")
			if code != want || warned != (clamped && len(size) > 2 && size != "200") {
				t.Errorf("clamped %v, page_size %q: code %d, want %d; warned %v", clamped, size, code, want, warned)
			}
		}
	}
	if got := said(t, w, "listAccounts", "", "fields", "accountId", "page_size", "500"); got.Size != 200 {
		t.Errorf("page_size %d, want 200", got.Size)
	}
}

// signedAt makes a call that is signed at a moment, over the bytes that encode makes of the text.
func signedAt(t *testing.T, w *vendortest.World, at time.Time, qname string, encode func(string) (string, error)) (int, string) {
	t.Helper()
	query := url.Values{
		"appid": {"000-default"}, "sign_type": {"MD5"}, "timestamp": {strconv.FormatInt(at.UnixMilli(), 10)},
		"op_user": {userID(1)}, "fields": {"accountId"}, "qname": {qname},
	}
	text, err := encode(string(signedText(query)) + "appkey-default")
	if err != nil {
		t.Fatal(err)
	}
	query.Set("sign", digest("MD5", []byte(text)))
	code, header := send(w, "listAccounts", "", query)
	return code, header.Get("Sim-Violation")
}

func utf8Text(text string) (string, error) { return text, nil }

// TestFutureForbidden: with the setting, a timestamp that is ahead is refused (WI-Q09).
func TestFutureForbidden(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, forbidden := range []bool{false, true} {
		w.MustPatch(t, "apps", "000-default", `{"future_forbidden":`+strconv.FormatBool(forbidden)+`}`)
		for ahead, want := range map[time.Duration]int{
			-30 * time.Second: 401, -29999 * time.Millisecond: 0, 0: 0, time.Millisecond: 0, 29 * time.Second: 0, 30 * time.Second: 401,
		} {
			if forbidden && ahead > 0 {
				want = 401
			}
			if code, said := signedAt(t, w, vendortest.Now.Add(ahead), "", utf8Text); code != want || (code != 0) != (said != "") {
				t.Errorf("forbidden %v, %v ahead: code %d, want %d; %s", forbidden, ahead, code, want, said)
			}
		}
	}
}

// TestGBK: a signature over GBK bytes is refused with its cause; ASCII is the same in both (WI-Q07).
func TestGBK(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	gbk := func(text string) (string, error) { return simplifiedchinese.GBK.NewEncoder().String(text) }
	const cause = "the signature fits GBK bytes"
	if code, said := signedAt(t, w, vendortest.Now, "*企能软件", gbk); code != 401 || !strings.Contains(said, cause) {
		t.Errorf("Chinese in GBK: code %d, %s", code, said)
	}
	if code, said := signedAt(t, w, vendortest.Now, "*soft", gbk); code != 0 {
		t.Errorf("ASCII in GBK: code %d, %s", code, said)
	}
	wrong := func(text string) (string, error) { return text + "x", nil }
	for _, qname := range []string{"*企能软件", "*soft", "🙂"} {
		if code, said := signedAt(t, w, vendortest.Now, qname, wrong); code != 401 || strings.Contains(said, cause) {
			t.Errorf("%s, signed wrong: code %d, %s", qname, code, said)
		}
	}
}

// TestGzipAlways: with the setting, answers are packed whether or not anybody asked, refusals too (WI-Q57).
func TestGzipAlways(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.MustPatch(t, "apps", "000-default", `{"gzip_always":true}`)
	for fields, want := range map[string]int{"userId": 0, "nope": 401, ",": 402} {
		query := url.Values{"appid": {"000-default"}, "sign": {"appkey-default"}, "fields": {fields}}
		answer := w.Call(w.Vendor.Document.Operation("listUsers"), query.Encode(), "")
		z, err := gzip.NewReader(answer.Body)
		if err != nil || answer.Header().Get("Content-Encoding") != "gzip" {
			t.Fatalf("fields %s: %v, %v", fields, err, answer.Header())
		}
		text, err := io.ReadAll(z)
		var got struct {
			Code int `json:"error_code"`
		}
		if err != nil || json.Unmarshal(text, &got) != nil || got.Code != want {
			t.Errorf("fields %s: %s, %v", fields, text, err)
		}
	}
}
