package socialepoch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, answer string
		code         int
		message      string // is in the error's message
	}{
		{"refusal", `{"code":400,"message":"data is invalid","data":null}`, 400, "data is invalid"},
		{"a code of the vendor's own", `{"code":10086,"message":"系统繁忙","data":null}`, 10086, "系统繁忙"},
		{"a refusal that carries data", `{"code":507,"message":"x","data":{"isAllOk":true}}`, 507, "x"},
		{"no code", `{"message":"Success","data":{}}`, 0, "no code"},
		{"code as text", `{"code":"200","data":{}}`, 0, "not the JSON expected"},
		{"no data", `{"code":200,"message":"Success"}`, 0, "no data"},
		{"null data", `{"code":200,"message":"Success","data":null}`, 0, "no data"},
		{"other data", `{"code":200,"message":"Success","data":""}`, 0, "not what was expected"},
		{"a page of a proxy", `<html>`, 0, "not the JSON expected"},
		{"two values", `{"code":200,"data":{}}{}`, 0, "goes on"},
		{"nothing", ``, 0, "not the JSON expected"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			result, err := newVendor(t, test.answer).client(t).Customers.ClearOwner(t.Context(), "1")
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Code != test.code || e.Operation != "setPrincipalAsNull" || !strings.Contains(e.Message, test.message) || result != nil {
				t.Fatalf("got %v and %v", result, err)
			}
			if (e.Code == 0) != (string(e.Body) == test.answer) && test.answer != "" {
				t.Errorf("the error keeps %q", e.Body)
			}
			if !strings.Contains(err.Error(), "setPrincipalAsNull") || strings.Contains(err.Error(), "TESTKEY") {
				t.Errorf("message %s", err)
			}
		})
	}
}

func TestNoAgent(t *testing.T) {
	t.Parallel()
	agent, err := newVendor(t, ok("null")).client(t).Agents.Query(t.Context(), "nobody")
	if !errors.Is(err, ErrNoAgent) || agent != nil {
		t.Errorf("got %v, %v", agent, err)
	}
}

// TestOddFieldsCostNoList: a field that cannot be read leaves the others, and the list, as they are.
func TestOddFieldsCostNoList(t *testing.T) {
	t.Parallel()
	v := newVendor(t, ok(`{"records":[{"whatsId":"7","friendWhatsId":"8","delFlag":"1","deleteTime":"yesterday"},`+
		`{"whatsId":"7","friendWhatsId":"9","delFlag":true}],"total":"2"}`))
	page, err := v.client(t).Contacts.List(t.Context(), ContactListOptions{})
	want := &ContactPage{2, []Contact{{"7", "8", true, time.Time{}}, {"7", "9", false, time.Time{}}}}
	if err != nil || !reflect.DeepEqual(page, want) {
		t.Errorf("read %+v, %v, want %+v", page, err, want)
	}
}

// TestTotalWhereverItStands: the document's table has total beside data, its example within (SE-Q26).
func TestTotalWhereverItStands(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]int{
		`{"code":200,"data":{"records":[],"total":3}}`:           3,
		`{"code":200,"data":{"records":[]},"total":3}`:           3,
		`{"code":200,"data":{"records":[]},"total":"3"}`:         3,
		`{"code":200,"data":{"records":[],"total":0},"total":3}`: 0,
		`{"code":200,"data":{"records":[],"total":null}}`:        0,
		`{"code":200,"data":{"records":[]}}`:                     0,
	} {
		client := newVendor(t, answer).client(t)
		contacts, err := client.Contacts.List(t.Context(), ContactListOptions{})
		if err != nil || contacts.Total != want {
			t.Errorf("%s: contacts %+v, %v, want a total of %d", answer, contacts, err, want)
		}
		messages, err := client.Messages.List(t.Context(), MessageListOptions{})
		if err != nil || messages.Total != want {
			t.Errorf("%s: messages %+v, %v, want a total of %d", answer, messages, err, want)
		}
	}
}

// TestTaskIDs: an id is a text, whichever way the answer writes it.
func TestTaskIDs(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{`"a1"`: "a1", `"007"`: "007", `1428695028875792384`: "1428695028875792384"} {
		client := newVendor(t, ok(`{"taskId":`+id+`}`)).client(t)
		got, err := client.Sending.Send(t.Context(), Target{"1", "2"}, SendOptions{}, Content{Type: SendText, Text: "x"})
		if err != nil || got != want {
			t.Errorf("%s: read %q, %v", id, got, err)
		}
	}
}

func TestOtherStatusesAreErrors(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusFound, http.StatusNotFound, http.StatusBadGateway} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/login")
			w.WriteHeader(status)
			io.WriteString(w, `{"code":200,"data":null}`)
		}))
		client, err := NewClient(testCredentials, WithBaseURL(server.URL))
		if err != nil {
			t.Fatal(err)
		}
		err = client.Customers.Delete(t.Context(), "1")
		if e, ok := errors.AsType[*Error](err); !ok || e.Code != 0 || e.HTTPStatus != status {
			t.Errorf("status %d: %v", status, err)
		}
		server.Close()
	}
}

func TestNewClientRefusesBadConfiguration(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		credentials Credentials
		option      Option
	}{
		"no tenant":             {Credentials{APIKey: "TESTKEY"}, WithBaseURL(DefaultBaseURL)},
		"negative tenant":       {Credentials{TenantID: -1, APIKey: "TESTKEY"}, WithBaseURL(DefaultBaseURL)},
		"blank key":             {Credentials{TenantID: 1, APIKey: " "}, WithBaseURL(DefaultBaseURL)},
		"base URL, no scheme":   {testCredentials, WithBaseURL("api.socialepoch.com")},
		"base URL with a query": {testCredentials, WithBaseURL("https://api.socialepoch.com/?a=b")},
		"no HTTP client":        {testCredentials, WithHTTPClient(nil)},
		"no clock":              {testCredentials, WithClock(nil)},
	}
	for name, test := range tests {
		client, err := NewClient(test.credentials, test.option)
		if err == nil || client != nil {
			t.Errorf("%s: no error", name)
		} else if strings.Contains(err.Error(), "TESTKEY") {
			t.Errorf("%s: %v shows the key", name, err)
		}
	}
}

func TestNewClientTakesAnyOfTheseBaseURLs(t *testing.T) {
	t.Parallel()
	for below, want := range map[string]string{"": "/se-api/user/del", "/": "/se-api/user/del", "/~ci-1": "/~ci-1/se-api/user/del", "/~ci-1/": "/~ci-1/se-api/user/del"} {
		v := newVendor(t, ok("null"))
		client, err := NewClient(testCredentials, WithBaseURL(v.url+below))
		if err != nil {
			t.Fatal(err)
		}
		if err := client.Agents.Delete(t.Context(), "x"); err != nil || v.seen()[0].path != want {
			t.Errorf("%q: called %s, %v", below, v.seen()[0].path, err)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestDefaultsToTheVendor(t *testing.T) {
	t.Parallel()
	var called string
	client, err := NewClient(testCredentials, WithHTTPClient(&http.Client{Transport: roundTripper(
		func(r *http.Request) (*http.Response, error) {
			called = r.URL.String()
			return nil, errors.New("no network in a test")
		})}))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Agents.Delete(t.Context(), "x"); err == nil {
		t.Error("no error")
	}
	if want := "https://api.socialepoch.com/se-api/user/del"; called != want {
		t.Errorf("called %s, want %s", called, want)
	}
}

// The server echoes the numbers, so that a mixed-up answer shows.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, numbers, _ := strings.Cut(strings.TrimSuffix(string(body), "}"), `"data":`)
		io.WriteString(w, ok(`{"isAllOk":true,"total":1,"successWhatsIds":`+numbers+`,"failWhatsIds":[]}`))
	}))
	t.Cleanup(server.Close)
	client, err := NewClient(testCredentials, WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for n := range 20 {
		all.Go(func() {
			number := strconv.Itoa(n)
			got, err := client.Customers.ClearOwner(t.Context(), number)
			if err != nil || len(got.Succeeded) != 1 || got.Succeeded[0] != number {
				t.Errorf("%s: %v, %v", number, got, err)
			}
		})
	}
	all.Wait()
}

func TestContextEndsACall(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := newVendor(t, ok(`""`)).client(t).Customers.Delete(ctx, "1")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
