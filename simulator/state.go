package simulator

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"

	"github.com/google/renameio/v2"
	"github.com/gorilla/mux"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

// load fills the worlds from the state file, if there is one.
func (s *Simulator) load() error {
	if s.stateFile == "" {
		return nil
	}
	if err := s.writable(); err != nil { // Now, not when everything would be lost.
		return err
	}
	file, err := os.Open(s.stateFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("state file: %w", err)
	}
	defer file.Close()
	saved, err := s.worlds.ReadState(file)
	if err != nil {
		return fmt.Errorf("state file %s: %w", s.stateFile, err)
	}
	if len(saved) > s.worlds.most+1 {
		return fmt.Errorf("state file %s: it has %d sandboxes, and there may be %d beside %q",
			s.stateFile, len(saved), s.worlds.most, DefaultSandbox)
	}
	for _, one := range saved {
		if err := s.loadSandbox(one); err != nil {
			return fmt.Errorf("state file %s: sandbox %q: %w", s.stateFile, one.Name, err)
		}
	}
	return nil
}

// writable reports why the state file could not be written.
func (s *Simulator) writable() error {
	if info, err := os.Stat(s.stateFile); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("state file %s: it is no regular file", s.stateFile)
	}
	file, err := renameio.NewPendingFile(s.stateFile)
	if err != nil {
		return fmt.Errorf("state file: %w", err)
	}
	return file.Cleanup()
}

func (s *Simulator) loadSandbox(saved api.SavedSandbox) error {
	rules, err := s.parseFaults(saved.Faults)
	if err != nil {
		return err
	}
	sb, err := s.worlds.add(saved.Name, func(string) (*api.Sandbox, error) { return s.worlds.Load(saved) }, saved.Life)
	if err == nil {
		sb.Faults.Replace(rules)
	}
	return err
}

// Save writes all sandboxes to the state file, whole or not at all: whatever happens meanwhile, the file is
// either the old one or the new one. Calls go on while it writes. It does nothing without a state file.
func (s *Simulator) Save() error {
	if s.stateFile == "" {
		return nil
	}
	s.saving.Lock()
	defer s.saving.Unlock()
	file, err := renameio.NewPendingFile(s.stateFile, renameio.WithPermissions(0o600), renameio.WithExistingPermissions())
	if err != nil {
		return fmt.Errorf("save state: %w", err)
	}
	defer func() { _ = file.Cleanup() }() // Of what was not put in place.
	if err := s.worlds.WriteState(file, s.worlds.all()); err != nil {
		return fmt.Errorf("save state: %w", err)
	}
	if err := file.CloseAtomicallyReplace(); err != nil {
		return fmt.Errorf("save state: %w", err)
	}
	return nil
}

// saveState saves on demand.
func (s *Simulator) saveState(*http.Request) (any, error) {
	if s.stateFile == "" {
		return nil, problemf(http.StatusConflict, "crmsim was started without a state file (--state)")
	}
	if err := s.Save(); err != nil {
		return nil, problemf(http.StatusInternalServerError, "%v", err)
	}
	return map[string]string{"saved": s.stateFile}, nil
}

// exportSnapshot answers a snapshot as a file that takeSnapshot takes, here or elsewhere.
func (s *Simulator) exportSnapshot(r *http.Request, sb *api.Sandbox) (any, error) {
	for _, taken := range sb.Snapshots() {
		if taken.Name == mux.Vars(r)["snapshot"] {
			return stream(func(w io.Writer) error { return s.worlds.WriteSnapshot(w, sb, taken) }), nil
		}
	}
	return nil, snapshotProblem(r, api.ErrNoSnapshot)
}

// importSnapshot keeps a file that exportSnapshot answered.
func (s *Simulator) importSnapshot(body *bufio.Reader, sb *api.Sandbox, name string) (*api.Snapshot, error) {
	taken, err := s.worlds.ReadSnapshot(body, sb, name)
	if err != nil {
		return nil, fmt.Errorf("the snapshot cannot be taken: %w", err)
	}
	return taken, nil
}
