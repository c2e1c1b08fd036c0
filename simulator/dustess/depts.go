package dustess

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// A dept is a department; its id is digits.
type dept struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	ParentID string   `json:"parentId"`
	Leaders  []string `json:"deptLeaderIdList"` // ids of employees
}

func (d dept) key() string { return d.ID }

func checkDept(_ *tx, d *dept) error {
	if _, err := strconv.ParseUint(d.ID, 10, 63); err != nil {
		return errors.New("want an id of digits")
	}
	if d.Leaders == nil {
		d.Leaders = []string{}
	}
	return nil
}

// An employee can own contacts and share them.
type employee struct {
	ID       string   `json:"id"`
	Avatar   string   `json:"avatar"`
	Name     string   `json:"name"`
	QwUserID string   `json:"qwUserId"`
	Status   string   `json:"status"`            // "1" is at work (DU-Q75)
	DeptIDs  []string `json:"deptIds,omitempty"` // not in answers
}

func (e employee) key() string  { return e.ID }
func (e employee) name() string { return e.Name }

type shownDept struct {
	dept
	Employees []employee `json:"empList"`
}

// getDeptDetails answers the departments that pass both filters, by number. An id that is no
// department's is left out (DU-Q59).
func getDeptDetails(tx *tx, c *api.Call) api.Answer {
	body := bodyOf(c)
	ids, filtered := textsOf(body, "deptIds")
	name := text(body, "deptName")
	members := membersOf(tx)
	shown := []shownDept{}
	for d := range tx.State.depts.All() {
		if filtered && len(ids) > 0 && !slices.Contains(ids, d.ID) || !strings.Contains(d.Name, name) {
			continue
		}
		shown = append(shown, shownDept{d, append([]employee{}, members[d.ID]...)})
	}
	slices.SortStableFunc(shown, func(a, b shownDept) int { return numeric(a.ID) - numeric(b.ID) })
	e := ok("success", struct {
		List []shownDept `json:"deptList"`
	}{shown})
	e.TraceID = traceID(c)
	return e.answer()
}

func membersOf(tx *tx) map[string][]employee {
	members := map[string][]employee{}
	for e := range tx.State.employees.All() {
		in := e.DeptIDs
		e.DeptIDs = nil
		for _, id := range in {
			members[id] = append(members[id], e)
		}
	}
	return members
}

func numeric(id string) int {
	n, _ := strconv.Atoi(id)
	return n
}
