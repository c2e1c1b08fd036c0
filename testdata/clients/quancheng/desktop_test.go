package quancheng_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// signIn asks for the organisations without a token, takes one, and gets a token with the password in the clear
// (addresses noted in id 9226035575). Of an answer it looks for value. Its token is a text or none.
func (d *desktop) signIn(login, password string) bool {
	d.token = ""
	data, failed := d.get(d.address("Organization/GetList.ashx"))
	organizations, _ := object(data)["value"].([]any)
	if failed || len(organizations) == 0 {
		return false
	}
	first, _ := organizations[0].(map[string]any)
	id, _ := first["PK_ID"].(float64)
	data, failed = d.get(d.base + "Token/Get.ashx?" + query("format", "json", "org_id", fmt.Sprint(id), "login_name", login, "password", password))
	d.token, _ = object(data)["value"].(string)
	return !failed && d.token != ""
}

func signedIn(t *testing.T) *desktop {
	d := start(t)
	c := d.Credentials("quancheng")
	if !d.signIn(c["login_name"], c["password"]) || len(d.token) != 36 || strings.ToLower(d.token) != d.token {
		t.Fatalf("signed in with the token %q", d.token)
	}
	return d
}

func TestSigningIn(t *testing.T) {
	d := signedIn(t)
	data, failed := d.get(d.address("CRM/CustomerSign/GetClientSignDefault.ashx"))
	if sign, _ := object(data)["value"].(float64); failed || sign != 1 {
		t.Errorf("got %s", data)
	}
	d.Clean() // None of this departs from the document.
}

func TestSigningInWithAWrongPassword(t *testing.T) {
	d := start(t)
	d.AllowViolations("credential")
	if d.signIn(d.Credentials("quancheng")["login_name"], "x") {
		t.Error("signed in")
	}
}

// TestEscaping: rich text goes out with raw semicolons, and is stored as it was typed, but for plus signs: Qt leaves them
// and the server takes them for blanks (ids 9175782311, 9226035575). A form is the same text.
func TestEscaping(t *testing.T) {
	d := signedIn(t)
	html := `<p style=" margin-top:0px; margin-bottom:0px;">100% &amp; "王;伟"&nbsp;#1</p>`
	site := d.Credentials("quancheng")["site_key"]
	board := func(content string) []string {
		return []string{"siteKey", site, "custID", "0", "content", content}
	}
	for i, send := range []func(content string) ([]byte, bool){
		func(content string) ([]byte, bool) {
			return d.get(d.address("CRM/ECommerce/AddMessageBoard.ashx", board(content)...))
		},
		func(content string) ([]byte, bool) {
			return d.post(d.base+"CRM/ECommerce/AddMessageBoard.ashx", query(append(board(content), "token", d.token)...))
		},
	} {
		for sent, stored := range map[string]string{html: html, "1+1;2": "1 1;2", "%41;": "A;", "50%;": "50%;"} {
			data, failed := send(sent)
			if done, _ := object(data)["value"].(bool); failed || !done {
				t.Fatalf("%s: got %s", sent, data)
			}
			if found := d.records("messageBoard", "Content", stored); len(found) != i+1 {
				t.Errorf("%s: %d entries of %s, want %d", sent, len(found), stored, i+1)
			}
		}
	}
	d.Clean() // A raw semicolon is no departure.
}

// save changes something, and adds it where the answer is that there was nothing to change (id 9175782311). It takes
// nothing but value true for a success, and asks whether value is there before it looks. What the addition answers it
// never reads.
func (d *desktop) save(change, add string) (noted string) {
	data, failed := d.get(change)
	answer := object(data)
	value, has := answer["value"]
	switch done, _ := value.(bool); {
	case failed || !has:
		return "nothing" // No value is no reason to add.
	case done:
		return "changed"
	}
	if _, failed := d.get(add); failed {
		return "nothing"
	}
	return "added"
}

func (d *desktop) saveCustomer(id int, name string) string {
	return d.save(
		d.address("CRM/Customer/Update.ashx", "customer", fmt.Sprintf(`{"PK_ID":%d,"Name":"%s"}`, id, name)),
		d.address("CRM/Customer/Save.ashx", "json", fmt.Sprintf(`{"Name":"%s"}`, name)))
}

func TestChangingOrAdding(t *testing.T) {
	d := signedIn(t)
	d.AllowViolations("exists") // A change of what is not there is noted.
	if noted := d.saveCustomer(1, "改过的;公司"); noted != "changed" {
		t.Errorf("it notes %q", noted)
	}
	if noted := d.saveCustomer(999999, "新的;公司"); noted != "added" {
		t.Errorf("it notes %q", noted)
	}
	for _, name := range []string{"改过的;公司", "新的;公司"} {
		if n := len(d.records("customers", "Name", name)); n != 1 {
			t.Errorf("%d customers %s", n, name)
		}
	}
	// A count is no bool to Qt: 1 reads as false, and the program adds what it has just changed.
	if noted := d.save(d.address("CRM/LinkMan/DeleteLinkMan.ashx", "id", "1"), d.address("CRM/Customer/Save.ashx", "json", `{"Name":"多余"}`)); noted != "added" {
		t.Errorf("a count: it notes %q", noted)
	}
}

// TestChangingOrAddingUnderFaults: a refusal has no value, so nothing happens and nobody is told; a lost answer of a
// change is a change; a refused addition counts as done.
func TestChangingOrAddingUnderFaults(t *testing.T) {
	for _, test := range []struct {
		fault, noted string
		id, stored   int
	}{
		{"updateCustomer=code=1002", "nothing", 1, 0},
		{"updateCustomer=code=9001:after", "nothing", 1, 1},
		{"updateCustomer=503", "nothing", 1, 0},
		{"updateCustomer=garbage", "nothing", 1, 0},
		{"updateCustomer=garbage:after", "nothing", 1, 1},
		{"updateCustomer=truncate", "nothing", 1, 1},
		{"updateCustomer=reset", "nothing", 1, 0},
		{"saveCustomer=code=9001", "added", 999999, 0},
		{"saveCustomer=503", "nothing", 999999, 0},
		{"saveCustomer=503:after", "nothing", 999999, 1},
	} {
		t.Run(test.fault, func(t *testing.T) {
			d := signedIn(t)
			d.AllowViolations("exists")
			d.Fault("quancheng." + test.fault)
			noted := d.saveCustomer(test.id, "故障公司")
			if n := len(d.records("customers", "Name", "故障公司")); noted != test.noted || n != test.stored {
				t.Errorf("it notes %q, and there are %d customers; want %q and %d", noted, n, test.noted, test.stored)
			}
		})
	}
}

// list reads a list whole: unless error_code is there, whatever its value, the rows of value, without those that have no
// PK_ID above 0 (id 9175782311). Members that are not there, or are no text, read as "".
func (d *desktop) list(address, member string) (shown []string, ok bool) {
	data, failed := d.get(address)
	answer := object(data)
	if _, refused := answer["error_code"]; failed || refused || answer == nil {
		return nil, false
	}
	rows, _ := answer["value"].([]any)
	for _, each := range rows {
		row, _ := each.(map[string]any)
		if id, _ := row["PK_ID"].(float64); id <= 0 {
			continue
		}
		text, _ := row[member].(string)
		shown = append(shown, text)
	}
	return shown, true
}

func TestReadingAList(t *testing.T) {
	d := signedIn(t)
	names, ok := d.list(d.address("CRM/CustomerSign/GetCustTypeBdefault.ashx"), "Name")
	if !ok || len(names) == 0 || names[0] == "" {
		t.Errorf("got %q, %v", names, ok)
	}
	dates, ok := d.list(d.address("CRM/CustomerSign/GetCustTypeBdefault.ashx"), "CDate")
	if !ok || len(dates) != len(names) || dates[0] != "" {
		t.Errorf("a member that is not there: %q, %v", dates, ok)
	}
	d.Clean()
}

// pages reads the customers until a page is empty, which is all that tells the end (QC-Q41). No program that is known
// pages; this is what one that reads as list does would make of it.
func (d *desktop) pages() (all []string, ok bool) {
	for index := 1; ; index++ {
		page, ok := d.list(d.address("CRM/Customer/GetAllList.ashx", "pageIndex", fmt.Sprint(index), "pageSize", "100"), "Name")
		if !ok || len(page) == 0 {
			return all, ok
		}
		all = append(all, page...)
	}
}

func TestPagingUntilEmpty(t *testing.T) {
	d := signedIn(t)
	all, ok := d.pages()
	if !ok || len(all) < 200 {
		t.Errorf("%d customers, %v", len(all), ok)
	}
	d.Fault("quancheng.getAllCustomers=garbage:x1")
	if again, ok := d.pages(); ok || len(again) != 0 {
		t.Errorf("under a fault: %d customers, %v", len(again), ok)
	}
}

// TestAnExpiredTokenIsKept: the program never signs in again by itself: after a night it reads nothing (id 9175782311:
// it is told a token and looks at no code).
func TestAnExpiredTokenIsKept(t *testing.T) {
	d := signedIn(t)
	d.AllowViolations("expired")
	kinds := d.address("CRM/CustomerSign/GetCustTypeBdefault.ashx")
	d.Advance(25 * time.Hour)
	for range 2 {
		if names, ok := d.list(kinds, "Name"); ok || names != nil {
			t.Errorf("got %q, %v", names, ok)
		}
	}
	c := d.Credentials("quancheng")
	if !d.signIn(c["login_name"], c["password"]) {
		t.Error("it cannot sign in again")
	}
	if names, ok := d.list(d.address("CRM/CustomerSign/GetCustTypeBdefault.ashx"), "Name"); !ok || len(names) == 0 {
		t.Errorf("signed in again: %q, %v", names, ok)
	}
}

// TestAnUnknownOperation: a status of 404 is one of the network's to the program, which does not read the body; crmsim
// names the operation that is most like it.
func TestAnUnknownOperation(t *testing.T) {
	d := signedIn(t)
	d.AllowViolations("path")
	if _, ok := d.list(d.address("CRM/CustomerSign/GetCustTypeDefault.ashx"), "Name"); ok {
		t.Error("it reads a list")
	}
	calls := d.Calls("")
	if last := calls[len(calls)-1]; !strings.Contains(last.String(), "getCustTypeBdefault") {
		t.Errorf("crmsim says %s", last)
	}
}
