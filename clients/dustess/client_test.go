package dustess

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestNewClientRefusesBadConfiguration(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		credentials Credentials
		option      Option
	}{
		{"no client id", Credentials{ClientSecret: "secret-TEST"}, WithClock(nil)},
		{"blank secret", Credentials{ClientID: "client-TEST", ClientSecret: " "}, WithHTTPClient(http.DefaultClient)},
		{"base URL without a scheme", testCredentials, WithBaseURL("qw-openapi-tx.dustess.com/")},
		{"base URL with a query", testCredentials, WithBaseURL("https://qw-openapi-tx.dustess.com/?a=b")},
		{"no HTTP client", testCredentials, WithHTTPClient(nil)},
		{"no clock", testCredentials, WithClock(nil)},
	}
	for _, test := range tests {
		client, err := NewClient(test.credentials, test.option)
		if err == nil || client != nil {
			t.Errorf("%s: no error", test.name)
			continue
		}
		if strings.Contains(err.Error(), "secret-TEST") {
			t.Errorf("%s: %v shows the secret", test.name, err)
		}
	}
}

func TestNewClientTakesAnyOfTheseBaseURLs(t *testing.T) {
	t.Parallel()
	for below, want := range map[string]string{
		"": "", "/": "", "/~ci-1": "/~ci-1", "/~ci-1/": "/~ci-1",
	} {
		v := newVendor(t, someNames)
		if _, err := v.client(t, WithBaseURL(v.url+below)).Lists.Pools(t.Context()); err != nil {
			t.Errorf("%q: %v", below, err)
			continue
		}
		if got := v.seen()[0].path; got != want+"/customer/v1/getCustomerPoolList" {
			t.Errorf("%q: called %s", below, got)
		}
	}
}

// A token call whose answer never comes must not hold a caller longer than its context.
func TestContextEndsTheWaitForAToken(t *testing.T) {
	t.Parallel()
	asked, release := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(asked)
		<-release
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(release) })
	client, err := NewClient(testCredentials, WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-asked
		cancel()
	}()
	if _, err := client.Lists.Pools(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
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
	_, err = client.Lists.Pools(t.Context())
	if e, ok := errors.AsType[*Error](err); !ok || e.Code != 0 || e.HTTPStatus != http.StatusFound || e.Operation != "getAccessToken" {
		t.Errorf("got %v", err)
	}
}
