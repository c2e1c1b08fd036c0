package socialepoch

import (
	"crypto/md5"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// wakeUp is the program of id 4620419476, of the older scheme: it puts its body together from texts, signs in the
// body with the machine's own time, names the agent userName and no platform, and prints the answer's body
// whatever the status is. A call that fails ends it.
func wakeUp(w *world, machine *time.Location) (printed string, err error) {
	createTime := time.Now().In(machine).Format("2006-01-02 15:04:05")
	token := fmt.Sprintf("%x", md5.Sum([]byte(tenantID+adminAccount+createTime+apiKey)))
	data := `[{"userName":"chenxd","whatsId":"` + pcAccount + `","friendWhatsId":"201000047514","type":1}]`
	body := `{"tenantId":"` + tenantID + `","userName":"` + adminAccount + `","data":` + data +
		`,"token":"` + token + `","createTime":"` + createTime + `"}`
	got, err := do("POST", w.url+"/wscrm-bus-api/open/action/batchAdd", map[string]string{"Content-Type": "application/json"}, []byte(body))
	if err != nil {
		return "", err
	}
	return string(got.body), nil
}

var shanghai = time.FixedZone("CST", 8*60*60)

func TestWakeUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := len(w.records("actions", "agentAccount", "chenxd"))
	printed, err := wakeUp(w, time.UTC) // A createTime may be of any age, so the machine's zone does not matter.
	if err != nil || !strings.HasPrefix(printed, `{"code":200,"message":"Success","data":["`) {
		t.Errorf("printed %s, %v", printed, err)
	}
	if got := len(w.records("actions", "agentAccount", "chenxd")); got != before+1 {
		t.Errorf("%d wake-ups of chenxd, want %d", got, before+1)
	}
	w.calls("batchAddActions")

	// A tenant that minds the age reads the machine's time as China's.
	w.control("PATCH", "/data/socialepoch/tenants/"+tenantID, `{"window_seconds":60}`)
	for machine, want := range map[*time.Location]string{time.UTC: `{"code":508,`, shanghai: `{"code":200,`} {
		if printed, err := wakeUp(w, machine); err != nil || !strings.HasPrefix(printed, want) {
			t.Errorf("in %s: printed %s, %v, want %s", machine, printed, err, want)
		}
	}
}

// TestWakeUpUnderFaults: it tries nothing again, and takes a page of a proxy for an answer.
func TestWakeUpUnderFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for fault, want := range map[string]struct {
		printed string
		fails   bool
	}{
		"503:x1": {"", false}, "code=500:x1": {`{"code":500,`, false}, "reset:x1": {"", true}, "truncate:x1:after": {"", true},
	} {
		w.fault("batchAddActions", fault)
		printed, err := wakeUp(w, shanghai)
		if (err != nil) != want.fails || !strings.HasPrefix(printed, want.printed) {
			t.Errorf("%s: printed %q, %v, want %+v", fault, printed, err, want)
		}
	}
}

// TestGuide: the sample program of the vendor's guide signs the headers, sends an array, and reads the whole
// answer to do nothing with it.
func TestGuide(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	timestamp := strconv.FormatInt(time.Now().UnixNano()/int64(time.Millisecond), 10)
	got, err := do("POST", w.url+"/wscrm-bus-api/customer/query", map[string]string{
		"Content-Type": "application/json", "tenant_id": tenantID, "timestamp": timestamp,
		"token": fmt.Sprintf("%x", md5.Sum([]byte(tenantID+timestamp+apiKey))),
	}, []byte(`[{"whatsApp":"201000047514"}]`))
	const want = `{"code":200,"message":"Success","data":[{"whatsApp":"201000047514",`
	if err != nil || got.status != 200 || !strings.HasPrefix(string(got.body), want) {
		t.Errorf("got %+v, %v", got, err)
	}
	w.calls("queryCustomers")
}
