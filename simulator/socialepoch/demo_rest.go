package socialepoch

import (
	"fmt"
	"strings"
	"time"
)

// spoil makes some customers what those of a real tenant are, whose records people typed in a hurry.
func spoil(i int, c *customer) {
	switch {
	case i%29 == 7:
		c.FriendName = " " + c.FriendName + "  "
	case i%31 == 9:
		c.FriendName = ""
	case i%37 == 4:
		c.FriendName += " 🌸"
	case i%23 == 5:
		c.Birthday, c.Email, c.Address = "", "", ""
	case i%19 == 3:
		c.Email = strings.ToUpper(c.Email) + " "
	case i%41 == 6:
		c.Desc = "called twice,\n\"no answer\"; asks for\t65W <fast>"
	case i%43 == 8:
		c.Tags = append(c.Tags, "VIP", "vip ")
	case i%47 == 2:
		c.Sex, c.Stage, c.Source = "unknown", "", ""
	}
}

// accounts signs the agents in: one account on the PC, the other on a phone or in the cloud. A few are not online.
func (d *demoWriter) accounts() {
	for i, name := range agentNames {
		for n := range 2 {
			a := account{
				WhatsApp: accountNumber(i, n), Name: fmt.Sprintf("%s %d", nicknames[i], n+1), AgentAccount: name,
				Source: int64(1 + n + n*(i%2)), Online: i%5 != 4,
			}
			if i == 6 {
				a.Name = "" // Not everybody has given one.
			}
			d.tx.State.accounts.Put(d.tx.Writer, a)
		}
	}
}

// noise is in every tenant's records: groups, colleagues, numbers that are no customer's, an agent who left.
func (d *demoWriter) noise() {
	const group, stranger, former = "120363041234567890", "4915112345678", "gaopeng"
	of := func(agent int) message { return message{WhatsID: accountNumber(agent, 0), Username: agentNames[agent]} }
	all := []message{of(0), of(0), of(1), of(3), of(3), of(4), of(5), of(6)}
	with := func(n int, friend, name string, action, kind int, content string) {
		m := &all[n]
		m.FriendWhatsID, m.FriendName, m.ActionType, m.ContentType, m.Content = friend, name, action, kind, content
	}
	with(0, group, "Dhaka wholesalers", 1, 0, "New cases are in.")
	with(1, group, "Dhaka wholesalers", 2, 1, "https://files.example.com/cases.jpg")
	with(2, accountNumber(2, 0), nicknames[2], 1, 0, "午饭？🍜")
	with(3, stranger, "", 2, 0, "wrong number, sorry")
	with(4, "", "", 2, 0, "This message was deleted")
	with(5, countries[0].number(1), "", 2, 3, "https://files.example.com/voice.ogg")
	with(6, countries[1].number(2), "", 1, 2, "https://files.example.com/unboxing.mp4")
	with(7, countries[2].number(3), "", 1, 0, "  ok\r\n")
	all[0].ChatType, all[1].ChatType, all[7].Username = 2, 2, former
	for n, m := range all {
		m.MsgID = fmt.Sprintf("3EB0A0%018X", n)
		m.ChatType = max(m.ChatType, 1)
		m.ChatTime = d.tx.Now.Add(-10*time.Minute - time.Duration(n*7)*time.Hour).UnixMilli()
		d.tx.State.putMessage(d.tx.Writer, &m)
	}
	d.tx.State.contacts.add(d.tx.Writer, &contact{account: accountNumber(3, 0), friend: stranger, agent: agentNames[3]})
	d.tx.State.contacts.add(d.tx.Writer, &contact{account: accountNumber(6, 1), friend: stranger, agent: former})
	for i := range 3 {
		d.tx.State.actions.Put(d.tx.Writer, action{
			ID: fmt.Sprintf("%032x", 0xd3e0_0000+i), AgentAccount: agentNames[i], WhatsID: accountNumber(i, 0),
			FriendWhatsID: countries[i].number(i + 1), PlatformType: 1, Content: greetings[3],
		})
	}
}

// demoTask is the id of the task in the document's example.
const demoTask = "5c1d3e0f2a7b49868d3e5f7a9b1c2d4e"

// tasks are one of yesterday that is done, one that was stopped in the middle, and one of tomorrow. The first
// has a number that is none, and somebody who wrote back.
func (d *demoWriter) tasks() {
	now := d.tx.Now
	done := task{
		ID: demoTask, Name: "new catalogue", StartTime: now.Add(-26 * time.Hour).UnixMilli(),
		Contents: []content{{Type: 4, URL: "https://files.example.com/catalogue.pdf"}, {Type: 1, Text: "Our new catalogue 📱"}},
	}
	stopped := task{
		ID: "8b0f6d2c4e1a43b7907f3c5d1e2a6b48", Name: "holiday notice", StartTime: now.Add(-3 * time.Hour).UnixMilli(),
		EndTime:  now.Add(-3*time.Hour + 25*time.Second).UnixMilli(),
		Contents: []content{{Type: 1, Text: "We are closed on Monday."}},
	}
	coming := task{
		ID: "2f9a7c1e5b3d4860b1c8e6f4a2d0795c", StartTime: now.Add(20 * time.Hour).UnixMilli(),
		Contents: []content{{
			Type: 10, Title: "Spring offers", Text: "65W chargers",
			Link: "https://shop.example.com/spring", URL: "https://files.example.com/spring.jpg",
		}},
	}
	for n, t := range []*task{&done, &stopped, &coming} {
		t.TargetType, t.Source = 1, 1
		for i := range 6 {
			t.Targets = append(t.Targets, target{
				SendWhatsApp: accountNumber(n, 0), AgentAccount: agentNames[n], FriendWhatsApp: countries[i].number(i + 1 + 6*n),
			})
		}
	}
	done.Targets[2].FriendWhatsApp = "+91 98765"
	for _, t := range []*task{&done, &stopped, &coming} {
		d.tx.State.tasks.Put(d.tx.Writer, t)
		for _, m := range t.messages(d.tx.State) {
			d.tx.State.putMessage(d.tx.Writer, m)
		}
	}
	to := done.Targets[1]
	d.tx.State.putMessage(d.tx.Writer, &message{
		MsgID: "3EB0A0FFFFFFFFFFFFFFFFFF", Username: to.AgentAccount, WhatsID: to.SendWhatsApp, FriendWhatsID: to.FriendWhatsApp,
		ActionType: 2, ChatType: 1, Content: "nice, thank you!!", ChatTime: now.Add(-25 * time.Hour).UnixMilli(),
	})
}
