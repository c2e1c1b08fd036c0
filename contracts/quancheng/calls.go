package quancheng

import (
	"fmt"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/crmsim/crmsim/clients/quancheng"
	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

var (
	fromAddCall    = document("Customer", "新增通话历史记录")
	fromUpdateCall = document("Customer", "更新通话历史记录")
	fromLock       = document("Customer", "锁定IMS号码")
	fromSms        = document("Customer", "发送模板短信")
)

// callRecord reads a call record from the sandbox: no operation shows one.
func (e *Env) callRecord(ctx SpecContext, tel string, start time.Time) map[string]string {
	GinkgoHelper()
	var record map[string]any
	Expect(e.Control().Record(ctx, "calls", tel+"@"+china(start), &record)).To(Succeed())
	shown := map[string]string{}
	for name, value := range record {
		shown[name] = fmt.Sprint(value)
	}
	return shown
}

func callRecords(s declaration) {
	s.Spec("QC-CUSTOMER-ADDCALLHISTORY-10", "stores a call record with what it was given",
		contracts.From(fromAddCall, openapi.Documented, "addCallHistory").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			c := e.Call(ctx)
			Expect(e.callRecord(ctx, c.Tel, c.Start)).To(Equal(map[string]string{
				"Tel": c.Tel, "StartTime": china(c.Start), "EndTime": china(c.End), "CallState": "1", "CallType": "2", "Record": "0", "Duration": "60",
				"Ims": "021", "UserId": "1", "UserName": "李婷", "Remark": "报价", "DisplayTel": "", "AddUserName": "",
			}))
		})

	s.Spec("QC-CUSTOMER-ADDCALLHISTORY-11", "is false for a second record of the same number and start, and keeps the first",
		contracts.From(fromAddCall+", QC-Q44", openapi.Inferred, "addCallHistory").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			c := e.Call(ctx)
			first := e.callRecord(ctx, c.Tel, c.Start)
			c.Duration = 5
			Expect(e.Client.Customers.AddCallHistory(ctx, c)).To(BeFalse())
			Expect(e.callRecord(ctx, c.Tel, c.Start)).To(Equal(first))
			c.Start = c.Start.Add(time.Second)
			Expect(e.Client.Customers.AddCallHistory(ctx, c)).To(BeTrue())
		})

	s.Spec("QC-CUSTOMER-UPDATECALLHISTORY-10", "overwrites the record of the number and start and no other",
		contracts.From(fromUpdateCall+", QC-Q45", openapi.Inferred, "addCallHistory", "updateCallHistory").Beyond().Controlled(),
		func(ctx SpecContext, e *Env) {
			c := e.Call(ctx)
			neighbour := c
			neighbour.Start = c.Start.Add(-time.Second)
			Expect(e.Client.Customers.AddCallHistory(ctx, neighbour)).To(BeTrue())
			before := e.callRecord(ctx, c.Tel, neighbour.Start)
			update := quancheng.CallUpdate{
				Tel: c.Tel, Start: c.Start, End: c.Start.Add(hour), Type: quancheng.Incoming, Recorded: true, Duration: 3600,
				IMS: "022", DisplayTel: "023", AddUserName: "刘洋",
			}
			Expect(e.Client.Customers.UpdateCallHistory(ctx, update)).To(BeTrue())
			Expect(e.callRecord(ctx, c.Tel, c.Start)).To(Equal(map[string]string{
				"Tel": c.Tel, "StartTime": china(c.Start), "EndTime": china(update.End), "CallState": "0",
				"CallType": "1", "Record": "1", "Duration": "3600",
				"Ims": "022", "UserId": "1", "UserName": "李婷", "Remark": "报价", "DisplayTel": "023", "AddUserName": "刘洋",
			}))
			Expect(e.callRecord(ctx, c.Tel, neighbour.Start)).To(Equal(before))
			update.Start = c.Start.Add(-hour)
			Expect(e.Client.Customers.UpdateCallHistory(ctx, update)).To(BeFalse())
		})
}

func imsLocks(s declaration) {
	s.Spec("QC-CUSTOMER-IMSLOCK-10", "locks a number for one user until it is unlocked",
		contracts.From(fromLock+", QC-Q48", openapi.Inferred, "imsLock", "unIMSLock"), func(ctx SpecContext, e *Env) {
			ims, other := e.ims(), e.ims()
			lock := func(user int, ims string, want bool) {
				GinkgoHelper()
				Expect(e.Client.Customers.LockIMS(ctx, user, ims)).To(Equal(want))
			}
			lock(1, ims, true)
			lock(1, ims, true)
			lock(2, ims, false)
			lock(2, other, true)
			Expect(e.Client.Customers.UnlockIMS(ctx, ims)).To(BeTrue())
			Expect(e.Client.Customers.UnlockIMS(ctx, ims)).To(BeFalse())
			lock(2, ims, true)
			lock(1, ims, false)
		})
}

func sms(s declaration) {
	s.Spec("QC-CUSTOMER-INSERTSMS-10", "records an SMS of every schedule with what it was given",
		contracts.From(fromSms+": sendType, QC-Q49", openapi.Inferred, "insertSms").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			later := e.tomorrow()
			for kind := range 6 {
				before := e.ids(ctx, "sms")
				m := quancheng.SMS{
					SenderID: 4, MobilePhone: e.phone(), ReceiveName: "王伟", SendDate: later,
					Content: "您好 & 再见", SendType: quancheng.SendType(kind),
					TemplateID: "T1", Values: [6]string{"一", "", "三", "", "", "六"}, Remark: "备注",
				}
				Expect(e.Client.Customers.InsertSMS(ctx, m)).To(BeTrue())
				var got struct {
					SenderId, SendType                                                   int
					MobilePhone, ReceiveName, SendDate, Content, MessageTempleId, Remark string
					Values                                                               [6]string
				}
				added := e.added(ctx, "sms", before)
				Expect(added).To(HaveLen(1))
				Expect(e.Control().Record(ctx, "sms", strconv.Itoa(added[0]), &got)).To(Succeed())
				date := later
				if kind == 0 {
					date = e.Now() // sendDate does not count.
				}
				Expect([]any{got.SenderId, got.SendType, got.MobilePhone, got.ReceiveName, got.SendDate,
					got.Content, got.MessageTempleId, got.Remark, got.Values}).To(Equal(
					[]any{4, kind, m.MobilePhone, "王伟", china(date), "您好 & 再见", "T1", "备注", m.Values}))
			}
		})

	s.Spec("QC-CUSTOMER-INSERTSMS-12", "sends an SMS by its schedule, not before and not twice",
		contracts.From(fromSms+": sendType, QC-Q92", openapi.Inferred, "insertSms").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			Expect(e.Control().Freeze(ctx)).To(Succeed())
			begin := e.tomorrow()
			ids := map[quancheng.SendType]string{}
			for kind := range quancheng.SendType(6) {
				before := e.ids(ctx, "sms")
				m := quancheng.SMS{SenderID: 4, MobilePhone: e.phone(), SendDate: begin, Content: "您好", SendType: kind, TemplateID: "T1"}
				Expect(e.Client.Customers.InsertSMS(ctx, m)).To(BeTrue())
				ids[kind] = strconv.Itoa(e.added(ctx, "sms", before)[0])
			}
			for _, at := range []struct {
				later time.Duration
				sent  [6]int
			}{{0, [6]int{1, 0, 0, 0, 0, 0}}, {24 * time.Hour, [6]int{1, 1, 1, 1, 1, 1}}, {15 * 24 * time.Hour, [6]int{1, 1, 15, 3, 1, 1}}} {
				Expect(e.Control().SetClock(ctx, begin.Add(at.later-24*time.Hour))).To(Succeed())
				for kind, id := range ids {
					var got struct{ Sent int }
					Expect(e.Control().Record(ctx, "sms", id, &got)).To(Succeed())
					Expect(got.Sent).To(Equal(at.sent[kind]), "sendType %d, %s later", kind, at.later)
				}
			}
		})

	s.Spec("QC-CUSTOMER-INSERTSMS-11", "is false for a template that is not on the list, while there is one",
		contracts.From(fromSms+": messageTempleID, QC-Q49", openapi.Inferred, "insertSms").Beyond().Controlled(), func(ctx SpecContext, e *Env) {
			Expect(e.Control().PutRecord(ctx, "smsTemplates", "T1", map[string]any{"Text": "您好"})).To(Succeed())
			for id, want := range map[string]bool{"T1": true, "T2": false} {
				m := quancheng.SMS{SenderID: 1, MobilePhone: e.phone(), SendDate: e.tomorrow(),
					Content: "x", SendType: quancheng.SendOnce, TemplateID: id}
				Expect(e.Client.Customers.InsertSMS(ctx, m)).To(Equal(want))
			}
		})
}
