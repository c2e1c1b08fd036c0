// Crmcheck runs the contracts of CRM vendors against the simulator, a running crmsim, or a vendor's
// live endpoint, and tells where the target departs from the vendor's documents.
//
//	crmcheck run                                  on the simulator, in process
//	crmcheck run --url http://127.0.0.1:8080      on a crmsim that runs elsewhere
//	CRMCHECK_WISECRM_APPID=… crmcheck run --vendor wisecrm --url https://…    on the vendor, read-only
//	crmcheck plan --effects read                  lists what would run
//	crmcheck mutate --vendor wisecrm              measures what the contracts would catch
//
// It exits with 0 when all passed, 1 when a contract failed, 2 when the run itself is broken, and 3
// when nothing ran.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// exitBroken is the exit code of a run that is broken; see contracts.Report.ExitCode for the others.
const exitBroken = 2

func main() {
	os.Exit(execute(os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// commandLine is what the program understands.
type commandLine struct {
	Run  runCommand  `cmd:"" help:"Run the contracts."`
	Plan planCommand `cmd:"" help:"List what would run, and contact nobody."`

	Mutate mutateCommand `cmd:"" help:"Measure what the contracts would catch, by letting the simulator misbehave."`
}

// surroundings are what a command may use of the process.
type surroundings struct {
	getenv func(string) string
	out    io.Writer
}

// execute carries out one command line and returns the exit code.
func execute(args []string, getenv func(string) string, out, errors io.Writer) int {
	var c commandLine
	parser, err := kong.New(&c, kong.Name("crmcheck"), kong.Writers(out, errors), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Description("Hold a CRM's API, or crmsim, against the vendor's documents."))
	if err != nil {
		return broken(errors, err)
	}
	command, err := parser.Parse(args)
	if err != nil {
		return broken(errors, err)
	}
	code := 0
	command.BindTo(context.Background(), (*context.Context)(nil))
	if err := command.Run(&surroundings{getenv, out}, &code); err != nil {
		return broken(errors, err)
	}
	return code
}

// broken says why a run is broken, a line a reason.
func broken(w io.Writer, err error) int {
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintln(w, "crmcheck: "+strings.TrimRight(line, "\n"))
	}
	return exitBroken
}
