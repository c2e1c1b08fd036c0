package simulator_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crmsim/crmsim/simulator"
)

const seeds = `# Everything that the tests of a shop begin with.
wisecrm:
  accounts:
    acme: {accountName: 甲公司, phone: 02134240127}   # a number that stays a text
  contacts:
    - {contactName: 张三, accountId: $acme, createdOn: 2026-01-02 03:04:05}
quancheng:
  contracts:
    - {CustomerId: $shop, Title: 年度框架合同}
  customers:
    shop: {Name: 乙公司, Tel: 13800000001}
    other: {Name: 丙公司}
socialepoch:
  customers:
    - {whatsApp: 8801833524358}
dustess:
  contacts:
    - {id: given, remark: 李四}
`

// TestASeedFile brings records of all vendors that refer to each other by name, in any order.
func TestASeedFile(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	var seeded struct {
		Loaded int
		IDs    map[string]string
	}
	w.own("POST", "/data", seeds, http.StatusOK, &seeded)
	if seeded.Loaded != 7 || len(seeded.IDs) != 3 || seeded.IDs["shop"] == seeded.IDs["other"] || !strings.HasPrefix(seeded.IDs["acme"], "002-") {
		t.Fatalf("seeded %+v", seeded)
	}
	for path, want := range map[string]string{
		"/data/wisecrm/accounts/" + seeded.IDs["acme"]:                   `"phone":"02134240127"`,
		"/data/wisecrm/contacts?accountId=" + seeded.IDs["acme"]:         `"createdOn":"2026-01-02 03:04:05"`,
		"/data/quancheng/customers/" + seeded.IDs["shop"]:                `"Tel":"13800000001"`,
		"/data/quancheng/contracts?CustomerId=" + seeded.IDs["shop"]:     "年度框架合同",
		"/data/socialepoch/customers/8801833524358":                      "8801833524358",
		"/data/dustess/contacts/given":                                   "李四",
		"/data/wisecrm/accounts?accountName=%E7%94%B2%E5%85%AC%E5%8F%B8": seeded.IDs["acme"],
	} {
		if text := w.own("GET", path, "", http.StatusOK, nil); !strings.Contains(text, want) {
			t.Errorf("%s: %s, want %s", path, text, want)
		}
	}
	if a := w.post(addPath, accountNamed("丁公司")); a.Code != 0 {
		t.Errorf("after the seeds a call is answered %s", a.body)
	}
}

func TestASeedFileIsTakenWholeOrNot(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	good := `wisecrm: {accounts: [{accountName: 甲公司}]}` + "\n"
	for text, want := range map[string]string{
		good + `nobody: {x: [{}]}`:                                                    `line 2: there is no vendor`,
		good + `quancheng: {nothing: [{}]}`:                                           `no table`,
		good + `quancheng: {customers: [{Nam: x}]}`:                                   `Nam`,
		good + `quancheng: {contracts: [{CustomerId: $gone}]}`:                        `no record is named`,
		good + `quancheng: {customers: [7]}`:                                          `want a record`,
		good + `quancheng: 7`:                                                         `want the tables of quancheng`,
		good + `socialepoch: {agents: [{}]}`:                                          `says no id`,
		good + `quancheng: {customers: {a: {Name: x, Name: y}}}`:                      `twice`,
		`wisecrm: {accounts: {a: {accountName: x}}, contacts: {a: {contactName: x}}}`: `a second record is named`,
		`{"vendor":"wisecrm"`:                                                         `line 1`,
		"{\"vendor\":\"wisecrm\",\"table\":\"accounts\",\"record\":{\"accountName\":\"x\"}}\n{\"what\":1}": `line 2`,
		`a: [`: `yaml`,
	} {
		if got := w.own("POST", "/data", text, http.StatusBadRequest, nil); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want it to say %s", text, got, want)
		}
	}
	if n := w.count("甲公司"); n != 0 {
		t.Errorf("%d accounts came of files that were refused", n)
	}
	w.own("GET", "/data?format=xml", "", http.StatusBadRequest, nil)
	w.own("POST", "/data", "", http.StatusOK, nil)
}

// TestSeedsAreTheBeginning of all sandboxes: also of new ones, and after a reset.
func TestSeedsAreTheBeginning(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "seeds.yaml")
	if err := os.WriteFile(file, []byte(seeds), 0o600); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, simulator.Config{SeedFile: file})
	for _, one := range []*world{w, w.fork("new", "")} {
		if n := one.count("甲公司"); n != 1 {
			t.Errorf("%s begins with %d accounts of the file", one.name, n)
		}
		one.add("丁公司")
		one.own("POST", "/reset", "", http.StatusNoContent, nil)
		if n, m := one.count("甲公司"), one.count("丁公司"); n != 1 || m != 0 {
			t.Errorf("%s has %d accounts of the file after a reset, and %d others", one.name, n, m)
		}
	}
}

// TestAGoldenSandbox is a model that others begin with: from names it.
func TestAGoldenSandbox(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Config{})
	golden := w.fork("golden", "")
	golden.own("DELETE", "/data/wisecrm/accounts", "", http.StatusNoContent, nil)
	golden.own("POST", "/data", seeds, http.StatusOK, nil)
	one := w.fork("one", "golden")
	one.add("丁公司")
	if golden.accounts() != 1 || one.accounts() != 2 {
		t.Errorf("the model has %d accounts, the sandbox from it %d; want 1 and 2", golden.accounts(), one.accounts())
	}
}
