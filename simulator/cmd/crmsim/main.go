// Command crmsim serves the simulated vendors.
//
//	crmsim [serve] [flags]   serve until interrupted
//	crmsim env [flags]       print base URLs and credentials as shell exports
//	crmsim health [flags]    exit 0 if a crmsim answers
//	crmsim report [flags]    print the verdict on the program that used a sandbox
//	crmsim verify OPERATION  say whether a program made the calls that are wanted
//	crmsim data export|load  print a sandbox's records as a seed file, or put those of one
//	crmsim exec -- COMMAND   run a command beside a crmsim of its own
//
// Exit codes: 0 done, 1 the answer is no (not healthy, a verdict that fails, calls that were not made), 2 bad
// configuration, such as an unknown flag or a busy port, 3 an incomplete verdict: the journal has dropped calls, and
// what it still has does not fail. exec passes the command's own code on.
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
	exitFailed     = 1
	exitUsage      = 2
	exitIncomplete = 3
)

// options are the command line. Each flag is read from the environment too, as CRMSIM_LISTEN and so on.
type options struct {
	Serve  serveCommand  `cmd:"" default:"withargs" help:"Serve all vendors until interrupted (the default)."`
	Env    envCommand    `cmd:"" help:"Print base URLs and credentials of a running crmsim as shell exports."`
	Health healthCommand `cmd:"" help:"Say whether a crmsim answers."`
	Report reportCommand `cmd:"" help:"Print the verdict on the program that used a sandbox."`
	Verify verifyCommand `cmd:"" help:"Say whether a program made the calls that are wanted."`
	Data   dataCommand   `cmd:"" help:"Move records of all vendors in and out of a sandbox."`
	Exec   execCommand   `cmd:"" help:"Run a command beside a crmsim of its own, with its URLs and credentials in the environment."`
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
	return codeFor(errs, command.Run(output{out, errs}))
}

// codeFor says why a command did not end well, and returns the exit code.
func codeFor(errs io.Writer, err error) int {
	failed, incomplete, ended, notRun := (*failedError)(nil), (*incompleteError)(nil), exitCode(0), (*notRunError)(nil)
	switch {
	case errors.As(err, &notRun):
		fmt.Fprintf(errs, "crmsim: %v\n", err)
		return notRun.code()
	case errors.As(err, &ended):
		return int(ended)
	case errors.As(err, &failed):
		fmt.Fprintf(errs, "crmsim: %v\n", err)
		return exitFailed
	case errors.As(err, &incomplete):
		fmt.Fprintf(errs, "crmsim: %v\n", err)
		return exitIncomplete
	case err != nil:
		return fail(errs, err)
	}
	return 0
}

// output is where commands print; kong binds it to their Run methods by its type.
type output struct {
	io.Writer
	errs io.Writer // what is no answer goes here
}

func fail(errs io.Writer, err error) int {
	fmt.Fprintf(errs, "crmsim: %v\n", err)
	return exitUsage
}
