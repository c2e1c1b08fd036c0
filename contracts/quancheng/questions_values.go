package quancheng

import (
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

func askFormats(s declaration) {
	uses := []string{"getCustomerTypes"}
	fetch := func(ctx SpecContext, e *Env, format string) contracts.Answer {
		call := typesBelow("0")
		call.Query.Set("format", format)
		return e.Fetch(wrongIf(ctx, !strings.Contains("jsonxml", format)), call)
	}
	whether(s, "QC-Q11-01", "says how an answer looks in XML", inferred("format", uses...),
		"root, value, and an item for each entity", "otherwise", func(ctx SpecContext, e *Env) bool {
			return strings.Contains(fetch(ctx, e, "xml").Text, "<root><value><item><PK_ID>")
		})
	whether(s, "QC-Q12-01", "says what becomes of another format than json and xml", inferred("format", uses...),
		"it is refused, in JSON", "it is taken for json", func(ctx SpecContext, e *Env) bool {
			return strings.HasPrefix(fetch(ctx, e, "html").Text, `{"error_code"`)
		})
	whether(s, "QC-Q12-02", "reports whether the letter case of a format matters", inferred("format", uses...),
		"no", "yes", func(ctx SpecContext, e *Env) bool { return fetch(ctx, e, "XML").Text == fetch(ctx, e, "xml").Text })
	whether(s, "QC-Q13-01", "says which content types answers have", inferred("format", uses...),
		"application/json and text/xml, in UTF-8", "others", func(ctx SpecContext, e *Env) bool {
			return strings.EqualFold(fetch(ctx, e, "json").Header.Get("Content-Type"), "application/json; charset=utf-8") &&
				strings.EqualFold(fetch(ctx, e, "xml").Header.Get("Content-Type"), "text/xml; charset=utf-8")
		})
}

func askValues(s declaration) {
	whether(s, "QC-Q18-01", "reports whether an empty value counts as missing", inferred("是否必须", "getCustomerTypes", "getBaseType"),
		"yes", "no", func(ctx SpecContext, e *Env) bool {
			codes := []int{
				e.Send(wrong(ctx), typesBelow("")).Code, e.Get(wrong(ctx), "getCustomerTypes", nil).Code,
				e.Get(wrong(ctx), "getBaseType", contracts.Values("par_id", "")).Code, e.Get(wrong(ctx), "getBaseType", nil).Code,
			}
			return codes[0] != 0 && sameCode(codes...) == codes[0]
		})
	whether(s, "QC-Q20-01", "reports whether a number may have blanks around, a plus sign and zeros in front",
		inferred("类型: Int32", "getCustomerTypes"),
		"yes", "no", func(ctx SpecContext, e *Env) bool {
			plain := e.firstLevel(ctx)
			return e.Send(wrong(ctx), typesBelow(" 0 ")).Text == plain &&
				e.Send(wrong(ctx), typesBelow("+0")).Text == plain && e.Send(ctx, typesBelow("-0")).Text == plain
		})
	whether(s, "QC-Q77-01", "reports whether a number of blanks only is malformed or missing", inferred("类型: Int32", "getCustomerTypes"),
		"malformed", "missing", func(ctx SpecContext, e *Env) bool {
			return e.Send(wrong(ctx), typesBelow("  ")).Code == e.Send(wrong(ctx), typesBelow("x")).Code
		})
	whether(s, "QC-Q21-01", "says which forms of a time are read besides the documented one",
		inferred("next_time", "insertContactPlan", "getContactPlan"),
		"slashes, a T, and no time for midnight", "fewer, or more", func(ctx SpecContext, e *Env) bool {
			id := e.Customer(ctx).ID
			day := e.tomorrow()
			for text, want := range map[string]string{
				strings.ReplaceAll(china(day), "-", "/"): china(day),
				strings.Replace(china(day), " ", "T", 1): china(day),
				china(day)[:10]:                          china(day)[:10] + " 00:00:00",
			} {
				planID := e.number("plan")
				e.Get(wrong(ctx), "insertContactPlan", planned(id, planID, text))
				if plan, err := e.Client.ContactPlans.Get(ctx, planID); err != nil || china(plan.NextTime.Time) != want {
					return false
				}
			}
			return true
		})
	whether(s, "QC-Q87-01", "reports whether a text may be long", inferred("类型: String", "saveCustomer", "getAllCustomers"),
		"4000 characters are kept", "fewer", func(ctx SpecContext, e *Env) bool {
			long := strings.Repeat("长", 4000)
			return e.Add(ctx, quancheng.CustomerChange{Remark: &long}).Remark == long
		})
	ask(s, "QC-Q24-01", "reports whether a contact record has the categories of a plan",
		inferred(fromAddContact+": type_id", "addContactHistory"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(wrong(ctx), "addContactHistory",
				ofCustomer("customer_id", "type_id", "8", "route_id", "1", "link_man_id", "0", "title", "t", "content", "c")(ctx, e))
		}, outcome{"error", "yes, others are refused"}, outcome{"true", "no, any will do"})
}

// planned are the parameters of a plan.
func planned(customerID, planID int, at string) map[string][]string {
	return contracts.Values("customer_id", strconv.Itoa(customerID), "plan_id", strconv.Itoa(planID), "next_time", at,
		"type_id", "1", "route_id", "1", "link_man_id", "0", "history_id", "0", "title", "t")
}

func askLists(s declaration) {
	unknown := func(operation, kind, parameter string) func(SpecContext, *Env) contracts.Answer {
		return func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, operation, contracts.Values(parameter, strconv.Itoa(e.number(kind))))
		}
	}
	ask(s, "QC-Q15-01", "says what getting an unknown customer answers", inferred("关于错误返回值与错误代码", "getCustomer"),
		unknown("getCustomer", "customer", "id"), outcome{"null", "null"}, outcome{"error", "an error"}, outcome{"{}", "an empty object"})
	ask(s, "QC-Q15-02", "says what getting an unknown link man answers", inferred("关于错误返回值与错误代码", "getLinkMan"),
		unknown("getLinkMan", "linkMan", "id"), outcome{"null", "null"}, outcome{"error", "an error"}, outcome{"{}", "an empty object"})
	ask(s, "QC-Q16-01", "says what a list for an unknown customer answers", inferred("关于错误返回值与错误代码", "listLinkMen"),
		unknown("listLinkMen", "customer", "custId"), outcome{"[]", "an empty list"}, outcome{"null", "null"}, outcome{"error", "an error"})
	ask(s, "QC-Q73-01", "says what an unknown dictionary answers", inferred(fromBaseType, "getBaseType"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "getBaseType", contracts.Values("par_id", e.Unique("par")))
		},
		outcome{"[]", "an empty list"}, outcome{"null", "null"}, outcome{"error", "an error"})
	whether(s, "QC-Q62-01", "says what is below a type of the second level", inferred(fromTypes, "getCustomerTypes"),
		"nothing", "a third level, or an error", func(ctx SpecContext, e *Env) bool {
			second, err := e.Client.CustomerTypes.List(ctx, mustNumber(e.firstType(ctx)))
			if err != nil || len(second) == 0 {
				Skip("the site has no type of the second level")
			}
			return string(e.Send(ctx, typesBelow(strconv.Itoa(second[0].ID))).Data) == "[]"
		})
	whether(s, "QC-Q61-01", "says which customer kind comes first", inferred(fromKinds, "getCustTypeBdefault"),
		"the default one", "another", func(ctx SpecContext, e *Env) bool {
			kinds, err := e.Client.CustomerSigns.Kinds(ctx)
			return err == nil && len(kinds) > 0 && kinds[0].IsDefault
		})
	whether(s, "QC-Q17-01", "tells in which order lists are", inferred(fromListMen, "listLinkMen").After(openapi.Write),
		"that of the ids", "another", func(ctx SpecContext, e *Env) bool {
			id := e.Customer(ctx).ID
			first, second := e.LinkMan(ctx, id, quancheng.LinkManChange{}), e.LinkMan(ctx, id, quancheng.LinkManChange{IsMain: new(true)})
			men, err := e.Client.LinkMen.ListShort(ctx, id)
			return err == nil && len(men) == 2 && men[0].ID == first.ID && men[1].ID == second.ID && first.ID < second.ID
		})
}

func mustNumber(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

func askPages(s declaration) {
	page := func(index, size string) func(SpecContext, *Env) contracts.Answer {
		return func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(wrongIf(ctx, index == "0" || size == "101"), "getAllCustomers", contracts.Values("pageIndex", index, "pageSize", size))
		}
	}
	uses := []string{"getAllCustomers"}
	whether(s, "QC-Q39-01", "reports whether page 0 is a page", inferred(fromGetAll+": pageIndex", uses...),
		"no, the first is 1", "yes", func(ctx SpecContext, e *Env) bool { return page("0", "1")(ctx, e).Code != 0 })
	whether(s, "QC-Q40-01", "says what becomes of a size above 100", inferred(fromGetAll+": pageSize", uses...),
		"it is refused", "it is cut, or taken", func(ctx SpecContext, e *Env) bool { return page("1", "101")(ctx, e).Code != 0 })
	whether(s, "QC-Q40-02", "says what pageIndex and pageSize are when they are left out", inferred(fromGetAll+": pageSize", uses...),
		"1 and 10", "required", func(ctx SpecContext, e *Env) bool {
			Expect(e.page(ctx, 1, 2)).To(HaveLen(2))
			return e.Get(ctx, "getAllCustomers", nil).Text == page("1", "10")(ctx, e).Text
		})
	ask(s, "QC-Q41-01", "says what a page beyond the end answers", inferred(fromGetAll+": pageIndex", uses...), page("2000000000", "1"),
		outcome{"[]", "an empty list"}, outcome{"null", "null"}, outcome{"error", "an error"})
	whether(s, "QC-Q42-01", "reports whether public customers are on the list", inferred(fromGetAll, "setPublicCust"),
		"yes", "no", func(ctx SpecContext, e *Env) bool {
			made := e.Customer(ctx)
			_, err := e.Client.Sales.SetPublic(ctx, made.ID)
			found := e.Find(ctx, made.Name)
			return err == nil && found != nil && found.IsPublic
		})
}
