package simulator

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/crmsim/crmsim/simulator/internal/api"
	"github.com/crmsim/crmsim/simulator/internal/journal"
)

// keepAlive is how often a stream that has nothing to say says so. A client that has gone away is then noticed.
const keepAlive = 15 * time.Second

// streamJournal answers the entries to come as server-sent events, each named by its sequence, and from the one
// behind after, or the Last-Event-ID of a client that comes back, if that is given. The journal is all that is
// kept for a reader: one that is too slow gets an event "lost" with the number of entries that it missed. "cleared"
// says that the numbering starts again, "removed" that the sandbox is gone.
func (s *Simulator) streamJournal(r *http.Request, sb *api.Sandbox) (any, error) {
	f, err := s.journalFilter(r.URL.Query())
	if err != nil {
		return nil, err
	}
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		if f.After, err = strconv.ParseUint(last, 10, 64); err != nil {
			return nil, problemf(http.StatusBadRequest, "header Last-Event-ID %q: want a number of 0 or more", last)
		}
	}
	watch := sb.Journal.Watch(f)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusOK)
		s.stream(w, r, watch)
	}), nil
}

// stream writes what the watch finds until the client leaves, the server stops or the sandbox is removed.
func (s *Simulator) stream(w http.ResponseWriter, r *http.Request, watch *journal.Watch) {
	control := http.NewResponseController(w)
	timer := time.NewTicker(keepAlive)
	defer timer.Stop()
	if control.Flush() != nil {
		return
	}
	for {
		batch, wait := watch.Next()
		text := events(batch)
		if wait != nil {
			select {
			case <-wait:
				continue
			case <-timer.C:
				text = []byte(":\n\n")
			case <-r.Context().Done():
				return
			}
		}
		_ = control.SetWriteDeadline(time.Now().Add(s.writeTimeout)) // A recorder has none.
		if _, err := w.Write(text); err != nil || control.Flush() != nil || batch.Closed || r.Context().Err() != nil {
			return
		}
	}
}

// events writes a batch as server-sent events.
func events(b journal.Batch) []byte {
	var text []byte
	if b.Cleared && !b.Closed {
		text = append(text, "event: cleared\ndata: {}\n\n"...)
	}
	if b.Lost > 0 {
		text = fmt.Appendf(text, "event: lost\ndata: {\"entries\":%d}\n\n", b.Lost)
	}
	for _, entry := range b.Entries {
		text = fmt.Appendf(text, "id: %d\ndata: %s\n\n", entry.Sequence, journal.Decoded(entry.Text))
	}
	if b.Closed {
		text = append(text, "event: removed\ndata: {}\n\n"...)
	}
	return text
}
