package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/mutate"
	"github.com/crmsim/crmsim/contracts/suites"
)

type mutateCommand struct {
	Vendor  []string      `help:"Only these vendors." placeholder:"NAME"`
	Class   []string      `help:"Only mutants of these classes: shape, meaning, state, input, acceptance, request, null." placeholder:"CLASS"`
	ID      []string      `name:"id" help:"Only these mutants; % stands for any text." placeholder:"ID"`
	OneIn   int           `help:"About one mutant in so many, always the same ones." placeholder:"N"`
	Full    bool          `help:"Run all specs on each mutant that they meet, and name the specs that fail on none."`
	Seed    int64         `help:"Gives the order of the mutants and what the specs make up. 42 unless you say more." placeholder:"N"`
	Limit   time.Duration `help:"How long a spec may take; a mutant may take ten times as long." default:"5s"`
	Workers int           `help:"How many processes try mutants; 0 is none but this one. One for each core unless you say more." default:"-1" placeholder:"N"`
	Report  string        `help:"Write mutants.json and verdicts.jsonl into this folder." type:"path" placeholder:"DIR"`

	Worker bool `hidden:""`
}

// Run measures what the suites would catch, and shows what they would not.
func (c *mutateCommand) Run(ctx context.Context, with *surroundings, code *int) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	o, err := c.options()
	if err != nil {
		return err
	}
	if c.Worker {
		return mutate.Serve(ctx, *o, os.Stdin, with.out)
	}
	bar := &bar{w: with.out, on: isTerminal(with.out), started: time.Now()}
	o.Tried = func(mutate.Verdict) { bar.step() }
	bar.say("looking for mutants")
	result, err := mutate.Measure(ctx, mutate.Choice{Classes: c.Class, IDs: c.ID, OneIn: c.OneIn}, *o, bar.begin)
	bar.say("")
	if err != nil {
		return err
	}
	result.Show(with.out)
	*code = result.ExitCode()
	if c.Report != "" {
		return result.Write(c.Report)
	}
	return nil
}

func (c *mutateCommand) options() (*mutate.Options, error) {
	var problems []error
	for _, name := range c.Class {
		if !slices.Contains(mutate.Classes(), name) {
			problems = append(problems, fmt.Errorf("unknown class %s (have %s)", name, strings.Join(mutate.Classes(), ", ")))
		}
	}
	for _, name := range c.Vendor {
		if !slices.ContainsFunc(suites.All(), func(s *contracts.Suite) bool { return s.Vendor == name }) {
			problems = append(problems, fmt.Errorf("unknown vendor %s", name))
		}
	}
	o := &mutate.Options{Suites: c.suites, Seed: cmp.Or(c.Seed, simulatorSeed), Limit: c.Limit, Full: c.Full, Workers: c.Workers}
	if c.Workers < 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Workers > 0 {
		self, err := os.Executable()
		problems = append(problems, err)
		o.Worker = []string{self, "mutate", "--worker", "--seed", strconv.FormatInt(o.Seed, 10), "--limit", c.Limit.String(), "--workers", "0"}
	}
	return o, errors.Join(problems...)
}

func (c *mutateCommand) suites() []*contracts.Suite {
	return slices.DeleteFunc(suites.All(), func(s *contracts.Suite) bool {
		return len(c.Vendor) > 0 && !slices.Contains(c.Vendor, s.Vendor)
	})
}

// A bar is a line on a terminal that tells how far the run is. It says nothing where nobody reads along.
type bar struct {
	w           io.Writer
	on          bool
	started     time.Time
	done, total int
}

func (b *bar) begin(total int) {
	b.total, b.started = total, time.Now()
	b.say(fmt.Sprintf("%d mutants", total))
}

// step counts a mutant. The estimate takes the rest to go as fast as those so far.
func (b *bar) step() {
	b.done++
	const width = 30
	full := width * b.done / max(b.total, 1)
	left := time.Duration(float64(time.Since(b.started)) / float64(b.done) * float64(b.total-b.done))
	b.say(fmt.Sprintf("[%s%s] %d of %d, %s left", strings.Repeat("#", full), strings.Repeat(".", width-full), b.done, b.total, left.Round(time.Second)))
}

// say puts a text in the place of the line.
func (b *bar) say(text string) {
	if b.on {
		fmt.Fprint(b.w, "\r\x1b[K"+text)
	}
}

// isTerminal reports whether somebody reads along.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
