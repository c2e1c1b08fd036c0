package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/fault"
	"github.com/crmsim/crmsim/simulator/internal/journal"
	"github.com/crmsim/crmsim/simulator/internal/verdict"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

// callsOf reads a sandbox's journal.
func callsOf(sb *api.Sandbox) (verdict.Calls, error) {
	contents := sb.Journal.Contents()
	calls := verdict.Calls{Dropped: contents.Dropped, Found: contents.Found}
	for _, text := range contents.Texts {
		c, err := journal.Read(text)
		if err != nil {
			return calls, problemf(http.StatusInternalServerError, "journal: %v", err)
		}
		calls.Kept = append(calls.Kept, c)
	}
	return calls, nil
}

// verify reports whether the program that uses the sandbox made the calls that are wanted.
func (s *Simulator) verify(r *http.Request, sb *api.Sandbox) (any, error) {
	want, err := readWant(r.Body)
	if err != nil {
		return nil, err
	}
	if err := s.knows(want); err != nil {
		return nil, err
	}
	calls, err := callsOf(sb)
	if err != nil {
		return nil, err
	}
	return verdict.Verify(want, calls), nil
}

// readWant keeps numbers as they are written: they are held against those of requests.
func readWant(body io.Reader) (*verdict.Want, error) {
	d := json.NewDecoder(body)
	d.DisallowUnknownFields()
	d.UseNumber()
	want := &verdict.Want{}
	if err := d.Decode(want); err != nil {
		return nil, fmt.Errorf("body: %w", wire.Explain(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, problemf(http.StatusBadRequest, "body: more than one JSON value")
	}
	return want, want.Check()
}

// knows refuses an operation that no vendor has: nothing would ever match it.
func (s *Simulator) knows(want *verdict.Want) error {
	if want.Vendor != "" && s.vendor(want.Vendor) == nil {
		return problemf(http.StatusBadRequest, "there is no vendor %q", want.Vendor)
	}
	names := map[string]bool{}
	for _, v := range s.vendors {
		if want.Vendor != "" && v.ID() != want.Vendor {
			continue
		}
		if v.Document.Operation(want.Operation) != nil {
			return nil
		}
		for _, op := range v.Document.Operations() {
			names[op.ID] = true
		}
	}
	nearest := fault.Nearest(want.Operation, slices.Sorted(maps.Keys(names)))
	return problemf(http.StatusBadRequest, "there is no operation %q; did you mean %s?", want.Operation, nearest)
}

// report is the verdict on the program that used the sandbox, as JSON or, with format=text, for people.
func (s *Simulator) report(r *http.Request, sb *api.Sandbox) (any, error) {
	calls, err := callsOf(sb)
	if err != nil {
		return nil, err
	}
	report := verdict.Judge(sb.Name, calls, func(c *journal.Call) verdict.Limit { return s.limitOf(sb, c) })
	switch format := r.URL.Query().Get("format"); format {
	case "", "json":
		return report, nil
	case "text":
		return textStream{"text/plain", func(w io.Writer) error {
			_, err := io.WriteString(w, report.String())
			return err
		}}, nil
	default:
		return nil, problemf(http.StatusBadRequest, "format %q: want json or text", format)
	}
}

// limitOf is what the vendor allows calls like one of the journal's, as the sandbox is set now.
func (s *Simulator) limitOf(sb *api.Sandbox, c *journal.Call) verdict.Limit {
	v := s.vendor(c.Vendor)
	if v == nil {
		return verdict.Limit{}
	}
	op := v.Document.Operation(c.Operation)
	if op == nil {
		return verdict.Limit{}
	}
	query := url.Values{}
	for name, value := range c.Parameters {
		query.Set(name, fmt.Sprint(value))
	}
	limit := v.Limit(&api.Call{Request: &openapi.Request{}, Operation: op, Query: query, Sandbox: sb})
	return verdict.Limit{Key: limit.Key, Calls: limit.Calls, Per: limit.Per}
}
