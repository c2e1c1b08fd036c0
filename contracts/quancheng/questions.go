package quancheng

import (
	. "github.com/onsi/ginkgo/v2"

	"github.com/crmsim/crmsim/contracts"
	"github.com/crmsim/crmsim/openapi"
)

// An outcome is an answer that a question may have: the JSON text of the value, or "error".
type outcome struct{ shown, reading string }

// inferred is the About of a question.
func inferred(from string, operations ...string) contracts.About {
	return contracts.From(from, openapi.Inferred, operations...)
}

// ask declares a question that one answer settles. The id begins with the question's; the first
// outcome is crmsim's.
func ask(s declaration, id, text string, about contracts.About, do func(ctx SpecContext, e *Env) contracts.Answer, outcomes ...outcome) {
	var readings []string
	for _, o := range outcomes {
		readings = append(readings, o.reading)
	}
	s.Spec(id, text, about.Asks(question(id), readings...), func(ctx SpecContext, e *Env) {
		answer := do(ctx, e)
		shown := string(answer.Data)
		if answer.Code != 0 {
			shown = "error"
		}
		for _, o := range outcomes {
			if o.shown == shown {
				e.Observe(o.reading)
				return
			}
		}
		e.Observe(contracts.Other)
	})
}

// whether declares a question of two readings.
func whether(s declaration, id, text string, about contracts.About, reading, otherwise string, holds func(ctx SpecContext, e *Env) bool) {
	s.Spec(id, text, about.Asks(question(id), reading, otherwise), func(ctx SpecContext, e *Env) {
		e.ObserveWhether(holds(ctx, e), reading, otherwise)
	})
}

// question is the part of a spec's id that names a question.
func question(id string) string { return id[:len("QC-Q00")] }

// askAll declares the questions.
func askAll(s declaration) {
	for _, declare := range []func(declaration){
		askForms, askTokens, askSigningIn, askErrors, askFormats, askValues, askLists,
		askContacts, askPlans, askContracts, askBatches, askPublic, askMarks, askPages, askCalls, askRepeats,
		askObjects, askCustomers, askDefaults, askSite, askLinkMen, askMainMen,
	} {
		declare(s)
	}
}
