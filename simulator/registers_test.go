package simulator_test

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

// A keyring is what the control API shows of a sandbox.
type keyring struct {
	Name        string
	Credentials struct {
		Wisecrm     struct{ Appid, Appkey string }
		Dustess     struct{ Client_id, Client_secret, Access_token string }
		Quancheng   struct{ Login_name, Password, Token, Site_key string }
		Socialepoch struct {
			Tenant_id json.Number
			Api_key   string
		}
	}
}

func (w *world) keys() keyring {
	w.t.Helper()
	var k keyring
	w.own("GET", "", "", 200, &k)
	return k
}

func parseKeys(answer string) (k keyring, err error) {
	err = json.Unmarshal([]byte(answer), &k)
	return k, err
}

// A caller makes calls with the credentials of one sandbox, in a process or over a connection.
type caller struct {
	keyring
	send func(method, target, body string, header map[string]string) (status int, answer string, err error)
}

func (w *world) caller() *caller { return &caller{w.keys(), w.sendText} }

// sendText hands a call to the handler without a connection.
func (w *world) sendText(method, target, body string, header map[string]string) (int, string, error) {
	r := httptest.NewRequest(method, "http://localhost"+target, strings.NewReader(body))
	for name, value := range header {
		r.Header.Set(name, value)
	}
	a := w.send(r)
	return a.Code, a.Body.String(), nil
}

// control calls the control API on the sandbox.
func (c *caller) control(method, path, body string) (int, string, error) {
	return c.send(method, "/_sim/sandboxes/"+c.Name+path, body, nil)
}

var inJSON = map[string]string{"Content-Type": contentJSON}

// A result is what an operation on a register came to.
type result struct {
	key   string // of an added record, where the vendor tells it
	value string
	found bool // the record was there
	count int
	odd   string // an answer that is none of those that may be
}

// A register is one kind of a vendor's records, each with a key and a text: enough to see whether a world
// holds. An operation that a vendor does not have is nil.
type register struct {
	vendor string
	add    func(c *caller, value string) result      // under a new key
	put    func(c *caller, key, value string) result // adds or changes
	set    func(c *caller, key, value string) result // changes what is there
	get    func(c *caller, key string) result
	remove func(c *caller, key string) result
	count  func(c *caller) result // of the records that put and add made, and maybe others

	removesNothing bool // removing what is not there is no failure
}

func registers() []register {
	return []register{wisecrmAccounts, dustessContacts, quanchengCustomers, socialepochCustomers}
}

// outcome reads an answer: found when it begins with one text, not found when it contains another.
func outcome(status int, answer string, err error, found, missing string) result {
	switch {
	case err != nil:
		return result{odd: err.Error()}
	case found != "" && strings.Contains(answer, found):
		return result{found: true}
	case missing != "" && strings.Contains(answer, missing):
		return result{}
	default:
		return result{odd: fmt.Sprintf("%d %.300s", status, answer)}
	}
}

// between returns what stands between two texts, "" when they are not there.
func between(text, before, after string) string {
	_, rest, _ := strings.Cut(text, before)
	value, _, closed := strings.Cut(rest, after)
	if !closed {
		return ""
	}
	return value
}

// rowsWhere counts the records of a table that have a value.
func rowsWhere(c *caller, table, where string) result {
	status, answer, err := c.control("GET", "/data/"+table+"?"+where, "")
	r := outcome(status, answer, err, `{"records":[`, "")
	r.count = strings.Count(answer, "\n{")
	return r
}

// recordOf reads a record of a table.
func recordOf(c *caller, path, before string) result {
	status, answer, err := c.control("GET", "/data/"+path, "")
	r := outcome(status, answer, err, before, "has no record")
	r.value = between(answer, before, `"`)
	return r
}

func removeRecord(c *caller, path string) result {
	status, answer, err := c.control("DELETE", "/data/"+path, "")
	if err == nil && status == http.StatusNoContent {
		return result{found: true}
	}
	return outcome(status, answer, err, "", "has no record")
}

func (c *caller) wisecrm(method, path, body string, parameters ...string) (int, string, error) {
	q := url.Values{"appid": {c.Credentials.Wisecrm.Appid}, "sign": {c.Credentials.Wisecrm.Appkey}, "op_user": {demoUser}}
	for i := 0; i < len(parameters); i += 2 {
		q.Set(parameters[i], parameters[i+1])
	}
	return c.send(method, path+"?"+q.Encode(), body, inJSON)
}

const wisecrmOK = `{"error_code":0,`

// account is an outcome where an account may be unknown, or its id none.
func account(status int, answer string, err error) result {
	if strings.Contains(answer, "记录不存在") {
		return result{}
	}
	return outcome(status, answer, err, wisecrmOK, "参数 account_id 无效")
}

var wisecrmAccounts = register{
	vendor: "wisecrm",
	add: func(c *caller, value string) result {
		status, answer, err := c.wisecrm("POST", addPath, accountNamed(value))
		r := outcome(status, answer, err, wisecrmOK, "")
		r.key = between(answer, `"account_id":"`, `"`)
		return r
	},
	set: func(c *caller, key, value string) result {
		status, answer, err := c.wisecrm("POST", updatePath, accountNamed(value), "account_id", key)
		return account(status, answer, err)
	},
	get: func(c *caller, key string) result {
		status, answer, err := c.wisecrm("GET", getPath, "", "account_id", key, "fields", "accountName")
		r := account(status, answer, err)
		r.value = between(answer, `"accountName":"`, `"`)
		return r
	},
	remove: func(c *caller, key string) result {
		status, answer, err := c.wisecrm("POST", "/gw/account/delete", "", "account_id", key)
		return account(status, answer, err)
	},
	count: func(c *caller) result {
		status, answer, err := c.wisecrm("GET", listPath, "", "fields", "accountId", "page_size", "1")
		r := outcome(status, answer, err, wisecrmOK, "")
		_, _ = fmt.Sscan(between(answer, `"total_size":`, ","), &r.count)
		return r
	},
}

func (c *caller) dustess(operation, item string) (int, string, error) {
	return c.send("POST", "/customer/v1/"+operation+"?accessToken="+c.Credentials.Dustess.Access_token, `{"customer_list":[`+item+`]}`, inJSON)
}

var dustessContacts = register{
	vendor: "dustess",
	add: func(c *caller, value string) result {
		status, answer, err := c.dustess("batchAddCustomer", `{"pool":"register","remark":"`+value+`"}`)
		r := outcome(status, answer, err, `{"success":true,`, "")
		r.key = between(answer, `"id":"`, `"`)
		return r
	},
	set: func(c *caller, key, value string) result {
		status, answer, err := c.dustess("batchEditCustomer", `{"id":"`+key+`","remark":"`+value+`"}`)
		return outcome(status, answer, err, `"id":"`+key+`"`, `"fail":[`)
	},
	get:    func(c *caller, key string) result { return recordOf(c, "dustess/contacts/"+key, `"remark":"`) },
	remove: func(c *caller, key string) result { return removeRecord(c, "dustess/contacts/"+key) },
	count:  func(c *caller) result { return rowsWhere(c, "dustess/contacts", "pool=register") },
}

func (c *caller) quancheng(operation, parameter, value string) (int, string, error) {
	q := url.Values{"token": {c.Credentials.Quancheng.Token}, parameter: {value}}
	return c.send("GET", "/WebApi/Handler/1.0/CRM/Customer/"+operation+".ashx?"+q.Encode(), "", nil)
}

var quanchengCustomers = register{
	vendor: "quancheng",
	add: func(c *caller, value string) result {
		status, answer, err := c.quancheng("Save", "json", `{"Remark":"register","Name":"`+value+`"}`)
		return outcome(status, answer, err, `{"value":true}`, "")
	},
	put: func(c *caller, key, value string) result {
		status, answer, err := c.control("PUT", "/data/quancheng/customers/"+key, `{"PK_ID":`+key+`,"SignId":1,"Remark":"register","Name":"`+value+`"}`)
		return outcome(status, answer, err, `{"id":"`, "")
	},
	set: func(c *caller, key, value string) result {
		status, answer, err := c.quancheng("Update", "customer", `{"PK_ID":`+key+`,"Name":"`+value+`"}`)
		return outcome(status, answer, err, `{"value":true}`, `{"value":false}`)
	},
	get: func(c *caller, key string) result {
		status, answer, err := c.quancheng("Get", "id", key)
		r := outcome(status, answer, err, `"Name":"`, `{"value":null}`)
		r.value = between(answer, `"Name":"`, `"`)
		return r
	},
	remove: func(c *caller, key string) result { return removeRecord(c, "quancheng/customers/"+key) },
	count:  func(c *caller) result { return rowsWhere(c, "quancheng/customers", "Remark=register") },
}

func (c *caller) socialepoch(path, body string) (int, string, error) {
	const timestamp = "1780272000000"
	tenant := string(c.Credentials.Socialepoch.Tenant_id)
	sum := md5.Sum([]byte(tenant + timestamp + c.Credentials.Socialepoch.Api_key))
	return c.send("POST", "/wscrm-bus-api/"+path, body, map[string]string{
		"Content-Type": contentJSON, "tenant_id": tenant, "timestamp": timestamp, "token": hex.EncodeToString(sum[:]),
	})
}

var socialepochCustomers = register{
	vendor: "socialepoch",
	put: func(c *caller, key, value string) result {
		status, answer, err := c.socialepoch("customer/api/batchImport",
			`{"tenantId":`+string(c.Credentials.Socialepoch.Tenant_id)+`,"data":[{"agentAccount":"chenxd","source":"register","whatsApp":"`+key+`","desc":"`+value+`"}]}`)
		return outcome(status, answer, err, `{"code":200,`, "")
	},
	get: func(c *caller, key string) result {
		status, answer, err := c.socialepoch("customer/query", `[{"whatsApp":"`+key+`"}]`)
		r := outcome(status, answer, err, `"whatsApp":"`, `"data":[]`)
		r.value = between(answer, `"desc":"`, `"`)
		return r
	},
	remove: func(c *caller, key string) result {
		status, answer, err := c.send("POST", "/wscrm-bus-api/open/customer/del", `{"type":3,"item":["`+key+`"]}`,
			map[string]string{"Content-Type": contentJSON, "Sim-Sign": "yes", "Sim-Sandbox": c.Name})
		return outcome(status, answer, err, `{"code":200,`, "")
	},
	count:          func(c *caller) result { return rowsWhere(c, "socialepoch/customers", "source=register") },
	removesNothing: true,
}
