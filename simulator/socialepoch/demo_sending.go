package socialepoch

import (
	"fmt"
	"time"
)

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
