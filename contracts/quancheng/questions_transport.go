package quancheng

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// typesBelow is a call with a parameter that tells by its answer which value counted: the customer types.
func typesBelow(parentID string) contracts.Request {
	return contracts.Request{Operation: "getCustomerTypes", Query: contracts.Values("parent_id", parentID)}
}

// firstLevel is the answer that lists the types of the first level, of which there must be some to tell anything.
func (e *Env) firstLevel(ctx SpecContext) string {
	GinkgoHelper()
	e.firstType(ctx)
	return e.Send(ctx, typesBelow("0")).Text
}

// firstType is the id of a type of the first level.
func (e *Env) firstType(ctx SpecContext) string {
	GinkgoHelper()
	all, err := e.Client.CustomerTypes.List(ctx, 0)
	Expect(err).NotTo(HaveOccurred())
	Expect(all).NotTo(BeEmpty())
	return strconv.Itoa(all[0].ID)
}

func askForms(s declaration) {
	uses := []string{"getCustomerTypes"}
	whether(s, "QC-Q02-01", "says which value counts of a parameter that stands in the query and in the form",
		inferred("HTTP请求方式", uses...),
		"the query's", "the form's", func(ctx SpecContext, e *Env) bool {
			call := typesBelow(e.firstType(ctx))
			call.Form, call.Query = call.Query, contracts.Values("parent_id", "0")
			return e.Send(ctx, call).Text == e.Send(ctx, typesBelow("0")).Text
		})
	whether(s, "QC-Q02-02", "says which value counts of a parameter that is given twice", inferred("HTTP请求方式", uses...),
		"the first", "another", func(ctx SpecContext, e *Env) bool {
			call := typesBelow("0")
			call.RawQuery = "parent_id=" + e.firstType(ctx)
			return e.Send(wrong(ctx), call).Text == e.Send(ctx, typesBelow("0")).Text
		})
	whether(s, "QC-Q02-03", "reports whether a semicolon is part of a value", inferred("请求参数", "saveCustomer", "customerNameIsRepeat").After(openapi.Write),
		"yes", "it ends the value", func(ctx SpecContext, e *Env) bool {
			name := e.Unique("甲") + ";乙"
			done := e.Send(ctx, contracts.Request{Operation: "saveCustomer", RawQuery: "json=" + strings.ReplaceAll(url.QueryEscape(object("Name", name)), "%3B", ";")})
			repeats, err := e.Client.Customers.NameIsRepeat(ctx, name, 0)
			return string(done.Data) == "true" && err == nil && repeats
		})
	whether(s, "QC-Q03-01", "reports whether the letter case of a parameter's name matters", inferred("请求参数", uses...),
		"no", "yes", func(ctx SpecContext, e *Env) bool {
			return e.Get(wrong(ctx), "getCustomerTypes", contracts.Values("Parent_ID", "0")).Text == e.firstLevel(ctx)
		})
	whether(s, "QC-Q19-01", "says what becomes of a parameter that the document does not have", inferred("请求参数", uses...),
		"it is ignored", "the call is refused", func(ctx SpecContext, e *Env) bool {
			return e.Get(wrong(ctx), "getCustomerTypes", contracts.Values("parent_id", "0", "_", "1")).Text == e.firstLevel(ctx)
		})
	whether(s, "QC-Q22-01", "reports whether a plus sign in a query is a blank, and texts are UTF-8",
		inferred("请求参数", "customerNameIsRepeat").After(openapi.Write),
		"yes", "no", func(ctx SpecContext, e *Env) bool {
			name := strings.ReplaceAll(e.Unique("甲"), " ", "+")
			e.Add(ctx, quancheng.CustomerChange{Name: new(strings.ReplaceAll(name, "+", " "))})
			answer := e.Send(ctx, contracts.Request{Operation: "customerNameIsRepeat", RawQuery: "id=0&sName=" + name})
			return string(answer.Data) == "true"
		})
	whether(s, "QC-Q23-01", "reports whether a GET changes data, and keeps its answer out of caches",
		inferred("HTTP请求方式", "setCustIdentity", "getCustomer"),
		"yes", "no", func(ctx SpecContext, e *Env) bool {
			id := strconv.Itoa(e.Customer(ctx).ID)
			marked := e.Get(ctx, "setCustIdentity", contracts.Values("custId", id, "identityId", "4"))
			return marked.Header.Get("Cache-Control") == "no-store" &&
				strings.Contains(e.Get(ctx, "getCustomer", contracts.Values("id", id)).Text, `"IdentityId":4`)
		})
	whether(s, "QC-Q67-01", "reports whether an operation knows the customer's id under the name that another gives it",
		inferred("请求参数", "listLinkMen"),
		"no", "yes", func(ctx SpecContext, e *Env) bool {
			return e.Get(wrong(ctx), "listLinkMen", contracts.Values("cust_id", "1")).Code != 0
		})
	whether(s, "QC-Q88-01", "says what becomes of a parameter that is not URL-encoded", inferred("请求参数", uses...),
		"it counts as missing", "it is read somehow", func(ctx SpecContext, e *Env) bool {
			missing := e.Get(wrong(ctx), "getCustomerTypes", nil)
			return e.Send(wrong(ctx), contracts.Request{Operation: "getCustomerTypes", RawQuery: "parent_id=%zz"}).Code == missing.Code &&
				missing.Code != 0
		})
}

func askTokens(s declaration) {
	const unknown = "00000000-0000-4000-8000-000000000000"
	uses := []string{"getCustomerTypes"}
	whether(s, "QC-Q04-01", "says what Token/Get answers", inferred(fromToken, "getToken"),
		"the token as the value", "something more", func(ctx SpecContext, e *Env) bool {
			c := e.login()
			var token string
			answer := e.Get(ctx, "getToken", contracts.Values("org_id", strconv.Itoa(c.OrgID), "login_name", c.LoginName, "password", c.Password))
			return json.Unmarshal(answer.Data, &token) == nil && len(token) == 36
		})
	whether(s, "QC-Q05-01", "says what Organization/GetList answers", inferred("公开客户端 > Organization/GetList", "listOrganizations"),
		"a list with PK_ID and Name", "something else in it", func(ctx SpecContext, e *Env) bool {
			var rows []map[string]any
			return json.Unmarshal(e.Get(ctx, "listOrganizations", contracts.Values("token", "-1")).Data, &rows) == nil && len(rows) > 0 &&
				slices.Equal(slices.Sorted(maps.Keys(rows[0])), []string{"Name", "PK_ID"})
		})
	whether(s, "QC-Q06-01", "reports whether signing in again ends an earlier token", inferred(fromToken, "getToken", "getCustomerTypes"),
		"no", "yes", func(ctx SpecContext, e *Env) bool {
			first := e.token(ctx)
			return e.token(ctx) != first && e.Get(ctx, "getCustomerTypes", contracts.Values("parent_id", "0", "token", first)).Code == 0
		})
	whether(s, "QC-Q07-01", "says which tokens are refused alike", inferred("token", uses...),
		"-1 like an unknown one, none at all otherwise", "in another way", func(ctx SpecContext, e *Env) bool {
			code := func(token ...string) int {
				return e.Get(wrongIf(ctx, len(token) == 0 || token[0] == ""), "getCustomerTypes",
					map[string][]string{"parent_id": {"0"}, "token": token}).Code
			}
			return code("-1") == code(unknown) && code() == code("") && code() != code("-1")
		})
	whether(s, "QC-Q74-01", "reports whether a wrong password, login name and organisation are told apart", inferred(fromToken, "getToken"),
		"no", "yes", func(ctx SpecContext, e *Env) bool {
			c := e.login()
			orgID := strconv.Itoa(c.OrgID)
			codes := []int{}
			for _, v := range [][3]string{{orgID, c.LoginName, "x"}, {orgID, c.LoginName + "x", c.Password},
				{"2000000000", c.LoginName, c.Password}} {
				codes = append(codes, e.Get(ctx, "getToken", contracts.Values("org_id", v[0], "login_name", v[1], "password", v[2])).Code)
			}
			return codes[0] != 0 && sameCode(codes...) == codes[0]
		})
	whether(s, "QC-Q82-01", "reports whether Organization/GetList wants a token or -1, and a good token",
		inferred("公开客户端 > Organization/GetList", "listOrganizations"),
		"yes", "no", func(ctx SpecContext, e *Env) bool {
			return e.Get(wrong(ctx), "listOrganizations", map[string][]string{"token": nil}).Code != 0 &&
				e.Get(ctx, "listOrganizations", contracts.Values("token", unknown)).Code != 0
		})
}

func askSigningIn(s declaration) {
	whether(s, "QC-Q82-02", "reports whether Token/Get minds a token that no site gave", inferred(fromToken, "getToken"),
		"no", "yes", func(ctx SpecContext, e *Env) bool {
			c := e.login()
			return e.Get(wrong(ctx), "getToken", contracts.Values("org_id", strconv.Itoa(c.OrgID), "login_name", c.LoginName, "password", c.Password, "token", nobodys)).Code == 0
		})
}

func askErrors(s declaration) {
	uses := []string{"getCustomerTypes"}
	fault := func(ctx SpecContext, e *Env) contracts.Answer { return e.Get(wrong(ctx), "getCustomerTypes", nil) }
	whether(s, "QC-Q08-01", "says which keys the error object has", inferred("错误代码说明", uses...),
		"error_code and error_msg", "others", func(ctx SpecContext, e *Env) bool {
			var keys map[string]any
			return json.Unmarshal([]byte(fault(ctx, e).Text), &keys) == nil &&
				slices.Equal(slices.Sorted(maps.Keys(keys)), []string{"error_code", "error_msg"})
		})
	whether(s, "QC-Q09-01", "says which codes there are", inferred("错误代码说明", uses...),
		"1001, 1002, 2001 and 2002", "the vendor's own", func(ctx SpecContext, e *Env) bool {
			return slices.Equal([]int{
				e.Get(wrong(ctx), "getCustomerTypes", map[string][]string{"token": nil}).Code,
				e.Get(ctx, "getCustomerTypes", contracts.Values("parent_id", "0", "token", "-1")).Code,
				fault(ctx, e).Code,
				e.Send(wrong(ctx), typesBelow("x")).Code,
			}, []int{1001, 1002, 2001, 2002})
		})
	whether(s, "QC-Q10-01", "says which HTTP status an error has", inferred("错误代码说明", uses...),
		"200", "another", func(ctx SpecContext, e *Env) bool { return fault(ctx, e).Status == http.StatusOK })
	whether(s, "QC-Q75-01", "says which of two faults of one call is named", inferred("错误代码说明", uses...),
		"format before token before missing", "in another order", func(ctx SpecContext, e *Env) bool {
			format := e.Send(wrong(ctx), contracts.Request{Operation: "getCustomerTypes",
				Query: contracts.Values("parent_id", "0", "format", "html")}).Code
			token := e.Get(ctx, "getCustomerTypes", contracts.Values("parent_id", "0", "token", "-1")).Code
			both := e.Get(wrong(ctx), "getCustomerTypes", contracts.Values("format", "html", "token", "-1")).Code
			incomplete := e.Get(wrong(ctx), "getCustomerTypes", contracts.Values("token", "-1")).Code
			return format != token && both == format && incomplete == token
		})
}

// wrongIf marks the context only when the call departs from the document.
func wrongIf(ctx context.Context, departs bool) context.Context {
	if departs {
		return wrong(ctx)
	}
	return ctx
}
