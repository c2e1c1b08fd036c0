package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/contracts/suites"
	"github.com/crmsim/crmsim/simulator"
)

// choice is what both commands take: which specs, and where.
type choice struct {
	Vendor  []string `help:"Only these vendors." placeholder:"NAME"`
	URL     string   `help:"Base URL of the target: with credentials in the environment (CRMCHECK_<VENDOR>_…) a vendor's, else a crmsim's." placeholder:"URL"`
	Effects string   `help:"Strongest effect that the run may have: read, write or destructive. On a vendor it is read unless you say more." placeholder:"EFFECT"`
	ID      []string `name:"id" help:"Only these specs: an id, or the beginning of ids up to a dot." placeholder:"ID"`
	Level   []string `help:"Only specs of these levels: core, extended, question." placeholder:"LEVEL"`
	Labels  string   `name:"label-filter" help:"Only specs whose labels fit, such as 'op:addAccount && rule:required', as Ginkgo writes filters. Labels: vendor, level, effect, op, rule." placeholder:"FILTER"`
	Seed    int64    `help:"Gives the order of the specs and the names they make up. 42, or on a vendor the time, unless you say more." placeholder:"N"`
}

// simulatorSeed is the seed of a run that touches no vendor.
const simulatorSeed = 42

func (c *choice) options(jobs []contracts.Job) contracts.Options {
	seed := int64(simulatorSeed)
	if slices.ContainsFunc(jobs, func(j contracts.Job) bool { return j.Target.Live() }) {
		seed = time.Now().Unix() // What an earlier run left behind must not stand in the way of this one's names.
	}
	return contracts.Options{Seed: cmp.Or(c.Seed, seed), IDs: c.ID, Levels: c.Level, Labels: c.Labels}
}

// jobs returns the chosen vendors' suites with their targets: fallback where nothing else is said.
func (c *choice) jobs(getenv func(string) string, fallback contracts.Target) ([]contracts.Job, error) {
	var jobs []contracts.Job
	var problems []error
	all := suites.All()
	for _, name := range c.Vendor {
		if !slices.ContainsFunc(all, func(s *contracts.Suite) bool { return s.Vendor == name }) {
			problems = append(problems, fmt.Errorf("unknown vendor %s", name))
		}
	}
	for _, s := range all {
		if len(c.Vendor) > 0 && !slices.Contains(c.Vendor, s.Vendor) {
			continue
		}
		target, err := contracts.TargetFrom(s, c.URL, getenv, fallback)
		if err != nil {
			problems = append(problems, err)
		}
		target.Effects = c.Effects
		jobs = append(jobs, contracts.Job{Suite: s, Target: target})
	}
	return jobs, errors.Join(problems...)
}

type runCommand struct {
	choice
	Report string `help:"Write report.json, junit.xml and report.md into this folder." type:"path" placeholder:"DIR"`
}

// Run runs the specs and prints what came of it.
func (c *runCommand) Run(ctx context.Context, with *surroundings, code *int) error {
	sim, err := simulator.New(simulator.Config{Seed: simulatorSeed})
	if err != nil {
		return err
	}
	jobs, err := c.jobs(with.getenv, contracts.InProcess(sim))
	if err != nil {
		return err
	}
	options := c.options(jobs)
	for _, job := range jobs {
		fmt.Fprintf(with.out, "%s on %s, effects up to %s, seed %d\n", job.Suite.Vendor, job.Target, job.Target.Strongest(), options.Seed)
	}
	report, err := contracts.Run(ctx, options, jobs...)
	if report != nil {
		show(with.out, report)
		*code = report.ExitCode()
		if c.Report != "" {
			err = errors.Join(err, report.Write(c.Report))
		}
	}
	return err
}

// show prints the failures, what questions a live vendor answered, and the totals.
func show(w io.Writer, r *contracts.Report) {
	for _, s := range r.Specs {
		for _, f := range s.Failures {
			fmt.Fprintf(w, "\n%s\n", f)
		}
	}
	showReadings(w, r)
	findings, reached, outcomes := 0, 0, 0
	for _, s := range r.Specs {
		findings += len(s.Findings)
	}
	for _, c := range r.Coverage {
		reached, outcomes = reached+c.Reached(), outcomes+len(c.Outcomes)
	}
	fmt.Fprintln(w)
	if findings > 0 {
		fmt.Fprintf(w, "%d things in answers that the document does not have, see the report\n", findings)
	}
	fmt.Fprintf(w, "%d of %d documented outcomes reached\n%s\n", reached, outcomes, r.Totals)
}

func showReadings(w io.Writer, r *contracts.Report) {
	for _, s := range r.Specs {
		live := slices.ContainsFunc(r.Targets, func(t contracts.ReportedTarget) bool { return t.Vendor == s.Vendor && t.Live })
		if s.Reading == nil || !live || s.Status == contracts.Failed {
			continue
		}
		switch s.Reading.Observed {
		case "":
			fmt.Fprintf(w, "\n%s: not settled (%s)", s.ID, s.Reason)
		case s.Reading.Chosen:
			fmt.Fprintf(w, "\n%s: the vendor follows our reading: %s", s.ID, s.Reading.Observed)
		default:
			fmt.Fprintf(w, "\n%s: the vendor follows another reading than ours: %s; crmsim is built on: %s",
				s.ID, s.Reading.Observed, s.Reading.Chosen)
		}
	}
}

type planCommand struct{ choice }

// Run lists the specs that would run, and why others would not.
func (c *planCommand) Run(with *surroundings, code *int) error {
	jobs, err := c.jobs(with.getenv, contracts.InProcess(nil))
	if err != nil {
		return err
	}
	plan, err := contracts.Plan(c.options(jobs), jobs...)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(with.out, 0, 0, 2, ' ', 0)
	willRun := 0
	for _, p := range plan {
		note := ""
		if p.Skip != "" {
			note = " (skipped: " + p.Skip + ")"
		} else {
			willRun++
		}
		// What varies most in length comes last, where it pads nothing.
		fmt.Fprintf(table, "%s\t%s\t%s\t%s%s; %s; %s (%s)\n", p.Spec.ID, p.Spec.Level, p.Spec.Effect(), p.Spec.Text, note,
			strings.Join(p.Spec.Calls, ","), p.Spec.From, p.Spec.Evidence)
	}
	for _, job := range jobs {
		for _, id := range slices.Sorted(maps.Keys(job.Suite.Aliases)) {
			if len(c.ID) == 0 || slices.Contains(c.ID, id) {
				fmt.Fprintf(table, "%s\talias\t\tis %s now\n", id, job.Suite.Aliases[id])
			}
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(with.out, "%d would run, %d would be skipped\n", willRun, len(plan)-willRun)
	if willRun == 0 {
		*code = (&contracts.Report{}).ExitCode() // Nothing would run.
	}
	return nil
}
