package dustess

import (
	"fmt"
	"time"
)

// What goes on in the demo data up to now: chats and messages in them, and work orders.
const demoTickets = 24

var (
	ticketTitles = []string{"设备无法启动", "发票信息有误", "申请上门安装", "账号无法登录",
		"报价单需要更新", "合同盖章进度"}
	ticketTexts = []string{"开机无反应", "税号少一位", "周三下午方便", "提示密码错误", "希望含运费",
		"已寄出三天", "", "急！！！ 请尽快联系"}
	greetings = []string{"您好，请问有什么可以帮您？", "报价单已发您邮箱，请查收",
		"明天下午三点方便通话吗？", "感谢您的支持！"}
)

var demoTicketFields = []ticketField{
	{ticketFieldID(0), "故障现象", "0", []string{}, "498"},
	{ticketFieldID(1), "紧急程度", "1", []string{"高", "中", "低"}, "498"},
	{ticketFieldID(2), "期望上门时间", "2", []string{}, "499"},
}

func ticketFieldID(n int) string { return fmt.Sprintf("65f7c2a1%016x", 0xf0+n) }

// work adds chats with the friends that are bound to contacts, and two of groups; messages in them; and work orders.
func (d *demoWriter) work() {
	s, w := d.tx.State, d.tx.Writer
	for f := range s.friends.byID.All() {
		if f.CustomerID != "" {
			s.chats.Put(w, chat{ID: f.ID, Name: f.Name, Type: "single", FriendID: f.ID})
		}
	}
	for i, name := range []string{"老客户交流群", "华东渠道群"} {
		s.chats.Put(w, chat{ID: fmt.Sprint(9001 + i), Name: name, Type: "group"})
	}
	i := 0
	for c := range s.chats.All() {
		s.agentMsgs.Put(w, agentMsg{
			ID: d.tx.NewUUID(), Time: d.ago(time.Duration(i) * 5 * time.Hour), ChatID: c.ID, UserID: "498", ReplyMsgID: []string{},
			TargetIDs: []string{},
			Contents:  []string{pick(d.dice, greetings)},
		})
		i++
	}
	for _, f := range demoTicketFields {
		s.ticketFields.Put(w, f)
	}
	about := exampleContact
	for c := range s.contacts.byID.All() {
		if i = s.tickets.Len(); i == demoTickets {
			break
		}
		s.tickets.Put(w, ticket{
			ID: fmt.Sprintf("65f7c2a1%016x", i+1), Title: pick(d.dice, ticketTitles), Status: fmt.Sprint(i % 3), CustomerID: about,
			CreatorID: employeeID(1 + d.dice.IntN(len(employeeNames))), CreateTime: d.ago(time.Duration(i*i) * time.Hour), Fields: []ticketValue{
				{demoTicketFields[0].ID, demoTicketFields[0].Name, pick(d.dice, ticketTexts)},
				{demoTicketFields[1].ID, demoTicketFields[1].Name, pick(d.dice, demoTicketFields[1].Optional)},
			},
		})
		about = c.ID
	}
}

// ago is a time before now as the vendor writes it.
func (d *demoWriter) ago(span time.Duration) string { return localTime(d.tx.Now.Add(-span)) }

// age makes a contact of the demo data one that has been worked with: with values of the tenant's own fields, people it
// is shared with, and here and there with what imports and people in a hurry leave behind.
func (d *demoWriter) age(c *contact, i int, before *contact) {
	day := func(least int) string {
		return d.ago(time.Duration(least+d.dice.IntN(60)) * 24 * time.Hour)[:len(time.DateOnly)]
	}
	c.CustomFields = append(c.CustomFields, customField{ID: "field03", Type: "date", StringValue: day(0)})
	c.Description = day(0) + " " + pick(d.dice, greetings)
	if i%3 == 1 {
		budget := float64(1+d.dice.IntN(200)) * 500
		c.CustomFields = append(c.CustomFields, customField{ID: "field02", Type: "Int", FloatValue: &budget},
			customField{ID: "field07", Type: "datetime", StringValue: d.ago(-time.Duration(1+d.dice.IntN(200)) * time.Hour)})
	}
	if i%5 == 2 {
		c.WX = fmt.Sprintf("wx_%06d", 100_000+i*37)
		c.Mobiles = append(c.Mobiles, mobile{c.WX, "wx_id", "微信号"})
	}
	if i%6 == 1 {
		c.ShareUIDs = []string{employeeID(1 + d.dice.IntN(len(employeeNames)))}
	}
	switch i % 29 {
	case 3:
		c.Remark = " " + c.Remark + "（重复？）"
	case 7:
		c.Remark = "A00" + c.Remark + "🏠 勿删"
	case 11: // The number of another contact, under another type.
		c.Mobiles = append(c.Mobiles, mobile{before.Mobiles[0].Tel, typeOther, "备用"})
	case 13:
		c.Birthday, c.Age, c.Gender, c.Email = "", nil, 0, "无"
	case 17:
		c.ProvCity, c.Address = "上海", ""
	case 19: // A source and a field that programs made up.
		c.Source = "旧表格导入"
		c.CustomFields = append(c.CustomFields, customField{ID: "delivery_time", Type: "text", StringValue: day(60)})
	case 23: // Its owner has left.
		c.Owner, c.Pool = employeeID(len(employeeNames)), ""
	}
}
