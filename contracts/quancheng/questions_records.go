package quancheng

import (
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
)

func askContacts(s declaration) {
	ask(s, "QC-Q25-01", "says what a contact record of an unknown customer answers", inferred(fromAddContact, "addContactHistory"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "addContactHistory", contracts.Values("customer_id", strconv.Itoa(e.number("customer")), "type_id",
				"1", "route_id", "1", "link_man_id", "0", "title", "t", "content", "c"))
		}, outcome{"false", "false"}, outcome{"error", "an error"}, outcome{"true", "true"})
	ask(s, "QC-Q25-02", "reports whether link_man_id 0 stands for none", inferred(fromAddContact, "addContactHistory"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "addContactHistory",
				ofCustomer("customer_id", "type_id", "1", "route_id", "1", "link_man_id", "0", "title", "t", "content", "c")(ctx, e))
		}, outcome{"true", "yes"}, outcome{"false", "no, it is false"}, outcome{"error", "no, it is an error"})
	whether(s, "QC-Q85-01", "reports whether a plan may name another customer's record",
		inferred(fromInsertPlan+": history_id", "insertContactPlan").Controlled(),
		"no", "yes", func(ctx SpecContext, e *Env) bool {
			id := e.number("contact")
			Expect(e.Control().PutRecord(ctx, "contactHistory", strconv.Itoa(id),
				map[string]any{"CustomerId": e.Customer(ctx).ID, "TypeId": 1, "RouteId": 1})).To(Succeed())
			done, err := e.Client.ContactPlans.Insert(ctx, 0, contactOf(e.Customer(ctx).ID), id, e.tomorrow())
			return err == nil && !done
		})
}

func askPlans(s declaration) {
	insert := func(planID func(ctx SpecContext, e *Env, customerID int) int) func(SpecContext, *Env) contracts.Answer {
		return func(ctx SpecContext, e *Env) contracts.Answer {
			id := e.Customer(ctx).ID
			return e.Get(ctx, "insertContactPlan", planned(id, planID(ctx, e, id), china(e.tomorrow())))
		}
	}
	uses := []string{"insertContactPlan"}
	ask(s, "QC-Q27-01", "says what a plan_id that is taken answers", inferred(fromInsertPlan+": plan_id", uses...),
		insert(func(ctx SpecContext, e *Env, id int) int { return e.Plan(ctx, id, e.tomorrow()) }),
		outcome{"false", "false"}, outcome{"error", "an error"}, outcome{"true", "it does not matter"})
	ask(s, "QC-Q86-01", "says what a negative plan_id answers", inferred(fromInsertPlan+": plan_id", uses...),
		insert(func(SpecContext, *Env, int) int { return -5 }),
		outcome{"false", "false"}, outcome{"error", "an error"}, outcome{"true", "true"})
	whether(s, "QC-Q27-02", "reports whether plan_id becomes the id of the plan",
		inferred(fromInsertPlan+": plan_id", "insertContactPlan", "getContactPlan"),
		"yes", "no", func(ctx SpecContext, e *Env) bool {
			id := e.Customer(ctx).ID
			plan, err := e.Client.ContactPlans.Get(ctx, e.Plan(ctx, id, e.tomorrow()))
			return err == nil && plan.CustomerID == id
		})
	execute := func(ctx SpecContext, e *Env, planID, customerID int) contracts.Answer {
		return e.Get(ctx, "saveContactPlan", without(with(planned(customerID, planID, china(e.yesterday())), "content", "c"), "history_id"))
	}
	uses = []string{"saveContactPlan"}
	ask(s, "QC-Q26-01", "reports whether SaveContactPlan executes a plan, which can be done once", inferred(fromExecute, uses...),
		func(ctx SpecContext, e *Env) contracts.Answer {
			id := e.Customer(ctx).ID
			plan := e.Plan(ctx, id, e.tomorrow())
			Expect(execute(ctx, e, plan, id)).To(Answering("true"))
			return execute(ctx, e, plan, id)
		}, outcome{"false", "yes"}, outcome{"true", "no, it saves as often as one likes"}, outcome{"error", "yes, the second time is an error"})
	ask(s, "QC-Q80-01", "reports whether a plan is executed for another customer", inferred(fromExecute+": customer_id", uses...),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return execute(ctx, e, e.Plan(ctx, e.Customer(ctx).ID, e.tomorrow()), e.Customer(ctx).ID)
		}, outcome{"false", "no"}, outcome{"true", "yes"}, outcome{"error", "no, it is an error"})
	whether(s, "QC-Q81-01", "says what executing changes of a plan",
		inferred(fromExecute, "insertContactPlan", "saveContactPlan", "getContactPlan"),
		"its state and its remark", "more", func(ctx SpecContext, e *Env) bool {
			id := e.Customer(ctx).ID
			planID := e.Plan(ctx, id, e.tomorrow())
			before, err := e.Client.ContactPlans.Get(ctx, planID)
			Expect(err).NotTo(HaveOccurred())
			execute(ctx, e, planID, id)
			after, err := e.Client.ContactPlans.Get(ctx, planID)
			Expect(err).NotTo(HaveOccurred())
			before.State, before.Content = quancheng.PlanExecuted, new("c")
			same, _ := Equal(before).Match(after)
			return same
		})
	whether(s, "QC-Q28-01", "reports whether an executed plan counts",
		inferred(fromPlanCount, "insertContactPlan", "saveContactPlan", "getContactPlanCount"),
		"no", "yes", func(ctx SpecContext, e *Env) bool {
			id := e.Customer(ctx).ID
			plan := e.Plan(ctx, id, e.tomorrow())
			open, err := e.Client.ContactPlans.Count(ctx)
			Expect(err).NotTo(HaveOccurred())
			execute(ctx, e, plan, id)
			left, err := e.Client.ContactPlans.Count(ctx)
			return err == nil && left == open-1
		})
}

func askContracts(s declaration) {
	call := func(operation, kind, parameter string) func(SpecContext, *Env) contracts.Answer {
		return func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, operation, contracts.Values(parameter, strconv.Itoa(e.number(kind))))
		}
	}
	ask(s, "QC-Q31-01", "says what approving an unknown order answers", inferred("orderID", "sampleGiftAuditById"),
		call("sampleGiftAuditById", "order", "orderID"), outcome{"0", "0 rows"}, outcome{"error", "an error"})
	ask(s, "QC-Q32-01", "says what approving an unknown contract answers", inferred("id", "contractAudit"),
		call("contractAudit", "contract", "id"), outcome{"false", "false"}, outcome{"error", "an error"})
	ask(s, "QC-Q33-01", "says what terminating an unknown contract answers", inferred("id", "stopContract"),
		call("stopContract", "contract", "id"), outcome{"-1", "-1"}, outcome{"error", "an error"})
}

func askBatches(s declaration) {
	public := func(ids func(ctx SpecContext, e *Env) string) func(SpecContext, *Env) contracts.Answer {
		return func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(wrongIf(ctx, true), "setPublicCust", contracts.Values("pkidList", ids(ctx, e)))
		}
	}
	readings := []outcome{{"true", "yes"}, {"false", "no"}, {"error", "no, it is an error"}}
	uses := []string{"setPublicCust"}
	ask(s, "QC-Q35-01", "reports whether a list may have blanks and empty parts", inferred(fromPublic+": pkidList", uses...),
		public(func(ctx SpecContext, e *Env) string {
			e.Claim(record("customer", ""))
			return " " + strconv.Itoa(e.Customer(ctx).ID) + " ,, " + strconv.Itoa(e.Customer(ctx).ID) + ","
		}), readings...)
	listed := func(ids func(ctx SpecContext, e *Env) string) func(SpecContext, *Env) contracts.Answer {
		return func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "setPublicCust", contracts.Values("pkidList", ids(ctx, e)))
		}
	}
	ask(s, "QC-Q36-01", "reports whether one known customer among unknown ones is enough", inferred(fromPublic+": pkidList", uses...),
		listed(func(ctx SpecContext, e *Env) string {
			return strconv.Itoa(e.number("customer")) + "," + strconv.Itoa(e.Customer(ctx).ID)
		}), readings...)
	ask(s, "QC-Q89-01", "reports whether an id may stand twice in a list", inferred(fromPublic+": pkidList", uses...),
		listed(func(ctx SpecContext, e *Env) string {
			id := strconv.Itoa(e.Customer(ctx).ID)
			return id + "," + id
		}), readings...)
	whether(s, "QC-Q72-01", "says what becoming public does", inferred(fromPublic, "setPublicCust", "getCustomer"),
		"IsPublic is true and there is no owner", "otherwise", func(ctx SpecContext, e *Env) bool {
			id := e.Customer(ctx).ID
			_, err := e.Client.Sales.SetPublic(ctx, id)
			Expect(err).NotTo(HaveOccurred())
			got, err := e.Client.Customers.Get(ctx, id)
			return err == nil && got.IsPublic && got.OwnerID == 0
		})
}

func askPublic(s declaration) {
	whether(s, "QC-Q72-02", "reports whether saving IsPublic takes the owner away", inferred(fromSave, "saveCustomer", "getCustomer"),
		"yes", "no", func(ctx SpecContext, e *Env) bool {
			id := e.Customer(ctx).ID
			done, err := e.Client.Customers.Save(ctx, quancheng.CustomerChange{ID: id, IsPublic: new(true)})
			Expect(err).NotTo(HaveOccurred())
			got, err := e.Client.Customers.Get(ctx, id)
			return done && err == nil && got.IsPublic && got.OwnerID == 0
		})
}

func askMarks(s declaration) {
	whether(s, "QC-Q38-01", "reports whether a customer shows the mark that the caller gave it, and 0 clears it",
		inferred(fromMark, "setCustIdentity", "getCustomer"),
		"yes", "no", func(ctx SpecContext, e *Env) bool {
			id := e.Customer(ctx).ID
			var marks []int
			for _, identity := range []int{5, 0} {
				_, err := e.Client.Customers.SetIdentity(ctx, id, identity)
				Expect(err).NotTo(HaveOccurred())
				got, err := e.Client.Customers.Get(ctx, id)
				Expect(err).NotTo(HaveOccurred())
				marks = append(marks, got.IdentityID)
			}
			return marks[0] == 5 && marks[1] == 0
		})
	ask(s, "QC-Q91-01", "says what clearing a mark that is not there answers", inferred(fromMark, "setCustIdentity"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "setCustIdentity", ofCustomer("custId", "identityId", "0")(ctx, e))
		}, outcome{"false", "false"}, outcome{"true", "true"}, outcome{"error", "an error"})
}

func askCalls(s declaration) {
	at := func(e *Env, end time.Duration) map[string][]string {
		start := e.yesterday()
		return contracts.Values("callState", "1", "tel", e.phone(), "userID", "1", "callType", "2",
			"startTime", china(start), "endTime", china(start.Add(end)),
			"record", "0", "duration", "60", "ims", "021", "userName", "李婷")
	}
	ask(s, "QC-Q43-01", "reports whether a call may end before it starts", inferred(fromAddCall+": endTime", "addCallHistory"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "addCallHistory", at(e, -time.Minute))
		},
		outcome{"error", "no, it is an error"}, outcome{"false", "no, it is false"}, outcome{"true", "yes"})
	ask(s, "QC-Q43-02", "reports whether the duration must fit the times", inferred(fromAddCall+": duration", "addCallHistory"),
		func(ctx SpecContext, e *Env) contracts.Answer { return e.Get(ctx, "addCallHistory", at(e, time.Hour)) },
		outcome{"true", "no"}, outcome{"false", "yes, it is false"}, outcome{"error", "yes, it is an error"})
	ask(s, "QC-Q44-01", "says what a second record of the same number and start answers", inferred(fromAddCall, "addCallHistory"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			same := at(e, time.Minute)
			Expect(e.Get(ctx, "addCallHistory", same)).To(Answering("true"))
			return e.Get(ctx, "addCallHistory", same)
		}, outcome{"false", "false"}, outcome{"true", "true"}, outcome{"error", "an error"})
	update := func(e *Env, c quancheng.Call, start, end time.Time) map[string][]string {
		return contracts.Values("sCallNumber", c.Tel, "dCallTime", china(start), "bCallState", "0", "callType", "1", "teleIms", "022",
			"displayTel", "023", "endTime", china(end), "record", "1", "duration", "7", "addUserName", "刘洋")
	}
	uses := []string{"addCallHistory", "updateCallHistory"}
	ask(s, "QC-Q45-01", "reports whether number and start find the record to update", inferred(fromUpdateCall+": dCallTime", uses...),
		func(ctx SpecContext, e *Env) contracts.Answer {
			c := e.Call(ctx)
			return e.Get(ctx, "updateCallHistory", update(e, c, c.Start.Add(-time.Second), c.End))
		}, outcome{"false", "yes, another start finds none"}, outcome{"true", "no"}, outcome{"error", "yes, another start is an error"})
	ask(s, "QC-Q90-01", "reports whether an updated call may end before it starts", inferred(fromUpdateCall+": endTime", uses...),
		func(ctx SpecContext, e *Env) contracts.Answer {
			c := e.Call(ctx)
			return e.Get(ctx, "updateCallHistory", update(e, c, c.Start, c.Start.Add(-time.Second)))
		}, outcome{"error", "no, it is an error"}, outcome{"false", "no, it is false"}, outcome{"true", "yes"})
	ask(s, "QC-Q48-01", "says what locking a number that another user holds answers", inferred(fromLock, "imsLock"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			ims := e.ims()
			Expect(e.Get(ctx, "imsLock", contracts.Values("userID", "1", "ims", ims))).To(Answering("true"))
			return e.Get(ctx, "imsLock", contracts.Values("userID", "2", "ims", ims))
		}, outcome{"false", "false"}, outcome{"true", "true"}, outcome{"error", "an error"})
	ask(s, "QC-Q48-02", "says what unlocking a number that nobody holds answers",
		inferred(document("Customer", "解除IMS号码锁定"), "unIMSLock"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "unIMSLock", contracts.Values("ims", e.ims()))
		},
		outcome{"false", "false"}, outcome{"true", "true"}, outcome{"error", "an error"})
	ask(s, "QC-Q49-01", "reports whether an SMS may have a date that has passed and any template", inferred(fromSms, "insertSms"),
		func(ctx SpecContext, e *Env) contracts.Answer {
			return e.Get(ctx, "insertSms", contracts.Values("senderID", "1", "sendType", "1", "sendDate", china(e.yesterday()),
				"mobilePhone", e.phone(), "content", "x", "messageTempleID", e.Unique("T")))
		}, outcome{"true", "yes"}, outcome{"false", "no, it is false"}, outcome{"error", "no, it is an error"})
}
