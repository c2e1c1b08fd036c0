package simulator

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"github.com/crmsim/crmsim/simulator/internal/api"
)

type shownSnapshot struct {
	Name  string    `json:"name"`
	Taken time.Time `json:"taken"` // by the sandbox's clock
}

func (s *Simulator) listSnapshots(_ *http.Request, sb *api.Sandbox) (any, error) {
	list := []shownSnapshot{}
	for _, taken := range sb.Snapshots() {
		list = append(list, shownSnapshot{taken.Name, taken.Taken})
	}
	return map[string]any{"snapshots": list}, nil
}

// takeSnapshot keeps the sandbox as it is or, given a body, the snapshot that the body is.
func (s *Simulator) takeSnapshot(r *http.Request, sb *api.Sandbox) (any, error) {
	name := mux.Vars(r)["snapshot"]
	if !sandboxName.MatchString(name) {
		return nil, problemf(http.StatusBadRequest, "snapshot %q: want 1 to 40 of a-z, 0-9 and -, not beginning with -", name)
	}
	body := bufio.NewReader(r.Body)
	var taken *api.Snapshot
	var err error
	switch _, empty := body.Peek(1); {
	case errors.Is(empty, io.EOF):
		taken, err = sb.Snapshot(name)
	case empty != nil:
		err = empty
	default:
		taken, err = s.importSnapshot(body, sb, name)
	}
	if errors.Is(err, api.ErrSnapshots) {
		return nil, problemf(http.StatusConflict, "%v", err)
	}
	if err != nil {
		return nil, err
	}
	return shownSnapshot{taken.Name, taken.Taken}, nil
}

func (s *Simulator) restoreSnapshot(r *http.Request, sb *api.Sandbox) (any, error) {
	return nil, snapshotProblem(r, sb.Restore(mux.Vars(r)["snapshot"]))
}

func (s *Simulator) deleteSnapshot(r *http.Request, sb *api.Sandbox) (any, error) {
	if !sb.Forget(mux.Vars(r)["snapshot"]) {
		return nil, snapshotProblem(r, api.ErrNoSnapshot)
	}
	return nil, nil
}

func snapshotProblem(r *http.Request, err error) error {
	if errors.Is(err, api.ErrNoSnapshot) {
		return problemf(http.StatusNotFound, "there is no snapshot %q", mux.Vars(r)["snapshot"])
	}
	return err
}
