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

func askRepeats(s declaration) {
	ask(s, "QC-Q50-01", "says what true means for a name", inferred(fromName, "customerNameIsRepeat").After(openapi.Write),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "customerNameIsRepeat", contracts.Values("id", "0", "sName", e.Customer(ctx).Name))
		}, outcome{"true", "it repeats"}, outcome{"false", "it is free"})
	ask(s, "QC-Q51-01", "reports whether id leaves a customer out", inferred(fromName+": id", "customerNameIsRepeat").After(openapi.Write),
		func(ctx SpecContext, e *Env) contracts.Answer {
			made := e.Customer(ctx)
			return e.Get(ctx, "customerNameIsRepeat", contracts.Values("id", strconv.Itoa(made.ID), "sName", made.Name))
		}, outcome{"false", "yes"}, outcome{"true", "no"})
	whether(s, "QC-Q52-01", "says how names compare", inferred(fromName, "customerNameIsRepeat").After(openapi.Write),
		"trimmed, with letter case", "otherwise", func(ctx SpecContext, e *Env) bool {
			name := e.Add(ctx, quancheng.CustomerChange{Name: new(e.Unique("Acme"))}).Name
			padded, err := e.Client.Customers.NameIsRepeat(ctx, " "+name+" ", 0)
			Expect(err).NotTo(HaveOccurred())
			lower, err := e.Client.Customers.NameIsRepeat(ctx, strings.ToLower(name), 0)
			return err == nil && padded && !lower
		})
	whether(s, "QC-Q52-02", "says how phone numbers compare", inferred(fromTel, "customerTelIsRepeat").After(openapi.Write),
		"without blanks and dashes", "otherwise", func(ctx SpecContext, e *Env) bool {
			tel := e.phone()
			e.Add(ctx, quancheng.CustomerChange{Tel: new(tel[:3] + "-" + tel[3:7] + " " + tel[7:])})
			repeats, err := e.Client.Customers.TelIsRepeat(ctx, tel, 0)
			return err == nil && repeats
		})
}

func askObjects(s declaration) {
	update := func(text func(ctx SpecContext, e *Env) string) func(SpecContext, *Env) contracts.Answer {
		return func(ctx SpecContext, e *Env) contracts.Answer {
			e.Claim(record("customer", ""))
			return e.Get(ctx, "updateCustomer", contracts.Values("customer", text(ctx, e)))
		}
	}
	readings := []outcome{{"error", "an error"}, {"false", "false"}, {"true", "true"}}
	ask(s, "QC-Q54-01", "says what a customer that is no JSON object answers", inferred(fromUpdate+": customer", "updateCustomer"),
		update(func(SpecContext, *Env) string { return "[1]" }), readings...)
	ask(s, "QC-Q78-01", "says what a json that is no object answers", inferred(fromSave+": json", "saveCustomer"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "saveCustomer", contracts.Values("json", "[1]"))
		}, readings...)
	whether(s, "QC-Q78-02", "reports whether digits are taken for a number and a number for a text",
		inferred(fromSave+": json", "saveCustomer", "getAllCustomers"),
		"yes, both", "no", func(ctx SpecContext, e *Env) bool {
			name := e.Unique("甲")
			e.Get(ctx, "saveCustomer", contracts.Values("json", object("Name", name, "TypeId", "4", "Tel", 13800000001)))
			found := e.Find(ctx, name)
			return found != nil && found.TypeID == 4 && found.Tel == "13800000001"
		})
	ask(s, "QC-Q53-01", "reports whether the value of tran matters", inferred(fromUpdate+": tran", "updateCustomer"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "updateCustomer", contracts.Values("tran", "<tran>", "customer", object("PK_ID", e.Customer(ctx).ID, "Remark", "x")))
		}, outcome{"true", "no"}, outcome{"error", "yes"})
	ask(s, "QC-Q55-01", "reports whether Update adds a customer when it has no id", inferred(fromUpdate, "updateCustomer"),
		update(func(_ SpecContext, e *Env) string { return object("Name", e.Unique("甲")) }),
		outcome{"false", "no, it is false"}, outcome{"true", "yes"}, outcome{"error", "no, it is an error"})
	ask(s, "QC-Q14-01", "reports whether changing what is not there is false or an error", inferred(fromUpdate, "updateCustomer"),
		update(func(_ SpecContext, e *Env) string { return object("PK_ID", e.number("customer"), "Remark", "x") }),
		outcome{"false", "false"}, outcome{"error", "an error"})
	ask(s, "QC-Q83-01", "says what a negative PK_ID answers", inferred(fromSave, "saveCustomer"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			e.Claim(record("customer", "-5"))
			return e.Get(ctx, "saveCustomer", contracts.Values("json", object("PK_ID", -5, "Name", e.Unique("甲"))))
		}, outcome{"false", "false"}, outcome{"true", "a customer is added"}, outcome{"error", "an error"})
	whether(s, "QC-Q59-01", "reports whether keys may be written in snake_case and camelCase",
		inferred(fromSave+": json", "saveCustomer", "getAllCustomers"),
		"yes", "no", func(ctx SpecContext, e *Env) bool {
			name := e.Unique("甲")
			e.Get(ctx, "saveCustomer", contracts.Values("json", object("name", name, "type_id", 4, "kindId", 2)))
			found := e.Find(ctx, name)
			return found != nil && found.TypeID == 4 && found.KindID == 2
		})
}

func askCustomers(s declaration) {
	whether(s, "QC-Q56-01", "reports whether Save answers the id of a new customer", inferred(fromSave, "saveCustomer"),
		"no, true", "yes", func(ctx SpecContext, e *Env) bool {
			return string(e.Get(ctx, "saveCustomer", contracts.Values("json", object("Name", e.Unique("甲")))).Data) == "true"
		})
	ask(s, "QC-Q57-01", "reports whether a name may repeat", inferred(fromSave, "saveCustomer", "getAllCustomers"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "saveCustomer", contracts.Values("json", object("Name", e.Customer(ctx).Name)))
		}, outcome{"true", "yes"}, outcome{"false", "no, it is false"}, outcome{"error", "no, it is an error"})
	ask(s, "QC-Q58-01", "says what a new customer without a name answers", inferred(fromSave, "saveCustomer"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "saveCustomer", contracts.Values("json", object("Tel", e.phone())))
		}, outcome{"false", "false"}, outcome{"error", "an error"}, outcome{"true", "true"})
	whether(s, "QC-Q58-02", "says what becomes of absent, unknown and null fields", inferred(fromSave, "getCustomer").After(openapi.Write),
		"kept, ignored, cleared", "otherwise", func(ctx SpecContext, e *Env) bool {
			made := e.Add(ctx, full(e.Unique("甲")))
			done := e.Get(ctx, "saveCustomer", contracts.Values("json",
				object("PK_ID", made.ID, "Tel", nil, "Remark", "", "TypeId", nil, "NoSuchField", 1)))
			got, err := e.Client.Customers.Get(ctx, made.ID)
			Expect(err).NotTo(HaveOccurred())
			return string(done.Data) == "true" && got.Address == made.Address && got.Tel == "" && got.Remark == "" && got.TypeID == 0
		})
	ask(s, "QC-Q58-03", "says what clearing a customer's name answers", inferred(fromSave, "saveCustomer"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "saveCustomer", contracts.Values("json", object("PK_ID", e.Customer(ctx).ID, "Name", "")))
		}, outcome{"false", "false"}, outcome{"error", "an error"}, outcome{"true", "true"})
	whether(s, "QC-Q79-01", "tells whose a new customer is", inferred(fromSave, "setCustIdentity", "removeCollection"),
		"the caller's", "somebody else's", func(ctx SpecContext, e *Env) bool {
			made := e.Customer(ctx)
			_, err := e.Client.Customers.SetIdentity(ctx, made.ID, 1)
			Expect(err).NotTo(HaveOccurred())
			removed, err := e.Client.Customers.RemoveCollection(ctx, made.OwnerID, made.ID)
			return err == nil && removed
		})
}

func askDefaults(s declaration) {
	whether(s, "QC-Q79-02", "says which sign and kind a new customer has",
		inferred(fromSave, "getClientSignDefault", "getCustTypeBdefault").After(openapi.Write),
		"the defaults", "others", func(ctx SpecContext, e *Env) bool {
			made := e.Customer(ctx)
			sign, err := e.Client.CustomerSigns.Default(ctx)
			Expect(err).NotTo(HaveOccurred())
			kinds, err := e.Client.CustomerSigns.Kinds(ctx)
			return err == nil && made.Sign == sign && len(kinds) > 0 && made.KindID == kinds[0].ID
		})
	ask(s, "QC-Q79-03", "says what a sign that does not exist answers", inferred(fromSave+": json", "saveCustomer"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "saveCustomer", contracts.Values("json", object("Name", e.Unique("甲"), "SignId", 3)))
		}, outcome{"false", "false"}, outcome{"error", "an error"}, outcome{"true", "true"})
}

func askSite(s declaration) {
	message := func(siteKey string, custID func(*Env) string) func(SpecContext, *Env) contracts.Answer {
		return func(ctx SpecContext, e *Env) contracts.Answer {
			if siteKey == "" {
				return e.Get(ctx, "addMessageBoard", contracts.Values("siteKey", e.Credential("site_key"), "custID", custID(e), "content", "测试"))
			}
			return e.Get(ctx, "addMessageBoard", contracts.Values("siteKey", siteKey, "custID", custID(e), "content", "测试"))
		}
	}
	unknown := func(e *Env) string { return strconv.Itoa(e.number("customer")) }
	none := func(*Env) string { return "0" }
	uses := []string{"addMessageBoard"}
	ask(s, "QC-Q64-01", "reports whether another site key is refused", inferred(fromMessage+": siteKey", uses...), message("x", none),
		outcome{"error", "yes"}, outcome{"false", "yes, with false"}, outcome{"true", "no"})
	ask(s, "QC-Q65-01", "says what a message of an unknown customer answers", inferred(fromMessage+": custID", uses...), message("", unknown),
		outcome{"false", "false"}, outcome{"error", "an error"}, outcome{"true", "true"})
	ask(s, "QC-Q65-02", "reports whether custID 0 stands for an anonymous visitor",
		inferred(fromMessage+": custID", uses...), message("", none),
		outcome{"true", "yes"}, outcome{"false", "no"}, outcome{"error", "no, it is an error"})
	ask(s, "QC-Q63-01", "says what counting hits of an unknown item answers", inferred(fromHit+": pkid", "updateBaseInfoHit"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "updateBaseInfoHit",
				contracts.Values("siteKey", e.Credential("site_key"), "pkid", strconv.Itoa(e.number("info")), "addHit", "1"))
		}, outcome{"false", "false"}, outcome{"error", "an error"}, outcome{"true", "true"})
}

func askLinkMen(s declaration) {
	whether(s, "QC-Q66-01", "reports whether both lists of link men have the same people",
		inferred(fromListMen, "listLinkMen").After(openapi.Write),
		"yes", "no", func(ctx SpecContext, e *Env) bool {
			man := e.LinkMan(ctx, e.Customer(ctx).ID, quancheng.LinkManChange{})
			short, err := e.Client.LinkMen.ListShort(ctx, man.CustomerID)
			return err == nil && len(short) == 1 && short[0] == man.LinkMan
		})
	ask(s, "QC-Q68-01", "says what deleting an unknown link man answers", inferred(fromDeleteMan, "deleteLinkMan"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "deleteLinkMan", contracts.Values("id", strconv.Itoa(e.number("linkMan"))))
		}, outcome{"0", "0"}, outcome{"error", "an error"})
	whether(s, "QC-Q70-01", "reports whether a new link man may choose an id",
		inferred(fromInsertMan+": man", "getLinkMan").After(openapi.Write),
		"no, it is ignored", "yes", func(ctx SpecContext, e *Env) bool {
			id := e.number("linkMan")
			made := e.LinkMan(ctx, e.Customer(ctx).ID, quancheng.LinkManChange{ID: id})
			_, err := e.Client.LinkMen.Get(ctx, id)
			return made.ID != id && err != nil
		})
	whether(s, "QC-Q71-01", "reports whether a link man of a plan may be deleted",
		inferred(fromDeleteMan, "insertContactPlan", "deleteLinkMan", "getContactPlan"),
		"yes, and the plan keeps the id", "no", func(ctx SpecContext, e *Env) bool {
			man := e.LinkMan(ctx, e.Customer(ctx).ID, quancheng.LinkManChange{})
			plan, contact := e.number("plan"), contactOf(man.CustomerID)
			contact.LinkManID = man.ID
			Expect(e.Client.ContactPlans.Insert(ctx, plan, contact, 0, e.tomorrow())).To(BeTrue())
			n, err := e.Client.LinkMen.Delete(ctx, man.ID)
			Expect(err).NotTo(HaveOccurred())
			got, err := e.Client.ContactPlans.Get(ctx, plan)
			return err == nil && n == 1 && got.LinkManID == man.ID
		})
}

func askMainMen(s declaration) {
	whether(s, "QC-Q69-01", "reports whether a second main link man takes the mark from the first",
		inferred(fromInsertMan+": man", "getLinkMan").After(openapi.Write),
		"yes", "no", func(ctx SpecContext, e *Env) bool {
			id := e.Customer(ctx).ID
			first := e.LinkMan(ctx, id, quancheng.LinkManChange{IsMain: new(true)})
			second := e.LinkMan(ctx, id, quancheng.LinkManChange{IsMain: new(true)})
			got, err := e.Client.LinkMen.Get(ctx, first.ID)
			return err == nil && !got.IsMain && second.IsMain
		})
	whether(s, "QC-Q84-01", "reports whether a link man can move to another customer", inferred(fromSaveMan+": man", "saveLinkMan"),
		"yes, but not to an unknown one", "no", func(ctx SpecContext, e *Env) bool {
			man, other := e.LinkMan(ctx, e.Customer(ctx).ID, quancheng.LinkManChange{}), e.Customer(ctx).ID
			unknown := e.number("customer")
			none, err := e.Client.LinkMen.Save(ctx, quancheng.LinkManChange{ID: man.ID, CustomerID: &unknown})
			Expect(err).NotTo(HaveOccurred())
			moved, err := e.Client.LinkMen.Save(ctx, quancheng.LinkManChange{ID: man.ID, CustomerID: &other})
			Expect(err).NotTo(HaveOccurred())
			men, err := e.Client.LinkMen.List(ctx, other)
			return err == nil && none == 0 && moved == 1 && len(men) == 1 && men[0].ID == man.ID
		})
}
