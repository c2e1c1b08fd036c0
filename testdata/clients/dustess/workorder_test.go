package dustess_test

import (
	"testing"
)

// An inspector is a Python program that looks at work orders (ids 5689599691, 6086751717, 6576603277). It signs in with
// clientId and clientSecret, sends the token as a header, looks at no status and no code, and compares msg with the words
// that it knows. What it does not find stops it.
type inspector struct{ *world }

// signIn returns the token, and whether there was one to be read.
func (i *inspector) signIn() (string, bool) {
	token, found := in(i.post("auth/v1/access_token/token", map[string]string{"clientId": i.id, "clientSecret": i.secret}).object(),
		"data", "accessToken").(string)
	return token, found
}

// ask returns the msg of an answer, or that the program stopped.
func (i *inspector) ask(path string, body any) string {
	token, found := i.signIn()
	if !found {
		return "stopped"
	}
	msg, found := in(i.post(path, body, "accessToken", token).object(), "msg").(string)
	if !found {
		return "stopped"
	}
	return msg
}

func (i *inspector) detail(ticket string) string {
	return i.ask("work-order/api/v1/ticket/detail", map[string]string{"ticketId": ticket, "currentUserId": "498"})
}

func (i *inspector) addField(name string) string {
	return i.ask("work-order/api/v1/field/add", map[string]any{"name": name, "type": "0", "optional": []string{}, "uid": "498"})
}

// demoTicket is an id of the demo data: those in the program are its vendor's.
const demoTicket = "65f7c2a10000000000000001"

func TestInspector(t *testing.T) {
	i := &inspector{start(t)}
	if msg := i.detail(demoTicket); msg != "成功" {
		t.Errorf("the detail of a ticket: %q", msg)
	}
	if msg := i.addField("自动化接口字段"); msg != "成功" {
		t.Errorf("a new field: %q", msg)
	}
	if msg := i.addField("自动化接口字段"); msg != "服务端错误：名称重复" {
		t.Errorf("the same field again: %q", msg)
	}
}

// TestInspectorUnderFaults: the program cannot tell a failure of the service from one of its own.
func TestInspectorUnderFaults(t *testing.T) {
	for fault, want := range map[string]string{
		"getAccessToken=code=40001": "stopped", "getAccessToken=503": "stopped", "getTicketDetail=code=40002": "access token invalid",
		"getTicketDetail=code=10001": "system unknown error", "getTicketDetail=503": "stopped", "getTicketDetail=reset": "stopped",
		"getTicketDetail=truncate": "stopped",
	} {
		t.Run(fault, func(t *testing.T) {
			i := &inspector{start(t)}
			i.fault(fault)
			if msg := i.detail(demoTicket); msg != want {
				t.Errorf("it reads %q, want %q", msg, want)
			}
		})
	}
}
