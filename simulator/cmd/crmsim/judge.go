package main

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/crmsim/crmsim/openapi"
	"github.com/crmsim/crmsim/simulator/internal/verdict"
	"github.com/crmsim/crmsim/simulator/internal/wire"
)

type reportCommand struct {
	URL     string `default:"http://127.0.0.1:8080" help:"Where the crmsim runs."`
	Sandbox string `default:"default" help:"Sandbox that the program used."`
	FailOn  string `default:"violation" enum:"violation,suspicion,never" help:"What the verdict may not be: violation, suspicion or never."`
	Format  string `default:"text" enum:"text,json" help:"text for people, or json."`
}

// Run prints the verdict, and fails with exit code 1 when that is as bad as FailOn, or with 3 when calls that the
// journal has dropped may have been.
func (c *reportCommand) Run(out output) error {
	var report verdict.Report
	if err := ask(c.URL, sandboxPath(c.Sandbox, "/report"), &report); err != nil {
		return err
	}
	if c.Format == "json" {
		if err := wire.WriteIndented(out, report); err != nil {
			return err
		}
	} else if _, err := fmt.Fprint(out, report.String()); err != nil {
		return err
	}
	return failOn(&report, c.FailOn)
}

// An incompleteError is a question that a journal can no longer answer. It ends the command line with exit code 3.
type incompleteError struct{ reason string }

func (e *incompleteError) Error() string { return e.reason }

// failOn returns a failedError when a verdict is at least as bad as a severity, which may be never, and an
// incompleteError when nobody can say.
func failOn(r *verdict.Report, name string) error {
	var severity openapi.Severity
	switch {
	case severity.UnmarshalText([]byte(name)) != nil:
		return nil
	case r.Fails(severity):
		return &failedError{fmt.Sprintf("the verdict on the sandbox %s is %s", r.Sandbox, r.Verdict)}
	case r.Dropped > 0:
		return &incompleteError{
			fmt.Sprintf("the verdict on the sandbox %s is incomplete: the journal has dropped %d calls", r.Sandbox, r.Dropped),
		}
	default:
		return nil
	}
}

type verifyCommand struct {
	Operation string          `arg:"" help:"Id of the operation that should have been called."`
	URL       string          `default:"http://127.0.0.1:8080" help:"Where the crmsim runs."`
	Sandbox   string          `default:"default" help:"Sandbox that the program used."`
	AtLeast   *int            `help:"Fewest calls that will do; 1 without any of the three."`
	AtMost    *int            `help:"Most calls that will do."`
	Exactly   *int            `help:"Number of calls."`
	Where     json.RawMessage `help:"What the calls should have been, such as '{\"body\":{\"accountName\":\"x\"}}'."`
}

// Run prints what was found, and fails with exit code 1 when that is not what is wanted.
func (c *verifyCommand) Run(out output) error {
	want, err := json.Marshal(struct {
		Operation string          `json:"operation"`
		AtLeast   *int            `json:"atLeast,omitempty"`
		AtMost    *int            `json:"atMost,omitempty"`
		Exactly   *int            `json:"exactly,omitempty"`
		Where     json.RawMessage `json:"where,omitempty"`
	}{c.Operation, c.AtLeast, c.AtMost, c.Exactly, c.Where})
	if err != nil {
		return fmt.Errorf("--where: %w", err)
	}
	var result verdict.Result
	if err := call(askTimeout, http.MethodPost, c.URL, sandboxPath(c.Sandbox, "/verify"), want, &result); err != nil {
		return err
	}
	if !result.Satisfied {
		return &failedError{result.Message}
	}
	_, err = fmt.Fprintln(out, result.Message)
	return err
}
