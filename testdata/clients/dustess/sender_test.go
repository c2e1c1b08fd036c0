package dustess_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// A sender is a Java program that sends one applicant at a time (id 39211945730). It signs in for each with clientId and
// clientSecret and takes a missing code for 0. Whether it got a token it checks in another variable, so without one it
// goes on with the word null. A null where it wants an object, and what is no JSON, end in its one catch-all.
type sender struct{ *world }

// send returns what the program writes down about an applicant.
func (s *sender) send(name, tel string) (noted string) {
	defer func() {
		if thrown := recover(); thrown != nil {
			noted = "exception"
		}
	}()
	signedIn := parsed(s.post("auth/v1/access_token/token", map[string]string{"clientId": s.id, "clientSecret": s.secret}))
	token := "null"
	if code, _ := signedIn["code"].(float64); code == 0 {
		token = signedIn["data"].(map[string]any)["accessToken"].(string)
	}
	sent := parsed(s.post("customer/v1/batchAddCustomer?accessToken="+token, map[string]any{"customer_list": []any{map[string]any{
		"remark": name, "mobiles": []any{map[string]string{"display": "手机", "type": "mobile", "tel": tel}}, "source": "头条",
		"prov_city": "北京市",
		"birthday":  "", "age": 33, "gender": 1, "description": "咨询", "nationality": "中国", "pool": "a-pool-of-the-vendor",
	}}}))
	rows := sent["data"].(map[string]any)["success"]
	if list, _ := rows.([]any); sent["success"] == true && len(list) > 0 {
		return "sent"
	}
	return "not sent"
}

// parsed reads an object whatever the status is, and throws where there is none.
func parsed(a answer) map[string]any {
	var object map[string]any
	if a.err != nil || json.Unmarshal(a.body, &object) != nil || object == nil {
		panic("no object")
	}
	return object
}

func TestSender(t *testing.T) {
	s := &sender{start(t)}
	if noted := s.send("申请人", phone(1)); noted != "sent" {
		t.Fatalf("it notes %q", noted)
	}
	c := s.records("contacts", "remark", "申请人")
	if len(c) != 1 || c[0]["birthday"] != "" || fmt.Sprint(c[0]["age"]) != "33" {
		t.Fatalf("stored %v", c)
	}
	if sources := s.records("sources", "name", "头条"); len(sources) != 1 || sources[0]["id"] != c[0]["source"] {
		t.Errorf("the source is %v, want the id of 头条 in %v", c[0]["source"], sources)
	}
	if remarks := s.remarks("batchAddCustomer"); !strings.Contains(remarks, "/customer_list/0/source: value") {
		t.Errorf("crmsim remarks %s", remarks)
	}
	if noted := s.send("同一申请人", phone(1)); noted != "not sent" {
		t.Errorf("the same number again: it notes %q", noted)
	}
}

// TestSenderUnderFaults: a refused token is noted as an applicant who was not sent, since its data is an object; other
// failures, whose data is null, as an exception, even where the applicant has been stored.
func TestSenderUnderFaults(t *testing.T) {
	for _, test := range []struct {
		fault, noted string
		stored       int
	}{
		{"getAccessToken=code=40001", "not sent", 0}, // It goes on with the token null, and is told 40002.
		{"getAccessToken=garbage", "exception", 0},
		{"getAccessToken=503", "exception", 0},
		{"batchAddCustomer=code=40002", "not sent", 0},
		{"batchAddCustomer=code=10001", "exception", 0},
		{"batchAddCustomer=code=4126", "not sent", 0},
		{"batchAddCustomer=item=1,code=13000", "not sent", 0},
		{"batchAddCustomer=item=1,code=13000:after", "not sent", 1},
		{"batchAddCustomer=code=10001:after", "exception", 1},
		{"batchAddCustomer=truncate", "exception", 1},
	} {
		t.Run(test.fault, func(t *testing.T) {
			s := &sender{start(t)}
			s.fault(test.fault)
			noted := s.send("申请人", phone(1))
			if stored := len(s.records("contacts", "remark", "申请人")); noted != test.noted || stored != test.stored {
				t.Errorf("it notes %q, and there are %d contacts; want %q and %d", noted, stored, test.noted, test.stored)
			}
		})
	}
}
