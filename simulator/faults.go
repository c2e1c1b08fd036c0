package simulator

import (
	"net"
	"net/http"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/fault"
)

// throwDice decides which fault the call runs into. It is false when the call was answered because
// its Sim-Fault header does not parse.
func (x *exchange) throwDice() bool {
	vendor, operation := x.vendor.Document().Vendor, ""
	if x.call.Operation != nil {
		operation = x.call.Operation.ID
	}
	faults := x.call.Sandbox.Faults
	text := x.call.HTTP.Header.Get("Sim-Fault")
	if text == "" {
		x.hit = faults.Next(vendor, operation)
		return true
	}
	rule, err := fault.Parse(text)
	if err != nil {
		refuse(x.w, http.StatusBadRequest, "header Sim-Fault: %v", err)
		return false
	}
	x.hit = faults.Once(rule, vendor, operation)
	return true
}

// fail carries out the fault and tells whether the call goes on.
func (x *exchange) fail() (goesOn bool) {
	switch x.hit.Kind {
	case fault.Latency:
		return x.wait()
	case fault.Status:
		x.send(api.Answer{Status: x.hit.Number, ContentType: "text/plain; charset=utf-8"})
	case fault.Code:
		x.send(x.vendor.Failure(x.call, x.hit.Number))
	case fault.Garbage:
		x.send(api.Answer{ContentType: "text/html", Body: []byte("<html>\x00\xff{\"")})
	case fault.Timeout:
		x.record(0, nil)
		<-x.call.HTTP.Context().Done()
		hangUp(x.w)
	case fault.Reset:
		x.record(0, nil)
		hangUp(x.w)
	}
	return false
}

// wait holds the call back, and tells whether the client is still there.
func (x *exchange) wait() bool {
	timer := time.NewTimer(x.hit.Wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-x.call.HTTP.Context().Done():
		x.record(0, nil)
		return false
	}
}

// truncate announces the whole answer, sends half of it and hangs up. The call has taken effect.
func (x *exchange) truncate(a api.Answer) {
	half := a
	half.Body = a.Body[:len(a.Body)/2]
	x.record(http.StatusOK, half.Body)
	h := x.w.Header()
	h.Set("Content-Type", a.ContentType)
	x.w.WriteHeader(http.StatusOK)
	_, _ = x.w.Write(half.Body)
	_ = http.NewResponseController(x.w).Flush()
	hangUp(x.w)
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
