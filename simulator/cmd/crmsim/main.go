// Command crmsim serves the simulated vendors.
//
//	crmsim [serve] [flags]   serve until interrupted
//	crmsim env [flags]       print base URLs and credentials as shell exports
//	crmsim health [flags]    exit 0 if a crmsim answers
//
// Exit codes: 0 done, 1 not healthy, 2 bad configuration, such as an unknown flag or a busy port.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/alecthomas/kong"

	"github.com/crmsim/crmsim/simulator"
)

const (
	exitUnhealthy = 1
	exitUsage     = 2
)

// options are the command line. Each flag is read from the environment too, as CRMSIM_LISTEN and so on.
type options struct {
	Serve  serveCommand  `cmd:"" default:"withargs" help:"Serve all vendors until interrupted (the default)."`
	Env    envCommand    `cmd:"" help:"Print base URLs and credentials of a running crmsim as shell exports."`
	Health healthCommand `cmd:"" help:"Tell whether a crmsim answers."`
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, errs io.Writer) int {
	var exited *int
	parser, err := kong.New(&options{},
		kong.Name("crmsim"),
		kong.Description("A simulator of CRM vendors' APIs."),
		kong.DefaultEnvars("CRMSIM"),
		kong.Vars{"max_sandboxes": strconv.Itoa(simulator.DefaultMaxSandboxes)},
		kong.Writers(out, errs),
		kong.Exit(func(code int) { exited = &code }),
	)
	if err != nil {
		return fail(errs, err)
	}
	command, err := parser.Parse(args)
	if exited != nil {
		return *exited // --help was asked for.
	}
	if err != nil {
		return fail(errs, err)
	}
	err = command.Run(output{out})
	unhealthy := (*unhealthyError)(nil)
	switch {
	case errors.As(err, &unhealthy):
		fmt.Fprintf(errs, "crmsim: %v\n", err)
		return exitUnhealthy
	case err != nil:
		return fail(errs, err)
	}
	return 0
}

// output is where commands print; kong binds it to their Run methods by its type.
type output struct{ io.Writer }

func fail(errs io.Writer, err error) int {
	fmt.Fprintf(errs, "crmsim: %v\n", err)
	return exitUsage
}
