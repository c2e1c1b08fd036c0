package quancheng

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
)

func TestNewClientRefusesBadConfiguration(t *testing.T) {
	t.Parallel()
	good := WithBaseURL("http://oa.example.com/WebApi/Handler/1.0/")
	tests := []struct {
		name        string
		credentials Credentials
		options     []Option
	}{
		{"no base URL", testCredentials, nil},
		{"base URL without a scheme", testCredentials, []Option{WithBaseURL("oa.example.com")}},
		{"no HTTP client", testCredentials, []Option{good, WithHTTPClient(nil)}},
		{"login name without a password", Credentials{LoginName: "x"}, []Option{good}},
		{"password without a login name", Credentials{Password: "x"}, []Option{good}},
		{"no clock", testCredentials, []Option{good, WithClock(nil)}},
		{"negative age", testCredentials, []Option{good, WithTokenAge(-1)}},
	}
	for _, test := range tests {
		if client, err := NewClient(test.credentials, test.options...); err == nil || client != nil {
			t.Errorf("%s: no error", test.name)
		}
	}
}

var login = Credentials{OrgID: 1, LoginName: "chenzhiqiang", Password: "secret"}

func TestSignsInWhenATokenIsNeeded(t *testing.T) {
	t.Parallel()
	v := newVendor(t, `{"value":"22222222-2222-4222-8222-222222222222"}`, `{"value":true}`)
	client := v.client(t, login)
	for range 2 {
		if _, err := client.Customers.UnlockIMS(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
	}
	all := v.seen()
	if len(all) != 3 || all[0].path != "Token/Get.ashx" || all[0].method != http.MethodPost || all[0].query.Has("password") {
		t.Fatalf("got %+v", all)
	}
	if form := all[0].form; form.Get("org_id") != "1" || form.Get("login_name") != "chenzhiqiang" || form.Get("password") != "secret" || form.Has("token") {
		t.Errorf("signed in with %v", form)
	}
	if all[2].form.Get("token") != "22222222-2222-4222-8222-222222222222" {
		t.Errorf("called with %v", all[2].form)
	}
}

func TestReplacesARefusedTokenOnce(t *testing.T) {
	t.Parallel()
	expired := login
	expired.Token = "old"
	v := newVendor(t, refusedToken, `{"value":"new"}`, `{"value":1}`, refusedToken)
	client := v.client(t, expired)
	if n, err := client.ContactPlans.Count(t.Context()); n != 1 || err != nil {
		t.Fatalf("got %d, %v", n, err)
	}
	all := v.seen()
	if len(all) != 3 || all[0].query.Get("token") != "old" || all[2].query.Get("token") != "new" {
		t.Errorf("got %+v", all)
	}
	// A vendor that refuses fresh tokens too is not asked for ever.
	w := newVendor(t, refusedToken, `{"value":"new"}`, refusedToken)
	_, err := w.client(t, expired).ContactPlans.Count(t.Context())
	if e, ok := errors.AsType[*Error](err); !ok || e.Code != CodeTokenInvalid || len(w.seen()) != 3 {
		t.Errorf("got %v after %d calls", err, len(w.seen()))
	}
}

func TestWithoutLoginARefusalStands(t *testing.T) {
	t.Parallel()
	v := newVendor(t, refusedToken)
	_, err := v.client(t, Credentials{}).ContactPlans.Count(t.Context())
	if e, ok := errors.AsType[*Error](err); !ok || e.Code != CodeTokenInvalid {
		t.Errorf("got %v", err)
	}
	if all := v.seen(); len(all) != 1 || all[0].query.Get("token") != "-1" {
		t.Errorf("got %+v", all)
	}
}

// Fifty calls find the same token refused; one of them signs in.
func TestNoStampede(t *testing.T) {
	t.Parallel()
	var logins atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/Token/Get.ashx":
			logins.Add(1)
			io.WriteString(w, `{"value":"new"}`)
		case r.URL.Query().Get("token") == "new":
			io.WriteString(w, `{"value":3}`)
		default:
			io.WriteString(w, refusedToken)
		}
	}))
	t.Cleanup(server.Close)
	expired := login
	expired.Token = "old"
	client, err := NewClient(expired, WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if n, err := client.ContactPlans.Count(t.Context()); n != 3 || err != nil {
				t.Errorf("got %d, %v", n, err)
			}
		})
	}
	all.Wait()
	if logins.Load() != 1 {
		t.Errorf("signed in %d times", logins.Load())
	}
}

func TestContextEndsTheWaitForASignIn(t *testing.T) {
	t.Parallel()
	client := newVendor(t, `{"value":1}`).client(t, login)
	held := <-client.Customers.caller.session.held // Somebody else is signing in.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client.ContactPlans.Count(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	client.Customers.caller.session.held <- held
}

func TestAFailedSignInIsTriedAgain(t *testing.T) {
	t.Parallel()
	v := newVendor(t, `{"error_code":1003,"error_msg":"登录名或密码错误"}`, `{"value":"new"}`, `{"value":1}`)
	client := v.client(t, login)
	_, err := client.ContactPlans.Count(t.Context())
	if e, ok := errors.AsType[*Error](err); !ok || e.Code != CodeLogin || e.Operation != "getToken" {
		t.Errorf("got %v", err)
	}
	if n, err := client.ContactPlans.Count(t.Context()); n != 1 || err != nil {
		t.Errorf("got %d, %v", n, err)
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
	_, err = client.Customers.Save(t.Context(), CustomerChange{Name: new("甲")})
	if e, ok := errors.AsType[*Error](err); !ok || e.Code != 0 || e.HTTPStatus != http.StatusFound {
		t.Errorf("got %v", err)
	}
}
