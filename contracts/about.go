package contracts

import "slices"

// From returns the About of a spec of the operations: where its rule is from, with which evidence.
func From(from, evidence string, operations ...string) About {
	return About{From: from, Evidence: evidence, Calls: slices.Clone(operations)}
}

// Beyond is About for a spec that goes beyond the vendor's core operations.
func (a About) Beyond() About {
	a.Level = Extended
	return a
}

// Controlled is About for a spec that arranges its sandbox, or looks into it, through the control API.
func (a About) Controlled() About {
	a.Control = true
	return a
}

// After is About for a spec whose set-up, or what else it calls beside the operations under test, has this
// effect.
func (a About) After(effect string) About {
	a.SetUp = effect
	return a
}

// Asks is About for the spec of an open question. The first reading is the one that crmsim is built on.
func (a About) Asks(question string, readings ...string) About {
	a.Level, a.Question, a.Readings = Question, question, readings
	return a
}
