package journal

// A Watch reads a journal as it grows. It keeps no entries of its own: a reader that is too slow finds that the
// journal has dropped some. It is not safe for concurrent use.
type Watch struct {
	journal *Journal
	filter  Filter
	epoch   int
	last    uint64 // the sequence up to which it has read
}

// Watch returns a watch on the entries that the filter lets through. Without After it begins with those to come.
func (j *Journal) Watch(f Filter) *Watch {
	j.mu.Lock()
	defer j.mu.Unlock()
	w := &Watch{journal: j, filter: f, epoch: j.epoch, last: j.sequence}
	if f.After > 0 {
		w.last = min(f.After, j.sequence)
	}
	return w
}

// A Batch is what a watch finds.
type Batch struct {
	Entries []Numbered
	Lost    uint64 // entries that the journal dropped before the watch came to them
	Cleared bool   // the journal was cleared, and numbers its entries anew
	Closed  bool   // the sandbox was removed: nothing comes after this
}

// A Numbered entry is one with its sequence. The text is as Journal.Entries returns it.
type Numbered struct {
	Sequence uint64
	Text     []byte
}

// maxBatch bounds the entries that a slow reader keeps from being forgotten.
const maxBatch = 16

// Next returns what has come since the last call. When that is nothing, it returns a channel that is closed at
// the next change.
func (w *Watch) Next() (b Batch, wait <-chan struct{}) {
	j := w.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	if w.epoch != j.epoch {
		w.epoch, w.last, b.Cleared = j.epoch, 0, true
	}
	b.Closed = j.closed
	for i := j.first; i < len(j.lines) && len(b.Entries) < maxBatch; i++ {
		l := &j.lines[i]
		if l.sequence <= w.last {
			continue
		}
		b.Lost += l.sequence - w.last - 1
		w.last = l.sequence
		w.filter.After = 0
		if w.filter.matches(l) {
			b.Entries = append(b.Entries, Numbered{l.sequence, l.text})
		}
	}
	if len(b.Entries) > 0 || b.Lost > 0 || b.Cleared || b.Closed {
		return b, nil
	}
	if j.changed == nil {
		j.changed = make(chan struct{})
	}
	return b, j.changed
}

// wake tells those who wait that something changed. The caller holds the lock.
func (j *Journal) wake() {
	if j.changed != nil {
		close(j.changed)
		j.changed = nil
	}
}
