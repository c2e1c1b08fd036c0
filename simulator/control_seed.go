package simulator

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/seed"
)

// sow adds the records of a seed file to what all sandboxes begin with.
func (s *Simulator) sow(name string, until time.Time) error {
	if name == "" {
		return nil
	}
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("seed file: %w", err)
	}
	defer file.Close()
	rows, err := seed.Read(file)
	if err == nil {
		err = s.worlds.SeedDemo(rows, until)
	}
	if err != nil {
		return fmt.Errorf("seed file %s: %w", name, err)
	}
	return nil
}

// seedSandbox puts the records of a seed file, of all vendors in one step.
func (s *Simulator) seedSandbox(r *http.Request, sb *api.Sandbox) (any, error) {
	rows, err := seed.Read(r.Body)
	if err != nil {
		return nil, err
	}
	return sb.Seed(rows)
}

// exportData answers a sandbox's records as a seed file.
func (s *Simulator) exportData(r *http.Request, sb *api.Sandbox) (any, error) {
	switch format := r.URL.Query().Get("format"); format {
	case "", "yaml":
		return textStream{"application/yaml", func(w io.Writer) error { return seed.WriteYAML(w, sb) }}, nil
	case "ndjson":
		return textStream{"application/x-ndjson", func(w io.Writer) error { return seed.WriteLines(w, sb) }}, nil
	default:
		return nil, problemf(http.StatusBadRequest, "format %q: want yaml or ndjson", format)
	}
}
