package contracts

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/extensions/globals"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"
	"github.com/onsi/gomega/format"
)

// Options say which specs run, and how.
type Options struct {
	Seed    int64         // gives the order of the specs and the names that they make up
	IDs     []string      // only these specs; none means all
	Levels  []string      // only specs of these levels; none means all
	Labels  string        // only specs whose labels fit this label filter of Ginkgo's; "" means all
	Timeout time.Duration // of one spec; 0 is 30 s

	// InOrder runs the specs in the order of IDs, and none after the first that fails: it is for who wants to know
	// whether the suite finds fault, and not with what.
	InOrder bool
	// Client, if not nil, returns what goes between the clients of a spec and the oracle.
	Client func(c *Case, oracle http.RoundTripper) http.RoundTripper
}

// A Job is one vendor's suite on one target.
type Job struct {
	Suite  *Suite
	Target Target
}

const (
	defaultTimeout = 30 * time.Second
	cleanupTimeout = 10 * time.Second
	gracePeriod    = 5 * time.Second // for a spec that was told to stop
)

// ginkgoRuns serialises the runs of a process, since Ginkgo and Gomega keep theirs in package variables.
var ginkgoRuns sync.Mutex

// Run carries out the specs of the jobs, one job a vendor, in an order that the seed gives. The
// error means that the run is broken: a suite is wrongly declared, an option makes no sense, a target is
// not there, or the run was interrupted, in which case there is a report as well. Runs of one process
// follow each other; when ctx ends, the specs that have not begun are skipped. A spec that fails is no
// error; see Report.ExitCode.
func Run(ctx context.Context, options Options, jobs ...Job) (*Report, error) {
	plan, err := Plan(options, jobs...)
	if err != nil {
		return nil, err
	}
	ginkgoRuns.Lock()
	defer ginkgoRuns.Unlock()
	r := newRun(options, plan)
	if err := r.connect(ctx, jobs); err != nil {
		return nil, errors.Join(err, r.disconnect(ctx))
	}
	r.ginkgo(ctx)
	return r.report(jobs), errors.Join(r.broken, r.disconnect(ctx))
}

// A run is the state of one Run.
type run struct {
	options  Options
	plan     []Planned
	byTitle  map[string]int // the plan's specs, by what Ginkgo knows them by
	started  time.Time
	sessions map[*Suite]*session
	bare     map[*Suite]*session // what the sandboxes of derived specs begin with; nil for the demo data
	ledgers  map[*Suite]*ledger
	current  *Case            // the one that runs
	cases    map[string]*Case // by the spec's id
	results  []Result
	broken   error
}

func newRun(options Options, plan []Planned) *run {
	r := &run{
		options: options, plan: plan, started: time.Now(), byTitle: make(map[string]int, len(plan)),
		cases: map[string]*Case{}, sessions: map[*Suite]*session{}, bare: map[*Suite]*session{}, ledgers: map[*Suite]*ledger{},
	}
	for i, p := range plan {
		r.byTitle[p.Spec.title()] = i
	}
	return r
}

// connect opens the targets of those jobs that have something to run.
func (r *run) connect(ctx context.Context, jobs []Job) error {
	for _, job := range jobs {
		if !slices.ContainsFunc(r.plan, func(p Planned) bool { return p.suite == job.Suite && p.Skip == "" }) {
			continue
		}
		session, err := open(ctx, job.Suite, job.Target)
		if err != nil {
			return err
		}
		r.sessions[job.Suite], r.ledgers[job.Suite] = session, &ledger{ids: map[string]bool{}}
		derived := func(p Planned) bool { return p.suite == job.Suite && p.Skip == "" && p.Spec.Rule != "" }
		if session.control == nil || len(job.Suite.vendor.Cleared) == 0 || !slices.ContainsFunc(r.plan, derived) {
			continue
		}
		if r.bare[job.Suite], err = session.bare(ctx, job.Suite); err != nil {
			return err
		}
	}
	return nil
}

// disconnect removes the run's sandboxes, even when ctx has ended.
func (r *run) disconnect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTimeout)
	defer cancel()
	var problems []error
	for _, sessions := range []map[*Suite]*session{r.sessions, r.bare} {
		for suite, session := range sessions {
			if err := session.close(ctx); err != nil {
				problems = append(problems, fmt.Errorf("%s: delete the run's sandbox: %w", suite.Vendor, err))
			}
		}
	}
	return errors.Join(problems...)
}

// ginkgo builds the tree of specs and runs it. Ginkgo prints nothing: the report tells all.
func (r *run) ginkgo(ctx context.Context) {
	globals.Reset()
	defer format.UnregisterCustomFormatter(format.RegisterCustomFormatter(compact))
	gomega.RegisterFailHandler(func(message string, skip ...int) { r.current.stop(message, skip) })
	ginkgo.Describe("contracts", func() {
		for _, p := range r.plan {
			r.it(ctx, p)
		}
		ginkgo.ReportAfterEach(r.collect)
	})
	suite := types.NewDefaultSuiteConfig()
	suite.RandomSeed, suite.RandomizeAllSpecs, suite.GracePeriod = r.options.Seed, !r.options.InOrder, gracePeriod
	suite.FailFast = r.options.InOrder
	stdout := formatter.ColorableStdOut
	formatter.ColorableStdOut = io.Discard
	defer func() { formatter.ColorableStdOut = stdout }()
	defer showOneRun()()
	ginkgo.RunSpecs(ignored{}, "crmcheck", suite, types.NewDefaultReporterConfig())
	if r.broken == nil && ctx.Err() != nil {
		r.broken = fmt.Errorf("the run was stopped: %w", context.Cause(ctx))
	}
}

// showOneRun hides go test's -count from Ginkgo, which refuses any but 1 because its suites cannot run
// twice in a process; after globals.Reset they can. It returns what puts the flag back.
func showOneRun() (restore func()) {
	f := flag.Lookup("test.count")
	if f == nil {
		return func() {}
	}
	count := f.Value.String()
	_ = f.Value.Set("1") // A number is always taken.
	return func() { _ = f.Value.Set(count) }
}

// ignored takes Ginkgo's word that a spec failed, which the report knows anyway.
type ignored struct{}

func (ignored) Fail() {}

func (r *run) it(whole context.Context, p Planned) {
	timeout := r.options.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	ginkgo.It(p.Spec.title(), p.Spec.at, ginkgo.Label(p.labels()...), ginkgo.SpecTimeout(timeout), func(ctx ginkgo.SpecContext) {
		if p.Skip != "" {
			ginkgo.Skip(p.Skip)
		}
		if whole.Err() != nil {
			ginkgo.Skip("the run was stopped")
		}
		c := r.start(ctx, p)
		p.Spec.run(ctx, c)
		c.finished = true
	})
}

// start makes the case of a spec. The oracle's verdict is its first clean-up and so comes last.
func (r *run) start(ctx context.Context, p Planned) *Case {
	session := r.sessions[p.suite]
	c := &Case{spec: p.Spec, suite: p.suite, ledger: r.ledgers[p.suite], tag: r.tag(), client: r.options.Client}
	r.current, r.cases[p.Spec.ID] = c, c
	if (p.Spec.Control || p.Spec.Apart) && session.control != nil {
		from := ""
		if bare := r.bare[p.suite]; bare != nil && p.Spec.Rule != "" {
			from = bare.control.Sandbox
		}
		inner, err := session.enter(ctx, p.suite, from)
		if err != nil {
			ginkgo.Fail(err.Error())
		}
		ginkgo.DeferCleanup(inner.close, ginkgo.NodeTimeout(cleanupTimeout))
		session = inner
	}
	c.session = session
	c.oracle = &oracle{
		suite: p.suite, spec: p.Spec, session: session, ledger: c.ledger, redact: newRedactor(p.suite, session.credentials),
	}
	ginkgo.DeferCleanup(c.conclude)
	return c
}

// tag is the run's part of every unique name.
func (r *run) tag() string {
	h := fnv.New32a()
	fmt.Fprint(h, r.options.Seed)
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

func (r *run) again(s *Spec) string {
	return fmt.Sprintf("crmcheck run --id %s --seed %d", s.ID, r.options.Seed)
}
