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

// noise is in every tenant's records: groups, colleagues, numbers that are no customer's, an agent who left.
func (d *demoWriter) noise() {
	const group, stranger, former = "120363041234567890", "4915112345678", "gaopeng"
	for n, line := range []struct {
		agent            int
		by, friend, name string
		action, kind     int
		content          string
	}{
		{0, agentNames[0], group, "Dhaka wholesalers", 1, 0, "New cases are in."},
		{0, agentNames[0], group, "Dhaka wholesalers", 2, 1, "https://files.example.com/cases.jpg"},
		{1, agentNames[1], accountNumber(2, 0), nicknames[2], 1, 0, "午饭？🍜"},
		{3, agentNames[3], stranger, "", 2, 0, "wrong number, sorry"},
		{3, agentNames[3], "", "", 2, 0, "This message was deleted"},
		{4, agentNames[4], countries[0].number(1), "", 2, 3, "https://files.example.com/voice.ogg"},
		{5, agentNames[5], countries[1].number(2), "", 1, 2, "https://files.example.com/unboxing.mp4"},
		{6, former, countries[2].number(3), "", 1, 0, "  ok\r\n"},
	} {
		m := message{
			MsgID: fmt.Sprintf("3EB0A0%018X", n), Username: line.by, WhatsID: accountNumber(line.agent, 0),
			FriendWhatsID: line.friend, FriendName: line.name, ActionType: line.action, ChatType: 1,
			ContentType: line.kind, Content: line.content,
			ChatTime: d.tx.Now.Add(-10*time.Minute - time.Duration(n*7)*time.Hour).UnixMilli(),
		}
		if line.friend == group {
			m.ChatType = 2
		}
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
