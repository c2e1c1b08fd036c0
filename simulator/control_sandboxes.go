package simulator

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/fault"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

type shownSandbox struct {
	Name        string            `json:"name"`
	Credentials map[string]any    `json:"credentials"`
	BaseURLs    map[string]string `json:"base_urls"` // as the caller reaches this simulator
	MaxAge      string            `json:"max_age,omitempty"`
	MaxIdle     string            `json:"max_idle,omitempty"`
}

// show presents a sandbox to a caller. Base URLs are made from the Host that the caller used, so
// that they are right behind a published port and in a container.
func (s *Simulator) show(r *http.Request, sb *api.Sandbox) shownSandbox {
	urls := map[string]string{}
	for _, v := range s.vendors {
		urls[v.ID()] = "http://" + r.Host + v.Base
	}
	age, idle := sb.Life.Texts()
	return shownSandbox{sb.Name, sb.Credentials, urls, age, idle}
}

func (s *Simulator) showHealth(*http.Request) (any, error) {
	return map[string]string{"name": "crmsim", "status": "ok"}, nil
}

func (s *Simulator) listSandboxes(r *http.Request) (any, error) {
	list := []shownSandbox{}
	s.worlds.sweep()
	for _, sb := range s.worlds.all() {
		list = append(list, s.show(r, sb))
	}
	return map[string]any{"sandboxes": list}, nil
}

// sandboxName keeps names fit for paths, headers and credentials.
var sandboxName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

func (s *Simulator) createSandbox(r *http.Request) (any, error) {
	var wish struct {
		Name    string `json:"name"`
		From    string `json:"from"`
		MaxAge  string `json:"max_age"`
		MaxIdle string `json:"max_idle"`
	}
	if err := readJSON(r, &wish); err != nil {
		return nil, err
	}
	if wish.Name != "" && !sandboxName.MatchString(wish.Name) {
		return nil, problemf(http.StatusBadRequest, "name %q: want 1 to 40 of a-z, 0-9 and -, not beginning with -", wish.Name)
	}
	var from *api.Sandbox
	if wish.From != "" {
		if from = s.worlds.choose(wish.From, "", ""); from == nil {
			return nil, problemf(http.StatusNotFound, "from: there is no sandbox %q", wish.From)
		}
		defer from.Leave() // While it is in use it is not the one to make room.
	}
	age, err := lifetime("max_age", wish.MaxAge)
	if err != nil {
		return nil, err
	}
	idle, err := lifetime("max_idle", wish.MaxIdle)
	if err != nil {
		return nil, err
	}
	sb, err := s.worlds.create(wish.Name, from, api.Life{Age: age, Idle: idle})
	switch {
	case errors.Is(err, errTaken):
		return nil, problemf(http.StatusConflict, "name %q: %v", wish.Name, err)
	case errors.Is(err, errFull):
		return nil, problemf(http.StatusServiceUnavailable, "%v", err)
	case err != nil:
		return nil, err
	}
	return created{s.show(r, sb)}, nil
}

// lifetime reads a duration of more than nothing, 0 for "".
func lifetime(name, text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, problemf(http.StatusBadRequest, "%s %q: want a duration such as 30m", name, text)
	}
	return d, nil
}

func (s *Simulator) showSandbox(r *http.Request, sb *api.Sandbox) (any, error) {
	return s.show(r, sb), nil
}

func (s *Simulator) deleteSandbox(_ *http.Request, sb *api.Sandbox) (any, error) {
	if sb.Name == DefaultSandbox {
		return nil, problemf(http.StatusConflict, "the sandbox %q stays; reset it instead", sb.Name)
	}
	s.worlds.remove(sb)
	return nil, nil
}

func (s *Simulator) resetSandbox(_ *http.Request, sb *api.Sandbox) (any, error) {
	return nil, sb.Reset()
}

type shownClock struct {
	Now    time.Time `json:"now"`
	Frozen bool      `json:"frozen"`
}

func shownClockOf(sb *api.Sandbox) shownClock {
	now, frozen := sb.Clock.Read()
	return shownClock{now, frozen}
}

func (s *Simulator) showClock(_ *http.Request, sb *api.Sandbox) (any, error) {
	return shownClockOf(sb), nil
}

// setClock takes any of now, advance and frozen; what is not given stays.
func (s *Simulator) setClock(r *http.Request, sb *api.Sandbox) (any, error) {
	var wish struct {
		Now     *time.Time `json:"now"`
		Advance string     `json:"advance"`
		Frozen  *bool      `json:"frozen"`
	}
	if err := readJSON(r, &wish); err != nil {
		return nil, err
	}
	advance := time.Duration(0)
	if wish.Advance != "" {
		var err error
		if advance, err = time.ParseDuration(wish.Advance); err != nil {
			return nil, problemf(http.StatusBadRequest, "advance %q: want a duration such as 24h or -90s", wish.Advance)
		}
	}
	err := sb.Clock.Change(func(now time.Time, frozen bool) (time.Time, bool, error) {
		if wish.Now != nil {
			now = *wish.Now
		}
		if wish.Frozen != nil {
			frozen = *wish.Frozen
		}
		now = now.Add(advance)
		if !api.InRange(now) {
			return now, frozen, problemf(http.StatusBadRequest, "the clock runs from %d to %d", api.FirstYear, api.LastYear)
		}
		return now, frozen, nil
	})
	if err != nil {
		return nil, err
	}
	return s.showClock(r, sb)
}

func (s *Simulator) showFaults(_ *http.Request, sb *api.Sandbox) (any, error) {
	return sb.Faults.Rules(), nil
}

func (s *Simulator) setFaults(r *http.Request, sb *api.Sandbox) (any, error) {
	var texts []string
	if err := readJSON(r, &texts); err != nil {
		return nil, err
	}
	rules, err := s.parseFaults(texts)
	if err != nil {
		return nil, err
	}
	sb.Faults.Replace(rules)
	return s.showFaults(r, sb)
}

func (s *Simulator) clearFaults(_ *http.Request, sb *api.Sandbox) (any, error) {
	sb.Faults.Clear()
	return nil, nil
}

// showJournal streams the entries, oldest first.
func (s *Simulator) showJournal(r *http.Request, sb *api.Sandbox) (any, error) {
	f, err := s.journalFilter(r.URL.Query())
	if err != nil {
		return nil, err
	}
	return stream(func(w io.Writer) error { return sb.Journal.WriteJSON(w, f) }), nil
}

func (s *Simulator) journalFilter(q url.Values) (journal.Filter, error) {
	f := journal.Filter{Vendor: q.Get("vendor"), Operation: q.Get("operation")}
	if err := s.checkNames(f); err != nil {
		return f, err
	}
	if finding := q.Get("finding"); finding != "" {
		if err := f.Finding.UnmarshalText([]byte(finding)); err != nil {
			return f, problemf(http.StatusBadRequest, "finding: %v", err)
		}
	}
	var err error
	if f.Status, err = natural(q, "status", 0); err != nil {
		return f, err
	}
	if f.Limit, err = natural(q, "limit", 0); err != nil {
		return f, err
	}
	after, err := natural(q, "after", 0)
	f.After = uint64(after)
	return f, err
}

// checkNames refuses a vendor or an operation that there is not, with the nearest name.
func (s *Simulator) checkNames(f journal.Filter) error {
	var vendors, operations []string
	for _, v := range s.vendors {
		vendors = append(vendors, v.ID())
		for _, op := range v.Document.Operations() {
			if f.Vendor == "" || f.Vendor == v.ID() {
				operations = append(operations, op.ID)
			}
		}
	}
	switch {
	case f.Vendor != "" && !slices.Contains(vendors, f.Vendor):
		return problemf(http.StatusBadRequest, "there is no vendor %q; did you mean %s?", f.Vendor, fault.Nearest(f.Vendor, vendors))
	case f.Operation != "" && !slices.Contains(operations, f.Operation):
		return problemf(http.StatusBadRequest, "there is no operation %q; did you mean %s?", f.Operation, fault.Nearest(f.Operation, operations))
	default:
		return nil
	}
}

// natural returns a query parameter that is a number of 0 or more.
func natural(q url.Values, name string, absent int) (int, error) {
	text := q.Get(name)
	if text == "" {
		return absent, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, problemf(http.StatusBadRequest, "%s %q: want a number of 0 or more", name, text)
	}
	return n, nil
}

func (s *Simulator) clearJournal(_ *http.Request, sb *api.Sandbox) (any, error) {
	sb.Journal.Clear()
	return nil, nil
}

type shownOperation struct {
	Operation string   `json:"operation"`
	Methods   []string `json:"methods"`
	Path      string   `json:"path"`
	Effect    string   `json:"effect"`
	Evidence  string   `json:"evidence"`
	Source    string   `json:"source"`
	Outcomes  []string `json:"outcomes"`
	Questions []string `json:"questions"`
}

// showCoverage lists what is simulated, which is every operation of the documents: the simulator
// does not start otherwise.
func (s *Simulator) showCoverage(*http.Request) (any, error) {
	type shownVendor struct {
		Vendor     string           `json:"vendor"`
		Title      string           `json:"title"`
		Operations []shownOperation `json:"operations"`
	}
	list := []shownVendor{}
	for _, v := range s.vendors {
		doc := v.Document
		shown := shownVendor{doc.Vendor, doc.Title, nil}
		for _, op := range doc.Operations() {
			shown.Operations = append(shown.Operations, coverageOf(op))
		}
		list = append(list, shown)
	}
	return map[string]any{"vendors": list}, nil
}

func coverageOf(op *openapi.Operation) shownOperation {
	return shownOperation{
		op.ID, op.Methods, op.Path, op.Effect, op.Evidence, op.Source, op.Outcomes(), append([]string{}, op.Questions...),
	}
}
