package quancheng

import (
	"strings"
	"time"
)

// spoil makes some customers what those of a real site are, whose records people typed in a hurry. The first twenty
// stay as they are, for examples.
func (d *demoWriter) spoil(i int, c *customer) {
	before, _ := d.s.customer(c.ID - 1)
	switch {
	case i < 20:
	case i%29 == 20:
		c.Name = " " + c.Name + "　"
	case i%31 == 22:
		c.Tel = ""
	case i%37 == 25:
		c.Tel = strings.Replace(c.Tel, "-", " ", 1) + " 转 801"
	case i%41 == 28:
		c.Remark = "<p style=\"margin-top:0px; color:#333;\">老板电话打不通；<b>改天</b>再打 &amp; 发短信</p>\r\n"
	case i%43 == 30:
		c.Name, c.Tel = before.Name, before.Tel // Typed in twice (QC-Q57).
	case i%47 == 33:
		c.Address, c.Remark = "", "无"
	}
}

// formerUser is the id of somebody who works here no more.
const formerUser = demoUsers + 1

// noise is in every site's records: plans that nobody executed, link men who are gone, a user who left.
func (d *demoWriter) noise() {
	for id := int32(10); id <= d.s.last.Plan; id += 10 {
		if p, known := d.s.plan(id); known && p.State == planExecuted {
			overdue := *p
			overdue.State, overdue.Content = planOpen, nil
			putPlan(d.tx, &overdue)
		}
	}
	for i := int32(40); i < demoCustomers; i += 50 {
		if men := d.s.linkMenOf(i); len(men) > 0 {
			deleteLinkMan(d.tx, men[0]) // Records go on naming him (QC-Q71).
		}
		if c, known := d.s.customer(i + 2); known && !c.IsPublic {
			left := *c
			left.OwnerID = formerUser
			putCustomer(d.tx, &left)
		}
	}
}

// relate leads from contact records to plans: a plan follows from the customer's latest record before it (QC-Q26).
func (d *demoWriter) relate(c *customer, p *plan) {
	if last, known := d.s.contacts.Get(&contact{ID: d.s.last.Contact}); known && last.CustomerID == c.ID {
		p.HistoryID = last.ID
	}
}

// sms adds an SMS to the customer's main link man, or to the customer. Schedules begin when the customer was added.
func (d *demoWriter) sms(c *customer, i int) {
	to, name := c.Tel, c.Name
	if men := d.s.linkMenOf(c.ID); len(men) > 0 {
		to, name = men[0].Mobile, men[0].Name
	}
	kind := int32(i / 15 % (sendYearly + 1))
	putMessage(d.tx, &message{
		ID: d.s.last.Message + 1, SenderID: max(c.OwnerID, 1), MobilePhone: to, ReceiveName: name,
		SendDate: stampOf(d.now.Add(45 * time.Minute)), Content: name + "您好，感谢您的关注", SendType: kind,
		TemplateID: "1", Values: [6]string{name}, Created: stampOf(d.now),
	})
}
