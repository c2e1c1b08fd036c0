package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"

	"github.com/crmsim/crmsim/simulator"
	"github.com/crmsim/crmsim/simulator/internal/verdict"
)

type execCommand struct {
	world
	FailOn  string   `default:"violation" enum:"violation,suspicion,never" help:"What the verdict may not be: violation, suspicion or never."`
	Command []string `arg:"" passthrough:"" help:"The command, behind --."`
}

// exitCode is that of the command that exec ran, where it is not 0.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("the command ended with %d", int(e)) }

// Run serves a crmsim on a free port, runs the command, and prints the verdict on it. It ends as the command
// does; when that is well, the verdict can make it fail.
func (c *execCommand) Run(out output) error {
	if c.Command[0] == "--" {
		c.Command = c.Command[1:]
	}
	if len(c.Command) == 0 {
		return errors.New("exec: want a command behind --")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer listener.Close()
	sim, err := simulator.New(simulator.Config{
		Seed: c.Seed, Customers: c.Customers, DemoUntil: c.DemoUntil, SeedFile: c.SeedFile, Faults: c.Fault,
	})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- serve(ctx, listener, sim, logger("off")) }()
	at := origin(listener.Addr())
	ended := runCommand(c.Command, at)
	if failed := (*notRunError)(nil); errors.As(ended, &failed) { // There is nothing to judge.
		stop()
		return errors.Join(ended, <-served)
	}
	reports, judged := reportsOf(at)
	stop()
	if err := errors.Join(judged, <-served); err != nil {
		return err
	}
	var failed, incomplete error
	for _, report := range reports {
		fmt.Fprintf(out.errs, "\ncrmsim: %s", report.String()) // Not where the command prints what others may read.
		err := failOn(report, c.FailOn)
		if unsure := (*incompleteError)(nil); errors.As(err, &unsure) {
			incomplete = cmp.Or(incomplete, err)
		} else {
			failed = cmp.Or(failed, err)
		}
	}
	return cmp.Or(ended, failed, incomplete)
}

// A notRunError is a command that could not be started.
type notRunError struct{ error }

// code is what a shell ends with then.
func (e *notRunError) code() int {
	if errors.Is(e.error, exec.ErrNotFound) || errors.Is(e.error, fs.ErrNotExist) {
		return exitNotFound
	}
	return exitNotExecutable
}

// Exit codes of commands that could not be started.
const (
	exitNotExecutable = 126
	exitNotFound      = 127
)

// reportsOf returns the verdicts on the default sandbox, and on all others that the command left behind.
func reportsOf(origin string) ([]*verdict.Report, error) {
	var shown struct{ Sandboxes []struct{ Name string } }
	if err := ask(origin, "/_sim/sandboxes", &shown); err != nil {
		return nil, err
	}
	var reports []*verdict.Report
	for _, sandbox := range shown.Sandboxes {
		report := &verdict.Report{}
		if err := ask(origin, sandboxPath(sandbox.Name, "/report"), report); err != nil {
			return nil, err
		}
		reports = append(reports, report)
	}
	return reports, nil
}

// runCommand runs a command to its end. Signals are for it to heed; none ends crmsim before it.
func runCommand(line []string, origin string) error {
	command := exec.Command(line[0], line[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	variables, err := variablesOf(origin, simulator.DefaultSandbox)
	if err != nil {
		return err
	}
	command.Env = append(os.Environ(), "CRMSIM_URL="+origin, "CRMSIM_SANDBOX="+simulator.DefaultSandbox)
	for _, v := range variables {
		command.Env = append(command.Env, v.name+"="+v.value, "CRMCHECK_"+v.name+"="+v.value)
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	if err := command.Start(); err != nil {
		return &notRunError{fmt.Errorf("exec %s: %w", strings.Join(line, " "), err)}
	}
	done := make(chan error, 1)
	go func() { done <- command.Wait() }()
	terminated := false
	for {
		select {
		case s := <-signals:
			switch {
			case s == syscall.SIGTERM && terminated: // It did not heed the first one.
				s = syscall.SIGKILL
			case s == syscall.SIGINT && atTerminal():
				continue // Twice would be once too often.
			}
			terminated = terminated || s == syscall.SIGTERM
			_ = command.Process.Signal(s) // It may have ended.
		case err := <-done:
			return codeOf(err)
		}
	}
}

// atTerminal reports whether there is a terminal, whose Ctrl-C reaches crmsim and its command alike.
func atTerminal() bool {
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	_ = terminal.Close()
	return true
}

// codeOf is the exit code of a command as a shell has it.
func codeOf(err error) error {
	failed := (*exec.ExitError)(nil)
	if !errors.As(err, &failed) {
		return err
	}
	if status, ok := failed.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return exitCode(128 + int(status.Signal()))
	}
	return exitCode(failed.ExitCode())
}
