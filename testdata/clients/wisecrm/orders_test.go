package wisecrm

import (
	"crypto/md5"
	"encoding/hex"
	"net/http"
	"strconv"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/crmsim/crmsim/simulator/simtest"
)

// orderFields are all that the job reads of an order.
const orderFields = "orderId,orderName,orderType,accountId,orderDate,remark,total,paid,unpaid,invoiced,uninvoiced," +
	"owningUser,owningBusinessUnit,createdBy,createdOn,modifiedBy,modifiedOn,isDeleted,chanceId,jihuijindugengxin," +
	"c__baozhuangfangshi,c__shengchanjiaohuoqi,c__fujian,c__zhiliangyaoqiu,c__zongshuliangzhang,c__zongshulianglifang," +
	"c__zongshuliangjianshu,c__dizhi,c__dingdanleixing,c__bizhong,c__yufukuan"

// An orderJob copies all sales orders into a table every night at one. Sources: ids 23125938254, 22325718064; the types of
// the table, id 22285521015.
type orderJob struct {
	sdk   *sdk
	table map[string]object // by orderId
}

// run inserts the orders that the table does not have, one by one, and never updates one that it has. It sends user and
// password, which no page knows, and signs them.
func (j *orderJob) run() error {
	sum := md5.Sum([]byte("xx"))
	rows, err := j.sdk.rows("salesorder/list", map[string]string{
		"user": "xx", "password": hex.EncodeToString(sum[:]), "fields": orderFields, "op_user": j.sdk.opUser,
	}, "")
	for _, row := range rows {
		if total := row.text("total"); total != "" { // A Double; the other fields are Strings.
			if _, err := strconv.ParseFloat(total, 64); err != nil {
				return err
			}
		}
		if _, has := j.table[row.text("orderId")]; !has {
			j.table[row.text("orderId")] = row
		}
	}
	return err
}

// manyOrders are three pages of 200 and the empty one.
func manyOrders(t *testing.T) (*simtest.Simulator, *orderJob) {
	sim := simtest.New(t)
	var orders []map[string]any
	for i := range 400 {
		n := strconv.Itoa(1000 + i)
		orders = append(orders, map[string]any{"salesorderId": "004-00000000-0000-4000-8000-00000000" + n, "subject": "SO " + n, "total": "12.5"})
	}
	sim.Control("POST", "/data/wisecrm/salesOrders", orders, nil)
	return sim, &orderJob{newSDK(sim), map[string]object{}}
}

// TestOrders: the job reads every order, each with every field it asks for, until the page that is empty.
func TestOrders(t *testing.T) {
	t.Parallel()
	sim, job := manyOrders(t)
	if err := job.run(); err != nil {
		t.Fatal(err)
	}
	want := total(t, job.sdk, "SalesOrder", "orderId")
	if len(job.table) != want || want <= 400 || calls(sim, "listSalesOrders") != (want+199)/200+1 {
		t.Errorf("%d orders of %d", len(job.table), want)
	}
	for id, row := range job.table {
		if len(row) != 31 || row.text("isDeleted") != "false" || row.text("createdOn") == "" || len(id) != 40 {
			t.Fatalf("order %s has %d fields: %v", id, len(row), row)
		}
	}
}

// TestOrdersOnABadDay: what the job does when the vendor has one. It never tries again, and loses a night.
func TestOrdersOnABadDay(t *testing.T) {
	t.Parallel()
	for _, effect := range []string{
		"503", "500", // Not 200: null, which is dereferenced.
		"code=491", "code=500", // No data: null.
		"reset", "garbage",
		"truncate", // Half a page is no JSON.
	} {
		t.Run(effect, func(t *testing.T) {
			t.Parallel()
			sim, job := manyOrders(t)
			fault(sim, "wisecrm.listSalesOrders="+effect)
			if err := job.run(); err == nil || len(job.table) > 0 {
				t.Errorf("%v, %d orders", err, len(job.table))
			}
			if n := calls(sim, "listSalesOrders"); n != 1 {
				t.Errorf("%d calls, want 1", n)
			}
			fault(sim)
			if err := job.run(); err != nil || len(job.table) <= 400 {
				t.Errorf("the next night: %v, %d orders", err, len(job.table))
			}
		})
	}
}

// secondFails lets the second request that passes fail.
type secondFails struct {
	http.RoundTripper
	sent int
}

func (f *secondFails) RoundTrip(r *http.Request) (*http.Response, error) {
	if f.sent++; f.sent == 2 {
		r = r.Clone(r.Context())
		r.Header.Set("Sim-Fault", "code=500")
	}
	return f.RoundTripper.RoundTrip(r)
}

// TestOrdersThatEndInTheMiddle: what came before the failure is in the table, and nothing says that the rest is not.
func TestOrdersThatEndInTheMiddle(t *testing.T) {
	t.Parallel()
	_, job := manyOrders(t)
	job.sdk.http.Transport = &secondFails{RoundTripper: job.sdk.http.Transport}
	if err := job.run(); err == nil || len(job.table) != 200 {
		t.Errorf("%v, %d orders", err, len(job.table))
	}
}

// TestAnOrderIsCopiedOnce: what is changed after the first night stays as it was in the copy.
func TestAnOrderIsCopiedOnce(t *testing.T) {
	t.Parallel()
	sim, job := manyOrders(t)
	if err := job.run(); err != nil {
		t.Fatal(err)
	}
	const id = "004-00000000-0000-4000-8000-000000001007"
	sim.Control("PATCH", "/data/wisecrm/salesOrders/"+id, map[string]any{"total": 99.95}, nil)
	if err := job.run(); err != nil || job.table[id].text("total") != "12.50" {
		t.Errorf("%v, total %s", err, job.table[id].text("total"))
	}
}

// TestMachines: the same job on machines that are not set up as the vendor's.
func TestMachines(t *testing.T) {
	t.Parallel()
	sim, job := manyOrders(t)
	sim.AllowViolations() // What the machine does wrong is what the test shows.
	late, early := *job.sdk, *job.sdk
	late.ahead, early.ahead = -31*time.Second, 31*time.Second
	for name, clock := range map[string]*sdk{"late": &late, "early": &early} {
		if err := (&orderJob{clock, map[string]object{}}).run(); err == nil {
			t.Errorf("a clock that is %s does no harm", name)
		}
	}
	sim.Control("PATCH", "/data/wisecrm/apps/"+job.sdk.appID, map[string]any{"gzip_always": true}, nil)
	if err := job.run(); err != nil || len(job.table) <= 400 {
		t.Errorf("packed unasked: %v, %d orders", err, len(job.table))
	}
}

// TestGBK: on a machine whose charset is GBK the sample works until something Chinese is signed. What it then gets is
// refused, and crmsim says why.
func TestGBK(t *testing.T) {
	t.Parallel()
	sim := simtest.New(t)
	sim.AllowViolations() // What the machine does wrong is what the test shows.
	machine := newSDK(sim)
	machine.charset = func(text string) ([]byte, error) { return simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text)) }
	for qname, works := range map[string]bool{"*WiseCRM365*": true, "*许可": false} {
		answer := machine.call("salesorder/list", machine.parameters(1, map[string]string{
			"op_user": machine.opUser, "fields": "subject", "qname": qname,
		}), "")
		if (answer.text("error_code") == "0") != works {
			t.Errorf("%s: %v", qname, answer)
		}
	}
	var journal struct {
		Entries []struct {
			Findings []struct{ Place, Got string }
		}
	}
	sim.Control("GET", "/journal?operation=listSalesOrders&finding=violation", nil, &journal)
	if len(journal.Entries) != 1 || journal.Entries[0].Findings[0].Got != "the signature fits GBK bytes, UTF-8 is signed" {
		t.Errorf("the journal says %+v", journal)
	}
}
