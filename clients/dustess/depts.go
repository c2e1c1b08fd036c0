package dustess

import "context"

// DepartmentsService reads departments and employees (https://open.dustess.com/doc-5158540).
type DepartmentsService struct{ caller *caller }

// A DeptFilter narrows a list of departments. All that is given must hold.
type DeptFilter struct {
	DeptIDs  []string `json:"deptIds,omitempty"`  // at most 200
	DeptName string   `json:"deptName,omitempty"` // part of the name, of Chinese characters, letters and digits, at most 32
}

// A Dept is a department with its employees.
type Dept struct {
	ID               string     `json:"id"` // digits
	Name             string     `json:"name"`
	ParentID         string     `json:"parentId"`
	DeptLeaderIDList []string   `json:"deptLeaderIdList"`
	EmpList          []Employee `json:"empList"`
}

// An Employee can own contacts: the ID goes into Contact.Owner.
type Employee struct {
	ID       string `json:"id"`
	Avatar   string `json:"avatar"` // URL
	Name     string `json:"name"`
	QwUserID string `json:"qwUserId"` // in WeCom
	Status   string `json:"status"`
}

type deptsAnswer struct {
	outcome
	TraceID string `json:"trace_id"`
	Data    struct {
		DeptList []Dept `json:"deptList"`
	} `json:"data"`
}

func (a deptsAnswer) missing() string { return lacks("data.deptList", a.Data.DeptList == nil) }

// Details returns the departments that pass the filter, all when it is zero. Unknown ids are left out.
//
// Operation: getDeptDetails.
func (s *DepartmentsService) Details(ctx context.Context, filter DeptFilter) ([]Dept, error) {
	got, err := send[deptsAnswer](ctx, s.caller, post("getDeptDetails", "open-integration-api/customer/v1/getDeptDetails", filter))
	return got.Data.DeptList, err
}
