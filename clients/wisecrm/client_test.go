package wisecrm

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

func TestNewClientRefusesBadConfiguration(t *testing.T) {
	t.Parallel()
	unknownType := testCredentials
	unknownType.SignType = "SHA256"
	tests := []struct {
		name        string
		credentials Credentials
		option      Option
	}{
		{"no app id", Credentials{AppKey: "TESTKEY"}, nil},
		{"blank app key", Credentials{AppID: "000-TEST", AppKey: " "}, nil},
		{"unknown sign type", unknownType, nil},
		{"base URL without a scheme", testCredentials, WithBaseURL("www.365.wisecrm.com/gw/")},
		{"base URL with a query", testCredentials, WithBaseURL("https://www.365.wisecrm.com/gw/?a=b")},
		{"no HTTP client", testCredentials, WithHTTPClient(nil)},
		{"no clock", testCredentials, WithClock(nil)},
	}
	for _, test := range tests {
		options := []Option{}
		if test.option != nil {
			options = append(options, test.option)
		}
		client, err := NewClient(test.credentials, options...)
		if err == nil || client != nil {
			t.Errorf("%s: no error", test.name)
			continue
		}
		if strings.Contains(err.Error(), "TESTKEY") {
			t.Errorf("%s: %v shows the key", test.name, err)
		}
	}
}

func TestNewClientTakesAnyOfTheseBaseURLs(t *testing.T) {
	t.Parallel()
	tests := []struct{ below, want string }{
		{"/gw/", "/gw/user/list"},
		{"/gw", "/gw/user/list"},
		{"/~ci-1/gw/", "/~ci-1/gw/user/list"},
		{"/~ci-1/gw", "/~ci-1/gw/user/list"},
	}
	for _, test := range tests {
		v := newVendor(t, listed(""))
		client, err := NewClient(testCredentials, WithBaseURL(v.url+test.below))
		if err != nil {
			t.Errorf("%s: %v", test.below, err)
			continue
		}
		if _, err := client.Users.List(t.Context(), UserListOptions{}); err != nil {
			t.Errorf("%s: %v", test.below, err)
			continue
		}
		if got := v.seen()[0].path; got != test.want {
			t.Errorf("%s: called %s, want %s", test.below, got, test.want)
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
			called = r.URL.Scheme + "://" + r.URL.Host + r.URL.Path
			return nil, errors.New("no network in a test")
		})}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Accounts.Get(t.Context(), testAccount, "phone"); err == nil {
		t.Error("no error")
	}
	if want := "https://www.365.wisecrm.com/gw/account/get"; called != want {
		t.Errorf("called %s, want %s", called, want)
	}
}

func TestAsActsAsAnotherUser(t *testing.T) {
	t.Parallel()
	v := newVendor(t, emptyObject)
	client := v.client(t)
	const other = "027-00000000-0000-0000-0000-000000000009"
	for _, c := range []*Client{client.As(other), client} {
		if _, err := c.Contacts.Get(t.Context(), "003-1", "contactName"); err != nil {
			t.Fatal(err)
		}
	}
	if first, second := v.seen()[0].query.Get("op_user"), v.seen()[1].query.Get("op_user"); first != other || second != testUser {
		t.Errorf("acted as %s and then as %s", first, second)
	}
	if v.seen()[0].query.Get("sign") == v.seen()[1].query.Get("sign") {
		t.Error("the acting user is not signed")
	}
}

func TestReadsCompressedAnswers(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			t.Error("the client does not offer gzip")
		}
		w.Header().Set("Content-Encoding", "gzip")
		packed := gzip.NewWriter(w)
		defer packed.Close()
		io.WriteString(packed, written("account_id", testAccount))
	}))
	t.Cleanup(server.Close)
	client, err := NewClient(testCredentials, WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	id, err := client.Accounts.Add(t.Context(), Fields{"accountName": "杨志永"}, AddOptions{})
	if id != testAccount || err != nil {
		t.Errorf("got %q, %v", id, err)
	}
}

func TestARedirectIsAnError(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.RedirectHandler("/login", http.StatusFound))
	t.Cleanup(server.Close)
	client, err := NewClient(testCredentials, WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Accounts.Add(t.Context(), Fields{"accountName": "杨志永"}, AddOptions{})
	if e, ok := errors.AsType[*Error](err); !ok || e.Code != 0 || e.HTTPStatus != http.StatusFound {
		t.Errorf("got %v", err)
	}
}

// The server echoes the account_id, so that a mixed-up answer shows.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, written("account_id", r.URL.Query().Get("account_id")+r.URL.Query().Get("op_user")))
	}))
	t.Cleanup(server.Close)
	client, err := NewClient(testCredentials, WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for n := range 20 {
		all.Go(func() {
			id, user := "002-"+strconv.Itoa(n), "027-"+strconv.Itoa(n)
			got, err := client.As(user).Accounts.Update(t.Context(), id, Fields{"phone": n}, UpdateOptions{})
			if got != id+user || err != nil {
				t.Errorf("update of %s: %q, %v", id, got, err)
			}
			got, err = client.Accounts.Delete(t.Context(), id, DeleteOptions{})
			if got != id+testUser || err != nil {
				t.Errorf("delete of %s: %q, %v", id, got, err)
			}
		})
	}
	all.Wait()
}

func TestContextEndsACall(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newVendor(t, emptyObject).client(t).Accounts.Get(ctx, testAccount, "phone")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
