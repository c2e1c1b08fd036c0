package wisecrm

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"
)

const (
	testUser    = "027-00000000-0000-0000-0000-000000000001"
	testAccount = "002-00000000-0000-0000-0000-000000000002"
)

var testCredentials = Credentials{AppID: "000-TEST", AppKey: "TESTKEY", OpUser: testUser}

// A vendor answers every request with the next of its answers, the last one for ever, and
// remembers the requests.
type vendor struct {
	url string

	mu       sync.Mutex
	answers  []string
	requests []received
}

type received struct {
	method, path, contentType, body string
	query                           url.Values
}

func newVendor(t *testing.T, answers ...string) *vendor {
	v := &vendor{answers: answers}
	server := httptest.NewServer(v)
	t.Cleanup(server.Close)
	v.url = server.URL
	return v
}

func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.requests = append(v.requests, received{r.Method, r.URL.Path, r.Header.Get("Content-Type"), string(body), r.URL.Query()})
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	io.WriteString(w, v.answers[0])
	if len(v.answers) > 1 {
		v.answers = v.answers[1:]
	}
}

// seen returns the requests up to now.
func (v *vendor) seen() []received {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.requests)
}

// client returns a client of the vendor, with the clock of the signature vectors.
func (v *vendor) client(t *testing.T) *Client {
	t.Helper()
	client, err := NewClient(testCredentials, WithBaseURL(v.url+"/gw/"), WithClock(testClock))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func testClock() time.Time { return time.UnixMilli(1500000000000) }

// written is the answer to a write.
func written(key, id string) string {
	return fmt.Sprintf(`{"error_code":0,"error_msg":"调用成功","data":{"%s":"%s"}}`, key, id)
}

// listed is a page of a list.
func listed(rows string) string {
	return fmt.Sprintf(`{"error_code":0,"error_msg":"调用成功","total_size":10000,"page_size":20,"page_no":1,"data":[%s]}`, rows)
}

const emptyObject = `{"error_code":0,"error_msg":"调用成功","data":{}}`
