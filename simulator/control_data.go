package simulator

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// dataPath finds the vendor that the path names, and the table's name.
func (s *Simulator) dataPath(r *http.Request) (api.Vendor, string, error) {
	vars := mux.Vars(r)
	v := s.vendor(vars["vendor"])
	if v == nil {
		return nil, "", problemf(http.StatusNotFound, "there is no vendor %q", vars["vendor"])
	}
	return v, vars["table"], nil
}

func tableProblem(v api.Vendor, table string, err error) error {
	if errors.Is(err, api.ErrNoTable) {
		return problemf(http.StatusNotFound, "%s has no table %q; it has %s", v.Document().Vendor, table, strings.Join(v.Tables(), ", "))
	}
	return err
}

func (s *Simulator) listTables(r *http.Request, _ *sandbox) (any, error) {
	v, _, err := s.dataPath(r)
	if err != nil {
		return nil, err
	}
	return map[string]any{"tables": v.Tables()}, nil
}

// shownRecord is a record as the control API shows it.
type shownRecord struct {
	ID     string `json:"id"`
	Record any    `json:"record"`
}

// maxShown bounds a listing; a single record is always within reach by its id.
const maxShown = 1000

func (s *Simulator) listRecords(r *http.Request, sb *sandbox) (any, error) {
	v, table, err := s.dataPath(r)
	if err != nil {
		return nil, err
	}
	all, err := v.Records(sb.Sandbox, table)
	if err != nil {
		return nil, tableProblem(v, table, err)
	}
	records, more := []shownRecord{}, false
	for id, record := range all {
		if more = len(records) == maxShown; more {
			break
		}
		records = append(records, shownRecord{id, record})
	}
	return map[string]any{"records": records, "more": more}, nil
}

func (s *Simulator) showRecord(r *http.Request, sb *sandbox) (any, error) {
	v, table, err := s.dataPath(r)
	if err != nil {
		return nil, err
	}
	id := mux.Vars(r)["id"]
	record, ok, err := v.Record(sb.Sandbox, table, id)
	if err != nil {
		return nil, tableProblem(v, table, err)
	}
	if !ok {
		return nil, problemf(http.StatusNotFound, "%s %s has no record %q", v.Document().Vendor, table, id)
	}
	return shownRecord{id, record}, nil
}

func (s *Simulator) putRecord(r *http.Request, sb *sandbox) (any, error) {
	v, table, err := s.dataPath(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, problemf(http.StatusBadRequest, "body: %v", err)
	}
	selectors, err := v.PutRecord(sb.Sandbox, table, mux.Vars(r)["id"], body)
	if err != nil {
		return nil, tableProblem(v, table, err)
	}
	s.adopt(sb, v.Document().Vendor, selectors)
	return s.showRecord(r, sb)
}

func (s *Simulator) deleteRecord(r *http.Request, sb *sandbox) (any, error) {
	v, table, err := s.dataPath(r)
	if err != nil {
		return nil, err
	}
	id := mux.Vars(r)["id"]
	had, err := v.DeleteRecord(sb.Sandbox, table, id)
	if errors.Is(err, api.ErrStays) {
		return nil, problemf(http.StatusConflict, "%s %s %s: %v", v.Document().Vendor, table, id, err)
	}
	if err != nil {
		return nil, tableProblem(v, table, err)
	}
	if !had {
		return nil, problemf(http.StatusNotFound, "%s %s has no record %q", v.Document().Vendor, table, id)
	}
	return nil, nil
}
