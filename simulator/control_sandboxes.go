package simulator

import (
	"errors"
	"net/http"
	"regexp"
	"time"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

type shownSandbox struct {
	Name        string            `json:"name"`
	Credentials map[string]any    `json:"credentials"`
	BaseURLs    map[string]string `json:"base_urls"` // as the caller reaches this simulator
}

// show presents a sandbox to a caller. Base URLs are made from the Host that the caller used, so
// that they are right behind a published port and in a container.
func (s *Simulator) show(r *http.Request, sb *sandbox) shownSandbox {
	urls := map[string]string{}
	for _, v := range s.vendors {
		urls[v.Document().Vendor] = "http://" + r.Host + v.Base()
	}
	return shownSandbox{sb.Name, sb.credentials, urls}
}

func (s *Simulator) showHealth(*http.Request) (any, error) {
	return map[string]string{"name": "crmsim", "status": "ok"}, nil
}

func (s *Simulator) listSandboxes(r *http.Request) (any, error) {
	list := []shownSandbox{}
	for _, name := range s.names() {
		if sb := s.sandbox(name); sb != nil {
			list = append(list, s.show(r, sb))
		}
	}
	return map[string]any{"sandboxes": list}, nil
}

// sandboxName keeps names fit for paths, headers and credentials.
var sandboxName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

func (s *Simulator) createSandbox(r *http.Request) (any, error) {
	var wish struct{ Name, From string }
	if err := readJSON(r, &wish); err != nil {
		return nil, err
	}
	if wish.Name != "" && !sandboxName.MatchString(wish.Name) {
		return nil, problemf(http.StatusBadRequest, "name %q: want 1 to 40 of a-z, 0-9 and -, not beginning with -", wish.Name)
	}
	var from *sandbox
	if wish.From != "" {
		if from = s.sandbox(wish.From); from == nil {
			return nil, problemf(http.StatusNotFound, "from: there is no sandbox %q", wish.From)
		}
	}
	sb, err := s.create(wish.Name, from)
	if errors.Is(err, errTaken) {
		return nil, problemf(http.StatusConflict, "name %q: %v", wish.Name, err)
	}
	if err != nil {
		return nil, err
	}
	return created{s.show(r, sb)}, nil
}

func (s *Simulator) showSandbox(r *http.Request, sb *sandbox) (any, error) { return s.show(r, sb), nil }

func (s *Simulator) deleteSandbox(_ *http.Request, sb *sandbox) (any, error) {
	if sb.Name == DefaultSandbox {
		return nil, problemf(http.StatusConflict, "the sandbox %q stays; reset it instead", sb.Name)
	}
	s.remove(sb.Name)
	return nil, nil
}

func (s *Simulator) resetSandbox(_ *http.Request, sb *sandbox) (any, error) {
	s.reset(sb)
	return nil, nil
}

type shownClock struct {
	Now    time.Time `json:"now"`
	Frozen bool      `json:"frozen"`
}

func (s *Simulator) showClock(_ *http.Request, sb *sandbox) (any, error) {
	return shownClock{sb.Clock.Now(), sb.Clock.Frozen()}, nil
}

// The years that the clock can show: those whose nanoseconds fit 64 bits, with room to advance.
const firstYear, lastYear = 1970, 2200

// setClock takes any of now, advance and frozen; what is not given stays.
func (s *Simulator) setClock(r *http.Request, sb *sandbox) (any, error) {
	var wish struct {
		Now     *time.Time
		Advance string
		Frozen  *bool
	}
	if err := readJSON(r, &wish); err != nil {
		return nil, err
	}
	now, frozen := sb.Clock.Now(), sb.Clock.Frozen()
	if wish.Now != nil {
		now = *wish.Now
	}
	if wish.Advance != "" {
		d, err := time.ParseDuration(wish.Advance)
		if err != nil {
			return nil, problemf(http.StatusBadRequest, "advance %q: want a duration such as 24h or -90s", wish.Advance)
		}
		now = now.Add(d)
	}
	if year := now.Year(); year < firstYear || year > lastYear {
		return nil, problemf(http.StatusBadRequest, "the clock runs from %d to %d", firstYear, lastYear)
	}
	if wish.Frozen != nil {
		frozen = *wish.Frozen
	}
	sb.Clock.Set(now, frozen)
	return s.showClock(r, sb)
}

func (s *Simulator) showFaults(_ *http.Request, sb *sandbox) (any, error) {
	return sb.Faults.Rules(), nil
}

func (s *Simulator) setFaults(r *http.Request, sb *sandbox) (any, error) {
	var texts []string
	if err := readJSON(r, &texts); err != nil {
		return nil, err
	}
	rules, err := parseFaults(texts)
	if err != nil {
		return nil, err
	}
	sb.Faults.Replace(rules)
	return s.showFaults(r, sb)
}

func (s *Simulator) clearFaults(_ *http.Request, sb *sandbox) (any, error) {
	sb.Faults.Clear()
	return nil, nil
}

type shownJournal struct {
	Dropped uint64          `json:"dropped"` // entries that no longer fit
	Entries []journal.Entry `json:"entries"` // oldest first
}

func (s *Simulator) showJournal(_ *http.Request, sb *sandbox) (any, error) {
	return shownJournal{sb.Journal.Dropped(), sb.Journal.Entries()}, nil
}

func (s *Simulator) clearJournal(_ *http.Request, sb *sandbox) (any, error) {
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
		doc := v.Document()
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
