package sync

import (
	"testing"
	"time"

	"github.com/crmsim/crmsim/clients/wisecrm"
	"github.com/crmsim/crmsim/simulator/simtest"
)

type customer struct{ Name, Tel string }

func TestSync(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		faults []string
		added  int
		broken bool
	}{
		"all is well":                {nil, 1, false},
		"it commits, and then fails": {[]string{"quancheng.saveCustomer=503:x1:after"}, 1, false},
		"it commits, and hangs up":   {[]string{"quancheng.saveCustomer=reset:x1:after"}, 1, false},
		"the answer breaks off":      {[]string{"quancheng.saveCustomer=truncate:x1"}, 1, false},
		"the look-up fails":          {[]string{"quancheng.customerNameIsRepeat=garbage:x2"}, 1, false},
		"it is refused":              {[]string{"quancheng.saveCustomer=code=9001"}, 0, true},
		"it stays down":              {[]string{"quancheng.saveCustomer=503"}, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := simtest.New(t, simtest.Empty(), simtest.Clock(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)))
			sync := Sync{From: sim.WiseCRM(), To: sim.Quancheng()}
			add := func(name string) {
				if _, err := sync.From.Accounts.Add(t.Context(), wisecrm.Fields{"accountName": name, "phone": "021-1"}, wisecrm.AddOptions{}); err != nil {
					t.Fatal(err)
				}
			}
			add("甲公司") // Too old to be copied.
			sim.Advance(24 * time.Hour)
			add("乙公司")
			sim.Fault(c.faults...)
			added, err := sync.Run(t.Context(), sim.Now().Add(-time.Hour))
			if added != c.added || (err != nil) != c.broken {
				t.Errorf("added %d, %v; want %d", added, err, c.added)
			}
			got := simtest.List[customer](sim, "quancheng", "customers")
			if len(got) != c.added || c.added > 0 && got[0] != (customer{"乙公司", "021-1"}) {
				t.Errorf("customers %v", got)
			}
			sim.Verify("saveCustomer", simtest.AtMost(attempts))
			sim.Clean()
		})
	}
}
