package quancheng

import (
	"errors"
	"testing"
	"time"
)

// TestOddFieldsFailNoList: a field that is absent, null or of another kind stays zero, or is read as what it says.
func TestOddFieldsFailNoList(t *testing.T) {
	t.Parallel()
	whole := Customer{ID: 7, Name: "甲", Tel: "139", Sign: Person, OwnerID: 3, IsPublic: true, CDate: Time{testTime.In(china)}}
	without := func(change func(c *Customer)) Customer {
		c := whole
		change(&c)
		return c
	}
	for _, test := range []struct {
		name, row string
		want      Customer
	}{
		{"whole", `{"PK_ID":7,"Name":"甲","Tel":"139","SignId":2,"OwnerId":3,"IsPublic":true,"CDate":"2013-05-05 10:25:30"}`, whole},
		{"texts for numbers and flags", `{"PK_ID":"7","Name":"甲","Tel":139,"SignId":"2","OwnerId":"3","IsPublic":"True","CDate":"2013/5/5 10:25:30"}`, whole},
		{"a flag as a number", `{"PK_ID":7,"Name":"甲","Tel":"139","SignId":2,"OwnerId":3,"IsPublic":1,"CDate":"2013-05-05T10:25:30"}`, whole},
		{"letter case", `{"pk_id":7,"name":"甲","tel":"139","signid":2,"ownerid":3,"ispublic":"1","cdate":"2013-05-05 10:25:30.000"}`, whole},
		{"an unknown sign", `{"PK_ID":7,"Name":"甲","Tel":"139","SignId":9,"OwnerId":3,"IsPublic":true,"CDate":"2013-05-05 10:25:30"}`,
			without(func(c *Customer) { c.Sign = 9 })},
		{"odd kinds", `{"PK_ID":7,"Name":{"cn":"甲"},"Tel":"139","SignId":[],"OwnerId":1e99,"IsPublic":"perhaps","CDate":"yesterday"}`,
			Customer{ID: 7, Tel: "139"}},
		{"nulls", `{"PK_ID":7,"Name":null,"Tel":"139","OwnerId":null,"IsPublic":null,"CDate":null}`, Customer{ID: 7, Tel: "139"}},
		{"nothing that is known", `{"CustomerName":"甲"}`, Customer{}},
	} {
		client := newVendor(t, `{"value":[{"PK_ID":1},`+test.row+`]}`).client(t, testCredentials)
		rows, err := client.Customers.List(t.Context(), ListOptions{})
		if err != nil || len(rows) != 2 || rows[0].ID != 1 || rows[1] != test.want {
			t.Errorf("%s: got %+v, %v", test.name, rows, err)
		}
	}
	man, err := newVendor(t, `{"value":{"PK_ID":1,"Name":"王","IsMain":0,"Mobile":13900000000,"CDate":0}}`).client(t, testCredentials).LinkMen.Get(t.Context(), 1)
	if err != nil || man.Name != "王" || man.IsMain || man.Mobile != "13900000000" {
		t.Errorf("fields of the short form within the full one: %+v, %v", man, err)
	}
}

// TestTextCodes: whatever error_code is but 0 or nothing, it refuses the call.
func TestTextCodes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		body, text, message string
		code                int
	}{
		{`{"error_code":"E_TOKEN","error_msg":"令牌"}`, "E_TOKEN", "令牌", CodeText},
		{`{"error_code":"2002"}`, "2002", "", CodeInvalid},
		{`{"error_code":2002,"error_msg":{"zh":"无效"}}`, "2002", `{"zh":"无效"}`, CodeInvalid},
		{`{"error_code":99999999999999999999}`, "99999999999999999999", "", CodeText},
		{`{"error_code":-5,"value":true}`, "-5", "", -5},
		{`{"error_code":[1]}`, "[1]", "", CodeText},
	} {
		_, err := newVendor(t, test.body).client(t, testCredentials).Customers.Get(t.Context(), 1)
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Code != test.code || e.CodeText != test.text || e.Message != test.message || e.Body != nil {
			t.Errorf("%s: got %#v", test.body, err)
		}
	}
	if n, err := newVendor(t, `{"value":3,"error_code":"0"}`).client(t, testCredentials).ContactPlans.Count(t.Context()); n != 3 || err != nil {
		t.Errorf("0 is no error code: %d, %v", n, err)
	}
}

// TestWhichRefusalsAreTheTokens: without a site's own codes all that no other meaning is known of, else the site's.
func TestWhichRefusalsAreTheTokens(t *testing.T) {
	t.Parallel()
	own := []Option{WithTokenCodes("40001", "E_TOKEN")}
	for _, test := range []struct {
		code    string
		options []Option
		again   bool
	}{
		{"1001", nil, true}, {"1002", nil, true}, {"40001", nil, true}, {`"E_TOKEN"`, nil, true}, {"-7", nil, true},
		{"1003", nil, false}, {"1004", nil, false}, {"2001", nil, false}, {"2002", nil, false}, {`"2002"`, nil, false},
		{"2003", nil, false}, {"2004", nil, false}, {"9001", nil, false},
		{"40001", own, true}, {`"40001"`, own, true}, {`"E_TOKEN"`, own, true}, {"1002", own, false}, {`"E_OTHER"`, own, false},
		{"1002", []Option{WithTokenCodes()}, false},
	} {
		v := newVendor(t, `{"error_code":`+test.code+`}`, `{"value":"new"}`, `{"value":1}`)
		credentials := login
		credentials.Token = "old"
		client, err := NewClient(credentials, append([]Option{WithBaseURL(v.url)}, test.options...)...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.ContactPlans.Count(t.Context()); (err == nil) != test.again || len(v.seen()) != map[bool]int{true: 3, false: 1}[test.again] {
			t.Errorf("%s with %d options: %v after %d calls", test.code, len(test.options), err, len(v.seen()))
		}
	}
}

// TestAFreshTokenIsNotReplaced: a refusal right after signing in is not the token's.
func TestAFreshTokenIsNotReplaced(t *testing.T) {
	t.Parallel()
	v := newVendor(t, `{"value":"new"}`, `{"error_code":777}`)
	_, err := v.client(t, login).ContactPlans.Count(t.Context())
	if e, ok := errors.AsType[*Error](err); !ok || e.Code != 777 || len(v.seen()) != 2 {
		t.Errorf("got %v after %d calls", err, len(v.seen()))
	}
}

// TestTokensAge: a token is replaced by age, without waiting for a refusal, where the client can sign in.
func TestTokensAge(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		credentials Credentials
		options     []Option
		later       time.Duration
		tokens      [2]string // that the two calls sent
	}{
		{"young", login, nil, DefaultTokenAge - time.Second, [2]string{"first", "first"}},
		{"old", login, nil, DefaultTokenAge, [2]string{"first", "second"}},
		{"an age of one's own", login, []Option{WithTokenAge(time.Minute)}, time.Minute, [2]string{"first", "second"}},
		{"ageless", login, []Option{WithTokenAge(0)}, 1000 * time.Hour, [2]string{"first", "first"}},
		{"nobody to sign in", testCredentials, nil, 1000 * time.Hour, [2]string{testCredentials.Token, testCredentials.Token}},
	} {
		now := testTime
		answers := []string{`{"value":"first"}`, `{"value":1}`, `{"value":"second"}`, `{"value":1}`}
		if test.credentials.LoginName == "" {
			answers = answers[1:2]
		} else if test.tokens[1] == "first" {
			answers = answers[:2]
		}
		v := newVendor(t, answers...)
		client, err := NewClient(test.credentials, append([]Option{WithBaseURL(v.url), WithClock(func() time.Time { return now })}, test.options...)...)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := client.ContactPlans.Count(t.Context()); err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
			now = now.Add(test.later)
		}
		var sent []string
		for _, r := range v.seen() {
			if r.path != "Token/Get.ashx" {
				sent = append(sent, r.query.Get("token"))
			}
		}
		if len(sent) != 2 || [2]string(sent) != test.tokens {
			t.Errorf("%s: called with %v, want %v", test.name, sent, test.tokens)
		}
	}
}
