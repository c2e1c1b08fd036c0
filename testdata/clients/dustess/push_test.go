package dustess_test

import (
	"fmt"
	"strings"
	"testing"
)

// A pusher is a PHP program that pushes deliveries to a tenant's pool (ids 51827587118, 51912792117). It signs in anew for
// every push, with keys in capital letters; it looks at no HTTP status; what is no JSON it takes for null, and null for
// false. All deliveries go in one batch. It reads success alone: true marks all as pushed, false marks none.
type pusher struct {
	*world
	pool       string
	deliveries []*delivery
}

type delivery struct {
	name, phone, wx string
	pushed          bool
}

// push returns what the program shows its user.
func (p *pusher) push() string {
	signedIn := p.post("auth/v1/access_token/token", map[string]string{"ClientID": p.id, "ClientSecret": p.secret})
	if signedIn.err != nil {
		return "no connection for a token"
	}
	token, _ := in(signedIn.object(), "data", "accessToken").(string)
	if in(signedIn.object(), "success") != true || token == "" {
		return "no token"
	}
	var list []map[string]any
	for _, d := range p.deliveries {
		if !d.pushed {
			list = append(list, d.contact(p.pool))
		}
	}
	if list == nil {
		return "nothing to push"
	}
	pushed := p.post("customer/v1/batchAddCustomer?accessToken="+token, map[string]any{"customer_list": list})
	switch {
	case pushed.err != nil:
		return "no connection"
	case in(pushed.object(), "success") != true:
		return "push failed"
	}
	for _, d := range p.deliveries {
		d.pushed = true
	}
	return fmt.Sprint("pushed ", len(list))
}

// contact is what the program makes of a delivery: a source by a short id, a pool out of its configuration, a contact way
// wx_id, and custom fields under names of its own, one of them null.
func (d *delivery) contact(pool string) map[string]any {
	mobiles := []map[string]string{{"type": "mobile", "display": "手机号", "tel": d.phone}}
	if d.wx != "" {
		mobiles = append(mobiles, map[string]string{"type": "wx_id", "display": "微信号", "tel": d.wx})
	}
	return map[string]any{
		"source": "q5x", "pool": pool, "remark": d.name, "prov_city": "上海市-浦东新区", "mobiles": mobiles, "description": nil,
		"custom_fields": []map[string]any{
			{"id": "delivery_time", "type": "text", "string_value": "2026-01-05"}, {"id": "teeth_count", "type": "text", "string_value": nil},
			{"id": "field1", "type": "text", "string_value": "3"},
		},
	}
}

func newPusher(t *testing.T, deliveries ...string) *pusher {
	p := &pusher{world: start(t), pool: "a-pool-of-the-vendor"}
	for i, name := range deliveries {
		p.deliveries = append(p.deliveries, &delivery{name: name, phone: phone(i), wx: fmt.Sprint("wx_push_", i)})
	}
	return p
}

// stored counts the contacts of all deliveries.
func (p *pusher) stored() (n int) {
	for _, d := range p.deliveries {
		n += len(p.records("contacts", "remark", d.name))
	}
	return n
}

func TestPusher(t *testing.T) {
	p := newPusher(t, "推送甲", "推送乙")
	if told := p.push(); told != "pushed 2" || p.stored() != 2 {
		t.Errorf("it says %q, and there are %d contacts", told, p.stored())
	}
	c := p.records("contacts", "remark", "推送甲")[0]
	if text := fmt.Sprint(c["source"], c["pool"], c["mobiles"], c["custom_fields"]); !strings.Contains(text, "wx_push_0") ||
		!strings.Contains(text, "delivery_time") || c["source"] != "q5x" {
		t.Errorf("stored %v", c)
	}
	if remarks := p.remarks("batchAddCustomer"); !strings.Contains(remarks, "/customer_list/0/source: value") ||
		!strings.Contains(remarks, "/customer_list/1/custom_fields/2/id: value") {
		t.Errorf("crmsim remarks %s", remarks)
	}
	if told := p.push(); told != "nothing to push" {
		t.Errorf("pushed again it says %q", told)
	}
}

// TestPusherUnderFaults: whatever a push failed of, the program pushes all of it again, so a push that took effect in part
// or without its knowledge can never succeed: its contact ways are taken by then.
func TestPusherUnderFaults(t *testing.T) {
	for _, test := range []struct {
		fault, told string
		stored      int
		again       string
	}{
		{"getAccessToken=code=40001:x1", "no token", 0, "pushed 2"},
		{"getAccessToken=503:x1", "no token", 0, "pushed 2"},
		{"getAccessToken=garbage:x1", "no token", 0, "pushed 2"},
		{"getAccessToken=reset:x1", "no connection for a token", 0, "pushed 2"},
		{"batchAddCustomer=code=40002:x1", "push failed", 0, "pushed 2"},
		{"batchAddCustomer=code=10001:x1", "push failed", 0, "pushed 2"},
		{"batchAddCustomer=code=4126:x1", "push failed", 0, "pushed 2"},
		{"batchAddCustomer=502:x1", "push failed", 0, "pushed 2"},
		{"batchAddCustomer=item=2,code=13000:x1", "push failed", 1, "push failed"},
		{"batchAddCustomer=garbage:x1:after", "push failed", 2, "push failed"},
		{"batchAddCustomer=reset:x1:after", "no connection", 2, "push failed"},
		{"batchAddCustomer=truncate:x1", "no connection", 2, "push failed"},
	} {
		t.Run(test.fault, func(t *testing.T) {
			p := newPusher(t, "推送甲", "推送乙")
			p.fault(test.fault)
			if told := p.push(); told != test.told || p.stored() != test.stored {
				t.Errorf("it says %q, and there are %d contacts; want %q and %d", told, p.stored(), test.told, test.stored)
			}
			if told := p.push(); told != test.again {
				t.Errorf("pushed again it says %q, want %q", told, test.again)
			}
		})
	}
}

// TestPusherUnderStrictSettings: a tenant that takes listed ids only refuses what the program makes up.
func TestPusherUnderStrictSettings(t *testing.T) {
	p := newPusher(t, "推送甲")
	p.Control("PATCH", "/data/dustess/settings/settings", map[string]bool{"strict_references": true}, nil)
	if told := p.push(); told != "push failed" || p.stored() != 0 {
		t.Errorf("it says %q, and there are %d contacts", told, p.stored())
	}
	if remarks := p.remarks("batchAddCustomer"); !strings.Contains(remarks, "/customer_list/0/source: value") {
		t.Errorf("crmsim remarks %s", remarks)
	}
}
