package mutate

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"sync"
	"time"

	"github.com/crmsim/crmsim/contracts"
)

// Options say how mutants are tried.
type Options struct {
	Suites func() []*contracts.Suite
	Seed   int64
	Limit  time.Duration // of one spec; a mutant has ten times as long
	Full   bool          // run all specs on each mutant, not only those up to the first that fails
	// Worker is the command line of a process that calls Serve with the same Suites, Seed and Limit: Ginkgo runs one
	// suite at a time in a process, and what hangs can be killed. Without it all is done in this process.
	Worker []string
	// Workers is how many such processes there are.
	Workers int
	// Tried, if not nil, hears of each verdict, in no order.
	Tried func(Verdict)
}

// A job is what a worker reads, a line of JSON each.
type job struct {
	Mutant Mutant `json:"mutant"`
	All    bool   `json:"all"`
}

// A reply is what a worker writes, a line of JSON each.
type reply struct {
	Verdict Verdict `json:"verdict"`
	Error   string  `json:"error,omitempty"`
}

// Run tries the mutants and returns a verdict on each, sorted by id. The error says why the run is broken: it was
// stopped, or a mutant is wrongly declared.
func Run(ctx context.Context, mutants []Mutant, o Options) ([]Verdict, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan *Mutant)
	go func() {
		defer close(queue)
		mutants := slices.Clone(mutants)
		shuffle(mutants, o.Seed)
		for i := range mutants {
			select {
			case queue <- &mutants[i]:
			case <-ctx.Done():
				return
			}
		}
	}()
	var mu sync.Mutex
	var verdicts []Verdict
	told := func(v Verdict) {
		mu.Lock()
		defer mu.Unlock()
		verdicts = append(verdicts, v)
		if o.Tried != nil {
			o.Tried(v)
		}
	}
	var wait sync.WaitGroup
	workers := max(1, o.Workers)
	if o.Worker == nil {
		workers = 1
	}
	for range workers {
		wait.Go(func() {
			if err := o.work(ctx, queue, told); err != nil {
				stop(err)
			}
		})
	}
	wait.Wait()
	slices.SortFunc(verdicts, func(a, b Verdict) int { return cmp.Compare(a.Mutant, b.Mutant) })
	return verdicts, context.Cause(ctx)
}

// work tries mutants until there are no more.
func (o *Options) work(ctx context.Context, queue <-chan *Mutant, told func(Verdict)) error {
	var try func(*Mutant) (Verdict, error)
	if o.Worker == nil {
		b, err := newBench(o.Suites(), o.Seed, o.Limit)
		if err != nil {
			return err
		}
		try = func(m *Mutant) (Verdict, error) { return b.try(ctx, m, o.Full) }
	} else {
		w := &worker{command: o.Worker, limit: 10 * o.Limit, all: o.Full}
		defer w.stop()
		try = func(m *Mutant) (Verdict, error) { return w.try(ctx, m) }
	}
	for m := range queue {
		v, err := try(m)
		if err != nil {
			return err
		}
		told(v)
	}
	return nil
}

// A worker is a process that tries mutants. It is started when it is needed, and anew after it was killed.
type worker struct {
	command []string
	limit   time.Duration
	all     bool

	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

func (w *worker) start() error {
	if w.process != nil {
		return nil
	}
	process := exec.Command(w.command[0], w.command[1:]...)
	in, err := process.StdinPipe()
	if err != nil {
		return err
	}
	out, err := process.StdoutPipe()
	if err != nil {
		return err
	}
	if err := process.Start(); err != nil {
		return fmt.Errorf("start a worker: %w", err)
	}
	w.process, w.in, w.out = process, in, bufio.NewReader(out)
	return nil
}

func (w *worker) stop() {
	if w.process == nil {
		return
	}
	_ = w.in.Close()
	_ = w.process.Process.Kill() // It holds nothing that is worth an orderly end.
	_ = w.process.Wait()
	w.process = nil
}

// try asks the worker for a verdict. A worker that gives none in time, or that dies, is the mutant's doing.
func (w *worker) try(ctx context.Context, m *Mutant) (Verdict, error) {
	if err := w.start(); err != nil {
		return Verdict{}, err
	}
	type result struct {
		r   reply
		err error
	}
	done := make(chan result, 1)
	in, out := w.in, w.out
	go func() {
		var r result
		if r.err = json.NewEncoder(in).Encode(job{*m, w.all}); r.err == nil {
			var line []byte
			if line, r.err = out.ReadBytes('\n'); r.err == nil {
				r.err = json.Unmarshal(line, &r.r)
			}
		}
		done <- r
	}()
	timer := time.NewTimer(w.limit)
	defer timer.Stop()
	lost := Verdict{Mutant: m.ID, Class: m.Class, Verdict: Survived, Nearest: m.Specs[0], Seconds: w.limit.Seconds()}
	select {
	case <-ctx.Done():
		w.stop()
		return lost, context.Cause(ctx)
	case <-timer.C:
		w.stop()
		lost.Why = fmt.Sprintf("no verdict within %s", w.limit)
		return lost, nil
	case r := <-done:
		if r.err != nil {
			w.stop()
			lost.Why = "the process of the run ended"
			return lost, nil
		}
		if r.r.Error != "" {
			return r.r.Verdict, errors.New(r.r.Error)
		}
		return r.r.Verdict, nil
	}
}

// Serve is what a worker does: it reads mutants and writes verdicts until there are no more to read.
func Serve(ctx context.Context, o Options, in io.Reader, out io.Writer) error {
	b, err := newBench(o.Suites(), o.Seed, o.Limit)
	if err != nil {
		return err
	}
	d, e := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var j job
		if err := d.Decode(&j); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		var r reply
		if r.Verdict, err = b.try(ctx, &j.Mutant, j.All); err != nil {
			r.Error = err.Error()
		}
		if err := e.Encode(r); err != nil {
			return err
		}
	}
}
