package gateway

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/fault"
)

// A delivery is how an answer reaches the client.
type delivery int

const (
	whole    delivery = iota
	halved            // announced in its true length, then half of it and the end of the connection
	dropped           // not at all: the connection is cut
	withheld          // not at all, and only when the client gives up
)

// ParseFault reads a fault rule. Its error says in one line what is wrong; an unknown vendor or operation
// is answered with the nearest name, and an item of what is no batch with the batches.
func (g *Gateway) ParseFault(text string) (fault.Rule, error) {
	rule, err := fault.Parse(text, g.operations)
	if err != nil {
		return rule, err
	}
	if rule.Kind == fault.Code || rule.Kind == fault.Item {
		for _, v := range g.vendors {
			if (rule.Vendor == "" || rule.Vendor == v.ID()) && rule.Number == v.CodeSuccess {
				return fault.Rule{}, fmt.Errorf("fault %q: code %d is that of a success of %s", text, rule.Number, v.ID())
			}
		}
	}
	if rule.Kind != fault.Item {
		return rule, nil
	}
	var batches []string
	for _, v := range g.vendors {
		for _, id := range v.Batches {
			batches = append(batches, v.ID()+"."+id)
			if (rule.Vendor == "" || rule.Vendor == v.ID()) && (rule.Operation == "" || rule.Operation == id) {
				return rule, nil
			}
		}
	}
	return fault.Rule{}, fmt.Errorf("fault %q: only batches have items: %s", text, strings.Join(batches, ", "))
}

// faultBefore decides which fault the call runs into, and carries it out unless the call takes effect first.
func faultBefore(x *exchange) *api.Answer {
	c, operation := x.call, ""
	if c.Operation != nil {
		operation = c.Operation.ID
	}
	batch := slices.Contains(x.vendor.Batches, operation)
	if text := c.HTTP.Header.Get(headerFault); text == "" {
		x.fault = c.Sandbox.Faults.Next(x.vendor.ID(), operation, batch)
	} else {
		rule, err := x.g.ParseFault(text)
		if err != nil {
			return x.refuse(http.StatusBadRequest, "header %s: %v", headerFault, err)
		}
		if rule.Vendor != "" && rule.Vendor != x.vendor.ID() {
			return x.refuse(http.StatusBadRequest, "header %s: the call is one of %s, not of %s", headerFault, x.vendor.ID(), rule.Vendor)
		}
		x.fault = c.Sandbox.Faults.Once(rule, x.vendor.ID(), operation, batch)
	}
	switch {
	case x.fault == nil:
		return nil
	case x.fault.Kind == fault.Item:
		c.ItemFault = api.ItemFault{Item: x.fault.Item, Code: x.fault.Number, After: x.fault.After}
		return nil
	case x.fault.After || x.fault.Kind == fault.Truncate:
		return nil
	}
	return x.fail()
}

// faultAfter carries out a fault that lets the call take effect first.
func faultAfter(x *exchange) {
	switch {
	case x.fault == nil || x.fault.Kind == fault.Item: // The handler has seen to it.
	case x.fault.Kind == fault.Truncate:
		told := x.answer
		x.delivery, x.hidden = halved, &told
	case x.fault.After && x.delivery == whole:
		told := x.answer
		if instead := x.fail(); instead != nil {
			x.answer, x.hidden = *instead, &told
		}
	}
}

// fail returns what the client gets instead of the vendor's answer, nil when the call goes on.
func (x *exchange) fail() *api.Answer {
	switch x.fault.Kind {
	case fault.Latency:
		if x.wait() {
			return nil
		}
		x.delivery = dropped
	case fault.Status:
		return &api.Answer{Status: x.fault.Number, ContentType: "text/plain; charset=utf-8"}
	case fault.Code:
		answer := x.vendor.Failure(x.call, x.fault.Number)
		return &answer
	case fault.Garbage:
		return &api.Answer{ContentType: "text/html", Body: []byte("<html>\x00\xff{\"")}
	case fault.Timeout:
		x.delivery = withheld
	case fault.Reset:
		x.delivery = dropped
	}
	return &api.Answer{}
}

// wait holds the call back, and reports whether the client is still there and the server still runs.
func (x *exchange) wait() bool {
	timer := time.NewTimer(x.fault.Wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-x.call.HTTP.Context().Done():
		return false
	}
}

// hangUp cuts the connection, with a reset where it is a TCP connection of ours.
func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // The way of net/http to cut a connection that cannot be taken over.
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
